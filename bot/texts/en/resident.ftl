# What residents read: first what happened, then what comes next, then what they can do.

card = Noted as a draft:
    { $has-text-said ->
        [no] (no words yet; a sentence on what it is helps)
       *[yes] “{ $text-said }”
    }
    { $has-category ->
        [no] No category yet; our staff will choose one
       *[yes] Category: { $category }
    }{ $has-area ->
        [no] {""}
       *[yes] {" · "}{ $area }
    }{ $files ->
        [0] {""}
        [one] {" · "}1 file
       *[other] {" · "}{ $files } files
    }{ $place ->
        [yes] {" · "}with a place
       *[no] {""}
    }{ $anonymous ->
        [yes] {" · "}anonymous
       *[no] {""}
    }{ $has-matters ->
        [no] {""}
       *[yes] {""}
    These look like { $n } matters. Apart, each finds its own unit; together is fine too:
    { $matters }
    }{ $has-alike ->
        [no] {""}
       *[yes] {""}
    { $alike }
    }{ $has-own ->
        [no] {""}
       *[yes] {""}
    { $own }
    }{ $not-own ->
        [yes] {""}
    This counts as your own matter; if it is not, tap below.
       *[no] {""}
    }
    { $slow ->
        [yes] You are sending a lot just now. This one goes out by itself in about { $minutes } min; nothing is lost.
       *[no] You can still add to it. If you do nothing, it is sent in { $minutes } min.
    }
card-own = Does this belong to { $number }{ $has-text ->
        [no] {""}
       *[yes] {" "}({ $text })
    }? Then tap the button that says “Add to”.
button-add-to = Add to { $number }
button-restore = Keep it after all
add-too-late = That case is over, so nothing can be added. Tap “Send” here to make this a new one.
restore-late = You have written something else since, so that draft cannot be brought back. Just send it to me again.
button-send = Send
button-categories = Other category
button-how-photo = Add a photo or place
button-anonymous = Stay anonymous
button-named = Give my name
button-discard = Discard
button-draft = Back
choose-category = What is it about?
how-photo = Just send me the photo or video. To add a place: tap the paper clip and choose “Location”.
discarded = All right, this one is gone. Whenever there is something, send it to me.
draft-gone = This draft is no longer here. Just send me what you want to say.
already-sent = This one has been sent already.
    Number { $number }
    Send “progress” to see where it stands.
slow = You have sent { $limit } in the last hour; take a little rest.
    This one is kept and goes out at { $until }. Nothing is lost.

button-split = Send as { $n }
split = All right, sent as { $n } cases, a message for each below. To add to one, reply to its message.
split-part = “{ $text }”
split-slow = As { $n } cases, this would be more than { $limit } in an hour.
    It is kept as one and goes out by itself in time. Nothing is lost.

receipt = Thank you, it is registered.
    Number { $number }
    It is with { $unit }; you will have an answer by { $due }. To add something, reply to this message.
receipt-waits = Thank you, it is registered.
    Number { $number }
    Our staff are finding out which unit should have it. I will tell you.
button-mine = Progress
button-withdraw = Withdraw

emergency-fire = If there is a fire, call 119 now. Get out first and do not take the lift.
emergency-gas = If you smell gas: get out first, no lights, no flames, and call 119 from outside.
emergency-medical = If somebody is ill or hurt, call 120 now.
emergency-violence = If somebody is in danger, call 110 now and get to a safe place first.
emergency-traffic = After a road accident: call 120 if somebody is hurt, 122 for the police.
emergency-suicide = You need not carry this alone: call 12356 now, somebody listens. In danger, call 110 or 120 at once.
    If it is somebody else: stay with them, and call 110.
emergency-trapped = If somebody is trapped, call 119 now.
emergency-drowning = If somebody is in the water, call 110 and 120 now. Reach out a pole or throw a ring; do not jump in.

cue-greeting = Hello, I am the helper of { $office }. If something is wrong or should be done, just write it, such as “The street light at the gate of Xingfu Estate has been out for a week”.
cue-thanks = You are welcome. Whenever there is something, write to me.
cue-question = Just send me what is wrong or should be done; one sentence or one photo will do. I register it, pass it to the unit in charge, and tell you as soon as there is an answer.
    Send “progress” to see where it stands, “help” for what else I can do.
cue-empty = Got it. If something is wrong, one sentence about what it is and where will do.
cue-short = Got it. If something is wrong, one sentence about what it is and where will do; to use a button, tap it or type what it says.
sticker = I got your sticker. If something is wrong, one sentence about what it is and where will do.
phone-kept = Your phone number is noted. Only the unit that handles your case can see it.
added = Thank you, passed on to { $has-unit ->
        [no] our staff
       *[yes] { $unit }
    }.
    Number { $number }
edit-kept = Your changed words are with { $has-unit ->
        [no] our staff
       *[yes] { $unit }
    } too; the first ones are kept beside them.
    Number { $number }
supplied = Thank you, { $unit } has your answer and goes on.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, the time we named; we are sorry. They are working on it.
       *[no] You will have an answer by { $due }.
    }
rated = Thank you for your rating: { $rating }.
    Number { $number }
    { $days ->
        [0] If something new comes up, write to me.
       *[other] If it is not fixed after all, one tap within { $days } days reopens it.
    }
rated-already = You have rated this one: { $rating }.
    Number { $number }
    If something is still wrong, just tell me.
rated-bad = I see. It goes back to { $has-unit ->
        [no] our staff, who find the right unit
       *[yes] { $unit }
    }; you will have an answer by { $due }.
    Number { $number }
    What was not done well? Just write it, and I will pass it on.
withdraw-which = Which one do you want to withdraw? Tap its number, then “Withdraw”.
withdraw-sure = Really withdraw it? { $merged ->
        [yes] The one it went into goes on, but you will not hear of it.
       *[no] { $n ->
            [0] Then nobody works on it any more.
            [one] One other person supports it: it goes on for them, but you will not hear of it.
           *[other] { $n } other people support it: it goes on for them, but you will not hear of it.
        }
    }
    Number { $number }
withdrawn = It is withdrawn.
    Number { $number }
    If there is something again, just send it to me.
button-withdraw-yes = Withdraw
button-my-page = My cases
button-newer = Previous
button-older = Next
my-none = You have not sent anything yet. If something is wrong or should be done, just write it.
my-head = { $supported ->
        [0] You have sent
       *[other] You have sent or support
    } { $total ->
        [one] 1 case.
       *[other] { $total } cases.
    } Tap a number for more.
my-line = { $number } { $status }
    {"  "}{ $has-text ->
        [no] (no words)
       *[yes] { $text }
    }
my-case = Number { $number }
    { $status }
    { $has-text ->
        [no] (no words)
       *[yes] “{ $text }”
    }
    Category: { $category }
    { $has-merged ->
        [no] Unit: { $has-unit ->
            [no] not chosen yet
           *[yes] { $unit }
        }{ $has-due ->
            [no] {""}
           *[yes] {", "}{ $late ->
                [yes] answer was due { $due }, overdue
               *[no] answer by { $due }
            }
        }
       *[yes] { $merged }
    }

my-linked = From the same message: { $numbers }

# The steps of a case, as its reporter reads them
event-submit = you sent it
event-dispatch = passed to { $unit }
event-split = several matters in one message, handled apart
event-unsplit = one case again
event-sign = { $unit } took it up
event-ask = { $unit } asked you: { $note }
event-supply = you answered: { $has-note ->
        [no] (a photo or place)
       *[yes] { $note }
    }
event-add = you added: { $has-note ->
        [no] (a photo or place)
       *[yes] { $note }
    }
event-urgent = Handled as urgent, because of danger
event-answer = { $unit } answered: { $note }
event-resolve = { $unit } says it is done: { $note }
event-rate-good = you rated it: { $rating }
event-rate-bad = { $solved ->
        [yes] you said it is solved, but not well done; it went back
       *[no] you said it is not solved; it went back
    }
event-return = given back; another unit is being found
event-transfer = passed to { $unit }
event-resume = no answer from you yet; the work goes on
event-decline = declined: { $note }
event-withdraw = you withdrew it
event-expire = closed by itself, without a rating

resident-signed = { $unit } has taken it up and begun.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, the time we named; we are sorry. They are working on it.
       *[no] You will have an answer by { $due }.
    }
resident-dispatched = It is now with { $unit }.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, the time we named; we are sorry. They are working on it.
       *[no] You will have an answer by { $due }.
    }
resident-due-later = The public holidays have changed: you get an answer by { $due }.
    Number { $number }
resident-split = You told us of { $n } matters; they are handled apart. This number is for: “{ $text }”
    Number { $number }
    The others have numbers of their own, a message for each below.
resident-split-off = “{ $text }” is now a case of its own.
    Number { $number }
    { $has-unit ->
        [no] Our staff are finding out which unit should have it. I will tell you.
       *[yes] It is with { $unit }; you will have an answer by { $due }.
    }
resident-unsplit = What was taken apart is one case again; this is its only number.
    Number { $number }
resident-asked = { $unit } would like to know:
    { $text }
    Number { $number }
    Just answer: your next message goes to them.
resident-answered = { $unit } answers you:
    { $text }
    Number { $number }
    To say something back, reply to this message.
resident-resolved = { $unit } says it is done:
    { $text }
    Number { $number }
    Not solved? One tap sends it back to them.
resident-declined = This cannot go further: { $text }
    Number { $number }
    If you disagree, call 12345.
