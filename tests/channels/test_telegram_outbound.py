"""What the bot says, over real HTTP, and what people then see in their chat."""

import asyncio

import pytest

from bot.messages import Attachment, Choice, FileGone, FileTooLarge, FileUnavailable, Media, MediaKind, Outcome
from tests.botapi.server import BotApi
from tests.channels.conftest import PNG, REPEAT, Says

GOOD, BAD = Choice("满意", "rate:17:good"), Choice("不满意", "rate:17:bad")
CHART = Attachment(MediaKind.PHOTO, name="chart.png", recipe="chart", args={"unit": 3})
LEDGER = Attachment(MediaKind.DOCUMENT, name="台账.xlsx", recipe="ledger", args={"unit": 3})


def photo(server: BotApi, content: bytes = PNG) -> Attachment:
    """A photo that the platform has already."""
    return Attachment(MediaKind.PHOTO, ref=server.cloud.files.add("photo", content).file_id)


@pytest.fixture
def wang(server: BotApi):
    person = server.person("王芳")
    person.starts()
    return person


# --- words


async def test_words_arrive_as_they_are_with_their_buttons(wang, says: Says) -> None:
    text = "A & B <b>粗</b> *星* [链](https://example.org) tg://user?id=1 &amp;"
    receipt = await says(wang.id, text, GOOD, BAD)
    assert (receipt.outcome, receipt.message) == (Outcome.SENT, str(wang.last.id))
    assert wang.last.text == text
    assert wang.last.labels == ["满意", "不满意"]
    assert wang.last.button("满意").data == "rate:17:good"
    assert wang.last.raw["link_preview_options"] == {"is_disabled": True}


async def test_a_text_that_is_too_long_comes_in_pieces_with_the_buttons_under_the_last(wang, says: Says) -> None:
    lines = [f"第{n}件：路灯坏了，井盖没了，电梯停了，垃圾没人收。𠀀" for n in range(400)]
    receipt = await says(wang.id, "\n".join(lines), GOOD)
    assert len(wang.messages) > 2
    assert "\n".join(m.text for m in wang.messages) == "\n".join(lines)
    assert [m.labels for m in wang.messages] == [*[[]] * (len(wang.messages) - 1), ["满意"]]
    assert receipt.message == str(wang.last.id)


async def test_4096_characters_outside_the_basic_plane_are_two_messages(wang, says: Says) -> None:
    assert (await says(wang.id, "𠀀" * 4096)).outcome is Outcome.SENT
    assert [m.text for m in wang.messages] == ["𠀀" * 2048] * 2


async def test_a_possible_repeat_says_so(wang, says: Says) -> None:
    await says(wang.id, "已办结", repeat=True)
    assert wang.last.text == f"已办结\n{REPEAT}"


@pytest.mark.parametrize("action", ["", "x" * 65, "派" * 22])
async def test_a_button_that_cannot_be_made_is_refused_with_the_reason(wang, says: Says, action: str) -> None:
    receipt = await says(wang.id, "选一个", Choice("好", action))
    assert receipt.outcome is Outcome.REFUSED
    assert f"{len(action.encode())} bytes" in receipt.reason
    assert wang.messages == []


async def test_an_action_of_64_bytes_can_be_made(wang, says: Says) -> None:
    assert (await says(wang.id, "选一个", Choice("好", "派" * 21 + "x"))).outcome is Outcome.SENT


async def test_nothing_to_say_is_a_mistake(wang, says: Says, caplog: pytest.LogCaptureFixture) -> None:
    assert (await says(wang.id)).outcome is Outcome.REFUSED
    assert "a mistake of this program: an empty message" in caplog.text


# --- editing


async def test_a_message_is_replaced_with_its_buttons(wang, says: Says) -> None:
    first = await says(wang.id, "草稿：路灯坏了", GOOD)
    receipt = await says(wang.id, "已提交", replaces=first.message, repeat=True)
    assert (receipt.outcome, receipt.message) == (Outcome.SENT, first.message)
    assert [(m.text, m.labels) for m in wang.messages] == [("已提交", [])]


async def test_replacing_a_message_by_itself_is_done(wang, says: Says) -> None:
    first = await says(wang.id, "已提交", GOOD)
    assert await says(wang.id, "已提交", GOOD, replaces=first.message) == first


async def test_what_cannot_be_edited_any_more_is_said_anew(server: BotApi, wang, says: Says) -> None:
    gone = await says(wang.id, "旧")
    await says(wang.id, "中间")
    del wang.chat.posts[int(gone.message)]
    receipt = await says(wang.id, "新", GOOD, replaces=gone.message)
    assert (wang.last.text, receipt.message) == ("新", str(wang.last.id))
    old = await says(wang.id, "很旧")
    server.fail_next("editMessageText", 400, "Bad Request: message can't be edited")
    receipt = await says(wang.id, "更新", replaces=old.message)
    assert (wang.last.text, receipt.message) == ("更新", str(wang.last.id))


async def test_a_text_too_long_for_one_message_is_said_anew(wang, says: Says) -> None:
    first = await says(wang.id, "短")
    receipt = await says(wang.id, "长" * 5000, replaces=first.message)
    assert (len(wang.messages), receipt.message) == (3, str(wang.last.id))


async def test_the_caption_of_a_photo_is_replaced_too(server: BotApi, wang, says: Says) -> None:
    card = await says(wang.id, "待签收", GOOD, attachments=[photo(server)])
    for _ in range(2):  # the second time nothing changes
        assert await says(wang.id, "已签收", replaces=card.message) == card
    assert (wang.last.text, wang.last.labels, len(wang.messages)) == ("已签收", [], 1)
    anew = await says(wang.id, "详情" * 600, replaces=card.message)  # no caption can hold it
    assert (len(wang.messages), anew.message) == (2, str(wang.last.id))


async def test_an_edit_may_bring_files_along(server: BotApi, wang, says: Says) -> None:
    first = await says(wang.id, "统计中")
    receipt = await says(wang.id, "统计好了", replaces=first.message, attachments=[CHART])
    assert [m.text for m in wang.messages] == ["统计好了", ""]
    assert (receipt.message, wang.last.attachments[0].content) == (first.message, PNG)


async def test_an_edit_that_fails_for_another_reason_fails(server: BotApi, wang, says: Says) -> None:
    first = await says(wang.id, "旧")
    server.fail_next("editMessageText", 400, "Bad Request: message text is empty")
    assert (await says(wang.id, "新", replaces=first.message)).outcome is Outcome.REFUSED
    assert [m.text for m in wang.messages] == ["旧"]


# --- files


async def test_a_photo_goes_with_its_words_and_buttons_in_one_message(server: BotApi, wang, says: Says) -> None:
    receipt = await says(wang.id, "请看", GOOD, attachments=[photo(server)])
    assert [(m.text, m.labels, m.attachments[0].kind) for m in wang.messages] == [("请看", ["满意"], "photo")]
    assert receipt.message == str(wang.last.id)


async def test_what_is_drawn_is_uploaded_under_its_name(wang, says: Says) -> None:
    await says(wang.id, "日报", attachments=[CHART, LEDGER])
    words, chart, ledger = wang.messages
    assert (words.text, chart.attachments[0].content) == ("日报", PNG)
    (attachment,) = ledger.attachments
    assert (attachment.kind, attachment.name) == ("document", "台账.xlsx")
    assert attachment.content == b"ledger {'unit': 3}"


async def test_several_photos_are_albums_of_ten_at_most(server: BotApi, wang, says: Says) -> None:
    await says(wang.id, "现场", attachments=[photo(server, PNG + bytes([n])) for n in range(4)])
    assert [m.text for m in wang.messages] == ["现场", "", "", ""]
    assert len({m.raw["media_group_id"] for m in wang.messages}) == 1
    await says(wang.id, "现场二", GOOD, attachments=[photo(server) for _ in range(12)])
    assert [len(call.parameters["media"]) for call in server.sent("sendMediaGroup")] == [4, 10, 2]
    assert next(m for m in wang.messages if m.text == "现场二").labels == ["满意"]


async def test_albums_may_be_drawn(wang, says: Says) -> None:
    await says(wang.id, "周报", attachments=[CHART, CHART])
    assert [(m.text, m.attachments[0].content) for m in wang.messages] == [("周报", PNG), ("", PNG)]


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "document"])
async def test_files_are_sent_again_as_what_they_are(server: BotApi, wang, says: Says, kind: str) -> None:
    ref = server.cloud.files.add(kind, b"content").file_id
    await says(wang.id, "来自居民", attachments=[Attachment(MediaKind(kind), ref=ref)])
    assert [(m.text, m.attachments[0].kind) for m in wang.messages] == [("来自居民", kind)]


async def test_an_animation_goes_back_as_an_animation(server: BotApi, wang, says: Says) -> None:
    ref = "animation:" + server.cloud.files.add("animation", b"content").file_id
    await says(wang.id, attachments=[Attachment(MediaKind.VIDEO, ref=ref)])
    assert wang.last.attachments[0].kind == "animation"


async def test_a_text_too_long_for_a_caption_goes_first(server: BotApi, wang, says: Says) -> None:
    receipt = await says(wang.id, "长" * 1025, GOOD, attachments=[photo(server)])
    assert [(len(m.text), m.labels) for m in wang.messages] == [(1025, ["满意"]), (0, [])]
    assert receipt.message == str(wang.messages[0].id)
    await says(wang.id, "长" * 1024, attachments=[photo(server)])
    assert len(wang.messages) == 3


async def test_the_words_arrive_when_the_file_is_refused(wang, says: Says) -> None:
    lost = Attachment(MediaKind.PHOTO, ref="photo-expired")
    receipt = await says(wang.id, "新诉求：路灯", GOOD, attachments=[lost])
    assert (receipt.outcome, wang.last.text, wang.last.labels) == (Outcome.SENT, "新诉求：路灯", ["满意"])
    await says(wang.id, "长" * 1025, attachments=[lost])
    assert len(wang.last.text) == 1025
    assert (await says(wang.id, attachments=[lost])).outcome is Outcome.REFUSED


async def test_a_drawing_that_fails_says_nothing(wang, says: Says) -> None:
    receipt = await says(wang.id, "日报", attachments=[Attachment(MediaKind.PHOTO, recipe="broken")])
    assert (receipt.outcome, receipt.reason) == (Outcome.UNCERTAIN, "ValueError: nothing to draw")
    assert wang.messages == []


async def test_an_attachment_of_nothing_is_a_mistake(wang, says: Says) -> None:
    assert (await says(wang.id, "x", attachments=[Attachment(MediaKind.PHOTO)])).outcome is Outcome.REFUSED
    two = [CHART, CHART]
    assert (await says(wang.id, "", GOOD, attachments=two)).reason == "buttons with neither words nor a single file"


async def test_flood_control_between_words_and_files_is_waited_out(server: BotApi, wang, says: Says) -> None:
    server.limit(1, chat=wang.id, method="sendDocument")
    receipt = await says(wang.id, "日报", attachments=[LEDGER, LEDGER])
    assert receipt.outcome is Outcome.SENT
    assert [m.text for m in wang.messages] == ["日报", "", ""]
    assert server.violations == []


# --- buttons and menus


async def test_a_press_is_acknowledged_alone_or_with_words(server: BotApi, wang, says: Says) -> None:
    await says(wang.id, "满意吗", GOOD)
    query = wang.presses("满意")
    assert (await says(wang.id, press=query)).outcome is Outcome.SENT
    assert wang.notices == [""]
    query = wang.presses("满意")
    await says(wang.id, "谢谢", press=query)
    assert (len(wang.notices), wang.last.text) == (2, "谢谢")


async def test_a_press_of_long_ago_needs_no_acknowledgement(wang, says: Says) -> None:
    assert (await says(wang.id, press="4000000000000")).outcome is Outcome.SENT
    await says(wang.id, "谢谢", press="4000000000000")
    assert wang.last.text == "谢谢"


async def test_words_are_not_held_back_by_an_acknowledgement(server: BotApi, wang, says: Says) -> None:
    server.drop("answerCallbackQuery")
    assert (await says(wang.id, "谢谢", press="1")).outcome is Outcome.SENT
    server.drop("answerCallbackQuery")
    assert (await says(wang.id, press="1")).outcome is Outcome.UNCERTAIN


async def test_each_chat_may_have_its_own_menu(server: BotApi, wang, says: Says, channel) -> None:
    private = {"": [("help", "Help")], "zh": [("help", "帮助")]}
    server.drop("setMyCommands")  # it is tried until it works
    await channel.set_menus(private, {"": [("inbox", "Inbox")], "zh": [("inbox", "待办")]}, asyncio.Event())
    assert wang.commands == [{"command": "help", "description": "帮助"}]
    assert server.person("John", language_code="en").commands == [{"command": "help", "description": "Help"}]
    group = server.group("城管局", wang)
    assert server.cloud.commands_for(wang.id, group.chat) == [{"command": "inbox", "description": "待办"}]
    await says(wang.id, "你是管理员了", menu=(("units", "单位"),))
    assert wang.commands == [{"command": "units", "description": "单位"}]
    assert wang.last.text == "你是管理员了"
    assert (await says(wang.id, menu=(("help", "帮助"),))).outcome is Outcome.SENT


async def test_a_menu_that_cannot_be_set_does_not_hold_back_the_words(wang, says: Says) -> None:
    wrong = (("Grüß", "no command"),)
    assert (await says(wang.id, "好", menu=wrong)).outcome is Outcome.SENT
    assert wang.last.text == "好"
    assert (await says(wang.id, menu=wrong)).outcome is Outcome.REFUSED


# --- the rest


async def test_the_bot_knows_its_own_name(server: BotApi, channel) -> None:
    assert await channel.me() == (str(server.cloud.bot["id"]), "kaimen_test_bot")
    await channel.me()
    assert len(server.sent("getMe")) == 1


async def test_files_that_people_sent_can_be_fetched(server: BotApi, channel) -> None:
    ref = server.cloud.files.add("animation", b"the bytes").file_id
    assert await channel.fetch(Media(MediaKind.VIDEO, f"animation:{ref}")) == b"the bytes"


async def test_files_that_cannot_be_fetched(server: BotApi, channel) -> None:
    with pytest.raises(FileTooLarge):
        await channel.fetch(Media(MediaKind.DOCUMENT, "document-00000001", size=20_000_001))
    large = server.cloud.files.add("document", b"x", size=21 << 20)
    with pytest.raises(FileTooLarge):
        await channel.fetch(Media(MediaKind.DOCUMENT, large.file_id))
    with pytest.raises(FileGone):
        await channel.fetch(Media(MediaKind.DOCUMENT, "document-expired"))
    small = server.cloud.files.add("document", b"x")
    server.fail_html("getFile")
    with pytest.raises(FileUnavailable):
        await channel.fetch(Media(MediaKind.DOCUMENT, small.file_id))
    server.cloud.files._by_path.clear()  # the id is known, the link leads nowhere
    with pytest.raises(FileGone):
        await channel.fetch(Media(MediaKind.DOCUMENT, small.file_id))
