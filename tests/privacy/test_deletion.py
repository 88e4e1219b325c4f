"""After deletion no row of any table names the person: a resident, and somebody who worked here in every role."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot import logs
from bot.channels.telegram.inbound import read, unreadable
from bot.messages import Location, Media, MediaKind
from bot.settings import LogFormat
from handlers import finding
from storage import facts, open_database
from tests.privacy.tables import TABLES, stored
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
NAME, ACCOUNT, PHONE = "王桂芳", "7700123456", "13812345678"
WORKER, WORKERS_ACCOUNT = "欧阳明德", "7700654321"
WORDS = ("我叫王桂芳", "住三栋二零二", "photo-of-wang", "30.512345", "王桂芳家")


async def traces(town: Town, *marks: str) -> list[tuple[str, str]]:
    """Which of these stand in which table, also where quotes and characters are written in another way."""
    kept = await stored(town)
    return [
        (mark, table)
        for table, rows in kept.items()
        for mark in marks
        if mark in rows or json.dumps(mark)[1:-1] in rows.replace("\\\\", "\\")
    ]


async def called(town: Town, name: str, account: str) -> Person:
    """Somebody whose account is found nowhere by chance."""
    person = await town.resident(name)
    person.id = account
    town.people[account] = person
    return person


async def case_id(town: Town, number: str) -> int:
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT id FROM cases WHERE number = :n", n=number))


async def lived(town: Town) -> tuple[Person, Person, Person]:
    """Everything that can happen happens to both: the resident, the worker, an admin who stays."""
    city, water = await town.unit("城管局", "urban"), await town.unit("水务局")
    admin, dispatcher = await town.admin(), await town.dispatcher()
    await town.admin("周主任")
    wang, worker = await called(town, NAME, ACCOUNT), await called(town, WORKER, WORKERS_ACCOUNT)
    # The worker comes by an invite, leads a unit, belongs to another, and becomes admin and dispatcher.
    await admin.says("/invite member 城管局")
    await worker.says("/join " + "x" * 22)
    await worker.says("/start")
    await town.member(city, WORKER, lead=True, person=worker)
    await town.member(water, WORKER, person=worker)
    await town._role(worker, admin=True, dispatcher=True)
    await worker.says("/invite dispatcher")
    await worker.says(f"/replies 城管局 add 有事请找{WORKER}")
    await worker.says("/area add 幸福街道")
    await worker.says("/calendar 2026-10-08 放假")
    await worker.says("/subscribe 城管局 周报 周五 17:00")
    await admin.says("/roles")
    await admin.says("/audit")
    # The resident writes, with everything that one can send, and it is corrected by a person.
    await town.deliver(wang.inbound(phone=PHONE))
    await wang.says(f"{LAMP}，我叫王桂芳，住三栋二零二")
    await wang.sends_photo("photo-of-wang")
    await town.deliver(wang.inbound(location=Location(30.512345, 104.2, "王桂芳家")))
    await wang.presses("换类别")
    await wang.presses("教育")
    await wang.presses("提交")
    case = await case_id(town, wang.sees_number())
    await dispatcher.presses_action(f"triage-case:{case}")
    await dispatcher.presses_action(f"sort-to:{case}:{city.id}")
    await worker.presses_action(f"reporter:{case}")
    await worker.presses_action(f"sign:{case}")
    await worker.presses_action(f"help-choose:{case}")
    await worker.presses_action(f"help-to:{case}:{water.id}")
    await worker.says(f"查线路，找{WORKER}")
    await worker.presses_action(f"help-done:{case}")
    await worker.says(f"{WORKER}查过了")
    await worker.presses_action(f"resolve:{case}")
    await worker.says(f"{WORKER}已换灯，请王桂芳看看")
    # Somebody else's case, which the worker answers and the resident supports.
    neighbour = await town.resident("孙大壮")
    await neighbour.says("东街井盖丢了，很危险")
    await neighbour.presses("提交")
    other = await case_id(town, neighbour.sees_number())
    await worker.presses_action(f"sort-to:{other}:{city.id}")
    await worker.presses_action(f"answer:{other}")
    await worker.says(f"我是{WORKER}，明天来修")
    await wang.presses_action(f"support:0:{other}")
    async with town.app.db.transaction() as tx:
        me = await tx.value("SELECT id FROM contacts WHERE account = :a", a=ACCOUNT)
        await tx.run("INSERT INTO supports (case_id, contact_id, at) VALUES (:c, :p, :at)", c=other, p=me, at=town.now)
    # Taken in for somebody by the worker; a message that cannot be handled; a file that waits to be imported.
    await worker.says("/record 来电 解放路路灯坏了没人修")
    await worker.says("赵秀兰 13912345678")
    await worker.presses("提交")
    await town.clock_strikes("08:00", days=1)
    await wang.says("王桂芳还有话说，没写完")
    await town.clock_strikes("08:00", days=6)
    await town.deliver(
        worker.inbound(text="/import", media=(Media(MediaKind.DOCUMENT, "f1", name=f"{WORKER}.csv"),)),
        wang.inbound(text="王桂芳又来了，我叫王桂芳"),
    )
    await worker.says("/topics")
    await worker.says("/join " + "y" * 22)
    await admin.says("/audit")
    return wang, worker, admin


async def erased(person: Person) -> None:
    await person.says("/delete_my_data")
    await person.presses("全部删除")
    person.sees("都删掉了")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that people send are copied there."""
    monkeypatch.setenv("FILES", str(tmp_path / "files"))


async def test_no_row_of_any_table_and_no_log_names_them(
    folder: None, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("DEBUG", LogFormat.TEXT)
    wang, worker, admin = await lived(town)
    kept = await stored(town)
    # By importing, by learning from files and by outlines of areas nobody is named.
    others = {"learned_examples", "outlines", "keywords"}
    assert {table for table in TABLES if table not in others and not kept[table]} == set()
    assert await traces(town, NAME, WORKER, ACCOUNT, WORKERS_ACCOUNT, PHONE)
    words = {table for mark, table in await traces(town, NAME)}
    assert {"contacts", "cases", "entries", "events", "outbox", "learned_words"} <= words
    assert {"audit", "replies", "entries", "outbox", "tasks"} <= {table for _, table in await traces(town, WORKER)}
    await erased(wang)
    assert await traces(town, NAME, ACCOUNT, PHONE, *WORDS) == []
    await erased(worker)
    assert await traces(town, WORKER, WORKERS_ACCOUNT, NAME, ACCOUNT, PHONE, *WORDS) == []
    await town.passes(days=1)
    await admin.says("/audit")
    await admin.says("/roles")
    assert await traces(town, WORKER, WORKERS_ACCOUNT, NAME, ACCOUNT, PHONE, *WORDS) == []
    admin.saw("有事请找**")
    logged = capsys.readouterr().err
    assert "handled" in logged
    assert [mark for mark in (NAME, WORKER, ACCOUNT, WORKERS_ACCOUNT, PHONE, *WORDS) if mark in logged] == []


async def test_what_nobody_could_read_or_handle_goes_with_them(town: Town) -> None:
    """An update that cannot be parsed has no chat, and what fails in a group has the group's; both have their words."""

    async def fails(*_: object) -> None:
        raise ValueError(WORDS[0])

    wang, sun = await called(town, NAME, ACCOUNT), await called(town, "孙大壮", f"{ACCOUNT}9")
    for number, person in enumerate((wang, sun)):
        await person.says("你好")
        named = {"id": int(person.id), "is_bot": False, "first_name": person.name}
        update = {"update_id": number, "message": {"message_id": 1, "date": "?", "from": named, "text": LAMP}}
        broken = read(update, "console", "", town.now)
        assert broken is not None
        await town.deliver(
            broken, unreadable(json.dumps({**update, "update_id": 8 + number})[:-1], "console", town.now)
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town.app.pipeline, "_dispatch", fails)
        await wang.says(f"/help {WORDS[0]}", group="-100")
        for _ in range(2):
            town.now += timedelta(seconds=10)
            await town.app.pipeline.drain()
    assert {table for _, table in await traces(town, NAME, ACCOUNT)} == {"contacts", "inbox", "outbox"}
    await erased(wang)
    left = [mark for mark, _ in await traces(town, NAME, f"{ACCOUNT},", f'{ACCOUNT}"', f"{ACCOUNT}'")]
    assert left == []
    async with town.app.db.snapshot() as tx:
        kept = await tx.all("SELECT body FROM inbox WHERE state = 'dead' ORDER BY id")
    assert [sun.id in row["body"] for row in kept] == [False, False, True, True, False]  # another's is another's


async def test_what_an_error_quoted_goes_when_the_message_is_handled_after_all(town: Town) -> None:
    """An error may say what somebody wrote; it is kept for the next try, and no longer."""

    async def fails(*_: object) -> None:
        raise ValueError(WORDS[0])

    wang = await called(town, NAME, ACCOUNT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town.app.pipeline, "_dispatch", fails)
        await wang.says(f"{LAMP}，{WORDS[0]}")
    assert WORDS[0] in (await stored(town))["inbox"]
    await town.passes(seconds=10)
    wang.saw("草稿")
    assert await traces(town, NAME) == [(NAME, "cases"), (NAME, "contacts"), (NAME, "entries"), (NAME, "outbox")]
    await erased(wang)
    assert await traces(town, NAME, ACCOUNT, *WORDS) == []


async def test_no_byte_of_the_file_names_them_whatever_sqlite_was_built_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleting a row leaves it in the file, unless SQLite is told otherwise."""
    connect = sqlite3.connect

    def as_others_build_it(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.execute("PRAGMA secure_delete=OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", as_others_build_it)
    db = await open_database(f"sqlite:///{tmp_path}/kaimen.db")
    for _ in range(2):
        async with db.transaction() as tx:
            await facts.remove(tx, NAME) or await facts.put(tx, NAME, NAME * 2000)
    await db.close()
    assert NAME.encode() not in (tmp_path / "kaimen.db").read_bytes()


async def test_what_was_looked_for_goes_with_whoever_has_that_name(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PAGE", 1)
    await town.unit("城管局", "urban")
    dispatcher, wang, neighbour = await town.dispatcher(), await called(town, NAME, ACCOUNT), await town.resident()
    for words in (LAMP, "解放路路灯坏了三天"):
        await wang.says(f"{words}，我叫王桂芳")
        await wang.presses("提交")
    await neighbour.says("东街路灯不亮了")
    await neighbour.presses("提交")
    for words in (NAME, "路灯"):
        await dispatcher.says(f"/find {words}")
        assert "再往前找" in dispatcher.buttons
        while "再往前找" in dispatcher.buttons:
            await dispatcher.presses("再往前找")
    await erased(wang)
    assert await traces(town, NAME) == []
    assert await traces(town, "find-older") == [("find-older", "outbox")], "of what is nobody's name"


async def test_whoever_calls_themselves_like_a_word_takes_it_from_nobody(town: Town) -> None:
    """Somebody may have any name: what others wrote, and what the tagger learned from them, stays."""
    city = await town.unit("城管局", "urban")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says(LAMP)
    await resident.presses("换类别")
    await resident.presses("教育")
    await resident.presses("提交")
    await dispatcher.says("/triage")
    trickster = await town.member(city, "路灯")
    await trickster.says(LAMP)
    await trickster.presses("提交")
    before = (await stored(town))["learned_words"]
    assert "路灯" in before
    await erased(trickster)
    after = await stored(town)
    assert after["learned_words"] == before
    assert LAMP in after["cases"]


async def test_what_a_dispatcher_was_about_to_say_to_them_goes_too(town: Town) -> None:
    await town.unit("城管局")
    dispatcher, wang = await town.dispatcher(), await called(town, NAME, ACCOUNT)
    await wang.says("这件事真让人头疼")
    await wang.presses("提交")
    await dispatcher.presses_action(f"decline-words:{await case_id(town, wang.sees_number())}")
    await dispatcher.says(f"{NAME}女士您好，这事不归我们")
    assert quote(NAME) in (await stored(town))["contacts"]
    await erased(wang)
    assert await traces(town, NAME, quote(NAME)) == []
