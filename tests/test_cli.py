"""The command line: help, exit codes, results for people and programs, and the bot as it is really run."""

import asyncio
import json
import os
import pty
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.__main__ import app as cli
from bot.app import open_app
from bot.channels.console import NAME
from bot.commands import chat as chatting
from bot.commands import doctor as looking
from bot.commands import serve
from bot.commands.common import WrongUse, execute
from bot.commands.people import Role, enrol
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from storage import Database, contacts, inbox, open_database, outbox
from tests.botapi.server import BotApi
from tests.town import ZONE

ROOT = Path(__file__).parents[1]
LAMP = "幸福小区门口路灯坏了一周"
COMMANDS = ("run", "demo", "chat", "import", "tag", "digest", "ledger", "backup", "doctor", "migrate")
PRINTING = ("import", "tag", "digest", "ledger", "backup", "doctor", "migrate")


def kaimen(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def found(result: Result) -> Any:
    """What a command with --json printed: one JSON value on stdout, and nothing else there."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that DATABASE_URL names."""
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    monkeypatch.setenv("DATABASE_URL", url := f"sqlite:///{tmp_path}/kaimen.db")
    return url


# Help and mistakes


def test_help_names_every_command() -> None:
    said = kaimen("--help").stdout
    for name in COMMANDS:
        assert re.search(rf"\b{name}\b", said)
    assert [command.name or command.callback.__name__ for command in cli.registered_commands] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example(name: str) -> None:
    said = kaimen(name, "--help").stdout
    assert f"Example: kaimen {name}" in said
    assert ("--json" in said) == (name in PRINTING)


@pytest.mark.parametrize(
    "args", [("fly",), ("digest",), ("chat", "--as", "king"), ("tag",), ("ledger", "--from", "2026-11-01"), ()]
)
def test_wrong_use_is_2(args: tuple[str, ...]) -> None:
    result = kaimen(*args)
    assert result.exit_code == 2
    assert "Usage" in result.output


@pytest.mark.parametrize("name", [c for c in PRINTING if c != "doctor"] + ["run", "chat"])
def test_wrong_settings_are_2_and_a_line_each(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("KEEP_DAYS", "never")
    needed = {
        "import": ("x.csv",),
        "tag": ("路灯",),
        "digest": ("--unit", "城管局"),
        "ledger": ("--from", "2026-11-01", "--to", "2026-12-01", "--out", "x.xlsx"),
    }
    result = kaimen(name, *needed.get(name, ()))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["LANGUAGE", "KEEP_DAYS"]
    assert not list(tmp_path.glob("*.db"))


def test_without_a_database_reading_fails_and_makes_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    for args in (("digest", "--unit", "x"), ("backup", "copy.db")):
        result = kaimen(*args)
        assert result.exit_code == 1
        assert "there is no database" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:geheim@127.0.0.1:1/kaimen")
    result = kaimen("digest", "--unit", "x")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "geheim" not in result.output


def test_a_file_that_is_no_database_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("just words, and quite a lot of them" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no.db")
    for args in (("migrate",), ("digest", "--unit", "x")):
        result = kaimen(*args)
        assert result.exit_code == 1
        assert "DatabaseError: file is not a database" in result.stderr
        assert len(result.stderr.splitlines()) == 1


# tag


def test_tag_says_what_and_why(tmp_path: Path) -> None:
    tagged = found(kaimen("tag", LAMP, "--json"))
    assert list(tagged) == ["category", "code", "confident", "margin", "scores", "keywords"]
    assert (tagged["category"], tagged["code"], tagged["confident"]) == ("城乡建设", "urban", True)
    assert tagged["scores"]["urban"] > 0
    spoke = next(k for k in tagged["keywords"] if k["word"] == "路灯")
    assert spoke.keys() == {"word", "weight", "category"}
    assert spoke["category"] == "urban"
    said = kaimen("tag", LAMP).stdout
    assert "城乡建设, sure" in said
    assert "路灯" in said
    assert "no category, not sure" in kaimen("tag", "嗯嗯好的").stdout
    assert list(tmp_path.iterdir()) == [], "no database was made"


async def test_tag_uses_the_keywords_of_the_database(database: str) -> None:
    db = await open_database(database)
    async with db.transaction() as tx:
        await tx.run("UPDATE keywords SET weight = 0 WHERE word = '路灯'")
        await tx.run("UPDATE categories SET zh = '市政' WHERE code = 'urban'")
        id = await tx.value("SELECT id FROM categories WHERE code = 'urban'")
        await tx.run("INSERT INTO keywords (category_id, word, weight) VALUES (:id, '飞碟', 9)", id=id)
    await db.close()
    tagged = found(await asyncio.to_thread(kaimen, "tag", "路灯上有飞碟", "--json"))
    assert tagged["category"] == "市政"
    assert {k["word"]: k["weight"] for k in tagged["keywords"]}["飞碟"] == 9


def test_tag_heeds_the_margin_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUTING_MARGIN", "0.99")
    assert found(kaimen("tag", LAMP, "--json"))["confident"] is False


def test_tag_takes_an_empty_file_for_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    assert found(kaimen("tag", LAMP, "--json"))["code"] == "urban"
    assert (tmp_path / "empty.db").stat().st_size == 0


# digest and ledger


@pytest.fixture
async def office(database: str, segmenter: Segmenter, town_in: Callable[[str], Any]) -> str:
    """The database after one case has reached 城管局, at nine on 1 June 2026."""
    async with town_in(database) as town:
        await town.unit("城管局", "urban")
        await town.unit("教育局", "education")
        resident = await town.resident()
        await resident.says(LAMP)
        await resident.presses("提交")
    return database


@pytest.fixture
def town_in(segmenter: Segmenter) -> Callable[[str], Any]:
    """Opens a town on a database, and closes it."""
    from contextlib import asynccontextmanager

    from tests.town import Town

    @asynccontextmanager
    async def opened(url: str) -> AsyncIterator[Town]:
        town = Town()
        settings = Settings(database_url=url, _env_file=None)  # type: ignore[call-arg]
        async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
            town.app = app
            yield town

    return opened


async def test_digest_is_what_would_be_sent_and_then_what_was(office: str, town_in: Callable[[str], Any]) -> None:
    args = ("digest", "--unit", "城管局", "--at", "2026-06-02 08:00")
    before = found(await asyncio.to_thread(kaimen, *args, "--json"))
    assert list(before) == ["unit", "from", "to", "sent", "due", "pages", "counts"]
    assert (before["unit"], before["sent"], before["due"], before["counts"]["new"]) == ("城管局", False, True, 1)
    assert (before["from"], before["to"]) == ("2026-06-01T09:00:00+08:00", "2026-06-02T08:00:00+08:00")
    async with town_in(office) as town:
        member = await town.member(await town.unit("城管局"))
        await town.clock_strikes("08:00")
        sent = member.saw("日报").text
        # The bot is running: reading works beside it.
        after = found(await asyncio.to_thread(kaimen, *args, "--json"))
        said = (await asyncio.to_thread(kaimen, *args)).stdout
    assert before["pages"] == [sent]
    assert after == {**before, "sent": True, "due": False}
    assert said == f"{sent}\n"


async def test_digest_between_two_is_what_there_is_to_tell_so_far(office: str) -> None:
    shown = found(await asyncio.to_thread(kaimen, "digest", "--unit", "城管", "--at", "2026-06-01T12:00", "--json"))
    assert (shown["unit"], shown["due"], shown["to"]) == ("城管局", False, "2026-06-01T12:00:00+08:00")
    assert shown["counts"]["new"] == 1
    english = await asyncio.to_thread(
        kaimen, "digest", "--unit", "城管局", "--at", "2026-06-01T04:00:00+00:00", "--lang", "en"
    )
    assert "daily digest" in english.stdout
    assert "12:00" in english.stdout


async def test_digest_wants_a_unit_and_a_time_that_are_there(office: str) -> None:
    for unit in ("卫健委", "局", ""):
        result = await asyncio.to_thread(kaimen, "digest", "--unit", unit)
        assert result.exit_code == 2
        assert "城管局、教育局" in result.stderr
    result = await asyncio.to_thread(kaimen, "digest", "--unit", "城管局", "--at", "gestern")
    assert result.exit_code == 2
    assert "2026-11-23 08:00" in result.stderr


async def test_ledger_has_the_days_from_the_first_until_before_the_last(office: str, tmp_path: Path) -> None:
    def rows(first: str, end: str, *more: str) -> int:
        out = tmp_path / "ledger.xlsx"
        shown = found(kaimen("ledger", "--from", first, "--to", end, "--out", str(out), *more, "--json"))
        assert list(shown) == ["file", "rows", "from", "to", "unit"]
        sheet = load_workbook(out).worksheets[0]
        numbers = [cell for line in sheet.iter_rows(values_only=True) for cell in line if cell == "260601-0001"]
        assert len(numbers) == shown["rows"]
        return int(shown["rows"])

    def all_of_them() -> list[int]:
        return [
            rows("2026-06-01", "2026-06-02"),
            rows("2026-05-01", "2026-06-01"),
            rows("2026-06-02", "2026-07-01"),
            rows("2026-06-01", "2026-06-02", "--unit", "城管局"),
            rows("2026-06-01", "2026-06-02", "--unit", "教育局"),
        ]

    assert await asyncio.to_thread(all_of_them) == [1, 0, 0, 1, 0]
    assert [path.name for path in tmp_path.glob("*ledger*")] == ["ledger.xlsx"]


@pytest.mark.parametrize(
    ("first", "end", "out", "says"),
    [
        ("2026-13-01", "2026-12-01", "x.xlsx", "--from 2026-13-01: not a day"),
        ("2026-11-01", "2026-11-01", "x.xlsx", "must be later"),
        ("2026-11-01", "2026-12-01", "x.csv", "must end in .xlsx"),
        ("2026-11-01", "2026-12-01", "nowhere/x.xlsx", "no folder"),
    ],
)
def test_ledger_says_what_is_wrong(database: str, first: str, end: str, out: str, says: str) -> None:
    result = kaimen("ledger", "--from", first, "--to", end, "--out", out)
    assert result.exit_code == 2
    assert says in result.stderr


# import, backup, migrate


def test_import_reports_and_names_what_it_refused(database: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"内容,时间\n{LAMP},2026-05-20\n,2026-05-20\n", encoding="utf-8")
    shown = found(kaimen("import", "t.csv", "--source", "座谈会", "--json"))
    assert (shown["rows"], shown["new"], shown["waiting"]) == (2, 1, 1)
    assert shown["refused"] == [{"row": 3, "sheet": "", "reason": "no-text", "detail": ""}]
    assert "1 known already" in kaimen("import", "t.csv").stdout


def test_import_of_what_is_no_table_is_wrong_use(database: str, tmp_path: Path) -> None:
    (tmp_path / "t.pdf").write_bytes(b"%PDF-1.7")
    for name, says in (("none.csv", "no such file"), ("t.pdf", "save the table as .xlsx")):
        result = kaimen("import", name)
        assert result.exit_code == 2
        assert says in result.stderr


def test_migrate_makes_and_mends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    first = found(kaimen("migrate", "--json"))
    assert first["applied"][0] == "0001_start.sql"
    assert found(kaimen("migrate", "--json")) == {"applied": [], "version": first["version"]}
    assert f"version {first['version']}" in kaimen("migrate").stdout


# doctor


async def findings(at: datetime) -> dict[str, tuple[str, str]]:
    return {name: (state, what) async for name, state, what in looking.look(at)}


JUNE = datetime(2026, 6, 1, 9, tzinfo=ZONE)


async def test_doctor_on_a_new_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    seen = await findings(JUNE)
    assert {name: state for name, (state, _) in seen.items()} == {
        "settings": "ok",
        "token": "warn",
        "time zone": "ok",
        "charts": "ok",
        "SQLite": "ok",
        "disk": seen["disk"][0],
        "database": "warn",
        "calendar": "ok",
        "next calendar": "ok",
    }
    assert "2026-06-01 09:00" in seen["time zone"][1]
    assert not (tmp_path / "none.db").exists()


async def test_doctor_names_what_the_office_lacks(office: str) -> None:
    db = await open_database(office)
    async with db.transaction() as tx:
        await inbox.receive(tx, [inbox.Received("telegram", "k", "1", "", "cannot be parsed")], JUNE)
        id = await outbox.add(tx, "telegram", "1", "{}", JUNE)
        await outbox.finish(tx, [outbox.Result(id, "dead", JUNE)])
    seen = await findings(JUNE)  # beside the running bot
    await db.close()
    for name, says in {
        "admins": "code",
        "dead letters": "1 messages",
        "undelivered": "1 messages",
        "units": "城管局、教育局",
        "routes": "交通运输",
    }.items():
        assert seen[name][0] == "warn"
        assert says in seen[name][1]
    assert "城乡建设" not in seen["routes"][1]
    assert seen["database"] == ("ok", "sound")


@pytest.mark.parametrize(
    ("token", "state"),
    [("7000000001:AAF-fake_token-for-the-tests-0123456789", "ok"), ("AAF-fake", "fail"), ("123:short", "fail")],
)
async def test_doctor_looks_at_the_tokens_shape(monkeypatch: pytest.MonkeyPatch, token: str, state: str) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    seen = await findings(JUNE)
    assert seen["token"][0] == state
    assert all(token not in what for _, what in seen.values())


async def test_doctor_knows_when_the_calendar_must_be_renewed(database: str) -> None:
    def year(at: datetime) -> datetime:
        return at.replace(year=2199)

    assert (await findings(year(JUNE)))["calendar"][0] == "warn"
    assert (await findings(year(JUNE)))["next calendar"][0] == "ok", "nobody can know it in June"
    state, what = (await findings(year(JUNE.replace(month=11))))["next calendar"]
    assert state == "warn"
    assert "chinesecalendar" in what


def test_doctor_fails_with_1(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kaimen("doctor").exit_code == 0
    shown = found(kaimen("doctor", "--json"))
    assert [entry["name"] for entry in shown][:2] == ["settings", "token"]
    assert all(list(entry) == ["name", "state", "what"] for entry in shown)
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("KEEP_DAYS", "never")
    wrong = kaimen("doctor", "--json")
    assert wrong.exit_code == 1
    assert [(entry["name"], entry["state"]) for entry in json.loads(wrong.stdout)] == [("settings", "fail")] * 2
    monkeypatch.delenv("LANGUAGE")
    monkeypatch.delenv("KEEP_DAYS")
    path = tmp_path / "kaimen.db"
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 8192 + path.read_bytes()[16384:])
    broken = kaimen("doctor")
    assert broken.exit_code == 1
    assert re.search(r"^fail database", broken.stdout, re.MULTILINE)


async def test_doctor_asks_for_missing_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    state, what = (await findings(JUNE))["schema"]
    assert state == "warn"
    assert "0001_start.sql" in what


async def test_doctor_looks_at_postgres_too(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    seen = await findings(JUNE)
    assert (seen["database"][0], seen["schema"][0], "SQLite" in seen) == ("ok", "ok", False)


# chat


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
    assert "开始导入" in capsys.readouterr().out
    db = await open_database(database)
    async with db.snapshot() as tx:
        data = json.loads(await tx.value("SELECT data FROM tasks"))
    await db.close()
    channel = chatting.Terminal(chatting.Console(), "x", None, tmp_path, None, "zh") if False else None
    assert channel is None
    assert Path(data["media"]["ref"]) == tmp_path / "t.csv"


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

    said = await at_a_terminal("城管局\n/quit\n")
    assert "What is the name of the first one?" in said
    assert "城管局的人" in said
    with pytest.raises(WrongUse, match="The units are: 城管局"):
        await at_a_terminal("n\n", "成管局")
    assert "教育局的人" in await at_a_terminal("y\n/quit\n", "教育局")
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


# run


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, server: BotApi, database: str, port: int) -> Callable[..., None]:
    """Sets what `run` needs; more of it by keyword."""

    def set_all(**values: object) -> None:
        usual = {"telegram_bot_token": server.token, "telegram_api_url": server.url, "http_port": port}
        for name, value in {**usual, **values}.items():
            monkeypatch.setenv(name.upper(), str(value))

    set_all()
    return set_all


async def running(server: BotApi, method: str = "setMyCommands") -> asyncio.Task[None]:
    """The bot in this process, from when it has called the platform's `method`."""
    task = asyncio.create_task(serve.run())
    called = asyncio.create_task(server.until(lambda: server.succeeded[method] > 0, timeout=20))
    await asyncio.wait({task, called}, return_when=asyncio.FIRST_COMPLETED)
    called.cancel()
    return task


async def stopped(task: asyncio.Task[None]) -> None:
    """As a supervisor or Ctrl-C stops it."""
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(10):
        await task


async def test_run_without_a_token_says_what_to_do(database: str) -> None:
    result = await asyncio.to_thread(kaimen, "run")
    assert result.exit_code == 2
    for words in ("@BotFather", ".env", "make chat"):
        assert words in result.stderr


async def test_the_bot_as_a_process(
    server: BotApi, environment: Callable[..., None], port: int, tmp_path: Path
) -> None:
    """From the first start to SIGTERM: the code, the first admin, a conversation, health, reading beside it."""
    environment(log_level="DEBUG", log_format="json")

    async def start(*args: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *args,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    bot = await start("run")
    person = server.person("李主任")
    await server.polled(timeout=20)
    assert bot.stdout is not None
    shown = b"".join([await bot.stdout.readline() for _ in range(5)]).decode()
    code = re.search(r"/start (\S{22})\n", shown)
    assert code is not None
    person.says(f"/start {code[1]}")
    await server.until(lambda: any("您现在是管理员了" in said.text for said in person.messages), timeout=20)
    async with httpx.AsyncClient(trust_env=False) as client:
        health = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert (health.status_code, health.json()["status"]) == (200, "ok")
    second = await start("run")
    out, error = await second.communicate()
    assert (second.returncode, out) == (1, b"")
    assert "the bot is running" in error.decode()
    assert found(await asyncio.to_thread(kaimen, "backup", "copy.db", "--json"))["checked"] is True
    bot.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        _, log = await bot.communicate()
    assert bot.returncode == 0, log.decode()
    for line in log.decode().splitlines():
        assert {"at", "level", "logger", "message"} <= json.loads(line).keys()
    secret = server.token.partition(":")[2]
    assert secret not in log.decode()
    assert code[1] not in log.decode()


async def test_a_code_is_worth_something_until_the_next_start_or_the_first_admin(
    server: BotApi, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def code() -> str:
        shown = re.search(r"/start (\S{22})\n", capsys.readouterr().out)
        assert shown is not None
        return shown[1]

    await stopped(await running(server))
    old = code()
    bot = await running(server, "getMe")
    new = code()
    assert old != new
    person, other = server.person("李主任"), server.person("张三")
    person.says(f"/start {old}")
    await server.until(lambda: any("用不了" in said.text for said in person.messages))
    person.says(f"/start {new}")
    await server.until(lambda: any("您现在是管理员了" in said.text for said in person.messages))
    other.says(f"/start {new}")
    await server.until(lambda: any("用不了" in said.text for said in other.messages))
    await stopped(bot)
    await stopped(await running(server, "getMe"))
    assert "/start" not in capsys.readouterr().out, "there is an admin now"


async def test_admins_from_the_settings_need_no_code(
    server: BotApi, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    environment(admin_ids="77")
    await stopped(await running(server))
    assert "/start" not in capsys.readouterr().out


async def test_everybody_sees_a_residents_commands_in_their_language(
    server: BotApi, environment: Callable[..., None]
) -> None:
    bot = await running(server)
    await server.until(lambda: server.succeeded["setMyCommands"] == 6)
    await stopped(bot)
    shown = {
        (call.parameters["scope"]["type"], call.parameters.get("language_code", "")): {
            command["command"]: command["description"] for command in call.parameters["commands"]
        }
        for call in server.sent("setMyCommands")
    }
    private = shown["all_private_chats", ""]
    assert private == shown["all_private_chats", "zh"]
    assert private["my"] == "我的诉求和进度"
    assert shown["all_private_chats", "en"]["my"] != private["my"]
    assert not {"inbox", "triage", "units", "import"} & private.keys()
    assert set(shown["all_group_chats", "zh"]) < set(private)


async def test_a_wrong_token_is_wrong_use(server: BotApi, environment: Callable[..., None]) -> None:
    environment(telegram_bot_token="7000000001:AAF-another-token-0123456789-abcdefg")
    with pytest.raises(WrongUse, match="@BotFather"):
        async with asyncio.timeout(20):
            await serve.run()


async def test_a_webhook_instead_of_polling(server: BotApi, environment: Callable[..., None], port: int) -> None:
    secret = "a-secret-of-many-letters"
    environment(
        telegram_mode="webhook",
        telegram_webhook_url="https://bot.invalid/hooks/telegram",
        telegram_webhook_secret=secret,
    )
    bot = await running(server, "setWebhook")
    message = {
        "message_id": 1,
        "date": 1780000000,
        "text": LAMP,
        "chat": {"id": 5, "type": "private", "first_name": "王芳"},
        "from": {"id": 5, "is_bot": False, "first_name": "王芳", "language_code": "zh"},
    }
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as client:
        update = {"update_id": 1, "message": message}
        assert (await client.post("/hooks/telegram", json=update)).status_code == 403
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        assert (await client.post("/hooks/telegram", json=update, headers=headers)).status_code == 200
    await stopped(bot)
    db = await open_database(os.environ["DATABASE_URL"], read_only=True)
    async with db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM inbox WHERE channel = 'telegram'") == 1
    await db.close()


async def test_a_port_that_is_taken(
    server: BotApi, environment: Callable[..., None], port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Polling goes on without /healthz; a webhook cannot."""
    with socket.create_server(("127.0.0.1", port)):
        await stopped(await running(server))
        environment(
            telegram_mode="webhook",
            telegram_webhook_url="https://bot.invalid/t",
            telegram_webhook_secret="a-secret-of-many-letters",
        )
        with pytest.raises(serve.Failed, match="HTTP_PORT"):
            await serve.run()


async def test_what_does_not_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PATIENCE", 0.05)
    stop = asyncio.Event()
    stop.set()
    broken_off = []

    async def deaf() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken_off.append(True)
            raise

    await serve._together([deaf()], stop)
    assert broken_off == [True]


async def test_what_one_of_them_raises_stops_the_others() -> None:
    stop = asyncio.Event()

    async def fails() -> None:
        raise OSError("no more")

    async def waits() -> None:
        await stop.wait()

    with pytest.raises(OSError, match="no more"):
        await serve._together([waits(), fails()], stop)


async def test_health_says_when_telegram_is_silent(
    server: BotApi, environment: Callable[..., None], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "SILENT", -serve.SILENT)
    bot = await running(server)
    async with httpx.AsyncClient(trust_env=False) as client:
        health = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert health.status_code == 503
    assert "Telegram has not answered" in health.json()["reason"]
    await stopped(bot)


# Odds and ends


def test_a_failure_is_shown_on_one_line_with_nothing_hidden_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    async def fails() -> None:
        raise serve.Failed("first \x1b[31mred\nsecond")

    with pytest.raises(BaseException, match="1"):
        execute(fails())
    assert capsys.readouterr().err == "first \\x1b[31mred\nsecond\n"


def _unused(db: Database) -> None:
    """Keeps the type in the signature of fixtures above honest."""
