# Dates, times and what is said in many places.

date = { $weekday } { $day } { $month }
date-year = { $weekday } { $day } { $month } { $year }
month-year = { $month } { $year }
moment = { $day } { $month }, { $time }
moment-year = { $day } { $month } { $year }, { $time }
# Until when there is an answer
due-today = { $time } today
due-moment = { $moment }
day-provisional = { $day } (may shift: the holidays are not announced yet)
weekday-0 = Mon
weekday-1 = Tue
weekday-2 = Wed
weekday-3 = Thu
weekday-4 = Fri
weekday-5 = Sat
weekday-6 = Sun
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
age-now = just now
age-minutes = { $n } min ago
age-hours = { $n } h ago
age-days = { $n ->
        [one] 1 day ago
       *[other] { $n } days ago
    }

no-category = no category yet
unknown-command = There is no such command. Send “help” to see what I can do; to tell us something, just write it in your own words.
not-possible-any-more = That cannot be done now; perhaps it has been dealt with already. Send { $staff ->
        [yes] /inbox
       *[no] “progress”
    } for the latest.
somebody-was-faster = Somebody has just dealt with this one. Open it again to see how it stands.
write-privately = Please tell me that in private: { $link }
possible-repeat = (The network is shaky: you may see this twice.)
dead-letter = Sorry, I could not handle your last message. It is kept, and an admin will look at it. If it is urgent, please call 12345.
unsent-admin = A message could not be sent in many tries (number { $id }). Send /failures to see it and send it again.
dead-letter-admin = A message failed three times and is kept (number { $id }). Send /failures to see it, /retry { $id } to try it again.
storage-fails = I cannot store anything now: the machine's disk is full, or the database is away.
    Nothing that people write is lost, I go on as soon as I can. Please look at the machine soon.
storage-works = I can store again. What had piled up is being handled, and nothing was lost.

# Where a case stands
status-draft = draft
status-submitted = waiting for a unit
status-dispatched = with the unit
status-in-progress = being worked on
status-info-requested = waiting for your answer
status-resolved = done, please rate it
status-closed = closed
status-declined = declined
status-merged = joined with another
status-withdrawn = withdrawn
status-suspended = put off, will be looked at again
status-discarded = discarded

rating-good = Satisfied
rating-fair = Mostly satisfied
rating-bad = Not satisfied

button-no = No

# Files that were sent: in the place of one that is not passed on, and to who sent it
file-unsafe = There is a file that is not safe to open; it is not shown. If you need it, ask for it to be sent as a photo.
file-too-large = There is a file of more than 20 MB; it is not shown.
file-gone = There is a file that the platform does not have any more; it could not be brought along.
file-later = There is a file that cannot be fetched just now. Please look again in a while.
file-sent-too-large = This file has more than 20 MB, and I cannot pass it on. Please send photos and videos as photos and videos, not as files.
file-sent-unsafe = I cannot open files of this kind, nor pass them on. Please send photos as photos, and papers as PDF, Word or Excel.
