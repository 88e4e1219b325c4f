# What `make demo` says to the person at the terminal.

demo-intro = 一个小镇的一天：居民发消息，机器人登记、分类、派单，单位办理、答复，居民评价。
    走的是真的流程和数据库，只有时间是剧本说了算。
demo-before = 先过两个星期…
demo-day = { $day }，大家各自看到的
demo-residents = 居民
demo-staff = 责任单位
demo-office = 派单员和管理员
demo-bot = 开门
demo-head = { $who }：
demo-files = { $n } 个附件
demo-made = 台账和走势图
demo-ledger = 工作台账（{ $n } 件）：{ $file }
demo-chart = 走势图：{ $file }
demo-next-title = 接下来
demo-next = 自己跟它聊聊：make chat（也可以试试 make chat ARGS="--as staff"）
    接上 Telegram：找 @BotFather 要一个令牌，写进 .env，然后 make run
    更多：README.zh.md
