"""How well the bot sorted by itself in a month: the figures by category, and their picture (PNG)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.casework.indicators import percent
from bot.digests.canvas import HEADING, LABEL, MARGIN, SMALL, SOFT, WIDTH, Page, fit, width
from bot.digests.charts import BLUE, LATE, VERMILLION
from bot.digests.compose import Window
from storage.quality import Routing

ALL = ""  # the name of the first row, which adds up the others

_MONTH = re.compile(r"(20\d\d)\s*[-/.年]?\s*(1[0-2]|0?[1-9])\s*月?", re.ASCII)
_GREY = "#c8c8c8"
_ROW, _BAR, _LABEL_SPACE, _GAP = 76, 44, 300, 20


def month_in(text: str) -> date | None:
    """The first day of the month that is meant by 2026-05, 202605 or 2026年5月; None if none is."""
    found = _MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found else None


def month_of(at: datetime, zone: ZoneInfo) -> date:
    """The first day of the month that it is in the zone."""
    return at.astimezone(zone).date().replace(day=1)


def month_before(month: date) -> date:
    return month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)


def window(month: date, zone: ZoneInfo) -> Window:
    """From its first midnight in the zone up to, not including, that of the next month."""
    after = month.replace(year=month.year + 1, month=1) if month.month == 12 else month.replace(month=month.month + 1)
    return Window(datetime.combine(month, time(), zone), datetime.combine(after, time(), zone))


def by_name(routing: Mapping[int | None, Routing], names: Mapping[int, str], none: str) -> list[tuple[str, Routing]]:
    """Rows of a category's name and its figures, the one with most cases first, after the sum of `ALL`."""
    rows = [(names.get(id or 0, none), figures) for id, figures in routing.items()]
    total = sum(routing.values(), Routing())
    return [(ALL, total), *sorted(rows, key=lambda row: (-row[1].sent, row[0]))]


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says: its title, what the row of all is called, what each part of a bar means, the short word
    before the number of the corrected ones, and what stands there when there is nothing; `rest` is for categories
    beyond the last bar."""

    title: str
    all: str
    routed: str
    corrected: str
    by_person: str
    mark: str
    empty: str
    rest: str


def picture(rows: Sequence[tuple[str, Routing]], words: Words, *, note: str = "", top: int = 12) -> bytes:
    """A bar for all and for each category, as long for many cases as for few: blue is the part that was routed without
    a person, hatched the part of that which was corrected later, grey what a person looks at. Numbers beside it."""
    (_, total), *others = rows
    if len(others) > top:
        others = [*others[: top - 1], (words.rest, sum((figures for _, figures in others[top - 1 :]), Routing()))]
    shown = [(words.all, total), *others] if total.sent else []
    page = Page(words.title, "", note, (max(len(shown), 3) + 1) * _ROW)
    if not shown:
        page.text(WIDTH / 2, page.y + 2 * _ROW, words.empty, HEADING, SOFT, to="center")
        return page.png()
    _legend(page, words)
    labels = [fit(name, LABEL, _LABEL_SPACE) for name, _ in shown]
    shares = [f"{f.routed:,}/{f.sent:,} {percent(f.routed, f.sent)} " for _, f in shown]
    wrong = [f"{words.mark} {f.corrected:,}" if f.corrected else "" for _, f in shown]
    left = MARGIN + max(width(label, LABEL) for label in labels) + _GAP
    beside = max(width(share + more, LABEL) for share, more in zip(shares, wrong, strict=True))
    length = WIDTH - MARGIN - _GAP - beside - left
    for (_, figures), label, share, more in zip(shown, labels, shares, wrong, strict=True):
        y = page.y + _ROW / 2
        page.text(left - _GAP, y, label, LABEL, to="right")
        page.bar(left, y, length, _BAR, _GREY)
        page.bar(left, y, length * figures.routed / figures.sent, _BAR, BLUE)
        if figures.corrected:
            right = length * (figures.routed - figures.corrected) / figures.sent
            page.bar(left + right, y, length * figures.corrected / figures.sent, _BAR, VERMILLION, hatched=True)
        page.text(left + length + _GAP, y, share, LABEL)
        page.text(left + length + _GAP + width(share, LABEL), y, more, LABEL, LATE)
        page.y += _ROW
    return page.png()


def _legend(page: Page, words: Words) -> None:
    x, y = float(MARGIN), page.y + _ROW / 2 - _GAP
    parts = ((words.routed, BLUE, False), (words.corrected, VERMILLION, True), (words.by_person, _GREY, False))
    for name, colour, hatched in parts:
        page.bar(x, y, _BAR, SMALL, colour, hatched=hatched)
        page.text(x + _BAR + _GAP / 2, y, name, SMALL)
        x += _BAR + _GAP / 2 + width(name, SMALL) + 2 * _GAP
    page.y += _ROW
