"""Which kind of file this is, whatever its name says, and about how long."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from bot.intake.table import ColumnOf, Problem, Refused, Row, UnreadableFile
from bot.intake.text_files import encoding_of, read_csv, read_jsonl
from bot.intake.workbooks import read_xlsx

MAX_BYTES = 500_000_000
_MAX_SHEETS = 100

_KINDS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
_KINDS |= {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}


def read_table(path: Path, column_of: ColumnOf, required: str) -> Iterator[Row | Refused]:
    """Yield the rows of a file. `column_of` tells from a heading or key which column it is, None for those to ignore.

    Of a workbook all visible sheets that have the `required` column are read. Raises `UnreadableFile` at the first step
    if the file is no table or no sheet of it has that column."""
    readers = {"csv": read_csv, "jsonl": read_jsonl, "xlsx": read_xlsx}
    try:
        yield from readers[_kind(path)](path, column_of, required)
    except OSError as error:
        raise UnreadableFile(Problem.CANNOT_OPEN) from error


def count(path: Path) -> int | None:
    """About how many rows `read` will yield, for a progress bar; None if that cannot be told. Cheap, never raises."""
    try:
        if _kind(path) == "xlsx":
            with ZipFile(path) as archive:
                sheets = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
                heads = [archive.open(name).read(4096) for name in sheets[:_MAX_SHEETS]]
            sizes = [re.search(rb'<dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"', head) for head in heads]
            return sum(int(size[1]) - 1 for size in sizes if size) or None
        with path.open("rb") as file:
            head = file.read(1_000_000)
        lines = head.decode(encoding_of(path)[0], errors="replace").count("\n")
        return round(lines * path.stat().st_size / len(head)) or None
    except Exception:  # `read` tells what is wrong; without an estimate the bar just has no end
        return None


def _kind(path: Path) -> str:
    if not path.exists():
        raise UnreadableFile(Problem.MISSING)
    if not path.is_file():
        raise UnreadableFile(Problem.NOT_A_FILE)
    size = path.stat().st_size
    if not size:
        raise UnreadableFile(Problem.EMPTY)
    if size > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE)
    with path.open("rb") as file:
        start = file.read(64)
    if path.suffix.lower() == ".xls" or start.startswith(b"\xd0\xcf\x11\xe0"):  # also an .xlsx with a password
        raise UnreadableFile(Problem.OLD_EXCEL)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise UnreadableFile(Problem.UNKNOWN_TYPE)
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"  # whatever its name says
    if kind == "xlsx":
        raise UnreadableFile(Problem.DAMAGED)
    if start.removeprefix(BOM_UTF8).lstrip().startswith((b"<", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise UnreadableFile(Problem.NOT_A_TABLE)
    return kind
