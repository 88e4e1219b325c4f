"""Logs: one line for each record whatever stands in it, as text or as JSON, and no secret."""

import json
import logging

import pytest

from bot import secrecy
from bot.logs import one_line, set_up, telling_of
from bot.settings import LogFormat
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
    assert "ValueError: no" in line["error"]
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
