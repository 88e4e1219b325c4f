"""/person: who called or came by gets their data, or is deleted, through an admin; nobody else is."""

import json

import pytest

from bot.digests.drawing import draw
from bot.messages import IMPORTED, Address, Inbound, pack_inbound
from storage import inbox
from tests.dialogues.test_record import PHONE, taken_in
from tests.privacy.tables import stored
from tests.town import Person, Town

NAME = "王桂芳"


async def report(person: Person, text: str) -> str:
    await person.says(text)
    await person.presses("提交")
    return person.sees_number()


async def gone(admin: Person, number: str) -> None:
    await admin.says(f"/person {number}")
    await admin.presses("全部删除")
    await admin.presses("全部删除")
    admin.sees("都删掉了")


async def test_who_called_gets_a_copy_through_an_admin(town: Town) -> None:
    _, _, number = await taken_in(town)
    admin = await town.admin()
    await admin.says(f"/person {number}")
    admin.sees(f"反映 {number} 的人没用机器人，一共 1 件", "先问清楚是不是本人")
    assert NAME[1:] not in admin.last.text
    await admin.presses("取全部资料")
    [file] = admin.saw("只给本人").outbound.attachments
    data = json.loads((await draw(town.app.db, town.app.office.settings, file, town.now)).content)
    assert (data["account"][0]["name"], data["account"][0]["phone"]) == (NAME, PHONE)
    assert [case["number"] for case in data["cases"]] == [number]
    await admin.says("/audit")
    admin.sees(f"替人取资料：{number}")


async def test_who_called_is_deleted_through_an_admin_with_all_their_cases(town: Town) -> None:
    member, dispatcher, number = await taken_in(town)
    await dispatcher.says("/record 来电 解放路井盖坏了没人修")
    await dispatcher.says(f"{NAME} {PHONE}")
    await dispatcher.presses("提交")
    other = dispatcher.sees_number()
    admin = await town.admin()
    await admin.says(f"/person {number}")
    admin.sees(f"一共 2 件：{number}、{other}")
    await admin.presses("全部删除")
    admin.sees("真的要全部删除吗", f"一共 2 件：{number}、{other}")
    await admin.presses("不了")
    admin.sees("什么都没删")
    await admin.says(f"/person {number}")
    await admin.presses("全部删除")
    await admin.presses("全部删除")
    admin.sees("都删掉了", f"{number}、{other}")
    member.saw(number, "撤回")
    left = {
        table
        for table, rows in (await stored(town)).items()
        for mark in (NAME, PHONE, "138****", "井盖坏了没人修")
        if mark in rows
    }
    assert left == set()
    await admin.says("/audit")
    admin.sees(f"替人删资料：{number}")
    await admin.says(f"/person {number}")
    admin.sees("没留是谁反映的")


async def test_what_is_left_of_a_case_can_still_be_looked_at(town: Town) -> None:
    _, dispatcher, number = await taken_in(town)
    admin = await town.admin()
    await gone(admin, number)
    await dispatcher.says(f"/case {number}")
    assert "代为登记\n" in f"{dispatcher.sees(number)}\n"


@pytest.mark.parametrize("sent", [False, True])
async def test_who_is_typed_in_afterwards_comes_to_no_case_of_theirs(town: Town, sent: bool) -> None:
    """The dispatcher was about to correct a number when the admin deleted all."""
    _, dispatcher, number = await taken_in(town)
    admin = await town.admin()
    await dispatcher.says("/record 来电 解放路井盖坏了没人修")
    await dispatcher.says(f"{NAME} {PHONE}")
    await dispatcher.presses("改姓名电话")
    if sent:
        await town.passes(minutes=6)
    await gone(admin, number)
    await dispatcher.says(f"{NAME} {PHONE}")
    assert {table for table, rows in (await stored(town)).items() if PHONE in rows} == set()


async def test_a_row_of_a_file_that_could_not_be_handled_goes_too(town: Town) -> None:
    _, _, number = await taken_in(town)
    admin = await town.admin()
    row = pack_inbound(Inbound("row", Address(IMPORTED, "row"), town.now, text="东街垃圾没人收", phone=PHONE))
    async with town.app.db.transaction() as tx:
        await inbox.receive(tx, [inbox.Received(IMPORTED, "row", "row", row, "ValueError")], town.now)
    await gone(admin, number)
    assert {table for table, rows in (await stored(town)).items() if PHONE in rows} == set()


async def test_what_is_pressed_twice_says_that_nobody_is_left(town: Town) -> None:
    _, _, number = await taken_in(town)
    admin, second = await town.admin(), await town.admin("周主任")
    for one in (admin, second):
        await one.says(f"/person {number}")
        await one.presses("全部删除")
    for one, words in ((admin, "都删掉了"), (second, "没留是谁反映的")):
        await one.presses("全部删除")
        one.sees(words)


async def test_who_uses_the_bot_does_it_themselves(town: Town) -> None:
    await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    number = await report(resident, "幸福小区门口路灯坏了一周")
    await admin.says(f"/person {number}")
    admin.sees("本人取、本人删", "/export_my_data", "/delete_my_data")
    for action in ("person-data:1", "person-erase:1", "person-erase-yes:1"):
        await admin.presses_action(action)
        admin.sees("本人取、本人删")
    await resident.says("/my")
    resident.sees(number)


async def test_only_admins(town: Town) -> None:
    member, dispatcher, number = await taken_in(town)
    for person in (member, dispatcher, await town.resident()):
        await person.says(f"/person {number}")
        person.sees("没有这个命令")
        for action in ("person-data:1", "person-erase:1", "person-erase-yes:1"):
            await person.presses_action(action)
            person.sees("现在做不了了")
    assert PHONE in "".join((await stored(town)).values())


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/person", "写上是哪一件"),
        ("/person 王桂芳", "写上是哪一件"),
        (f"/person {PHONE}", "写上是哪一件"),
        ("/person 261123-9999", "261123-9999"),
    ],
)
async def test_wrong_words_get_the_right_form(town: Town, typed: str, answer: str) -> None:
    admin = await town.admin()
    await admin.says(typed)
    admin.sees(answer)
