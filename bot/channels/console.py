"""The bot in a terminal: for trying it out, for demos, and for an office without Telegram at hand.

No buttons here: choices are numbered, and a typed number is a choice.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from uuid import uuid4

from bot.messages import Address, Features, Inbound, Location, Media, MediaKind, Outbound, Outcome, Receipt, Sender

NAME = "console"

Show = Callable[[str, Outbound, str], None]


class ConsoleChannel:
    """People who share one terminal. `show(who, message, text)` prints what the bot says to `who`."""

    name = NAME

    def __init__(self, show: Show, *, buttons: bool = False, repeat_mark: str = "") -> None:
        self.features = Features(length=4000, utf16=False, buttons=buttons, editing=buttons, files=True)
        self._show, self._repeat_mark = show, repeat_mark
        self._run, self._keys = uuid4().hex[:8], count(1)

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        """Shows a message at once. Message ids are unique over several runs on the same database."""
        id = replaces or f"{self._run}-{next(self._keys)}"
        if message.text or message.attachments:
            text = message.text + (f"\n{self._repeat_mark}" if possible_repeat and self._repeat_mark else "")
            self._show(message.address.chat, message, text)
        return Receipt(Outcome.SENT, message=id)

    def said(
        self,
        who: str,
        text: str,
        at: datetime,
        *,
        name: str = "",
        photo: str = "",
        media: tuple[Media, ...] = (),
        location: tuple[float, float] | None = None,
        language: str = "",
    ) -> Inbound:
        """What somebody typed, as the pipeline wants it."""
        key = f"{self._run}-{next(self._keys)}"
        media = (Media(MediaKind.PHOTO, photo), *media) if photo else media
        place = Location(*location) if location else None
        sender = Sender(who, name or who, language)
        return Inbound(key, Address(NAME, who), at, sender, text=text, media=media, location=place, message=key)


def numbered(message: Outbound) -> list[str]:
    """The choices of a message as numbered lines."""
    choices = [choice for row in message.choices for choice in row]
    return [f"  {i}. {choice.label}" for i, choice in enumerate(choices, 1)]
