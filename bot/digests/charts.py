"""Pictures for staff: PNG bytes that can be read on a phone.

The colours are those of Okabe and Ito ("Color Universal Design", 2008), and nothing is told by colour alone: lines
differ in dash and marker and are named at their end, bars have their number beside them, overdue parts are hatched.
All words come from the caller. Everything here may be called from any thread; one picture takes about 0.1 s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.digests.canvas import HEADING, INK, LABEL, MARGIN, SMALL, SOFT, WIDTH, Page, can_show, fit, fold, folded, width

__all__ = [
    "BLUE",
    "GAP",
    "LATE",
    "ORANGE",
    "PLOT",
    "VERMILLION",
    "DigestWords",
    "Flow",
    "bars",
    "can_show",
    "digest_chart",
    "draw_flow",
    "flow_and_bars",
    "head",
    "trend",
]

_GRID = "#d9d9d9"
LATE = "#a34700"  # vermillion, dark enough for small type: a contrast of 6 to 1
BLUE, ORANGE, _GREEN, _PURPLE, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00"
_LINES = (  # colour, marker, dash
    (BLUE, "o", "solid"),
    (ORANGE, "s", (0, (4, 1.5))),
    (_GREEN, "^", "dotted"),
    (_PURPLE, "D", "dashdot"),
    (INK, "v", "solid"),
)
_ROW, _BAR, _LABEL_SPACE = 72, 42, 350
PLOT, _KEY, GAP = 420, 56, 50


@dataclass(frozen=True, slots=True)
class DigestWords:
    """The words of `digest_chart`: a heading for each half, and what each says when there is nothing to show;
    `overdue` names the hatched part."""

    trend: str
    no_trend: str
    categories: str
    no_categories: str
    overdue: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What came and went: a heading, the days (or the first days of weeks), and one count for each in every series."""

    heading: str
    days: Sequence[date]
    series: Mapping[str, Sequence[int]]


def bars(
    title: str,
    items: Sequence[tuple[str, int]],
    *,
    empty: str,
    subtitle: str = "",
    note: str = "",
    top: int = 12,
    rest: str = "…",
) -> bytes:
    """Horizontal bars (label, count from 0 up) in the caller's order, the number beside each.

    Beyond `top`, one last bar named `rest` adds up the others. With nothing to show, the picture says `empty`."""
    rows = _rows([(label, count, 0) for label, count in items], top, rest)
    page = Page(title, subtitle, note, _bars_height(rows))
    _draw_bars(page, rows, empty=empty, overdue="")
    return page.png()


def trend(
    title: str,
    days: Sequence[date],
    series: Mapping[str, Sequence[int]],
    *,
    empty: str,
    subtitle: str = "",
    note: str = "",
) -> bytes:
    """One line for each of up to five series (name to one count for each day), named at its end with the sum of them.

    With nothing but zeros the picture says `empty`. Raises ValueError if a series is not as long as `days`, or if there
    are more than five."""
    page = Page(title, subtitle, note, PLOT)
    _draw_trend(page, days, series, empty=empty)
    return page.png()


def digest_chart(
    title: str,
    days: Sequence[date],
    series: Mapping[str, Sequence[int]],
    categories: Sequence[tuple[str, int, int]],
    words: DigestWords,
    *,
    subtitle: str = "",
    note: str = "",
    top: int = 8,
    rest: str = "…",
) -> bytes:
    """What a unit gets with its digest: above, the series (new and resolved) over the days; below, for each category
    (name, open cases, how many of these are overdue) a bar whose overdue part is hatched."""
    rows = _rows(categories, top, rest)
    page = Page(title, subtitle, note, 2 * (HEADING + 30) + PLOT + GAP + _bars_height(rows))
    head(page, words.trend)
    _draw_trend(page, days, series, empty=words.no_trend)
    page.y += GAP
    head(page, words.categories)
    _draw_bars(page, rows, empty=words.no_categories, overdue=words.overdue)
    return page.png()


def flow_and_bars(
    title: str,
    flow: Flow,
    heading: str,
    items: Sequence[tuple[str, int]],
    *,
    empty: str,
    note: str = "",
    top: int = 10,
    rest: str = "…",
) -> bytes:
    """Above the flow, below a bar for each of the items (label, count) in the caller's order."""
    rows = _rows([(label, count, 0) for label, count in items], top, rest)
    page = Page(title, "", note, 2 * (HEADING + 30) + PLOT + GAP + _bars_height(rows))
    draw_flow(page, flow, empty=empty)
    page.y += GAP
    head(page, heading)
    _draw_bars(page, rows, empty=empty, overdue="")
    return page.png()


def draw_flow(page: Page, flow: Flow, *, empty: str) -> None:
    """A heading and a line for each series."""
    head(page, flow.heading)
    _draw_trend(page, flow.days, flow.series, empty=empty)


def head(page: Page, text: str) -> None:
    page.text(MARGIN, page.y + HEADING / 2, text, HEADING)
    page.y += HEADING + 30


def _rows(items: Sequence[tuple[str, int, int]], top: int, rest: str) -> list[tuple[str, int, int]]:
    """At most `top` rows of (label, count, overdue), the last adding up what does not fit; none if all are zero."""
    if len(items) > top:
        others = items[top - 1 :]
        items = [*items[: top - 1], (rest, sum(count for _, count, _ in others), sum(late for _, _, late in others))]
    return list(items) if any(count for _, count, _ in items) else []


def _bars_height(rows: Sequence[object]) -> int:
    return _ROW * max(len(rows), 3)


def _draw_bars(page: Page, rows: Sequence[tuple[str, int, int]], *, empty: str, overdue: str) -> None:
    if not rows:
        page.text(WIDTH / 2, page.y + _bars_height(rows) / 2, empty, HEADING, SOFT, to="center")
    labels = [fold(label, LABEL, _LABEL_SPACE) for label, _, _ in rows]
    counts = [f"{count:,}" for _, count, _ in rows]
    lates = [fit(f"{overdue} {late:,}", LABEL, _LABEL_SPACE) if late else "" for _, _, late in rows]
    left = MARGIN + max((folded(label) for label in labels), default=0) + 20
    beside = max((width(count + late, LABEL) for count, late in zip(counts, lates, strict=True)), default=0) + 2 * 20
    scale = (WIDTH - MARGIN - beside - left) / max((count for _, count, _ in rows), default=1)
    for index, (_, count, late) in enumerate(rows):
        y = page.y + (index + 0.5) * _ROW
        page.name(left - 20, y, labels[index])
        page.bar(left, y, max(count * scale, 2), _BAR, BLUE)
        if late:
            page.bar(left, y, late * scale, _BAR, VERMILLION, hatched=True)
        x = left + count * scale + 20
        page.text(x, y, counts[index], LABEL)
        page.text(x + width(counts[index], LABEL) + 20, y, lates[index], LABEL, LATE)
    page.y += _bars_height(rows)


def _draw_trend(page: Page, days: Sequence[date], series: Mapping[str, Sequence[int]], *, empty: str) -> None:
    if any(len(counts) != len(days) for counts in series.values()) or len(series) > len(_LINES):
        raise ValueError("each series needs one count for each day, and there may be at most five")
    peak = max((max(counts, default=0) for counts in series.values()), default=0)
    if not peak:
        page.text(WIDTH / 2, page.y + PLOT / 2, empty, HEADING, SOFT, to="center")
        page.y += PLOT
        return
    step = _step(peak)
    highest = -(-peak // step) * step
    names = [fit(f"{name} {sum(counts):,}", LABEL, _LABEL_SPACE) for name, counts in series.items()]
    left = MARGIN + width(f"{highest:,}", SMALL) + 16
    right = WIDTH - MARGIN - max(width(name, LABEL) for name in names) - _KEY - 32
    foot = page.y + PLOT - 56
    scale = (foot - page.y - 20) / highest
    for tick in range(0, highest + 1, step):
        page.line([(left, foot - tick * scale), (right, foot - tick * scale)], _GRID, linewidth=2)
        page.text(left - 16, foot - tick * scale, f"{tick:,}", SMALL, SOFT, to="right")
    x = [left + 14 + (right - left - 28) * (i / (len(days) - 1) if len(days) > 1 else 0.5) for i in range(len(days))]
    for index in range(len(days) - 1, -1, -len(days) // 5):  # five dates fit; the last day is always named
        page.text(x[index], foot + 34, f"{days[index].month}/{days[index].day}", SMALL, SOFT, to="center")
    ends = _apart([foot - counts[-1] * scale for counts in series.values()], LABEL + 10, foot)
    for counts, name, end, (colour, marker, dash) in zip(series.values(), names, ends, _LINES, strict=False):
        points = [(x[i], foot - count * scale) for i, count in enumerate(counts)]
        for part in (points, [(right + 16, end), (right + 16 + _KEY / 2, end), (right + 16 + _KEY, end)]):
            marked = {"marker": marker, "markersize": 15, "markevery": slice(None) if part is points else [1]}
            page.line(part, colour, linewidth=6, linestyle=dash, **marked)
        page.text(right + _KEY + 32, end, name, LABEL)
    page.y += PLOT


def _step(peak: int) -> int:
    """The distance of the grid's lines: the smallest of 1, 2, 5, 10, 20 ... of which at most five reach the peak."""
    size = 1
    while peak > 5 * 5 * size:
        size *= 10
    return next(factor * size for factor in (1, 2, 5) if peak <= 5 * factor * size)


def _apart(places: Sequence[float], distance: float, lowest: float) -> list[float]:
    """The same places, each pushed down until it is `distance` below the one above, then up again from `lowest`."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + distance)
    for rank, index in enumerate(reversed(order)):
        moved[index] = min(moved[index], lowest - rank * distance)
    return moved
