"""What stands in Telegram's place, behind the requests of the real channel: it keeps what people write until the bot
has confirmed it, shows what the bot says, and answers as a plan says: too many requests, blocked, refused, broken, or
not at all.

Whatever the bot may never do on the wire is noted in `violations` at once.
"""

import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from telegram.error import TimedOut
from telegram.request import RequestData

from bot.channels.telegram.request import Request, Unreached
from bot.pipeline import SEND_TRIES
from tests.world.mortal import Fuse

Answer = tuple[int, bytes]

BOT = {"id": 1, "is_bot": True, "first_name": "开门", "username": "kaimen_bot"}
MESSAGES = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "editMessageText"})


class Fault(StrEnum):
    """What becomes of a call that says something."""

    NONE = auto()
    FLOOD = auto()  # 429: come back later
    REFUSED = auto()  # 400: never
    BROKEN = auto()  # 502, nothing arrived
    BROKEN_AFTER = auto()  # 502, and it arrived
    LOST = auto()  # no answer, nothing arrived
    LOST_AFTER = auto()  # no answer, and it arrived
    AWAY = auto()  # no connection


UNSURE = frozenset({Fault.BROKEN, Fault.BROKEN_AFTER, Fault.LOST, Fault.LOST_AFTER})  # for the bot they are alike
FLOODS = (3, 30, 90)  # seconds, one after the other


@dataclass
class Post:
    """A message as it stands in a chat."""

    id: int
    text: str
    buttons: list[str]  # their actions


@dataclass(frozen=True)
class Said:
    """A call that was accepted: what somebody read, and when."""

    chat: int
    text: str
    at: datetime
    edit: bool


@dataclass
class Update:
    """Something that a person did: `raw` is what the bot gets of it."""

    id: int
    who: int
    chat: int  # theirs, or a group: those are below zero
    raw: dict[str, Any]
    at: datetime
    stored: bool = False


@dataclass
class Chat:
    """A private chat or a group, as the platform sees it."""

    posts: list[Post] = field(default_factory=list)
    blocked: bool = False  # or the bot was put out of the group
    refusals: int = 0  # 403s since then
    gone_at: list[int] = field(default_factory=list)  # when a group was the unit's no longer
    moved_to: int = 0  # the id that a group has now
    refused_at: list[int] = field(default_factory=list)  # when something did not get there for good
    free_at: datetime | None = None  # nothing may be sent there before


class Platform:
    """One for a whole run, whatever becomes of the bot's processes."""

    def __init__(self, now: Callable[[], datetime], fuse: Fuse, mark: str) -> None:
        """`mark` is what the bot puts behind words that it may have said before."""
        self._now, self._fuse, self._mark = now, fuse, mark
        self.chats: dict[int, Chat] = {}
        self.said: list[Said] = []
        self.plan: deque[Fault] = deque()
        self.deaths = 0
        self.tick = 0  # goes up with all that happens, whatever the bot's clock shows
        self.violations: list[str] = []
        self.unsure = Counter[tuple[int, str]]()  # what may have arrived though the bot does not know: it may repeat it
        self.counts = Counter[str]()
        self._floods = 0
        self._next = 100
        # Receiving
        self.waiting: list[Update] = []  # what people did and the bot has not fetched
        self.batch: list[Update] = []  # what it is given now
        self.confirmed: Callable[[], None] = lambda: None

    def chat(self, id: int) -> Chat:
        return self.chats.setdefault(id, Chat())

    def words(self, text: str) -> str:
        """What is said, without the mark of a possible repeat."""
        return text.removesuffix(self._mark).rstrip("\n")

    # What people do

    def does(self, user: int, name: str, group: int = 0, **what: Any) -> Update:
        """Somebody does something, in a group or privately: it waits until the bot fetches it."""
        who = {"id": user, "is_bot": False, "first_name": name, "language_code": "zh-hans"}
        chat = {"id": group or user, "type": "supergroup" if group else "private", "title": "群", "first_name": name}
        id = self._number()
        self.tick += 1
        at = int(self._now().timestamp())
        raw: dict[str, Any] = {"update_id": id}
        if "press" in what:
            under = {"message_id": what["under"], "date": at, "chat": chat, "text": "x"}
            raw["callback_query"] = {
                **{"id": f"p{id}", "from": who, "chat_instance": "1", "data": what["press"], "message": under}
            }
        elif "blocks" in what:
            states = [{"user": BOT, "status": s, "until_date": 0} for s in ("member", "kicked")]
            old, new = states if what["blocks"] else reversed(states)
            raw["my_chat_member"] = {
                **{"chat": chat, "from": who, "date": at, "old_chat_member": old, "new_chat_member": new}
            }
        elif "moves" in what:
            raw["message"] = {"message_id": id, "date": at, "chat": chat, "from": who, **what["moves"]}
        else:
            message = {"message_id": id, "date": at, "chat": chat, "from": who, "text": what["text"]}
            if what["text"].startswith("/"):
                length = len(what["text"].split()[0])
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
            if reply := what.get("reply"):
                message["reply_to_message"] = {"message_id": reply, "date": at, "chat": chat, "text": "x"}
            raw["message"] = message
        update = Update(id, user, group or user, raw, self._now())
        self.waiting.append(update)
        return update

    def blocks(self, user: int) -> None:
        chat = self.chat(user)
        chat.blocked, chat.refusals = True, 0

    def moves(self, group: int, new: int) -> None:
        """It has another id from now on."""
        self.chat(group).moved_to = new

    def ids(self, group: int) -> list[int]:
        """All that a group had from this one on."""
        moved = self.chat(group).moved_to
        return [group, *(self.ids(moved) if moved else [])]

    def clock_jumps(self, span: timedelta) -> None:
        """The bot's clock does, by which times are told here too: no time has passed."""
        for chat in self.chats.values():
            chat.free_at = chat.free_at and chat.free_at + span

    def unblocks(self, user: int) -> None:
        self.chat(user).blocked = False

    # What the bot does

    def call(self, method: str, wanted: dict[str, Any]) -> Answer:
        """One call of the Bot API: status and body. Raises what a request raises that gets no answer."""
        if method == "getUpdates":
            return self._updates(wanted)
        if method == "getMe":
            return _ok(BOT)
        if method not in MESSAGES:
            return _ok(True)
        self._fuse.passes("sending")
        answer = self._message(method, wanted)
        self._fuse.passes("sent")
        return answer

    def _updates(self, wanted: dict[str, Any]) -> Answer:
        """The batch, until a higher offset confirms it."""
        self._fuse.passes("acknowledging")
        offset = int(wanted.get("offset", 0))
        if self.batch and offset > max(update.id for update in self.batch):
            self.batch = []
            self.confirmed()
            return _ok([])
        return _ok([update.raw for update in self.batch])

    def _message(self, method: str, wanted: dict[str, Any]) -> Answer:
        number = int(wanted["chat_id"])
        chat, now = self.chat(number), self._now()
        self.tick += 1
        album = json.loads(wanted.get("media", "[]"))
        text = wanted.get("text", wanted.get("caption", album[0].get("caption", "") if album else ""))
        if chat.free_at is not None and now < chat.free_at:
            self.violations.append(f"sent to {number} at {now:%H:%M:%S}, {chat.free_at - now} too early")
        if chat.moved_to:
            error = "Bad Request: group chat was upgraded to a supergroup chat"
            return _error(400, error, migrate_to_chat_id=chat.moved_to)
        if chat.blocked:
            chat.refusals += 1
            (chat.refused_at if number > 0 else chat.gone_at).append(self.tick)
            if chat.refusals > 1 + self.deaths:
                self.violations.append(f"sent {text[:30]!r} to {number}, who has blocked the bot")
            return _error(
                403, "Forbidden: bot was " + ("blocked by the user" if number > 0 else "kicked from the group")
            )
        fault = self.plan.popleft() if self.plan else Fault.NONE
        if fault in UNSURE and self.unsure[number, self.words(text)] == SEND_TRIES - 1:
            fault = Fault.NONE  # once more, and it would be given up
        self.counts[fault] += 1
        if fault in UNSURE:
            self.unsure[number, self.words(text)] += 1
        match fault:
            case Fault.FLOOD:
                wait = FLOODS[self._floods % len(FLOODS)]
                self._floods += 1
                chat.free_at = now + timedelta(seconds=wait)
                return _error(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
            case Fault.REFUSED if method == "editMessageText":  # its reader has deleted it, for good
                chat.posts = [post for post in chat.posts if post.id != int(wanted["message_id"])]
                return _error(400, "Bad Request: message to edit not found")
            case Fault.REFUSED:
                chat.refused_at.append(self.tick)
                return _error(400, "Bad Request: not enough rights to send text messages to the chat")
            case Fault.BROKEN:
                return _error(502, "Bad Gateway")
            case Fault.LOST:
                raise TimedOut
            case Fault.AWAY:
                raise Unreached("no connection")
        answer = self._accept(method, number, text, wanted, now)
        if fault is Fault.BROKEN_AFTER:
            return _error(502, "Bad Gateway")
        if fault is Fault.LOST_AFTER:
            raise TimedOut
        return answer

    def _accept(self, method: str, number: int, text: str, wanted: dict[str, Any], now: datetime) -> Answer:
        chat = self.chat(number)
        keyboard = json.loads(wanted.get("reply_markup") or "{}").get("inline_keyboard", [])
        buttons = [button["callback_data"] for row in keyboard for button in row]
        if edit := method == "editMessageText":
            post = next((post for post in chat.posts if post.id == int(wanted["message_id"])), None)
            if post is None:
                return _error(400, "Bad Request: message to edit not found")
            if (post.text, post.buttons) == (text, buttons):
                return _error(400, "Bad Request: message is not modified")
            post.text, post.buttons = text, buttons
        else:
            post = Post(self._number(), text, buttons)
            chat.posts.append(post)
        self.said.append(Said(number, text, now, edit))
        type = "private" if number > 0 else "supergroup"
        message = {"message_id": post.id, "date": int(now.timestamp()), "chat": {"id": number, "type": type}}
        return _ok([message] if method == "sendMediaGroup" else message)

    def _number(self) -> int:
        self._next += 1
        return self._next


def _ok(result: Any) -> Answer:
    return 200, json.dumps({"ok": True, "result": result}).encode()


def _error(code: int, description: str, **parameters: Any) -> Answer:
    answer = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(answer | ({"parameters": parameters} if parameters else {})).encode()


class Wire(Request):
    """The channel's requests, which go to the platform instead of over a network."""

    __slots__ = ("_platform",)

    def __init__(self, platform: Platform) -> None:
        super().__init__(1)
        self._platform = platform

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> Answer:
        wanted = request_data.json_parameters if request_data else {}
        return self._platform.call(url.rpartition("/")[2], dict(wanted))
