# The office's side of a case's life: transferred, helped with, extended, put off, taken up again.

command-extensions = requests for more time

# What the unit in charge reads
unit-transferred = { $urgent ->
        [yes] ‼ Urgent.{" "}
       *[no] {""}
    }Transferred from { $before } to { $unit }: “{ $about }”
    Number { $number }
    { $late ->
        [yes] It was due by { $due } and is late; please hurry.
       *[no] Answer by { $due }; the time was not counted anew.
    }
unit-transferred-away = This one went to { $to }; nothing more to do for { $unit }.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-help = { $helper } is asked to help: { $text }
    Number { $number }
    { $unit } stays in charge; you hear when they are done.
unit-helped = { $helper } has done its part: { $text }
    Number { $number }
    { $left ->
        [0] All who helped are done{ $ready ->
            [yes] : it can be resolved
           *[no] {""}
        }.
        [one] One more unit is not done yet.
       *[other] { $left } more units are not done yet.
    }
unit-unhelp = No need to wait for { $helper } any more.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-extended = { $days ->
        [one] One more workday is granted
       *[other] { $days } more workdays are granted
    }: answer by { $due }.
    Number { $number }
    { $knows ->
        [yes] The resident knows the new day
        [call] The resident cannot read this, please call them
       *[no] The resident cannot be reached
    }.
unit-extension-refused = No more time this once: { $text }
    Number { $number }
    { $late ->
        [yes] It was due by { $due } and is late; please hurry.
       *[no] Still to be answered by { $due }.
    }
unit-suspended = Put off until { $day }: { $text }
    Number { $number }
    The time stands still; { $knows ->
        [yes] the resident knows
        [call] the resident cannot read this, please call them
       *[no] the resident cannot be reached
    }.
unit-reviewed = What was put off goes on: “{ $about }”
    Number { $number }
    { $late ->
        [yes] It was due by { $due } and is late; please hurry.
       *[no] Answer by { $due }.
    }

# What a helping unit reads
helper-asked = { $helper } is asked to help: { $text }
    Number { $number } ({ $unit } is in charge{ $has-due ->
        [no] {""}
       *[yes] {", "}{ $late ->
            [yes] it was due by { $due }
           *[no] answer by { $due }
        }
    })
    When it is done, press “Our part is done” and write a line or two.
helper-urgent = ‼ What { $helper } helps with is urgent now: { $text }
    Number { $number }
    Please do your part at once{ $has-due ->
        [no] {""}
       *[yes] ; { $unit } has to answer by { $due }
    }.
helper-suspended = What { $helper } helps with is put off until { $day }: { $text }
    Number { $number }
    You may go on with your part, or wait until then.
helper-reviewed = What { $helper } helps with goes on: “{ $about }”
    Number { $number }
    Please go on with your part{ $has-due ->
        [no] {""}
       *[yes] ; { $unit } has to answer by { $due }
    }.
helper-transferred = What { $helper } helps with went from { $before } to { $unit }: “{ $about }”
    Number { $number }
    Your part stays as it was.
helper-ended = { $helper } need not help with this one any more; thank you.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
helper-task = { $helper } is asked to help{ $has-unit ->
        [no] {""}
       *[yes] {" "}({ $unit } is in charge)
    }:
    { $text }
help-done-how = What came of it? Write a line or two for { $has-unit ->
        [no] the unit in charge
       *[yes] { $unit }
    }; the resident does not see it.
    Number { $number }
help-done = Thank you; { $has-unit ->
        [no] the case is being sorted anew, and whoever gets it will see this
       *[yes] { $unit } knows
    }.
    Number { $number }
    Your part is done, and it is not shown any more.
help-reply = Is your part done? Press “Our part is done”, then write a line or two for the unit in charge.
    Number { $number }
inbox-helps = { $n ->
        [one] 1 case to help with:
       *[other] { $n } cases to help with:
    }
inbox-help-line = · { $number } { $state }
    {"  "}{ $text } (asked { $age })
inbox-suspended = { $n ->
        [one] 1 put off:
       *[other] { $n } put off:
    }
inbox-suspended-line = · { $number } looked at again on { $day }
    {"  "}{ $text }

# In the view of a case
case-more = { $number } ({ $status }): what else?
staff-help = { $helper } helps and is not done yet: “{ $text }”
staff-extension = More time is asked for: { $days ->
        [one] 1 workday
       *[other] { $days } workdays
    }
staff-due-review = time stands still, looked at again on { $day }
staff-event-transfer = { $who } transferred it from { $before } to { $unit }
staff-event-help = { $who } asked { $helper } to help: { $note }
staff-event-helped = { $helper } did its part ({ $who }): { $note }
staff-event-unhelp = { $who } took the task of { $helper } back
staff-event-ask-extension = { $who } asked for { $days ->
        [one] one more workday
       *[other] { $days } more workdays
    }: { $note }
staff-event-extend = { $who } granted { $days ->
        [one] one more workday
       *[other] { $days } more workdays
    }
staff-event-refuse-extension = { $who } granted no more time: { $note }
staff-event-suspend = { $who } put it off until { $day }: { $note }
staff-event-review = { $who } took it up again
staff-event-review-auto = not put off any more, it goes on
staff-event-reopen-declined = { $who } took it up after all
helps-open = Not done yet: { $helpers }. It can be resolved when they are done, or when a dispatcher takes the task back.
    Number { $number }

# Asking for more time
extend-ask = It is to be answered by { $due }. How many workdays more? You can ask once.
    Number { $number }
extend-days = { $days ->
        [one] 1 day
       *[other] { $days } days
    }
extend-why = { $days ->
        [one] One more workday.
       *[other] { $days } more workdays.
    } Why? A line for the dispatchers; the resident does not see it.
    Number { $number }
extend-asked = The dispatchers have been asked for { $days ->
        [one] one more workday
       *[other] { $days } more workdays
    }; you hear as soon as they answer.
    Number { $number }
    Until then the time stays as it is.
extend-unit-asks = The unit that has the case asks for more time.
    Number { $number }
extend-once = { $state ->
        [asked] More time was asked for; the dispatchers have not answered yet.
        [granted] It was extended once; no more than that.
        [refused] More time was asked for once and not granted; it cannot be asked for again.
       *[other] This case cannot be extended by as much.
    }
    Number { $number }

# What dispatchers read
transfer-choose = { $number } is with { $unit }. Which unit is to have it?
transfer-same = It is with { $unit } already.
    Number { $number }
help-choose = { $unit } is in charge of { $number }. Which unit is to help?
help-how = What is { $helper } to do? Write it in your next message; the resident does not see it.
    Number { $number }
help-asked = { $helper } is asked to help; the unit in charge hears when it is done.
    Number { $number }
help-given = { $helper } was asked already and is not done yet. To change it, take the task back first.
    Number { $number }
help-in-charge = { $helper } is in charge of it and need not help.
    Number { $number }
help-over = This task is done or was taken back already.
    Number { $number }
help-taken-back = The task of { $helper } is taken back.
    Number { $number }
office-extension = { $unit } asks for { $days ->
        [one] one more workday
       *[other] { $days } more workdays
    }, until { $day }: { $text }
    Number { $number }
    “{ $about }”
office-reviewed = The day of review came; { $unit } goes on with it: “{ $about }”
    Number { $number }
office-urgent = ‼ What was put off tells of danger: it is urgent, and { $unit } goes on at once: “{ $about }”
    Number { $number }
extended = Granted: to be answered by { $due }. { $knows ->
        [yes] The unit and the resident know
        [call] The unit knows; the resident cannot read this, please call them
       *[no] The unit knows; the resident cannot be reached
    }.
    Number { $number }
extend-no-how = Why not? A line for the unit.
    Number { $number }
extension-refused = Not granted; the unit knows, and the time stays as it is.
    Number { $number }
extension-decided = { $state ->
        [granted] Somebody answered first: granted{ $has-due ->
            [no] {""}
           *[yes] , to be answered by { $due }
        }.
        [refused] Somebody answered first: not granted.
       *[other] This request is gone: the unit changed, or the case is settled.
    }
    Number { $number }
extensions = { $n ->
        [one] 1 request for more time waits. Press the number to answer:
       *[other] { $n } requests for more time wait, oldest first. Press a number to answer:
    }
extensions-none = No request for more time waits.
extensions-line = · { $number } { $unit } asks for { $days ->
        [one] one more workday
       *[other] { $days } more workdays
    }, until { $day }
    {"  "}{ $text }
triage-extensions = { $n ->
        [one] 1 request for more time waits for your answer.
       *[other] { $n } requests for more time wait for your answer.
    }
suspend-choose = Until when is { $number } put off? You can also send a day, such as 2026-12-31.
suspend-months = { $months ->
        [one] 1 month
       *[other] { $months } months
    }
suspend-no-day = That day was not understood. Send one after today and within a year, such as 2026-12-31.
    Number { $number }
suspend-why = Put off until { $day }. Why can it not be done now? The resident reads this, so please be clear.
    Number { $number }
suspended = Put off; it goes on by itself on { $day }. { $knows ->
        [yes] The unit and the resident know
        [call] The unit knows; the resident cannot read this, please call them
       *[no] The unit knows; the resident cannot be reached
    }.
    Number { $number }
taken-up = { $number } is taken up after all; { $knows ->
        [yes] the resident knows
        [call] the resident cannot read this, please call them
       *[no] the resident cannot be reached
    }.

button-transfer = Transfer
button-help-choose = Ask for help
button-help-back = Take back: { $helper }
button-help-done = Our part is done
button-extend-ask = More time
button-extend = Grant more time
button-extend-no = No more time
button-extensions = More time
button-suspend = Put off
button-review = Go on now
button-take-up = Take up { $number }

# What residents and supporters read
status-suspended-until = put off until { $day }
event-extend = { $unit } needs more time; the day of the answer was moved
event-suspend = cannot be done for now and was put off: { $note }
event-review = { $unit } goes on with it
event-reopen-declined = it was taken up after all
resident-transferred = Your case went from { $before } to { $unit }.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, which was promised. We are sorry; the unit is on it.
       *[no] You get an answer by { $due }.
    }
resident-extended = { $late ->
        [yes] { $unit } is not done yet and is late. We are sorry.
       *[no] { $unit } needs more time: you get an answer by { $due } now.
    }
    Number { $number }
    To say something, reply to this message.
resident-suspended = { $unit } cannot do this for now. It is put off and looked at again on { $day }:
    { $text }
    Number { $number }
resident-reviewed = What was put off goes on with { $unit }.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, which was promised. We are sorry; the unit is on it.
       *[no] You get an answer by { $due }.
    }
resident-taken-up = Your case is taken up after all; we are sorry for having declined it.
    Number { $number }
    We are looking for the unit to give it to, and tell you which.
supporter-transferred = The case you support went from { $before } to { $unit }.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, which was promised. We are sorry; the unit is on it.
       *[no] There is an answer by { $due }.
    }
supporter-extended = { $late ->
        [yes] The case you support: { $unit } is not done yet and is late. We are sorry.
       *[no] The case you support: { $unit } needs more time; there is an answer by { $due } now.
    }
    Number { $number }
supporter-suspended = The case you support: { $unit } cannot do it for now. It is put off and looked at again on { $day }:
    { $text }
    Number { $number }
supporter-reviewed = The case you support was put off and goes on with { $unit }.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, which was promised. We are sorry; the unit is on it.
       *[no] There is an answer by { $due }.
    }
supporter-taken-up = The case you support is taken up after all.
    Number { $number }

# In the daily digest
digest-suspended = { $n ->
        [one] 1 put off:
       *[other] { $n } put off:
    } { $cases }
digest-suspended-case = { $number } (again on { $day })
digest-helps = { $n ->
        [one] 1 case to help with:
       *[other] { $n } cases to help with:
    }
digest-help = { $urgent ->
        [yes] ‼
       *[no] ·
    } { $number } { $text } (asked { $age }{ $has-near ->
        [yes] ; the case: { $near }
       *[no] {""}
    })
