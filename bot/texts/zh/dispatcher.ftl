# What dispatchers read: one card after the other.

command-triage = 分派：拿不准的诉求

triage-card = { $waiting ->
        [1] 有 1 件等分派
       *[other] 共 { $waiting } 件等分派，先看这件
    }{ $urgent ->
        [yes] {" "}‼ 加急
       *[no] {""}
    }：
    编号 { $number }
    { $has-text ->
        [no] （没有文字，点“看详情”）
       *[yes] “{ $text }”
    }
triage-matters = 看着像 { $n } 件事：
    { $matters }
triage-returned = { $unit }退回过：{ $note }
triage-done = 都分派完了，有新的再叫您。
triage-others = 等分派的 { $n } 件同事正在看，有新的再叫您。
triage-claimed = { $number } { $has-name ->
        [yes] { $name }
       *[no] 同事
    }正在看（到 { $until }）。
triage-hindered = { $why }
triage-too-late = { $number } 刚才有人先处理了：{ $unit }。
sorted = { $number } 已派给{ $unit }。{ $knows ->
        [call] 居民不用机器人，请电话告知。
       *[other] {""}
    }
declined = { $number } 不受理，{ $knows ->
        [yes] 已告诉居民
        [call] 居民不用机器人，请电话告知
       *[no] 居民联系不上
    }。
unsorted = { $number } 已收回。
split-done = { $number } 已分成 { $n } 件，另外的编号：{ $numbers }。
unsplit = { $number } 又合成一件了。
unsplit-too-late = 合不回去了：分出去的已经有人动过，或者过了 10 分钟。
    编号 { $number }
unsorted-note = 派单员收回
unsort-too-late = 收不回来了：单位已经签收，或者过了 10 分钟。让单位退回就行。
    编号 { $number }

sort-other = { $number } 属于哪一类？
sort-unit = { $number } 派给哪个单位？
sort-unit-of = { $number }：{ $category }还没有定单位，派给哪个？
decline = { $number } 为什么不受理？居民会看到。
decline-sure = 真的不受理吗？居民马上会看到：
    “{ $text }”
    编号 { $number }
decline-words = 为什么不受理，该去找谁？写在下一条，我发给居民。
    编号 { $number }

decline-elsewhere = 这不归本地管，请向主管的部门或地方反映。
decline-court = 这已经在走诉讼、仲裁或复议，请照那边的程序办。法律问题可以打 12348。
decline-discipline = 举报干部违纪违法，请打 12388，由纪检监察机关受理。
decline-answered = 同一件事已经答复过。有新的情况，再发给我。
decline-unclear = 看不出是什么事、在哪儿。请说具体一点，再发给我。
button-decline-elsewhere = 不归本地管
button-decline-court = 诉讼仲裁中
button-decline-discipline = 违纪举报
button-decline-answered = 已答复过
button-decline-unclear = 看不明白
button-decline-words = 自己写

button-sort-other = 其他类别
button-sort-more = 其他…
button-sort-unit = 指定单位
button-decline = 不受理
button-triage-start = 开始分派
button-triage-next = 下一件
button-triage-case = 返回
button-sort-split = 分成 { $n } 件
button-unsplit = 撤销拆分 { $number }
button-unsort = 撤销分派 { $number }
