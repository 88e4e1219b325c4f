# Supporting what somebody else reported, and several cases that become one. Supporters never read another's words.

card-alike = { $n ->
        [one] Somebody else has
       *[other] { $n } people have
    } reported something like it{ $has-words ->
        [no] {""}
       *[yes] {" ("}{ $words })
    }; { $has-unit ->
        [no] { $status }
       *[yes] { $unit }: { $status }
    }. If it is the same, tap “Support that one”: no need to send it again.
button-support = Support that one
support-gone = That one has just changed and cannot be supported now. Your own is still here: just send it.
support-receipt = Done: with you that makes { $people } people.
    No. { $number }
    { $has-unit ->
        [no] Our staff are choosing the unit; I will tell you which.
       *[yes] { $unit }: { $status }{ $has-due ->
            [no] .
           *[yes] ; { $late ->
                [yes] it was due { $due } and is late, sorry.
               *[no] an answer comes by { $due }.
            }
        } I will tell you of every step.
    }
button-support-undo = Send mine after all
support-undo-late = You have written something else since, so that draft cannot be brought back.
    No. { $number }
    To stop supporting: send /my, tap the number, then “Stop supporting”.
unsupported = All right, you do not support it any more and will not hear of it.
    No. { $number }
button-unsupport = Stop supporting
my-line-supported = { $number } { $status }
    {"  "}supported by you · { $category }{ $has-area ->
        [no] {""}
       *[yes] {" · "}{ $area }
    }
my-supporters = { $n ->
        [one] 1 other person supports this
       *[other] { $n } other people support this
    }
my-merged = Goes on together with { $parent }: { $has-unit ->
        [no] its unit is not chosen yet
       *[yes] { $unit } has it
    }{ $has-due ->
        [no] {""}
       *[yes] {", "}{ $late ->
            [yes] answer was due { $due }, overdue
           *[no] answer by { $due }
        }
    }
support-case = No. { $number } (supported by you)
    { $status } · { $people ->
        [one] 1 person
       *[other] { $people } people
    } in all
    Category: { $category }
    Unit: { $has-unit ->
        [no] not chosen yet
       *[yes] { $unit }
    }{ $has-due ->
        [no] {""}
       *[yes] {", "}{ $late ->
            [yes] was due { $due }, late
           *[no] answer by { $due }
        }
    }
support-rate-later = This one is being worked on again. Please rate it when it is done.
    No. { $number }
support-rated-bad = Understood; { $unit } knows.
    No. { $number }
    Whether it goes back is up to who reported it. If it is not solved for you, just tell me: it becomes a case of its own.

# Where a case stands for who supports it: what the unit does, for nobody waits for a supporter.
supporter-status-submitted = waiting for a unit
supporter-status-dispatched = just received
supporter-status-in-progress = being worked on
supporter-status-info-requested = being worked on
supporter-status-suspended = put off, will be looked at again
supporter-status-resolved = done
supporter-status-closed = closed
supporter-status-declined = declined
supporter-status-merged = joined with another
supporter-status-withdrawn = withdrawn

# What supporters hear, step by step
supporter-goes-on = { $parent } has ended; what you support goes on and is with { $unit }.
    No. { $number }
supporter-dispatched = The one you support went to { $unit }.
    No. { $number }
    { $late ->
        [yes] It is later than { $due } as promised, sorry; they are working on it.
       *[no] An answer comes by { $due }.
    }
supporter-signed = The one you support: { $unit } has taken it in hand.
    No. { $number }
    { $late ->
        [yes] It is later than { $due } as promised, sorry; they are working on it.
       *[no] An answer comes by { $due }.
    }
supporter-due-later = The one you support: the public holidays have changed, there is an answer by { $due }.
    Number { $number }
supporter-answered = The one you support: { $unit } has answered:
    { $text }
    No. { $number }
supporter-files = The one you support: { $unit } has sent more photos.
    No. { $number }
supporter-resolved = The one you support: { $unit } says it is done:
    { $text }
    No. { $number }
    Not solved where you are? One tap, and the unit knows.
supporter-reopened = The one you support: who reported it says it is not done well, and { $unit } works on it again.
    No. { $number }
supporter-declined = The one you support cannot go on: { $text }
    No. { $number }
supporter-withdrawn = The one you support was taken back by who reported it; nobody works on it any more.
    No. { $number }
    If you still want it done, just tell me.
supporter-merged = { $number }, which you support, is the same as another one; they go on as one.
    No. { $parent }
    I will go on telling you.
supporter-unmerged = { $number }, which you support, goes on by itself, not together with { $parent }.
    I will go on telling you.

supporter-split = The one you support was about { $n } matters, which are now handled apart; you support each of them.
    No. { $number }
    New: { $numbers }
supporter-unsplit = The one you support: what was taken apart is one case again.
    No. { $number }

# Who withdraws what others support
left = It is withdrawn; you will not hear of it any more.
    No. { $number }
    { $n ->
        [one] 1 other person supports it
       *[other] { $n } other people support it
    }: it goes on for them.

# What the one whose case was merged hears
resident-merged = Yours is the same as { $parent }, so they go on as one; your own number was { $number }.
    No. { $parent }
    { $has-unit ->
        [no] Our staff are choosing the unit.
       *[yes] { $has-review ->
            [yes] { $unit } cannot do it for now; it is looked at again on { $review }
           *[no] { $unit } has it{ $has-due ->
                [no] {""}
               *[yes] { $late ->
                    [yes] ; it was due by { $due } and is late, we are sorry
                   *[no] ; an answer comes by { $due }
                }
            }
        }.
    } I will tell you of every step.
resident-goes-on = { $parent } has ended; yours goes on and is with { $unit }.
    Number { $number }
    { $late ->
        [yes] It is later than { $due }, the time we named; we are sorry. They are working on it.
       *[no] You will have an answer by { $due }.
    }
resident-unmerged = Yours goes on by itself, not together with { $parent }.
    No. { $number }
    Our staff are choosing the unit; I will tell you which.
event-merge = Goes on together with { $note }
event-unmerge = Goes on by itself, not with { $note }

# What units read
unit-merged = This one goes on within { $parent }; nothing to do about it by itself.
    No. { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-left = Who reported it withdrew; { $n ->
        [one] 1 other person supports it
       *[other] { $n } other people support it
    }, so please go on.
    No. { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
unit-supporter-bad = Somebody who supports this one says they are not { $solved ->
        [yes] satisfied
       *[no] helped: it is not solved
    }.
    No. { $number }{ $has-about ->
        [no] {""}
       *[yes] {""}
    “{ $about }”
    }
staff-supporters = { $n ->
        [one] 1 other person supports this
       *[other] { $n } other people support this
    }
supporters-read = { $n ->
        [one] 1 person who supports it reads this
       *[other] { $n } people who support it read this
    } too: no name or number of who reported it, please.
staff-event-merge = { $who } merged it into { $note }
staff-event-leave = withdrawn by who reported it; goes on for others
staff-event-unmerge = { $who } took it out of { $note } again
digest-supporters = {" "}(+{ $n })
ledger-supporters = Supporters

# What dispatchers read
triage-same = Maybe the same as { $number }: “{ $text }”
merge-choose = { $number } is the same as which one? One tap merges it; if none of these, send me the number.
merge-choose-none = Nothing found that is like { $number }. If you know which one it is, send me the number.
merge-line = · { $number } “{ $text }”
merge-no-number = There is no such number. Send it again, like 261123-0042.
merge-not-into = It cannot go into { $number }: that one is over, or is this very one.
merged = { $number } is merged into { $parent }; { $knows ->
        [yes] the resident knows
        [call] the resident cannot read this, please call them
       *[no] the resident cannot be reached
    }.
unmerged = { $number } is out of { $parent } again.
unmerge-done = This one is not within another any more.
    No. { $number }
unmerge-parent-first = { $number } was itself merged into another one: undo that first.
button-merge = Into { $number }
button-merge-choose = Same as another
button-unmerge = Undo merge { $number }
