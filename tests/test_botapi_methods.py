"""What the fake Bot API server's methods do: edits, files, who may be written to, flood limits, faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import telegram
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.botapi import BotApi, Person
from tests.botapi.markup import utf16
from tests.botapi.server import CHECKS

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"rest"
TEXT = {"chat_id": 77, "text": "好"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1_795_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[BotApi]:
    async with BotApi(now=clock) as running:
        yield running


@pytest.fixture
async def bot(server: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[telegram.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else its RetryAfter warns, and a warning is an error here
    request = telegram.request.HTTPXRequest(connection_pool_size=8, read_timeout=0.3, httpx_kwargs={"trust_env": False})
    async with telegram.Bot(server.token, server.bot_url, server.file_url, request=request) as running:
        yield running


@pytest.fixture
def person(server: BotApi) -> Person:
    """Someone who has written to the bot (user 77)."""
    person = server.person("甲", id=77)
    person.starts()
    return person


async def test_limits_count_what_is_left_after_parsing(bot: telegram.Bot, person: Person) -> None:
    await bot.send_message(77, f"<b>{'字' * 4096}</b>", parse_mode="HTML")
    await bot.send_message(77, "😀" * 2048)
    await bot.send_photo(77, PNG, caption=f"<i>{'a' * 1024}</i>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(77, PNG, caption="a" * 1025)
    assert [utf16(message.text) for message in person.messages] == [4096, 4096, 1024]


async def test_edits(bot: telegram.Bot, person: Person) -> None:
    markup = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("提交", callback_data="send:1"))
    sent = await bot.send_message(77, "<b>一</b>", parse_mode="HTML", reply_markup=markup)
    for same in ("一", "一 "):
        with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup"):
            await bot.edit_message_text(same, 77, sent.id, entities=sent.entities, reply_markup=markup)
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_reply_markup(markup)
    with pytest.raises(BadRequest, match="no caption in the message to edit"):
        await sent.edit_caption("二")
    await sent.edit_text("二")  # without reply_markup: the buttons go
    assert (person.last.text, person.last.labels) == ("二", [])
    photo = await bot.send_photo(77, PNG, caption="三", reply_markup=markup)
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await photo.edit_text("四")
    await photo.edit_media(telegram.InputMediaDocument(b"table", caption="四", filename="台账.xlsx"))
    assert (person.last.text, person.last.attachments[0].content) == ("四", b"table")
    asked = await bot.send_message(77, "?", reply_markup=telegram.ForceReply())
    with pytest.raises(BadRequest, match="can't be edited"):
        await asked.edit_text("!")
    await photo.delete()
    assert [message.text for message in person.messages] == ["二", "?"]


async def test_files_go_both_ways(bot: telegram.Bot, person: Person, server: BotApi) -> None:
    album = [telegram.InputMediaPhoto(PNG, caption="图"), telegram.InputMediaPhoto(PNG + b"2")]
    first, second = await bot.send_media_group(77, album)
    assert first.media_group_id == second.media_group_id
    assert [message.attachments[0].content for message in person.messages] == [PNG, PNG + b"2"]
    again = await bot.send_photo(77, first.photo[-1].file_id)
    assert await (await again.photo[-1].get_file()).download_as_bytearray() == PNG
    for wrong, reason in ((b"not a picture", "Image_process_failed"), (PNG[:16] + b"\0\0\0\1\0\0\1\0", "dimensions")):
        with pytest.raises(BadRequest, match=f"(?i){reason}"):
            await bot.send_photo(77, wrong)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(77, b"")
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(77, bytes(50 * 2**20 + 1), read_timeout=10)
    await bot.send_document(77, b"table", filename='表 "一".xlsx')
    assert person.last.attachments[0].name == '表 "一".xlsx'
    person.sends_document(b"small", "表.xlsx", size=20 * 2**20 + 1)
    large = person.everything[-1].raw["document"]["file_id"]
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(large)


async def test_who_the_bot_may_write_to(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    silent = server.person("乙", id=88)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(88, "a")
    silent.says("你好")
    await bot.send_message(88, "a")
    person.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(77, "a")
    person.starts()
    await bot.send_message(77, "b")
    silent.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(88, "b")
    assert [[m.text for m in p.messages] for p in (person, silent)] == [["b"], ["a"]]


async def test_a_callback_query_can_be_answered_once_and_in_time(
    bot: telegram.Bot, person: Person, clock: Clock
) -> None:
    markup = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("提交", callback_data="send:1"))
    await bot.send_message(77, "?", reply_markup=markup)
    first, late = person.presses("提交"), person.presses("send:1")
    await bot.answer_callback_query(first, "好")
    clock.time += 61
    for query in (first, late):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(query)
    assert person.notices == ["好"]


async def test_429_and_who_does_not_wait(bot: telegram.Bot, server: BotApi, person: Person, clock: Clock) -> None:
    other = server.person("乙", id=88)
    other.starts()
    server.limit(7, chat=77)
    with pytest.raises(RetryAfter) as raised:
        await bot.send_message(77, "a")
    assert raised.value.retry_after == timedelta(seconds=7)
    clock.time += 7
    await bot.send_message(77, "a")
    assert server.violations == []
    server.limit(7, chat=77)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(77, "b")
        clock.time += 2.5
    await bot.send_message(88, "b")  # another chat is not closed
    [violation] = server.violations
    assert (violation.method, violation.chat, violation.closed_until - violation.at) == ("sendmessage", 77, 4.5)


async def test_how_fast_the_bot_sent(bot: telegram.Bot, server: BotApi, person: Person, clock: Clock) -> None:
    server.limit(1)
    assert len(await bot.get_updates()) == 1  # a flood limit holds for messages
    with pytest.raises(RetryAfter):
        await bot.send_message(77, "a")
    for pause in (1.0, 0.4, 0.6, 1.0):
        clock.time += pause
        await bot.send_message(77, "a")
    assert (server.busiest(1), server.busiest(1.1), server.busiest(60, chat=78)) == (2, 3, 0)


async def test_faults(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    server.fail_next("sendMessage", 500, "Internal Server Error", chat=77, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(77, "a")
    server.fail_html("sendMessage", 502)
    async with httpx.AsyncClient(verify=False) as http:
        page = await http.post(f"{server.bot_url}{server.token}/sendMessage", json=TEXT)
    assert (page.status_code, page.headers["content-type"][:9]) == (502, "text/html")
    server.drop("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(77, "a")
    assert person.messages == []
    server.drop("sendMessage", carried_out=True)
    with pytest.raises(NetworkError):
        await bot.send_message(77, "b")
    server.stall("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(77, "c")
    await bot.send_message(77, "d")
    assert [message.text for message in person.messages] == ["b", "c", "d"]
    assert len(server.sent("sendMessage")) == 3


async def test_every_answer_is_of_the_type_that_the_bot_api_states(
    bot: telegram.Bot, server: BotApi, person: Person
) -> None:
    group = server.group("城管局", person)
    sent = await bot.send_animation(77, b"gif", caption="动")
    await bot.send_voice(77, b"voice")
    await bot.send_video(77, b"video")
    await bot.send_audio(77, b"audio", title="歌")
    await bot.send_location(77, 39.9, 116.4)
    await bot.send_venue(77, 39.9, 116.4, "广场", "路 1 号")
    await bot.send_contact(77, "13800000000", "丙")
    await bot.send_chat_action(77, "typing")
    await bot.copy_message(group.id, 77, sent.id)
    await bot.forward_message(group.id, 77, sent.id)
    await bot.set_message_reaction(77, sent.id, "👍")
    await bot.edit_message_caption(77, sent.id, caption="静")
    await bot.pin_chat_message(77, sent.id)
    await bot.delete_messages(77, [sent.id, 999])
    kinds = [message.raw.keys() & {"voice", "video", "audio", "venue", "contact"} for message in person.messages]
    assert kinds == [{"voice"}, {"video"}, {"audio"}, set(), {"venue"}, {"contact"}]
    for chat in (77, group.id):
        await bot.get_chat(chat)
        await bot.get_chat_member(chat, 77)
        await bot.get_chat_member_count(chat)
    assert [admin.status for admin in await bot.get_chat_administrators(group.id)] == ["creator"]
    await bot.set_my_name("开门")
    await bot.set_my_description("说明")
    await bot.set_my_short_description("短", language_code="zh")
    assert (await bot.get_my_name("zh")).name == "开门"
    await bot.get_my_description()
    assert (await bot.get_my_short_description("zh")).short_description == "短"
    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    await bot.get_chat_menu_button(77)
    await bot.get_my_commands()
    await bot.get_webhook_info()
    await bot.leave_chat(group.id)
    for call in server.calls:
        if call.method != "getUpdates":
            CHECKS.value(CHECKS.methods[call.method.lower()].returns, call.result)
    assert len({call.method for call in server.calls}) > 25
