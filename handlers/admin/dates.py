"""Dates as admins type them: 2026-10-08, 10月8日, 10/8, a range of them. Without a year, the next such day is meant."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handlers.admin import words

RECENT = timedelta(days=60)  # a day without a year that is past by less is still meant
HALF_A_YEAR = timedelta(days=183)

_DATE = r"(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?"
_TO = r"\s*(?:到|至|[-~–—]+|\bto\b|\s)\s*"
_LAST = r"(?:(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*)?(\d{1,2})\s*[日号]?"
_RANGE = re.compile(f"{_DATE}(?:{_TO}{_LAST})?", re.ASCII)


def read(typed: str, today: date) -> tuple[date, date] | None:
    """The first and the last day that are meant; None if no date stands there, or one that does not exist."""
    found = _RANGE.fullmatch(words.fold(typed))
    if found is None:
        return None
    year, month, day, last_year, last_month, last_day = (int(part) if part else None for part in found.groups())
    assert month is not None
    assert day is not None
    first = _day(year, month, day, today - RECENT)
    if first is None:
        return None
    if last_day is None:
        return first, first
    if last_month is None:
        last = _day(first.year, first.month, last_day, first)
    else:
        last = _day(last_year, last_month, last_day, first)
    if last is None or last < first or (last_year is None and last - first > HALF_A_YEAR):
        return None  # the wrong way round, and not over the end of a year
    return first, last


def _day(year: int | None, month: int, day: int, not_before: date) -> date | None:
    """That day; without a year the first one that is not before then."""
    years = [year] if year is not None else range(not_before.year, not_before.year + 2)
    found = (made for y in years if (made := _made(y, month, day)) is not None)
    return next((one for one in found if year is not None or one >= not_before), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def between(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def month_of(typed: str) -> date | None:
    """The first day of a month that a button names, such as 2026-10; None for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", typed, re.ASCII)
    return _made(int(found[1]), int(found[2]), 1) if found else None


def next_month(first: date, months: int = 1) -> date:
    """The first day of a month so many months later."""
    passed = first.month - 1 + months
    return date(first.year + passed // 12, passed % 12 + 1, 1)
