"""The words of a conversation, the same for every channel: what came in, what goes out, what became of it.

No handler knows which platform it serves, and no channel knows what a case is; they meet in these values.
Texts here are plain text. A platform's markup never appears, so nothing a person writes can be taken for markup.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from bot.privacy import is_inside

IMPORTED = "import"
"""The channel of what was collected elsewhere; nobody can be answered there."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation takes place. `channel` is the configured channel's name, `chat` its own id of the chat."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks, as the channel knows them. `user` is the channel's id; `language` is an IETF tag or empty."""

    user: str
    name: str = ""
    language: str = ""


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Media:
    """A file on the platform. `ref` fetches or sends it again there; `size` is in bytes (0: unknown)."""

    kind: MediaKind
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """A point in WGS 84 degrees, with the name of the place if the platform gave one."""

    latitude: float
    longitude: float
    name: str = ""


class Kind(StrEnum):
    """What an inbound value is."""

    MESSAGE = "message"
    EDIT = "edit"
    PRESS = "press"  # a button; `choice` says which, `press` is what the platform wants acknowledged
    JOINED = "joined"  # the bot came into a group
    LEFT = "left"  # ... or was put out of it
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MOVED = "moved"  # the chat has a new id from now on: `moved_to`
    UNREADABLE = "unreadable"  # the platform sent what nobody could parse: `raw` keeps it


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that a person (or the platform) told the bot.

    `key` is unique in the channel, so that a redelivery is recognised. `message` is the platform's id of the message,
    or for a press the id of the message under the button. `album` joins what was sent together. `at` is UTC.
    """

    key: str
    address: Address
    at: datetime
    sender: Sender | None = None
    kind: Kind = Kind.MESSAGE
    text: str = ""
    media: tuple[Media, ...] = ()
    location: Location | None = None
    phone: str = ""
    choice: str = ""
    press: str = ""
    message: str = ""
    reply_to: str = ""
    album: str = ""
    group: bool = False
    moved_to: str = ""
    title: str = ""
    source: str = ""
    label: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and the action with ids that it stands for, such as `rate:17:good` (at most 64 bytes)."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go out: either one that the platform has already (`ref`), or one to be drawn when it is sent.

    `recipe` names what to draw (`ledger`, `chart`, ...) and `args` from what; both are plain values, so that the row in
    the outbox can be sent after a restart, by any worker. With both, `ref` is what somebody sent, and drawing makes of
    it what others may be shown (`bot.files.passing`).
    """

    kind: MediaKind
    ref: str = ""
    name: str = ""
    recipe: str = ""
    args: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to be said.

    `choices` are rows of buttons. `replaces` is the outbox id of a message to be edited where the channel can.
    `press` acknowledges a button; with an empty text that is all that happens. `case` is the case it speaks of, so
    that a reply to it is understood. `group`: the chat is a group. `menu`: the commands (name, explanation) that this
    chat is to be shown from now on, where the channel has such a menu. `fleeting`: its words are not kept once
    they are said.
    """

    address: Address
    text: str = ""
    choices: tuple[tuple[Choice, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    replaces: int | None = None
    press: str = ""
    case: int | None = None
    group: bool = False
    menu: tuple[tuple[str, str], ...] = ()
    fleeting: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, drawn: its bytes, or what the platform has already (`ref`).

    `kind` is how it is sent, if not as the attachment says. `instead` are the words for its place where the platform
    refuses it; with neither bytes nor `ref` they are all that is said.
    """

    name: str = ""
    content: bytes = b""
    ref: str = ""
    kind: MediaKind | None = None
    instead: str = ""


class FileTooLarge(Exception):
    """The platform gives bots no file as large as this one (Telegram: 20 MB)."""


class FileGone(Exception):
    """The platform does not know the file (any more)."""


class FileUnavailable(Exception):
    """It could not be fetched now; later it may be."""


class Outcome(StrEnum):
    SENT = "sent"
    DEFERRED = "deferred"  # the platform said when to come back; does not count as a try
    UNREACHED = "unreached"  # it certainly did not arrive (no connection); does not count as a try
    UNCERTAIN = "uncertain"  # time-out or 5xx: it may have arrived
    REFUSED = "refused"  # never try this again
    GIVEN_UP = "given up"  # it was uncertain too often; no channel says so, but the pipeline


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an outbound message. `wait` is in seconds; `message` the platform's id of what was sent."""

    outcome: Outcome
    message: str = ""
    wait: float = 0.0
    reason: str = ""
    blocked: bool = False
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Features:
    """What a channel can do. Lengths count UTF-16 units if `utf16`, else characters; paces are in seconds."""

    length: int = 4096
    utf16: bool = True
    buttons: bool = True
    editing: bool = True
    files: bool = True
    per_second: float = 0.0  # messages in all; 0: no limit
    chat_pause: float = 0.0  # between two messages in one chat
    group_pause: float = 0.0  # between two messages in one group


_inbound: TypeAdapter[Inbound] = TypeAdapter(Inbound)
_outbound: TypeAdapter[Outbound] = TypeAdapter(Outbound)


def pack_inbound(inbound: Inbound) -> str:
    """`inbound` as JSON for the inbox."""
    return _inbound.dump_json(inbound, exclude_defaults=True).decode()


def unpack_inbound(body: str) -> Inbound:
    """What `pack_inbound` wrote. Raises pydantic's ValidationError on anything else."""
    return _inbound.validate_json(body)


def pack_outbound(outbound: Outbound) -> str:
    """`outbound` as JSON for the outbox."""
    return _outbound.dump_json(outbound, exclude_defaults=True).decode()


def unpack_outbound(body: str) -> Outbound:
    """What `pack_outbound` wrote. Raises pydantic's ValidationError on anything else."""
    return _outbound.validate_json(body)


def length(text: str, utf16: bool) -> int:
    """How long a platform counts `text`: UTF-16 units (a family emoji is many) or characters."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF) if utf16 else len(text)


# Where a long text is cut, best first: between paragraphs, lines, sentences, at a pause, at a space.
_CUTS = ("\n\n", "\n", "。", "！", "？", ". ", "；", "，", ", ", " ")


def split(text: str, limit: int, utf16: bool = True) -> Iterator[str]:
    """Cuts `text` into pieces of at most `limit`, each at the best place in its second half, never inside an emoji, a
    flag or a letter with its marks.

    Joined again (but for white space at the cuts) the pieces are the text. An empty text gives one empty piece.
    """
    while (end := _prefix(text, limit, utf16)) < len(text):
        cut = _cut(text, end)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _prefix(text: str, limit: int, utf16: bool) -> int:
    """How many characters fit. It looks at no more than that, however long the text is."""
    if not utf16 or text.isascii():
        return min(limit, len(text))
    used = 0
    for i, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > limit:
            return i
    return len(text)


def _cut(text: str, end: int) -> int:
    for mark in _CUTS:
        at = text.rfind(mark, end // 2, end - len(mark) + 1)
        if at > 0:
            return at + len(mark)
    cut = end  # no pause anywhere: at least not inside of what is seen as one character
    while cut > end // 2 and is_inside(text, cut):
        cut -= 1
    return cut


def token(raw: bytes) -> str:
    """Bytes as URL-safe text without padding, fit for deep links (Telegram: A-Z, a-z, 0-9, _ and -)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
