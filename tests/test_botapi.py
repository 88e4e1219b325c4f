"""The fake Bot API server rejects what the real one rejects, in its words; asked by HTTP and python-telegram-bot."""

from __future__ import annotations

import html
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import telegram
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import InvalidToken

from tests.botapi import BotApi, Person, extract
from tests.botapi.markup import formatted, utf16
from tests.botapi.registry import METHODS
from tests.botapi.server import CHECKS

BUTTON = {"text": "提交", "callback_data": "send:1"}


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def http(server: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.bot_url}{server.token}/", verify=False) as client:
        yield client


@pytest.fixture
def person(server: BotApi) -> Person:
    """Someone who has written to the bot (user 77)."""
    person = server.person("甲", id=77)
    person.starts()
    return person


async def ask(http: httpx.AsyncClient, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Calls a method with a JSON body; the status of the response is the error code."""
    response = await http.post(method, json=parameters)
    answer: dict[str, Any] = response.json()
    assert response.status_code == answer.get("error_code", 200)
    return answer


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[button] for button in buttons]}


TEXT = {"chat_id": 77, "text": "好"}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "好"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 77}, "message text is empty"),
    ("sendMessage", {"chat_id": 77, "text": " \n"}, "message text is empty"),
    ("sendMessage", {"chat_id": 77, "text": "字" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": 77, "text": "😀" * 2049}, "message is too long"),
    ("sendMessage", {**TEXT, "colour": "red"}, 'unknown field "colour" in sendMessage'),
    ("sendMessage", {**TEXT, "chat_id": 7.5}, 'field "chat_id" must be of type Integer'),
    ("sendMessage", {**TEXT, "text": 5}, 'field "text" must be of type String'),
    ("sendMessage", {**TEXT, "disable_notification": "maybe"}, 'field "disable_notification" must be of type Boolean'),
    ("sendMessage", {**TEXT, "chat_id": 78}, "chat not found"),
    ("sendMessage", {**TEXT, "chat_id": "@nobody"}, "chat not found"),
    ("sendMessage", {**TEXT, "text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
    (
        "sendMessage",
        {**TEXT, "text": "a</b>", "parse_mode": "HTML"},
        "can't parse entities: Unexpected end tag",
    ),
    ("sendMessage", {**TEXT, "text": "字<p>", "parse_mode": "html"}, 'Unsupported start tag "p" at byte offset 3'),
    ("sendMessage", {**TEXT, "text": "<b><i>a</b></i>", "parse_mode": "HTML"}, 'expected "</i>", found "</b>"'),
    ("sendMessage", {**TEXT, "text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
    ("sendMessage", {**TEXT, "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
    ("sendMessage", {**TEXT, "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "after the end of the text"),
    ("sendMessage", {**TEXT, "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ("sendMessage", {**TEXT, "reply_markup": {"buttons": []}}, '"reply_markup" is none of InlineKeyboardMarkup'),
    ("sendMessage", {**TEXT, "reply_markup": {"inline_keyboard": [BUTTON]}}, "must be an Array"),
    (
        "sendMessage",
        {**TEXT, "reply_markup": keyboard({"text": "a", "callback_data": "字" * 22})},
        "BUTTON_DATA_INVALID",
    ),
    ("sendMessage", {**TEXT, "reply_markup": keyboard({"text": "a"})}, "Text buttons are unallowed"),
    ("sendMessage", {**TEXT, "reply_markup": keyboard({**BUTTON, "url": "https://a.cn"})}, "exactly one action"),
    ("sendMessage", {**TEXT, "reply_markup": keyboard({"text": "a", "url": "a.cn"})}, "Wrong HTTP URL"),
    ("sendMessage", {**TEXT, "reply_markup": keyboard({**BUTTON, "size": 1})}, 'unknown field "size"'),
    ("sendMessage", {**TEXT, "reply_markup": keyboard(*[BUTTON] * 101)}, "reply markup is too long"),
    ("sendMessage", {**TEXT, "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ("sendMessage", {**TEXT, "reply_parameters": {}}, 'field "message_id" of ReplyParameters is missing'),
    ("sendMessage", {**TEXT, "link_preview_options": {"is_disabled": 1}}, "must be of type Boolean"),
    ("sendPhoto", {"chat_id": 77}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": 77, "photo": "no-such-id"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"chat_id": 77, "photo": "https://a.cn/b.png"}, "failed to get HTTP URL content"),
    ("sendMediaGroup", {"chat_id": 77, "media": [{"type": "photo", "media": "x"}]}, "out of its limits: 2-10 items"),
    ("sendMediaGroup", {"chat_id": 77, "media": [{"type": "poll", "media": "x"}] * 2}, "none of InputMediaAudio"),
    ("sendLocation", {"chat_id": 77, "latitude": 95, "longitude": 1.5}, "wrong latitude or longitude"),
    ("sendChatAction", {"chat_id": 77, "action": "dancing"}, "wrong parameter action in request"),
    ("editMessageText", {"chat_id": 77, "message_id": 99, "text": "a"}, "message to edit not found"),
    ("editMessageText", {"chat_id": 77, "message_id": 1, "text": "a"}, "message can't be edited"),
    ("editMessageText", {"chat_id": 77, "text": "a"}, "message identifier is not specified"),
    ("deleteMessage", {"chat_id": 77, "message_id": 99}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old and response timeout expired or query ID is"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "字" * 201}, "0-200 characters"),
    ("setMyCommands", {"commands": [{"command": "进度", "description": "a"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "a"}]}, "1-32 characters"),
    ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "1-256 characters"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "a"}] * 101}, "0-100 items"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 78}}, "chat not found"),
    ("setMyCommands", {"commands": [], "scope": {"type": "everywhere"}}, 'field "scope" is none of'),
    ("setMyCommands", {"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
    ("setMyDescription", {"description": "字" * 513}, "0-512 characters"),
    ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ("getUpdates", {"limit": 101}, "1-100 value"),
    ("getUpdates", {"allowed_updates": "message"}, "can't parse allowed_updates JSON object"),
    ("setWebhook", {"url": "ftp://a.cn"}, "An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://a.cn", "secret_token": "a b"}, "unallowed characters"),
    ("leaveChat", {"chat_id": 77}, "chat member status can't be changed in private chats"),
]


@pytest.mark.parametrize(("method", "parameters", "reason"), REFUSED)
async def test_wrong_request(
    http: httpx.AsyncClient, person: Person, method: str, parameters: dict[str, Any], reason: str
) -> None:
    answer = await ask(http, method, parameters)
    assert answer["ok"] is False
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert reason in answer["description"]
    assert person.messages == []


FORMS: list[tuple[dict[str, str], int]] = [
    (
        {"chat_id": "77", "text": "好", "protect_content": "true", "reply_markup": json.dumps(keyboard(BUTTON))},
        200,
    ),
    ({"chat_id": "77", "text": "好", "message_thread_id": "", "reply_markup": ""}, 200),  # empty: not given
    ({"chat_id": "77", "text": "好", "message_thread_id": "one"}, 400),
    ({"chat_id": "77", "text": "好", "disable_notification": "maybe"}, 400),
    ({"chat_id": "77", "text": "好", "reply_markup": json.dumps(keyboard({"text": "a", "callback_data": ""}))}, 400),
]


@pytest.mark.parametrize(("form", "status"), FORMS)
async def test_form_values_are_decoded(
    http: httpx.AsyncClient, person: Person, form: dict[str, str], status: int
) -> None:
    assert (await http.post("sendMessage", data=form)).status_code == status
    assert (await http.get("SENDmessage", params=form)).status_code == status
    assert (await http.post("sendMessage", data=form, files={"nothing": b""})).status_code == 400
    assert [message.text for message in person.messages] == (["好", "好"] if status == 200 else [])


async def test_the_body_itself_is_checked(http: httpx.AsyncClient, person: Person) -> None:
    bodies = [(b"{", "application/json"), (b"[]", "application/json"), (b"chat_id=77", "text/plain")]
    bodies += [(b"text=%FF", "multipart/form-data"), (b"--b", "multipart/form-data; boundary=b")]
    for content, kind in bodies:
        response = await http.post("sendMessage", content=content, headers={"content-type": kind})
        assert response.status_code == 400
        assert response.json()["description"].startswith("Bad Request: ")


async def test_wrong_token_and_method(server: BotApi, http: httpx.AsyncClient) -> None:
    assert await ask(http, "sendEverything", {}) == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }
    async with httpx.AsyncClient() as client:
        stranger = await client.get(f"{server.bot_url}1:other/getMe")
        assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
        assert (await client.get(f"{server.url}/elsewhere")).status_code == 404
    other = telegram.Bot("1:other", server.bot_url)
    with pytest.raises(InvalidToken):
        await other.initialize()
    await other.shutdown()


async def test_html_becomes_entities(server: BotApi, person: Person) -> None:
    async with telegram.Bot(server.token, server.bot_url) as bot:
        sent = await bot.send_message(
            77, " 😀<b>一 <i>二</i></b> &lt;3 &amp; &nbsp; <a href='https://a.cn'>链</a>\n", "HTML"
        )
    assert sent.text == person.last.text == "😀一 二 <3 & &nbsp; 链"
    assert {kind: sent.parse_entities([kind]) for kind in ("bold", "italic", "text_link")} == {
        kind: {entity: text for entity in sent.entities if entity.type == kind}
        for kind, text in (("bold", "一 二"), ("italic", "二"), ("text_link", "链"))
    }


@settings(max_examples=100)
@given(st.text())
def test_escaped_text_survives_the_html_parser(text: str) -> None:
    assert formatted(html.escape(text), "HTML", None) == (text.strip(), [])
    bold, entities = formatted(f"<b>{html.escape(text)}</b>", "HTML", None)
    assert bold == text.strip()
    assert [(e["offset"], e["length"]) for e in entities] == ([(0, utf16(bold))] if bold else [])


FIELDS = [
    ("String", "Text, 1-4096 characters after entities parsing", {"limit": [1, 4096, "parsed characters"]}),
    ("String", "Optional. Data to be sent, 1-64 bytes", {"limit": [1, 64, "bytes"]}),
    ("String", "A two-letter ISO 639-1 language code", {}),
    ("String", "Type of the media, must be photo", {"is": "photo"}),
    ("Integer", "Values between 1-100 are accepted.", {"limit": [1, 100, "value"]}),
    ("Array of BotCommand", "At most 100 commands can be specified.", {"limit": [0, 100, "items"]}),
]


@pytest.mark.parametrize(("kind", "description", "limits"), FIELDS)
def test_facts_are_read_from_descriptions(kind: str, description: str, limits: dict[str, Any]) -> None:
    field = {"name": "a", "types": [kind], "required": True, "description": description}
    assert extract.field_facts(field) == {"types": [kind], "required": True, **limits}


def test_every_method_of_the_facts_is_there() -> None:
    receiving = {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}
    assert CHECKS.methods.keys() == METHODS.keys() | receiving
    assert {name.lower() for name in extract.METHODS} == CHECKS.methods.keys()
