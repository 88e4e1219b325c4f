"""A unit's group that is its group no more: the bot was put out of it, or the office untied it. What it did not get any
more reaches the unit's members, or the group that the unit has now."""

import json
from collections.abc import Collection, Sequence

from bot.messages import Outbound, unpack_outbound
from handlers import daily
from handlers.turn import Work
from storage import cases, contacts, digests, offices, outbox
from storage.records import DigestRow, Unit


async def gone(work: Work, channel: str, chat: str, reason: str, refused: str = "") -> None:
    """Unties the group from its units. What waits for it, and the `refused` message (packed) that told of it, is not
    sent there; each unit's digest and notices among it go to its members, and nobody else's."""
    waiting = await outbox.refuse_chat(work.tx, channel, chat, reason)
    await offices.drop_group(work.tx, channel, chat)
    await work.office.refresh(work.tx)
    await _say_elsewhere(work, [refused, *waiting])


async def untied(work: Work, channel: str, chat: str) -> None:
    """A unit that had this group has another one, or none: what waits for it is not sent there, unless the group is
    another unit's too."""
    if not any((u.group_channel, u.group_chat) == (channel, chat) for u in work.office.units.values()):
        await _say_elsewhere(work, await outbox.refuse_chat(work.tx, channel, chat, "untied"))


async def _say_elsewhere(work: Work, bodies: Sequence[str]) -> None:
    """Each unit in use gets what is its own: several may have had the group, one after the other. What was for a person
    in a private chat is for nobody else."""
    unsaid = [message for body in bodies if body and (message := unpack_outbound(body)).group]
    units = {case: (await cases.get(work.tx, case)).unit_id for case in {message.case for message in unsaid} if case}
    for unit in work.office.active_units() if unsaid else []:
        await _say_to(work, unit, unsaid, {case for case, unit_id in units.items() if unit_id == unit.id})


async def _say_to(work: Work, unit: Unit, unsaid: Sequence[Outbound], its_cases: Collection[int]) -> None:
    kept = await _digests(work, unit, sum(message.case is None for message in unsaid))
    for message in unsaid:
        if digest := kept.get(message.text):
            await daily.deliver(work, unit, digest)
        elif message.case in its_cases and message.choices and not message.press:
            if unit.group_chat:
                await work.tell_group(unit, message.text, choices=message.choices)
                continue
            for person in await contacts.members(work.tx, unit.id):
                await work.tell(person, "", text=message.text, choices=message.choices)


async def _digests(work: Work, unit: Unit, n: int) -> dict[str, DigestRow]:
    """The unit's last `n` digests by their first page: after days without a network several may wait."""
    found: dict[str, DigestRow] = {}
    last = await digests.last(work.tx, unit.id, daily.KIND) if n else None
    while last is not None and len(found) < n:
        found[json.loads(last.pages).get(work.office.settings.language, [""])[0]] = last
        last = await digests.last(work.tx, unit.id, daily.KIND, last.from_at)
    return found
