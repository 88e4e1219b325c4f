"""`make demo`: a day in a small town, played through the real bot on a clock of its own. No token, no network.

The town and the play are in `town.toml` and `day.toml`; everything they do goes the way of every message: inbox,
handlers, outbox, channel, in a temporary SQLite file.
"""

import asyncio
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table

from bot.app import App, open_app
from bot.demo.stage import Line, Stage
from bot.digests import drawing
from bot.settings import load
from bot.texts import Texts
from storage import offices
from storage.records import Unit

# A Monday two weeks before the play; all of it is over, so its holidays are known and the demo is the same every day.
START = datetime(2026, 5, 18, 0, 30, tzinfo=UTC)
OPENING = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
NUMBER = re.compile(r"\d{6}-\d{4}")

Say = Callable[..., str]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((files("bot.demo") / name).read_text(encoding="utf-8"))


def play(out: Path = Path("demo-output"), language: str = "zh") -> None:
    """Plays the day, prints it, and writes the ledger and the charts into the folder `out`."""
    with TemporaryDirectory(prefix="kaimen-demo-") as folder:
        asyncio.run(_Play(Path(folder), out, language).run())


class _Play:
    def __init__(self, folder: Path, out: Path, language: str) -> None:
        self.town, self.day = _data("town.toml"), _data("day.toml")
        self.settings = load(
            database_url=f"sqlite:///{folder / 'town.db'}",
            office_name=self.town["office"],
            admin_ids=("1",),
            timezone="Asia/Shanghai",
            language="zh",
            _env_file=None,
        )
        self.texts, self.language = Texts(self.settings.zone), language
        self.out, self.console, self.stage = out, Console(), Stage(START)
        # The same town every time; nothing secret is drawn from it.
        self.random = random.Random(20260601)  # noqa: S311

    def say(self, key: str, **args: object) -> str:
        return self.texts.say(self.language, key, **args)

    async def run(self) -> None:
        """Builds the town, lets two weeks pass, plays the day, and shows the next morning."""
        stage = self.stage
        self.console.print(Panel(self.say("demo-intro"), title=self.town["office"]))
        async with open_app(self.settings, lambda draw: [stage.channel], now=lambda: stage.now) as app:
            stage.app = app
            await asyncio.to_thread(app.office.segmenter.load)
            await self._build()
            await self._before()
            stage.lines.clear()
            for line in self.day["line"]:
                await self._play(line)
            self._show_day(list(stage.lines))
            evening = len(stage.lines)
            await stage.until(8, self.settings.zone)
            self._show_digests(stage.lines[evening:])
            await self._write(app)
        self.console.print(Panel(self.say("demo-next"), title=self.say("demo-next-title")))

    # Building

    async def _build(self) -> None:
        """The admin sets the town up by commands, as an admin would."""
        stage, admin = self.stage, self.town["admin"]
        await stage.says(admin, "/start")
        for unit in self.town["unit"]:
            await stage.says(admin, f"/unit add {unit['name']}")
            for category in unit["categories"]:
                await stage.says(admin, f"/route {category} {unit['name']}")
            for member in unit["members"]:
                await self._invite(unit["name"], member)
        await self._invite("dispatcher", self.town["dispatcher"])

    async def _invite(self, where: str, who: str) -> None:
        admin = self.town["admin"]
        await self.stage.says(admin, f"/invite {where}")
        code = re.search(r"/join (\S+)", next(self.stage.heard(admin)).text)
        assert code is not None, "the bot answers an invite with its code"
        await self.stage.says(who, f"/join {code[1]}")

    async def _before(self) -> None:
        """Two weeks of messages, most of them settled: something for the charts and the ledger to show."""
        stage = self.stage
        letters = [(person["who"], text) for person in self.town["before"] for text in person["texts"]]
        self.random.shuffle(letters)
        pause = (OPENING - START) / (len(letters) + 1)
        with Progress(console=self.console, transient=True) as progress:
            weeks = progress.add_task(self.say("demo-before"), total=len(letters))
            for i, (who, text) in enumerate(letters):
                await stage.passes((START + (i + 1) * pause - stage.now) / timedelta(minutes=1))
                await stage.says(who, text)
                await stage.presses(who, self.texts.say("zh", "button-send"))
                await self._sort(self._number(who))
                await self._settle(self._number(who))
                progress.advance(weeks)
        await stage.passes((OPENING - stage.now) / timedelta(minutes=1))

    async def _sort(self, number: str) -> None:
        """The dispatcher takes the first guess for what the keywords were not sure of."""
        dispatcher = self.town["dispatcher"]
        for line in self.stage.heard(dispatcher):
            if number in line.text and line.choices:
                await self.stage.presses(dispatcher, line.choices[0].label, under=number)
                return

    async def _settle(self, number: str) -> None:
        """What the unit does with a case before the play: mostly it is resolved, sometimes only signed for."""
        async with self.stage.app.db.snapshot() as tx:
            unit_id = await tx.value("SELECT unit_id FROM cases WHERE number = :n", n=number)
        member = next(
            (u["members"][0] for u in self.town["unit"] if u["name"] == self.stage.app.office.unit_name(unit_id)), ""
        )
        fate = self.random.random()
        if not member or fate < 0.25:
            return
        await self.stage.passes(self.random.uniform(30, 300))
        await self.stage.says(member, f"/case {number}")
        await self.stage.presses(member, self.texts.say("zh", "button-sign"))
        if fate < 0.4:
            return
        await self.stage.presses(member, self.texts.say("zh", "button-resolve"))
        await self.stage.says(member, self.texts.say("zh", "demo-done"))
        reporter = self._reporter(number)
        if fate > 0.55:
            rating = self.texts.say("zh", "rating-good" if fate > 0.65 else "rating-fair")
            await self.stage.presses(reporter, rating, under=number)

    def _number(self, who: str) -> str:
        """The number of the case that `who` sent last."""
        return next(found[0] for line in self.stage.heard(who) if (found := NUMBER.search(line.text)))

    def _reporter(self, number: str) -> str:
        return next(line.who for line in self.stage.lines if number in line.text and line.who in self._residents())

    def _residents(self) -> set[str]:
        return {person["who"] for person in self.town["before"]}

    # Playing

    async def _play(self, line: dict[str, Any]) -> None:
        stage, who = self.stage, line["who"]
        await stage.passes(line["minutes"])
        if "says" in line:
            await stage.says(who, line["says"])
        elif "photo" in line:
            await stage.says(who, line["photo"], photo=True)
        elif "opens" in line:
            await stage.says(who, f"/case {self._number(line['opens'])}")
        else:
            await stage.presses(who, line["presses"])

    # Showing

    def _show_day(self, lines: list[Line]) -> None:
        members = {name for unit in self.town["unit"] for name in unit["members"]}
        office = {self.town["admin"], self.town["dispatcher"]}
        table = Table(title=self.say("demo-day"), show_lines=True, expand=True)
        table.add_column(self.say("demo-time"), width=5)
        for heading in ("demo-residents", "demo-staff", "demo-office"):
            table.add_column(self.say(heading), ratio=1)
        for line in lines:
            column = 1 if line.who in members else 2 if line.who in office else 0
            cells = ["", "", ""]
            cells[column] = self._bubble(line)
            table.add_row(self.texts.time(line.at), *cells)
        self.console.print(table)

    def _bubble(self, line: Line) -> str:
        clip = f" [{self.say('demo-files', n=line.files)}]" if line.files else ""
        if line.mine:
            return f"[bold cyan]{line.who}：[/] {_escape(line.text + clip)}"
        choices = "  ".join(f"[reverse] {_escape(choice.label)} [/]" for choice in line.choices)
        return f"[dim]→ {line.who}[/] {_escape(line.text + clip)}" + (f"\n{choices}" if choices else "")

    def _show_digests(self, lines: list[Line]) -> None:
        for line in self._first_of_each(lines):
            self.console.print(Panel(self._bubble(line), title=f"08:00 · {line.who}", border_style="green"))

    @staticmethod
    def _first_of_each(lines: list[Line]) -> Iterator[Line]:
        seen: set[str] = set()
        for line in lines:
            head = line.text.split("\n", 1)[0]
            if head not in seen:
                seen.add(head)
                yield line

    async def _write(self, app: App) -> None:
        """The ledger of all units, and each unit's chart, as files to look at."""
        self.out.mkdir(parents=True, exist_ok=True)
        now = self.stage.now
        async with app.db.snapshot() as tx:
            units: list[Unit] = await offices.units(tx)
        ledger = self.out / "ledger.xlsx"
        rows = await drawing.ledger(app.db, self.settings, ledger, START, now, None, self.language, now)
        self.console.print(self.say("demo-ledger", file=str(ledger), n=rows))
        for unit in units[:2]:
            picture = self.out / f"chart-{unit.name}.png"
            picture.write_bytes(await drawing.chart(app.db, self.settings, unit.id, now, self.language))
            self.console.print(self.say("demo-chart", file=str(picture)))


def _escape(text: str) -> str:
    return text.replace("[", r"\[")
