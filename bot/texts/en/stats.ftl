# /stats: the figures of a period, for a unit's staff and the office.

command-stats = how much came in, was done, and pleased
stats-form = Which period? Write it behind, such as:
    /stats month
    /stats 2026-06
    /stats 2026-06-01 to 2026-06-15
stats-future = { $period } has not come yet. Look at what is over, such as: /stats month
stats-which = Which unit?
stats-begun = I am adding up { $period } and will tell you in a moment.
stats-failed = It did not work this time. Please send /stats again in a while.
stats-all = All units
stats-nothing = { $unit } · { $period }: no cases in this time.
stats-head = { $unit } · { $period }{ $running ->
        [yes] {" (so far)"}
       *[no] {""}
    }
stats-flow = Came in: { $submitted }, resolved: { $resolved }
stats-change = Came in, against a year before: { $year ->
        [up] up { $year-by }
        [down] down { $year-by }
        [same] the same
       *[none] —
    }; against the period before: { $before ->
        [up] up { $before-by }
        [down] down { $before-by }
        [same] the same
       *[none] —
    }
stats-rate = { $name } { $share } ({ $part }/{ $whole })
stats-score = Score: { $points } of 100
stats-open = In hand: { $open }{ $overdue ->
        [0] , none overdue
       *[other] , overdue { $overdue }
    }{ $badly ->
        [0] {""}
       *[other] {" "}({ $badly } of them badly)
    }
stats-how = “Settled” is of what came in, “done in time” of what was due, the others of what residents rated. The score has 100 points: a tenth for answers in time, half for solved, four tenths for satisfied.
stats-completion = Settled
stats-timeliness = Done in time
stats-response = Answered in time
stats-solution = Solved
stats-satisfaction = Satisfied
stats-no-unit = no unit yet
stats-week = This week
stats-month = This month
stats-last-month = Last month
stats-year = This year
button-stats-units = One unit
stats-span = { $first } – { $last }
stats-day = { $day } { $month }
stats-day-year = { $day } { $month } { $year }
stats-whole-year = { $year }
stats-chart-flow = Cases in and resolved by day (with sums)
stats-chart-weeks = In and resolved by week (whole weeks, with sums)
stats-chart-units = Settled and satisfied, by unit
stats-chart-categories = What came in, by category
stats-chart-left-out = Units with fewer than { $fewest } cases are left out
stats-chart-between = { $n } more units between
