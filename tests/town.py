"""A small town for dialogue tests: people who talk to the real bot, through its real pipeline and database.

A test reads like the conversation that it checks. The clock is the test's own; nothing sleeps.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.channels.console import NAME, ConsoleChannel
from bot.messages import (
    Address,
    Choice,
    Inbound,
    Kind,
    Media,
    MediaKind,
    Outbound,
    Outcome,
    Receipt,
    Sender,
)
from storage import audit, offices
from storage.records import Unit

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 6, 1, 9, 0, tzinfo=ZONE).astimezone(UTC)  # a Monday, a workday


@dataclass
class Said:
    """One message that the bot showed to somebody."""

    text: str
    outbound: Outbound

    @property
    def buttons(self) -> list[Choice]:
        return [choice for row in self.outbound.choices for choice in row]


@dataclass
class Person:
    """Somebody who talks to the bot privately (or in a group)."""

    town: "Town"
    id: str
    name: str
    language: str = "zh"
    heard: list[Said] = field(default_factory=list)

    async def says(self, text: str, *, reply_to: Said | None = None, group: str = "", **extra: object) -> None:
        """Sends a message and waits until the bot has answered."""
        await self.town.deliver(self.inbound(text=text, reply_to=self.town.message_id(reply_to), group=group, **extra))

    async def sends_photo(
        self, ref: str = "photo-1", caption: str = "", album: str = "", reply_to: Said | None = None
    ) -> None:
        media = (Media(MediaKind.PHOTO, ref, size=1000),)
        await self.town.deliver(
            self.inbound(text=caption, media=media, album=album, reply_to=self.town.message_id(reply_to))
        )

    async def sends_location(self, latitude: float, longitude: float) -> None:
        from bot.messages import Location

        await self.town.deliver(self.inbound(location=Location(latitude, longitude)))

    async def edits(self, old: str, new: str) -> None:
        """Edits the message that said `old`."""
        message = self.town.said_by[(self.id, old)]
        await self.town.deliver(self.inbound(text=new, kind=Kind.EDIT, message=message))

    async def presses(self, label: str, *, in_message: Said | None = None, group: str = "") -> None:
        """Presses the newest button that says `label` (or begins with it, or has it as its action)."""
        said = [in_message] if in_message else list(reversed(self.town.shown(group or self.id)))
        for message in said:
            for button in message.buttons:
                if label in (button.label, button.action) or button.label.startswith(label):
                    return await self.presses_action(button.action, under=self.town.message_id(message), group=group)
        raise AssertionError(
            f"{self.name} sees no button {label!r}, but {[b.label for m in said[:3] for b in m.buttons]}"
        )

    async def presses_action(self, action: str, *, under: str = "", group: str = "") -> None:
        """Presses a button by its action: also an old or a forged one."""
        await self.town.deliver(
            self.inbound(kind=Kind.PRESS, choice=action, press=f"p{next(self.town.keys)}", message=under, group=group)
        )

    def inbound(self, *, group: str = "", **values: object) -> Inbound:
        key = f"k{next(self.town.keys)}"
        message = str(values.pop("message", "") or key)
        if values.get("text") and values.get("kind", Kind.MESSAGE) is Kind.MESSAGE:
            self.town.said_by[(self.id, str(values["text"]))] = message
        sender = Sender(self.id, self.name, self.language)
        address = Address(NAME, group or self.id)
        return Inbound(key, address, self.town.now, sender, message=message, group=bool(group), **values)  # type: ignore[arg-type]

    @property
    def last(self) -> Said:
        """The newest message this person was shown."""
        return self.town.shown(self.id)[-1]

    def sees(self, *words: str) -> str:
        """The newest message, which must contain all of `words`."""
        text = self.last.text
        for word in words:
            assert word in text, f"{self.name} sees {text!r}, without {word!r}"
        return text

    def saw(self, *words: str) -> Said:
        """The newest message that contains all of `words`."""
        for said in reversed(self.town.shown(self.id)):
            if all(word in said.text for word in words):
                return said
        raise AssertionError(f"{self.name} never saw {words}, but {[s.text for s in self.town.shown(self.id)[-4:]]}")

    def never_saw(self, word: str) -> None:
        for said in self.town.shown(self.id):
            assert word not in said.text, f"{self.name} saw {said.text!r}"

    def sees_number(self) -> str:
        """The case number in the newest message that has one."""
        import re

        for said in reversed(self.town.shown(self.id)):
            if found := re.search(r"\d{6}-\d{4}", said.text):
                return found[0]
        raise AssertionError(f"{self.name} saw no number")

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.last.buttons]


class Town:
    """The bot with its people. Time stands still unless the test moves it."""

    def __init__(self) -> None:
        from itertools import count

        self.now = START
        self.keys = count(1)
        self.said_by: dict[tuple[str, str], str] = {}
        self.chats: dict[str, list[Said]] = {}
        self._ids: dict[int, str] = {}
        self._sent = 0
        self.app: App
        self.channel = TownChannel(self)
        self.people: dict[str, Person] = {}

    # People

    async def person(self, name: str, language: str = "zh") -> Person:
        id = str(1000 + len(self.people))
        self.people[id] = Person(self, id, name, language)
        return self.people[id]

    async def resident(self, name: str = "王阿姨", language: str = "zh") -> Person:
        return await self.person(name, language)

    async def admin(self, name: str = "李主任") -> Person:
        """An admin, made by the one who runs the machine."""
        person = await self.person(name)
        await person.says("/start")
        await self._role(person, admin=True)
        return person

    async def dispatcher(self, name: str = "小陈") -> Person:
        person = await self.person(name)
        await person.says("/start")
        await self._role(person, dispatcher=True)
        return person

    async def _role(self, person: Person, **roles: bool) -> None:
        async with self.app.db.transaction() as tx:
            id = await tx.value("SELECT id FROM contacts WHERE account = :a", a=person.id)
            await audit.put(
                tx, "contacts", {"id": id}, roles, actor=None, at=self.now, action="role", subject=person.name
            )

    async def unit(self, name: str, *categories: str, area: str = "", **values: object) -> Unit:
        """A unit that gets all cases of these categories (their codes), in one area if given."""
        async with self.app.db.transaction() as tx:
            put = {"actor": None, "at": self.now, "action": "town", "subject": name}
            found = [u for u in await offices.units(tx) if u.name == name]
            id = (
                found[0].id
                if found
                else await audit.put(tx, "units", None, {"name": name, "created_at": self.now, **values}, **put)
            )  # type: ignore[arg-type]
            area_id = None
            if area:
                known = [a.id for a in await offices.areas(tx) if a.name == area]
                area_id = known[0] if known else await audit.put(tx, "areas", None, {"name": area}, **put)  # type: ignore[arg-type]
            codes = {c.code: c.id for c in await offices.categories(tx)}
            for code in categories:
                await audit.put(
                    tx, "routes", None, {"category_id": codes[code], "area_id": area_id, "unit_id": id}, **put
                )  # type: ignore[arg-type]
            unit = await offices.unit(tx, id)
            assert unit is not None
            return unit

    async def member(
        self, unit: Unit, name: str = "张科长", *, lead: bool = False, person: Person | None = None
    ) -> Person:
        """Somebody who belongs to `unit`."""
        person = person or await self.person(name)
        await person.says("/start")
        async with self.app.db.transaction() as tx:
            id = await tx.value("SELECT id FROM contacts WHERE account = :a", a=person.id)
            values = {"unit_id": unit.id, "contact_id": id, "lead": lead, "since": self.now}
            await audit.put(tx, "members", None, values, actor=None, at=self.now, action="member", subject=person.name)
        return person

    async def leaves(self, unit: Unit, person: Person) -> None:
        """The person does not belong to `unit` any more."""
        async with self.app.db.transaction() as tx:
            await tx.run(
                "UPDATE members SET until = :now WHERE unit_id = :u AND contact_id = (SELECT id FROM contacts WHERE "
                "account = :a)",
                now=self.now,
                u=unit.id,
                a=person.id,
            )

    # Time

    async def passes(self, **span: float) -> None:
        """Time passes (as timedelta's arguments say), and the clock knocks."""
        self.now += timedelta(**span)
        await self.app.knock()

    async def clock_strikes(self, hour: str, *, days: int = 0) -> None:
        """The next time it is `hour` (HH:MM in the office's zone), `days` further on."""
        hours, minutes = map(int, hour.split(":"))
        local = self.now.astimezone(ZONE)
        at = local.replace(hour=hours, minute=minutes, second=0, microsecond=0)
        if at <= local:
            at += timedelta(days=1)
        self.now = (at + timedelta(days=days)).astimezone(UTC)
        await self.app.knock()

    # The wire

    async def deliver(self, *messages: Inbound) -> None:
        """Hands messages to the bot, as a channel would, and lets it answer."""
        await self.app.pipeline.receive(messages)
        await self.app.pipeline.drain()

    def shown(self, chat: str) -> list[Said]:
        return self.chats.setdefault(chat, [])

    def message_id(self, said: Said | None) -> str:
        return self._ids[id(said)] if said else ""

    def keep(self, chat: str, said: Said, replaces: str) -> str:
        if replaces:
            for old in self.shown(chat):
                if self._ids[id(old)] == replaces:
                    old.text, old.outbound = said.text, said.outbound
                    # An edited message is what the person looks at now.
                    self.chats[chat].remove(old)
                    self.chats[chat].append(old)
                    return replaces
        self._sent += 1
        self._ids[id(said)] = f"m{self._sent}"
        self.shown(chat).append(said)
        return f"m{self._sent}"


class TownChannel(ConsoleChannel):
    """The console channel, with buttons that people in tests press and messages that can be edited."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._kept = ""
        self.lost = 0  # of so many messages that arrive the bot does not hear that they did
        super().__init__(self._keep, buttons=True, repeat_mark="（重复）")

    def _keep(self, who: str, message: Outbound, text: str) -> None:
        self._kept = self._town.keep(who, Said(text, message), self._replaces)

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        self._replaces, self._kept = replaces, ""
        receipt = await super().send(message, replaces, possible_repeat)
        if self.lost:
            self.lost -= 1
            return Receipt(Outcome.UNCERTAIN, reason="time-out")
        return replace(receipt, message=self._kept or receipt.message)


Opened = Callable[[], Town]
