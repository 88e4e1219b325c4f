# What a unit's members read: what has to be done, by when, and what each step did.

command-inbox = to do: the cases in hand
command-case = one case by its number, such as /case 261123-0042
command-find = cases by their words, such as /find lamp station

# What the bot tells a unit between the digests
unit-urgent = ‼ Urgent: { $text }
    Number { $number }
    { $signed ->
        [yes] Please see to it now and answer within 2 hours.
       *[no] Please sign for it now and answer within 2 hours.
    }
unit-taken-back = The urgent case just now is not for { $unit } after all; a dispatcher took it back.
    Number { $number }
unit-added = The resident { $edited ->
        [yes] changed it to
       *[no] adds
    }:{ $has-text ->
        [no] {""}
       *[yes] {" "}{ $text }
    }{ $files ->
        [0] {""}
        [one] {" "}(1 file)
       *[other] {" "}({ $files } files)
    }{ $place ->
        [yes] {" "}(with a place)
       *[no] {""}
    }
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-supplied = The resident answers:{ $has-text ->
        [no] {""}
       *[yes] {" "}{ $text }
    }{ $files ->
        [0] {""}
        [one] {" "}(1 file)
       *[other] {" "}({ $files } files)
    }{ $place ->
        [yes] {" "}(with a place)
       *[no] {""}
    }
    Number { $number }
    The time runs on{ $has-about ->
        [no] .
       *[yes] {": “"}{ $about }”
    }
unit-no-reply = { $days } days without an answer from the resident; the time runs on. Please go on with what is known.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-rated-bad = { $solved ->
        [yes] The resident says it is solved, but is not satisfied
       *[no] The resident says it is not solved
    }; it is back with you. You get the reason as soon as it comes.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-withdrawn = The resident withdrew it; nothing more to do.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
button-pass-on = { $step ->
        [ask] Ask { $number } this
        [resolve] { $number } is done so
       *[answer] Answer { $number } so
    }
button-case = Open
button-inbox = To do

# The inbox
inbox-head = { $unit } has { $total } in hand, urgent and due first:
inbox-empty = { $unit } has nothing to do.
inbox-nothing = No unit has anything to do just now.
inbox-choose = Which unit?
inbox-unit = { $unit } ({ $n })
inbox-no-unit = There is no such unit, or not for you to see. Send /inbox for your own.
inbox-line = { $urgent ->
        [yes] ‼
       *[no] ·
    } { $number } { $state }
    {"  "}{ $text }
find-how = Put the words to look for behind it, like this: /find lamp station
find-long = That is too long. One or two words are enough, like this: /find lamp station
find-head = Found, newest first:
find-none-yet = Nothing yet in { $n } cases.
find-no-more = Nothing further back.
find-none = Nothing found. Try with one word less.
button-find-older = Look further back
case-how = Put the number behind it, like this: /case 261123-0042
case-none = No case { $number } found. Check the number, or send { $staff ->
        [yes] /inbox
       *[no] “progress” to see yours
    }.

# One case
staff-case = Number { $number }{ $urgent ->
        [yes] {" "}‼ urgent
       *[no] {""}
    }
staff-came = came { $moment }
staff-linked = From the same message: { $numbers }
staff-status-by = { $status } ({ $handler })
staff-said = “{ $text }”
staff-no-words = (no words)
staff-files = { $n ->
        [one] 1 file
       *[other] { $n } files
    }
staff-place = Place { $place }
staff-addition = { $at } the resident { $edited ->
        [yes] changed it to
       *[no] added
    }: “{ $text }”
staff-history = So far:

staff-status-submitted = waits to be sorted
staff-status-dispatched = not signed for
staff-status-in-progress = in progress
staff-status-info-requested = waits for the resident
staff-status-suspended = put off
staff-status-resolved = done, waits for the rating
staff-status-closed = closed
staff-status-declined = declined
staff-status-merged = merged
staff-status-withdrawn = withdrawn by the resident

staff-due-later = answer by { $when }
staff-due-soon = due soon: { $when }
staff-due-today = due: { $when }
staff-due-overdue = overdue: { $when }
staff-due-badly-late = badly late: { $when }
staff-due-paused = time is paused

staff-event-submit = sent by the resident
staff-event-dispatch = { $who } sent it to { $unit }
staff-event-dispatch-auto = sent to { $unit } by the bot
staff-event-split = several matters in one message, handled apart
staff-event-unsplit = one case again
staff-event-sign = { $who } signed for it
staff-event-ask = { $who } asked the resident: { $note }
staff-event-supply = the resident answered
staff-event-add = the resident added something
staff-event-calendar = the working days changed, and the due day with them
staff-event-remind = reminder sent
staff-event-escalate = 5 workdays late: the dispatchers were told
staff-event-urgent = Somebody is in danger: urgent from now on
staff-event-answer = { $who } answered: { $note }
staff-event-resolve = { $who } resolved it: { $note }
staff-event-rate-good = rated by the resident: { $rating }
staff-event-rate-bad = { $solved ->
        [yes] the resident says it is solved, but is not satisfied
       *[no] the resident says it is not solved
    }; back to the unit
staff-event-resume = { $who } went on without an answer
staff-event-resume-auto = no answer from the resident; it goes on
staff-event-return = returned by { $unit } ({ $who }): { $note }
staff-event-return-undone = taken back from { $unit } by { $who }
staff-event-decline = declined by { $who }: { $note }
staff-event-withdraw = withdrawn by the resident
staff-event-expire = closed without a rating
staff-event-seen-reporter = { $who } looked up the contact
staff-event-seen-numbers = { $who } read the numbers in full

button-sign = Sign for it
button-ask = Ask the resident
button-answer = Answer
button-resolve = Resolve
button-resume = Go on
button-return = Return
button-photos = Photos
button-reporter = Contact
button-numbers = Full numbers
button-next-case = Next
button-not-now = Not now

photos-shown = { $n ->
        [one] 1 file.
       *[other] { $n } files.
    }
    Number { $number }
photos-elsewhere = { $n } can be shown here; { $away } came another way and cannot.
    Number { $number }
photos-withheld = { $n ->
        [one] One more has a number in its name; only the unit in charge can see it, in a private chat.
       *[other] { $n } more have a number in their names; only the unit in charge can see them, in a private chat.
    }
reporter-hidden = No contact: it was sent anonymously, passed on from elsewhere, taken back by who sent it, or closed so long ago that it was forgotten. To find something out, use “Ask the resident”.
    Number { $number }
reporter-shown = Contact: { $name }
    Phone: { $phone }
    Number { $number }
    Who looked is kept in the record.
numbers-shown = “{ $text }”
    Number { $number }
    Who looked is kept in the record.
numbers-hidden = It was sent anonymously, so the numbers in it are not shown. To get in touch, use “Ask the resident”.
    Number { $number }
reporter-no-phone = none given
reporter-away = The resident cannot be reached: no account, or they stopped the bot. You can resolve it; what was done is kept.
    Number { $number }

# Each step
step-how = Open the case first: send /inbox, or /case and its number, then tap the button.
staff-too-late = Something has just changed; this step is not possible now.
    Number { $number }
    Now: { $status }
return-too-late = More than { $days ->
        [one] one workday has
       *[other] { $days } workdays have
    } passed, so it cannot be returned. Ask a dispatcher to transfer it, or begin with it.
    Number { $number }
ask-how = What do you want to ask? Your next message goes to the resident, in the unit's name.
    Number { $number }
answer-how = What is the answer? Your next message goes to the resident, in the unit's name; photos are welcome.
    Number { $number }
resolve-how = What was done? A sentence or two, best with a photo; the resident gets it, and is asked to rate on the next workday.
    Number { $number }
return-how = Why does it go back? One sentence for the dispatchers; the resident does not see it.
    Number { $number }
words-needed = One sentence is missing: please write it.
    Number { $number }
words-too = Got the photo. Add a sentence or two, and both go to the resident.
    Number { $number }
staff-asked = Asked. The time is paused; you hear as soon as the resident answers.
    Number { $number }{ $left ->
        [0] {""}
        [one] {""}
    1 file could not be passed on to the resident.
       *[other] {""}
    { $left } files could not be passed on to the resident.
    }
staff-answered = Answered.
    Number { $number }{ $left ->
        [0] {""}
        [one] {""}
    1 file could not be passed on to the resident.
       *[other] {""}
    { $left } files could not be passed on to the resident.
    }
staff-resolved = Resolved; the resident has read it, and is asked to rate it on the next workday.
    Number { $number }{ $left ->
        [0] {""}
        [one] {""}
    1 file could not be passed on to the resident.
       *[other] {""}
    { $left } files could not be passed on to the resident.
    }
staff-kept = Kept. The resident cannot be reached, so nothing was sent.
    Number { $number }
staff-returned = Returned to the dispatchers with your reason. The time runs on.
    Number { $number }
staff-edit-kept = Your change is kept, but the resident still has the old words. To correct them, answer once more.
    Number { $number }

# What a resident gets with a unit's answer
resident-files = { $unit } sent photos too.
    Number { $number }
