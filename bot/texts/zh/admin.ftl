# What admins read. Every change can be taken back by /undo, but for what is deleted of a person.

command-categories = 类别：新增、改名、停用、时限
command-category = 看或改一个类别
command-keyword = 关键词和权重
command-units = 单位：新增、改名、停用、日报、群
command-unit = 看或改一个单位
command-areas = 区域：新增、改名、停用、导入表格
command-area = 看或改一个区域
command-route = 哪类事给哪个单位
command-schedule = 各单位几点发日报
command-invite = 请人加入
command-roles = 谁是管理员、派单员
command-person = 来电来访的人要资料、要删除
command-try = 试试一句话会怎么分
command-why = 看一件诉求为什么这样分
command-undo = 撤销上一次改动
command-audit = 谁改过什么
command-failures = 没处理成、没送到的消息
command-retry = 再处理一次

admin-done = 好了，马上生效。错了发 /undo。
admin-not = 好，没改。
admin-gone = 这个已经不在了，可能刚有人改过。重新打开列表看看。
admin-name-empty = 没看到名字，名字不能空着，比如：城管局
admin-name-long = 名字太长了，按钮上放不下。{ $limit } 个字以内，比如：城管局
admin-name-taken = 已经有“{ $name }”了，停用的也算。换个名字，或者把停用的恢复。
button-never-mind = 算了
button-back = 返回

# Categories
admin-categories = 类别（在用 { $n } 个），点一下看和改：
admin-category-line = · { $name }{ $retired ->
        [yes] （停用）
       *[no] {""}
    } { $limit } · 关键词 { $keywords } · { $has-unit ->
        [yes] { $unit }
       *[no] 没设单位
    }
admin-in-area = { $area }→{ $unit }
admin-category = { $zh }（{ $en }）{ $retired ->
        [yes] ，已停用
       *[no] {""}
    }
    时限 { $limit } · 代码 { $code }
    单位：{ $has-units ->
        [yes] { $units }
       *[no] 还没设，这类先到派单员
    }
    关键词 { $keywords } 个{ $has-heaviest ->
        [yes] ：{ $heaviest }
       *[no] {""}
    }
button-category-new = 新增类别
button-category-rename = 改名
button-category-limit = 改时限
button-category-retire = 停用
button-category-restore = 恢复
button-keyword-list = 全部关键词
button-keyword-new = 加关键词
button-route = 设单位
admin-ask-category = 新类别叫什么？中文名在前，英文名在后，可以不写英文。
    比如：物业管理 Property services
admin-ask-category-name = 新名字是什么？现在是“{ $zh }”和“{ $en }”。只发中文就只改中文，只发英文就只改英文。
admin-limit = { $hours ->
        [0] { $days } 个工作日
       *[other] { $hours } 小时
    }
admin-ask-limit = “{ $name }”现在是 { $limit }。改成几个工作日？点一下，或直接发数字。
    停水停电这类急的，可以按小时（昼夜都算）：24小时
admin-days = { $n } 天
admin-wrong-limit = 时限是 1 到 { $most } 个工作日的整数，比如：5。也可以是 1 到 { $hours } 小时，比如：24小时
admin-no-category = 没有叫“{ $name }”的类别。现在有：{ $known }
    { $form }
admin-form-category = 可以这样写：
    /category add 物业管理 Property services
    /category rename 物业管理 小区物业
    /category limit 物业管理 7（或 24小时）
    /category retire 物业管理（停用；restore 恢复）

# Keywords
admin-keywords = “{ $name }”的关键词 { $n } 个，重的在前。点一下改权重或删除：
admin-keyword = “{ $word }”在“{ $name }”里的权重是 { $weight }。5 差不多一个词就能定，2 是明显的线索，0.5 只起一点作用。
    改成多少？
button-keyword-remove = 删除
button-keyword-set = 确定
admin-ask-keyword = 给“{ $name }”加什么词？后面可以写权重（0.5 到 5，不写是 3）。
    比如：电梯 4
admin-proposal = “{ $name }”{ $has-weight ->
        [no] 去掉“{ $word }”（原来 { $was }）。
       *[yes] { $has-was ->
            [yes] 的“{ $word }”从 { $was } 改成 { $weight }。
           *[no] 加“{ $word }”，权重 { $weight }。
        }
    }
    { $tried ->
        [0] 还没有诉求可以拿来试。
       *[other] 拿最近 { $tried } 件试了：{ $n ->
            [0] 没有一件换类别。
           *[other] 有 { $n } 件换类别：
        }
    }
admin-keyword-done = 好了，{ $name }{ $has-weight ->
        [no] 去掉了“{ $word }”
       *[yes] { $has-was ->
            [yes] 的“{ $word }”从 { $was } 改成了 { $weight }
           *[no] 加了“{ $word }”，权重 { $weight }
        }
    }，马上生效。错了发 /undo。
admin-shift = { $number }：{ $before } → { $after } { $text }
admin-no-keyword = “{ $name }”里没有“{ $word }”这个词。
admin-keyword-same = “{ $name }”里的“{ $word }”本来就是 { $weight }。
admin-keyword-odd = “{ $word }”里有标点，永远对不上。只写字、字母和数字，比如：路灯
admin-keyword-long = “{ $word }”太长了。关键词最多 12 个字，比如：加装电梯
admin-wrong-weight = 权重是大于 0、不超过 { $most } 的数，比如：/keyword weight 城乡建设 路灯 3.5
admin-form-keyword = 可以这样写：
    /keyword add 城乡建设 路灯 4
    /keyword weight 城乡建设 路灯 3
    /keyword remove 城乡建设 路灯
    先告诉您会影响哪些诉求，点了确定才改。

# Units
admin-units = 单位（在用 { $n } 个），点一下看和改：
admin-unit-line = · { $name }{ $retired ->
        [yes] （停用）
       *[no] {""}
    } { $hour } · { $people } 人{ $group ->
        [yes] {" · "}有群
       *[no] {""}
    }
admin-unit = { $name }{ $retired ->
        [yes] （已停用）
       *[no] {""}
    }
    日报：工作日 { $hour }，发到{ $group ->
        [yes] 群里
       *[no] 每个人
    }
    { $people } 人，负责人 { $leads } 人 · 手上 { $open } 件
    管：{ $has-categories ->
        [yes] { $categories }
       *[no] 还没设类别，发 /route 设
    }
button-units = 各单位成员
button-unit-list = 各单位
button-unit-new = 新增单位
button-unit-people = 成员
button-unit-rename = 改名
button-unit-hour = 日报时间
button-unit-group = 绑定群
button-unit-group-off = 解绑群
button-unit-retire = 停用
button-unit-retire-yes = 停用
button-unit-restore = 恢复
admin-want-chart = 走势图：{ $on ->
        [yes] 发
       *[no] 不发
    }
admin-want-ledger = 台账：{ $on ->
        [yes] 发
       *[no] 不发
    }
admin-want-empty = 没事的日子：{ $on ->
        [yes] 也发
       *[no] 不发
    }
admin-ask-unit = 新单位叫什么？比如：城管局
admin-ask-name = “{ $name }”的新名字是什么？直接发给我。
admin-ask-hour = { $name }现在 { $hour } 发日报。改到几点？点一下，或直接发时间，比如 7:45。
admin-wrong-hour = 没看懂这个时间。写成几点几分，比如：/schedule { $name } 08:30
admin-schedule = { $n } 个单位的日报时间（工作日），点一下改：
admin-how-group = 先把我拉进{ $name }的群，再在群里发：
    /unit "{ $name }" group
admin-group-tied = 好，以后{ $name }的日报发到这个群，工作日 { $hour }。
admin-group-untied = 好，{ $name }的日报不再发到群里了，改发给每个人。
admin-unit-retired = { $name }停用着，先恢复：/unit restore { $name }
admin-no-units = 还没有单位。先建一个，比如：/unit add 城管局
admin-no-unit = 没有叫“{ $name }”的单位。{ $has-known ->
        [yes] 现在有：{ $known }
       *[no] {""}
    }
    { $form }
admin-form-unit = 可以这样写：
    /unit add 城管局
    /unit rename 城管局 城市管理局
    /unit hour 城管局 08:30
    /unit chart 城管局 on（走势图；ledger 台账，empty 没事也发；off 关）
    /unit retire 城管局（停用；restore 恢复）
    在群里发 /unit group 城管局，这个群就收日报
admin-form-schedule = 可以这样写：/schedule 城管局 08:30
admin-retire-sure = 真的要停用{ $name }吗？
    { $open ->
        [0] {""}
       *[other] 手上 { $open } 件会退给派单员重新分派，撤销停用时不会自己回来。
    }{ $routes ->
        [0] {""}
       *[other] 它管的事（{ $routes } 条），新来的先到派单员。
    }
admin-retired-note = { $unit }停用，重新分派
admin-given-back = { $unit }停用了，{ $n } 件退回来等您分派。发 /triage 开始。

# Areas
admin-areas = 区域（在用 { $n } 个）。居民提到这些地名时，可以派给当地的单位。点一下看和改：
admin-area = { $name }{ $retired ->
        [yes] （停用）
       *[no] {""}
    }
admin-areas-within = { $name }里面有 { $n } 个区域，点一下看和改：
admin-areas-alike = 名字里有“{ $name }”的区域有 { $n } 个，点一下看和改：
admin-area-more = { $has-kind ->
        [yes] { $kind }{" "}
       *[no] {""}
    }{ $has-others ->
        [yes] 也叫{ $others }
       *[no] {""}
    }
admin-area-whole = 整个{ $name }
button-area-within = 里面 { $n } 个
button-area-below = 新增下级
button-areas-file = 导入表格
button-area-new = 新增区域
button-area-rename = 改名
button-area-retire = 停用
button-area-restore = 恢复
admin-ask-area = 新区域叫什么？要和居民说的一样，比如：幸福街道
admin-no-area = 没有叫“{ $name }”的区域。{ $has-known ->
        [yes] 现在有：{ $known }
       *[no] 先建一个：/area add { $name }
    }
    { $form }
admin-form-area = 可以这样写：
    /area add 幸福街道
    /area rename 幸福街道 幸福路街道
    /area retire 幸福街道（停用；restore 恢复）
    /area 幸福街道 add 和平社区（在它里面新增）
    很多的话，把表格连同 /areas 一起发来

# Routes
admin-routes = 哪类事给哪个单位，点一下改：
admin-route-line = · { $name } → { $has-units ->
        [yes] { $units }
       *[no] 没设，先到派单员
    }
button-route-unit = 设全部区域的单位
button-route-area = 设某个区域的单位
button-route-remove = 删除：{ $has-area ->
        [yes] { $area }→{ $unit }
       *[no] { $unit }
    }
button-route-dispatch = 把等着的 { $n } 件派出去
admin-choose-area = “{ $name }”，哪个区域？
admin-choose-unit = “{ $name }”{ $has-area ->
        [yes] 在{ $area }
       *[no] {""}
    }给哪个单位？
admin-waiting = 有 { $n } 件只差单位，现在可以派了。
admin-handed-out = 派出去 { $n } 件，居民也都告诉了。
admin-no-route = “{ $name }”没有设这样的单位。
admin-form-route = 可以这样写：
    /route 城乡建设 城管局
    /route 城乡建设 幸福街道 幸福城管所
    /route remove 城乡建设 幸福街道

# People
role-member = 成员
role-lead = 负责人
role-dispatcher = 派单员
role-admin = 管理员
role-removed = 您不再是{ $unit }{ $role }了。要反映事情，随时直接跟我说。
admin-roles = 谁有什么权限，点一下收回：
admin-roles-line = { $role }：{ $has-names ->
        [yes] { $names }
       *[no] 还没有，由管理员代办
    }
button-role-remove = 收回：{ $name }（{ $role }）
admin-last = 这是最后一位联系得上的管理员，不能收回。先请一位新的：/invite admin
admin-left = 好，您不再是管理员了。
admin-not-yourself = 自己的权限不能自己加，请另一位管理员来点。
admin-people = { $name }的成员（{ $n } 人）：
admin-person = · { $name }{ $lead ->
        [yes] （负责人）
       *[no] {""}
    }
admin-lead-button = { $lead ->
        [yes] 不再负责：{ $name }
       *[no] 设为负责人：{ $name }
    }
button-member-remove = 移除：{ $name }
button-invite = 请人加入
button-invite-units = 单位成员
button-invite-unit = 请人加入
button-invite-cancel = 作废这个邀请
admin-choose-invite = 请谁加入？
admin-choose-invite-unit = 请到哪个单位？
admin-choose-unit-role = 请到{ $name }，做什么？
admin-invite = 邀请做好了：{ $unit }{ $role }。只能用一次，{ $until }前有效。
    把下面这条转给那个人。
admin-invitation = { $office }请您加入，做{ $unit }{ $role }。{ $has-link ->
        [yes] 点这里：
    { $link }
    或者私下跟我发：
       *[no] 私下跟我发：
    }
    /join { $code }
admin-invite-cancelled = 这个邀请作废了。
admin-invite-gone = 这个邀请已经用掉或过期了。要收回权限，发 /roles 或 /units。
admin-form-invite = 可以这样写：
    /invite 城管局
    /invite 城管局 lead（负责人）
    /invite dispatcher（派单员）、/invite admin（管理员）

# Somebody who does not write to the bot, and asks the office for what is kept of them
person-how = 写上是哪一件，比如 /person 261123-0001
    只管来电、来访、导入的件。自己用机器人的人，资料自己取、自己删。
person-self = { $number } 是本人用机器人反映的，资料由本人取、本人删：
    请本人给我发 /export_my_data 或 /delete_my_data
person-nobody = { $number } 没留是谁反映的，没有资料可取、可删。
person = 反映 { $number } 的人没用机器人，一共 { $n } 件：{ $numbers }
    先问清楚是不是本人，再点。
button-person-data = 取全部资料
button-person-erase = 全部删除
person-data = 反映 { $number } 的人，资料都在这个文件里。有姓名、电话，只给本人。
person-erase-sure = 真的要全部删除吗？姓名、电话、说的话、照片都会删掉，找不回来，没办完的也不再办。
    一共 { $n } 件：{ $numbers }
button-person-erase-yes = 全部删除
person-erased = 都删掉了，看不出是谁了。台账里只留编号和日期：{ $numbers }

# Looking
admin-ask-try = 发一句话给我，我说说会怎么分。不会登记。
    比如：幸福小区门口路灯坏了一周
admin-try = 类别：{ $name }，{ $sure ->
        [yes] 有把握
       *[no] 拿不准
    }（领先 { $margin }，够 { $needed } 才算有把握）{ $has-area ->
        [yes] {" · "}区域：{ $area }
       *[no] {""}
    }
admin-try-score = · { $name } { $score } 分
admin-try-words = 起作用的词：{ $spoke }
admin-try-no-words = 没有一个词起作用。要加关键词，发 /keyword
admin-try-unit = 会直接派给{ $unit }。
admin-try-person = 会给派单员看，因为{ $reason ->
        [no-unit] 这类还没设单位。
        [other] “其他”要人来看。
       *[not-sure] 拿不准。
    }
admin-undone = 撤销了：
    { $what }
admin-undo-stale = 这一步撤不了，后来又有别的改动，或名字已被占用：
    { $what }
admin-nothing-to-undo = 没有可以撤销的改动了。
button-undo-older = 再往前撤一步
admin-audit = 最近的改动：
admin-audit-empty = 还没有改动。
admin-audit-line = { $at } { $has-who ->
        [yes] { $who }
       *[no] 系统
    } { $did }{ $has-subject ->
        [yes] ：{ $subject }
       *[no] {""}
    }{ $undone ->
        [yes] （已撤销）
       *[no] {""}
    }
admin-no-failures = 一切正常：没有没处理成的，也没有没送到的。
admin-dead = 收到了但没处理成：
admin-unsent = 没送到：
admin-failure = · { $id } { $channel } { $why }
button-retry = 再试 { $number }
admin-retry = 好，{ $number } 号这就再处理一次。还不行的话，会再告诉您。
admin-retry-not = { $number } 号没法再处理：没有这一条，或者内容读不出来。
button-resend = 再发 { $number }
admin-resend = 好，{ $number } 号这就再发一次。
admin-resend-not = { $number } 号没法再发：已经在发，或者内容没留下。
admin-form-retry = 把编号写在后面，比如：/retry 12
    有哪些编号，发 /failures 看。

# What was done, in the audit
audit-category-add = 新增类别
audit-category-rename = 类别改名
audit-category-limit = 改时限
audit-category-retire = 停用类别
audit-category-restore = 恢复类别
audit-keyword-add = 加关键词
audit-keyword-weight = 改权重
audit-keyword-remove = 删关键词
audit-unit-add = 新增单位
audit-unit-rename = 单位改名
audit-unit-retire = 停用单位
audit-unit-restore = 恢复单位
audit-unit-hour = 改日报时间
audit-unit-group = 绑定群
audit-unit-group-off = 解绑群
audit-unit-chart-on = 日报附走势图
audit-unit-chart-off = 日报不附走势图
audit-unit-ledger-on = 日报附台账
audit-unit-ledger-off = 日报不附台账
audit-unit-empty-on = 没事也发日报
audit-unit-empty-off = 没事不发日报
audit-area-add = 新增区域
audit-area-rename = 区域改名
audit-area-retire = 停用区域
audit-area-restore = 恢复区域
audit-areas-import = 导入区域
audit-route-set = 设单位
audit-route-remove = 删分派
audit-invite = 发邀请
audit-invite-cancel = 作废邀请
audit-admin-remove = 收回管理员
audit-dispatcher-remove = 收回派单员
audit-member-remove = 移除成员
audit-lead-on = 设为负责人
audit-lead-off = 不再负责
audit-resend = 再发一次
audit-retry = 再处理一次
audit-person-data = 替人取资料
audit-person-erase = 替人删资料
audit-undo = 撤销
audit-join = 加入单位
audit-joined-by-invite = 凭邀请加入
audit-claimed-the-bot = 认领机器人
audit-admin-from-settings = 设置里的管理员

why-how = 要看哪一件的理由？发 /why 加编号，比如 /why 261123-0001
why-nothing = { $number } 没有留下分类的理由：没有词起作用，或者文字已经按期删除。
why-head = { $number } 当时分为：{ $name }，{ $sure ->
        [yes] 有把握
       *[no] 拿不准
    }（领先 { $margin }）
why-now = 后来改为：{ $name }

# The scheduled backup
backup-failed = 这次的备份没做成，一小时后再试。大家发来的话都还在。
    请看看文件夹 { $folder } 还有没有空间、能不能写。
backup-damaged = 备份检查没通过，数据库可能坏了。
    旧的备份都还留着。请尽快看看机器上的 kaimen doctor，需要时用 kaimen restore 恢复。
backup-made = 备份现在做好了，刚才的问题过去了。
