"""People and what they do with the bot: write, send, press, edit, block. Each act becomes an update like a real one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .account import member
from .cloud import BOT_ID, Chat, Query
from .errors import BLOCKED, DEACTIVATED, NEVER_WROTE, ApiError
from .files import File
from .markup import seen_entities, utf16
from .place import Place
from .sending import TEXT_LIMIT
from .shown import Shown, shown

if TYPE_CHECKING:
    from .world import World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
DEEP_LINK = re.compile(r"https://t\.me/(\w+)\?start(?:group)?=([^&]*)$")


class Person(Place):
    """A person and their private chat with the bot. `to` takes an act into a group of which they are a member."""

    def __init__(self, world: World, user: dict[str, Any]) -> None:
        super().__init__(world, world.cloud.chats[user["id"]])
        self.user = user

    # --- writing and sending; each returns the message as it now stands in the chat

    def says(self, text: str, to: Place | None = None) -> Shown:
        """Writes a text; "/command" becomes a bot_command entity."""
        return self._send(text_content(text), to)

    def replies_to(self, message: Shown, text: str) -> Shown:
        """Answers a message, in its chat."""
        return self._send(text_content(text), self.world.place(message.chat_id), reply_to=message.id)

    def starts(self, payload: str = "") -> Shown:
        """Opens the bot, perhaps by a deep link. Raises ValueError for a payload that Telegram does not pass on."""
        if not PAYLOAD.fullmatch(payload):
            raise ValueError(f"a deep link's payload is at most 64 of A-Z a-z 0-9 _ -: {payload!r}")
        if self.chat.refusal is BLOCKED:
            self.unblocks()
        return self.says(f"/start {payload}".rstrip())

    def follows(self, link: str) -> Shown:
        """Opens a t.me link to the bot. Raises ValueError if it is none."""
        found = DEEP_LINK.fullmatch(link)
        if found is None or found[1] != self.world.cloud.bot["username"]:
            raise ValueError(f"not a link to this bot: {link}")
        return self.starts(found[2])

    def sends_photo(
        self, content: bytes, caption: str | None = None, album: str | None = None, to: Place | None = None
    ) -> Shown:
        """Sends a photo; those of one `album` share its media_group_id, and only the first has a caption."""
        return self._send_file(self.world.cloud.files.add("photo", content), caption, album, to)

    def sends_video(
        self, content: bytes, caption: str | None = None, album: str | None = None, to: Place | None = None
    ) -> Shown:
        """Sends a video."""
        return self._send_file(self.world.cloud.files.add("video", content, mime="video/mp4"), caption, album, to)

    def sends_document(
        self,
        content: bytes,
        name: str,
        caption: str | None = None,
        mime: str | None = None,
        size: int | None = None,
        to: Place | None = None,
    ) -> Shown:
        """Sends a file; `size` declares it larger than the content, to try the limits."""
        return self._send_file(self.world.cloud.files.add("document", content, name, mime, size), caption, to=to)

    def sends_voice(self, content: bytes, to: Place | None = None) -> Shown:
        """Sends a voice message."""
        return self._send_file(self.world.cloud.files.add("voice", content, mime="audio/ogg"), to=to)

    def sends_sticker(self, emoji: str = "👍", to: Place | None = None) -> Shown:
        """Sends a sticker."""
        content = self.world.cloud.files.shown(self.world.cloud.files.add("sticker", b"RIFF sticker"))
        content["sticker"]["emoji"] = emoji
        return self._send(content, to)

    def sends_location(self, latitude: float, longitude: float, to: Place | None = None) -> Shown:
        """Sends a place."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}}, to)

    def sends_contact(self, phone_number: str, first_name: str | None = None, to: Place | None = None) -> Shown:
        """Sends a contact, their own by default."""
        contact: dict[str, Any] = {"phone_number": phone_number, "first_name": first_name or self.user["first_name"]}
        return self._send({"contact": contact if first_name else {**contact, "user_id": self.user["id"]}}, to)

    def edits(self, message: Shown, text: str) -> Shown:
        """Changes the text (or caption) of their own message."""
        chat = self.world.cloud.chats[message.chat_id]
        post = chat.posts[message.id]
        if post.api.get("from") != self.user:
            raise ValueError("people edit only their own messages")
        fields = text_content(text) if "text" in post.api else caption_content(text)
        kept = {key: value for key, value in post.api.items() if key not in ("entities", "caption_entities")}
        post.api = {**kept, "edit_date": int(self.world.cloud.now()), **fields}
        return self.world.tell(chat, post, "edited_message")

    # --- buttons

    def presses(self, label_or_data: str, message: Shown | None = None, to: Place | None = None) -> str:
        """Presses a button: of this message, or of the newest that has it; returns the id of the callback query, or "".

        A button of a reply keyboard writes its label; a link to the bot is followed. Raises LookupError.
        """
        place = self.world.place(message.chat_id) if message else to or self
        post, button = place.with_button(label_or_data, message)
        if button.url is not None:
            self.follows(button.url)
            return ""
        if button.data is None:
            self.says(button.label, place)
            return ""
        return self.forges(button.data, shown(self.world.cloud, post))

    def forges(self, data: str, message: Shown) -> str:
        """Sends callback data that no button of the message need have, as a modified client can; the query's id."""
        number = str(4_000_000_000_000 + len(self.world.cloud.queries))
        self.world.cloud.queries[number] = Query(self.user["id"], self.world.cloud.now())
        query = {"id": number, "from": self.user, "message": message.raw, "chat_instance": str(-message.chat_id)}
        self.world.inject({"callback_query": {**query, "data": data}})
        return number

    @property
    def notices(self) -> list[str]:
        """What answerCallbackQuery showed them, in order; an answer without a text is "" (the button stops turning)."""
        queries = (query for query in self.world.cloud.queries.values() if query.user_id == self.user["id"])
        return [query.answer.get("text", "") for query in queries if query.answer is not None]

    @property
    def commands(self) -> list[dict[str, str]]:
        """The command menu that they see in their private chat."""
        return self.world.cloud.commands_for(self.user["id"], self.chat)

    # --- coming and going

    def blocks(self) -> None:
        """Blocks the bot."""
        self._change_bot(BLOCKED, "member", "kicked")

    def unblocks(self) -> None:
        """Lets the bot write again."""
        self._change_bot(None, "kicked", "member")

    def deletes_account(self) -> None:
        """From now on the bot gets "user is deactivated"."""
        self.chat.refusal = DEACTIVATED

    def _change_bot(self, refusal: ApiError | None, old: str, new: str) -> None:
        self.chat.refusal = refusal
        self.world.inject({"my_chat_member": change_of_bot(self.world, self.chat, self.user, old, new)})

    def _send_file(
        self, file: File, caption: str | None = None, album: str | None = None, to: Place | None = None
    ) -> Shown:
        content = self.world.cloud.files.shown(file)
        if album is not None:
            content["media_group_id"] = album
        return self._send({**content, **(caption_content(caption) if caption else {})}, to)

    def _send(self, content: dict[str, Any], to: Place | None = None, reply_to: int | None = None) -> Shown:
        place = to or self
        if place is self and self.chat.refusal is NEVER_WROTE:
            self.chat.refusal = None
        if place.chat.refusal is BLOCKED:
            raise ValueError("unblocks() or starts() first")
        return self.world.say(place.chat, content, self.user, reply_to=reply_to)


def text_content(text: str) -> dict[str, Any]:
    """The text fields of a person's message. Raises ValueError for one that no client can send."""
    if not text.strip() or utf16(text) > TEXT_LIMIT:
        raise ValueError("a message has 1 to 4096 characters")
    entities = seen_entities(text.strip())
    return {"text": text.strip(), **({"entities": entities} if entities else {})}


def caption_content(text: str) -> dict[str, Any]:
    """The caption fields of a person's message. Raises ValueError."""
    names = {"text": "caption", "entities": "caption_entities"}
    return {names[field]: value for field, value in text_content(text).items()}


def change_of_bot(world: World, chat: Chat, user: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A ChatMemberUpdated: what the bot is in a chat has changed."""
    chat.members[BOT_ID] = new
    return {
        "chat": chat.about,
        "from": user,
        "date": int(world.cloud.now()),
        "old_chat_member": member(world.cloud, BOT_ID, old),
        "new_chat_member": member(world.cloud, BOT_ID, new),
    }
