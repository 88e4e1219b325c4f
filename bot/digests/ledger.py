"""The work ledger (工作台账): a row for each case, in a spreadsheet (XLSX) that people sort, filter, print and pass on.

What residents wrote ends up in other people's Excel, so nothing in it may come to life. In the workbook every text is
written as a text, never as a formula or a link. That is not enough: a ledger is saved as CSV sooner or later, and there
`=1+1` is a formula again. A spreadsheet's own "this is text" mark would be lost on the way, so a text that starts like
a formula really gets an apostrophe in front (the advice of OWASP, "CSV Injection"); readers see it and understand.

Rows are written as they come, to a file on disk, so memory does not grow with them. Words come from the caller.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CELL_LIMIT = 32_767  # UTF-16 units in a cell; this and the next are Excel's limits ("Excel specifications and limits")
SHEET_ROWS = 1_048_576 - 1  # below the header


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One case as it is shown: words are ready to read, the reporter is masked, times are aware.

    `days_late` is None while nothing is due; 0 or less is in time; from 1 on the case is, or was, overdue."""

    number: str
    status: str
    urgent: bool
    category: str
    area: str
    unit: str
    source: str
    text: str
    reporter: str
    submitted_at: datetime | None
    dispatched_at: datetime | None
    signed_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    days_late: int | None
    resolved_at: datetime | None
    closed_at: datetime | None
    answer: str
    rating: str
    solved: str
    supporters: int | None = None


LINE, MOST_LINES = 16.5, 24  # points of a line of 11; Excel's highest row has 409 points
_NUMBERS = frozenset({"days_late", "supporters"})

# Key of the heading, width in characters of 11 points (a Chinese one takes two), in the order of the sheet.
_COLUMNS = (
    ("number", 13),
    ("status", 16),
    ("urgent", 8),
    ("category", 16),
    ("area", 12),
    ("unit", 18),
    ("source", 12),
    ("text", 48),
    ("reporter", 11),
    ("submitted_at", 17),
    ("dispatched_at", 17),
    ("signed_at", 17),
    ("due_at", 28),  # with the word that it is provisional; Excel shows no date that does not fit
    ("overdue", 11),
    ("days_late", 10),
    ("resolved_at", 17),
    ("closed_at", 17),
    ("answer", 40),
    ("rating", 11),
    ("solved", 11),
    ("supporters", 10),
)
_WORDED = tuple(
    pair for pair in _COLUMNS if pair[0] in ("status", "category", "area", "unit", "source", "text", "answer")
)
# The words a caller gives: a heading for each column, then what stands in the cells of an urgent and of an overdue
# case, beside a due date that is provisional, and at the end of a text that did not fit.
WORDS = (*(key for key, _ in _COLUMNS), "is_urgent", "is_overdue", "is_provisional", "is_cut")
_DATE = "yyyy-mm-dd hh:mm"


def write_ledger(
    target: Path | BinaryIO,
    rows: Iterable[LedgerRow],
    words: Mapping[str, str],
    zone: ZoneInfo,
    title: str,
    *,
    made_at: datetime,
) -> int:
    """Write the ledger and return how many rows it has. Blocks: call it in a thread.

    A path gets the whole file at once or stays as it was, also when `rows` raises. Dates are in `zone`, to the minute.
    `words` must have every key of `WORDS` (ValueError names what is missing). `title` names the sheet and heads each
    printed page, with `made_at`. Raises OSError when the disk is full or the place cannot be written."""
    from xlsxwriter import Workbook  # here, not above: a bot that starts need not wait for what it seldom writes
    from xlsxwriter.exceptions import FileCreateError

    if missing := [word for word in WORDS if word not in words]:
        raise ValueError(f"words of the ledger are missing: {', '.join(missing)}")
    beside = target.parent if isinstance(target, Path) else None  # the same disk, so that the last step is a rename
    with TemporaryDirectory(prefix=".ledger-", dir=beside) as scratch:
        file = Path(scratch, "ledger.xlsx")
        try:
            # On the way out of this block, also by an exception, XlsxWriter closes its own files.
            with Workbook(str(file), {"constant_memory": True, "tmpdir": scratch}) as workbook:
                workbook.set_properties({"title": safe_text(title), "created": made_at})
                count = _Ledger(workbook, words, zone, title, made_at).fill(rows)
        except FileCreateError as error:  # XlsxWriter's wrapping of an OSError
            raise error.args[0] from None
        if isinstance(target, Path):
            with file.open("rb") as written:
                os.fsync(written.fileno())
            file.replace(target)
        else:
            with file.open("rb") as written:
                shutil.copyfileobj(written, target)
    return count


def safe_text(text: str, cut: str = "") -> str:
    """`text` for a cell: without characters that XML cannot hold or nobody can see, never a formula, at most
    `CELL_LIMIT` long, with `cut` at its end if it was longer."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _UNWANTED.sub("", text).strip()
    if _is_live(text):
        text = "'" + text
    if len(text) > CELL_LIMIT // 2 and _utf16_units(text) > CELL_LIMIT:
        text = _start(text, CELL_LIMIT - _utf16_units(cut)) + cut
    return text


def row_height(cells: Iterable[tuple[str, int]]) -> float:
    """How high a row is in points that shows each of these texts in a column of that width. Excel would find that out
    by itself, other programs show one line. A character is as wide as it is long in GBK: that is near enough."""
    lines = 1
    for text, width in cells:
        parts = (len(part.encode("gbk", "replace")) for part in text.split("\n"))
        lines = max(lines, sum(max(ceil(part / (width - 1.5)), 1) for part in parts))  # an indent takes some
    return LINE * min(lines, MOST_LINES)


# What XML cannot hold; then zero-width characters and those that turn the direction of writing: they could hide a sign.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_FORMULA_SIGNS = frozenset("=+-@\u2212")  # the last is the true minus sign


def _is_live(text: str) -> bool:
    """Whether a spreadsheet might run `text`, formula signs in any width counted. And XlsxWriter takes <r>...</r> for
    rich text, which it would write unescaped: that breaks the file."""
    return unicodedata.normalize("NFKC", text[:1])[:1] in _FORMULA_SIGNS or text.startswith("<r>")


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _start(text: str, units: int) -> str:
    """The first `units` UTF-16 units of `text`, without half a surrogate pair at the end."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


class _Ledger:
    """The formats and words of one workbook, and how rows become cells in it."""

    def __init__(
        self, workbook: "Workbook", words: Mapping[str, str], zone: ZoneInfo, title: str, made_at: datetime
    ) -> None:
        self._workbook, self._zone = workbook, zone
        self._words = {key: safe_text(word) for key, word in words.items()}
        self._name = _start(re.sub(r"[\[\]:*?/\\'\n]", " ", safe_text(title)).strip(), 26) or "1"  # 31 with a number
        stamp = f"{made_at.astimezone(zone):%Y-%m-%d %H:%M}"
        self._print_header = f"&L{safe_text(title)[:80].replace('&', '&&')}&R{stamp}"  # Excel takes 255 characters
        look = {"valign": "top", "border": 1, "border_color": "#D9D9D9", "font_size": 11}
        provisional = '"' + re.sub(r'["\\]', "", self._words["is_provisional"]) + '"'
        kinds: dict[str, dict[str, object]] = {
            "text": {"text_wrap": True, "align": "left", "indent": 1},
            "number": {"num_format": "0"},
            "date": {"num_format": _DATE, "align": "left", "indent": 1},
            # Still a date, to sort and to count with.
            "provisional": {"num_format": f"{_DATE} {provisional}", "align": "left", "indent": 1},
        }
        late: dict[str, object] = {
            "bg_color": "#FBE3D0"
        }  # a tint of Okabe and Ito's vermillion; the word stands in a column of its own
        self._formats = {
            (kind, is_late): workbook.add_format({**look, **kinds[kind], **(late if is_late else {})})
            for kind in kinds
            for is_late in (False, True)
        }
        heading = {**look, "bold": True, "text_wrap": True, "bg_color": "#E7EEF5"}
        self._heading = workbook.add_format({**heading, "align": "left", "indent": 1})
        self._number_heading = workbook.add_format({**heading, "align": "right"})

    def fill(self, rows: Iterable[LedgerRow]) -> int:
        """Write all rows, on as many sheets as they need."""
        rows, count = iter(rows), 0
        while True:
            sheet = self._new_sheet()
            last = 0
            for last, row in enumerate(islice(rows, SHEET_ROWS), start=1):
                self._write(sheet, last, row)
            sheet.autofilter(0, 0, last, len(_COLUMNS) - 1)
            count += last
            if (following := next(rows, None)) is None:
                return count
            rows = chain([following], rows)

    def _new_sheet(self) -> Any:
        number = len(self._workbook.worksheets()) + 1
        sheet = self._workbook.add_worksheet(self._name if number == 1 else f"{self._name} ({number})")
        sheet.freeze_panes(1, 1)  # header and number
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(2, 0)  # two pages wide: on one, 20 columns would be too small to read
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.set_header(self._print_header)
        sheet.set_footer("&C&P / &N")
        sheet.set_row(0, row_height((self._words[key], width) for key, width in _COLUMNS))
        for column, (key, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            form = self._number_heading if key in _NUMBERS else self._heading
            sheet.write_string(0, column, self._words[key], form)
        return sheet

    def _write(self, sheet: Any, line: int, row: LedgerRow) -> None:
        late = row.days_late is not None and row.days_late > 0
        shown = {
            "urgent": self._words["is_urgent"] if row.urgent else "",
            "overdue": self._words["is_overdue"] if late else "",
        }
        sheet.set_row(line, row_height((getattr(row, key), width) for key, width in _WORDED))
        for heights in (sheet.row_info, sheet.row_sizes):  # XlsxWriter would keep those of rows that lie in its file
            heights.pop(line - 2, None)
        for column, (key, _) in enumerate(_COLUMNS):
            value = shown[key] if key in shown else getattr(row, key)
            kind = "provisional" if key == "due_at" and row.due_provisional else "date"
            if isinstance(value, datetime):
                local = value.astimezone(self._zone).replace(second=0, microsecond=0, tzinfo=None)
                sheet.write_datetime(line, column, local, self._formats[kind, late])
            elif isinstance(value, int):
                sheet.write_number(line, column, value, self._formats["number", late])
            elif value:
                sheet.write_string(line, column, safe_text(value, self._words["is_cut"]), self._formats["text", late])
            else:
                sheet.write_blank(line, column, None, self._formats["text", late])
