# The office's side of a case's life: transferred, helped with, extended, put off, taken up again.

command-extensions = 延期申请：哪些单位要多些时间

# What the unit in charge reads
unit-transferred = { $urgent ->
        [yes] ‼ 加急。
       *[no] {""}
    }从{ $before }转给{ $unit }办：“{ $about }”
    编号 { $number }
    { $late ->
        [yes] 原定{ $due }答复，已经晚了，请尽快。
       *[no] { $due }前答复，时限没有重算。
    }
unit-transferred-away = 这件转给{ $to }了，{ $unit }不用再办。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-help = 请了{ $helper }一起办：{ $text }
    编号 { $number }
    还是{ $unit }牵头，他们办完了告诉您。
unit-helped = { $helper }办完了会办的事：{ $text }
    编号 { $number }
    { $left ->
        [0] 会办的都办完了{ $ready ->
            [yes] ，可以办结了
           *[no] {""}
        }。
       *[other] 还有 { $left } 家没办完。
    }
unit-unhelp = 不用等{ $helper }会办了。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-extended = 同意延期 { $days } 个工作日，{ $due }前答复。
    编号 { $number }
    { $knows ->
        [yes] 已告诉居民新的日子
        [call] 居民不用机器人，请电话告知
       *[no] 居民联系不上
    }。
unit-extension-refused = 这次没同意延期：{ $text }
    编号 { $number }
    { $late ->
        [yes] 原定{ $due }答复，已经晚了，请尽快。
       *[no] 还是{ $due }前答复。
    }
unit-suspended = 这件先放一放，{ $day }再看：{ $text }
    编号 { $number }
    时限暂停，{ $knows ->
        [yes] 居民也知道了
        [call] 居民不用机器人，请电话告知
       *[no] 居民联系不上
    }。
unit-reviewed = 之前放着的这件，又接着办了：“{ $about }”
    编号 { $number }
    { $late ->
        [yes] 原定{ $due }答复，已经晚了，请尽快。
       *[no] { $due }前答复。
    }

# What a helping unit reads
helper-asked = 请{ $helper }会办：{ $text }
    编号 { $number }（{ $unit }牵头{ $has-due ->
        [no] {""}
       *[yes] {"，"}{ $late ->
            [yes] 原定{ $due }答复
           *[no] { $due }前答复
        }
    }）
    办好了点“会办完成”，写一两句给他们。
helper-urgent = ‼ 会办的这件加急了：{ $text }
    编号 { $number }
    请{ $helper }马上办{ $has-due ->
        [no] {""}
       *[yes] ；{ $unit }要在{ $due }前答复
    }。
helper-suspended = 会办的这件先放一放，{ $day }再看：{ $text }
    编号 { $number }
    { $helper }的部分可以接着办，也可以等到那时。
helper-reviewed = 会办的这件又接着办了：“{ $about }”
    编号 { $number }
    { $helper }的部分请接着办{ $has-due ->
        [no] {""}
       *[yes] ；{ $unit }要在{ $due }前答复
    }。
helper-transferred = 会办的这件从{ $before }转给{ $unit }牵头了：“{ $about }”
    编号 { $number }
    { $helper }的部分照旧。
helper-ended = 会办的这件，{ $helper }不用再办了，多谢。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
helper-task = 请{ $helper }会办{ $has-unit ->
        [no] {""}
       *[yes] （{ $unit }牵头）
    }：
    { $text }
help-done-how = 会办的事办得怎么样？写一两句，我转给{ $has-unit ->
        [no] 牵头的单位
       *[yes] { $unit }
    }，居民看不到。
    编号 { $number }
help-done = 好，{ $has-unit ->
        [no] 记下了，正在重新分派，接手的单位会看到
       *[yes] 已告诉{ $unit }
    }。
    编号 { $number }
    这件您这边就办完了，不再显示。
help-reply = 会办的事办好了吗？点“会办完成”，再写一两句，我转给牵头的单位。
    编号 { $number }
inbox-helps = 请您会办的 { $n } 件：
inbox-help-line = · { $number } { $state }
    {"  "}{ $text }（{ $age }请的）
inbox-suspended = 先放着的 { $n } 件：
inbox-suspended-line = · { $number } { $day }再看
    {"  "}{ $text }

# In the view of a case
case-more = { $number }（{ $status }）还能做什么？
staff-help = 会办：{ $helper }还没办完：“{ $text }”
staff-extension = 在等批延期：{ $days } 个工作日
staff-due-review = 时限暂停，{ $day }再看
staff-event-transfer = { $who }从{ $before }转给{ $unit }
staff-event-help = { $who }请{ $helper }会办：{ $note }
staff-event-helped = { $helper }会办完成（{ $who }）：{ $note }
staff-event-unhelp = { $who }收回了{ $helper }的会办
staff-event-ask-extension = { $who }申请延期 { $days } 个工作日：{ $note }
staff-event-extend = { $who }同意延期 { $days } 个工作日
staff-event-refuse-extension = { $who }没同意延期：{ $note }
staff-event-suspend = { $who }放到{ $day }再看：{ $note }
staff-event-review = { $who }接着办放着的这件
staff-event-review-auto = 不再放着，接着办
staff-event-reopen-declined = { $who }重新受理
helps-open = 会办的还没办完：{ $helpers }。等他们办完再办结，或请派单员收回会办。
    编号 { $number }

# Asking for more time
extend-ask = 现在是{ $due }前答复。要多几个工作日？只能申请一次。
    编号 { $number }
extend-days = { $days } 天
extend-why = 多要 { $days } 个工作日。为什么？写一句给派单员看，居民看不到。
    编号 { $number }
extend-asked = 延期 { $days } 个工作日的申请交给派单员了，批了马上告诉您。
    编号 { $number }
    批之前，时限照旧。
extend-unit-asks = 延期由办这件的单位申请。
    编号 { $number }
extend-once = { $state ->
        [asked] 已经申请延期了，派单员还没批。
        [granted] 延过一次了，不能再延。
        [refused] 申请过一次延期，没有同意，不能再申请。
       *[other] 这件不能延这么久。
    }
    编号 { $number }

# What dispatchers read
transfer-choose = { $number } 现在归{ $unit }办。转给哪个单位？
transfer-same = 这件本来就归{ $unit }办。
    编号 { $number }
help-choose = { $number } 由{ $unit }牵头。请哪个单位一起办？
help-how = 请{ $helper }办什么？写在下一条，我转给他们，居民看不到。
    编号 { $number }
help-asked = 已请{ $helper }会办，办完了会告诉牵头的单位。
    编号 { $number }
help-given = 已经请{ $helper }会办了，还没办完。要换，先收回再请。
    编号 { $number }
help-in-charge = 这件就是{ $helper }牵头办，不用会办。
    编号 { $number }
help-over = 这项会办已经办完或收回了。
    编号 { $number }
help-taken-back = { $helper }的会办收回了。
    编号 { $number }
office-extension = { $unit }申请延期 { $days } 个工作日，到{ $day }：{ $text }
    编号 { $number }
    “{ $about }”
office-reviewed = 放着的这件到了再看的日子，{ $unit }接着办了：“{ $about }”
    编号 { $number }
office-urgent = ‼ 放着的这件有危险，改为加急，{ $unit }马上接着办：“{ $about }”
    编号 { $number }
extended = 同意了，改为{ $due }前答复，{ $knows ->
        [yes] 单位和居民都知道了
        [call] 单位知道了；居民不用机器人，请电话告知
       *[no] 单位知道了；居民联系不上
    }。
    编号 { $number }
extend-no-how = 为什么不延？写一句给单位看。
    编号 { $number }
extension-refused = 没同意延期，已告诉单位，时限照旧。
    编号 { $number }
extension-decided = { $state ->
        [granted] 刚才有人先批了：同意，{ $has-due ->
            [no] 日子已改
           *[yes] 改为{ $due }前答复
        }。
        [refused] 刚才有人先批了：没同意。
       *[other] 这个延期申请已经不在了：单位变了，或者这件有了结果。
    }
    编号 { $number }
extensions = 有 { $n } 件等批延期，早的在前。点编号来批：
extensions-none = 没有等批的延期。
extensions-line = · { $number } { $unit }要多 { $days } 个工作日，到{ $day }
    {"  "}{ $text }
triage-extensions = 有 { $n } 件等您批延期。
suspend-choose = { $number } 先放到什么时候再看？也可以直接发日子，比如 12月31日。
suspend-months = { $months } 个月
suspend-no-day = 没看懂这个日子。要今天以后、一年以内的，比如 12月31日。
    编号 { $number }
suspend-why = 放到{ $day }再看。为什么现在办不了？居民会看到，请写清楚。
    编号 { $number }
suspended = 先放着了，{ $day }自动接着办；{ $knows ->
        [yes] 单位和居民都知道了
        [call] 单位知道了；居民不用机器人，请电话告知
       *[no] 单位知道了；居民联系不上
    }。
    编号 { $number }
taken-up = { $number } 重新受理了，{ $knows ->
        [yes] 已告诉居民
        [call] 居民不用机器人，请电话告知
       *[no] 居民联系不上
    }。

button-transfer = 转办
button-help-choose = 会办
button-help-back = 收回会办 { $helper }
button-help-done = 会办完成
button-extend-ask = 申请延期
button-extend = 同意延期
button-extend-no = 不延
button-extensions = 批延期
button-suspend = 挂账
button-review = 现在接着办
button-take-up = 重新受理 { $number }

# What residents and supporters read
status-suspended-until = 先放一放，{ $day }再看
event-extend = { $unit }还要多些时间，答复的日子往后改了
event-suspend = 一时办不了，先放一放：{ $note }
event-review = { $unit }接着办
event-reopen-declined = 重新受理了
resident-transferred = 您这件从{ $before }转给{ $unit }办了。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复您。
    }
resident-extended = { $late ->
        [yes] { $unit }还没办好，已经晚了，对不起。
       *[no] { $unit }还要多些时间，改为{ $due }前答复您。
    }
    编号 { $number }
    有话要说，直接回复这条消息。
resident-suspended = { $unit }现在办不了这件，先放一放，{ $day }再看：
    { $text }
    编号 { $number }
resident-reviewed = 之前放着的这件，{ $unit }接着办了。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复您。
    }
resident-taken-up = 您这件重新受理了，对不起，刚才说不受理。
    编号 { $number }
    工作人员正在看该交给哪个单位，定了就告诉您。
supporter-transferred = 您支持的那一件，从{ $before }转给{ $unit }办了。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复。
    }
supporter-extended = { $late ->
        [yes] 您支持的那一件，{ $unit }还没办好，已经晚了，对不起。
       *[no] 您支持的那一件，{ $unit }还要多些时间，改为{ $due }前答复。
    }
    编号 { $number }
supporter-suspended = 您支持的那一件，{ $unit }现在办不了，先放一放，{ $day }再看：
    { $text }
    编号 { $number }
supporter-reviewed = 您支持的那一件，之前放着，{ $unit }接着办了。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复。
    }
supporter-taken-up = 您支持的那一件重新受理了。
    编号 { $number }

# In the daily digest
digest-suspended = 先放着的 { $n } 件：{ $cases }
digest-suspended-case = { $number }（{ $day }再看）
digest-helps = 请您会办的 { $n } 件：
digest-help = { $urgent ->
        [yes] ‼
       *[no] ·
    } { $number } { $text }（{ $age }请的{ $has-near ->
        [yes] ，整件{ $near }
       *[no] {""}
    }）
