"""The state behind the fake Bot API: users, chats and their messages, files, callback queries, the bot's settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import CHAT_NOT_FOUND, NEVER_WROTE, ApiError, bad
from .files import Files

BOT_ID = 7_000_000_001
FIRST_USER = 1_000_001
FIRST_GROUP = -400_000_001
FIRST_SUPERGROUP = -1_001_000_000_001

# The senders that stand in for anonymous admins and for people who speak as a channel.
GROUP_ANONYMOUS_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}

QUERY_LIFETIME = 60.0  # seconds; the documentation gives no number


@dataclass(slots=True)
class Post:
    """A message in a chat: what the API shows of it, whose it is, and the reply keyboard, which the API never shows."""

    api: dict[str, Any]
    by_bot: bool = False
    keyboard: dict[str, Any] | None = None


@dataclass(slots=True)
class Chat:
    """A chat; `refusal` is what the bot gets for writing here now, `members` the status of each user by id."""

    about: dict[str, Any]
    refusal: ApiError | None = None
    members: dict[int, str] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    last_id: int = 0
    actions: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def type(self) -> str:
        return str(self.about["type"])


@dataclass(slots=True)
class Query:
    """A pressed button that waits for answerCallbackQuery."""

    user_id: int
    at: float
    answer: dict[str, Any] | None = None


class Cloud:
    """Everything that the real servers would remember. `now` gives Unix time in seconds."""

    def __init__(self, username: str, now: Callable[[], float], privacy: bool) -> None:
        self.now = now
        self.bot: dict[str, Any] = {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": username,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": False,
        }
        self.bot_sender = {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}
        self.users: dict[int, dict[str, Any]] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[tuple[Any, ...], str], list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}

    # --- chats

    def add_user(self, name: str, user_id: int | None, language_code: str | None) -> dict[str, Any]:
        """A new user, with a private chat in which the bot may not yet write. Raises ValueError for a taken id."""
        user_id = user_id if user_id is not None else FIRST_USER + len(self.users)
        if user_id in self.users:
            raise ValueError(f"there is already a user {user_id}")
        user = {"id": user_id, "is_bot": False, "first_name": name}
        if language_code:
            user["language_code"] = language_code
        self.users[user_id] = user
        about = {"id": user_id, "type": "private", "first_name": name}
        self.chats[user_id] = Chat(about, refusal=NEVER_WROTE, members={user_id: "member", BOT_ID: "member"})
        return user

    def add_chat(self, kind: str, title: str) -> Chat:
        """A new group, supergroup or channel."""
        chat_id = (FIRST_GROUP if kind == "group" else FIRST_SUPERGROUP) - len(self.chats)
        chat = self.chats[chat_id] = Chat({"id": chat_id, "type": kind, "title": title})
        return chat

    def chat(self, chat_id: Any) -> Chat:
        """The chat, whether the bot may write there or not. Raises ApiError if there is none."""
        if isinstance(chat_id, str):  # @username
            wanted = chat_id.removeprefix("@").lower()
            found = [c for c in self.chats.values() if c.type != "private" and c.about.get("username") == wanted]
            chat = found[0] if found and chat_id.startswith("@") else None
        else:
            chat = self.chats.get(chat_id)
        if chat is None:
            raise CHAT_NOT_FOUND
        return chat

    def open_chat(self, chat_id: Any) -> Chat:
        """The chat, if the bot may write there. Raises ApiError."""
        chat = self.chat(chat_id)
        if chat.refusal is not None:
            raise chat.refusal
        return chat

    # --- messages

    def post(
        self,
        chat: Chat,
        content: dict[str, Any],
        sender: dict[str, Any] | None,
        *,
        sender_chat: dict[str, Any] | None = None,
        reply_to: int | None = None,
        markup: dict[str, Any] | None = None,
    ) -> Post:
        """Adds a message to a chat; the sender is the bot if it is `bot_sender`."""
        chat.last_id += 1
        api: dict[str, Any] = {"message_id": chat.last_id}
        if sender is not None and chat.type != "channel":
            api["from"] = sender
        if sender_chat or chat.type == "channel":
            api["sender_chat"] = sender_chat or chat.about
        api["chat"] = chat.about
        api["date"] = int(self.now())
        if reply_to is not None:
            replied = chat.posts[reply_to].api
            api["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
        api.update(content)
        post = Post(api, by_bot=sender is self.bot_sender)
        self.set_markup(post, markup)
        chat.posts[chat.last_id] = post
        return post

    def set_markup(self, post: Post, markup: dict[str, Any] | None) -> None:
        """Gives a message its buttons; only an inline keyboard is part of the message that the API shows."""
        post.api.pop("reply_markup", None)
        post.keyboard = None
        if markup and markup.get("inline_keyboard"):
            post.api["reply_markup"] = markup
        elif markup and "inline_keyboard" not in markup:
            post.keyboard = markup

    def find(self, chat: Chat, message_id: int, what: str) -> Post:
        """A message of a chat. Raises ApiError "message to <what> not found"."""
        post = chat.posts.get(message_id)
        if post is None:
            raise bad(f"message to {what} not found")
        return post

    # --- commands

    def commands_for(self, user_id: int, chat: Chat) -> list[dict[str, str]]:
        """The commands this user sees in this chat: narrowest scope first, the user's language before none.

        Source: core.telegram.org/bots/api, "Determining list of commands".
        """
        scopes: list[tuple[Any, ...]] = [("chat", chat.id), ("all_private_chats",), ("default",)]
        if chat.type != "private":
            is_admin = chat.members.get(user_id) in ("administrator", "creator")
            admins: list[tuple[Any, ...]] = [("chat_administrators", chat.id)] if is_admin else []
            all_admins: list[tuple[Any, ...]] = [("all_chat_administrators",)] if is_admin else []
            member: tuple[Any, ...] = ("chat_member", chat.id, user_id)
            scopes = [member, *admins, ("chat", chat.id), *all_admins, ("all_group_chats",), ("default",)]
        language = self.users[user_id].get("language_code", "")[:2]
        for scope in scopes:
            for code in (language, ""):
                if commands := self.commands.get((scope, code)):
                    return commands
        return []
