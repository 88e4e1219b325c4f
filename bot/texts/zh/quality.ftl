# What admins read about how well the bot sorts: /suggest, /quality, /relearn

command-suggest = 机器人学到的词，挑来做关键词
command-quality = 这个月自动派单派得准不准
command-relearn = 用人确认过的诉求重学一遍

suggest-which = 看哪一类的？点一下，或写在后面，比如：/suggest 城乡建设
suggest-nothing = 还没学到什么词。派单员每定一件类别，我就学一点。
    有以前定过类别的表格，也可以请管服务器的人用 kaimen learn 一次学完。
suggest-none = “{ $name }”眼下没有要推荐的词：最近的诉求里，还没有哪个新词有 { $people } 个人以上说到。
suggest-head = “{ $name }”可以加这些词（{ $n } 个），点一下先看会改动哪些：
suggest-word = · { $word }：最近 { $tried } 件里会改动 { $n } 件
suggest-example = {"  "}如 { $number } { $text }
suggest-add = 加 { $word }

quality-form = 看哪个月？写成年和月，比如：/quality 2026-05
quality-none = { $month }还没有诉求。
quality-before = 看上个月
quality-total = { $month }：来了 { $sent } 件，没经过人就派出去的 { $routed }/{ $sent }（{ $share }）。
    派出去后又改了类别的 { $corrected }/{ $routed }（{ $wrong }）。
quality-line = · { $name } { $routed }/{ $sent }（{ $share }），改 { $corrected }/{ $routed }（{ $wrong }）
quality-title = 自动派单 · { $month }
quality-all = 全部
quality-routed = 自动派的
quality-corrected = 后来改了
quality-by-person = 人来派的
quality-mark = 改

relearn-too-few = 现在重学还比不出好坏：人确认过类别的有 { $n } 件，还差 { $more } 件。
    派单员在 /triage 里每定一件就算一件；导入带类别的表格（/import）也算。
relearn-begun = 这就重学试试，先不换上。结果出来告诉您。
relearn-progress = 还在重学，已经 { $minutes } 分钟了。结果出来告诉您。
relearn-underway = 已经在重学了，可能是另一位管理员点的。等结果出来再说。
relearn-compared = 学了 { $learned } 件，拿没学过的最近 { $n } 件来考（类别是人定的）。
    当时说对 { $before } 件；重学以后说对 { $after } 件，{ $change ->
        [better] 变好了。
        [worse] 变差了，不建议换。
       *[same] 没有变化，可以不换。
    }
    要换上吗？换了以后发 /undo 能换回来。
button-relearn-switch = 换上
button-relearn-keep = 不换
relearn-kept = 好，不换，一切照旧。
relearn-stale = 这次比较过期了，或者刚才已经换过。要再比，发 /relearn
relearn-switching = 好，这就全部学一遍再换上。换好了告诉您。
relearn-switched = 换好了，一共学了 { $n } 件，从下一条消息起按新学的分。
    要换回去，发 /undo。到那时为止新学的改动，换回去就不算了。
relearn-failed = 没学成，什么都没变。过一会儿再发一次 /relearn
audit-relearn = 重学并换上（件数）
