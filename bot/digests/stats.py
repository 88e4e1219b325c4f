"""The figures of a period in words and as a picture, for /stats. Rules only: values in, words and PNG bytes out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction

from bot.casework.counting import Figures, Flow
from bot.casework.indicators import FEWEST, RATES, Indicators, Ratio, ranking, truncated
from bot.digests import charts, unit_chart
from bot.digests.figures import Compared
from bot.digests.periods import Length, Period
from bot.texts import Texts

SHOWN = ("completion", "timeliness", "satisfaction", "solution", "response")
DAYS = 31  # a chart of more days than that is one of weeks
ENDS = 6  # units shown from either end of a ranking


def period_name(texts: Texts, language: str, period: Period, today: date) -> str:
    """2026年6月, 6月1日 – 6月7日, 2026年: the year only where it is another than today's, but always with a month."""
    match period.length:
        case Length.MONTH:
            return texts.month(language, period.first)
        case Length.YEAR:
            return texts.say(language, "stats-whole-year", year=str(period.first.year))
        case Length.DAY:
            return _day(texts, language, period.first, today)
        case _:
            first, last = (_day(texts, language, day, today) for day in (period.first, period.last))
            return texts.say(language, "stats-span", first=first, last=last)


def _day(texts: Texts, language: str, day: date, today: date) -> str:
    key = "stats-day" if day.year == today.year else "stats-day-year"
    return texts.say(
        language, key, year=str(day.year), month=texts.say(language, f"month-{day.month}"), day=str(day.day)
    )


def words(texts: Texts, language: str, found: Compared, unit: str, now: datetime) -> str:
    """What is said of a unit, or of all of them: each share with what it is made up of."""
    total, today = found.now.total, now.astimezone(texts.zone).date()
    name = period_name(texts, language, found.period, today)
    if total == Indicators():
        return texts.say(language, "stats-nothing", unit=unit, period=name)
    running = "yes" if found.period.so_far(texts.zone, now) is not None else "no"
    lines = [
        texts.say(language, "stats-head", unit=unit, period=name, running=running),
        texts.say(language, "stats-flow", submitted=total.submitted, resolved=total.resolved),
    ]
    if found.on_year is not None or found.on_before is not None:
        year, year_by = _change(found.on_year)
        before, before_by = _change(found.on_before)
        args = {"year": year, "year_by": year_by, "before": before, "before_by": before_by}
        lines.append(texts.say(language, "stats-change", **args))
    lines += [rate_words(texts, language, name, RATES[name](total)) for name in SHOWN]
    if total.score.value is not None:
        lines.append(texts.say(language, "stats-score", points=truncated(100 * total.score.value)))
    counts = {"open": total.open, "overdue": total.overdue, "badly": total.badly_late}
    lines.append(texts.say(language, "stats-open", **counts))
    return "\n".join([*lines, "", texts.say(language, "stats-how")])


def rate_words(texts: Texts, language: str, name: str, ratio: Ratio) -> str:
    """办结率 99.9%（52389/52441）"""
    part = truncated(Fraction(ratio.numerator))
    key = f"stats-{name}"
    args = {"name": texts.say(language, key), "share": ratio.percent(), "part": part, "whole": ratio.denominator}
    return texts.say(language, "stats-rate", **args)


def _change(growth: Fraction | None) -> tuple[str, str]:
    if growth is None:
        return "none", ""
    by = truncated(abs(growth) * 100)
    return ("same" if by == "0" else "up" if growth > 0 else "down"), f"{by}%"


def picture(
    texts: Texts,
    language: str,
    period: Period,
    found: Figures,
    unit: str,
    units: Mapping[int, str] | None,
    categories: Mapping[int, str],
    at: datetime,
) -> bytes:
    """Above, what came and went by day or week; below, with `units` (names by id) how they do, else what came in by
    category."""
    say = texts.say
    today = at.astimezone(texts.zone).date()
    name = period_name(texts, language, period, today)
    days, series, weekly = _flow(texts, language, period, found, today)
    note = say(language, "chart-note", moment=texts.moment(language, found.end, at))
    flow = charts.Flow(say(language, "stats-chart-weeks" if weekly else "stats-chart-flow"), days, series)
    empty, rest = say(language, "chart-empty"), say(language, "chart-rest")
    title = f"{unit} · {name}"
    if units is None:
        none = say(language, "no-category")
        by_category = ((categories.get(id or 0, none), one.submitted) for id, one in found.by_category.items())
        rows = sorted((row for row in by_category if row[1]), key=lambda row: -row[1])
        heading = say(language, "stats-chart-categories")
        return charts.flow_and_bars(title, flow, heading, rows, empty=empty, note=note, rest=rest)
    named = {units.get(id or 0, ""): one for id, one in found.by_unit.items() if id is not None}
    order = ranking(named, RATES["completion"])
    shown = [name for name, _ in order]
    gap = len(shown) - 2 * ENDS
    between = {ENDS: say(language, "stats-chart-between", n=gap)} if gap > 1 else {}
    if between:
        shown = [*shown[:ENDS], *shown[-ENDS:]]
    return unit_chart.picture(
        title,
        flow,
        say(language, "stats-chart-units"),
        [(name, named[name].completion, named[name].satisfaction) for name in shown],
        (say(language, "stats-completion"), say(language, "stats-satisfaction")),
        between=between,
        empty=empty,
        note=note if len(order) == len(named) else f"{say(language, 'stats-chart-left-out', fewest=FEWEST)} · {note}",
    )


def _flow(
    texts: Texts, language: str, period: Period, found: Figures, today: date
) -> tuple[list[date], dict[str, list[int]], bool]:
    """The days that a chart shows, and what came and was done on each; of a longer period its whole weeks, by their
    Mondays: a part of one would look like a fall."""
    last = min(period.last, today)
    days = [period.first + timedelta(days=n) for n in range((last - period.first).days + 1)]
    weekly = len(days) > DAYS
    parts = [[day] for day in days]
    if weekly:
        monday = (7 - period.first.weekday()) % 7
        parts = [days[n : n + 7] for n in range(monday, len(days) - 6, 7)]
    by_day = found.by_day
    flows = [[by_day.get(day, Flow()) for day in part] for part in parts]
    series = {
        texts.say(language, "indicator-submitted"): [sum(flow.submitted for flow in flows_of) for flows_of in flows],
        texts.say(language, "indicator-resolved"): [sum(flow.resolved for flow in flows_of) for flows_of in flows],
    }
    return [part[0] for part in parts], series, weekly
