# Digests, ledger and chart: what staff read at eight in the morning.

digest-head = { $unit } · daily digest, { $day } ({ $start } – { $end })
digest-page = { $text }
    (page { $page } of { $pages })
digest-empty = Nothing new and nothing pressing. { $open ->
        [0] Nothing in hand either.
       *[other] { $open } in hand.
    }
digest-today = To do today: { $overdue } overdue{ $badly ->
        [0] {""}
       *[other] {" ("}{ $badly } badly)
    }, { $today } due today, { $unsigned } to sign for
digest-late = { $days ->
        [one] 1 day late
       *[other] { $days } days late
    }{ $badly ->
        [yes] {", badly"}
       *[no] {""}
    }
digest-late-hours = { $hours } h late
digest-due = due today { $time }
digest-due-day = due { $day }{ $provisional ->
        [yes] {" (may shift)"}
       *[no] {""}
    }
digest-soon = Due soon, { $n }:
digest-new = New: { $n }{ $has-change ->
        [no] {""}
       *[yes] { $change ->
            [same] {" (as many as before)"}
           *[other] {" ("}{ $change } against the one before)
        }
    }
digest-nothing-new = Nothing new.
digest-category = [{ $category }] { $n }{ $above ->
        [0] {""}
       *[other] {" ("}{ $above } listed above)
    }
digest-topics = Much spoken of these days: { $topics }
digest-topics-and = {"; "}
digest-topic = { $name } ({ $people } people{ $has-change ->
        [no] {""}
       *[yes] { $change ->
            [same] {", as before"}
           *[other] {", "}{ $change }
        }
    })
digest-unsigned = Came earlier and not signed for, { $n }: { $numbers }
digest-asked = Waiting for the resident, { $n }: { $numbers }
digest-resolved = Resolved { $n }, rated { $rated }{ $has-judged ->
        [no] {""}
       *[yes] : { $judged }
    }
digest-good = { $n } satisfied
digest-fair = { $n } mostly satisfied
digest-bad = { $n } not satisfied
digest-back = the resident is not satisfied, back to you
digest-open = { $n } in hand altogether.
digest-line = · { $number } { $has-area ->
        [yes] { $area }:{" "}
       *[no] {""}
    }{ $text } { $tail }
digest-line-urgent = ‼ { $number } { $has-area ->
        [yes] { $area }:{" "}
       *[no] {""}
    }{ $text } { $tail }
digest-no-words = (no words)
list-comma = {", "}
digest-unit-empty = { $unit } has no people yet, so its digest comes to you. Send /invite { $unit } to ask somebody in.
triage-digest = { $n ->
        [one] 1 case waits to be sorted; it came { $age }.
       *[other] { $n } cases wait to be sorted; the oldest came { $age }.
    }{ $urgent ->
        [0] {""}
       *[other] {" "}‼ Urgent: { $urgent }.
    }
button-digest-page = Page { $page }
button-unit-ledger = Ledger
button-unit-chart = Chart
ledger-caption = Work ledger of { $unit }
chart-caption = Chart of { $unit }

ledger-title = Work ledger
ledger-number = Number
ledger-status = Status
ledger-urgent = Urgent
ledger-category = Category
ledger-area = Area
ledger-unit = Responsible unit
ledger-source = Source
ledger-text = What was said
ledger-reporter = Reported by
ledger-submitted-at = Submitted
ledger-dispatched-at = Dispatched
ledger-signed-at = Signed for
ledger-due-at = Due
ledger-overdue = Overdue
ledger-days-late = Days late
ledger-resolved-at = Resolved
ledger-closed-at = Closed
ledger-answer = What was done
ledger-rating = Rating
ledger-is-urgent = urgent
ledger-is-overdue = overdue
ledger-is-provisional = provisional
ledger-is-cut = (too long, cut here)
ledger-anonymous = anonymous
source-telegram = bot
source-console = bot
source-import = imported

chart-title = { $unit } · last 14 days
chart-days = New and resolved by day (with sums)
chart-new = New
chart-resolved = Resolved
chart-open = In hand, by category
chart-overdue = overdue
chart-empty = Nothing to show for this time
chart-rest = Others
chart-note = As of { $moment }
