# The office's calendar, and the deadlines that follow it.

command-calendar = 工作日历：看和改哪天放假、哪天上班

calendar = 工作日历
    国务院的安排公布到 { $until }。再往后是推算的，公布后自动更新。
calendar-month = { $month }{ $announced ->
        [yes] {""}
       *[no] （推算）
    }
    放假：{ $has-off ->
        [yes] { $off }
       *[no] 只有周末
    }
calendar-worked = 周末上班：{ $days }
calendar-were-corrected = 改过的：{ $days }
calendar-run = { $first }到{ $last }
calendar-corrected = { $day }{ $works ->
        [on] 上班
       *[off] 放假
    }
calendar-days = { $month }，要改哪天？“休”是放假，✎ 是改过的。
calendar-day-button = { $day }{ $works ->
        [on] {""}
       *[off] 休
    }{ $corrected ->
        [yes] ✎
       *[no] {""}
    }
calendar-day = { $day }现在{ $works ->
        [on] 上班
       *[off] 放假
    }（{ $source ->
        [corrected] 管理员改过
        [announced] 国务院安排
       *[assumed] 推算的
    }）。要改成什么？
calendar-done = 好了：{ $days }{ $wish ->
        [on] 上班
        [off] 放假
       *[restore] 恢复原来的安排
    }。
    在办的期限跟着重算，算好告诉您。错了发 /undo。
calendar-same = { $days }本来就是这样，没有要改的。
calendar-wrong = 没看懂。日期在前，后面写放假、上班或恢复，比如：
    /calendar 2026-10-08 放假
    /calendar 10月1日到10月3日 上班
calendar-long = 一次最多改 { $most } 天，分几次来。
calendar-far = 这个日期太远了，能改的是{ $first }到{ $last }。

deadlines-moved = { $asked ->
        [yes] 期限按改过的日历算好了：
       *[no] 工作日历有变（放假安排公布到 { $until }），期限重算好了：
    }{ $n ->
        [0] 没有一件要改。
       *[other] { $n } 件改了，其中 { $later } 件推后，最多差 { $days } 天。
    }

button-calendar = 看后面几个月
button-calendar-days = 改{ $month }
button-calendar-on = 上班
button-calendar-off = 放假
button-calendar-restore = 恢复
audit-calendar-on = 改成上班
audit-calendar-off = 改成放假
audit-calendar-restore = 恢复日历

# Reminders
remind-own = 催办：手上有 { $n } 件要抓紧{ $escalated ->
        [0] {""}
       *[other] （{ $escalated } 件已报派单员督办）
    }
remind-helping = 您会办的 { $n } 件已经晚了，请尽快办完：
remind-escalated = 督办：{ $n } 件超期 5 个工作日了
remind-more = 还有 { $n } 件没列，最急的在上面。
remind-sorting = 有 { $n } 件该分派了{ $urgent ->
        [0] {""}
       *[other] ，{ $urgent } 件加急
    }，最早的是{ $age }来的。
triage-age = { $age }来的{ $late ->
        [yes] ，该分派了
       *[no] {""}
    }
