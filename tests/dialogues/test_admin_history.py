"""What admins changed can be read and undone, step by step; what went wrong can be seen and tried again."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.channels.console import NAME
from bot.messages import Address, Outbound, Outcome, Receipt, pack_outbound
from handlers import timed
from storage import audit, contacts, inbox, offices, outbox
from storage.records import OutboxRow
from tests.town import Town


@pytest.fixture(autouse=True)
async def _no_handler_raises(town: Town) -> AsyncIterator[None]:
    yield
    async with town.app.db.snapshot() as tx:
        assert await inbox.waiting(tx) == 0


CHANGES = (  # in order; each is undone below, the last one first
    ("/unit add 城管局", "新增单位：城管局"),
    ("/unit rename 城管局 市政局", "单位改名：城管局 → 市政局"),
    ("/schedule 市政局 09:00", "改日报时间：市政局 08:00 → 09:00"),
    ("/unit 市政局 chart on", "日报附走势图：市政局"),
    ("/unit 市政局 empty off", "没事不发日报：市政局"),
    ("/area add 幸福里", "新增区域：幸福里"),
    ("/area rename 幸福里 高兴里", "区域改名：幸福里 → 高兴里"),
    ("/route 城乡建设 市政局", "设单位：城乡建设 → 市政局"),
    ("/route 城乡建设 高兴里 市政局", "设单位：城乡建设 · 高兴里 → 市政局"),
    ("/route remove 城乡建设", "删分派：城乡建设 → 市政局"),
    ("/area retire 高兴里", "停用区域：高兴里"),
    ("/category add 物业 Estates", "新增类别：物业"),
    ("/category rename 物业 物业管理 Estate care", "类别改名：物业 → 物业管理 / Estate care"),
    ("/category limit 物业管理 9", "改时限：物业管理 5 → 9"),
    ("/category retire 物业管理", "停用类别：物业管理"),
    ("/unit restore 市政局", ""),  # it is in use: nothing changes, so there is nothing to undo
    ("/unit retire 市政局", ""),  # asks first
)


async def state(town: Town) -> str:
    """All that admins set up and is in use."""
    tables = {
        "units": "name, hour, chart, ledger, empty_digest, group_chat FROM units WHERE retired_at IS NULL",
        "areas": "name FROM areas WHERE retired_at IS NULL",
        "categories": "code, zh, en, limit_days FROM categories WHERE retired_at IS NULL",
        "routes": "id, category_id, area_id, unit_id FROM routes",
    }
    async with town.app.db.snapshot() as tx:
        rows = {name: [dict(row) for row in await tx.all(f"SELECT {sql} ORDER BY id")] for name, sql in tables.items()}
    return json.dumps(rows)


async def test_each_kind_of_change_is_undone_in_turn(town: Town) -> None:
    admin = await town.admin()
    states = []
    for words, said in CHANGES:
        before = await state(town)
        await admin.says(words)
        if said:
            states.append((before, said))
        else:
            assert await state(town) == before, words
    for before, said in reversed(states):
        await admin.says("/undo")
        admin.sees("撤销了", "李主任", said)
        assert await state(town) == before, said
    await admin.says("/undo")
    admin.sees("没有可以撤销的改动了")
    await admin.says("/units")
    admin.sees("在用 0 个", "城管局（停用）")
    await admin.says("/category Estates")
    admin.sees("物业（Estates），已停用")


async def test_undo_goes_further_back_by_its_button(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/unit add 城管局")
    await admin.says("/area add 幸福里")
    await admin.says("/undo")
    admin.sees("新增区域：幸福里")
    await admin.presses("再往前撤一步")
    admin.sees("新增单位：城管局")
    await admin.presses("再往前撤一步")
    admin.sees("没有可以撤销的改动了")


async def test_a_change_that_something_else_followed_is_not_undone_but_the_one_before_is(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/area add 幸福里")
    await admin.says("/unit add 城管局")
    await admin.says("/unit 城管局 group", group="-100")
    async with town.app.db.transaction() as tx:  # the group became a supergroup
        await tx.run("UPDATE units SET group_chat = '-1000'")
    await admin.says("/undo")
    admin.sees("这一步撤不了", "绑定群：城管局")
    await admin.presses("再往前撤一步")
    admin.sees("这一步撤不了", "新增单位：城管局")
    await admin.presses("再往前撤一步")
    admin.sees("撤销了", "新增区域：幸福里")


async def test_a_change_is_undone_though_something_else_about_the_same_thing_changed_by_itself(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/unit add 城管局")
    await admin.says("/unit 城管局 group", group="-100")
    await admin.says("/unit hour 城管局 09:30")
    async with town.app.db.transaction() as tx:
        await offices.move_group(tx, NAME, "-100", "-1000")  # it became a supergroup
    await admin.says("/undo")
    admin.sees("撤销了")
    await admin.says("/unit 城管局")
    admin.sees("08:00", "发到群里")
    assert town.app.office.units[1].group_chat == "-1000"


async def test_a_name_that_was_given_to_another_is_not_taken_back(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/unit add 甲局")
    await admin.says("/unit rename 甲局 乙局")
    await admin.says("/unit add 甲局")
    await admin.says("/undo")
    admin.sees("撤销了", "新增单位：甲局")  # retired, so it keeps its name
    await admin.says("/undo")
    admin.sees("这一步撤不了", "单位改名：甲局 → 乙局")
    await admin.says("/unit 乙局")
    admin.sees("乙局")


async def test_a_retired_unit_comes_back_with_its_group(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/unit add 城管局")
    await admin.says("/unit 城管局 group", group="-100")
    await admin.says("/unit retire 城管局")
    admin.sees("城管局（已停用）", "发到每个人")
    await admin.says("/undo")
    admin.sees("停用单位：城管局")
    await admin.says("/unit 城管局")
    assert "停用" not in admin.sees("发到群里")


async def test_a_role_of_somebody_who_is_gone_is_not_given_back(town: Town) -> None:
    admin, dispatcher = await town.admin(), await town.dispatcher()
    await admin.says("/unit add 城管局")
    await admin.says("/roles")
    await admin.presses("收回：小陈")
    await dispatcher.says("/delete_my_data")
    await dispatcher.presses("全部删除")
    await admin.says("/undo")
    admin.sees("撤销了", "新增单位：城管局")  # what came before it is not out of reach
    async with town.app.db.snapshot() as tx:
        assert [p.name for p in await contacts.with_roles(tx)] == ["李主任"]


async def test_the_audit_says_who_what_and_when_page_by_page(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("王主任")
    await admin.says("/unit add 城管局")
    await town.passes(hours=1)
    await second.says("/unit rename 城管局 市政局")
    await second.says("/undo")
    await admin.says("/audit")
    admin.sees(
        "6月1日 10:00 王主任 撤销：城管局 → 市政局",
        "王主任 单位改名：城管局 → 市政局（已撤销）",
        "6月1日 09:00 李主任 新增单位：城管局",
    )
    for n in range(10):
        await admin.says(f"/area add 第{n}街道")
    await admin.says("/audit")
    text = admin.sees("第9街道", "第0街道")
    assert "城管局" not in text
    await admin.presses("下一页")
    admin.sees("新增单位：城管局")
    await admin.presses("返回")
    admin.sees("第9街道")


async def test_an_invite_stands_in_the_audit_and_is_nothing_to_undo(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/invite dispatcher")
    await admin.says("/undo")
    admin.sees("没有可以撤销的改动了")
    await admin.says("/audit")
    admin.sees("李主任 发邀请：派单员")


async def test_an_empty_audit_says_so(town: Town) -> None:
    admin = await town.admin()
    await admin.presses_action("audit:1")
    admin.sees("还没有改动")


async def test_a_line_of_an_unknown_kind_is_shown_as_it_is(town: Town) -> None:
    admin = await town.admin()
    async with town.app.db.transaction() as tx:
        await audit.note(tx, actor=None, at=town.now, action="restored a backup", subject="kaimen.db")
    await admin.says("/audit")
    admin.sees("系统 restored a backup：kaimen.db")


# Failures


async def test_failures_are_shown_and_tried_again(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    await admin.says("/failures")
    admin.sees("一切正常")
    await resident.says("小区路灯坏了")
    async with town.app.db.transaction() as tx:
        body = await _packed(town, resident.id, "井盖也没了")
        await inbox.receive(tx, [inbox.Received("console", "bad-1", resident.id, body)], town.now)
        await tx.run("UPDATE inbox SET state = 'dead', error = 'ValueError: call 13812345678' WHERE key = 'bad-1'")
        id = await tx.value("SELECT id FROM inbox WHERE key = 'bad-1'")
        sent = await outbox.add(tx, "console", "77", "{}", town.now)
        await tx.run("UPDATE outbox SET state = 'refused', reason = 'blocked' WHERE id = :id", id=sent)
    await admin.says("/failures")
    text = admin.sees("没处理成", f"{id} console ValueError", "没送到", "blocked")
    assert "13812345678" not in text
    await admin.presses(f"再试 {id}")
    admin.sees("这就再处理一次")
    resident.sees("井盖也没了")
    await admin.says(f"/retry {id}")
    admin.sees("没法再处理")
    for wrong in ("", "abc", "-1", "9" * 30):
        await admin.says(f"/retry {wrong}")
        admin.sees("/retry 12")


async def test_of_what_was_given_up_admins_hear_once_and_can_send_it_again(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    await resident.says("/start")
    given_up = Receipt(Outcome.GIVEN_UP, reason="NetworkError: Bad Gateway")
    async with town.app.db.transaction() as tx:
        said = [pack_outbound(Outbound(Address("console", resident.id), text)) for text in ("路灯修好了", "井盖也好了")]
        ids = [await outbox.add(tx, "console", resident.id, body, town.now) for body in said]
        rows = [
            OutboxRow(id, "console", resident.id, body, None, 11, True, "") for id, body in zip(ids, said, strict=True)
        ]
        await outbox.finish(tx, [outbox.Result(row.id, "dead", town.now, reason=given_up.reason) for row in rows])
        for row in rows:
            await timed.heard(town.app.office, tx, row, given_up, town.now)
    await town.app.pipeline.drain()
    assert [s.text for s in town.shown(admin.id) if "没发出去" in s.text] == [
        f"有消息试了很多次都没发出去（编号 {rows[0].id}）。发 /failures 查看，可以再发。"
    ]
    await admin.says("/failures")
    failures = admin.last
    await admin.presses(f"再发 {rows[1].id}")
    admin.sees("这就再发一次")
    resident.sees("井盖也好了")
    await admin.presses(f"再发 {rows[1].id}", in_message=failures)
    admin.sees("没法再发")


async def _packed(town: Town, chat: str, text: str) -> str:
    from bot.messages import pack_inbound

    return pack_inbound(town.people[chat].inbound(text=text))
