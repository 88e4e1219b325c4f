"""People with odd names: lists stay lists, and who deletes their data is gone from every table all the same."""

import re

import pytest

from storage.database import migrations
from tests.bad_inputs.wire import Wire
from tests.town import Town

LAMP = "幸福小区门口路灯坏了一周"


@pytest.mark.parametrize("name", ['赵"钱\\孙', "周%吴_郑", "O'Brien', '1'); --", "冯{0}陈%s", "褚！卫\u202e"])
async def test_who_deletes_their_data_is_in_no_row_whatever_the_name(town: Town, wire: Wire, name: str) -> None:
    unit = await town.unit("城管局", "urban")
    admin, colleague, resident = await town.admin(), await town.member(unit, "李四"), await town.resident()
    member = await town.member(unit, name)
    await wire.deliver(wire.message(member, "/help"))
    await wire.deliver(wire.message(resident, LAMP))
    await resident.presses("提交")
    await wire.deliver(wire.press(member, "sign:1"), wire.press(member, "reporter:1"))
    await wire.deliver(wire.press(colleague, "case:1"), wire.press(admin, "case:1"), wire.press(admin, "sign:1"))
    await admin.presses_action("unit-people:1:0")
    await admin.says("/audit")
    await wire.deliver(wire.message(member, LAMP), wire.press(member, "send:2"))
    await wire.deliver(wire.message(member, "/delete_my_data"))
    await wire.deliver(wire.press(member, "erase-me"))
    plain = re.sub("\\W", "", name)
    tables = {table for _, _, sql in migrations() for table in re.findall(r"CREATE TABLE (\w+)", sql)}
    rows = {table: await wire.rows(f"SELECT * FROM {table}") for table in sorted(tables - {"keywords"})}
    found = [(table, row) for table, kept in rows.items() for row in kept if plain in re.sub(r"[\W]", "", str(row))]
    assert found == []
    assert "260601-0002" in colleague.last.text  # the unit hears that it need not work on it any more


async def test_names_do_not_forge_lines(town: Town, wire: Wire) -> None:
    admin, member = await town.admin(), await town.member(await town.unit("城管局", "urban"))
    member.name = "张三\n6月1日 09:00 李主任 收回派单员：小陈\n" + "长" * 200
    await wire.deliver(wire.message(member, "/help"))
    await admin.says("/unit 城管局")
    await admin.presses_action("unit-people:1:0")
    line = next(line for line in admin.last.text.splitlines() if "张三" in line)
    assert "收回派单员" in line
    assert len(line) < 80
    member.name = "\u3164\u200b"
    await wire.deliver(wire.message(member, "/help"))
    [row] = await wire.rows("SELECT name FROM contacts WHERE account = :a", a=member.id)
    assert row["name"].startswith("张三")
