"""The command line: help, wrong use, exit codes."""

import errno
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import typer

from bot import __version__
from bot.__main__ import app as cli
from bot.commands import serve
from bot.commands.common import execute
from tests.commands.calling import kaimen

COMMANDS = {str(command.name or command.callback.__name__) for command in cli.registered_commands if command.callback}
PRINTING = ("import", "tag", "digest", "ledger", "backup", "doctor", "migrate")


def test_help_names_every_command() -> None:
    said = kaimen("--help").stdout
    assert {"run", "demo", "chat", *PRINTING} <= COMMANDS
    for name in COMMANDS:
        assert re.search(rf"\b{name}\b", said)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_has_help_with_an_example(name: str) -> None:
    said = kaimen(name, "--help").stdout
    assert f"Example: kaimen {name}" in said
    assert ("--json" in said) == (name not in ("run", "work", "receive", "demo", "chat", "new-key")), (
        "whatever prints results"
    )


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


def test_without_a_database_a_backup_leaves_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert kaimen("backup").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_no_folder_is_made_for_a_mistyped_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("内容\n路灯坏了\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nodir/kaimen.db")
    for args in (("migrate",), ("chat",), ("digest", "--unit", "x"), ("tag", "路灯"), ("backup",), ("import", "x.csv")):
        result = kaimen(*args)
        assert result.exit_code == 2, args
        (line,) = result.stderr.splitlines()
        assert "nodir for the database: make it first, or correct DATABASE_URL" in line
    looked = kaimen("doctor")
    assert looked.exit_code == 1
    assert "fail database: there is no folder" in looked.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_a_server_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:geheim@127.0.0.1:1/kaimen")
    for args in (("digest", "--unit", "x"), ("tag", "路灯"), ("migrate",)):
        result = kaimen(*args)
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
        assert "cannot be reached" in result.stderr
        assert "Check DATABASE_URL, and whether PostgreSQL runs" in result.stderr
        assert "geheim" not in result.output
    looked = kaimen("doctor")
    assert "fail database: cannot be reached" in looked.stdout
    assert "geheim" not in looked.output


def test_the_version() -> None:
    result = kaimen("--version")
    assert (result.exit_code, result.stdout) == (0, f"kaimen {__version__}\n")


def test_who_has_read_enough_ends_a_command_silently() -> None:
    """As `kaimen tag ... | head` does."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "bot", "tag", "路灯坏了"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    os.close(writing)
    assert done.stderr == ""


def test_a_file_that_is_no_database_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("just words, and quite a lot of them" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no.db")
    for args in (("migrate",), ("digest", "--unit", "x")):
        result = kaimen(*args)
        assert result.exit_code == 1
        assert "DatabaseError: file is not a database" in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_failure_is_shown_on_one_line_with_nothing_hidden_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    async def fails() -> None:
        raise serve.Failed("first \x1b[31mred\nsecond")

    with pytest.raises(BaseException, match="1"):
        execute(fails())
    assert capsys.readouterr().err == "first \\x1b[31mred\nsecond\n"


def test_what_the_files_and_the_disk_do_not_allow_is_said_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = sqlite3.connect(tmp_path / "a.db")
    plain.execute("CREATE TABLE a (b)")
    plain.close()

    async def fill(uri: str, *pragmas: str) -> None:
        with closing(sqlite3.connect(uri, uri=True)) as db:
            for pragma in pragmas:
                db.execute(pragma)
            db.execute("INSERT INTO a VALUES (randomblob(100000))")

    async def open_a_folder() -> None:
        Path("/").write_text("")

    async def open_a_file() -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/var/lib/kaimen/kaimen.db.lock")

    for work, said in (
        (fill(f"file:{tmp_path}/a.db?mode=ro"), "may not write to the database. Run it as the user that"),
        (
            fill(f"file:{tmp_path}/none/a.db"),
            "cannot be opened, or a file made beside it. Check DATABASE_URL. Run it as the",
        ),
        (fill(f"file:{tmp_path}/a.db", "PRAGMA max_page_count=2"), "The disk is full: make room"),
        (open_a_folder(), "/ is a folder: name a file, such as"),
        (open_a_file(), "This user may not use /var/lib/kaimen/kaimen.db.lock. Run it as the user that"),
    ):
        with pytest.raises(typer.Exit):
            execute(work)
        (line,) = capsys.readouterr().err.splitlines()
        assert said in line
