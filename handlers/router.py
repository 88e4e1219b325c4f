"""From an inbound message to the one handler that is responsible. The table itself is in `handlers/__init__.py`."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.messages import IMPORTED, Address, Choice, Inbound, Kind, unpack_outbound
from bot.privacy import is_blank, mask, one_line
from bot.tagging import cues
from handlers import first_admin, groups, notice
from handlers.office import Office
from handlers.turn import Command, Needs, NotPossible, SomebodyWasFaster, Turn, Work, may
from storage import Tx, cases, contacts, offices, outbox

NAME = 64  # characters of a person's name

# What is still awaited after a command. Words for a resident are not among it: a stray one must not be sent to them.
STANDS = frozenset(
    {
        *("supply", "decline", "return", "help-task", "help-done", "meant"),
        *("extend-days", "extend-why", "extend-refuse", "suspend-day"),
    }
)

FOR_RESIDENTS = frozenset({"ask", "answer", "resolve"})

# `/case 260601-0001`, also typed with a fullwidth slash, space or colon, or with nothing between.
_COMMAND = re.compile(r"[/／]([A-Za-z_]+)[\s:：]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Button:
    """What a button or an awaited message does. The handler's parameters say what must stand in the action. `group`:
    it also works in a group, where everybody reads along."""

    handler: Callable[..., Awaitable[None]]
    needs: Needs = Needs.ANYONE
    group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that people can say. `asked` are the awaited messages by the action that awaits them."""

    commands: Sequence[Command]
    buttons: Mapping[str, Button]
    asked: Mapping[str, Button]
    message: Callable[[Turn], Awaitable[None]]
    edit: Callable[[Turn], Awaitable[None]]
    replies: Sequence[Callable[[Turn, int], Awaitable[bool]]]
    joined: Callable[[Turn], Awaitable[None]]
    interrupted: Callable[..., Awaitable[None]]
    imported: Callable[[Work, Sequence[Inbound]], Awaitable[None]]

    def command(self, name: str) -> Command | None:
        return next((c for c in self.commands if c.name == name), None)


class Router:
    """Hands each message to its handler, with a `Turn`. What is forbidden and what does not exist answer alike."""

    def __init__(self, table: Table, office: Office) -> None:
        self._table, self._office = table, office

    async def dispatch_imported(self, tx: Tx, inbounds: Sequence[Inbound], now: datetime) -> None:
        """Handles many rows of an import in `tx`. Raises what the handler raises."""
        await self._office.refresh(tx)
        await self._table.imported(Work(tx, self._office, now), inbounds)

    async def dispatch(self, tx: Tx, inbound: Inbound, now: datetime) -> None:
        """Handles one message in `tx`. Raises what the handler raises."""
        await self._office.refresh(tx)
        to = inbound.address
        if to.channel == IMPORTED:
            await self._table.imported(Work(tx, self._office, now), [inbound])
            return
        match inbound.kind:
            case Kind.MOVED:
                await offices.move_group(tx, to.channel, to.chat, inbound.moved_to)
                await outbox.move_chat(tx, to.channel, to.chat, inbound.moved_to)
                return
            case Kind.BLOCKED:
                await contacts.block(tx, to.channel, to.chat, now)
                await outbox.refuse_chat(tx, to.channel, to.chat, "blocked")
                return
            case Kind.LEFT:
                await groups.gone(Work(tx, self._office, now), to.channel, to.chat, "left")
                return
            case _:
                pass
        if inbound.sender is None:
            return  # a channel, or an admin who hides behind a group: there is nobody to answer for it
        if _is_talk(inbound):
            return  # and nothing is kept of who says it
        turn = await self._turn(tx, inbound, now)
        await notice.give(turn)
        try:
            await self._answer(turn, give_up=SomebodyWasFaster)
        except SomebodyWasFaster:
            # Once more, with the case as the other one left it: words must not be lost because two acted at once.
            await self._answer(await self._turn(tx, inbound, now))
        await notice.heard(turn)

    async def _answer(self, turn: Turn, *, give_up: type[NotPossible] | tuple[()] = ()) -> None:
        """Hands the message on; what is not possible is undone and said. Raises only `give_up`, when all is undone."""
        try:
            async with turn.tx.savepoint():
                await self._route(turn)
        except give_up:
            raise
        except NotPossible as no:
            turn.replied = False
            if not turn.contact.asking:
                await turn.ask("")  # what was undone includes that this message was no longer awaited
            staff = "yes" if may(turn, Needs.MEMBER) else "no"
            await turn.reply(no.key, **{"staff": staff, **no.variables})
        await turn.finish()

    async def _turn(self, tx: Tx, inbound: Inbound, now: datetime) -> Turn:
        assert inbound.sender is not None
        sender, settings = inbound.sender, self._office.settings
        # Channels give a person's private chat the person's own id; so a button pressed in a group leads to it too.
        chat = sender.user if inbound.group else inbound.address.chat
        language = (
            "zh"
            if sender.language.startswith("zh")
            else "en"
            if sender.language.startswith("en")
            else settings.language
        )
        # On one line, for lists have a line for each; and a name that cannot be seen is none. Some have their number in
        # it: what colleagues read on every case is no place for it.
        name = "" if is_blank(sender.name) else one_line(mask(sender.name), NAME)
        channel, group = inbound.address.channel, inbound.group
        contact = await contacts.meet(tx, channel, sender.user, chat, name, language, now, group=group)
        if not contact.admin and contact.account in settings.admin_ids:
            contact = await first_admin.from_settings(tx, contact, now)
        memberships = await contacts.memberships(tx, contact.id)
        return Turn(tx, self._office, now, inbound, contact, memberships, self._table.commands)

    async def _route(self, turn: Turn) -> None:
        inbound = turn.inbound
        if inbound.kind is Kind.UNBLOCKED:
            return None
        if inbound.kind is Kind.JOINED:
            return await self._table.joined(turn)
        if inbound.kind is Kind.PRESS:
            return await self._press(turn, inbound.choice, self._table.buttons)
        if inbound.kind is Kind.EDIT:
            return None if inbound.group else await self._table.edit(turn)
        text = inbound.text.strip()
        if command := _COMMAND.fullmatch(text):
            return await self._command(turn, *command.groups())
        private_words = text and not (inbound.group or inbound.media or inbound.location)
        if private_words and (await self._typed_label(turn, text) or await notice.refused(turn, text)):
            return None
        if inbound.reply_to and (case_id := await self._case_of_reply(turn)):
            for understood in self._table.replies:
                if await understood(turn, case_id):
                    return None
        if inbound.group:
            return None
        if text.isdecimal() and len(text) < 3 and await self._typed_number(turn, int(text)):
            return None
        wish = cues.wish(text) if not inbound.media and inbound.location is None else None
        if wish and (meant := self._table.command(wish)) and may(turn, meant.needs):
            return await self._run(turn, meant, "")
        if turn.contact.asking:
            asking = turn.contact.asking
            await turn.ask("")
            turn.contact = replace(turn.contact, asking="")
            return await self._press(turn, asking, self._table.asked)
        return await self._table.message(turn)

    async def _command(self, turn: Turn, name: str, words: str) -> None:
        command = self._table.command(name.lower())
        if command is None or not may(turn, command.needs):
            if not turn.inbound.group:  # there it may be meant for another bot
                await turn.reply("unknown-command")
        elif turn.inbound.group and not command.group:
            await turn.reply("write-privately", link=self._office.bot_link)
        else:
            await self._run(turn, command, words)

    async def _run(self, turn: Turn, command: Command, words: str) -> None:
        # Somebody who gives a command does not answer what the bot asked before. What a unit asked stands: who is asked
        # often looks first which case that was; so does what only colleagues will read, or is confirmed once more. (A
        # command that asks something itself takes its place.)
        if turn.contact.asking and turn.contact.asking.split(":")[0] not in STANDS:
            # Why somebody was not satisfied may have been asked in the place of what a unit asked about another case.
            why = turn.contact.asking.startswith("why-bad:")
            waiting = await cases.asked(turn.tx, turn.contact.id) if why else None
            asked, *about = turn.contact.asking.split(":")
            if waiting:
                await turn.ask("supply", waiting.id)
            elif asked in FOR_RESIDENTS:
                await self._table.interrupted(turn, asked, *about)
            else:
                await turn.ask("")
            turn.contact = replace(turn.contact, asking="")
        await command.handler(turn, words)

    async def _press(self, turn: Turn, action: str, table: Mapping[str, Button]) -> None:
        name, *args = action.split(":")
        button = table.get(name)
        values = _values(button.handler, args) if button else None
        if button is None or values is None or not may(turn, button.needs):
            raise NotPossible
        if turn.inbound.group and not button.group:
            raise NotPossible("write-privately", link=self._office.bot_link)
        await button.handler(turn, *values)

    async def _typed_number(self, turn: Turn, number: int) -> bool:
        """Where a channel has no buttons, "2" means the second choice of the last message that had any."""
        if self._office.features[turn.inbound.address.channel].buttons:
            return False
        choices = await _choices(turn)
        if not 1 <= number <= len(choices):
            return False
        await self._press(turn, choices[number - 1].action, self._table.buttons)
        return True

    async def _typed_label(self, turn: Turn, text: str) -> bool:
        """Who types what is on a button means the button, on any channel."""
        typed = cues.squeeze(text)
        meant = {choice.action for choice in await _choices(turn) if typed and cues.squeeze(choice.label) == typed}
        if len(meant) != 1:
            return False
        await self._press(turn, meant.pop(), self._table.buttons)
        return True

    async def _case_of_reply(self, turn: Turn) -> int | None:
        to = turn.inbound.address
        return await outbox.case_of(turn.tx, to.channel, to.chat, turn.inbound.reply_to)


def _is_talk(inbound: Inbound) -> bool:
    """Whether people talk among themselves in a group, or mend what they said there."""
    said = inbound.kind in (Kind.MESSAGE, Kind.EDIT) and not inbound.reply_to
    return inbound.group and said and not _COMMAND.fullmatch(inbound.text.strip())


async def _choices(turn: Turn) -> list[Choice]:
    """What can be chosen by typing: in the message replied to, else in the last one that had any choices."""
    to: Address = turn.inbound.address
    if turn.inbound.reply_to:
        body = await outbox.body_of(turn.tx, to.channel, to.chat, turn.inbound.reply_to)
    else:
        # Who is being asked something answers in words, be it "2", unless the question itself has choices.
        look = outbox.newest if turn.contact.asking else outbox.last_choices
        body = await look(turn.tx, to.channel, to.chat)
    return [choice for row in unpack_outbound(body).choices for choice in row] if body else []


def _values(handler: Callable[..., Awaitable[None]], args: Sequence[str]) -> list[Any] | None:
    """`args` as the handler's parameters want them; None if they do not fit (a forged or outdated button)."""
    every = inspect.signature(handler, eval_str=True).parameters.values()
    parameters = [p for p in every if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD][1:]
    required = sum(1 for p in parameters if p.default is inspect.Parameter.empty)
    if not required <= len(args) <= len(parameters):
        return None
    values: list[Any] = []
    for parameter, arg in zip(parameters, args, strict=False):
        if parameter.annotation is int:
            if not (arg.isascii() and arg.isdigit() and len(arg) < 16):
                return None
            values.append(int(arg))
        else:
            values.append(arg)
    return values
