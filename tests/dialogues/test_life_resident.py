"""The life of a case from its reporter's side: a dialogue for each row of the table that is theirs.

Each brings a case to where the row begins, has the reporter do it by what they see or write, and looks at what became
of it: the status, the event, what they read, and what the unit hears.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.casework.lifecycle import TRANSITIONS, Action, Status, Who
from handlers import casework
from handlers.turn import Work
from storage import cases, contacts, supports
from storage.records import Case
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
VAGUE = "那件事一直没有个说法"
TWO = "1. 幸福小区门口路灯坏了一周，晚上看不见路\n2. 建筑公司拖欠工资三个月，讨薪没人管"
A, S = Action, Status


@dataclass
class Scene:
    """A case where a row begins, with the people around it."""

    town: Town
    resident: Person
    member: Person
    dispatcher: Person
    id: int

    @property
    def number(self) -> str:
        return self.resident.sees_number()

    async def case(self) -> Case:
        async with self.town.app.db.snapshot() as tx:
            return await cases.get(tx, self.id)

    async def supported(self) -> Person:
        """Somebody else stands behind it."""
        neighbour = await self.town.resident("孙邻居")
        await neighbour.says("/start")
        async with self.town.app.db.transaction() as tx:
            person = await contacts.by_chat(tx, "console", neighbour.id)
            assert person is not None
            await supports.add(tx, self.id, person.id, self.town.now)
        return neighbour

    async def office_does(self, action: Action) -> None:
        """A step of the office's side, as its own dialogues show it."""
        async with self.town.app.db.transaction() as tx:
            work = Work(tx, self.town.app.office, self.town.now)
            await casework.advance(work, await cases.get(tx, self.id), action, Who.DISPATCHER)

    async def step(self, action: str, words: str) -> None:
        await self.member.presses_action(f"{action}:{self.id}")
        await self.member.says(words)


async def begin(town: Town, status: Status) -> Scene:
    """A case in this status, by way of what people do."""
    unit = await town.unit("城管局", "urban")
    member, dispatcher, resident = await town.member(unit), await town.dispatcher(), await town.resident()
    scene = Scene(town, resident, member, dispatcher, 1)
    if status is S.MERGED:
        await resident.says(VAGUE)
        await resident.presses("提交")
        other = await town.resident("钱大妈")
        await other.says(LAMP)
        await other.presses("提交")
        await dispatcher.presses_action("merge:1:2")
        return scene
    await resident.says(VAGUE if status is S.SUBMITTED else LAMP)
    if status is S.DRAFT:
        return scene
    if status is S.DISCARDED:
        await resident.presses("不要了")
        return scene
    await resident.presses("提交")
    if status in (S.SUBMITTED, S.DISPATCHED):
        return scene
    await member.presses_action("sign:1")
    if status is S.INFO_REQUESTED:
        await scene.step("ask", "是哪一盏？")
    if status is S.SUSPENDED:
        await scene.office_does(A.SUSPEND)
    if status in (S.RESOLVED, S.CLOSED):
        await scene.step("resolve", "换了灯泡")
    if status is S.CLOSED:
        await town.clock_strikes("09:00")
        await resident.presses("满意")
    return scene


# What the reporter does, by the action


async def submits(scene: Scene) -> None:
    await scene.resident.presses("提交")
    scene.resident.sees("收到，已登记", scene.number)


async def writes_on(scene: Scene) -> None:
    await scene.resident.says("是东门那一盏")
    scene.resident.sees("草稿", "是东门那一盏")


async def splits(scene: Scene) -> None:
    await scene.resident.presses("不要了")
    await scene.resident.says(TWO)
    scene.id = 2
    await scene.resident.presses("分成")
    scene.resident.saw("分成 2 件提交了")


async def throws_away(scene: Scene) -> None:
    await scene.resident.presses("不要了")
    scene.resident.sees("这条不要了")
    assert scene.resident.buttons == ["还是要这条"]


async def wants_it_back(scene: Scene) -> None:
    await scene.resident.presses("还是要这条")
    scene.resident.sees("草稿", LAMP)


async def adds(scene: Scene) -> None:
    await scene.resident.says("晚上完全看不见", reply_to=scene.resident.saw("编号"))
    scene.resident.sees("补充收到", "260601-0001")
    if (await scene.case()).unit_id is not None:
        scene.member.saw("居民补充：晚上完全看不见", "260601-0001")


async def edits(scene: Scene) -> None:
    """Where an answer is awaited, what was written before can still be put right."""
    await scene.resident.edits(LAMP, "幸福小区东门路灯坏了一周")
    scene.resident.sees("改过的话也转给城管局了", "260601-0001")
    scene.member.saw("居民改为：幸福小区东门路灯坏了一周")


async def supplies(scene: Scene) -> None:
    await scene.resident.says("东门那一盏")
    scene.resident.sees("您的回答已转给城管局", "260601-0001")
    scene.member.sees("居民回答：东门那一盏", "时限接着算")


async def withdraws(scene: Scene) -> None:
    await scene.resident.says("/my 260601-0001")
    await scene.resident.presses("撤回")
    scene.resident.sees("真的要撤回吗", "260601-0001")
    await scene.resident.presses("撤回")
    scene.resident.sees("已撤回", "260601-0001")
    case = await scene.case()
    if case.parent_id is None and case.unit_id is not None:
        scene.member.saw("居民撤回了，不用再办", "260601-0001")


async def leaves(scene: Scene) -> None:
    neighbour = await scene.supported()
    heard = len(scene.town.shown(neighbour.id))
    await scene.resident.says("/my 260601-0001")
    await scene.resident.presses("撤回")
    await scene.resident.presses("撤回")
    scene.resident.sees("已撤回", "还有 1 位居民支持", "260601-0001")
    assert (await scene.case()).reporter_id is None
    assert len(scene.town.shown(neighbour.id)) == heard


async def says_it_is_solved(scene: Scene) -> None:
    await scene.resident.says("/my 260601-0001")
    await scene.resident.presses("已经解决")
    scene.resident.sees("真的解决了", "260601-0001")
    await scene.resident.presses("对，不用办了")
    scene.resident.sees("这件结束了", "260601-0001")
    assert scene.resident.buttons == ["还没修好"]
    scene.member.sees("居民说已经解决", "260601-0001")
    case = await scene.case()
    assert (case.closed_at, case.paused_at) == (scene.town.now, None)


async def is_satisfied(scene: Scene) -> None:
    await scene.town.clock_strikes("09:00")
    await scene.resident.presses("满意")
    scene.resident.sees("谢谢您的评价：满意", "260601-0001")


async def is_not_satisfied(scene: Scene) -> None:
    await scene.town.clock_strikes("09:00")
    await scene.resident.presses("不满意")
    await scene.resident.presses("没解决")
    scene.resident.sees("已退回城管局重办", "260601-0001")
    scene.member.sees("居民说没解决", "260601-0001")
    case = await scene.case()
    assert case.due_at is not None
    assert case.due_at > scene.town.now


async def reopens(scene: Scene) -> None:
    await scene.resident.says("/my 260601-0001")
    await scene.resident.presses("还没修好")
    scene.resident.sees("已退回城管局重办", "260601-0001")
    scene.member.sees("居民说还没修好", "260601-0001")
    await scene.resident.says("又灭了")
    scene.member.sees("居民补充：又灭了")
    case = await scene.case()
    assert (case.closed_at, case.reopened) == (None, 1)
    assert case.due_at is not None
    assert case.due_at > scene.town.now


Dialogue = Callable[[Scene], Awaitable[None]]
DIALOGUES: dict[tuple[Status, Action], Dialogue] = {
    (S.DRAFT, A.SUBMIT): submits,
    (S.DRAFT, A.ADD): writes_on,
    (S.DRAFT, A.SPLIT): splits,
    (S.DRAFT, A.DISCARD): throws_away,
    (S.DISCARDED, A.RESTORE): wants_it_back,
    (S.INFO_REQUESTED, A.ADD): edits,
    (S.INFO_REQUESTED, A.SUPPLY): supplies,
    (S.RESOLVED, A.RATE_GOOD): is_satisfied,
    (S.RESOLVED, A.RATE_BAD): is_not_satisfied,
    (S.CLOSED, A.REOPEN): reopens,
    (S.MERGED, A.WITHDRAW): withdraws,
    **{(at, A.ADD): adds for at in (S.SUBMITTED, S.DISPATCHED, S.IN_PROGRESS, S.SUSPENDED, S.RESOLVED)},
    **{(at, A.WITHDRAW): withdraws for at in (S.SUBMITTED, S.DISPATCHED, S.IN_PROGRESS, S.INFO_REQUESTED, S.SUSPENDED)},
    **{(at, A.LEAVE): leaves for at in (S.SUBMITTED, S.DISPATCHED, S.IN_PROGRESS, S.INFO_REQUESTED, S.SUSPENDED)},
    **{
        (at, A.CLOSE_BY_RESIDENT): says_it_is_solved
        for at in (S.IN_PROGRESS, S.INFO_REQUESTED, S.SUSPENDED, S.RESOLVED)
    },
}
COVERED = list(DIALOGUES)
"""The rows (status, action) that a dialogue here goes through: those that are the reporter's."""

ROWS = {(row.source, row.action): row for row in TRANSITIONS if Who.REPORTER in row.who}
# A draft is written and divided before it has a life that is recorded.
UNRECORDED = frozenset({(S.DRAFT, A.ADD)})


def test_every_row_of_the_reporter_has_its_dialogue() -> None:
    assert set(COVERED) == set(ROWS)


@pytest.mark.parametrize(("status", "action"), COVERED, ids=[f"{s}-{a}" for s, a in COVERED])
async def test_the_reporter_does_it(town: Town, status: Status, action: Action) -> None:
    scene = await begin(town, status)
    assert (await scene.case()).status == status
    await DIALOGUES[status, action](scene)
    case = await scene.case()
    # A draft that is divided is sent with its parts, and at once given to a unit where that is sure.
    further = {S.SUBMITTED: {S.SUBMITTED, S.DISPATCHED}, S.DRAFT: {S.DRAFT, S.SUBMITTED, S.DISPATCHED}}
    target = ROWS[status, action].target
    assert case.status in (further.get(target, {target}) if status is S.DRAFT else {target})
    async with town.app.db.snapshot() as tx:
        kinds = [event.kind for event in await cases.events(tx, case.id)]
    assert (action in kinds) == ((status, action) not in UNRECORDED)
