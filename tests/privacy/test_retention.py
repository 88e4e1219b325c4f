"""Who people were is forgotten a year after their cases ended, and those who fell silent; every figure stays."""

from datetime import timedelta
from typing import Any

import pytest

from bot.digests import figures
from bot.digests.compose import Window
from bot.messages import Media, MediaKind
from storage import forgetting, supports
from tests.privacy.tables import stored
from tests.town import START, Person, Town

LAMP = "幸福小区门口路灯坏了一周"


async def rows(town: Town, sql: str, **values: Any) -> list[dict[str, Any]]:
    async with town.app.db.snapshot() as tx:
        return [dict(row) for row in await tx.all(sql, **values)]


async def everything(town: Town) -> str:
    """All rows but the keywords, as text."""
    return "\n".join((await stored(town)).values())


async def reported(who: Person, text: str = LAMP) -> str:
    await who.says(text)
    await who.presses("提交")
    return who.sees_number()


async def counted(town: Town) -> tuple[Any, list[str]]:
    """Every figure of the June in which all happened, and the ledger's rows but for who reported them."""
    window = Window(START, START + timedelta(days=30))
    async with town.app.db.snapshot() as tx:
        found = await figures.read(tx, town.app.office.settings, window)
        cases = await tx.all(
            "SELECT number, status, rating, solved, unit_id, category_id, closed_at FROM cases ORDER BY id"
        )
    return found, [str(dict(row)) for row in cases]


async def settled(town: Town) -> dict[str, Person]:
    """A case that ended, with a supporter who rated it; one taken in for somebody; one that is open still."""
    unit = await town.unit("城管局", "urban")
    people = {"member": await town.member(unit), "dispatcher": await town.dispatcher()}
    people |= {"reporter": await town.resident("王桂芳"), "supporter": await town.resident("孙大壮")}
    people |= {"waiting": await town.resident("钱有事"), "silent": await town.resident("郑路过")}
    member, dispatcher = people["member"], people["dispatcher"]
    await people["silent"].says("你好")
    await town.deliver(people["reporter"].inbound(phone="13812345678"))
    number = await reported(people["reporter"])
    [case] = await rows(town, "SELECT id FROM cases WHERE number = :n", n=number)
    await people["supporter"].says("你好")
    [supporter] = await rows(town, "SELECT id FROM contacts WHERE account = :a", a=people["supporter"].id)
    async with town.app.db.transaction() as tx:
        await supports.add(tx, case["id"], supporter["id"], town.now)
    await dispatcher.says("/record 来电 解放路路灯坏了没人修")
    await dispatcher.says("赵秀兰 13912345678")
    await dispatcher.presses("提交")
    taken = dispatcher.sees_number()
    for one in (number, taken):
        await member.says(f"/case {one}")
        await member.presses("签收")
        await member.presses("办结")
        await member.says("已经修好")
    await town.clock_strikes("10:00", days=1)
    await people["reporter"].presses("满意")
    await people["supporter"].presses("满意")
    await town.passes(days=20)  # the one that nobody rates is closed by itself
    await reported(people["waiting"], "东街路灯又坏了，请快修")
    return people


async def test_after_a_year_nobody_knows_who_it_was_and_every_figure_stays(town: Town) -> None:
    people = await settled(town)
    assert [row["closed_at"] is None for row in await rows(town, "SELECT closed_at FROM cases ORDER BY id")] == [
        *(False, False, True),
    ]
    before = await counted(town)
    await town.passes(days=300)
    for name in ("王桂芳", "13812345678", "孙大壮", "赵秀兰", "13912345678"):
        assert name in await everything(town)
    await people["dispatcher"].says("/help")
    await town.passes(days=70)
    assert await counted(town) == before
    kept = await everything(town)
    gone = ("王桂芳", "13812345678", "孙大壮", "赵秀兰", "13912345678", "郑路过")
    accounts = [people[name].id for name in ("reporter", "supporter", "silent")]
    assert [trace for trace in gone if trace in kept] == []
    assert not {row["account"] for row in await rows(town, "SELECT account FROM contacts")} & set(accounts)
    assert [row["n"] for row in await rows(town, "SELECT COUNT(*) AS n FROM supports")] == [1]
    # Whose case is open, who has a role, and the words of the cases: all there still.
    assert "钱有事" in kept
    assert "张科长" in kept
    assert LAMP in kept
    await people["member"].says("/inbox")
    people["member"].sees("待签收")
    await people["reporter"].says("进度")  # a stranger now
    people["reporter"].sees("还没有")
    await town.passes(days=365)
    assert LAMP not in await everything(town)
    assert await counted(town) == before


@pytest.fixture
def a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEP_DAYS", "30")


async def test_what_was_said_is_kept_no_longer_than_the_words_of_cases(a_month: None, town: Town) -> None:
    people = await settled(town)
    assert LAMP in (await stored(town))["outbox"]
    assert people["reporter"].id in (await stored(town))["outbox"]
    await town.passes(days=31)
    said = (await stored(town))["outbox"]
    assert "东街路灯" in said  # what is open is still told of
    assert [
        mark for mark in (LAMP, "解放路", f"'{people['reporter'].id}'", f"'{people['supporter'].id}'") if mark in said
    ] == []


async def test_then_no_number_in_the_words_says_who_it_was_either(town: Town) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    resident = await town.resident()
    number = await reported(resident, f"{LAMP}，打13812345678")
    await town.deliver(resident.inbound(media=(Media(MediaKind.DOCUMENT, "ref", name="打13812345678.pdf"),)))
    await resident.presses("补充到")
    await member.presses_action("resolve:1")
    await member.says("已经修好")
    for days, buttons in ((50, ["照片", "下一件", "联系人", "完整号码"]), (366, ["照片", "下一件"])):
        await town.passes(days=days)
        await member.says(f"/case {number}")
        member.sees("已归档", "138****5678")
        assert member.buttons == buttons
    await member.presses_action("photos:1")
    member.sees("另有 1 个的文件名里有号码")
    await member.presses_action("reporter:1")
    member.sees("没有联系人", "办结久了")
    await member.presses_action("numbers:1")
    member.sees("做不了了")


async def test_what_was_merged_is_not_forgotten_before_the_case_that_it_went_into(town: Town) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    dispatcher, first, second = await town.dispatcher(), await town.resident("王桂芳"), await town.resident("孙大壮")
    await reported(first)
    number = await reported(second, "小区里的路灯全黑了")
    await dispatcher.presses_action("merge:2:1")
    await town.passes(days=400)  # in which nobody gets to it
    await second.says("进度")
    second.sees("260601-0001")
    await dispatcher.presses_action("unmerge:2")  # two things after all
    second.sees(number)
    await dispatcher.presses_action("merge:2:1")
    await member.presses_action("resolve:1")
    await member.says("已经修好")
    await town.passes(days=20)
    await town.passes(days=366)
    await town.passes(days=1)
    assert await rows(town, "SELECT 1 AS known FROM cases WHERE known") == []
    assert "孙大壮" not in await everything(town)


async def test_it_goes_on_where_it_broke_off(town: Town) -> None:
    await settled(town)
    before = await counted(town)
    town.now += timedelta(days=400)
    done = []
    for _ in range(4):
        async with town.app.db.transaction() as tx:  # one at a time, each in a transaction of its own
            done.append(await forgetting.reporters(tx, town.now - timedelta(days=365), 1))
    assert done == [1, 1, 0, 0]
    gone = 0
    for _ in range(8):
        async with town.app.db.transaction() as tx:
            gone += await forgetting.people(tx, town.now - timedelta(days=365), town.now, 1)
    assert gone == 4  # the reporter, the supporter, who was taken in for, who only passed by
    assert "王桂芳" not in await everything(town)
    assert await counted(town) == before
