# Supporting what somebody else reported, and several cases that become one. Supporters never read another's words.

card-alike = 有 { $n } 位居民反映了类似的事{ $has-words ->
        [no] {""}
       *[yes] （{ $words }）
    }，{ $has-unit ->
        [no] { $status }
       *[yes] { $unit }{ $status }
    }。是同一件，就点“支持那一件”，不用再交一遍。
button-support = 支持那一件
support-gone = 那一件刚有变化，现在支持不了。您自己这条还在，提交就行。
support-receipt = 好，算上您，一共 { $people } 位居民。
    编号 { $number }
    { $has-unit ->
        [no] 工作人员正在看该交给哪个单位，定了就告诉您。
       *[yes] { $unit }{ $status }{ $has-due ->
            [no] 。
           *[yes] ，{ $late ->
                [yes] 原定{ $due }答复，晚了，对不起。
               *[no] { $due }前答复。
            }
        }有进展就告诉您。
    }
button-support-undo = 还是提交我自己的
support-undo-late = 您后来又写了别的，原来那条找不回来了。
    编号 { $number }
    不想支持了，发“进度”，点编号，再点“不再支持”。
unsupported = 好，不再支持了，也不再告诉您进展。
    编号 { $number }
button-unsupport = 不再支持
my-line-supported = { $number } { $status }
    {"  "}您支持的 · { $category }{ $has-area ->
        [no] {""}
       *[yes] {" · "}{ $area }
    }
my-supporters = 另有 { $n } 位居民支持
my-merged = 和 { $parent } 合在一起办，{ $has-unit ->
        [no] 还在定交给哪个单位
       *[yes] 由{ $unit }办
    }{ $has-due ->
        [no] {""}
       *[yes] {"，"}{ $late ->
            [yes] 原定{ $due }答复，已超期
           *[no] { $due }前答复
        }
    }
support-case = 编号 { $number }（您支持的）
    { $status } · 一共 { $people } 位居民
    类别：{ $category }
    单位：{ $has-unit ->
        [no] 还没定
       *[yes] { $unit }
    }{ $has-due ->
        [no] {""}
       *[yes] {"，"}{ $late ->
            [yes] 原定{ $due }答复，已超期
           *[no] { $due }前答复
        }
    }
support-rate-later = 这件退回重办了。再办好时，请您再评。
    编号 { $number }
support-rated-bad = 知道了，已转告{ $unit }。
    编号 { $number }
    退不退回，看当初反映的人怎么评。您那边还没好，直接说给我听，另办一件。

# Where a case stands for who supports it: what the unit does, as in “城管局在办”, for nobody waits for a supporter.
supporter-status-submitted = 等待分派
supporter-status-dispatched = 已接到
supporter-status-in-progress = 在办
supporter-status-info-requested = 在办
supporter-status-suspended = 先放一放，到期再看
supporter-status-resolved = 已办好
supporter-status-closed = 已办结
supporter-status-declined = 不受理
supporter-status-merged = 和另一件合在一起办
supporter-status-withdrawn = 已撤回

# What supporters hear, step by step
supporter-goes-on = { $parent } 不办了，您支持的那一件接着办，已交给{ $unit }。
    编号 { $number }
supporter-dispatched = 您支持的那一件，交给了{ $unit }。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复。
    }
supporter-signed = 您支持的那一件，{ $unit }已签收，开始办了。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复。
    }
supporter-due-later = 您支持的那一件，放假安排有变，答复的日子改到{ $due }。
    编号 { $number }
supporter-answered = 您支持的那一件，{ $unit }有答复了：
    { $text }
    编号 { $number }
supporter-files = 您支持的那一件，{ $unit }又发来照片。
    编号 { $number }
supporter-resolved = 您支持的那一件，{ $unit }说办好了：
    { $text }
    编号 { $number }
    您那边还没解决，点一下，我转告单位。
supporter-reopened = 您支持的那一件，反映的人说还没办好，{ $unit }重新办。
    编号 { $number }
supporter-declined = 您支持的那一件没法往下办：{ $text }
    编号 { $number }
supporter-withdrawn = 您支持的那一件，反映的人撤回了，不再办了。
    编号 { $number }
    您还想反映，直接说给我听就行。
supporter-merged = 您支持的 { $number } 和另一件是一回事，合在一起办了。
    编号 { $parent }
    有进展还是告诉您。
supporter-unmerged = 您支持的 { $number } 还是单独办，不和 { $parent } 合在一起了。
    有进展还是告诉您。

supporter-split = 您支持的那一件里有 { $n } 件事，分开办了，每件您都支持着。
    编号 { $number }
    分出来的：{ $numbers }
supporter-unsplit = 您支持的那一件，刚才分开的又合成一件办了。
    编号 { $number }

# Who withdraws what others support
left = 已撤回，不再告诉您进展。
    编号 { $number }
    还有 { $n } 位居民支持这件，单位为他们接着办。

# What the one whose case was merged hears
resident-merged = 您这件和 { $parent } 是同一件事，合在一起办了，原来的编号是 { $number }。
    编号 { $parent }
    { $has-unit ->
        [no] 工作人员正在看该交给哪个单位。
       *[yes] { $has-review ->
            [yes] { $unit }现在办不了，先放一放，{ $review }再看
           *[no] { $unit }在办{ $has-due ->
                [no] {""}
               *[yes] { $late ->
                    [yes] ，比原定的{ $due }晚了，对不起
                   *[no] ，{ $due }前答复
                }
            }
        }。
    }有进展就告诉您。
resident-goes-on = { $parent } 不办了，您这件接着办，已交给{ $unit }。
    编号 { $number }
    { $late ->
        [yes] 比原定的{ $due }晚了，对不起，单位在办。
       *[no] { $due }前答复您。
    }
resident-unmerged = 您这件还是单独办，不和 { $parent } 合在一起了。
    编号 { $number }
    工作人员正在看该交给哪个单位，定了就告诉您。
event-merge = 和 { $note } 合在一起办
event-unmerge = 不和 { $note } 合在一起了，单独办

# What units read
unit-merged = 这件并到 { $parent } 里一起办了，不用单独办。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-left = 反映的人撤回了，还有 { $n } 位居民支持，请接着办。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-supporter-bad = 一位支持这件事的居民说{ $solved ->
        [yes] 不满意
       *[no] 没解决
    }。
    编号 { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
staff-supporters = 另有 { $n } 位居民支持
supporters-read = 支持这件事的 { $n } 位居民也会看到，别写反映人的姓名、电话。
staff-event-merge = { $who }并入 { $note }
staff-event-leave = 反映的人撤回，为其他居民接着办
staff-event-unmerge = { $who }撤销并单，从 { $note } 分出
digest-supporters = （+{ $n } 人）
ledger-supporters = 支持人数

# What dispatchers read
triage-same = 可能和 { $number } 是同一件：“{ $text }”
merge-choose = { $number } 和哪一件是同一件？点一下就并进去；都不是，发那一件的编号给我。
merge-choose-none = 没找到和 { $number } 像的。知道是哪一件，发编号给我。
merge-line = · { $number } “{ $text }”
merge-no-number = 没有查到这个编号。再发一次，比如 261123-0042。
merge-not-into = 并不进 { $number }：它已经办完了，或者就是这一件。
merged = { $number } 已并入 { $parent }，{ $knows ->
        [yes] 已告诉居民
        [call] 居民不用机器人，请电话告知
       *[no] 居民联系不上
    }。
unmerged = { $number } 已从 { $parent } 分出来。
unmerge-done = 这件没有并在别的里面了。
    编号 { $number }
unmerge-parent-first = { $number } 自己也并到别的里面去了，先撤销那一步。
button-merge = 并入 { $number }
button-merge-choose = 并到另一件
button-unmerge = 撤销并单 { $number }
