"""What somebody writes behind /subscribe: which report, when, in what form. Lenient about how it is typed.

周报 周一 09:00 图表, 城管局 月报 5日 8点半 表格 网页, weekly fri 17:30, monthly off
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.digests.windows import Rhythm
from bot.tagging.segment import normalise
from handlers.admin import words as admin_words

PARTS = ("chart", "workbook", "page")
"""What can come along with a report's text."""
LAST_DAY = 28  # of a month that can be chosen: every month has it

_RHYTHMS = {"周报": Rhythm.WEEKLY, "weekly": Rhythm.WEEKLY, "月报": Rhythm.MONTHLY, "monthly": Rhythm.MONTHLY}
_RHYTHMS |= {"调度": Rhythm.MONTHLY, "week": Rhythm.WEEKLY, "month": Rhythm.MONTHLY}
_PARTS = {"图": "chart", "图表": "chart", "走势图": "chart", "chart": "chart", "picture": "chart"}
_PARTS |= {"表": "workbook", "表格": "workbook", "台账": "workbook", "workbook": "workbook", "excel": "workbook"}
_PARTS |= {"网页": "page", "打印": "page", "page": "page", "html": "page"}
_TEXT = ("文字", "只要文字", "text")
_OFF = ("退订", "取消", "取消订阅", "不要", "off", "no", "stop", "unsubscribe")
_GROUP = ("群", "群里", "发到群里", "group")
_WEEKDAYS = {f"{week}{day}": i for week in ("周", "星期", "每周") for i, day in enumerate("一二三四五六日")}
_WEEKDAYS |= {f"{week}天": 6 for week in ("周", "星期", "每周")}
_WEEKDAYS |= {day: i for i, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_DAY = re.compile(r"(?:每月)?(\d{1,2})(?:日|号|th|st|nd|rd)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood. None: nothing was said of it. `rest` is what was not understood: a unit's name, if all is
    well. An empty `parts` means the text alone."""

    rhythm: Rhythm | None = None
    weekday: int | None = None
    monthday: int | None = None
    hour: str | None = None
    parts: tuple[str, ...] | None = None
    off: bool = False
    group: bool = False
    rest: str = ""

    @property
    def fits(self) -> bool:
        """Whether the day is one of the kind that this report has."""
        return (self.monthday if self.rhythm is Rhythm.WEEKLY else self.weekday) is None

    def day_of(self, rhythm: Rhythm) -> int | None:
        return self.weekday if rhythm is Rhythm.WEEKLY else self.monthday


def understand(words: Sequence[str]) -> Wish:
    """What these words wish for."""
    rhythm: Rhythm | None = None
    weekday: int | None = None
    monthday: int | None = None
    hour: str | None = None
    parts: list[str] | None = None
    off = group = False
    rest: list[str] = []
    for word in words:
        said = normalise(word).strip()
        if said in _RHYTHMS:
            rhythm = _RHYTHMS[said]
        elif (named := _WEEKDAYS.get(said, _WEEKDAYS.get(said[:3]))) is not None:
            weekday = named
        elif (found := _DAY.fullmatch(said)) and 1 <= int(found[1]) <= LAST_DAY:
            monthday = int(found[1])
        elif not said.isdecimal() and (typed := admin_words.hour(said)) is not None:  # 9 alone may mean a day
            hour = typed
        elif said in _PARTS:
            parts = [*(parts or []), _PARTS[said]]
        elif said in _TEXT:
            parts = parts or []
        elif said in _OFF:
            off = True
        elif said in _GROUP:
            group = True
        else:
            rest.append(word)
    chosen = None if parts is None else tuple(part for part in PARTS if part in parts)
    return Wish(rhythm, weekday, monthday, hour, chosen, off, group, " ".join(rest))
