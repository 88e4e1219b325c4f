"""Suggestions that were collected elsewhere (座谈会, 征求意见函, 走访, 热线) become entries that the inbox can take.

`read` takes CSV, XLSX and JSONL as people have them. It is lenient about form (encoding, separator, names of columns,
a title above the header, many ways to write a time) and strict about loss: a row becomes an `Entry` or is `Refused`
with the reason and its number as a spreadsheet shows it (the first line of a file is row 1), and a file that cannot be
read as a whole raises `UnreadableFile`. Rows stream, so a large file needs little memory.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.intake.files import count, read_table
from bot.intake.table import Problem, Reason, Refused, Row, UnreadableFile
from bot.privacy import clean, is_blank, mask

__all__ = ["Entry", "Problem", "Reason", "Refused", "UnreadableFile", "count", "read"]

MAX_TEXT = 20_000  # characters of one suggestion; a letter of ten pages has about 8,000
MAX_FIELD = 1_000  # characters of anything else
FIRST_YEAR, LAST_YEAR = 1900, 2199  # what Excel can hold, and a slip of the pen

_COLUMNS = {
    "title": "标题 title 主题 题目 留言主题 诉求标题",
    "text": "内容 text 正文 content 诉求内容 留言内容 反映内容 意见内容 建议内容 意见建议 意见 建议 诉求 seg",
    "time": "时间 time 日期 date 提交时间 登记时间 留言时间 来电时间 反映时间",
    "source": "来源 source 渠道 诉求来源",
    "phone": "电话 phone 手机 手机号 手机号码 联系电话 电话号码 联系方式",
    "label": "类别 label 分类 category 一级标签 诉求类别",
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names.split()}
_EXCEL_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
_PLAIN = re.compile(r"[\n -~·—‘’“”…、-〕一-\u9fff！-｠]*")
_TIME = re.compile(
    r"(?P<year>\d{4})[-/.年] ?(?P<month>\d{1,2})[-/.月] ?(?P<day>\d{1,2})日?"
    r"(?:[T ]*(?P<half>上午|下午|AM|PM)? ?(?P<hour>\d{1,2})[:时点]"
    r"(?:(?P<minute>\d{1,2})分?)?(?::?(?P<second>\d{1,2})秒?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One suggestion. `at` is aware (UTC) or None; the texts are cleaned; what was not given is empty.

    `key` is the same whenever the same row is read again, so that importing twice never doubles; rows of one file that
    are alike in everything have different keys, by their order."""

    row: int
    title: str
    text: str
    at: datetime | None
    source: str
    phone: str
    label: str
    key: str


def read(path: Path, zone: ZoneInfo) -> Iterator[Entry | Refused]:
    """Yield the rows of a file, in order; empty ones are skipped. `zone` is where times without a zone were written.

    A title without a text becomes the text: it says what is wanted. Raises `UnreadableFile` at the first step."""
    seen: dict[bytes, int] = {}
    for row in read_table(path, _column_of, "text"):
        yield row if isinstance(row, Refused) else _entry(row, zone, seen)


@lru_cache(maxsize=1000)
def _column_of(heading: str) -> str | None:
    """Which column a heading or key means: 内容（必填）, * Text and 【正文】 all mean "text"."""
    plain = unicodedata.normalize("NFKC", heading[:100]).casefold()
    return _NAMES.get(re.sub(r"\(.*?\)|[\W_]", "", plain))


def _entry(row: Row, zone: ZoneInfo, seen: dict[bytes, int]) -> Entry | Refused:
    def refused(reason: Reason, detail: str = "") -> Refused:
        return Refused(row.row, reason, detail, row.sheet)

    words = {column: _words(value) for column, value in row.cells.items() if column != "time"}
    for column, value in words.items():
        if len(value) > (MAX_TEXT if column == "text" else MAX_FIELD):
            return refused(Reason.TOO_LONG, column)
    text = _cleaned(words.get("text", ""))
    title, source, phone, label = (
        " ".join(_cleaned(words.get(name, "")).split()) for name in ("title", "source", "phone", "label")
    )
    if is_blank(text) or text in _EXCEL_ERRORS:
        title, text = "", title
    if is_blank(text):
        return refused(Reason.NO_TEXT)
    try:
        at = _time(row.cells.get("time"), zone)
    except ValueError:
        return refused(Reason.BAD_TIME, mask(" ".join(clean(str(row.cells["time"])).split()))[:40])
    digest = sha256("\x1f".join((source, at.isoformat() if at else "", phone, title, text)).encode())
    same = seen[digest.digest()] = seen.get(digest.digest(), 0) + 1
    digest.update(b"\x1f%d" % same)
    return Entry(row.row, title, text, at, source, phone, label, digest.hexdigest())


def _cleaned(text: str) -> str:
    """`clean`, but at once for ASCII, Chinese and its punctuation, which it leaves as they are: reading is 3 times as
    fast."""
    return text.strip() if _PLAIN.fullmatch(text) else clean(text)


def _words(value: object) -> str:
    """What a cell says: a spreadsheet holds phone numbers and house numbers as floats."""
    if value is None:
        return ""
    if isinstance(value, float):
        if not isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    return str(value)


def _time(value: object, zone: ZoneInfo) -> datetime | None:
    """The time a cell holds, in UTC; None if it is empty. Raises ValueError if it holds something else."""
    if isinstance(value, datetime):
        at = value
    else:
        words = unicodedata.normalize("NFKC", _words(value)[:100]).strip()
        if not words:
            return None
        at = _parsed(words)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _parsed(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    if re.fullmatch(r"[1-9]\d{4}(\.\d+)?", words):  # a date whose cell lost its format: days since Excel's first
        return datetime(1899, 12, 30) + timedelta(seconds=round(float(words) * 86400))  # noqa: DTZ001
    found = _TIME.fullmatch(words)
    if not found:
        raise ValueError
    hour = int(found["hour"] or 0)
    half = (found["half"] or "").casefold()
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    return datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0))  # noqa: DTZ001
