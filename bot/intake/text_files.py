"""CSV and JSONL in whatever encoding they come: UTF-8, UTF-16 or GB 18030, with or without a byte order mark."""

import csv
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import deque
from collections.abc import Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, TextIO

from bot.intake.table import HEADER_WITHIN, ColumnOf, Line, Problem, Reason, Refused, Row, UnreadableFile, table

MAX_LINE = 1_000_000  # characters of one line of JSONL
MAX_LINES = 1_000  # of one row of CSV, whose cells may have several: about a letter of thirty pages
_BLANKS = re.compile(r'"[ \u3000]+(?=[,;\t|\r\n]|$)')  # between a quote that closes and the cell's end


def read_csv(path: Path, column_of: ColumnOf, required: str) -> Iterator[Row | Refused]:
    encoding, damaged = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:

        def lines(delimiter: str) -> Iterator[Line]:
            file.seek(0)
            return _csv_lines(file, delimiter, damaged)

        def columns_known(delimiter: str) -> int:
            heads = [line[1] for line in islice(lines(delimiter), HEADER_WITHIN) if not isinstance(line, Refused)]
            return max((sum(column_of(cell) is not None for cell in head) for head in heads), default=0)

        delimiter = max("\x1f,\t;", key=columns_known)  # the first is in no file: a table of one column may have commas
        yield from table(lines(delimiter), column_of, required, narrow=True)


def _csv_lines(file: TextIO, delimiter: str, damaged: bool) -> Iterator[Line]:
    """What stands after a quote that is not closed may be rows of their own, so only its first line is refused."""
    line, record, ahead = 1, list[str](), deque[str]()  # lines of this row, and those to be read again

    def next_line() -> str:
        if len(record) == MAX_LINES or (record and not record[-1]):
            raise csv.Error("not closed")
        record.append(ahead.popleft() if ahead else file.readline())
        return record[-1]

    reader = csv.reader(iter(next_line, None), delimiter=delimiter)
    for number in count(1):
        record.clear()
        try:
            cells = next(reader)
            if len(record) > 1:  # what is not strict takes the next quote for the end, whatever follows it
                whole = (_BLANKS.sub('"', text) for text in record)
                next(csv.reader(whole, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if len(record) > 1:
                yield Refused(number, Reason.OPEN_QUOTE, str(line))
                ahead.extendleft(reversed(record[1:]))
            else:
                yield Refused(number, Reason.UNREADABLE, str(error))
            line += 1
            continue
        if not record[0]:  # the end of the file
            return
        line += len(record)
        if damaged and any("\ufffd" in cell for cell in cells):
            yield Refused(number, Reason.BAD_CHARACTERS)
        else:
            yield number, cells


def read_jsonl(path: Path, column_of: ColumnOf, required: str) -> Iterator[Row | Refused]:
    encoding, damaged = encoding_of(path)
    with path.open(encoding=encoding, errors="replace") as file:
        rows = (_json_row(number, line, column_of, damaged) for number, line in enumerate(file, 1) if line.strip())
        first = list(islice(rows, HEADER_WITHIN))
        if not any(isinstance(row, Row) and required in row.cells for row in first):
            raise UnreadableFile(Problem.NO_TEXT_COLUMN)
        yield from chain(first, rows)


def _json_row(number: int, line: str, column_of: ColumnOf, damaged: bool) -> Row | Refused:
    if len(line) > MAX_LINE:
        return Refused(number, Reason.TOO_LONG)
    if damaged and "\ufffd" in line:
        return Refused(number, Reason.BAD_CHARACTERS)
    try:
        # NaN is not JSON, but what Python and pandas write for an empty cell.
        found = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:  # ValueError also for an integer of 5,000 digits
        return Refused(number, Reason.UNREADABLE, str(error)[:100])
    if not isinstance(found, dict):
        return Refused(number, Reason.UNREADABLE)
    cells: dict[str, Any] = {}
    for key, value in found.items():
        if (column := column_of(key)) and cells.get(column) in (None, ""):
            if isinstance(value, dict | list):
                return Refused(number, Reason.UNREADABLE, column)
            cells[column] = value
    return Row(number, cells)


def encoding_of(path: Path) -> tuple[str, bool]:
    """The encoding of a text file, and whether it has bytes that do not belong there. Reads the whole file."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16", _faults(path, "utf-16")[0] > 0
    if b"\0" in start[1::2] and start.count(b"\0") * 20 > len(start):  # ASCII in UTF-16 without a mark
        name = "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        return name, _faults(path, name)[0] > 0
    wrong, right = _faults(path, "utf-8-sig")
    if (
        not wrong or wrong * 10 < right
    ):  # GB 18030 read as UTF-8 is wrong nearly everywhere, a damaged file here and there
        return "utf-8-sig", wrong > 0
    return "gb18030", _faults(path, "gb18030")[0] > 0


def _faults(path: Path, encoding: str) -> tuple[int, int]:
    """How many places cannot be decoded, and how many characters beyond ASCII can."""
    decoder = getincrementaldecoder(encoding)("replace")
    wrong = right = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            text = decoder.decode(chunk)
            wrong += text.count("\ufffd")
            right += len(text) - len(text.encode("ascii", "ignore"))
    return wrong + decoder.decode(b"", final=True).count("\ufffd"), right
