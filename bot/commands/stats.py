"""`stats`: the indicators of a window, for a person or a program. It only reads."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from bot.casework.indicators import COUNTS, RATES, Indicators, Ratio, change, truncated
from bot.clock import now
from bot.commands import common
from bot.commands.common import WrongUse, quiet_settings, reading, show_json
from bot.commands.report import find_unit
from bot.digests import figures, periods
from bot.digests.figures import Compared
from storage import offices

LABELS = {
    "submitted": "受理量 submitted",
    "resolved": "办结量 resolved",
    "open": "在办 open",
    "overdue": "超期 overdue",
    "badly_late": "严重超期 badly late",
    "completion": "办结率 settled",
    "timeliness": "按时办结率 in time",
    "response": "响应率 responded",
    "solution": "解决率 solved",
    "satisfaction": "满意率 satisfied",
    "score": "综合成绩 score",
    "signing": "签收及时率 signed",
    "returns": "退单率 returned",
    "reopening": "重办率 reopened",
    "feedback": "按时反馈率 answered",
}


async def stats(first: str, end: str, unit: str, as_json: bool) -> None:
    """Prints the indicators of [first, end), against the window before and the same one a year before."""
    settings, at = quiet_settings(), now()
    start, stop = (common.a_day(text, name, settings.zone) for text, name in ((first, "--from"), (end, "--to")))
    if start >= stop:
        raise WrongUse(f"--to {end} must be later than --from {first}: the day of --to is not part of it.")
    period = periods.span(start.date(), stop.date() - timedelta(days=1))
    async with reading(settings.database_url) as db, db.snapshot() as tx:
        found = await figures.compare(tx, settings, period, at)
        names = {row.id: row.name for row in await offices.units(tx)}
        one = await find_unit(tx, unit) if unit else None
    if one is not None:
        found = found.of_unit(one.id)
    if as_json:
        show_json(_json(found, names, first, end, one.name if one else None))
    else:
        _show(found, names, one.name if one else "")


def _json(found: Compared, names: dict[int, str], first: str, end: str, unit: str | None) -> dict[str, Any]:
    said: dict[str, Any] = {"from": first, "to": end, "unit": unit, "indicators": as_json(found.now.total)}
    for name, window in (("previous", found.before), ("year_before", found.year_before)):
        growth = change(found.now.total.submitted, window.total.submitted)
        said[name] = {
            "from": _day(window.start),
            "to": _day(window.end),
            "indicators": as_json(window.total),
            "growth": {
                "value": None if growth is None else _number(growth),
                "numerator": found.now.total.submitted - window.total.submitted,
                "denominator": window.total.submitted,
            },
        }
    if unit is None:
        by_unit = sorted(found.now.by_unit.items(), key=lambda item: (item[0] is None, item[0]))
        said["units"] = [{"unit": names.get(id or 0), "indicators": as_json(one)} for id, one in by_unit]
    return said


def as_json(indicators: Indicators) -> dict[str, dict[str, float | int | None]]:
    """Every indicator as {"value", "numerator", "denominator"}. A share's value is from 0 to 1, cut off after four
    decimals, so that only all is 1; null of nothing. The score is one of 100 points. A plain number has no denominator.
    """
    said: dict[str, dict[str, float | int | None]] = {
        name: {"value": count(indicators), "numerator": count(indicators), "denominator": None}
        for name, count in COUNTS.items()
    }
    for name, rate in RATES.items():
        ratio = rate(indicators)
        value = ratio.value if ratio.value is None or name != "score" else 100 * ratio.value
        decimals = 2 if name == "score" else 4
        said[name] = {
            "value": None if value is None else _number(value, decimals),
            "numerator": _number(Fraction(ratio.numerator)),
            "denominator": ratio.denominator,
        }
    return said


def _number(value: Fraction, decimals: int = 4) -> float | int:
    """Cut off towards zero after so many decimals."""
    cut = Fraction(int(value * 10**decimals), 10**decimals)
    return int(cut) if cut.denominator == 1 else float(cut)


def _day(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _show(found: Compared, names: dict[int, str], unit: str) -> None:
    console, total = Console(), found.now.total
    title = f"{found.period.first} to {found.period.last}{f', {unit}' if unit else ''}"
    table = Table("indicator", title=title)
    for column in ("figure", "of", "previous", "a year before"):
        table.add_column(column, justify="right")
    for name, count in COUNTS.items():
        then = [f"{count(window.total):,}" for window in (found.before, found.year_before)]
        table.add_row(LABELS[name], f"{count(total):,}", "", *then)
    for name, rate in RATES.items():
        then = [_shown(name, rate(window.total)) for window in (found.before, found.year_before)]
        table.add_row(LABELS[name], _shown(name, rate(total)), _of(rate(total)), *then)
    console.print(table)
    for words, growth in (("the window before", found.on_before), ("a year before", found.on_year)):
        if growth is not None:
            console.print(f"submitted against {words}: {truncated(growth * 100)}%")
    if not unit:
        console.print(_units(found, names))


def _units(found: Compared, names: dict[int, str]) -> Table:
    table = Table(Column("unit", overflow="fold"))
    columns = ("completion", "timeliness", "satisfaction")
    for column in ("受理", "办结", *(LABELS[name].partition(" ")[0] for name in columns), "在办", "超期"):
        table.add_column(column, justify="right")
    by_unit = sorted(found.now.by_unit.items(), key=lambda item: (item[0] is None, -item[1].submitted))
    for id, one in by_unit:
        rates = [f"{ratio.percent()}\n{_of(ratio)}" for ratio in (RATES[name](one) for name in columns)]
        counts = (f"{one.submitted:,}", f"{one.resolved:,}", *rates, f"{one.open:,}", f"{one.overdue:,}")
        table.add_row(names.get(id or 0, "no unit"), *counts)
    return table


def _shown(name: str, ratio: Ratio) -> str:
    if name != "score":
        return ratio.percent()
    return "—" if ratio.value is None else truncated(100 * ratio.value)


def _of(ratio: Ratio) -> str:
    return f"{truncated(Fraction(ratio.numerator))}/{ratio.denominator}"
