# /record: a case taken in for somebody, and people who can only be told by phone.

command-record = 代为登记：座谈会、走访、来电、征求意见函
source-meeting = 座谈会
source-visit = 走访
source-call = 来电
source-letter = 征求意见函
record = 代居民登记一件。从哪里来的？
record-how = 先点从哪里来的；也可以一句话写完：/record 来电 幸福小区门口路灯坏了一周
record-words = { $source }：居民说了什么？写在下一条，照片直接发。
record-words-needed = 还差一句话：居民说了什么？照片也行。
record-stopped = 好，不登记了。
record-who = 记下了：“{ $text-said }”
    是谁说的？写姓名和电话，如：王大爷 138 1234 5678。
    只有办这件事的单位能看到，每次查看都有记录。
record-who-how = 没看出姓名和电话。这样写：王大爷 138 1234 5678；不愿留就点“不留”。
record-who-later = 这件刚才已经自动提交，姓名和电话补上了：{ $who }
    编号 { $number }
record-more = 也记下了。姓名和电话写在下一条，或者点“不留”。
record-card = { $source }：“{ $text-said }”
    类别：{ $has-category ->
        [no] 看不出
       *[yes] { $category }
    }{ $has-area ->
        [no] {""}
       *[yes] {" · "}{ $area }
    }{ $files ->
        [0] {""}
       *[other] {" · "}附件 { $files } 个
    } · { $has-who ->
        [no] 不留姓名
       *[yes] { $who }
    }
    对了就点“提交”；要补充直接写，地方写清楚就会换区域。不点，{ $minutes } 分钟后自动提交。
record-receipt = 已登记。
    编号 { $number }
    已交给{ $unit }，{ $due }前答复。{ $next ->
        [yes] {""}
    还有别人说的，直接写下一件。
       *[no] {""}
    }
record-receipt-waits = 已登记，等待分派，发 /triage 来分。
    编号 { $number }
    类别：{ $category }{ $next ->
        [yes] {""}
    还有别人说的，直接写下一件。
       *[no] {""}
    }
record-next = 再记一件（{ $source }）
record-discarded = 好，这条不要了。
button-record-this = 替居民记的
button-record-stop = 不登记了
button-record-nobody = 不留
button-record-discard = 不要了
button-record-send = 提交
button-record-categories = 换类别
button-record-again = 改姓名电话
button-record-restore = 还是要这条
staff-event-record = { $who }代为登记{ $has-note ->
        [yes] （{ $note }）
       *[no] {""}
    }

# Who can only be told by phone
staff-call = 已记下。居民不用机器人，请电话告知：点“联系人”看电话。
    编号 { $number }
reporter-by-phone = 居民不用机器人，问不到。请打电话问，点“联系人”看电话；问到的写进“答复”。
    编号 { $number }
