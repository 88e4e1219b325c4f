# A unit's quick replies (常用答复): kept by its leads, used by its members.

command-replies = 常用答复：增加、修改、删除
replies-choose = 看哪个单位的常用答复？
replies-head = { $unit }的常用答复，{ $n } 条{ $n ->
        [0] 。点“加一条”。
       *[other] ，点序号修改或删除：
    }
replies-how = 这样写：/replies add 已派人去看，{ $due }前答复您。
    修改：/replies change 2 新的话；删除：/replies remove 2
    直接发 /replies 看全部。
replies-which = 您管着几个单位的，先写单位：/replies { $unit } add 已派人去看
replies-no-unit = 现在没有归您管的单位。
replies-no-number = 没有这个序号，一共 { $n } 条。比如：/replies remove 1
replies-full = 一个单位最多 { $n } 条，先删掉不用的。
replies-twice = 这一条已经有了。换一句，或者点“返回”。
replies-long = 太长了，最多 { $n } 个字。短一点，居民也好读。
replies-placeholder = { $wrong } 我认不出来。能自动填的有：{ $number } { $unit } { $due } { $date }
    比如：已派人去看，{ $due }前答复您。
reply-shown = “{ $text }”
reply-new-how = 把这句话发给我。会自动填的：{ $number } { $unit } { $due } { $date }
    比如：已派人去看，{ $due }前答复您。
reply-change-how = 现在是：“{ $text }”
    新的怎么说？发给我。
reply-added = 加好了。
reply-changed = 改好了。
reply-removed = 删掉了：“{ $text }”
reply-restored = 恢复了。
button-reply-new = 加一条
button-reply-change = 修改
button-reply-remove = 删除
button-reply-restore = 恢复刚删的

# Using one
quick-shown = { $text }

    编号 { $number }
    这样发给居民吗？
quick-edit = 照下面这句改，改好发给我，我再发给居民。
    编号 { $number }
quick-gone = 这句常用答复已经没有了，或者不是这个单位的。直接写就行。
    编号 { $number }
button-quick-send = 发送
button-quick-edit = 改一改

audit-reply-add = 加常用答复
audit-reply-change = 改常用答复
audit-reply-remove = 删常用答复
audit-reply-restore = 恢复常用答复
