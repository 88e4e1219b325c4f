# What residents read: first what happened, then what comes next, then what they can do.

card = Noted as a draft:
    “{ $text-said }”
    Category: { $category }{ $has-area ->
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
    }
    { $slow ->
        [yes] You are sending a lot just now. This one goes out by itself in about { $minutes } min; nothing is lost.
       *[no] You can still add to it. If you do nothing, it is sent in { $minutes } min.
    }
button-send = Send
button-categories = Other category
button-how-photo = Add a photo or place
button-anonymous = Stay anonymous
button-named = Give my name
button-discard = Discard
choose-category = What is it about?
how-photo = Just send me the photo or video. To add a place: tap the paper clip and choose “Location”.
discarded = All right, this one is gone. Whenever there is something, send it to me.
draft-gone = This draft is no longer here. Just send me what you want to say.
already-sent = This one has been sent already, number
    { $number }
    Send /my to see how far it is.
slow = You have sent { $limit } in the last hour; take a little rest. This one is kept and goes out at { $until }. Nothing is lost.

receipt = Thank you, it is registered.
    Number { $number }
    It is with { $unit }; you will have an answer by { $due }. Anything to add? Reply to this message.
receipt-waits = Thank you, it is registered.
    Number { $number }
    Our staff are finding out which unit it belongs to, and I will tell you.
button-mine = How far is it?
button-withdraw = Take it back

emergency-fire = If there is a fire, call 119 now. Get out first and do not take the lift. I have noted what you said.
emergency-gas = If you smell gas: get out first, no lights, no flames, and call 119 from outside. I have noted what you said.
emergency-medical = If somebody is ill or hurt, call 120 now. I have noted what you said.
emergency-violence = If somebody is in danger, call 110 now and get to a safe place first. I have noted what you said.
emergency-traffic = After a road accident: call 120 if somebody is hurt, 122 for the police. I have noted what you said.
emergency-suicide = If somebody is thinking of ending their life, call 110 or 120 now and stay with them. If you feel low, 12356 listens too. I have noted what you said.
emergency-trapped = If somebody is trapped, call 119 now. I have noted what you said.
emergency-drowning = If somebody is in the water, call 110 and 120 now. Reach out a pole or throw a ring; do not jump in. I have noted what you said.

cue-greeting = Hello, I am the helper of { $office }. If something should be seen to, just say it, such as “The street light at the gate of Xingfu Estate has been out for a week”.
cue-thanks = You are welcome. Whenever there is something, tell me.
cue-question = Just send me what should be seen to; one sentence or one photo will do. I register it, hand it to the unit in charge, and tell you as soon as there is an answer.
    Send “progress” to see how far it is, “help” for help.
cue-empty = I cannot see any words in this. One sentence about what it is and where will do.
sticker = I got your sticker. If something should be seen to, one sentence will do.
phone-kept = Your phone number is noted. Only the unit that handles your case can see it.
added = Thank you, passed on to { $has-unit ->
        [no] our staff
       *[yes] { $unit }
    }.
    Number { $number }
edit-kept = Your changed words are noted; the first ones are kept beside them.
    Number { $number }
supplied = Thank you, your answer is with { $unit }, and they go on.
    Number { $number }
    You will have an answer by { $due }.
rated = Thank you for rating: { $rating }.
    Number { $number }
rated-bad = I see. It goes back to { $unit }.
    Number { $number }
    What was not done well? Just say it, and I will pass it on.
withdraw-sure = Really take it back? Then nobody works on it any more.
    Number { $number }
withdrawn = Taken back.
    Number { $number }
    If there is something again, just send it to me.
button-withdraw-yes = Take it back
button-my-page = My cases
button-newer = Previous
button-older = Next
my-none = You have not sent anything yet. If something should be seen to, just say it.
my-head = { $total ->
        [one] You have sent 1 case.
       *[other] You have sent { $total } cases.
    } Tap a number for more.
my-line = { $number } { $status }
    {"  "}{ $text }
my-case = Number { $number }
    { $status }
    “{ $text }”
    Category: { $category }
    Unit: { $unit }{ $has-due ->
        [no] {""}
       *[yes] {", "}answer by { $due }
    }

# The steps of a case, as its reporter reads them
event-submit = sent
event-dispatch = handed to { $unit }
event-sign = { $unit } signed for it and began
event-ask = { $unit } asked you: { $note }
event-supply = you added: { $note }
event-add = you added: { $note }
event-answer = { $unit } answered: { $note }
event-resolve = { $unit } got it done: { $note }
event-rate-good = you rated it
event-rate-bad = you were not satisfied, it went back
event-return = returned, to be handed on again
event-transfer = passed to { $unit }
event-resume = work goes on
event-decline = not taken up: { $note }
event-withdraw = you took it back
event-expire = closed by itself, without a rating

resident-signed = { $unit } has signed for it and begun.
    Number { $number }
    You will have an answer by { $due }.
resident-dispatched = It is now with { $unit }.
    Number { $number }
    You will have an answer by { $due }.
resident-asked = { $unit } would like to know:
    { $text }
    Just answer: your next message goes to them.
    Number { $number }
resident-answered = { $unit } answers you:
    { $text }
    Number { $number }
resident-resolved = { $unit } says it is done:
    { $text }
    Number { $number }
    How did they do? One tap is enough.
resident-declined = We cannot take this up: { $text }
    Number { $number }
    If you disagree, call 12345.
