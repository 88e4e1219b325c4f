"""XLSX workbooks, row by row; only the texts they share are in memory at once, which is what openpyxl does."""

import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from bot.intake.table import ColumnOf, Line, Problem, Reason, Refused, Row, UnreadableFile, table

MAX_UNPACKED = 500_000_000  # bytes
MAX_RATIO = 200  # unpacked to packed, above 50 MB; a ledger of 100,000 rows has 20
MAX_COLUMNS = 200
EXCEL_ROWS = 1_048_576


def read_xlsx(path: Path, column_of: ColumnOf, required: str) -> Iterator[Row | Refused]:
    _check_archive(path)
    from openpyxl import load_workbook  # here: it takes 0.2 s to import

    warnings.filterwarnings("ignore", module="openpyxl")  # about styles and extensions, which do not matter here
    with path.open("rb") as file:  # opened here, as openpyxl would judge a path by its suffix
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # whatever a parser meets in a damaged file
            raise UnreadableFile(Problem.DAMAGED) from error
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        useful = 0
        for sheet in sheets:
            name = sheet.title if len(sheets) > 1 else ""
            try:
                yield from table(_sheet_lines(sheet), column_of, required, sheet=name)
                useful += 1
            except UnreadableFile:  # raised before the first row only: an explanation or a list of choices, no table
                continue
        if not useful:
            raise UnreadableFile(Problem.NO_TEXT_COLUMN)


def _sheet_lines(sheet: Any) -> Iterator[Line]:
    from openpyxl.utils.escape import unescape

    sheet.reset_dimensions()  # what the file says of its size may be wrong, or a million rows of nothing
    rows = sheet.iter_rows(values_only=True)
    for number in count(1):
        try:
            cells = next(rows, None)
            if number > EXCEL_ROWS and cells is not None:
                raise OverflowError
        except Exception as error:  # as above; after it the parser cannot go on
            yield Refused(number, Reason.REST_UNREADABLE, type(error).__name__)
            return
        if cells is None:
            return
        # Excel writes control characters as _x000D_; openpyxl leaves them so.
        yield number, [unescape(cell) if isinstance(cell, str) else cell for cell in cells[:MAX_COLUMNS]]


def _check_archive(path: Path) -> None:
    """Refuse a zip bomb before anything is unpacked. A member cannot unpack to more than it declares: zipfile stops."""
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except Exception as error:  # BadZipFile, NotImplementedError, struct.error ...
        raise UnreadableFile(Problem.DAMAGED) from error
    if unpacked > MAX_UNPACKED or unpacked > max(50_000_000, MAX_RATIO * path.stat().st_size):
        raise UnreadableFile(Problem.TOO_LARGE)
