# What many people wrote about, for the office.

command-topics = 最近大家说得多的事
topics-begun = 我看看最近 7 天大家说得多的，马上告诉您。
topics-none = 最近 7 天还没有几个人都说的事。
topics-failed = 这次没能看完，请过一会儿再发 /topics。
topics-head = 最近 7 天大家说得多的，和再前 7 天比：
topics-line = · { $name }：{ $people } 人{ $change ->
        [new] ，新出现
        [more] ，多 { $n } 人
        [fewer] ，少 { $n } 人
       *[same] ，人数没变
    }{ $supporters ->
        [0] {""}
       *[other] ，支持 { $supporters } 人
    }，如 { $number }
