# What was done: satisfied or not, solved or not, back to the unit, reopened, ended.

button-unsolved = 还没解决
button-support-unsolved = 还没解决
button-reopen = 还没修好
button-close-mine = 已经解决，不用办了
button-close-mine-yes = 对，不用办了
button-rate-anew = 点错了
button-support-rate-anew = 点错了
button-reopen-with = 退回重办 { $number }
solved-yes = 解决了，但不满意
solved-no = 没解决

# On the workday after, and once more half way through
rating-ask = { $again ->
        [yes] 还想听您一句，{ $day }后就不问了。
       *[no] { $unit }说这件办好了。
    }{ $has-about ->
        [no] 您觉得办得怎么样？
       *[yes] “{ $about }”，办得怎么样？
    }
    编号 { $number }
    点一下就行。
supporter-rating-ask = { $again ->
        [yes] 还想听您一句：您支持的那一件，办得怎么样？
       *[no] 您支持的那一件，{ $unit }说办好了。您觉得怎么样？
    }
    编号 { $number }
    点一下就行。
rate-solved = 知道了。那问题解决了吗？
    编号 { $number }
    不点也行，{ $minutes } 分钟后退回{ $unit }重办；为什么不满意，可以直接说。
rate-anew = 好，刚才那下不算。办得怎么样？
    编号 { $number }
support-rate-solved = 知道了。您那边解决了吗？
    编号 { $number }
support-rated = 谢谢您的评价：{ $rating }。
    编号 { $number }
    有新的事，随时发给我。

# Ended, and not beyond recall
rating-expired = 没等到您的评价，这件先结束了。
    编号 { $number }
    { $days ->
        [0] 还没修好，直接再发给我，当新的一件办。
       *[other] 还没修好，{ $days } 天内点一下就重办。
    }
reopened = 好，已退回{ $has-unit ->
        [no] 派单员，重新分派
       *[yes] { $unit }重办
    }，您的话也转了，{ $due }前答复您。
    编号 { $number }
reopen-late = 还没修好，让您费心了。这件结束已经超过 { $days } 天，直接再说一遍，我登记成新的一件，注明这个编号。
    编号 { $number }
close-sure = 真的解决了，不用{ $unit }再办了吗？
    编号 { $number }
closed-by-you = 太好了，这件结束了，也告诉单位了。
    编号 { $number }
    { $days ->
        [0] 又坏了，直接再发给我。
       *[other] 点错了，或者又坏了，{ $days } 天内还能退回重办。
    }
card-follows = { $again ->
        [yes] 是 { $number } 还没修好吗？是的话点“退回重办”；不点，就当新的一件，注明原来的编号。
       *[no] { $number } 结束得久了，这条当新的一件，注明原来的编号。
    }
case-follows = 接着 { $number } 说的
event-reopen = 您说还没修好，退回重办
event-close-by-resident = 您说已经解决，不用办了
supporter-closed = 您支持的那一件，反映的人说已经解决，结束了。
    编号 { $number }
    您那边还没好，直接说给我听，另办一件。

# What units read
unit-reopened = 居民说还没修好，退回重办。原因一到就转给您。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-to-lead = 居民已经退回 { $times } 次{ $solved ->
        [yes] （解决了，但不满意）
       *[no] （没解决）
    }。请{ $unit }负责人看一看，换个办法。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-closed-by-resident = 居民说已经解决，不用再办了。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
staff-event-reopen = 居民说还没修好，退回重办
staff-event-to-lead = 退回超过两次，交单位负责人
staff-event-close-by-resident = 居民说已经解决，不用办了
staff-event-rate-support = 支持的居民评价：{ $rating }{ $solved ->
        [yes] {""}
       *[no] ，没解决
    }
staff-event-return-auto = { $unit }已停用，重新分派
digest-back-unsolved = 居民说没解决，退回重办
digest-unsolved = ，其中没解决 { $n }
ledger-solved = 是否解决
ledger-solved-yes = 解决了
ledger-solved-no = 没解决
