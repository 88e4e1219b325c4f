"""Whole lives of cases through the real handlers, on a real SQLite file: whoever does whatever in whatever order, a
case is in a known status, keeps its reporter, is in somebody's hands, and its clock never stops for good.
"""

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from bot.app import open_app
from bot.casework.lifecycle import ENDED, OPEN, TRANSITIONS, WITH_UNIT, Action, Status
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from storage import cases, helps, supports
from storage.records import Case
from tests.town import Person, Town

SAID = ("幸福小区门口路灯坏了一周", "这件事真让人头疼")  # goes to its unit; waits for a dispatcher
# What may be tried by what somebody presses: the step, who may take it in some status, and what they say when that
# asks for words.
STAFF, OFFICE = ("member", "helper", "admin"), ("dispatcher", "admin")
TRIED = {
    "sign:{case}": (Action.SIGN, STAFF, ""),
    "answer:{case}": (Action.ANSWER, STAFF, "明天去看"),
    "ask:{case}": (Action.ASK, STAFF, "在几号楼？"),
    "resume:{case}": (Action.RESUME, STAFF, ""),
    "review:{case}": (Action.REVIEW, STAFF, ""),
    "resolve:{case}": (Action.RESOLVE, STAFF, "换好了"),
    "return:{case}": (Action.RETURN, STAFF, "不归我们"),
    "extend-days:{case}:5": (Action.ASK_EXTENSION, ("member", "helper"), "等材料"),
    "extend:{case}:5": (Action.EXTEND, OFFICE, ""),
    "extend-no:{case}:5": (Action.REFUSE_EXTENSION, OFFICE, "再等不了"),
    "help-to:{case}:{water}": (Action.CO_HANDLE, OFFICE, "查一下水管"),
    "help-to:{case}:{city}": (Action.CO_HANDLE, OFFICE, "查一下路灯"),
    "help-done:{case}": (Action.CO_HANDLE, ("member", "helper"), "查过了"),
    "help-back:{case}:{water}": (Action.CO_HANDLE, OFFICE, ""),
    "transfer-to:{case}:{water}": (Action.TRANSFER, OFFICE, ""),
    "transfer-to:{case}:{city}": (Action.TRANSFER, OFFICE, ""),
    "suspend-for:{case}:1": (Action.SUSPEND, OFFICE, "等翻修"),
    "sort-to:{case}:{city}": (Action.DISPATCH, OFFICE, ""),
    "sort-to:{case}:{water}": (Action.DISPATCH, OFFICE, ""),
    "unsort:{case}": (Action.RETURN, OFFICE, ""),
    "decline-yes:{case}:court": (Action.DECLINE, OFFICE, ""),
    "take-up:{case}": (Action.REOPEN, OFFICE, ""),
    "merge:{case}:{parent}": (Action.MERGE, OFFICE, ""),
    "unmerge:{case}": (Action.UNMERGE, OFFICE, ""),
    "rate:{case}:good": (Action.RATE_GOOD, ("resident",), ""),
    "rate:{case}:bad": (Action.RATE_BAD, ("resident",), "灯还是不亮"),
    "withdraw-yes:{case}": (Action.WITHDRAW, ("resident",), ""),
}
PEOPLE = ("resident", "member", "helper", "dispatcher", "admin")
STARTS = {Action.RATE_BAD, Action.REOPEN, Action.DISPATCH}  # the time is counted anew
TIMES = (1, 24, 6 * 24, 15 * 24, 31 * 24)  # hours that may pass


def step_at(case: Case, drawn: Random) -> tuple[str, str | int]:
    """Who does what next, or "clock" and the hours that pass: mostly what fits where the case stands, seldom an end."""
    chance = drawn.random()
    if chance < 0.1:
        return "clock", drawn.choice(TIMES)
    if chance < 0.2:
        return drawn.choice(PEOPLE), drawn.choice(sorted(TRIED))
    known = {row.action: row.target for row in TRANSITIONS if row.source == case.status}
    fitting = {what: (known[action], who) for what, (action, who, _) in TRIED.items() if action in known}
    lasting = [what for what, (target, _) in fitting.items() if target not in ENDED]
    what = drawn.choice(lasting if lasting and chance < 0.9 else sorted(fitting) or sorted(TRIED))
    return drawn.choice(TRIED[what][1]), what


class Lives:
    """A town with two units; each life is that of a new case."""

    def __init__(self, town: Town) -> None:
        self.town, self.people = town, dict[str, Person]()

    async def settle(self) -> None:
        town = self.town
        self.city, self.water = await town.unit("城管局", "urban"), await town.unit("水务局")
        self.people["member"] = await town.member(self.city)
        self.people["helper"] = await town.member(self.water, "钱工")
        self.people["dispatcher"], self.people["admin"] = await town.dispatcher(), await town.admin()
        neighbour = await town.resident("孙邻居")
        await neighbour.says("和平里的路灯倒了")
        await neighbour.presses("提交")
        self.parent = await self.value("SELECT id FROM cases WHERE number = :x", neighbour.sees_number())
        self.neighbour = await self.value("SELECT id FROM contacts WHERE account = :x", neighbour.id)

    async def value(self, sql: str, x: object) -> int:
        async with self.town.app.db.snapshot() as tx:
            return int(await tx.value(sql, x=x))

    async def live(self, said: str, taken: list[int], *, supported: bool) -> None:
        """A case from its first word on; whatever is tried, it is well afterwards."""
        resident = self.people["resident"] = await self.town.resident()
        await resident.says(said)
        await resident.presses("提交")
        reporter = await self.value("SELECT id FROM contacts WHERE account = :x", resident.id)
        id = await self.value("SELECT MAX(id) FROM cases WHERE reporter_id = :x", reporter)
        async with self.town.app.db.transaction() as tx:
            before = await cases.get(tx, id)
            if supported:
                await supports.add(tx, id, self.neighbour, self.town.now)
        for drawn in map(Random, taken):
            who, what = step_at(before, drawn)
            if isinstance(what, int):
                note(f"{what} hours pass")
                await self.town.passes(hours=what)
            else:
                note(f"{who} {what}")
                await self.tries(self.people[who], what, id)
            before = await self.is_well(before, reporter)
        await self.goes_on(before)

    async def tries(self, person: Person, what: str, id: int) -> None:
        action = what.format(case=id, parent=self.parent, city=self.city.id, water=self.water.id)
        await person.presses_action(action)
        if words := TRIED[what][2]:
            asked = "SELECT COUNT(*) FROM contacts WHERE account = :x AND asking <> ''"
            if await self.value(asked, person.id):
                await person.says(words)

    async def is_well(self, before: Case, reporter: int) -> Case:
        async with self.town.app.db.snapshot() as tx:
            case = await cases.get(tx, before.id)
            events = await cases.events(tx, case.id)
            helped = await helps.open_of(tx, case.id)
            failed = await tx.value("SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
        assert failed == 0, "a handler raised"
        status = Status(case.status)
        assert reporter in (case.reporter_id, case.left_by)
        assert (case.unit_id is not None) == (status in WITH_UNIT) or status not in OPEN
        assert (case.closed_at is None) == (status in OPEN | {Status.RESOLVED})
        if status in WITH_UNIT:
            assert case.due_at is not None
            assert (case.paused_at is not None) == (status in {Status.INFO_REQUESTED, Status.SUSPENDED})
        assert (case.review_at is not None) == (status is Status.SUSPENDED)
        assert case.extension != "asked" or status in {Status.IN_PROGRESS, Status.INFO_REQUESTED}
        assert not helped or (status in OPEN and case.unit_id not in {task.unit_id for task in helped})
        new = [event.kind for event in events if event.at == self.town.now]
        if before.due_at is not None and case.due_at is not None and not STARTS & set(new):
            assert case.due_at >= before.due_at
        return case

    async def goes_on(self, case: Case) -> None:
        """What waits for the resident or for a day, does not do so for ever."""
        if case.paused_at is not None and case.status in WITH_UNIT:
            await self.town.passes(days=40)
            async with self.town.app.db.snapshot() as tx:
                case = await cases.get(tx, case.id)
            assert (case.status, case.paused_at) == (Status.IN_PROGRESS, None)
            assert case.due_at is not None


def test_whatever_is_done_by_whomever_a_case_is_well(
    sqlite_template: Path, segmenter: Segmenter, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    office = Settings(database_url=f"sqlite:///{tmp_path}/kaimen.db", _env_file=None)  # type: ignore[call-arg]
    with asyncio.Runner() as runner:
        town, stack = Town(), AsyncExitStack()
        opened = open_app(office, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter)
        town.app = runner.run(stack.enter_async_context(opened))
        lives = Lives(town)
        runner.run(lives.settle())

        # Not made smaller: that takes minutes, and a life is short and told step by step.
        @settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(SAID), st.lists(st.integers(0), min_size=20, max_size=25, unique=True), st.booleans())
        def lived(said: str, taken: list[int], supported: bool) -> None:
            runner.run(lives.live(said, taken, supported=supported))

        lived()
        runner.run(stack.aclose())
