# What dispatchers read: one card after the other.

command-triage = sort what I was not sure of

triage-card = { $waiting ->
        [1] 1 case to be sorted
       *[other] { $waiting } cases to be sorted, this one first
    }{ $urgent ->
        [yes] {" "}‼ urgent
       *[no] {""}
    }:
    Number { $number }
    { $has-text ->
        [no] (no words; tap “Open”)
       *[yes] “{ $text }”
    }
triage-matters = These look like { $n } matters:
    { $matters }
triage-returned = Returned by { $unit }: { $note }
triage-done = All sorted. I will call you when something new comes.
triage-others = { $n ->
        [one] The 1 case that waits is on a colleague's card
       *[other] The { $n } cases that wait are on colleagues' cards
    }. I will call you when something new comes.
triage-claimed = { $has-name ->
        [yes] { $name }
       *[no] A colleague
    } has { $number } on their card (until { $until }).
triage-hindered = { $why }
triage-too-late = Somebody was faster with { $number }: { $unit }.
sorted = { $number } sent to { $unit }{ $knows ->
        [call] ; the resident cannot read this, please call them
       *[other] {""}
    }.
declined = { $number } declined; { $knows ->
        [yes] the resident was told
        [call] the resident cannot read this, please call them
       *[no] the resident cannot be reached
    }.
unsorted = { $number } taken back.
split-done = { $number } is now { $n } cases; the other numbers: { $numbers }.
unsplit = { $number } is one case again.
unsplit-too-late = Too late: something was done with one of the others, or 10 minutes have passed.
    Number { $number }
unsorted-note = taken back by a dispatcher
unsort-too-late = Too late: the unit has signed for it, or 10 minutes have passed. The unit can return it.
    Number { $number }

sort-other = What is { $number } about?
sort-unit = Which unit gets { $number }?
sort-unit-of = { $number }: no unit is set for { $category } yet. Which one gets it?
decline = Why is { $number } declined? The resident reads it.
decline-sure = Really decline it? The resident reads at once:
    “{ $text }”
    Number { $number }
decline-words = Why is it declined, and whom should they ask? Your next message goes to the resident.
    Number { $number }

decline-elsewhere = it is not for this place to decide. Please turn to the office or region in charge.
decline-court = it is before a court, an arbitrator or a review already; please follow the steps there. Legal advice: 12348.
decline-discipline = reports of officials' misconduct go to 12388, the discipline inspection.
decline-answered = the same matter was answered before. If there is something new, send it to me.
decline-unclear = we cannot tell what it is about, or where. Please send it again with a little more.
button-decline-elsewhere = Not ours
button-decline-court = Before a court
button-decline-discipline = Misconduct
button-decline-answered = Answered before
button-decline-unclear = Unclear
button-decline-words = Own words

button-sort-other = Other category
button-sort-more = More…
button-sort-unit = Choose unit
button-decline = Decline
button-triage-start = Begin
button-triage-next = Next
button-triage-case = Back
button-sort-split = Split into { $n }
button-unsplit = Undo the split { $number }
button-unsort = Take back { $number }
