"""chat: the bot in a terminal, piped and typed."""

import asyncio
import json
import os
import pty
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.console import NAME
from bot.commands import chat as chatting
from bot.commands.common import WrongUse
from bot.commands.people import Role, enrol
from storage import contacts, open_database

LAMP = "幸福小区门口路灯坏了一周"
JUNE = datetime(2026, 6, 1, 1, tzinfo=UTC)


async def talks(role: Role, text: str, name: str = "", unit: str = "") -> None:
    """One person in a terminal, whose input is a pipe."""
    reading, writing = os.pipe()
    try:
        os.write(writing, text.encode())
        os.close(writing)
        await chatting.chat(role, name, unit, reading)
    finally:
        os.close(reading)


async def test_chat_is_the_whole_bot_in_a_terminal(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    await talks(Role.STAFF, "", "张科长", "城管局")
    await talks(Role.ADMIN, "/route 城乡建设 城管局\n/quit\nnever said\n", "李主任")
    capsys.readouterr()
    await talks(
        Role.RESIDENT, f"{LAMP}\nphoto: lamp\nplace: 30.27，120.15\nplace: nowhere\n\n1\n/export_my_data\n", "王阿姨"
    )
    said = capsys.readouterr().out
    assert "您是王阿姨" in said
    assert "1. 提交" in said
    assert "附件 1 个 · 有位置" in said
    assert "place: 30.27,120.15" in said
    assert "已交给城管局" in said
    assert "[chat-files/my-data.json]" in said
    assert json.loads(Path("chat-files/my-data.json").read_text(encoding="utf-8"))["account"][0]["name"] == "王阿姨"
    await talks(Role.STAFF, "/inbox\n1\n", "张科长")
    said = capsys.readouterr().out
    assert "城管局的人" in said
    assert LAMP in said


async def test_chat_sends_files_from_this_machine(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text(f"内容\n{LAMP}\n", encoding="utf-8")
    await talks(Role.ADMIN, "/import\nfile: t.csv\n")
    said = capsys.readouterr().out
    assert "开始导入" in said
    assert "导完了，共 1 行" in said


async def test_roles_are_kept_and_nothing_is_made_twice(database: str) -> None:
    db = await open_database(database)
    for _ in range(2):
        for role in Role:
            await enrol(db, NAME, "小陈", "zh", role, "城管局", JUNE)
    async with db.snapshot() as tx:
        (person,) = await contacts.with_roles(tx)
        memberships = await contacts.memberships(tx, person.id)
        audited = [row["action"] for row in await tx.all("SELECT action FROM audit ORDER BY id")]
    await db.close()
    assert (person.name, person.admin, len(memberships)) == ("小陈", True, 1)
    assert audited == ["unit add", "join", "chat as admin"]


async def test_without_a_unit_there_is_no_staff(database: str) -> None:
    with pytest.raises(WrongUse, match="--unit 城管局"):
        await talks(Role.STAFF, "")


async def test_a_person_is_asked_before_a_unit_is_made(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def at_a_terminal(typed: str, unit: str = "") -> str:
        ours, theirs = pty.openpty()
        try:
            os.write(ours, typed.encode())
            await chatting.chat(Role.STAFF, "张科长", unit, theirs)
        finally:
            os.close(ours)
            os.close(theirs)
        return capsys.readouterr().out

    with pytest.raises(WrongUse, match="Without a unit"):
        await at_a_terminal("/quit\n")
    capsys.readouterr()
    said = await at_a_terminal("城管局\n/quit\n")
    assert "还没有单位。第一个单位叫什么？" in said  # in the language of the settings
    assert "城管局的人" in said
    with pytest.raises(WrongUse, match="The units are: 城管局"):
        await at_a_terminal("n\n", "成管局")
    said = await at_a_terminal("是\n/quit\n", "教育局")
    assert "还没有“教育局”这个单位。要新建吗？" in said
    assert "教育局的人" in said
    assert "卫健委的人" in await at_a_terminal("y\n/quit\n", "卫健委")
    assert "城管局的人" in await at_a_terminal("/quit\n"), "the first one"


async def test_while_nobody_types_the_clock_goes_on(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A draft that nobody sends is sent by itself."""
    monkeypatch.setattr(chatting, "KNOCK", 0.05)
    monkeypatch.setenv("QUIET_MINUTES", "0.001")
    reading, writing = os.pipe()
    os.write(writing, f"{LAMP}\n".encode())
    talking = asyncio.create_task(chatting.chat(Role.RESIDENT, "王阿姨", "", reading))
    async with asyncio.timeout(20):
        said = ""
        while "编号" not in said:
            await asyncio.sleep(0.02)
            said += capsys.readouterr().out
        os.close(writing)
        await talking
    os.close(reading)
