# Weekly and monthly reports: as messages, pictures, workbook and page; and who gets which.

command-subscribe = weekly and monthly reports: who gets which, and when

# The bulletin
bulletin-ten-thousands = { $wan } × 10,000
bulletin-growth = { $way ->
        [more] up { $percent } on
        [fewer] down { $percent } on
        [same] the same as
       *[other] with no figure for
    } the { $against ->
        [year] year
       *[other] month
    } before
bulletin-points = { $way ->
        [more] up { $points } percentage points
        [fewer] down { $points } percentage points
       *[other] unchanged
    } on the { $against ->
        [year] year
        [week] week
       *[other] month
    } before
bulletin-share = { $percent } ({ $part }/{ $whole })
bulletin-headline = Up to the end of { $month }, { $subject }: voices heard { $voices } (cases and supporters), { $voices-change }; cases in { $cases }, { $cases-change }; settled { $completion }; satisfied { $satisfaction } of those who rated.
bulletin-month = { " " }In { $month } itself: cases in { $cases }, { $before }, and { $year }; resolved { $resolved }; done in time { $timeliness } of what was due{ $has-timeliness-points ->
        [yes] , { $timeliness-points }
       *[no] {""}
    }; satisfied { $satisfaction }{ $has-satisfaction-points ->
        [yes] , { $satisfaction-points }
       *[no] {""}
    }. Open at the end: { $open }, of which { $overdue } overdue and { $badly-late } badly late.

# A report as a message
report-head = { $subject } · { $days }
report-weekly = Weekly report, { $first } – { $last }
report-monthly = Monthly report, { $month }
report-empty = No cases in this time, and none in hand.
report-flow = { $rhythm ->
        [weekly] This week
       *[other] This month
    }: { $submitted } in{ $has-before ->
        [no] {""}
       *[yes] { $before ->
            [same] , as many as the { $rhythm ->
                [weekly] week
               *[other] month
            } before
           *[other] , { $before } on the { $rhythm ->
                [weekly] week
               *[other] month
            } before
        }
    }{ $has-year ->
        [no] {""}
       *[yes] { $year ->
            [same] , as many as a year before
           *[other] , { $year } on the year before
        }
    }; { $resolved } resolved{ $has-resolved-before ->
        [no] {""}
       *[yes] { $resolved-before ->
            [same] , as many as before
           *[other] , { $resolved-before } on the { $rhythm ->
                [weekly] week
               *[other] month
            } before
        }
    }
report-open = At the end: { $open } open, { $overdue } overdue{ $badly-late ->
        [0] {""}
       *[other] , of which { $badly-late } badly late
    }
report-timeliness = Done in time, of what was due: { $share }{ $has-moved ->
        [yes] , { $moved }
       *[no] {""}
    }
report-satisfaction = Satisfied: { $share }{ $has-weight ->
        [yes] , each “mostly satisfied” counts { $weight }
       *[no] {""}
    }{ $has-moved ->
        [yes] , { $moved }
       *[no] {""}
    }
report-categories = Categories: { $groups }
report-areas = Areas: { $groups }
report-group = { $name } { $n }
report-rest = the rest
report-best = Best in time: { $units }
report-slowest = Slowest: { $units }
report-ranked = { $name } { $share }
report-late = Badly late: { $n } (not done after 3 times their time):
report-late-line = · { $number } { $has-unit ->
        [yes] { $unit }:{" "}
       *[no] {""}
    }{ $text }, { $days } { $days ->
        [one] day
       *[other] days
    } late, { $why }
report-why = { $step ->
        [suspend] put off because
        [extend] given more time because
        [ask_extension] more time asked for because
        [return] returned because
        [ask] the resident was asked
       *[other] last answer
    }: { $words }
report-why-none = the unit has not said anything yet
report-why-back = sent back by the resident; the unit has not said anything since
report-promises = Promised last month, { $n } cases (due this month; or last month put off, given more time or badly late): { $in-time } done in time, { $done-late } done late, { $open } still within their time, { $open-late } overdue{ $ended ->
        [0] {""}
       *[other] , { $ended } no longer needed
    }
report-promise-line = · { $number } { $has-unit ->
        [yes] { $unit }:{" "}
       *[no] {""}
    }{ $text } ({ $how }, not done yet)
report-how-late = badly late already
report-how-suspended = put off
report-how-extended = given more time
report-how-due = due in this period
report-topics = Many spoke of: { $topics }
report-topic = { $name } ({ $people } people)
report-rated = Residents' ratings, { $n }: { $judged }
report-unhappy-line = · { $number } { $has-unit ->
        [yes] { $unit }:{" "}
       *[no] {""}
    }“{ $text }”
report-no-unit = not with a unit
report-no-area = place not said
report-became-in-time = done in time
report-became-done-late = done late
report-became-ended = no longer needed
report-became-open = within its time
report-became-open-late = overdue
report-name = { $has-unit ->
        [yes] { $unit }
       *[no] Office
    } { $rhythm ->
        [weekly] weekly
       *[other] monthly
    }
report-part-chart = Chart
report-part-workbook = Workbook
report-part-page = Page
button-report-stop = Unsubscribe

# Who gets which
subscribe-head = Your reports. Press one to change it:
subscribe-line = · { $report }: { $how }
subscribe-daily = The daily digest is for the work itself. It comes each workday and is not set here.
subscribe-off = not subscribed
subscribe-when = { $day } { $hour }{ $has-parts ->
        [yes] , with { $parts }
       *[no] {""}
    }
subscribe-weekday = every { $day }
subscribe-monthday = on day { $day } of the month
subscribe-card = { $report }: { $how }
    If that is a holiday, it comes on the next workday.
subscribe-to-group = Also to the unit's group: { $how }
subscribe-done = Done.
subscribe-part = { $part }{ $on ->
        [yes] {" "}✓
       *[no] {""}
    }
subscribe-group-button = To the group{ $on ->
        [yes] {" "}✓
       *[no] {""}
    }
subscribe-units = Of which unit?
subscribe-day = On which day?
subscribe-hour = At what time? Press one, or send it, such as 8:30
subscribe-wrong-hour = I could not read a time. Write it like 08:30
subscribe-how = I did not understand that. You can write:
    /subscribe weekly mon 08:30 chart
    /subscribe City Office monthly 3rd 9:00 workbook page
    /subscribe monthly off
subscribe-stopped = Right, you will not get this report any more: { $report }.
subscribe-group-stopped = Right, this group will not get this report any more: { $report }.
subscribe-stop-which = Which one shall I stop?
subscribe-no-group-office = Only a unit's reports can go to its group.
subscribe-group-lead = Whether it goes to the group is for the unit's lead to say.
subscribe-no-group = { $unit } has no group yet. An admin brings the bot into it and sends /unit group { $unit }.
button-report-units = Of a unit
button-report-day = Day
button-report-hour = Time
button-report-on = Subscribe
button-report = Report
button-reports = Reports

# Indicators, with what each means in one plain line
indicator-submitted = Cases in
indicator-resolved = Resolved
indicator-open = Open at the end
indicator-overdue = Overdue at the end
indicator-badly-late = Badly late
indicator-completion = Settled
indicator-timeliness = Done in time
indicator-response = Answered in time
indicator-solution = Solved
indicator-satisfaction = Satisfied
indicator-score = Score (points)
indicator-signing = Signed in time
indicator-returns = Returned
indicator-reopening = Reopened
indicator-feedback = Heard by the due time
meaning-submitted = How many cases came in.
meaning-resolved = How often a unit said that one was done; one that was reopened and done again counts again.
meaning-open = Cases that were not done at the end.
meaning-overdue = Cases whose time was over at the end, and that were not done.
meaning-badly-late = Of these, those not done after 3 times their time.
meaning-completion = Of the cases that came in, those done by the end; what was withdrawn or declined is left out.
meaning-timeliness = Of the cases due in this time, those done by then.
meaning-response = Of the ratings, those whose unit had answered the resident in time.
meaning-solution = Of the ratings, those that say it is solved.
meaning-satisfaction = Of the ratings, those that are satisfied; each “mostly satisfied” counts { $weight }.
meaning-score = Of 100 points: a tenth for “answered in time”, half for “solved”, four tenths for “satisfied”.
meaning-signing = Of what was to be signed for, what was signed for in time.
meaning-returns = Of what was given to units, what they sent back. Less is better.
meaning-reopening = Of what was resolved, what residents sent back. Less is better.
meaning-feedback = Of the cases due in this time, those whose resident had heard from the unit by then.

# Sheets, columns and pictures
sheet-overview = Indicators
sheet-units = Units
sheet-categories = Categories
sheet-areas = Areas
sheet-ranking = Ranking
sheet-days = Days
sheet-late = Badly late
sheet-promises = What was promised
sheet-topics = What many spoke of
sheet-residents = What residents said
sheet-chart = { $sheet } chart
sheet-meanings = What each means
sheet-nothing = None
column-indicator = Indicator
column-value = This period
column-numerator = Part
column-denominator = Of
column-parts = Part/of
column-before = Period before
column-before-change = On the period before
column-year = Year before
column-year-change = On the year before
column-meaning = How it is counted
column-units = Unit
column-categories = Category
column-areas = Area
column-sum = Sum
column-rank = Rank
column-rated = Ratings
column-day = Day
column-number = Number
column-words = Case
column-due = Due
column-days-late = Days late
column-times = Times its time
column-why = Why
column-promised = What was promised
column-became = What became of it
column-topic = Matter
column-people = People
column-people-before = People before
column-supporters = Supporters
column-examples = Such as
column-unhappy = What those said who were not satisfied
column-rating = Rating
ranking-note = Ordered by “{ $by }”, the best first. Units with fewer than { $fewest } cases are not ranked: with so few, one makes a great difference.
workbook-note = Shares are cut off, never rounded up. Counts change by percent, shares by percentage points. An empty cell has nothing to be compared with. “Not with a unit”: not given to one yet, or withdrawn or declined before that. Phone numbers and the like are hidden.
chart-of = { $what }
picture-days = Cases in and resolved by day (with sums)
picture-open = Open at the end, by category
picture-none-open = Nothing is open
picture-in-time = Of what was due, done in time
picture-what = { $days } · { $what }
picture-note = Up to { $day }
picture-satisfaction = Satisfied: { $percent }
picture-flow = Cases in and resolved by day, and what is open
picture-said = What residents said
page-made = Made on { $moment }
page-pictures = Pictures
page-same = same
page-points = { $points } points
page-score-points = { $points } points
page-meaning = { $name }: { $meaning }
page-note = Shares are cut off, never rounded up. “—”: there is nothing to compare with.
page-groups-note = Changes are those of the cases that came in. “Not with a unit”: not given to one yet, or withdrawn or declined before that.
page-kept = { $how }: { $n }, done in time { $kept }
page-more = { $n } more are in the workbook.
