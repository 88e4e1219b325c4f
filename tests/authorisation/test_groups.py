"""A unit's group hears of its unit as long as it is the unit's group, and not a word longer."""

import pytest

from bot.messages import Address, Features, Inbound, Kind, Outbound, Outcome, Receipt
from storage.records import Unit
from tests.dialogues.test_staff import case_of, events_of, reported
from tests.town import Person, Town, TownChannel

GROUP, NEVER, PRIVATELY = "-100", "这一步现在做不了了", "请私下跟我说"


async def tied(town: Town) -> tuple[Unit, Person, Person, Person]:
    """A unit with a group, its member, a resident and an admin."""
    unit = await town.unit("城管局", "urban", ledger=True, chart=True)
    admin, member, resident = await town.admin(), await town.member(unit), await town.resident("王秀英")
    await admin.says("/unit 城管局 group", group=GROUP)
    return unit, member, resident, admin


def put_out(town: Town) -> Inbound:
    """Telegram says that the bot was put out of the group."""
    return Inbound(f"l{next(town.keys)}", Address("console", GROUP), town.now, None, Kind.LEFT, group=True)


async def parted(town: Town, admin: Person, unit: Unit, how: str) -> None:
    match how:
        case "untied":
            await admin.presses_action(f"unit-group-off:{unit.id}")
        case "untied there":
            await admin.says("/unit 城管局 group off", group=GROUP)
        case "moved":
            await admin.says("/unit 城管局 group", group="-200")
        case "retired":
            await admin.presses_action(f"unit-retire-yes:{unit.id}")
        case "put out":
            await town.deliver(put_out(town))
        case "undone":
            await admin.says("/undo")


PARTINGS = ["untied", "untied there", "moved", "retired", "put out", "undone"]


@pytest.mark.parametrize("how", PARTINGS)
async def test_a_group_that_is_the_units_no_more_gets_nothing(town: Town, how: str) -> None:
    unit, member, resident, admin = await tied(town)
    number = await reported(town, resident)
    await town.clock_strikes("08:00")
    old = [(said, button) for said in town.shown(GROUP) for button in said.buttons]
    assert {"unit-ledger", "unit-chart", "inbox"} <= {button.action.split(":")[0] for _, button in old}
    await parted(town, admin, unit, how)
    heard = len(town.shown(GROUP))
    await reported(town, resident, "楼道里着火了，路灯都烧了，小区物业没人")  # urgent: told at once
    await resident.says("就在东门边上", reply_to=resident.saw(number, "已登记"))
    await town.clock_strikes("08:00")
    assert len(town.shown(GROUP)) == heard
    before = await events_of(town, number)
    for person in (member, admin, resident):
        for said, button in old:
            await person.presses_action(button.action, under=town.message_id(said), group=GROUP)
            assert town.shown(GROUP)[-1].text.startswith(NEVER), (person.name, button.action)
            assert not town.shown(GROUP)[-1].outbound.attachments
    await member.says("明天去修", reply_to=old[0][0], group=GROUP)
    assert await events_of(town, number) == before
    assert all("路灯" not in said.text for said in town.shown(GROUP)[heard:])


async def test_after_the_group_the_members_get_the_digest_themselves(town: Town) -> None:
    """Also in a process that knew the group before: what it remembers of the office is out of date at once."""
    _, member, resident, _ = await tied(town)
    await town.clock_strikes("08:00")
    await town.deliver(put_out(town))
    await reported(town, resident)
    await town.clock_strikes("08:00")
    member.saw("日报", "路灯")


class Away:
    """A channel without a network: nothing arrives."""

    name = "console"
    features = Features(utf16=False)

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        return Receipt(Outcome.UNREACHED)


@pytest.mark.parametrize("how", PARTINGS)
async def test_what_still_waits_for_the_group_is_not_sent_there(
    town: Town, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the network is away a digest waits in the outbox, and the unit and its group part."""
    unit, _, resident, admin = await tied(town)
    await reported(town, resident)
    heard = len(town.shown(GROUP))
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", Away())
        await town.clock_strikes("08:00")
        await parted(town, admin, unit, how)
    await town.passes(minutes=30)
    assert all("路灯" not in said.text and not said.outbound.attachments for said in town.shown(GROUP)[heard:])


class PutOut(TownChannel):
    """A channel that says of the group: the bot is no member there any more."""

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        if message.group:
            return Receipt(Outcome.REFUSED, reason="Forbidden: bot was kicked", blocked=True)
        return await super().send(message, replaces, possible_repeat)


@pytest.mark.parametrize("told", ["by an update", "by the send"])
async def test_what_the_group_did_not_get_any_more_its_own_members_get(
    town: Town, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest and what is urgent; the members of another unit with the same group get what is theirs, not this."""
    _, member, resident, admin = await tied(town)
    other = await town.member(await town.unit("人社局", "labour"), "周姐")
    await admin.says("/unit 人社局 group", group=GROUP)
    number = await reported(town, resident)
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", Away() if told == "by an update" else PutOut(town))
        await town.clock_strikes("08:00")
        if told == "by an update":
            await resident.says("楼道里着火了，路灯都烧了，小区物业没人")  # sends itself after a minute
            await town.passes(minutes=2)
            await town.deliver(put_out(town))
    await town.passes(minutes=30)
    assert number in member.saw("城管局", "日报（").text
    kinds = [file.recipe for said in town.shown(member.id) for file in said.outbound.attachments]
    assert kinds == ["chart", "ledger"]
    if told == "by an update":
        member.saw("楼道里着火了")
    other.saw("人社局", "日报（")
    other.never_saw(number)
    other.never_saw("着火")
    assert all("日报（" not in said.text for said in town.shown(GROUP))


async def test_of_several_digests_that_wait_for_a_group_none_is_lost(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, member, resident, _ = await tied(town)
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", Away())
        for _ in range(2):
            await resident.says("幸福小区门口路灯坏了一周")
            await town.passes(minutes=11)
            await town.clock_strikes("08:00")
        await town.deliver(put_out(town))
    await town.passes(minutes=30)
    first, second = (said.text for said in town.shown(member.id) if "日报（" in said.text)
    assert first.startswith("城管局 · 6月2日")
    assert second.startswith("城管局 · 6月3日")


@pytest.mark.parametrize("how", ["untied", "untied there", "moved", "undone"])
async def test_a_digest_that_waited_for_a_group_that_is_the_units_no_more_is_not_lost(
    town: Town, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its members get it, or the group that it has now; and what is urgent, too."""
    unit, member, resident, admin = await tied(town)
    number = await reported(town, resident)
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", Away())
        await town.clock_strikes("08:00")
        await resident.says("楼道里着火了，路灯都烧了，小区物业没人")
        await town.passes(minutes=2)
        await parted(town, admin, unit, how)
    await town.passes(minutes=30)
    told = [said.text for said in town.shown("-200" if how == "moved" else member.id)]
    assert sum(number in text and "日报（" in text for text in told) == 1
    assert sum("楼道里着火了" in text and "日报（" not in text for text in told) == 1


async def test_a_group_of_two_units_stays_the_others(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what waits for it is sent: that is the other unit's as well."""
    unit, _, _, admin = await tied(town)
    await town.unit("人社局", "labour")
    await admin.says("/unit 人社局 group", group=GROUP)
    await reported(town, await town.resident("孙工"), "建筑公司拖欠工资三个月，讨薪没人管")
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", Away())
        await town.clock_strikes("08:00")
        await admin.presses_action(f"unit-group-off:{unit.id}")
    await town.passes(minutes=30)
    assert any("人社局" in said.text and "日报（" in said.text for said in town.shown(GROUP))
    heard = len(town.shown(GROUP))
    await town.clock_strikes("08:00")
    (digest,) = town.shown(GROUP)[heard:]
    assert "人社局" in digest.text


async def test_nobody_but_an_admin_ties_a_group_and_others_hear_nothing(town: Town) -> None:
    unit, member, resident, _ = await tied(town)
    dispatcher, lead = await town.dispatcher(), await town.member(unit, "吴队长", lead=True)
    for person in (member, lead, dispatcher, resident):
        for words in ("/unit 城管局 group", "/unit 城管局 group off", "/units", "/nosuchcommand", "/audit"):
            await person.says(words, group="-900")
    assert town.shown("-900") == []
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT group_chat FROM units WHERE id = :u", u=unit.id) == GROUP


async def test_in_the_group_a_resident_hears_of_no_case_not_even_their_own(town: Town) -> None:
    """Whoever sits there would learn who reported it."""
    _, _, resident, _ = await tied(town)
    number = await reported(town, resident)
    case = (await case_of(town, number)).id
    for action in (f"mine:{case}", f"withdraw:{case}", f"withdraw-yes:{case}", "my-page:0", f"rate:{case}:good"):
        await resident.presses_action(action, group=GROUP)
        assert PRIVATELY in town.shown(GROUP)[-1].text
    said = len(town.shown(GROUP))
    for words in (f"/case {number}", f"/my {number}", "/my", "/export_my_data", "/delete_my_data"):
        await resident.says(words, group=GROUP)
        assert all(number not in one.text for one in town.shown(GROUP)[said:]), words
    assert (await case_of(town, number)).status == "dispatched"


async def test_of_two_units_that_had_one_group_each_gets_its_own(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the group is still the other one's, what waits for it stays; when it is nobody's, that is not lost."""
    unit, member, resident, admin = await tied(town)
    second = await town.unit("人社局", "labour")
    other = await town.member(second, "周姐")
    await admin.says("/unit 人社局 group", group=GROUP)
    number = await reported(town, resident)
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", Away())
        await town.clock_strikes("08:00")
        for left in (unit, second):
            await admin.presses_action(f"unit-group-off:{left.id}")
    await town.passes(minutes=30)
    assert number in member.saw("城管局", "日报（").text
    other.never_saw(number)


class BlockedBy(TownChannel):
    """A channel that says of one person: they have blocked the bot."""

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        if message.address.chat == self.who:
            return Receipt(Outcome.REFUSED, reason="Forbidden: bot was blocked by the user", blocked=True)
        return await super().send(message, replaces, possible_repeat)

    who = ""


async def test_what_a_resident_did_not_get_is_for_nobody_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    _, member, resident, _ = await tied(town)
    await member.says(f"/case {await reported(town, resident)}")
    await member.presses("签收")
    channel = BlockedBy(town)
    channel.who = resident.id
    with monkeypatch.context() as network:
        network.setitem(town.app.pipeline.channels, "console", channel)
        await member.presses("办结")
        await member.says("灯换好了")
        await town.passes(minutes=5)
    assert not [said.text for chat in (GROUP, member.id) for said in town.shown(chat) if "灯换好了" in said.text]
