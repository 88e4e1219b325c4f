# What residents read: first what happened, then what comes next, then what they can do.

card = 先记在草稿里了：
    “{ $text-said }”
    类别：{ $category }{ $has-area ->
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
    }
    { $slow ->
        [yes] 您这会儿发得有点多，这条约 { $minutes } 分钟后自动提交，不会丢。
       *[no] 还能接着补充。不点也行，{ $minutes } 分钟后自动提交。
    }
button-send = 提交
button-categories = 换类别
button-how-photo = 加照片或位置
button-anonymous = 不留名
button-named = 还是留名
button-discard = 不要了
choose-category = 这件事属于哪一类？
how-photo = 直接把照片或视频发给我就行。要加位置：点回形针，选“位置”。
discarded = 好，这条不要了。想说什么，随时再发给我。
draft-gone = 这条草稿已经不在了。想说的事，直接再发给我就行。
already-sent = 这条已经提交过了，编号
    { $number }
    发 /my 看进度。
slow = 您这一小时已经提交了 { $limit } 件，歇一歇。这条留着，{ $until } 自动提交，不会丢。

receipt = 收到，已登记。
    编号 { $number }
    已交给{ $unit }，{ $due }前答复您。有补充直接回复这条消息。
receipt-waits = 收到，已登记。
    编号 { $number }
    工作人员正在看该交给哪个单位，定了就告诉您。
button-mine = 看进度
button-withdraw = 撤回

emergency-fire = 着火了请马上打 119，人先离开，别坐电梯。您说的我也记下了。
emergency-gas = 闻到煤气味：先出去，别开灯、别打火，到外面再打 119。您说的我也记下了。
emergency-medical = 人不舒服、受了伤，请马上打 120。您说的我也记下了。
emergency-violence = 人有危险，请马上打 110，先躲到安全的地方。您说的我也记下了。
emergency-traffic = 出了车祸：有人受伤打 120，报警打 122。您说的我也记下了。
emergency-suicide = 有人想不开，请马上打 110 或 120，有人陪着他，别离开。心里难受也可以打 12356。您说的我也记下了。
emergency-trapped = 有人被困，请马上打 119。您说的我也记下了。
emergency-drowning = 有人落水，请马上打 110 和 120，递竹竿、扔救生圈，别贸然下水。您说的我也记下了。

cue-greeting = 您好，我是{ $office }的小助手。有什么事要反映，直接说就行，比如“幸福小区门口路灯坏了一周”。
cue-thanks = 不客气。还有什么事，随时跟我说。
cue-question = 您把要反映的事直接发给我，一句话、一张照片都行。我登记好，交给负责的单位，有答复马上告诉您。
    看进度发“进度”，要人帮忙发“帮助”。
cue-empty = 这条里没看到字。用一句话说说是什么事、在哪儿，就行。
sticker = 收到您的表情了。有事要反映，用一句话说说就行。
phone-kept = 电话记下了，只有办您这件事的单位能看到。
added = 补充收到，已转给{ $has-unit ->
        [no] 工作人员
       *[yes] { $unit }
    }。
    编号 { $number }
edit-kept = 您改过的话也记下了，原话还留着。
    编号 { $number }
supplied = 谢谢，您的回答已转给{ $unit }，接着办。
    编号 { $number }
    { $due }前答复您。
rated = 谢谢您的评价：{ $rating }。
    编号 { $number }
rated-bad = 知道了，已退回{ $unit }重办。
    编号 { $number }
    是哪里没办好？直接说，我转给他们。
withdraw-sure = 真的要撤回吗？撤回后就不再办了。
    编号 { $number }
withdrawn = 已撤回。
    编号 { $number }
    以后还要反映，直接再发给我。
button-withdraw-yes = 撤回
button-my-page = 我的诉求
button-newer = 上一页
button-older = 下一页
my-none = 您还没有提交过。有什么事要反映，直接说就行。
my-head = 您一共提交了 { $total } 件。点编号看详情。
my-line = { $number } { $status }
    {"  "}{ $text }
my-case = 编号 { $number }
    { $status }
    “{ $text }”
    类别：{ $category }
    单位：{ $unit }{ $has-due ->
        [no] {""}
       *[yes] {"，"}{ $due }前答复
    }

# The steps of a case, as its reporter reads them
event-submit = 已提交
event-dispatch = 交给了{ $unit }
event-sign = { $unit }签收，开始办
event-ask = { $unit }问您：{ $note }
event-supply = 您补充：{ $note }
event-add = 您补充：{ $note }
event-answer = { $unit }答复：{ $note }
event-resolve = { $unit }办好了：{ $note }
event-rate-good = 您作了评价
event-rate-bad = 您不满意，退回重办
event-return = 退回，重新分派
event-transfer = 转给了{ $unit }
event-resume = 接着办
event-decline = 不受理：{ $note }
event-withdraw = 您撤回了
event-expire = 没有评价，自动结束

resident-signed = { $unit }已签收，开始办了。
    编号 { $number }
    { $due }前答复您。
resident-dispatched = 已交给{ $unit }。
    编号 { $number }
    { $due }前答复您。
resident-asked = { $unit }想问您：
    { $text }
    直接回答就行，下一条消息就是给他们的。
    编号 { $number }
resident-answered = { $unit }答复您：
    { $text }
    编号 { $number }
resident-resolved = { $unit }说办好了：
    { $text }
    编号 { $number }
    您觉得办得怎么样？点一下就行。
resident-declined = 这件事我们办不了：{ $text }
    编号 { $number }
    有疑问可以打 12345。
