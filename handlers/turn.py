"""One piece of work in one transaction: who is concerned, what time it is, and how to say things.

A `Turn` is somebody's message being handled. `Work` is the same without a speaker, for what the clock does.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, TypeVar

from bot.messages import Address, Attachment, Choice, Inbound, Outbound
from handlers.office import Office
from storage import Tx, contacts, outbox
from storage.contacts import Membership
from storage.records import Case, Contact, Unit
from storage.supports import Support

log = logging.getLogger(__name__)

T = TypeVar("T", Case, Support)
Rows = Iterable[Sequence[Choice]]


class NotPossible(Exception):
    """What was asked cannot be done (any more). `key` is the sentence that says so, `args` its variables."""

    def __init__(self, key: str = "not-possible-any-more", **args: Any) -> None:
        super().__init__(key)
        self.key = key
        self.variables: dict[str, Any] = args


class SomebodyWasFaster(NotPossible):
    """Another worker changed the same case at this moment. Done anew, the work sees the case as it is now."""

    def __init__(self) -> None:
        super().__init__("somebody-was-faster")


@dataclass(slots=True)
class Work:
    """A transaction with what is needed to act and to tell people. `now` is UTC."""

    tx: Tx
    office: Office
    now: datetime

    @property
    def actor(self) -> Contact | None:
        """Who acts; None for the bot itself."""
        return None

    @property
    def actor_id(self) -> int | None:
        return self.actor.id if self.actor else None

    def choice(self, language: str, action: str, *args: object, label: str = "", **variables: object) -> Choice:
        """A button that calls `action` with `args`. Its words are `label`, or the text `button-<action>`."""
        words = label or self.office.texts.say(language, f"button-{action}", **variables)
        return Choice(words, ":".join([action, *map(str, args)]))

    async def tell(
        self,
        person: Contact,
        key: str,
        *,
        choices: Rows = (),
        case: Case | None = None,
        attachments: Sequence[Attachment] = (),
        text: str = "",
        **args: object,
    ) -> int:
        """Writes the sentence `key` to somebody privately; without a key `text` as it is. Returns the outbox id."""
        if person.blocked_at is not None or not person.chat:
            return 0
        return await self.office.post(
            self.tx,
            Outbound(
                Address(person.channel, person.chat),
                self.office.texts.say(person.language, key, text=text, **args) if key else text,
                tuple(tuple(row) for row in choices),
                tuple(attachments),
                case=case.id if case else None,
            ),
            self.now,
        )

    async def tell_group(
        self,
        unit: Unit,
        text: str,
        *,
        choices: Rows = (),
        case: Case | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> int:
        """Writes to a unit's group. Returns the outbox id."""
        return await self.office.post(
            self.tx,
            Outbound(
                Address(unit.group_channel, unit.group_chat),
                text,
                tuple(tuple(row) for row in choices),
                tuple(attachments),
                case=case.id if case else None,
                group=True,
            ),
            self.now,
        )

    async def each(self, due: Iterable[T], step: Callable[[T], Awaitable[object]], failed: str) -> int:
        """Does `step` with each of these, in a savepoint of its own: one with which it fails must not hold up the
        others. It is logged as `failed`, with its id in the place of %s. Returns with how many it was done."""
        done = 0
        for one in due:
            try:
                async with self.tx.savepoint():
                    await step(one)
                done += 1
            except SomebodyWasFaster:
                continue  # who wrote it pressed a button at the same moment, say
            except Exception:
                log.exception(failed, one.id)
        return done

    @property
    def today(self) -> date:
        """The day that it is in the office."""
        return self.now.astimezone(self.office.settings.zone).date()

    # The forms of things

    def day(self, language: str, at: datetime) -> str:
        return self.office.texts.day(language, at, self.now)

    def moment(self, language: str, at: datetime) -> str:
        return self.office.texts.moment(language, at, self.now)

    def say(self, language: str, key: str, /, **args: object) -> str:
        return self.office.texts.say(language, key, **args)


@dataclass(slots=True)
class Turn(Work):
    """Somebody's message being handled. Their roles are those of this moment, read in this transaction."""

    inbound: Inbound
    contact: Contact
    memberships: tuple[Membership, ...]
    commands: "Sequence[Command]"
    replied: bool = field(default=False)

    @property
    def actor(self) -> Contact | None:
        return self.contact

    @property
    def language(self) -> str:
        """The speaker's; in a group, where everybody reads along, the office's."""
        return self.office.settings.language if self.inbound.group else self.contact.language

    @property
    def is_office(self) -> bool:
        """A dispatcher or an admin."""
        return self.contact.admin or self.contact.dispatcher

    def t(self, key: str, /, **args: object) -> str:
        """The sentence `key`, as it is said to the speaker here."""
        return self.office.texts.say(self.language, key, **args)

    def button(self, action: str, *args: object, label: str = "", **variables: object) -> Choice:
        """A button in the language of what is said to the speaker here."""
        return self.choice(self.language, action, *args, label=label, **variables)

    async def reply(
        self,
        key: str = "",
        *,
        text: str = "",
        choices: Rows = (),
        case: Case | None = None,
        attachments: Sequence[Attachment] = (),
        edit: bool = False,
        replaces: int | None = None,
        fleeting: bool = False,
        **args: object,
    ) -> int:
        """Answers where the person spoke, with the sentence `key`; without one, with `text` as it is.

        `edit` puts it in the place of the message under the pressed button, `replaces` in that of an earlier message.
        Returns the outbox id.
        """
        if edit and self.inbound.press and self.inbound.message:
            to = self.inbound.address
            replaces = await outbox.id_of(self.tx, to.channel, to.chat, self.inbound.message)
        message = Outbound(
            self.inbound.address,
            self.t(key, text=text, **args) if key else text,
            tuple(tuple(row) for row in choices),
            tuple(attachments),
            replaces,
            "" if self.replied else self.inbound.press,
            case.id if case else None,
            self.inbound.group,
            fleeting=fleeting,
        )
        self.replied = True
        return await self.office.post(self.tx, message, self.now)

    async def finish(self) -> None:
        """A pressed button that nobody answered in words is acknowledged all the same."""
        if self.inbound.press and not self.replied:
            await self.office.post(
                self.tx, Outbound(self.inbound.address, press=self.inbound.press, group=self.inbound.group), self.now
            )

    async def ask(self, action: str, *args: object) -> None:
        """The person's next message goes to `action`; without one, nothing is being asked any more."""
        await contacts.ask(self.tx, self.contact.id, ":".join([action, *map(str, args)]))


class Needs(Enum):
    """Who may call a command or press a button. Whose case it is, is asked by the handler's own query."""

    ANYONE = auto()
    MEMBER = auto()  # of a unit, or the office
    LEAD = auto()  # of a unit, or an admin
    OFFICE = auto()  # dispatcher or admin
    ADMIN = auto()


@dataclass(frozen=True, slots=True)
class Command:
    """A command with words behind it. `handler(turn, words)`. `group`: also answers in a group."""

    name: str
    handler: Callable[[Turn, str], Awaitable[None]]
    needs: Needs = Needs.ANYONE
    group: bool = False
    listed: bool = True


def may(turn: Turn, needs: Needs) -> bool:
    """Whether the speaker has the role, as the database says at this moment."""
    match needs:
        case Needs.ANYONE:
            return True
        case Needs.MEMBER:
            return bool(turn.memberships) or turn.is_office
        case Needs.LEAD:
            return turn.contact.admin or any(m.lead for m in turn.memberships)
        case Needs.OFFICE:
            return turn.is_office
        case Needs.ADMIN:
            return turn.contact.admin
