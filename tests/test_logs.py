"""Logs: one line for each record whatever stands in it, as text or as JSON, and no secret."""

import json
import logging
from datetime import datetime
from pathlib import Path

import pytest

from bot import secrecy
from bot.logs import one_line, set_up, telling_of
from bot.messages import Inbound, unpack_inbound
from bot.settings import LogFormat
from storage import Tx
from tests.town import Town

log = logging.getLogger("bot.test")
FORGED = "王芳\n2026-11-23 08:00:00+0800 INFO bot: all is well\r\x1b[2K\u2028\u202e\x85"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("路灯坏了 👍🏽", "路灯坏了 👍🏽"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31m\x07", "\\x1b[31m\\x07"),
        ("\u2028\u2029\x85\u202e\u200b", "\\u2028\\u2029\\x85\\u202e\\u200b"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize("form", list(LogFormat))
def test_nobody_forges_a_line(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", form)
    log.info("%s wrote", FORGED)
    try:
        raise ValueError(FORGED)
    except ValueError:
        log.exception("it failed")
    out, error = capsys.readouterr()
    assert out == ""
    assert len(error.splitlines()) == 2
    assert all(char.isprintable() or char == "\n" for char in error)


def test_a_json_line_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", LogFormat.JSON)
    try:
        raise ValueError("no")
    except ValueError:
        log.exception("%s 坏了", "路灯")
    line = json.loads(capsys.readouterr().err)
    assert list(line) == ["at", "level", "logger", "message", "error"]
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot.test", "路灯 坏了")
    assert line["error"].endswith("ValueError")
    assert line["at"].endswith("+00:00")


def test_the_level_holds_and_chatty_libraries_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", LogFormat.TEXT)
    log.debug("no")
    log.info("yes")
    logging.getLogger("aiohttp.client").info("HTTP Request: ...")
    logging.getLogger("apscheduler.executors.default").info("Running job")
    logging.getLogger("aiohttp.client").warning("slow")
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" INFO ")[2] or line.partition(" WARNING ")[2] for line in lines] == [
        "bot.test: yes",
        "aiohttp.client: slow",
    ]
    set_up("ERROR", LogFormat.TEXT)
    logging.getLogger("aiohttp.client").warning("slow")
    assert capsys.readouterr().err == ""


def test_having_nothing_to_hide_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(secrecy, "_secrets", set())
    before = logging.getLogRecordFactory()
    secrecy.hide("")
    secrecy.hide("", "short")
    assert logging.getLogRecordFactory() is before
    set_up("INFO", LogFormat.TEXT)
    log.info("yes")
    assert "yes" in capsys.readouterr().err


@pytest.mark.parametrize("form", list(LogFormat))
async def test_nothing_that_somebody_wrote_is_in_the_story_of_an_error(
    form: LogFormat, town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Libraries quote what they choked on: a number that is none, a key that is missing, a message that cannot be read,
    a value that the database does not take."""
    set_up("DEBUG", form)
    resident, admin = await town.resident("王桂芳"), await town.admin()

    async def breaks(tx: Tx, inbound: Inbound, now: datetime) -> None:
        try:
            unpack_inbound(f'{{"key": "{inbound.text}"}}')
        except ValueError as unreadable:
            try:
                await tx.value("SELECT id FROM cases WHERE id = :id", id=inbound.text)  # PostgreSQL: no number
                int(inbound.text)
            except Exception as no_number:
                raise ExceptionGroup(inbound.text, [KeyError(inbound.text), no_number]) from unreadable

    with monkeypatch.context() as patch:
        patch.setattr(town.app.pipeline, "_dispatch", breaks)
        await resident.says("我是王桂芳，路灯坏了")
        for _ in range(3):
            await town.passes(seconds=10)
    await admin.says("/failures")
    admin.sees("我是王桂芳，路灯坏了")  # who mends it reads there what the log does not say
    lines = capsys.readouterr().err.splitlines()
    written = "\n".join(str(json.loads(line)) if form is LogFormat.JSON else line for line in lines)
    for told in ("ValidationError", "KeyError", "ExceptionGroup", "await self._dispatch(tx, unpack_inbound"):
        assert written.count(told) >= 3
    assert [word for word in ("王桂芳", "路灯") if word in written] == []


def test_of_what_the_machine_cannot_do_it_is_said_why(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", LogFormat.TEXT)
    try:
        Path("none such").read_bytes()
    except OSError:
        log.exception("failed")
    assert "FileNotFoundError: [Errno 2] No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("form", list(LogFormat))
def test_a_token_reaches_no_line(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("DEBUG", form)
    token = "7000000099:AAF-canary-of-the-log-tests"
    secrecy.hide(token)
    log.warning("GET https://api.telegram.org/bot%s/getMe", token)
    try:
        raise OSError(f"bot{token}")
    except OSError:
        log.exception("failed")
    error = capsys.readouterr().err
    assert "canary" not in error
    assert error.count(secrecy.MARK) == 2


@pytest.mark.parametrize("form", list(LogFormat))
def test_a_line_carries_the_key_of_its_message(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", form)
    with telling_of("telegram:12345"):
        log.info("handled")
        with telling_of("telegram:12346"):
            log.info("another")
    log.info("alone")
    lines = capsys.readouterr().err.splitlines()
    if form is LogFormat.JSON:
        assert [json.loads(line).get("key") for line in lines] == ["telegram:12345", "telegram:12346", None]
    else:
        assert [line.partition("INFO bot.test")[2] for line in lines] == [
            " [telegram:12345]: handled",
            " [telegram:12346]: another",
            ": alone",
        ]


async def test_a_message_is_followed_from_receipt_to_answer(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    wang, li = await town.resident("王阿姨"), await town.resident("李叔")
    for person in (wang, li):
        await person.says("/help")
    set_up("INFO", LogFormat.JSON)
    both = [wang.inbound(text="幸福小区门口路灯坏了一周"), li.inbound(text="垃圾三天没人收了")]
    await town.deliver(*both)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    for message in both:
        key = f"{message.address.channel}:{message.key}"
        way = [line["message"].partition(" ")[0] for line in lines if line.get("key") == key]
        assert way == ["received", "handled", "sent"]
    assert not any(word in str(lines) for word in ("王阿姨", "李叔", "路灯", "垃圾"))
