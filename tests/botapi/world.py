"""The people's side of the fake server, for tests that read as dialogues.

resident = server.person("甲")
resident.says("路灯坏了")
await resident.sees("已收到")
resident.presses("提交")
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from .cloud import BOT_ID, Chat, Cloud, Post
from .groups import Channel, Group, bot_sees
from .people import Person, change_of_bot
from .place import Place
from .shown import Shown, shown
from .updates import Signal, Updates

T = TypeVar("T")


class World:
    """People and groups, and the updates that come of what they do."""

    def __init__(self, cloud: Cloud, updates: Updates) -> None:
        self.cloud = cloud
        self.updates = updates
        self.places: dict[int, Place] = {}
        self.called = Signal()  # fires after each call of the bot

    def person(self, name: str, id: int | None = None, language_code: str | None = "zh-hans") -> Person:
        """A new person, who has not yet written to the bot."""
        person = Person(self, self.cloud.add_user(name, id, language_code))
        self.places[person.id] = person
        return person

    def group(self, title: str, *members: Person, supergroup: bool = False) -> Group:
        """A new group with these members (the first owns it); the first adds the bot, which is told so."""
        if not members:
            raise ValueError("a group needs a member who adds the bot")
        chat = self.cloud.add_chat("supergroup" if supergroup else "group", title)
        chat.members = {person.id: "member" for person in members} | {members[0].id: "creator"}
        group = Group(self, chat)
        self.places[chat.id] = group
        self.inject({"my_chat_member": change_of_bot(self, chat, members[0].user, "left", "member")})
        self.say(chat, {"new_chat_members": [self.cloud.bot_sender]}, members[0].user)
        return group

    def channel(self, title: str) -> Channel:
        """A new channel with the bot as an administrator."""
        chat = self.cloud.add_chat("channel", title)
        chat.members[BOT_ID] = "administrator"
        channel = Channel(self, chat)
        self.places[chat.id] = channel
        return channel

    def place(self, chat_id: int) -> Place:
        """The person, group or channel of a chat."""
        return self.places[chat_id]

    def say(
        self,
        chat: Chat,
        content: dict[str, Any],
        sender: dict[str, Any] | None,
        *,
        sender_chat: dict[str, Any] | None = None,
        reply_to: int | None = None,
    ) -> Shown:
        """Puts a message into a chat and, if the bot gets to see it, an update into the queue."""
        post = self.cloud.post(chat, content, sender, sender_chat=sender_chat, reply_to=reply_to)
        return self.tell(chat, post, "channel_post" if chat.type == "channel" else "message")

    def tell(self, chat: Chat, post: Post, kind: str) -> Shown:
        """Queues an update of this kind about a message, if the bot gets to see it."""
        if bot_sees(chat, post.api, self.cloud.bot):
            self.inject({kind: post.api})
        return shown(self.cloud, post)

    def inject(self, update: dict[str, Any]) -> int | None:
        """Queues a raw update (without update_id); its id, or None if allowed_updates leaves it out."""
        return self.updates.add(update)

    async def until(
        self, predicate: Callable[[], T], timeout: float = 15.0, what: Callable[[], str] | None = None
    ) -> T:
        """Waits until the predicate, asked again after each call of the bot, is true; returns its value.

        Raises TimeoutError, with `what` it waited for.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (value := predicate()):
            left = deadline - loop.time()
            if left <= 0:
                raise TimeoutError(f"after {timeout} s still waiting for {what() if what else predicate}")
            await self.called.wait(left)
        return value
