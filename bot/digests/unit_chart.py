"""How the units do, as a picture (PNG): for each two bars, 办结率 and 满意率, with share, numerator and denominator."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bot.casework.indicators import Ratio, truncated
from bot.digests.canvas import HEADING, LABEL, MARGIN, SMALL, SOFT, WIDTH, Page, fit, width
from bot.digests.charts import BLUE, GAP, ORANGE, PLOT, Flow, draw_flow, head

Row = tuple[str, Ratio, Ratio]

_BAR, _NAME, _ROW, _KEY, _BETWEEN = 34, 52, 148, 64, 84
_TRACK = "#e8e8e8"


def picture(
    title: str,
    flow: Flow,
    heading: str,
    rows: Sequence[Row],
    names: tuple[str, str],
    *,
    between: Mapping[int, str],
    empty: str,
    note: str = "",
) -> bytes:
    """Above the flow; below, in the caller's order, each unit's name over its two bars, whose `names` stand in the key.
    `between` are words before the row of that number, where others are left out."""
    height = 2 * (HEADING + 30) + PLOT + GAP + _KEY + _ROW * max(len(rows), 1) + _BETWEEN * len(between)
    page = Page(title, "", note, height)
    draw_flow(page, flow, empty=empty)
    page.y += GAP
    head(page, heading)
    if not rows:
        page.text(WIDTH / 2, page.y + _ROW / 2, empty, HEADING, SOFT, to="center")
        return page.png()
    _key(page, names)
    shares = [ratio.percent() for _, *ratios in rows for ratio in ratios]
    made = [_made_of(ratio) for _, *ratios in rows for ratio in ratios]
    share, of = max(width(text, LABEL) for text in shares), max(width(text, SMALL) for text in made)
    length = WIDTH - 2 * MARGIN - share - of - 40
    for n, (name, *ratios) in enumerate(rows):
        if n in between:
            page.text(MARGIN, page.y + _NAME / 2, f"⋯ {between[n]}", SMALL, SOFT)
            page.y += _BETWEEN
        page.text(MARGIN, page.y + _NAME / 2, fit(name, LABEL, WIDTH - 2 * MARGIN), LABEL)
        for m, (ratio, colour) in enumerate(zip(ratios, (BLUE, ORANGE), strict=True)):
            y = page.y + _NAME + (m + 0.5) * (_BAR + 6)
            page.bar(MARGIN, y, length, _BAR, _TRACK)
            if ratio.value:
                page.bar(MARGIN, y, max(float(ratio.value) * length, 2), _BAR, colour, hatched=bool(m))
            page.text(MARGIN + length + 20 + share, y, ratio.percent(), LABEL, to="right")
            page.text(WIDTH - MARGIN, y, _made_of(ratio), SMALL, SOFT, to="right")
        page.y += _ROW
    return page.png()


def _made_of(ratio: Ratio) -> str:
    return f"{truncated(Fraction(ratio.numerator))}/{ratio.denominator}"


def _key(page: Page, names: tuple[str, str]) -> None:
    x = float(MARGIN)
    for m, (name, colour) in enumerate(zip(names, (BLUE, ORANGE), strict=True)):
        page.bar(x, page.y + _BAR / 2, _BAR, _BAR, colour, hatched=bool(m))
        page.text(x + _BAR + 12, page.y + _BAR / 2, name, LABEL)
        x += _BAR + 12 + width(name, LABEL) + 48
    page.y += _KEY
