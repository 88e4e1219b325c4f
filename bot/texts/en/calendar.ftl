# The office's calendar, and the deadlines that follow it.

command-calendar = working days: see and correct which days are off

calendar = Working days
    The State Council has announced them until { $until }. Later days are assumed, and corrected by themselves once they are announced.
calendar-month = { $month }{ $announced ->
        [yes] {""}
       *[no] {" (assumed)"}
    }
    Off: { $has-off ->
        [yes] { $off }
       *[no] only the weekends
    }
calendar-worked = Weekends worked: { $days }
calendar-were-corrected = Corrected: { $days }
calendar-run = { $first } to { $last }
calendar-corrected = { $day } { $works ->
        [on] worked
       *[off] off
    }
calendar-days = { $month }: which day? “off” is a day off, ✎ was corrected.
calendar-day-button = { $day }{ $works ->
        [on] {""}
       *[off] {" "}off
    }{ $corrected ->
        [yes] ✎
       *[no] {""}
    }
calendar-day = { $day } is { $works ->
        [on] a workday
       *[off] off
    } now ({ $source ->
        [corrected] an admin corrected it
        [announced] as announced
       *[assumed] assumed
    }). What should it be?
calendar-done = Done: { $days } { $wish ->
        [on] worked
        [off] off
       *[restore] as announced again
    }.
    Open deadlines are computed anew; you will hear how many moved. If it was wrong, send /undo.
calendar-same = { $days } is like that already: nothing to change.
calendar-wrong = I did not understand. First the date, then off, work or restore, such as:
    /calendar 2026-10-08 off
    /calendar 2026-10-01 to 2026-10-03 work
calendar-long = At most { $most } days at once: do it in several steps.
calendar-far = That date is too far away. You can correct { $first } to { $last }.

deadlines-moved = { $asked ->
        [yes] The deadlines are computed by the corrected calendar: {""}
       *[no] The working days have changed (announced until { $until }), and the deadlines with them: {""}
    }{ $n ->
        [0] none had to move.
        [one] 1 moved
       *[other] { $n } moved
    }{ $n ->
        [0] {""}
       *[other] {", "}{ $later } of them to a later day, by { $days ->
            [one] 1 day
           *[other] { $days } days
        } at most.
    }

button-calendar = The next months
button-calendar-days = Correct { $month }
button-calendar-on = Workday
button-calendar-off = Day off
button-calendar-restore = As announced
audit-calendar-on = made a workday
audit-calendar-off = made a day off
audit-calendar-restore = calendar as announced

# Reminders
remind-own = Reminder: { $n ->
        [one] 1 case presses
       *[other] { $n } cases press
    }{ $escalated ->
        [0] {""}
       *[other] {" ("}the dispatchers were told of { $escalated })
    }
remind-helping = { $n ->
        [one] 1 case that you help with is late
       *[other] { $n } cases that you help with are late
    }; please do your part soon:
remind-escalated = Escalated: { $n ->
        [one] 1 case is
       *[other] { $n } cases are
    } 5 workdays late
remind-more = And { $n } more; the most urgent stand above.
remind-sorting = { $n ->
        [one] 1 case should be sorted now
       *[other] { $n } cases should be sorted now
    }{ $urgent ->
        [0] {""}
       *[other] {", "}{ $urgent } of them urgent
    }. The oldest came { $age }.
triage-age = Came { $age }{ $late ->
        [yes] {": should be sorted by now"}
       *[no] {""}
    }
