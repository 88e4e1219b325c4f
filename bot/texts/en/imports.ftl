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
import-labelled = { $n } rows came with a category and were sorted by it. To have me learn from them, send /relearn

import-row-no-text = no text
import-row-too-long = too long
import-row-bad-time = I cannot read the time; write 2026-11-23 08:30
import-row-bad-characters = broken characters
import-row-extra-cells = more cells than the header, perhaps a comma in a text without quotes
import-row-open-quote = a quote is not closed properly, from this line of the file on
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

# Areas
areas-how = Just send me the table of areas (.xlsx or .csv). Only the name must be there; an empty cell leaves what there is.
    name,parent,kind,other names,latitude,longitude,outline
    Riverside,Old Town,street,River Side,36.0611,103.8343,
areas-no-file = I see no table. Send /areas, tap “Import a table”, then send it to me as a file.
areas-failed = “{ $name }” could not be imported, and no area was changed. Just send it again in a while.
areas-no-column = I find no column “name” (名称) in “{ $name }”. Please name the columns within the first 10 rows, such as:
    name,parent,kind,other names,latitude,longitude,outline
    Riverside,Old Town,street,River Side,36.0611,103.8343,
areas-report = “{ $name }” is done, { $rows } rows. It counts from now on.
    New areas: { $new }, changed: { $changed }, as they were: { $same }.{ $refused ->
        [0] {""}
       *[other] {""}
        Not taken, { $refused }:
    }
import-row-bad-name = not a name: 2 to 40 characters, no formula and no signs
import-row-bad-position = not a position; write degrees like 36.0611 and 103.8343, both of them
import-row-bad-outline = I cannot read the outline; it must be a GeoJSON Polygon or MultiPolygon
import-row-unknown-parent = no such parent, neither in the table nor among the areas
import-row-several = several have this name; write the whole way, such as City/Riverside
import-row-cycle = it goes round in a circle: an area cannot lie in itself
import-row-too-deep = too many levels, at most 10
import-row-twice = the same area as a row before
