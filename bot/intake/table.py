"""What a table is: a header within the first rows, rows below it; and what can be wrong with one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

HEADER_WITHIN = 10  # rows: a title or a note often stands above the header


class Problem(StrEnum):
    """Why a file cannot be read at all; `REMEDY` says what to do about it."""

    MISSING = "missing"
    NOT_A_FILE = "not-a-file"
    CANNOT_OPEN = "cannot-open"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN_TYPE = "unknown-type"
    OLD_EXCEL = "old-excel"
    NOT_A_TABLE = "not-a-table"
    DAMAGED = "damaged"
    NO_TEXT_COLUMN = "no-text-column"


REMEDY = {
    Problem.MISSING: "there is no such file: check its name",
    Problem.NOT_A_FILE: "this is a folder or a device: name one file",
    Problem.CANNOT_OPEN: "the file may not be read: check who may open it",
    Problem.EMPTY: "the file is empty: save it again",
    Problem.TOO_LARGE: "the file is, or unpacks to, more than 500 MB: split it",
    Problem.UNKNOWN_TYPE: "save the table as .xlsx, .csv or .jsonl",
    Problem.OLD_EXCEL: "open it in Excel or WPS and save it as .xlsx, without a password",
    Problem.NOT_A_TABLE: "this is a page or a picture under a table's name: save the table itself as .xlsx or .csv",
    Problem.DAMAGED: "open it in Excel or WPS and save it again as .xlsx",
    Problem.NO_TEXT_COLUMN: "name the column with the texts 内容 or text, within the first 10 rows",
}


class UnreadableFile(Exception):
    """The file as a whole cannot be read. `problem` is the code, `str()` says in English what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(REMEDY[problem])
        self.problem = problem


class Reason(StrEnum):
    """Why a row was not taken."""

    NO_TEXT = "no-text"
    TOO_LONG = "too-long"
    BAD_TIME = "bad-time"
    BAD_CHARACTERS = "bad-characters"  # bytes that the file's encoding does not have
    EXTRA_CELLS = "extra-cells"  # more than the header: most likely a comma without quotes has torn a text apart
    OPEN_QUOTE = "open-quote"  # begins in that line of the file, and is not closed where a cell ends
    UNREADABLE = "unreadable"
    REST_UNREADABLE = "rest-unreadable"  # this row and all that follow on its sheet
    # of areas
    BAD_NAME = "bad-name"
    BAD_POSITION = "bad-position"
    BAD_OUTLINE = "bad-outline"
    UNKNOWN_PARENT = "unknown-parent"  # neither in the file nor in the office, or refused itself
    SEVERAL = "several"  # which of several areas of that name is meant is not said
    CYCLE = "cycle"  # areas that would lie in themselves
    TOO_DEEP = "too-deep"
    TWICE = "twice"  # the same area is in a row before


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken. `detail` names the column or shows what is wrong; `sheet` only if there are several."""

    row: int
    reason: Reason
    detail: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty: its number, the first line of the file being 1, and its cells by column."""

    row: int
    cells: dict[str, Any]
    sheet: str = ""


Line = tuple[int, Sequence[Any]] | Refused  # number and cells, before it is known which column is which
ColumnOf = Callable[[str], str | None]  # the column that a heading or a key means, None for those to ignore


def table(
    lines: Iterator[Line], column_of: ColumnOf, required: str, *, sheet: str = "", narrow: bool = False
) -> Iterator[Row | Refused]:
    """Find the header and yield what is below it; in a `narrow` table a row may not be wider than the header."""
    for line in islice(lines, HEADER_WITHIN):
        if isinstance(line, Refused) and line.reason is Reason.REST_UNREADABLE:
            yield replace(line, sheet=sheet)
            return
        header = (
            []
            if isinstance(line, Refused)
            else [column_of(cell) if isinstance(cell, str) else None for cell in line[1]]
        )
        if required in header:
            break
    else:
        raise UnreadableFile(Problem.NO_TEXT_COLUMN)
    places = {column: header.index(column) for column in header if column}
    for line in lines:
        if isinstance(line, Refused):
            yield replace(line, sheet=sheet)
            continue
        number, cells = line
        if narrow and any(map(_filled, cells[len(header) :])):
            yield Refused(number, Reason.EXTRA_CELLS, sheet=sheet)
        elif any(map(_filled, cells)):
            yield Row(number, {column: cells[i] for column, i in places.items() if i < len(cells)}, sheet)


def _filled(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None
