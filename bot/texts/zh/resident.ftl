# What residents read: first what happened, then what comes next, then what they can do.

card = 先记在草稿里了：
    { $has-text-said ->
        [no] （还没有文字，补一句是什么事更好办）
       *[yes] “{ $text-said }”
    }
    { $has-category ->
        [no] 类别还看不出，工作人员会来定
       *[yes] 类别：{ $category }
    }{ $has-area ->
        [no] {""}
       *[yes] {" · "}{ $area }
    }{ $files ->
        [0] {""}
       *[other] {" · "}附件 { $files } 个
    }{ $place ->
        [yes] {" · "}有位置
       *[no] {""}
    }{ $anonymous ->
        [yes] {" · "}不留名
       *[no] {""}
    }{ $has-matters ->
        [no] {""}
       *[yes] {""}
    看着像 { $n } 件事，分开各找各的单位；不分也行：
    { $matters }
    }{ $has-alike ->
        [no] {""}
       *[yes] {""}
    { $alike }
    }{ $has-own ->
        [no] {""}
       *[yes] {""}
    { $own }
    }{ $not-own ->
        [yes] {""}
    这算您自己反映的；不是的话，点下面改。
       *[no] {""}
    }
    { $slow ->
        [yes] 您这会儿发得有点多，这条约 { $minutes } 分钟后自动提交，不会丢。
       *[no] 还能接着补充。不点也行，{ $minutes } 分钟后自动提交。
    }
card-own = 是 { $number }{ $has-text ->
        [no] {" "}
       *[yes] （{ $text }）
    }的补充吗？是的话，点“补充到…”。
button-add-to = 补充到 { $number }
button-restore = 还是要这条
add-too-late = 那件已经办完了，补充不进去了。就在这里点“提交”，当新的一件。
restore-late = 您后来又写了别的，原来那条找不回来了。想说的事，直接再发给我就行。
button-send = 提交
button-categories = 换类别
button-how-photo = 加照片或位置
button-anonymous = 不留名
button-named = 还是留名
button-discard = 不要了
button-draft = 返回
choose-category = 这件事属于哪一类？
how-photo = 直接把照片或视频发给我就行。要加位置：点回形针，选“位置”。
discarded = 好，这条不要了。想说什么，随时再发给我。
draft-gone = 这条草稿已经不在了。想说的事，直接再发给我就行。
already-sent = 这条已经提交过了。
    编号 { $number }
    发“进度”看办到哪儿了。
slow = 您这一小时已经提交了 { $limit } 件，先歇一歇。
    这条留着，{ $until } 自动提交，不会丢。

button-split = 分成 { $n } 件提交
split = 好，分成 { $n } 件提交了，下面一件一条。要补充哪件，就回复哪条。
split-part = “{ $text }”
split-slow = 分成 { $n } 件，一小时就超过 { $limit } 件了。
    这条先按一件留着，到时自动提交，不会丢。

receipt = 收到，已登记。
    编号 { $number }
    已交给{ $unit }，{ $due }前答复您。有补充直接回复这条消息。
receipt-waits = 收到，已登记。
    编号 { $number }
    工作人员正在看该交给哪个单位，定了就告诉您。
button-mine = 看进度
button-withdraw = 撤回

emergency-fire = 着火了请马上打 119，人先离开，别坐电梯。
emergency-gas = 闻到煤气味：先出去，别开灯、别打火，到外面再打 119。
emergency-medical = 人不舒服、受了伤，请马上打 120。
emergency-violence = 人有危险，请马上打 110，先躲到安全的地方。
emergency-traffic = 出了车祸：有人受伤打 120，报警打 122。
emergency-suicide = 别一个人扛着，现在就打 12356，有人听您说。有危险，马上打 110 或 120。
    要是别人想不开：陪着他，别离开，马上打 110。
emergency-trapped = 有人被困，请马上打 119。
emergency-drowning = 有人落水，请马上打 110 和 120，递竹竿、扔救生圈，别贸然下水。

cue-greeting = 您好，我是{ $office }的小助手。有什么事要反映，直接说就行，比如“幸福小区门口路灯坏了一周”。
cue-thanks = 不客气。还有什么事，随时跟我说。
cue-question = 您把要反映的事直接发给我，一句话、一张照片都行。我登记好，交给负责的单位，有答复马上告诉您。
    看办到哪儿了，发“进度”；看还能做什么，发“帮助”。
cue-empty = 收到。要反映事情，用一句话说说是什么事、在哪儿就行。
cue-short = 收到。要反映事情，用一句话说说是什么事、在哪儿；要按按钮，点一下，或者打出上面的字。
sticker = 收到您的表情了。要反映事情，用一句话说说是什么事、在哪儿就行。
phone-kept = 电话记下了，只有办您这件事的单位能看到。
added = 补充收到，已转给{ $has-unit ->
        [no] 工作人员
       *[yes] { $unit }
    }。
    编号 { $number }
edit-kept = 改过的话也转给{ $has-unit ->
        [no] 工作人员
       *[yes] { $unit }
    }了，原话还留着。
    编号 { $number }
supplied = 谢谢，您的回答已转给{ $unit }，接着办。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复您。
    }
rated = 谢谢您的评价：{ $rating }。
    编号 { $number }
    { $days ->
        [0] 有新的事，随时发给我。
       *[other] 其实还没修好，{ $days } 天内点一下就重办。
    }
rated-already = 这件您已经评过了：{ $rating }。
    编号 { $number }
    还有没办好的，直接说给我听。
rated-bad = 知道了，已退回{ $has-unit ->
        [no] 派单员，重新分派
       *[yes] { $unit }重办
    }，{ $due }前答复您。
    编号 { $number }
    是哪里没办好？直接说，我转给他们。
withdraw-which = 要撤回哪一件？点编号，再点“撤回”。
withdraw-sure = 真的要撤回吗？{ $merged ->
        [yes] 合在一起的那件照办，只是不再告诉您。
       *[no] { $n ->
            [0] 撤回后就不再办了。
           *[other] 还有 { $n } 位居民支持，单位为他们接着办，只是不再告诉您。
        }
    }
    编号 { $number }
withdrawn = 已撤回。
    编号 { $number }
    以后还要反映，直接再发给我。
button-withdraw-yes = 撤回
button-my-page = 我的诉求
button-newer = 上一页
button-older = 下一页
my-none = 您还没有提交过。有什么事要反映，直接说就行。
my-head = { $supported ->
        [0] 您一共提交了
       *[other] 您提交和支持的一共
    } { $total } 件。点编号看详情。
my-line = { $number } { $status }
    {"  "}{ $has-text ->
        [no] （没有文字）
       *[yes] { $text }
    }
my-case = 编号 { $number }
    { $status }
    { $has-text ->
        [no] （没有文字）
       *[yes] “{ $text }”
    }
    类别：{ $category }
    { $has-merged ->
        [no] 单位：{ $has-unit ->
            [no] 还没定
           *[yes] { $unit }
        }{ $has-due ->
            [no] {""}
           *[yes] {"，"}{ $late ->
                [yes] 原定{ $due }答复，已超期
               *[no] { $due }前答复
            }
        }
       *[yes] { $merged }
    }

my-linked = 同一条消息里的：{ $numbers }

# The steps of a case, as its reporter reads them
event-submit = 您提交了
event-dispatch = 交给了{ $unit }
event-split = 一条消息里有几件事，分开办
event-unsplit = 又合成一件办
event-sign = { $unit }签收，开始办
event-ask = { $unit }问您：{ $note }
event-supply = 您回答：{ $has-note ->
        [no] （照片或位置）
       *[yes] { $note }
    }
event-add = 您补充：{ $has-note ->
        [no] （照片或位置）
       *[yes] { $note }
    }
event-urgent = 有危险，改为加急办
event-answer = { $unit }答复：{ $note }
event-resolve = { $unit }办好了：{ $note }
event-rate-good = 您评价：{ $rating }
event-rate-bad = { $solved ->
        [yes] 您说解决了，但不满意，退回重办
       *[no] 您说没解决，退回重办
    }
event-return = 退回派单员，重新分派
event-transfer = 转给了{ $unit }
event-resume = 没等到您的回答，先接着办
event-decline = 不受理：{ $note }
event-withdraw = 您撤回了
event-expire = 没有评价，自动结束

resident-signed = { $unit }已签收，开始办了。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复您。
    }
resident-dispatched = 已交给{ $unit }。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复您。
    }
resident-due-later = 放假安排有变，答复您的日子改到{ $due }。
    编号 { $number }
resident-split = 您说的是 { $n } 件事，分开办。这个编号办这件：“{ $text }”
    编号 { $number }
    别的各有编号，下面一件一条。
resident-split-off = “{ $text }”单独登记了。
    编号 { $number }
    { $has-unit ->
        [no] 工作人员正在看该交给哪个单位，定了就告诉您。
       *[yes] 已交给{ $unit }，{ $due }前答复您。
    }
resident-unsplit = 刚才分开的又合成一件办了，只用记这个编号。
    编号 { $number }
resident-asked = { $unit }想问您：
    { $text }
    编号 { $number }
    直接回答就行，您的下一条消息就转给他们。
resident-answered = { $unit }答复您：
    { $text }
    编号 { $number }
    有话要说，直接回复这条消息。
resident-resolved = { $unit }说办好了：
    { $text }
    编号 { $number }
    还没解决，点一下就退回重办。
resident-declined = 这件没法往下办：{ $text }
    编号 { $number }
    有疑问可以打 12345。
