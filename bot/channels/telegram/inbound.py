"""What Telegram tells the bot, as Inbound values: one JSON update in, at most one Inbound out. Pure but for the clock.

Decided here: a forwarded message, or one made with another bot's help (via_bot), counts as the words of who sent it.
Who speaks as a chat (an anonymous admin, a channel) has no Sender. Nothing comes of service messages, of other bots, of
a live location that moves, and of a command in a group that names another bot; all are confirmed like the rest.
"""

import json
import logging
import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.media import location_of, media_of, phone_of, words_of
from bot.messages import Address, Inbound, Kind, Sender, pack_inbound, unpack_inbound
from bot.privacy import clean

log = logging.getLogger(__name__)

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]  # allowed_updates
RAW = 1_000_000  # characters that are kept of what cannot be read; Telegram's own updates are far shorter

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_ID = re.compile(r'(?<!\\)"update_id"\s*:\s*(\d{1,18})\b')  # inside a string the quotes would be escaped
_ADDRESSED = re.compile(r"(/\w{1,64})@(\w{3,64})(?=\s|$)", re.ASCII)


def read(update: object, channel: str, username: str, now: datetime) -> Inbound | None:
    """`update` (decoded JSON) as an Inbound of the channel named `channel`; None if it says nothing to the bot.

    `username` is the bot's own, without @. `now` (UTC) dates what Telegram does not date: presses, unreadable updates.
    Raises nothing: what cannot be read, or could not be stored, comes back as Kind.UNREADABLE with the update in `raw`.
    """
    try:
        inbound = _read(update, channel, username, now)
        # What the inbox cannot keep as it is (a lone surrogate, a date that is none) would hold up its whole batch.
        if inbound is not None and unpack_inbound(pack_inbound(inbound)) != inbound:
            raise ValueError("it cannot be stored")
        return inbound
    except Exception as error:
        log.warning("an update cannot be read: %s", type(error).__name__)
        return unreadable(_dumped(update), channel, now)


def unreadable(text: str, channel: str, now: datetime) -> Inbound:
    """An update that cannot be parsed; `text` is its JSON, or what stands in its place."""
    raw = text.replace("\0", "").encode("utf-8", "replace").decode()[:RAW] or "(empty)"
    number = update_id(raw)
    key = f"u{number}" if number is not None else "x" + sha256(raw.encode()).hexdigest()[:32]
    return Inbound(key, Address(channel, ""), now, kind=Kind.UNREADABLE, raw=raw)


def update_id(text: str) -> int | None:
    """The update_id in a text that may be anything."""
    found = _ID.search(text)
    return int(found[1]) if found else None


def _dumped(update: object) -> str:
    try:
        return json.dumps(update)
    except (ValueError, RecursionError):  # so deep, or numbers so long, that it can be parsed but not be written
        number = update.get("update_id") if isinstance(update, dict) else None
        return f'{{"update_id":{number}}}' if isinstance(number, int) else ""


def _read(data: Any, channel: str, username: str, now: datetime) -> Inbound | None:
    if type(data["update_id"]) is not int:
        raise TypeError("update_id")
    wanted = {kind: data[kind] for kind in WANTED if kind in data}  # nothing else is worth stumbling over
    update = Update.de_json({"update_id": data["update_id"], **wanted})
    key = f"u{update.update_id}"
    if update.callback_query:
        return _press(update.callback_query, key, channel, now)
    if update.my_chat_member:
        return _membership(update.my_chat_member, key, channel)
    if message := update.message:
        return _moved(message, key, channel) or _message(message, key, channel, username)
    if (message := update.edited_message) and not message.location:
        inbound = _message(message, key, channel, username)
        return replace(inbound, kind=Kind.EDIT, at=message.edit_date or message.date) if inbound else None
    return None


def _message(message: Message, key: str, channel: str, username: str) -> Inbound | None:
    says = message.text or message.effective_attachment or message.checklist
    if message.chat.type == ChatType.CHANNEL or not says:
        return None
    user = None if message.sender_chat else message.from_user
    if user and user.is_bot:
        return None
    group = message.chat.type in _GROUPS
    text = clean(words_of(message))
    if command := _ADDRESSED.match(text):
        if group and command[2].lower() != username.lower():
            return None
        text = command[1] + text[command.end() :]
    replied = message.reply_to_message
    return Inbound(
        key,
        Address(channel, str(message.chat.id)),
        message.date,
        _sender(user) if user else None,
        text=text,
        media=media_of(message),
        location=location_of(message),
        phone=phone_of(message),
        message=str(message.message_id),
        reply_to=str(replied.message_id) if replied else "",
        album=message.media_group_id or "",
        group=group,
        title=_title(message.chat),
    )


def _moved(message: Message, key: str, channel: str) -> Inbound | None:
    """Both chats tell of the move: the old group (to which id), and the new supergroup (from which)."""
    if message.migrate_to_chat_id:
        old, new = message.chat.id, message.migrate_to_chat_id
    elif message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat.id
    else:
        return None
    title = _title(message.chat)
    address = Address(channel, str(old))
    return Inbound(key, address, message.date, kind=Kind.MOVED, group=True, moved_to=str(new), title=title)


def _press(query: CallbackQuery, key: str, channel: str, now: datetime) -> Inbound:
    """The message under the button may be too old to be shown (its id is left), or be another bot's inline message."""
    chat = query.message.chat if query.message else None
    return Inbound(
        key,
        Address(channel, str(chat.id if chat else query.from_user.id)),
        now,
        _sender(query.from_user),
        Kind.PRESS,
        choice=clean(query.data or ""),
        press=query.id,
        message=str(query.message.message_id) if query.message else "",
        group=bool(chat and chat.type in _GROUPS),
        title=_title(chat) if chat else "",
    )


def _membership(change: ChatMemberUpdated, key: str, channel: str) -> Inbound | None:
    was, is_in = _present(change.old_chat_member), _present(change.new_chat_member)
    group = change.chat.type in _GROUPS
    if was == is_in or not (group or change.chat.type == ChatType.PRIVATE):
        return None
    came, went = (Kind.JOINED, Kind.LEFT) if group else (Kind.UNBLOCKED, Kind.BLOCKED)
    address, sender = Address(channel, str(change.chat.id)), _sender(change.from_user)
    kind = came if is_in else went
    return Inbound(key, address, change.date, sender, kind, group=group, title=_title(change.chat))


def _present(member: ChatMember) -> bool:
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def _sender(user: User) -> Sender:
    name = " ".join(part for part in (user.first_name, user.last_name) if part)  # a deleted account has none
    return Sender(str(user.id), clean(name), user.language_code or "")


def _title(chat: Chat) -> str:
    return clean(chat.title or "")
