"""A report as pictures (PNG) for a phone: what came and was done, who was in time, what residents said.

Made of the same parts as the digest's chart. Words come from the caller. To be called in a thread.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from bot.casework.indicators import Ratio, ranking, truncated
from bot.digests import charts
from bot.digests.canvas import HEADING, LABEL, MARGIN, SMALL, SOFT, WIDTH, Page, fold, folded, width
from bot.digests.review import Review

Say = Callable[..., str]
"""Says the sentence of a key in the report's language."""

_ROW, _BAR, _LABEL_SPACE, _GAP, _GREY = 76, 44, 320, 20, "#d9d9d9"
ENDS = 10  # of more units than twice as many, those that do best and those that do worst


def flow(review: Review, days: str, say: Say, note: str) -> bytes:
    """What came and what was done by day; what is open by category, with its overdue part hatched."""
    words = charts.DigestWords(
        trend=say("picture-days"),
        no_trend=say("chart-empty"),
        categories=say("picture-open"),
        no_categories=say("picture-none-open"),
        overdue=say("chart-overdue"),
    )
    bars = sorted(
        ((row.name, row.now.open, row.now.overdue) for row in review.categories if row.now.open), key=lambda b: -b[1]
    )
    return charts.digest_chart(
        review.subject,
        review.days,
        {say("indicator-submitted"): review.came, say("indicator-resolved"): review.done},
        bars,
        words,
        subtitle=days,
        note=note,
        rest=say("report-rest"),
    )


def in_time(review: Review, days: str, say: Say, note: str) -> bytes:
    """A bar for each unit (or category, of one unit), the best first: which part of what was due was done in time.
    Of many units the middle is left out, and it says so."""
    rows = ranking(
        {row.name: row.now for row in review.units or review.categories}, lambda now: now.timeliness, fewest=1
    )
    subtitle = say("picture-what", days=days, what=say("picture-in-time"))
    left_out = len(rows) - 2 * ENDS
    between = say("stats-chart-between", n=left_out) if left_out > 1 and review.units else ""
    if between:
        rows = [*rows[:ENDS], *rows[-ENDS:]]
    return _shares(review.subject, subtitle, rows, say("chart-empty"), note, between)


def said(review: Review, days: str, say: Say, note: str) -> bytes:
    """How many residents were satisfied."""
    items = [(say(f"rating-{rating}"), review.ratings.get(rating, 0)) for rating in ("good", "fair", "bad")]
    satisfaction = review.figures.now.satisfaction
    what = say("picture-satisfaction", percent=satisfaction.percent())
    subtitle = say("picture-what", days=days, what=what)
    return charts.bars(review.subject, items, empty=say("chart-empty"), subtitle=subtitle, note=note)


def _shares(
    title: str, subtitle: str, items: Sequence[tuple[str, Ratio]], empty: str, note: str, between: str
) -> bytes:
    """Bars as long for many cases as for few, blue for the share, grey for the rest, the numbers beside. `between` says
    what is left out in the middle."""
    page = Page(title, subtitle, note, (max(len(items), 3) + bool(between)) * _ROW)
    if not items:
        page.text(WIDTH / 2, page.y + 1.5 * _ROW, empty, HEADING, SOFT, to="center")
        return page.png()
    labels = [fold(name, LABEL, _LABEL_SPACE) for name, _ in items]
    beside = [f"{ratio.percent()} ({truncated(Fraction(ratio.numerator))}/{ratio.denominator})" for _, ratio in items]
    left = MARGIN + max(map(folded, labels)) + _GAP
    length = WIDTH - MARGIN - _GAP - max(width(text, LABEL) for text in beside) - left
    for index, (label, text, (_, ratio)) in enumerate(zip(labels, beside, items, strict=True)):
        if between and index == ENDS:
            page.text(left, page.y + _ROW / 2, f"⋯ {between}", SMALL, SOFT)
            page.y += _ROW
        y = page.y + _ROW / 2
        page.name(left - _GAP, y, label)
        page.bar(left, y, length, _BAR, _GREY)
        page.bar(left, y, length * float(ratio.value or 0), _BAR, charts.BLUE)
        page.text(left + length + _GAP, y, text, LABEL)
        page.y += _ROW
    return page.png()
