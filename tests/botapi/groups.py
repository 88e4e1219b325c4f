"""Groups, supergroups and channels: who is in them, and what the bot gets to see of them."""

from __future__ import annotations

from typing import Any

from .cloud import BOT_ID, CHANNEL_BOT, GROUP_ANONYMOUS_BOT, Chat
from .errors import forbidden, migrated
from .people import Person, change_of_bot, text_content
from .place import Place
from .shown import Shown

SERVICE = {"new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id"}


class Group(Place):
    """A group with the bot in it."""

    def says_anonymously(self, text: str) -> Shown:
        """An anonymous admin writes: the sender is the group itself."""
        return self.world.say(self.chat, text_content(text), GROUP_ANONYMOUS_BOT, sender_chat=self.chat.about)

    def says_as(self, channel: Channel, text: str) -> Shown:
        """Someone writes in the name of their channel."""
        return self.world.say(self.chat, text_content(text), CHANNEL_BOT, sender_chat=channel.chat.about)

    def adds(self, person: Person) -> None:
        """A new member."""
        self.chat.members[person.id] = "member"
        self.world.say(self.chat, {"new_chat_members": [person.user]}, person.user)

    def removes(self, person: Person) -> None:
        """A member leaves."""
        self.chat.members[person.id] = "left"
        self.world.say(self.chat, {"left_chat_member": person.user}, person.user)

    def promotes(self, person: Person) -> None:
        """A member becomes an administrator."""
        self.chat.members[person.id] = "administrator"

    def promotes_bot(self, by: Person) -> None:
        """The bot becomes an administrator, and from then on sees every message."""
        self.world.inject({"my_chat_member": change_of_bot(self.world, self.chat, by.user, "member", "administrator")})

    def removes_bot(self, by: Person) -> None:
        """The bot is thrown out."""
        self.chat.refusal = forbidden(f"bot was kicked from the {self.chat.type} chat")
        self.world.inject({"my_chat_member": change_of_bot(self.world, self.chat, by.user, "member", "kicked")})

    def upgrade(self) -> int:
        """The group becomes a supergroup, with a new id, which is returned; this object goes on as the new one."""
        if self.chat.type != "group":
            raise ValueError("only a group can become a supergroup")
        old, cloud = self.chat, self.world.cloud
        new = cloud.add_chat("supergroup", old.about["title"])
        new.members = dict(old.members)
        self.world.say(old, {"migrate_to_chat_id": new.id}, cloud.users[min(old.members.keys() - {BOT_ID})])
        old.refusal = migrated(new.id)
        self.chat = new
        self.world.places[new.id] = self
        self.world.say(new, {"migrate_from_chat_id": old.id}, GROUP_ANONYMOUS_BOT, sender_chat=new.about)
        return new.id


class Channel(Place):
    """A channel with the bot as an administrator."""

    def posts(self, text: str) -> Shown:
        """A new post."""
        return self.world.say(self.chat, text_content(text), None)


def bot_sees(chat: Chat, message: dict[str, Any], bot: dict[str, Any]) -> bool:
    """Whether a message reaches the bot: of a group in privacy mode only commands, replies to it, service messages do.

    Source: core.telegram.org/bots/features, "Privacy mode".
    """
    if chat.members.get(BOT_ID) not in ("member", "administrator"):
        return False
    if chat.type not in ("group", "supergroup") or bot["can_read_all_group_messages"]:
        return True
    if chat.members.get(BOT_ID) == "administrator":
        return True
    text: str = message.get("text", message.get("caption", ""))
    if text.startswith("/"):
        name = text.split()[0].partition("@")[2]
        return not name or name.lower() == bot["username"].lower()
    replied = message.get("reply_to_message", {})
    return replied.get("from", {}).get("id") == BOT_ID or not SERVICE.isdisjoint(message)
