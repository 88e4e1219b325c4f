"""What people are told of their data when they first write, and what their going on, or not, means."""

import json

import pytest

from bot.digests.drawing import draw
from handlers import notice
from storage import contacts
from storage.records import Contact
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
NOTICE = "先跟您说一声"


async def of(town: Town, person: Person) -> Contact | None:
    async with town.app.db.snapshot() as tx:
        return await contacts.by_chat(tx, "console", person.id)


def notices(town: Town, chat: str) -> int:
    return sum(NOTICE in said.text for said in town.shown(chat))


async def test_one_message_is_heard_and_told_what_becomes_of_it(town: Town) -> None:
    await town.member(await town.unit("城管局", "urban"))
    resident = await town.resident()
    await resident.says(LAMP)
    resident.saw(NOTICE, "只给帮您办的人看", "365 天", "730 天", "接着用就是同意", "/privacy")
    resident.sees("草稿", LAMP)  # the answer stands below: it is what they look at
    told = await of(town, resident)
    assert told is not None
    assert (told.notice, told.noticed_at, told.agreed_at) == (notice.VERSION, town.now, None)
    await town.passes(minutes=6)  # nothing more is needed to be heard
    resident.sees("已登记")
    await resident.says("进度")
    went_on = await of(town, resident)
    assert went_on is not None
    assert went_on.agreed_at == town.now
    await town.passes(days=3)
    await resident.says("谢谢")
    assert notices(town, resident.id) == 1
    assert await of(town, resident) is not None
    await resident.says("/export_my_data")
    [file] = resident.last.outbound.attachments
    [account] = json.loads((await draw(town.app.db, town.app.office.settings, file, town.now)).content)["account"]
    assert account["notice"] == notice.VERSION
    assert account["noticed_at"] < account["agreed_at"]


async def test_who_is_in_danger_reads_whom_to_call_before_anything_else(town: Town) -> None:
    resident = await town.resident()
    await resident.says("三栋着火了")
    assert "119" in town.shown(resident.id)[0].text
    assert notices(town, resident.id) == 0
    await town.passes(hours=1)
    await resident.says("进度")
    assert notices(town, resident.id) == 1


async def test_who_does_not_agree_is_gone_at_once(town: Town) -> None:
    resident = await town.resident("王桂芳")
    await resident.says(LAMP)
    await resident.presses("不同意")
    resident.sees("都删掉了")
    assert await of(town, resident) is None
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM cases WHERE text <> '' OR status = 'draft'") == 0
        assert await tx.value("SELECT COUNT(*) FROM outbox WHERE body <> ''") == 0
        assert await tx.value("SELECT COUNT(*) FROM contacts WHERE name <> '' OR chat <> ''") == 0
    await resident.says("你好")  # and is as welcome as any other stranger
    assert notices(town, resident.id) == 2


@pytest.mark.parametrize("words", ["不同意", "我不同意！", "不同意，全删掉", "不同意 全删掉。"])
async def test_who_types_it_is_gone_too_and_whoever_types_yes_goes_on(town: Town, words: str) -> None:
    resident, other = await town.resident(), await town.resident("孙大壮")
    for person in (resident, other):
        await person.says(LAMP)
    await resident.says(words)  # the newest buttons are those of the draft
    resident.sees("都删掉了")
    assert await of(town, resident) is None
    await other.says("同意")
    other.sees("不客气")
    await town.passes(minutes=6)
    assert other.saw("已登记")
    async with town.app.db.snapshot() as tx:
        assert [row["text"] for row in await tx.all("SELECT text FROM cases WHERE number IS NOT NULL")] == [LAMP]


async def test_who_went_on_and_is_asked_something_else_only_says_no(town: Town) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    await member.says(f"/case {resident.sees_number()}")
    await member.presses("签收")
    await member.presses("问居民")
    await member.says("换成声控灯，同意吗？")
    await resident.says("不同意")
    member.saw("不同意")
    resident.sees("转给城管局")
    await resident.says("不同意，全删掉")
    resident.sees("真的要全部删除吗")


async def test_an_old_notice_does_not_delete_years_of_cases_by_a_slip(town: Town) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    await town.passes(days=100)
    for person in (resident, member):
        await person.presses("不同意")
        person.sees("真的要全部删除吗")
        await person.presses("不了")
        person.sees("什么都没删")


async def test_it_is_shown_again_when_it_changes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    resident = await town.resident()
    await resident.says("你好")
    await resident.says("你好")
    monkeypatch.setattr(notice, "VERSION", notice.VERSION + 1)
    await resident.says("你好")
    assert notices(town, resident.id) == 2
    told = await of(town, resident)
    assert told is not None
    assert (told.notice, told.agreed_at) == (notice.VERSION, None)


async def test_in_a_group_nobody_is_told_and_everybody_once_in_their_language(town: Town) -> None:
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat="-100")
    member, john = await town.member(unit), await town.resident("John", "en")
    await member.says("/help", group="-100")
    assert notices(town, "-100") == 0
    assert notices(town, member.id) == 1  # at /start
    await john.says("hello")
    john.saw("Before we go on", "If you go on, you agree")


async def test_what_cannot_be_done_is_told_of_only_once(town: Town) -> None:
    resident = await town.resident()
    await resident.presses_action("mine:1")  # refused, which undoes all but the notice
    await resident.presses_action("mine:1")
    assert notices(town, resident.id) == 1


async def test_of_who_talks_in_a_group_nothing_is_kept(town: Town) -> None:
    passer_by = await town.resident("路过的人")
    await passer_by.says("大家早上好", group="-100")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM contacts") == 0


async def test_who_it_was_goes_with_the_words_at_the_latest(town: Town) -> None:
    settings = town.app.office.settings
    town.app.office.settings = settings.model_copy(update={"identity_days": 365, "keep_days": 100})
    resident = await town.resident()
    await resident.says("/privacy")
    for said in town.shown(resident.id):
        assert "365" not in said.text
        assert said.text.count("100 天后") == 2
    assert len(town.shown(resident.id)) == 2


async def test_privacy_says_the_same(town: Town) -> None:
    for language, words in (
        ("zh", ("365 天后", "730 天后", "打码", "有记录")),
        ("en", ("365 days", "730 days", "masked")),
    ):
        person = await town.resident("John", language)
        await person.says("/privacy")
        person.sees(*words)
