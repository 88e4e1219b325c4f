"""Invites and roles: who may do what is decided by today's roles, and nobody promotes themselves."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from bot.messages import Kind
from handlers import BUTTONS, COMMANDS
from handlers.turn import Needs
from storage import contacts, inbox, invites
from tests.town import Person, Said, Town


@pytest.fixture(autouse=True)
async def _no_handler_raises(town: Town) -> AsyncIterator[None]:
    yield
    async with town.app.db.snapshot() as tx:
        assert await inbox.waiting(tx) == 0


def code_in(said: Said) -> str:
    """The code in an invitation."""
    found = re.search(r"/join ([\w-]{22})$", said.text)
    assert found, said.text
    return found[1]


async def id_of(town: Town, person: Person) -> int:
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT id FROM contacts WHERE account = :a", a=person.id))


async def test_an_invite_by_words_brings_a_member_in_once(town: Town) -> None:
    admin, guest, other = await town.admin(), await town.person("张科长"), await town.person("路人")
    await town.unit("城管局", "urban")
    await admin.says("/invite 城管局")
    admin.saw("邀请做好了：城管局成员", "只能用一次", "6月8日（周一）前有效")
    code = code_in(admin.last)
    await guest.says(f"/join {code}")
    guest.saw("您已加入城管局")
    await other.says(f"/join {code}")
    other.sees("用不了")
    await admin.says("/unit 城管局")
    admin.sees("1 人，负责人 0 人")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM invites WHERE digest = :code", code=code) == 0  # not kept as it is


async def test_an_invite_by_buttons_for_a_lead(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("张科长")
    await town.unit("城管局", "urban")
    await admin.says("/invite")
    await admin.presses("单位成员")
    await admin.presses("城管局")
    await admin.presses("负责人")
    admin.saw("邀请做好了：城管局负责人")
    await guest.says(f"/join {code_in(admin.last)}")
    await admin.says("/unit 城管局")
    await admin.presses("成员")
    admin.sees("城管局的成员（1 人）", "张科长（负责人）")


async def test_an_invite_for_a_lead_makes_one_of_who_is_a_member_already(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("张科长")
    await town.unit("城管局", "urban")
    for words, says in (
        ("/invite 城管局", "您已加入城管局。"),
        ("/invite 城管局 lead", "您已加入城管局，是负责人。"),
        ("/invite 城管局", "您已加入城管局，是负责人。"),  # no invite makes less of anybody
    ):
        await admin.says(words)
        await guest.says(f"/join {code_in(admin.last)}")
        guest.sees(says)
    await admin.says("/unit 城管局")
    admin.sees("1 人，负责人 1 人")
    await admin.says("/audit")
    admin.sees("张科长 设为负责人：张科长 → 城管局")


async def test_the_invitation_is_a_deep_link_where_the_channel_has_them(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("小陈")
    town.app.office.bot_link = "https://t.me/kaimen_bot"
    await admin.says("/invite dispatcher")
    code = code_in(admin.last)
    admin.sees(f"https://t.me/kaimen_bot?start={code}\n", f"/join {code}")
    await guest.says(f"/start {code}")
    guest.saw("您现在是派单员了")
    await admin.says("/roles")
    admin.sees("管理员：李主任", "派单员：小陈")


async def test_an_invite_expires_after_seven_days_and_can_be_cancelled(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("小陈")
    await admin.says("/invite admin")
    old, answer = code_in(admin.last), admin.saw("邀请做好了")
    await town.passes(days=7)
    await guest.says(f"/join {old}")
    guest.sees("用不了")
    await admin.presses("作废这个邀请", in_message=answer)
    admin.sees("已经用掉或过期了")
    await admin.says("/invite admin")
    new = code_in(admin.last)
    await admin.presses("作废这个邀请")
    admin.sees("作废了")
    await guest.says(f"/join {new}")
    guest.sees("用不了")


async def test_after_five_wrong_codes_even_a_right_one_is_not_looked_at_for_a_while(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("小陈")
    await admin.says("/invite dispatcher")
    code = code_in(admin.last)
    for n in range(5):
        await guest.says(f"/join {'x' * 21}{n}")
        guest.sees("用不了")
    await guest.says(f"/join {code}")
    guest.sees("试错太多次了")
    await guest.says("/delete_my_data")  # is no way round it
    await guest.presses("全部删除")
    await guest.says(f"/join {code}")
    guest.sees("试错太多次了")
    await town.passes(minutes=15)
    await guest.says(f"/join {code}")
    guest.saw("您现在是派单员了")


async def test_codes_have_128_random_bits(town: Town) -> None:
    admin = await town.admin()
    codes = set()
    for _ in range(5):
        await admin.says("/invite dispatcher")
        codes.add(code_in(admin.last))
    assert len(codes) == 5  # each has 22 characters of base64: 16 bytes


async def test_wrong_words_about_invites(town: Town) -> None:
    admin = await town.admin()
    await town.unit("城管局")
    for words, answer in (
        ("城管局 局长", "/invite 城管局 lead"),
        ("城管局 admin", "/invite 城管局 lead"),
        ("水务局", "没有叫“水务局”的单位"),
    ):
        await admin.says(f"/invite {words}")
        admin.sees(answer)
    for action in ("invite-make:admin:1", "invite-make:lead:0", "invite-make:king:0", "invite-make:member:9"):
        await admin.presses_action(action)
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM invites") == 0


# Taking roles away


async def test_a_removed_member_can_do_nothing_from_the_next_press_on(town: Town) -> None:
    admin = await town.admin()
    unit = await town.unit("城管局", "urban")
    member, stays = await town.member(unit), await town.member(unit, "老李", lead=True)
    await member.says("/inbox")
    member.sees("城管局")
    await admin.says("/unit 城管局")
    await admin.presses("成员")
    admin.sees("张科长", "老李（负责人）")
    await admin.presses("移除：张科长")
    assert "张科长" not in admin.sees("城管局的成员（1 人）")
    member.saw("您不再是城管局成员了")
    await member.says("/inbox")
    member.sees("没有这个命令")
    await stays.says("/inbox")
    stays.sees("城管局")
    await admin.says("/undo")
    admin.sees("移除成员：张科长 · 城管局")
    await member.says("/inbox")
    member.sees("城管局")


async def test_leads_are_made_and_unmade_but_not_by_themselves(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("王主任")
    unit = await town.unit("城管局", "urban")
    await town.member(unit, person=admin)
    await town.member(unit, "张科长")
    await admin.says("/unit 城管局")
    await admin.presses("成员")
    await admin.presses("设为负责人：张科长")
    admin.sees("张科长（负责人）")
    await admin.presses("设为负责人：李主任")
    admin.sees("自己的权限不能自己加")
    await second.presses_action(f"unit-people:{unit.id}:0")
    await second.presses("设为负责人：李主任")
    second.sees("李主任（负责人）")
    await second.presses("不再负责：李主任")
    await admin.says("/undo")
    admin.sees("自己的权限不能自己加")


async def test_the_last_admin_stays(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/roles")
    await admin.presses("收回：李主任（管理员）")
    admin.sees("最后一位联系得上的管理员", "/invite admin")
    second = await town.admin("王主任")
    await second.says("/roles")
    await second.presses("收回：李主任")
    second.sees("管理员：王主任")
    admin.saw("您不再是管理员了")
    await admin.says("/roles")
    admin.sees("没有这个命令")
    await second.presses("收回：王主任")
    second.sees("最后一位联系得上的管理员")
    await second.says("/delete_my_data")
    await second.presses("全部删除")
    second.sees("最后一位管理员")


async def test_of_two_admins_who_remove_each_other_at_the_same_moment_one_stays(town: Town) -> None:
    first, second = await town.admin(), await town.admin("王主任")
    presses = [
        one.inbound(kind=Kind.PRESS, choice=f"role-remove:{await id_of(town, other)}:admin", press="p")
        for one, other in ((first, second), (second, first))
    ]
    pipeline = town.app.pipeline
    await pipeline.receive(presses)
    await asyncio.gather(pipeline.handle_some(1), pipeline.handle_some(1))
    await pipeline.drain()
    async with town.app.db.snapshot() as tx:
        assert len(await contacts.office(tx, admins=True)) == 1


async def test_an_admin_who_cannot_be_reached_does_not_count_as_the_last_one(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("王主任")
    async with town.app.db.transaction() as tx:
        await contacts.block(tx, "console", second.id, town.now)
    await admin.says("/roles")
    admin.sees("管理员：李主任、王主任")
    await admin.presses("收回：李主任")
    admin.sees("最后一位联系得上的管理员")
    await admin.presses("收回：王主任")
    admin.sees("管理员：李主任")


async def test_an_admin_leaves_and_cannot_come_back_by_an_invite_of_their_own(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("王主任")
    await admin.says("/invite admin")
    code = code_in(admin.last)
    await admin.says("/roles")
    await admin.presses("收回：李主任（管理员）")
    admin.saw("您不再是管理员了")
    await admin.says(f"/join {code}")
    admin.sees("用不了")
    await admin.says("/undo")
    admin.sees("没有这个命令")
    await second.says("/audit")
    second.sees("李主任 收回管理员：李主任")


async def test_ones_own_invite_opens_no_more_than_one_has(town: Town) -> None:
    admin, second = await town.admin(), await town.resident("小陈")
    await admin.says("/unit add 城管局")
    for role in ("dispatcher", "城管局 lead"):
        await admin.says(f"/invite {role}")
        code = code_in(admin.last)
        await admin.says(f"/join {code}")
        admin.sees("自己的权限不能自己加", "转给别人")
        await second.says(f"/join {code}")
        second.never_saw("用不了")
    await admin.says("/invite 城管局")
    await admin.says(f"/join {code_in(admin.last)}")
    admin.sees("城管局", "/inbox")
    async with town.app.db.snapshot() as tx:
        assert {p.name for p in await contacts.with_roles(tx) if p.dispatcher} == {"小陈"}


async def test_nobody_undoes_the_loss_of_their_own_role(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("王主任")
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE contacts SET dispatcher = TRUE WHERE account = :a", a=admin.id)
    await second.says("/roles")
    await second.presses("收回：李主任（派单员）")
    await admin.says("/undo")
    admin.sees("自己的权限不能自己加")
    await second.says("/undo")
    second.sees("收回派单员：李主任")


async def test_undo_does_not_touch_who_joined_and_never_the_last_admin(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("小陈")
    await admin.says("/unit add 城管局")
    await admin.says("/invite dispatcher")
    await guest.says(f"/join {code_in(admin.last)}")
    await admin.says("/undo")
    admin.sees("新增单位：城管局")
    await admin.says("/undo")
    admin.sees("没有可以撤销的改动了")
    await guest.says("/triage")
    guest.never_saw("没有这个命令")


async def test_after_deletion_no_line_of_the_audit_names_the_person(town: Town) -> None:
    admin, person = await town.admin(), await town.person("赵小明")
    unit = await town.unit("城管局", "urban")
    await admin.says("/invite 城管局")
    await person.says(f"/join {code_in(admin.last)}")
    await admin.says("/unit 城管局")
    await admin.presses("成员")
    await admin.presses("设为负责人：赵小明")
    await admin.says("/undo")
    await admin.says("/invite admin")
    await person.says(f"/join {code_in(admin.last)}")
    await person.says("/invite admin")
    left = code_in(person.last)
    await person.says("/delete_my_data")
    await person.presses("全部删除")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM audit WHERE subject LIKE '%赵小明%'") == 0
        assert await tx.value("SELECT COUNT(*) FROM audit WHERE subject = '城管局'") >= 1
        assert await contacts.people_of_unit(tx, unit.id) == []
    async with town.app.db.transaction() as tx:
        assert await invites.use(tx, left, 1, town.now) is None
    await admin.says("/audit")
    assert "赵小明" not in admin.sees("最近的改动")


# Others


async def test_nobody_else_sees_or_does_any_of_it(town: Town) -> None:
    await town.admin()
    unit = await town.unit("城管局", "urban")
    member, dispatcher, resident = await town.member(unit), await town.dispatcher(), await town.resident()
    ex = await town.member(unit, "老王")
    await town.leaves(unit, ex)
    commands = [c.name for c in COMMANDS if c.needs is Needs.ADMIN]
    assert len(commands) >= 16
    buttons = [name for name, button in BUTTONS.items() if button.needs is Needs.ADMIN]
    async with town.app.db.snapshot() as tx:
        before = await tx.value("SELECT COUNT(*) FROM audit")
    for person in (member, dispatcher, resident, ex):
        await town.deliver(*(person.inbound(text=f"/{name} 城管局") for name in ("nosuchcommand", *commands)))
        unknown, *answers = town.shown(person.id)[-len(commands) - 1 :]
        assert [name for name, said in zip(commands, answers, strict=True) if said.text != unknown.text] == []
        tails = ("", ":1", ":1:1", ":1:on", ":0", ":1:admin", ":1:100:路灯")
        actions = [name + tail for tail in tails for name in ("no-such-button", *buttons)]
        for tail in tails:
            some = [action for action in actions if action.partition(":")[1:] == tail.partition(":")[1:]]
            await town.deliver(*(person.inbound(kind=Kind.PRESS, choice=action, press=action) for action in some))
        answers = town.shown(person.id)[-len(actions) :]
        assert [a for a, said in zip(actions, answers, strict=True) if said.text != answers[0].text] == []
        assert answers[0].text
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM audit") == before


async def test_what_an_admin_was_asked_is_not_answered_by_an_ex_admin(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("王主任")
    await admin.presses_action("unit-new")
    await second.presses_action(f"role-remove:{await id_of(town, admin)}:admin")
    await admin.says("影子局")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM units") == 0


async def test_a_person_without_a_name_is_shown_by_a_number(town: Town) -> None:
    admin, guest = await town.admin(), await town.person("")
    await admin.says("/invite dispatcher")
    await guest.says(f"/join {code_in(admin.last)}")
    await admin.says("/roles")
    admin.sees(f"派单员：#{await id_of(town, guest)}")
    await admin.presses(f"收回：#{await id_of(town, guest)}")
    admin.sees("派单员：还没有")
