"""Numbers and personal data however they are typed: found or not found, chosen or not, and hidden from other eyes."""

import json
import re
from dataclasses import replace

import pytest

from bot.channels.console import NAME
from bot.privacy import brief, clean
from tests.bad_inputs.wire import Wire
from tests.town import Town

LAMP = "幸福小区门口路灯坏了一周"
NUMBER = "260601-0001"
SAME = [
    NUMBER,
    "２６０６０１－０００１",
    "٢٦٠٦٠١-٠٠٠١",
    "2606010001",
    "260601 0001",
    "260601-1",
    f"编号：{NUMBER}。",
    f"\u200b{NUMBER}\u202e",
    "260601—0001",
]
NO_NUMBER = [
    "",
    "-1",
    "1_0",
    "²",
    "2^63",
    str(2**63),
    "9" * 5000,
    "%",
    "_",
    "______-____",
    '" OR *',
    "' OR 1=1 --",
    "1e9",
    "NaN",
    "二六〇六〇一",
    "{0.__class__}",
]


async def test_a_case_number_is_found_however_it_is_typed(town: Town, wire: Wire) -> None:
    member, resident = await town.member(await town.unit("城管局", "urban")), await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    assert resident.sees_number() == NUMBER
    for command, person in (("/case", member), ("/CASE　", member), ("／case：", member), ("/my", resident)):
        for typed in SAME if command == "/case" else SAME[:3]:
            heard = len(town.shown(person.id))
            await wire.deliver(wire.message(person, f"{command} {typed}"))
            [said] = town.shown(person.id)[heard:]
            assert NUMBER in said.text
            assert LAMP in said.text


async def test_what_is_no_number_finds_nothing_and_anothers_number_is_like_none(town: Town, wire: Wire) -> None:
    await town.unit("城管局", "urban")
    neighbour, resident = await town.resident("邻居"), await town.resident()
    await neighbour.says(LAMP)
    await neighbour.presses("提交")
    for typed in NO_NUMBER:
        await wire.deliver(wire.message(resident, f"/case {typed}"), wire.message(resident, f"/my {typed}"))
        how, none = (said.text for said in town.shown(resident.id)[-2:])
        assert (how, none) == (wire.words("case-how"), wire.words("my-none")), typed
    for number in (NUMBER, "260601-0002", "000000-0000", "999999-999999999"):
        await wire.deliver(wire.message(resident, f"/case {number}"), wire.message(resident, f"/my {number}"))
        none, mine = (said.text for said in town.shown(resident.id)[-2:])
        assert (none, mine) == (wire.words("case-none", number=number, staff="no"), wire.words("my-none"))
    assert await wire.entries() == {neighbour.id: [LAMP]}


async def test_a_search_takes_wildcards_and_quotes_as_they_are(town: Town, wire: Wire) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    await town.unit("100%_局")
    admin = await town.admin()
    for typed in ("%", "_", "%%", "城_局", "' OR 1=1 --", '" OR *', "\\", "NEAR(城管局)"):
        await wire.deliver(wire.message(member, f"/inbox {typed}"))
        member.sees(wire.words("inbox-no-unit"))
    await wire.deliver(wire.message(admin, "/inbox %_"))
    admin.sees("100%_局")


async def test_a_typed_choice_may_be_in_any_digits_where_there_are_no_buttons(town: Town, wire: Wire) -> None:
    town.app.office.features = {NAME: replace(town.channel.features, buttons=False)}
    await town.unit("城管局", "urban")
    for one in ("1", "１", "١", "०१"):
        resident = await town.resident()
        await wire.deliver(wire.message(resident, LAMP), wire.message(resident, one))
        resident.sees("已登记")
    for none in ("0", "99"):
        resident = await town.resident()
        await wire.deliver(wire.message(resident, LAMP), wire.message(resident, none))
        resident.sees(wire.words("cue-short"))
    for other in ("²", "-1", "1_0", "一", str(2**63)):
        resident = await town.resident()
        await wire.deliver(wire.message(resident, LAMP), wire.message(resident, other))
        resident.sees("草稿", other)


PERSONAL = {  # as typed, and what must not be read by others
    "+8613857914682": "5791",
    "138.5791.4682": "5791",
    "138 5791 4682": "5791",
    "１３８５７９１４６８２": "５７９１",
    "١٣٨٥٧٩١٤٦٨٢": "٥٧٩١",
    "一三八五七九一四六八二": "五七九一",
    "13\u200b857\u206091\ufeff4682": "5791",
    "138-5791-4682": "5791",
    "11010519491231002X": "19491231",
    "11010519491231002x": "19491231",
    "zhang.xiaoming@example.com": "xiaoming",
    "6222600260001072444": "6002600",
}


@pytest.mark.parametrize("place", ["text", "caption", "answer", "venue"])
async def test_personal_data_is_masked_for_others(town: Town, wire: Wire, place: str) -> None:
    """In a text, a caption, an answer and the name of a place: nowhere in what the unit or the office reads."""
    unit = await town.unit("城管局", "urban")
    member, dispatcher, admin = await town.member(unit), await town.dispatcher(), await town.admin()
    resident = await town.resident()
    said = f"{LAMP}\n" + "".join(f"联系：{typed} ；\n" for typed in PERSONAL)
    if place == "caption":
        photo = [{"file_id": "F", "file_unique_id": "f", "width": 9, "height": 9}]
        await wire.deliver(wire.message(resident, photo=photo, caption=said))
    else:
        await wire.deliver(wire.message(resident, said if place == "text" else LAMP))
    if place == "venue":
        venue = {"location": {"latitude": 1.5, "longitude": 2.5}, "title": said, "address": "门口"}
        await wire.deliver(wire.message(resident, venue=venue, location=venue["location"]))
    await resident.presses("提交")
    if place == "answer":
        await member.presses_action("ask:1")
        await member.says("怎么联系？")
        await wire.deliver(wire.message(resident, said))
    for reader in (member, dispatcher, admin):
        await reader.presses_action("case:1")
    await town.passes(days=1)
    read = "\n".join(said.text for reader in (member, dispatcher, admin) for said in town.shown(reader.id))
    assert read.count("联系") >= 3
    assert [hidden for hidden in PERSONAL.values() if hidden in re.sub(r"[\s.\-]", "", clean(read))] == []


@pytest.mark.parametrize("typed", PERSONAL)
def test_what_is_cut_short_is_masked_wherever_the_cut_is(typed: str) -> None:
    for before in range(35):
        shown = brief("路" * before + f" {typed} " + "灯" * 5000, 30)
        assert len(shown) <= 30
        assert PERSONAL[typed] not in re.sub(r"[\s.\-]", "", clean(shown))


async def test_a_file_name_is_only_a_name(town: Town, wire: Wire) -> None:
    resident = await town.resident()
    names = {
        "../../etc/passwd": "passwd",
        "/etc/shadow": "shadow",
        "C:\\CON": "_CON",
        "照片" * 150 + ".jpg": "照片" * 16 + ".jpg",
        "报告\u202egpj.exe": "报告gpj.exe",
        "a\0b\n.pdf": "ab.pdf",
        "": "",
    }
    files = [{"file_id": "F", "file_unique_id": "f", "file_name": name, "file_size": 9} for name in names]
    await wire.deliver(*(wire.message(resident, document=file, caption="材料") for file in files))
    kept = [json.loads(row["media"])["name"] for row in await wire.rows("SELECT media FROM entries ORDER BY id")]
    assert kept == list(names.values())
