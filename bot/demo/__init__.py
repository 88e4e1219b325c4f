"""`make demo`: a day in a small town, played through the real bot on a clock of its own. No token, no network.

The town and the play are in `town.toml` and `day.toml`; everything they do goes the way of every message: inbox,
handlers, outbox, channel, in a temporary SQLite file.
"""

import asyncio
import re
import tomllib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bot.app import App, open_app
from bot.channels.console import NAME
from bot.demo.screen import Screen
from bot.demo.stage import Stage
from bot.digests import drawing
from bot.settings import load
from bot.texts import Texts
from storage import cases, contacts, offices
from storage.records import Unit

# A Monday two weeks before the play; all of it is over, so its holidays are known and the demo is the same every day.
START = datetime(2026, 5, 18, 0, 30, tzinfo=UTC)
SUNDAY_EVENING = datetime(2026, 5, 31, 13, 0, tzinfo=UTC)
OPENING = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
NUMBER = re.compile(r"\d{6}-\d{4}")

Step = Callable[[dict[str, Any], str], Awaitable[str]]


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
        members = {name: 1 for unit in self.town["unit"] for name in unit["members"]}
        column = {**members, self.town["admin"]: 2, self.town["dispatcher"]: 2}
        self.screen = Screen(self.console, self.texts, language, column)

    def say(self, key: str, **args: object) -> str:
        return self.texts.say(self.language, key, **args)

    async def run(self) -> None:
        """Builds the town, lets two weeks pass, plays the day, and shows the next morning."""
        stage = self.stage
        self.screen.notice(self.town["office"], self.say("demo-intro"))
        async with open_app(self.settings, lambda draw: [stage.channel], now=lambda: stage.now) as app:
            stage.app = app
            await asyncio.to_thread(app.office.segmenter.load)
            await self._build()
            await self._before()
            stage.lines.clear()
            for line in self.day["line"]:
                await self._play(line)
            for _, said in groupby(stage.lines, key=lambda line: line.at.astimezone(self.settings.zone).date()):
                self.screen.conversations(list(said))
            evening = len(stage.lines)
            await stage.until(8, self.settings.zone)
            self.screen.digests(stage.lines[evening:])
            await self._write(app)
        self.screen.notice(self.say("demo-next-title"), self.say("demo-next"))

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
        letters = self.town["letter"]
        pause = (SUNDAY_EVENING - START) / len(letters)
        steps: list[tuple[datetime, int, Step]] = []
        for i, letter in enumerate(letters):
            at = START + (i + 1) * pause
            steps.append((at, i, self._send))
            if "answer" in letter:
                steps.append((min(at + timedelta(hours=letter["hours"]), OPENING), i, self._settle))
        numbers: dict[int, str] = {}
        with Progress(console=self.console, transient=True) as progress:
            weeks = progress.add_task(self.say("demo-before"), total=len(steps))
            for at, i, step in sorted(steps, key=lambda planned: planned[0]):
                await self._wait_until(at)
                numbers[i] = await step(letters[i], numbers.get(i, ""))
                progress.advance(weeks)
        await self._wait_until(OPENING)

    async def _wait_until(self, at: datetime) -> None:
        await self.stage.passes((at - self.stage.now) / timedelta(minutes=1))

    async def _send(self, letter: dict[str, Any], _: str) -> str:
        """A resident writes; the dispatcher takes the first guess for what the keywords were not sure of."""
        who, dispatcher = letter["who"], self.town["dispatcher"]
        await self.stage.says(who, letter["text"])
        await self.stage.presses(who, self.texts.say("zh", "button-send"))
        number = self._number(who)
        for line in self.stage.heard(dispatcher):
            if number in line.text and line.choices:
                await self.stage.presses(dispatcher, line.choices[0].label, under=number)
                break
        return number

    async def _settle(self, letter: dict[str, Any], number: str) -> str:
        """The unit signs for it, and mostly resolves it; the resident may rate it."""
        async with self.stage.app.db.snapshot() as tx:
            writer = await contacts.by_chat(tx, NAME, self.stage.id(letter["who"]))
            case = await cases.by_number(tx, writer.id, number) if writer else None
        unit = self.stage.app.office.unit_name(case.unit_id if case else None)
        member = next(u["members"][0] for u in self.town["unit"] if u["name"] == unit)
        await self.stage.says(member, f"/case {number}")
        await self.stage.presses(member, self.texts.say("zh", "button-sign"))
        if letter["answer"]:
            await self.stage.presses(member, self.texts.say("zh", "button-resolve"))
            await self.stage.says(member, letter["answer"])
            if "rating" in letter:
                await self.stage.says(letter["who"], f"/my {number}")  # who does not wait to be asked
                await self.stage.presses(letter["who"], letter["rating"], under=number)
        return number

    def _number(self, who: str) -> str:
        """The number of the case that `who` sent last."""
        return next(found[0] for line in self.stage.heard(who) if (found := NUMBER.search(line.text)))

    # Playing

    async def _play(self, line: dict[str, Any]) -> None:
        stage, who = self.stage, line["who"]
        await stage.passes(line["minutes"])
        if "says" in line:
            await stage.says(who, line["says"])
        elif "photo" in line:
            await stage.says(who, line["photo"], photo=True)
        elif "opens" in line:
            await stage.presses(who, self._number(line["opens"]))
        elif "presses" in line:
            await stage.presses(who, line["presses"])

    async def _write(self, app: App) -> None:
        """The ledger of all units, and each unit's chart, as files to look at."""
        self.out.mkdir(parents=True, exist_ok=True)
        now = self.stage.now
        async with app.db.snapshot() as tx:
            units: list[Unit] = await offices.units(tx)
        ledger = self.out / "ledger.xlsx"
        rows = await drawing.ledger(app.db, self.settings, ledger, START, now, None, self.language, now)
        made = [self.say("demo-ledger", file=str(ledger), n=rows)]
        for unit in units[:2]:
            picture = self.out / f"chart-{unit.name}.png"
            picture.write_bytes(await drawing.chart(app.db, self.settings, unit.id, now, self.language))
            made.append(self.say("demo-chart", file=str(picture)))
        self.screen.notice(self.say("demo-made"), "\n".join(made))
