"""`topics`: what many people wrote about in a window, for a person or a program. It only reads."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.app import open_reader
from bot.clock import now
from bot.commands import common
from bot.commands.common import WrongUse, quiet_settings, show_json
from bot.settings import Settings
from bot.tagging.topics import WEEK, Topic

SHOWN = 30  # topics in the table: a screen or two; --json has them all


async def topics(first: str, end: str, as_json: bool) -> None:
    """Prints the topics of [first, end), the hottest first; of the last seven days where neither is given."""
    settings = quiet_settings()
    start, stop = _window(first, end, settings)
    with common.progress("topics", None) as bar:

        def begun(total: int) -> Callable[[], object]:
            bar.update(0, total=total)  # type: ignore[arg-type]
            return lambda: bar.advance(0)  # type: ignore[arg-type]

        async with open_reader(settings, now()) as reader:
            found = await reader.topics(start, stop, begun)
    if as_json:
        show_json([_json(topic) for topic in found])
    else:
        _show(found, start, stop)


def _window(first: str, end: str, settings: Settings) -> tuple[datetime, datetime]:
    """The window of the office's local days. Raises WrongUse."""
    zone = settings.zone
    tomorrow = datetime.combine(now().astimezone(zone).date() + timedelta(days=1), time(), zone)
    stop = common.a_day(end, "--to", zone) if end else tomorrow
    # Days are counted as the calendar has them, so that a change of the clocks moves nothing.
    start = common.a_day(first, "--from", zone) if first else stop - WEEK
    if start >= stop:
        raise WrongUse(
            f"--to {stop.date()} must be later than --from {start.date()}: the day of --to is not part of it."
        )
    return start, stop


def _json(topic: Topic) -> dict[str, Any]:
    return {
        "name": topic.name,
        "keywords": list(topic.keywords),
        "cases": topic.cases,
        "people": topic.people,
        "supporters": topic.supporters,
        "growth": None if topic.growth is None else round(topic.growth, 4),
        "numbers": list(topic.numbers),
        "first": topic.first.isoformat(),
        "last": topic.last.isoformat(),
    }


def _show(found: list[Topic], start: datetime, stop: datetime) -> None:
    last = (stop - timedelta(days=1)).date()
    console = Console()
    if not found:
        console.print(f"No topic that several people wrote about, {start.date()} to {last}.")
        return
    table = Table("topic", title=f"{start.date()} to {last}, against as long before")
    for column in ("people", "growth", "supporters", "cases"):
        table.add_column(column, justify="right")
    table.add_column("days")
    table.add_column("for example")
    for topic in found[:SHOWN]:
        growth = "new" if topic.growth is None else f"{topic.growth:+.0%}"
        figures = (topic.people, growth, topic.supporters, topic.cases)
        days = f"{topic.first:%m-%d} – {topic.last:%m-%d}"
        table.add_row(topic.name, *map(str, figures), days, " ".join(topic.numbers[:2]))
    console.print(table)
    if len(found) > SHOWN:
        console.print(f"... and {len(found) - SHOWN} more: --json has them all.")
