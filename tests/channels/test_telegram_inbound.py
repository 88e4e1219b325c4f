"""Updates as Telegram sends them, and what the bot takes them for."""

import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.inbound import read, unreadable, update_id
from bot.messages import Inbound, Kind, Location, Media, MediaKind, Sender, pack_inbound, unpack_inbound

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
SENT = 1_780_000_000
WANG = {"id": 1001, "is_bot": False, "first_name": "王", "last_name": "芳", "language_code": "zh-hans"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "王"}
GROUP = {"id": -500, "type": "group", "title": "城管局\u202e值班群"}
BOT = {"id": 7, "is_bot": True, "first_name": "开门", "username": "kaimen_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def heard(update: Any) -> Inbound | None:
    """What a bot named @kaimen_bot makes of an update."""
    inbound = read(update, "telegram", "kaimen_bot", NOW)
    if inbound is not None:
        assert unpack_inbound(pack_inbound(inbound)) == inbound  # it can be stored and read again
    return inbound


def message(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] | None = WANG, **content: Any) -> dict[str, Any]:
    fields = {"message_id": 5, "date": SENT, "chat": chat, **content}
    return {"update_id": 900, "message": fields if sender is None else {"from": sender, **fields}}


def said(update: dict[str, Any]) -> Inbound:
    inbound = heard(update)
    assert inbound is not None
    assert inbound.kind is not Kind.UNREADABLE
    return inbound


def file(**fields: Any) -> dict[str, Any]:
    return {"file_id": "F1", "file_unique_id": "u1", "file_size": 2048, **fields}


def test_a_text_is_what_was_said_by_whom_where_and_when() -> None:
    inbound = said(message(text="  路灯坏了\u200b一周\r\n没人修 "))
    assert inbound == Inbound(
        key="u900",
        address=inbound.address,
        at=datetime.fromtimestamp(SENT, UTC),
        sender=Sender("1001", "王 芳", "zh-hans"),
        text="路灯坏了一周\n没人修",
        message="5",
    )
    assert (inbound.address.channel, inbound.address.chat) == ("telegram", "1001")
    assert inbound.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("last", "name"), [({}, ""), ({"last_name": "芳"}, "芳")])
def test_who_has_no_first_name_is_heard_too(last: dict[str, str], name: str) -> None:
    """A deleted account has none."""
    inbound = said(message(sender={"id": 1001, "is_bot": False, "first_name": "", **last}, text="路灯坏了"))
    assert (inbound.sender, inbound.text) == (Sender("1001", name), "路灯坏了")


def test_of_a_photo_the_largest_size_is_taken_with_its_caption_and_album() -> None:
    sizes = [
        {"file_id": "small", "file_unique_id": "a", "width": 90, "height": 67, "file_size": 900},
        {"file_id": "large", "file_unique_id": "b", "width": 1280, "height": 960, "file_size": 90_000},
        {"file_id": "middle", "file_unique_id": "c", "width": 320, "height": 240},
    ]
    inbound = said(message(photo=sizes, caption="就是这里", media_group_id="album-7"))
    assert inbound.media == (Media(MediaKind.PHOTO, "large", mime="image/jpeg", size=90_000),)
    assert (inbound.text, inbound.album) == ("就是这里", "album-7")


VIDEO = {"width": 640, "height": 480, "duration": 9}


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"voice": file(duration=3, mime_type="audio/ogg")}, Media(MediaKind.VOICE, "F1", "", "audio/ogg", 2048)),
        ({"video": file(**VIDEO, mime_type="video/mp4")}, Media(MediaKind.VIDEO, "F1", "", "video/mp4", 2048)),
        ({"video_note": file(length=240, duration=9)}, Media(MediaKind.VIDEO, "video_note:F1", "", "", 2048)),
        ({"audio": file(duration=3, file_name="a.mp3")}, Media(MediaKind.AUDIO, "F1", "a.mp3", "", 2048)),
        ({"document": file(file_name="../../etc/passwd")}, Media(MediaKind.DOCUMENT, "F1", "passwd", "", 2048)),
        ({"document": {"file_id": "F1", "file_unique_id": "u"}}, Media(MediaKind.DOCUMENT, "F1")),
        (
            {"animation": file(**VIDEO, file_name="cat.mp4"), "document": file(file_name="cat.mp4")},
            Media(MediaKind.VIDEO, "animation:F1", "cat.mp4", "", 2048),
        ),
        (
            {"sticker": file(type="regular", width=9, height=9, is_animated=False, is_video=False, emoji="👍")},
            Media(MediaKind.STICKER, "F1", "👍", "", 2048),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_file_keeps_its_kind_name_type_and_size(content: dict[str, Any], media: Media) -> None:
    assert said(message(**content)).media == (media,)


def test_a_place_and_a_named_place() -> None:
    point = {"latitude": 31.2304, "longitude": 121.4737}
    assert said(message(location=point)).location == Location(31.2304, 121.4737)
    venue = {"location": point, "title": "幸福小区", "address": "人民路 1 号"}
    assert said(message(location=point, venue=venue)).location == Location(31.2304, 121.4737, "幸福小区 人民路 1 号")


def test_only_ones_own_contact_gives_a_phone_number() -> None:
    own = {"phone_number": "+8613800138000", "first_name": "王", "user_id": 1001}
    assert (said(message(contact=own)).phone, said(message(contact=own)).text) == ("+8613800138000", "")
    for other in ({**own, "user_id": 1002}, {"phone_number": "+8613800138000", "first_name": "李", "last_name": "四"}):
        inbound = said(message(contact=other))
        assert inbound.phone == ""
        assert "+8613800138000" in inbound.text  # said, as words


def test_what_has_no_words_of_its_own_is_written_out() -> None:
    options = [
        {"text": "要", "voter_count": 0, "persistent_id": "1"},
        {"text": "不要", "voter_count": 0, "persistent_id": "2"},
    ]
    poll = {
        **dict.fromkeys(
            ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False
        ),
        **{"id": "1", "question": "要电梯吗", "options": options, "total_voter_count": 0, "type": "regular"},
    }
    assert said(message(poll=poll)).text == "要电梯吗\n- 要\n- 不要"
    tasks = [{"id": 1, "text": "路灯坏了"}, {"id": 2, "text": "井盖丢了"}]
    assert said(message(checklist={"title": "小区的事", "tasks": tasks})).text == "小区的事\n- 路灯坏了\n- 井盖丢了"
    assert said(message(dice={"emoji": "🎲", "value": 3})).text == "🎲"
    story = said(message(story={"id": 3, "chat": PRIVATE}))
    assert (story.text, story.media) == ("", ())  # it is answered, though nothing can be made of it


def test_an_edit_is_an_edit_of_that_message() -> None:
    update = message(text="路灯坏了两周", edit_date=SENT + 60)
    update["edited_message"] = update.pop("message")
    inbound = said(update)
    assert (inbound.kind, inbound.text, inbound.message) == (Kind.EDIT, "路灯坏了两周", "5")
    assert inbound.at == datetime.fromtimestamp(SENT + 60, UTC)


def test_a_live_location_that_moves_says_nothing() -> None:
    update = message(location={"latitude": 1.0, "longitude": 2.0, "live_period": 900}, edit_date=SENT + 60)
    update["edited_message"] = update.pop("message")
    assert heard(update) is None


def test_a_reply_names_the_message_it_answers() -> None:
    replied = {"message_id": 3, "date": SENT, "chat": PRIVATE, "from": BOT, "text": "261123-0042"}
    assert said(message(text="明天去修", reply_to_message=replied)).reply_to == "3"


def test_a_deep_link_leaves_its_payload_in_the_text() -> None:
    assert said(message(text="/start " + "A" * 64)).text == "/start " + "A" * 64


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("/inbox@kaimen_bot 3", "/inbox 3"),
        ("/inbox@Kaimen_Bot", "/inbox"),
        ("/inbox 3", "/inbox 3"),
        ("/inbox@other_bot 3", None),
        ("问问 /inbox@other_bot 是什么", "问问 /inbox@other_bot 是什么"),
        ("/kaimen_bot@kaimen_bot@x", "/kaimen_bot@kaimen_bot@x"),
    ],
)
def test_a_command_in_a_group_may_be_for_another_bot(text: str, understood: str | None) -> None:
    inbound = heard(message(GROUP, text=text))
    assert (inbound and inbound.text) == understood
    assert inbound is None or (inbound.group, inbound.address.chat, inbound.title) == (True, "-500", "城管局值班群")


def test_in_a_private_chat_every_command_is_for_this_bot() -> None:
    assert said(message(text="/help@other_bot me")).text == "/help me"


def test_who_speaks_as_a_chat_has_no_sender() -> None:
    assert said(message(GROUP, ANONYMOUS, text="收到", sender_chat=GROUP)).sender is None
    channel = {"id": -1009, "type": "channel", "title": "某频道"}
    assert said(message(GROUP, None, text="收到", sender_chat=channel)).sender is None


def test_a_forwarded_message_and_one_made_with_another_bot_are_the_senders_words() -> None:
    origin = {"type": "user", "date": SENT - 99, "sender_user": {"id": 5, "is_bot": False, "first_name": "别人"}}
    forwarded = said(message(text="转给你们看", forward_origin=origin))
    assert forwarded.sender == Sender("1001", "王 芳", "zh-hans")
    assert "别人" not in pack_inbound(forwarded)
    assert said(message(text="井盖没了", via_bot={**BOT, "id": 8})).text == "井盖没了"


@pytest.mark.parametrize(
    "content",
    [
        {"new_chat_members": [BOT]},
        {"left_chat_member": WANG},
        {"new_chat_title": "新名字"},
        {"group_chat_created": True},
        {"pinned_message": {"message_id": 3, "date": 0, "chat": GROUP}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_service_messages_say_nothing(content: dict[str, Any]) -> None:
    assert heard(message(GROUP, **content)) is None


def test_other_bots_and_unwanted_updates_say_nothing() -> None:
    assert heard(message(GROUP, {**BOT, "id": 8}, text="哔")) is None
    assert heard({"update_id": 1, "channel_post": message()["message"]}) is None
    assert heard({"update_id": 1, "of_a_later_version": {"x": 1}}) is None


def test_a_group_that_becomes_a_supergroup_has_a_new_id() -> None:
    new = {"id": -1001, "type": "supergroup", "title": "城管局"}
    old_tells = said(message(GROUP, migrate_to_chat_id=-1001))
    new_tells = said(message(new, ANONYMOUS, sender_chat=new, migrate_from_chat_id=-500))
    for inbound in (old_tells, new_tells):
        assert (inbound.kind, inbound.address.chat, inbound.moved_to) == (Kind.MOVED, "-500", "-1001")


# --- buttons


def press(**fields: Any) -> dict[str, Any]:
    return {"update_id": 901, "callback_query": {"id": "777", "from": WANG, "chat_instance": "1", **fields}}


def test_a_press_says_who_pressed_what_under_which_message() -> None:
    under = {"message_id": 12, "date": SENT, "chat": GROUP, "from": BOT, "text": "新诉求"}
    inbound = said(press(message=under, data="sign:17"))
    assert (inbound.kind, inbound.choice, inbound.press, inbound.message) == (Kind.PRESS, "sign:17", "777", "12")
    assert inbound.sender == Sender("1001", "王 芳", "zh-hans")
    assert (inbound.address.chat, inbound.group, inbound.at) == ("-500", True, NOW)


def test_a_press_under_a_message_too_old_to_be_shown_still_counts() -> None:
    inbound = said(press(message={"message_id": 12, "date": 0, "chat": PRIVATE}, data="rate:17:good"))
    assert (inbound.address.chat, inbound.message, inbound.choice) == ("1001", "12", "rate:17:good")


@pytest.mark.parametrize("fields", [{"data": "x"}, {"inline_message_id": "AbC", "data": "x"}])
def test_a_press_without_a_message_is_answered_privately(fields: dict[str, Any]) -> None:
    inbound = said(press(**fields))
    assert (inbound.address.chat, inbound.message, inbound.group, inbound.choice) == ("1001", "", False, "x")


def test_a_forged_press_is_only_cleaned() -> None:
    assert said(press(data="rate:\u202e17\0:good")).choice == "rate:17:good"
    assert said(press(game_short_name="chess")).choice == ""


# --- coming and going


def membership(chat: dict[str, Any], old: str, new: str, **fields: Any) -> dict[str, Any]:
    change = {"chat": chat, "from": WANG, "date": SENT}
    members = {"kicked": {"until_date": 0}, "restricted": RESTRICTED, "administrator": ADMINISTRATOR}
    for name, status in (("old_chat_member", old), ("new_chat_member", new)):
        change[name] = {"user": BOT, "status": status, **members.get(status, {}), **fields}
    return {"update_id": 902, "my_chat_member": change}


MAY = """is_member can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos
    can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews
    can_change_info can_invite_users can_pin_messages can_manage_topics can_edit_tag can_react_to_messages"""
MAY_NOT = """can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
    can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"""
RESTRICTED: dict[str, Any] = {"until_date": 0, **dict.fromkeys(MAY.split(), True)}
ADMINISTRATOR: dict[str, Any] = dict.fromkeys(MAY_NOT.split(), False)


@pytest.mark.parametrize(
    ("chat", "old", "new", "kind"),
    [
        (PRIVATE, "member", "kicked", Kind.BLOCKED),
        (PRIVATE, "kicked", "member", Kind.UNBLOCKED),
        (GROUP, "left", "member", Kind.JOINED),
        (GROUP, "left", "administrator", Kind.JOINED),
        (GROUP, "kicked", "restricted", Kind.JOINED),
        (GROUP, "member", "left", Kind.LEFT),
        (GROUP, "administrator", "kicked", Kind.LEFT),
        (GROUP, "member", "administrator", None),
        ({"id": -9, "type": "channel", "title": "频道"}, "left", "administrator", None),
    ],
)
def test_the_bot_learns_where_it_is_wanted(chat: dict[str, Any], old: str, new: str, kind: Kind | None) -> None:
    inbound = heard(membership(chat, old, new))
    assert (inbound and inbound.kind) == kind
    if inbound:
        assert (inbound.address.chat, inbound.group) == (str(chat["id"]), chat is GROUP)
        assert inbound.sender == Sender("1001", "王 芳", "zh-hans")


# --- what nobody can read


def deep(levels: int) -> dict[str, Any]:
    replied: dict[str, Any] = {"message_id": 1, "date": SENT, "chat": PRIVATE, "text": "底"}
    for _ in range(levels):
        replied = {"message_id": 1, "date": SENT, "chat": PRIVATE, "text": "层", "reply_to_message": replied}
    return replied


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 900, "message": "路灯坏了"},
        {"update_id": 900, "message": {"message_id": 1}},
        message(text=17),
        message({**PRIVATE, "id": None}, text="x", date="gestern"),
        message(text="x", date=10**300),
        message(location={"latitude": 91.0, "longitude": 0.0}),
        message(location={"latitude": float("inf"), "longitude": 0.0}),
        message(location={"latitude": float("nan"), "longitude": 0.0}),
        message(voice={"file_id": "\ud800", "file_unique_id": "u", "duration": 1}),
        {"update_id": 900, "message": deep(2_000)},
        {"update_id": 900, "callback_query": {"id": "1", "chat_instance": "1"}},
    ],
    ids=range(11),
)
def test_what_cannot_be_read_is_kept_and_blocks_nothing(update: dict[str, Any]) -> None:
    inbound = heard(update)
    assert inbound is not None
    assert (inbound.kind, inbound.key, inbound.at) == (Kind.UNREADABLE, "u900", NOW)
    assert '"update_id"' in inbound.raw


@pytest.mark.parametrize("update", [None, 5, "x", [], {}, {"update_id": "900"}, {"update_id": None}])
def test_what_is_no_update_has_a_key_too(update: Any) -> None:
    first, again = heard(update), heard(update)
    assert first is not None
    assert (first.kind, first) == (Kind.UNREADABLE, again)
    assert first.raw


def test_unreadable_text_is_made_fit_for_any_database() -> None:
    inbound = unreadable('{"update_id": 31, "x": "\0\ud800"', "telegram", NOW)
    assert (inbound.key, "\0" in inbound.raw) == ("u31", False)
    assert unpack_inbound(pack_inbound(inbound)) == inbound
    assert unreadable("", "telegram", NOW).raw  # an empty reason would make it look readable


def test_the_update_id_is_not_taken_from_what_people_write() -> None:
    written = json.dumps({"message": {"text": '"update_id": 1'}, "update_id": 42})
    assert update_id(written) == 42
    assert update_id("<html>Bad Gateway</html>") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable + "路灯😀\ud800\0", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*message()["message"], "text", "data"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    field=st.sampled_from(
        ["text", "chat", "from", "date", "photo", "location", "message_id", "reply_to_message", "contact"]
    ),
    value=json_values,
)
def test_no_update_whatever_it_holds_raises_or_cannot_be_stored(kind: str, field: str, value: Any) -> None:
    heard({"update_id": 1, kind: {**message(text="x")["message"], field: value}})
