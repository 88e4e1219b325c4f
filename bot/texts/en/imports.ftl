# Bringing in what was collected elsewhere.

command-import = bring in a table from meetings, letters, the hotline
import-how = Just send me the table (.xlsx, .csv or .jsonl); it needs a column “text” (内容).
    It may also have: title, time, source, phone, label.
import-no-file = I see no table. Send /import first, then the table as a file.
import-too-large = This file has more than 20 MB, which I cannot receive. Please split it, or ask whoever runs the server to stop the bot and use kaimen import.
import-begun = Got “{ $name }”. I begin now, and send you the result.
import-progress = Importing “{ $name }”: { $rows } rows so far.
import-failed = “{ $name }” could not be imported to its end. What is in stays in and is not doubled; just send it again in a while.
import-report = “{ $name }” is done, { $rows } rows.
    New cases: { $new }, of which { $routed } went to a unit and { $waiting } wait to be sorted.{ $known ->
        [0] {""}
       *[other] {""}
        { $known } rows had come before and were not doubled.
    }{ $refused ->
        [0] {""}
       *[other] {""}
        Not taken, { $refused }:
    }
import-row = { $has-sheet ->
        [yes] { $sheet }, row
       *[no] Row
    } { $row }: { $why }{ $has-detail ->
        [yes] {" "}({ $detail })
       *[no] {""}
    }
import-more-rows = … and { $n } more.
import-set-aside = { $n } rows could not be handled just now (rows { $rows }). They are kept; see /failures.
import-labels = { $n } rows have a label that I do not know, so I sorted them by their words: { $labels }

import-row-no-text = no text
import-row-too-long = too long
import-row-bad-time = I cannot read the time; write 2026-11-23 08:30
import-row-bad-characters = broken characters
import-row-extra-cells = more cells than the header, perhaps a comma in a text without quotes
import-row-unreadable = cannot be read
import-row-rest-unreadable = cannot be read from this row on

import-file-missing = “{ $name }” is gone. Please send it again.
import-file-not-a-file = “{ $name }” is not a file. Please send it again.
import-file-cannot-open = “{ $name }” cannot be opened. Please send it again.
import-file-empty = “{ $name }” is empty. Please save it and send it again.
import-file-too-large = “{ $name }” unpacks to more than 500 MB. Please split it.
import-file-unknown-type = I can read .xlsx, .csv and .jsonl. Please save “{ $name }” as .xlsx and send that.
import-file-old-excel = Please open “{ $name }” in Excel or WPS, save it as .xlsx without a password, and send that.
import-file-not-a-table = “{ $name }” holds no table. Please save the table itself as .xlsx or .csv and send that.
import-file-damaged = “{ $name }” is damaged. Please open it in Excel or WPS, save it again as .xlsx, and send that.
import-file-no-text-column = I find no column “text” (内容) in “{ $name }”. Please name it within the first 10 rows.
