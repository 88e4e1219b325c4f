"""The people of the demo, who talk to the real bot through the console channel and see what a person would see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.channels.console import NAME, ConsoleChannel
from bot.messages import Address, Choice, Inbound, Kind, Outbound, Sender

if TYPE_CHECKING:
    from bot.app import App


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: by `who` to the bot (`mine`), or by the bot to `who`."""

    at: datetime
    who: str
    text: str
    mine: bool
    choices: tuple[Choice, ...] = ()
    files: int = 0


class Stage:
    """Everybody on it, and the clock, which moves only when the play says so."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.lines: list[Line] = []
        self.channel = ConsoleChannel(self._show, buttons=True)
        self.app: App
        self._ids: dict[str, str] = {}
        self._presses = 0

    def _show(self, user: str, message: Outbound, text: str) -> None:
        who = next((name for name, id in self._ids.items() if id == user), user)
        choices = tuple(choice for row in message.choices for choice in row)
        self.lines.append(Line(self.now, who, text, False, choices, len(message.attachments)))

    def id(self, who: str) -> str:
        """The account of a person: 1 for whoever comes on stage first."""
        return self._ids.setdefault(who, str(len(self._ids) + 1))

    async def says(self, who: str, text: str, *, photo: bool = False) -> None:
        """`who` writes to the bot, and the bot answers."""
        self.lines.append(Line(self.now, who, text, True, files=int(photo)))
        user = self.id(who)
        await self._deliver(self.channel.said(user, text, self.now, name=who, photo="photo" if photo else ""))

    async def presses(self, who: str, label: str, *, under: str = "") -> None:
        """`who` presses the newest button that begins with `label`, in a message that contains `under`.

        Raises LookupError if they see none: then the play and the bot do not fit together.
        """
        for line in self.heard(who):
            if under in line.text:
                for choice in line.choices:
                    if choice.label.startswith(label):
                        self.lines.append(Line(self.now, who, f"[{choice.label}]", True))
                        return await self._press(who, choice)
        raise LookupError(f"{who} sees no button {label!r}")

    async def _press(self, who: str, choice: Choice) -> None:
        self._presses += 1
        key, user = f"press-{self._presses}", self.id(who)
        press = Inbound(
            key, Address(NAME, user), self.now, Sender(user, who), Kind.PRESS, choice=choice.action, press=key
        )
        await self._deliver(press)

    def heard(self, who: str) -> Iterator[Line]:
        """What the bot said to `who`, newest first."""
        return (line for line in reversed(self.lines) if line.who == who and not line.mine)

    async def _deliver(self, message: Inbound) -> None:
        await self.app.pipeline.receive([message])
        await self.app.pipeline.drain()

    async def passes(self, minutes: float) -> None:
        """Time passes, and the clock knocks."""
        self.now += timedelta(minutes=minutes)
        await self.app.knock()

    async def until(self, hour: int, zone: ZoneInfo) -> None:
        """The next time the office's clock shows that hour."""
        local = self.now.astimezone(zone)
        at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        await self.passes(((at if at > local else at + timedelta(days=1)) - local).total_seconds() / 60)


Tick = Callable[[], None]
