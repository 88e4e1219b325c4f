# What a unit's members read: what has to be done, by when, and what each step did.

command-inbox = 待办：手上的诉求
command-case = 按编号看一件，如 /case 261123-0042
command-find = 按字词找，如 /find 路灯 幸福小区

# What the bot tells a unit between the digests
unit-urgent = ‼ 加急：{ $text }
    编号 { $number }
    { $signed ->
        [yes] 请马上处理，2 小时内答复。
       *[no] 请马上签收，2 小时内答复。
    }
unit-taken-back = 刚才那件加急的不用{ $unit }办了，派单员收回了。
    编号 { $number }
unit-added = 居民{ $edited ->
        [yes] 改为
       *[no] 补充
    }：{ $text }{ $files ->
        [0] {""}
       *[other] （附件 { $files } 个）
    }{ $place ->
        [yes] （有位置）
       *[no] {""}
    }
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-supplied = 居民回答：{ $text }{ $files ->
        [0] {""}
       *[other] （附件 { $files } 个）
    }{ $place ->
        [yes] （有位置）
       *[no] {""}
    }
    编号 { $number }
    时限接着算{ $has-about ->
        [no] 。
       *[yes] ：“{ $about }”
    }
unit-no-reply = { $days } 天了，居民没有回答，时限接着算。请按现有的情况办。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-rated-bad = 居民{ $solved ->
        [yes] 说解决了，但不满意
       *[no] 说没解决
    }，退回重办。原因一到就转给您。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-withdrawn = 居民撤回了，不用再办。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
button-pass-on = { $step ->
        [ask] 这是问 { $number } 居民的
        [resolve] 这是 { $number } 的办结
       *[answer] 这是答复 { $number } 的
    }
button-case = 看详情
button-inbox = 待办

# The inbox
inbox-head = { $unit }手上 { $total } 件，急的、快到期的在前：
inbox-empty = { $unit }没有要办的了。
inbox-nothing = 现在没有哪个单位有要办的。
inbox-choose = 看哪个单位的？
inbox-unit = { $unit }（{ $n }）
inbox-no-unit = 没有这个单位，或者您看不到它。直接发 /inbox 看自己单位的。
inbox-line = { $urgent ->
        [yes] ‼
       *[no] ·
    } { $number } { $state }
    {"  "}{ $text }
find-how = 把要找的词写在后面，比如：/find 路灯 幸福小区
find-long = 字多了。写最要紧的一两个词就行，比如：/find 路灯 幸福小区
find-head = 找到这些，新的在前：
find-none-yet = 看了 { $n } 件，还没有找到。
find-no-more = 再往前没有了。
find-none = 没有找到。少写一个词再试试。
button-find-older = 再往前找
case-how = 把编号写在后面，比如：/case 261123-0042
case-none = 没有查到 { $number }。核对一下编号，或发{ $staff ->
        [yes] {" /inbox "}看待办
       *[no] “进度”看自己的
    }。

# One case
staff-case = 编号 { $number }{ $urgent ->
        [yes] {" "}‼ 加急
       *[no] {""}
    }
staff-came = { $moment } 来的
staff-linked = 同一条消息里的：{ $numbers }
staff-status-by = { $status }（{ $handler }）
staff-said = “{ $text }”
staff-no-words = （没有文字）
staff-files = 附件 { $n } 个
staff-place = 位置 { $place }
staff-addition = { $at } 居民{ $edited ->
        [yes] 改为
       *[no] 补充
    }：“{ $text }”
staff-history = 经过：

staff-status-submitted = 等待分派
staff-status-dispatched = 待签收
staff-status-in-progress = 办理中
staff-status-info-requested = 等居民补充
staff-status-suspended = 暂缓
staff-status-resolved = 已办结，等评价
staff-status-closed = 已归档
staff-status-declined = 不受理
staff-status-merged = 已合并
staff-status-withdrawn = 居民已撤回

staff-due-later = { $when }前答复
staff-due-soon = 快到期：{ $when }
staff-due-today = 到期：{ $when }
staff-due-overdue = 已超期：{ $when }
staff-due-badly-late = 严重超期：{ $when }
staff-due-paused = 时限暂停

staff-event-submit = 居民提交
staff-event-dispatch = { $who }派给{ $unit }
staff-event-dispatch-auto = 自动派给{ $unit }
staff-event-split = 一条消息里有几件事，分开办
staff-event-unsplit = 又合成一件
staff-event-sign = { $who }签收
staff-event-ask = { $who }问居民：{ $note }
staff-event-supply = 居民回答
staff-event-add = 居民补充
staff-event-calendar = 放假安排有变，期限跟着改
staff-event-remind = 催办
staff-event-escalate = 超期 5 个工作日，报派单员督办
staff-event-urgent = 有危险，改为加急
staff-event-answer = { $who }答复：{ $note }
staff-event-resolve = { $who }办结：{ $note }
staff-event-rate-good = 居民评价：{ $rating }
staff-event-rate-bad = 居民{ $solved ->
        [yes] 说解决了，但不满意
       *[no] 说没解决
    }，退回重办
staff-event-resume = { $who }没等回答，接着办
staff-event-resume-auto = 居民没有回答，接着办
staff-event-return = { $unit }退回（{ $who }）：{ $note }
staff-event-return-undone = { $who }从{ $unit }收回
staff-event-decline = { $who }定为不受理：{ $note }
staff-event-withdraw = 居民撤回
staff-event-expire = 没有评价，自动归档
staff-event-seen-reporter = { $who }看了联系人
staff-event-seen-numbers = { $who }看了完整号码

button-sign = 签收
button-ask = 问居民
button-answer = 答复
button-resolve = 办结
button-resume = 接着办
button-return = 退回
button-photos = 照片
button-reporter = 联系人
button-numbers = 完整号码
button-next-case = 下一件
button-not-now = 先不写了

photos-shown = 附件 { $n } 个。
    编号 { $number }
photos-elsewhere = 这里能看的有 { $n } 个，另有 { $away } 个是从别处发来的，这里打不开。
    编号 { $number }
photos-withheld = 另有 { $n } 个的文件名里有号码，只有主办单位的人能私下看。
reporter-hidden = 这件没有联系人：不留名、别处转来、本人撤回了，或者办结久了不再留。要问情况，用“问居民”。
    编号 { $number }
reporter-shown = 联系人：{ $name }
    电话：{ $phone }
    编号 { $number }
    谁看过联系人，都有记录。
numbers-shown = “{ $text }”
    编号 { $number }
    谁看过完整号码，都有记录。
numbers-hidden = 这件不留名，里面的号码不显示。要联系，用“问居民”。
    编号 { $number }
reporter-no-phone = 没有留
reporter-away = 这件的居民现在联系不上：没有账号，或停用了机器人。可以直接办结，办法会记下来。
    编号 { $number }

# Each step
step-how = 先打开那一件：发 /inbox 或者 /case 加编号，再点按钮。
staff-too-late = 这件刚有变化，这一步现在做不了。
    编号 { $number }
    现在：{ $status }
return-too-late = 派来超过 { $days } 个工作日了，不能直接退回。请派单员转办，或先办着。
    编号 { $number }
ask-how = 想问居民什么？写在下一条，我用单位的名字发过去。
    编号 { $number }
answer-how = 想怎么答复？写在下一条，我用单位的名字发过去，可以带照片。
    编号 { $number }
resolve-how = 怎么办好的？写一两句，最好带张照片，我发给居民，下个工作日请他评价。
    编号 { $number }
return-how = 为什么退回？写一句给派单员看，居民看不到。
    编号 { $number }
words-needed = 还差一句话：请用文字写。
    编号 { $number }
words-too = 照片收下了，再写一两句话，一起发给居民。
    编号 { $number }
staff-asked = 已问居民，时限暂停，回答了马上告诉您。
    编号 { $number }{ $left ->
        [0] {""}
       *[other] {""}
    有 { $left } 个附件居民那边收不了，没发过去。
    }
staff-answered = 已答复居民。
    编号 { $number }{ $left ->
        [0] {""}
       *[other] {""}
    有 { $left } 个附件居民那边收不了，没发过去。
    }
staff-resolved = 已办结，居民已看到，下个工作日请他评价。
    编号 { $number }{ $left ->
        [0] {""}
       *[other] {""}
    有 { $left } 个附件居民那边收不了，没发过去。
    }
staff-kept = 已记下。居民联系不上，没有发出去。
    编号 { $number }
staff-returned = 已退回派单员，原因也转了。时限照算。
    编号 { $number }
staff-edit-kept = 改动记下了，居民看到的还是原话。要更正，请再答复一次。
    编号 { $number }

# What a resident gets with a unit's answer
resident-files = { $unit }还发来了照片。
    编号 { $number }
