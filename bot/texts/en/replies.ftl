# A unit's quick replies (常用答复): kept by its leads, used by its members.

command-replies = quick replies: add, change, remove
replies-choose = The quick replies of which unit?
replies-head = Quick replies of { $unit }: { $n }{ $n ->
        [0] . Tap “Add one”.
       *[other] . Tap a number to change or remove it:
    }
replies-how = Like this: /replies add We are looking into it and answer by { $due }.
    Change: /replies change 2 NEW WORDS; remove: /replies remove 2
    /replies alone shows them all.
replies-which = You keep those of several units; name one first: /replies { $unit } add We are looking into it
replies-no-unit = There is no unit whose quick replies you keep.
replies-no-number = There is no such number; there are { $n }. For example: /replies remove 1
replies-full = A unit has at most { $n }. Remove one that is not needed first.
replies-twice = This one is there already. Try another, or tap “Back”.
replies-long = That is too long: at most { $n } characters. Short ones are read, too.
replies-placeholder = I do not know { $wrong }. What can be filled in: { $number } { $unit } { $due } { $date }
    For example: We are looking into it and answer by { $due }.
reply-shown = “{ $text }”
reply-new-how = Send me the words. What is filled in: { $number } { $unit } { $due } { $date }
    For example: We are looking into it and answer by { $due }.
reply-change-how = It is now: “{ $text }”
    How should it read? Send it to me.
reply-added = Added.
reply-changed = Changed.
reply-removed = Removed: “{ $text }”
reply-restored = It is back.
button-reply-new = Add one
button-reply-change = Change
button-reply-remove = Remove
button-reply-restore = Bring it back

# Using one
quick-shown = { $text }

    Number { $number }
    Send it to the resident like this?
quick-edit = Change the words below and send them to me; I pass them on to the resident.
    Number { $number }
quick-gone = This quick reply is gone, or is not this unit's. Just write your answer.
    Number { $number }
button-quick-send = Send
button-quick-edit = Change it

audit-reply-add = quick reply added
audit-reply-change = quick reply changed
audit-reply-remove = quick reply removed
audit-reply-restore = quick reply brought back
