# /record: a case taken in for somebody, and people who can only be told by phone.

command-record = take a case in for somebody: meeting, visit, call, letter
source-meeting = Meeting
source-visit = Visit
source-call = Call
source-letter = Letter
record = A case taken in for somebody. Where did it come from?
record-how = Tap where it came from first; or in one go: /record call The street lamp at Happiness Gardens is broken
record-words = { $source }: what did they say? Write it in the next message; just send photos.
record-words-needed = One sentence is missing: what did they say? A photo will do, too.
record-stopped = Fine, nothing is taken in.
record-who = Noted: “{ $text-said }”
    Who said it? Name and phone, such as: Mr Wang 138 1234 5678.
    Only the unit that handles it can see that, and each look is logged.
record-who-how = I see no name and number. Like this: Mr Wang 138 1234 5678; or tap “None given”.
record-who-later = This one was sent by itself just now; name and number are with it: { $who }
    Number { $number }
record-more = Noted, too. Name and phone in the next message, or tap “None given”.
record-card = { $source }: “{ $text-said }”
    Category: { $has-category ->
        [no] not clear
       *[yes] { $category }
    }{ $has-area ->
        [no] {""}
       *[yes] {" · "}{ $area }
    }{ $files ->
        [0] {""}
       *[other] {" · "}files: { $files }
    } · { $has-who ->
        [no] no name given
       *[yes] { $who }
    }
    If it is right, tap “Submit”; just write what is missing, and name the place to change the area. Untouched, it is sent in { $minutes } min.
record-receipt = Taken in.
    Number { $number }
    It is with { $unit }, who answer by { $due }.{ $next ->
        [yes] {""}
    If somebody said something else, just write it.
       *[no] {""}
    }
record-receipt-waits = Taken in; it waits to be sorted: /triage.
    Number { $number }
    Category: { $category }{ $next ->
        [yes] {""}
    If somebody said something else, just write it.
       *[no] {""}
    }
record-next = One more ({ $source })
record-discarded = Fine, this one is gone.
button-record-this = Somebody told me
button-record-stop = Do not take in
button-record-nobody = None given
button-record-discard = Discard
button-record-send = Submit
button-record-categories = Category
button-record-again = Name and phone
button-record-restore = Keep it after all
staff-event-record = taken in by { $who }{ $has-note ->
        [yes] {" "}({ $note })
       *[no] {""}
    }

# Who can only be told by phone
staff-call = Noted. The resident does not use the bot; please call them: “Contact” shows the number.
    Number { $number }
reporter-by-phone = The resident does not use the bot and cannot be asked here. Please call them: “Contact” shows the number; note the answer with “Answer”.
    Number { $number }
