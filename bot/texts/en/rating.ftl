# What was done: satisfied or not, solved or not, back to the unit, reopened, ended.

button-unsolved = Not solved
button-support-unsolved = Not solved
button-reopen = Still not fixed
button-close-mine = Solved, no need to go on
button-close-mine-yes = Yes, no need to go on
button-rate-anew = I mistapped
button-support-rate-anew = I mistapped
button-reopen-with = Reopen { $number }
solved-yes = Solved, but I am not satisfied
solved-no = Not solved

# On the workday after, and once more half way through
rating-ask = { $again ->
        [yes] We would still like to hear from you; after { $day } we will not ask again.
       *[no] { $unit } says this is done.
    } { $has-about ->
        [no] How did they do?
       *[yes] “{ $about }”: how did they do?
    }
    Number { $number }
    One tap is enough.
supporter-rating-ask = { $again ->
        [yes] We would still like to hear from you: how was the one you support done?
       *[no] { $unit } says the one you support is done. How did they do?
    }
    Number { $number }
    One tap is enough.
rate-solved = I see. Is the problem solved?
    Number { $number }
    If you do not tap, it goes back to { $unit } in { $minutes } min. You can also just write what is wrong.
rate-anew = Fine, that tap does not count. How did they do?
    Number { $number }
support-rate-solved = I see. Is the problem solved where you are?
    Number { $number }
support-rated = Thank you for your rating: { $rating }.
    Number { $number }
    If something new comes up, write to me.

# Ended, and not beyond recall
rating-expired = We did not hear from you, so this one is closed for now.
    Number { $number }
    { $days ->
        [0] If it is still not fixed, write to me again, and it becomes a new case.
       *[other] If it is still not fixed, one tap within { $days } days reopens it.
    }
reopened = Fine, it is back with { $has-unit ->
        [no] our staff
       *[yes] { $unit }
    }, with your words; you will have an answer by { $due }.
    Number { $number }
reopen-late = We are sorry that it is still not fixed. This one was closed more than { $days } days ago; just say it once more, and it becomes a new case that names this number.
    Number { $number }
close-sure = Is it really solved, and { $unit } need not go on?
    Number { $number }
closed-by-you = Good to hear. This one is closed, and the unit knows.
    Number { $number }
    { $days ->
        [0] If it breaks again, write to me.
       *[other] A mistap, or broken again? For { $days } days it can be reopened.
    }
card-follows = { $again ->
        [yes] Is { $number } still not fixed? Then tap “Reopen”; otherwise this becomes a new case that names it.
       *[no] { $number } was closed long ago, so this becomes a new case that names it.
    }
case-follows = Goes on from { $number }
event-reopen = you said it is not fixed, it went back
event-close-by-resident = you said it is solved, no need to go on
supporter-closed = The one you support: who reported it says it is solved, so it is closed.
    Number { $number }
    If it is not solved where you are, just tell me, and it becomes a new case.

# What units read
unit-reopened = The resident says it is not fixed; it is back with you. You get the reason as soon as it comes.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-to-lead = The resident has sent this one back { $times } times{ $solved ->
        [yes] {" "}(solved, but not satisfied)
       *[no] {" "}(not solved)
    }. Would the lead of { $unit } please look for another way?
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-closed-by-resident = The resident says it is solved; nothing more to do.
    Number { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
staff-event-reopen = the resident says it is not fixed; back to the unit
staff-event-to-lead = sent back more than twice; with the unit's lead
staff-event-close-by-resident = the resident says it is solved
staff-event-rate-support = rated by a supporter: { $rating }{ $solved ->
        [yes] {""}
       *[no] {""}, not solved
    }
staff-event-return-auto = { $unit } is retired; to be sorted anew
digest-back-unsolved = the resident says it is not solved, back to you
digest-unsolved = ; { $n } not solved
ledger-solved = Solved
ledger-solved-yes = solved
ledger-solved-no = not solved
