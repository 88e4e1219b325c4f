# /stats: the figures of a period, for a unit's staff and the office.

command-stats = 受理、办结、满意各多少
stats-form = 看哪段时间？写在后面，比如：
    /stats 本月
    /stats 2026-06
    /stats 2026-06-01 到 2026-06-15
stats-future = { $period }还没到呢。看已经过去的，比如：/stats 本月
stats-which = 看哪个单位的？
stats-begun = 我算一下{ $period }的，马上发给您。
stats-failed = 这次没算出来，请过一会儿再发 /stats。
stats-all = 全部单位
stats-nothing = { $unit } · { $period }：这段时间没有诉求。
stats-head = { $unit } · { $period }{ $running ->
        [yes] （到现在）
       *[no] {""}
    }
stats-flow = 受理 { $submitted } 件，办结 { $resolved } 件
stats-change = 受理件数：同比{ $year ->
        [up] 增长 { $year-by }
        [down] 下降 { $year-by }
        [same] 持平
       *[none] —
    }，环比{ $before ->
        [up] 增长 { $before-by }
        [down] 下降 { $before-by }
        [same] 持平
       *[none] —
    }
stats-rate = { $name } { $share }（{ $part }/{ $whole }）
stats-score = 综合成绩 { $points } 分
stats-open = 手上还有 { $open } 件{ $overdue ->
        [0] ，没有超期的
       *[other] ，超期 { $overdue } 件
    }{ $badly ->
        [0] {""}
       *[other] （其中严重超期 { $badly } 件）
    }
stats-how = 办结率看这段时间收到的，按时办结率看这段时间到期的，其余看居民的评价；综合成绩满分 100，响应占一成，解决占五成，满意占四成。
stats-completion = 办结率
stats-timeliness = 按时办结率
stats-response = 响应率
stats-solution = 解决率
stats-satisfaction = 满意率
stats-no-unit = 还没定单位
stats-week = 本周
stats-month = 本月
stats-last-month = 上月
stats-year = 今年
button-stats-units = 看单个单位
stats-span = { $first } – { $last }
stats-day = { $month }{ $day }日
stats-day-year = { $year }年{ $month }{ $day }日
stats-whole-year = { $year }年
stats-chart-flow = 每天的受理和办结（线尾是合计）
stats-chart-weeks = 每周的受理和办结（从周一起的整周，线尾是合计）
stats-chart-units = 各单位的办结率和满意率
stats-chart-categories = 受理的类别
stats-chart-left-out = 不满 { $fewest } 件的单位没有列出
stats-chart-between = 中间还有 { $n } 个单位
