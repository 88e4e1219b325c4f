"""Numbers of people, in whatever spelling: nobody but their writer reads them, in no chat, file or line of the log;
unless a member of the unit in charge asks for them, which is recorded."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot import logs
from bot.digests.drawing import draw
from bot.files import SENT, passing
from bot.messages import Inbound, Location, Media, MediaKind
from bot.patterns import flat
from bot.settings import LogFormat
from storage import supports
from storage.records import Unit
from tests.town import ZONE, Person, Said, Town

LAMP = "幸福小区门口路灯坏了一周"
SPELLINGS = {
    "+8613812345678": "13812345678",
    "138.1234.5679": "13812345679",
    "138-1234 5671": "13812345671",
    "１３８１２３４５６７２": "13812345672",
    "一三八一二三四五六七三": "13812345673",
    "幺叁八一二三四五六七肆": "13812345674",
    "138\u200b1234\u20605675": "13812345675",
    "壹參捌壹貳參肆伍陸柒陸": "13812345676",
    "138\u31641234\u31645677": "13812345677",
    "430105198001011X34": "",  # no number: an X in the middle
    "43010519800101123X": "43010519800101123X",
    "430105 19800102 1234": "430105198001021234",
    "0731-88886666": "073188886666",
    "zhang.san@qq.com": "zhang.san@qq.com",
}
RAW = [raw for raw in SPELLINGS.values() if raw]
EVERY = "，".join(SPELLINGS)
SHORT = "打13812345678"
GROUP = "-100"


def leaks(text: str) -> list[str]:
    """The numbers that stand in a text in any spelling."""
    bare = re.sub(r"[^0-9X]", "", flat(text.upper(), spelled=True)[0])
    return [raw for raw in RAW if (raw in text if "@" in raw else raw in bare)]


async def drawn(town: Town, said: Said) -> str:
    """What stands in the files of a message."""
    texts = []
    for file in said.outbound.attachments:
        texts += [file.name, file.ref]
        if file.recipe and "chart" not in (file.recipe, *(file.args or {}).values()):  # pictures cannot be searched
            if file.recipe == SENT:
                made = await passing.pass_on(town.app.db, town.app.office.settings, town.app.fetch, file)
            else:
                made = await draw(town.app.db, town.app.office.settings, file, town.now)
            texts += [made.name, made.ref, made.instead]
            if zipfile.is_zipfile(io.BytesIO(made.content)):
                with zipfile.ZipFile(io.BytesIO(made.content)) as book:
                    texts += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
            elif not made.content.startswith(b"\x89PNG"):
                texts.append(made.content.decode("utf-8", "replace"))
    return "\n".join(texts)


async def leaked(town: Town, *own: Person) -> list[tuple[str, str, list[str]]]:
    """Who was shown a number, but for those whose own it is; with buttons and files."""
    found = []
    for chat, heard in town.chats.items():
        for said in heard:
            text = f"{said.text}\n{[b.label for b in said.buttons]}\n{await drawn(town, said)}"
            if chat not in {person.id for person in own} and leaks(text):
                found.append((chat, text, leaks(text)))
    return found


def document(name: str) -> tuple[Media, ...]:
    return (Media(MediaKind.DOCUMENT, f"ref-{name}", name=name),)


async def office(town: Town) -> tuple[Unit, Person, Person, Person]:
    """A unit with a group, a ledger and a chart; its member (who leads it), an admin, a dispatcher."""
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat=GROUP, ledger=True, chart=True)
    return unit, await town.member(unit, lead=True), await town.admin(), await town.dispatcher()


async def test_no_spelling_gets_to_anybody_else(town: Town) -> None:
    unit, member, admin, dispatcher = await office(town)
    water = await town.unit("水务局")
    helper = await town.member(water, "钱工13812345678")
    resident, neighbour = await town.resident("王13812345678"), await town.resident("孙13812345678")
    # Words, a caption, a file's name, a place's name, an addition, an edit, an answer, a reason, a rating.
    await resident.says(f"{LAMP}，联系{EVERY}")
    await resident.sends_photo(caption=f"照片 {EVERY}")
    await town.deliver(resident.inbound(media=document(f"{SHORT}.pdf")))
    await town.deliver(resident.inbound(location=Location(30.5, 104.2, f"{EVERY}家")))
    await resident.presses("提交")
    number = resident.sees_number()
    case = await case_id(town, number)
    await dispatcher.presses_action(f"triage-case:{case}")
    await dispatcher.presses_action(f"sort-to:{case}:{unit.id}")
    await resident.says(f"补充 {EVERY}", reply_to=resident.saw("已登记"))
    await resident.edits(f"补充 {EVERY}", f"改了 {EVERY}")
    for who in (member, admin, dispatcher):
        await who.says(f"/case {number}")
        who.saw("138****5678")
        await who.presses_action(f"case-more:{case}")
    await member.says(f"/case {number}", group=GROUP)
    await member.presses_action(f"photos:{case}", group=GROUP)
    assert "另有 1 个的文件名里有号码" in town.shown(GROUP)[-1].text
    await member.presses_action(f"sign:{case}")
    await member.presses_action(f"ask:{case}")
    await member.says("哪一盏？")
    await resident.says(f"回答 {EVERY}")
    await dispatcher.presses_action(f"help-choose:{case}")
    await dispatcher.presses_action(f"help-to:{case}:{water.id}")
    await dispatcher.says(f"查线路，联系 {EVERY}")
    await helper.presses_action(f"case:{case}")
    await helper.presses_action(f"photos:{case}")
    helper.sees("附件 1 个", "另有 1 个的文件名里有号码")
    await helper.presses_action(f"help-done:{case}")
    await helper.says(f"查了，问过 {EVERY}")
    # Somebody supports it, and reads what the unit writes.
    other = await neighbour_id(town, neighbour)
    async with town.app.db.transaction() as tx:
        await supports.add(tx, case, other, town.now)
    await member.presses_action(f"extend-ask:{case}")
    await member.says("3")
    await member.says(f"等材料 {EVERY}")
    await dispatcher.says("/extensions")
    await dispatcher.presses_action(f"extend-no:{case}:3")
    await dispatcher.says(f"不行，找 {EVERY}")
    await member.presses_action(f"resolve:{case}")
    await member.says(f"换了，有事找 {EVERY}")
    await member.presses_action(f"case:{case}")
    await town.clock_strikes("10:00", days=1)
    await resident.presses_action(f"rate:{case}:bad")
    await resident.presses("没解决")
    await resident.says(f"没修好 {EVERY}")
    # Urgent, waiting, withdrawn, declined, taken in for somebody, imported with a source.
    await resident.says(f"幸福小区燃气泄漏，快来 {EVERY}")
    await resident.presses("提交")
    await resident.says(f"那个怎么没个说法 {EVERY}")
    await resident.presses("提交")
    waiting = await case_id(town, resident.sees_number())
    await dispatcher.says("/triage")
    await dispatcher.presses_action(f"triage-case:{waiting}")
    await dispatcher.presses_action(f"sort-to:{waiting}:{unit.id}")
    await member.presses_action(f"return:{waiting}")
    await member.says(f"不归我们，找 {EVERY}")
    await admin.says(f"/why {number}")
    await admin.presses_action("keyword-list")
    await dispatcher.presses_action(f"merge-choose:{case}")
    await dispatcher.presses_action(f"transfer:{case}")
    # Everything that is sent by the clock: digests, reminders, the weekly and the monthly report.
    for day in ("2026-06-03", "2026-06-08", "2026-06-17", "2026-07-01"):
        for hour in ("08:00", "10:00"):
            town.now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE).astimezone(UTC)
            await town.app.knock()
    for who in (member, dispatcher):
        await who.says("/stats 上月")
        await who.says("/inbox")
        await who.says("/topics")
    await town.app.knock()
    await member.presses_action(f"unit-ledger:{unit.id}", group=GROUP)
    await member.presses_action(f"unit-ledger:{unit.id}")
    for part in ("chart", "workbook", "page"):
        for report in await reports(town):
            await dispatcher.presses_action(f"report-part:{report}:{part}")
    # What the unit writes to the resident is for the resident, numbers and all: it may be whom to call.
    assert await leaked(town, resident) == []
    texts = [said.text for heard in town.chats.values() for said in heard]
    assert any("日报" in text for text in texts)
    assert any("周报" in text for text in texts)
    assert any("月报" in text for text in texts)
    assert sum(bool(said.outbound.attachments) for said in town.shown(dispatcher.id)) > 3
    neighbour.saw("138****5678")
    assert leaks(f"{EVERY}") == RAW  # what is looked for can be found


async def reports(town: Town) -> Sequence[int]:
    async with town.app.db.snapshot() as tx:
        return [row["id"] for row in await tx.all("SELECT id FROM digests WHERE kind <> 'daily' AND unit_id IS NULL")]


async def case_id(town: Town, number: str) -> int:
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT id FROM cases WHERE number = :n", n=number))


async def neighbour_id(town: Town, person: Person) -> int:
    await person.says("/help")
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT id FROM contacts WHERE account = :a", a=person.id))


async def asked(town: Town, text: str = f"{LAMP}，电话{SHORT}") -> tuple[Unit, Person, Person, Person, Person, int]:
    """A case with a number in it, with its unit: the unit, its member, an admin, a dispatcher, its reporter, its id."""
    unit, member, admin, dispatcher = await office(town)
    resident = await town.resident("王桂芳")
    await resident.says(text)
    await resident.presses("提交")
    return unit, member, admin, dispatcher, resident, await case_id(town, resident.sees_number())


NEVER = "这一步现在做不了了"


async def test_the_unit_in_charge_reads_numbers_in_full_which_is_recorded(town: Town) -> None:
    _, member, admin, _, resident, case = await asked(town)
    await member.presses_action(f"case:{case}")
    assert leaks(member.last.text) == []
    await member.presses_action(f"case-more:{case}")
    await member.presses("完整号码")
    assert leaks(member.sees("路灯", "谁看过完整号码，都有记录")) == ["13812345678"]
    await admin.presses_action(f"case:{case}")
    admin.sees("张科长看了完整号码")
    async with town.app.db.snapshot() as tx:  # what was shown is not kept once it is sent
        said = await tx.all("SELECT body FROM outbox WHERE chat = :c", c=member.id)
    assert not any("13812345678" in row["body"] for row in said)
    await member.says("明天来修", reply_to=member.saw("谁看过完整号码"))  # a reply to it is understood all the same
    resident.sees("明天来修")
    await resident.says("/export_my_data")
    [file] = resident.last.outbound.attachments
    data = (await draw(town.app.db, town.app.office.settings, file, town.now)).content.decode()
    looked = json.loads(data)["looked_at"]
    assert [(look["what"], look["unit"]) for look in looked] == [("seen_numbers", "城管局")]
    assert "张科长" not in data


async def test_that_a_unit_was_shown_a_number_in_the_name_of_a_file_is_recorded_too(town: Town) -> None:
    _, member, admin, _, resident, case = await asked(town, LAMP)
    await resident.sends_photo(reply_to=resident.saw("已登记"))
    await member.presses_action(f"photos:{case}")
    await admin.presses_action(f"case:{case}")
    assert "完整号码" not in admin.last.text
    await town.deliver(
        resident.inbound(media=document(f"{SHORT}.pdf"), reply_to=town.message_id(resident.saw("已登记")))
    )
    await member.presses_action(f"photos:{case}")
    member.sees("附件 2 个")
    await admin.presses_action(f"case:{case}")
    assert admin.last.text.count("张科长看了完整号码") == 1
    await admin.presses_action(f"photos:{case}")
    admin.sees("附件 1 个", "另有 1 个的文件名里有号码")
    await admin.presses_action(f"case:{case}")
    assert admin.last.text.count("看了完整号码") == 1


async def test_nobody_else_reads_them_in_full(town: Town) -> None:
    unit, member, admin, dispatcher, resident, case = await asked(town)
    water = await town.unit("水务局")
    helper, former = await town.member(water, "钱工"), await town.member(unit, "前科员")
    await former.presses_action(f"case:{case}")
    await former.presses_action(f"case-more:{case}")
    old = former.saw("还能做什么")
    await town.leaves(unit, former)
    await dispatcher.presses_action(f"help-choose:{case}")
    await dispatcher.presses_action(f"help-to:{case}:{water.id}")
    await dispatcher.says("查线路")
    for who in (admin, dispatcher, helper, resident, await town.resident("别人")):
        await who.presses_action(f"numbers:{case}")
        who.sees(NEVER)
        assert "完整号码" not in str([said.buttons for said in town.shown(who.id)])
    await former.presses("完整号码", in_message=old)
    former.sees(NEVER)
    await member.presses_action(f"numbers:{case}", group=GROUP)
    assert leaks(str(town.shown(GROUP)[-1].text)) == []
    await dispatcher.presses_action(f"transfer-to:{case}:{water.id}")
    await member.presses_action(f"numbers:{case}")
    member.sees(NEVER)
    await helper.presses_action(f"numbers:{case}")  # now it is their case
    assert leaks(helper.last.text) == ["13812345678"]
    assert await leaked(town, resident, helper) == []


async def test_what_was_sent_without_a_name_stays_masked(town: Town) -> None:
    _, member, _, _ = await office(town)
    resident = await town.resident()
    await resident.says(f"{LAMP}，电话{SHORT}")
    await resident.presses("不留名")
    await resident.presses("提交")
    case = await case_id(town, resident.sees_number())
    await member.presses_action(f"case-more:{case}")
    assert "完整号码" not in member.buttons
    await member.presses_action(f"numbers:{case}")
    member.sees("不留名", "问居民")
    assert await leaked(town, resident) == []


async def test_where_there_is_no_number_there_is_no_button(town: Town) -> None:
    _, member, _, _, _, case = await asked(town, LAMP)
    await member.presses_action(f"case-more:{case}")
    assert "完整号码" not in member.buttons
    await member.presses_action(f"numbers:{case}")
    member.sees(NEVER)


@pytest.mark.parametrize("form", list(LogFormat))
async def test_a_log_shows_none_whatever_breaks(
    form: LogFormat, town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A handler that fails may say in its error what somebody wrote."""
    logs.set_up("DEBUG", form)
    resident, admin = await town.resident(), await town.admin()

    async def breaks(tx: object, inbound: Inbound, now: datetime) -> None:
        raise ValueError(inbound.text)

    with monkeypatch.context() as patch:
        patch.setattr(town.app.pipeline, "_dispatch", breaks)
        await resident.says(f"{LAMP} {EVERY}")
        for _ in range(3):
            await town.passes(seconds=10)
    await admin.says("/failures")
    admin.sees("138****5678")
    written = capsys.readouterr().err
    assert written.count("ValueError") >= 3
    for line in written.splitlines():
        assert leaks(json.loads(line)["error"] if form is LogFormat.JSON and "error" in line else line) == []


async def test_what_an_import_says_of_its_file_is_masked(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await office(town)
    admin = await town.admin("周主任")
    rows = ["内容,时间,类别", f"{LAMP},2026-05-20,{SHORT}", *(f"{LAMP},{' ' * 9}{n}，{EVERY},市容" for n in SPELLINGS)]
    rows.append(f"{LAMP},{'看' * 30}13812345678,市容")  # cut where it is shown

    async def fetch(self: object, media: Media) -> bytes:
        return "\n".join(rows).encode()

    monkeypatch.setattr("tests.town.TownChannel.fetch", fetch, raising=False)
    await town.deliver(admin.inbound(text="/import", media=document(f"{SHORT}.csv")))
    await town.app.knock()
    said = admin.saw("导完了", "138****5678.csv", "打138****5678 (1)", "时间看不懂")
    assert "13812345" not in said.text
    for command in ("/import", "/areas"):
        await town.deliver(admin.inbound(text=command, media=document(f"{SHORT}.pdf")))
        await town.app.knock()
    assert await leaked(town) == []


async def test_a_file_is_imported_and_its_name_is_masked_in_the_audit(town: Town) -> None:
    admin, other = await town.admin(), await town.admin("周主任")
    await town.deliver(admin.inbound(text="/import", media=document(f"{SHORT}.csv")))
    await other.says("/audit")
    other.sees("138****5678.csv")
