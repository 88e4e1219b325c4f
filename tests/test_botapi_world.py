"""People's side of the fake Bot API server: what they do arrives as real updates, what the bot does they see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.botapi import BotApi, Button, Group, Person
from tests.botapi.server import CHECKS

PICTURE = b"\xff\xd8\xff" + bytes(range(200))


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, server.bot_url, server.file_url) as running:
        yield running


@pytest.fixture
def person(server: BotApi) -> Person:
    person = server.person("甲", id=77)
    person.starts()
    return person


async def updates(bot: telegram.Bot, server: BotApi) -> list[dict[str, Any]]:
    """All updates since the last call, without their ids; each must be an Update by the facts of the Bot API."""
    raw: list[dict[str, Any]] = json.loads(json.dumps(server.updates.after(0)))
    parsed = await bot.get_updates()
    assert [update.update_id for update in parsed] == [update["update_id"] for update in raw]
    await bot.get_updates(offset=parsed[-1].update_id + 1 if parsed else None)
    ids = [CHECKS.value("Update", update).pop("update_id") for update in raw]
    assert ids == sorted(set(ids))
    return raw


ACTS: list[tuple[Callable[[Person], object], str]] = [
    (lambda p: p.says("你好 https://a.cn/b /help a@b.cn"), "text"),
    (lambda p: p.starts("abc_-9"), "text"),
    (lambda p: p.sends_photo(PICTURE, "图", album="1"), "photo"),
    (lambda p: p.sends_video(b"video"), "video"),
    (lambda p: p.sends_document(b"table", "表.xlsx", caption="表 #一"), "document"),
    (lambda p: p.sends_voice(b"voice"), "voice"),
    (lambda p: p.sends_sticker("🙏"), "sticker"),
    (lambda p: p.sends_location(39.9, 116.4), "location"),
    (lambda p: p.sends_contact("13800000000"), "contact"),
]


@pytest.mark.parametrize(("act", "kind"), ACTS)
async def test_what_people_send(bot: telegram.Bot, server: BotApi, act: Callable[[Person], object], kind: str) -> None:
    person = server.person("甲", id=77)
    act(person)
    [update] = await updates(bot, server)
    assert kind in update["message"]
    assert update["message"]["from"] == {"id": 77, "is_bot": False, "first_name": "甲", "language_code": "zh-hans"}
    assert update["message"]["chat"] == {"id": 77, "type": "private", "first_name": "甲"}


async def test_entities_of_what_people_write(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    person.says("😀 /help@kaimen_test_bot 见https://a.cn/b。 #路灯 a@b.cn @kaimen")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert {(entity.type, text) for entity, text in message.parse_entities().items()} == {
        ("bot_command", "/help@kaimen_test_bot"),
        ("url", "https://a.cn/b"),
        ("hashtag", "#路灯"),
        ("email", "a@b.cn"),
        ("mention", "@kaimen"),
    }


async def test_a_dialogue(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    said = person.says("路灯坏了")
    buttons = telegram.InlineKeyboardMarkup(
        [
            [
                telegram.InlineKeyboardButton("✅ 提交", callback_data="send:1"),
                telegram.InlineKeyboardButton("改", url="https://a.cn"),
            ]
        ]
    )
    shown = asyncio.create_task(person.sees("已收到", timeout=2))
    card = await bot.send_message(77, "<b>已收到</b>", "HTML", reply_markup=buttons, reply_to_message_id=said.id)
    assert (await shown).buttons == ((Button("✅ 提交", "send:1"), Button("改", url="https://a.cn")),)
    await updates(bot, server)
    query = person.presses("提交")
    person.edits(said, "路灯坏了一周")
    person.replies_to(person.last, "补充")
    pressed, edited, reply = await updates(bot, server)
    assert (pressed["callback_query"]["id"], pressed["callback_query"]["data"]) == (query, "send:1")
    assert pressed["callback_query"]["message"]["message_id"] == card.id
    assert (edited["edited_message"]["text"], edited["edited_message"]["message_id"]) == ("路灯坏了一周", said.id)
    assert reply["message"]["reply_to_message"]["message_id"] == card.id
    with pytest.raises(LookupError, match="no button '撤回'"):
        person.presses("撤回")
    await bot.send_message(77, "选", reply_markup=telegram.ReplyKeyboardMarkup([["是", "否"]]))
    person.presses("是")
    assert [update["message"]["text"] for update in await updates(bot, server)] == ["是"]
    with pytest.raises(TimeoutError, match="'不会来' in"):
        await person.sees("不会来", timeout=0.01)


async def test_deep_links(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    link = telegram.helpers.create_deep_linked_url("kaimen_test_bot", "join_" + "a" * 59)
    await bot.send_message(
        77, "加入", reply_markup=telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("入", url=link)]])
    )
    await updates(bot, server)
    person.presses("入")
    [update] = await updates(bot, server)
    assert update["message"]["text"] == "/start join_" + "a" * 59
    for wrong in ("a" * 65, "加入"):
        with pytest.raises(ValueError, match="payload"):
            person.starts(wrong)


async def test_an_album_is_several_updates(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    await updates(bot, server)
    person.sends_photo(PICTURE, "两张", album="一")
    person.sends_photo(PICTURE[::-1], album="一")
    first, second = await updates(bot, server)
    assert first["message"]["media_group_id"] == second["message"]["media_group_id"] == "一"
    files = [await bot.get_file(size["file_id"]) for size in second["message"]["photo"]]
    small, large = [bytes(await file.download_as_bytearray()) for file in files]
    assert large == PICTURE[::-1] != small


async def group_of(server: BotApi, bot: telegram.Bot, *people: Person) -> Group:
    group = server.group("城管局", *people)
    added, service = await updates(bot, server)
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"][0]["id"] == bot.id
    return group


async def test_the_bot_sees_only_some_of_a_group(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    other = server.person("乙")
    await updates(bot, server)
    group = await group_of(server, bot, person, other)
    await bot.send_message(group.id, "日报")
    other.says("闲聊", to=group)
    other.says("/inbox@another_bot", to=group)
    other.edits(other.says("又闲聊", to=group), "不聊了")
    assert await updates(bot, server) == []
    other.says("/inbox@Kaimen_Test_Bot", to=group)
    other.replies_to(group.last, "办好了")
    group.says_anonymously("/help")
    seen = [update["message"] for update in await updates(bot, server)]
    assert [message["text"] for message in seen] == ["/inbox@Kaimen_Test_Bot", "办好了", "/help"]
    assert seen[2]["from"]["username"] == "GroupAnonymousBot"
    assert seen[2]["sender_chat"] == seen[2]["chat"]
    group.promotes_bot(person)
    other.says("闲聊", to=group)
    group.says_as(server.channel("频道"), "通知")
    promoted, chat, channel = await updates(bot, server)
    assert promoted["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert (chat["message"]["text"], channel["message"]["sender_chat"]["type"]) == ("闲聊", "channel")


async def test_a_group_becomes_a_supergroup(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    await updates(bot, server)
    group = await group_of(server, bot, person)
    old = group.id
    new = group.upgrade()
    with pytest.raises(ChatMigrated) as raised:
        await bot.send_message(old, "日报")
    assert raised.value.new_chat_id == new == group.id
    await bot.send_message(new, "日报")
    assert [message.text for message in group.messages] == ["日报"]
    leaving, arriving = await updates(bot, server)
    assert (leaving["message"]["migrate_to_chat_id"], arriving["message"]["migrate_from_chat_id"]) == (new, old)
    group.removes_bot(person)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(new, "日报")
    person.says("/help", to=group)
    assert ["my_chat_member" in update for update in await updates(bot, server)] == [True]


async def test_channel_posts(bot: telegram.Bot, server: BotApi) -> None:
    channel = server.channel("通告")
    channel.posts("停水")
    await bot.send_message(channel.id, "来水")
    [update] = await updates(bot, server)
    assert update["channel_post"]["sender_chat"]["title"] == "通告"
    assert "from" not in update["channel_post"]
    assert [message.text for message in channel.messages] == ["来水"]


async def test_blocking_is_told_to_the_bot(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    await updates(bot, server)
    person.blocks()
    with pytest.raises(ValueError, match="unblocks"):
        person.says("你好")
    person.unblocks()
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in await updates(bot, server)]
    assert statuses == ["kicked", "member"]


async def test_commands_by_scope_and_language(bot: telegram.Bot, server: BotApi, person: Person) -> None:
    english = server.person("Ann", language_code="en")
    await bot.set_my_commands([("start", "Start")])
    await bot.set_my_commands([("start", "开始")], language_code="zh")
    await bot.set_my_commands([("inbox", "收件箱")], telegram.BotCommandScopeChat(77))
    menus = [[(c["command"], c["description"]) for c in p.commands] for p in (person, english)]
    assert menus == [[("inbox", "收件箱")], [("start", "Start")]]
    await bot.delete_my_commands(telegram.BotCommandScopeChat(77))
    assert person.commands == [{"command": "start", "description": "开始"}]
    with pytest.raises(BadRequest, match="Chat not found"):  # someone who has not yet started the bot
        await bot.set_my_commands([], telegram.BotCommandScopeChat(english.id))
