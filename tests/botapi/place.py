"""A chat as people see it: what stands in it, waiting for the bot, finding a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cloud import Chat, Post
from .shown import Button, Shown, shown

if TYPE_CHECKING:
    from .world import World


class Place:
    """A chat as people see it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat's id; of a private chat also the user's."""
        return self.chat.id

    @property
    def everything(self) -> list[Shown]:
        """All messages that stand in the chat, in order, after edits and deletions."""
        return [shown(self.world.cloud, post) for post in self.chat.posts.values()]

    @property
    def messages(self) -> list[Shown]:
        """The bot's messages among them."""
        return [shown(self.world.cloud, post) for post in self.chat.posts.values() if post.by_bot]

    @property
    def last(self) -> Shown:
        """The bot's newest message. Raises LookupError if it has shown none."""
        for post in reversed(self.chat.posts.values()):
            if post.by_bot:
                return shown(self.world.cloud, post)
        raise LookupError("the bot has shown nothing here")

    async def sees(self, fragment: str, timeout: float = 15.0) -> Shown:
        """Waits until a message of the bot contains this text; the newest one that does. Raises TimeoutError."""

        def found() -> Shown | None:
            return next((message for message in reversed(self.messages) if fragment in message.text), None)

        message = await self.world.until(found, timeout, what=lambda: f"{fragment!r} in {self._texts()}")
        assert message is not None
        return message

    def _texts(self) -> list[str]:
        return [message.text for message in self.messages[-5:]]

    def with_button(self, label_or_data: str, message: Shown | None = None) -> tuple[Post, Button]:
        """The newest message of the bot (or this one) with such a button. Raises LookupError."""
        posts = [self.chat.posts[message.id]] if message else [p for p in self.chat.posts.values() if p.by_bot]
        for post in reversed(posts):
            if button := shown(self.world.cloud, post).button(label_or_data):
                return post, button
        labels = [shown(self.world.cloud, post).labels for post in posts[-3:]]
        raise LookupError(f"no button {label_or_data!r}; the newest messages have {labels}")
