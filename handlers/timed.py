"""What the bot does by the clock: drafts that fell silent, cases that wait for a resident, digests, forgetting.

Each function looks for what is due at `now` and may be called at any time, any number of times.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.casework.lifecycle import Action, Who
from bot.messages import IMPORTED, Address, Inbound, Outbound, Outcome, Receipt
from bot.tagging.topics import Topic
from handlers import casework, daily, draft, groups, rating, record, similar, suspending, telling
from handlers.office import Office
from handlers.turn import Work
from storage import (
    Database,
    Tx,
    cases,
    clockwork,
    contacts,
    digests,
    facts,
    files,
    forgetting,
    inbox,
    invites,
    offices,
    outbox,
    words,
)
from storage.records import Case, OutboxRow

log = logging.getLogger(__name__)

Now = Callable[[], datetime]
KEEP_KEYS = timedelta(days=7)  # of handled messages; Telegram keeps unfetched updates for one day
KEEP_DISCARDED = timedelta(days=1)  # of a draft that was thrown away
KEEP_SAID = timedelta(days=90)  # of what was said, for replies and old messages to be understood; never past KEEP_DAYS
PUT_OFF = timedelta(hours=1)  # longer than anything is put off to be tried again, and as long as a draft may be
UNSENT_TOLD = "admins told of unsent"  # when: the name under which facts keep it
UNSENT_AGAIN = timedelta(hours=1)  # before admins hear again of a message that was given up
SOON = timedelta(minutes=2)  # after which most of what a platform put off may be tried again

AT_ONCE = 100  # cases that one transaction goes on with
INDEXED_AT_ONCE = 100  # cases: others wait for a tenth of a second at most


async def _work(tx: Tx, office: Office, now: datetime) -> Work:
    await office.refresh(tx)
    return Work(tx, office, now)


async def _in_turns(db: Database, office: Office, now: Now, some: Callable[[Work, int], Awaitable[int]]) -> int:
    """Does `some` of what is due in each transaction, so that others wait for a moment at most, until no more is due.
    Returns how many were done."""
    every, done = 0, AT_ONCE
    while done == AT_ONCE:
        async with db.transaction() as tx:
            done = await some(await _work(tx, office, now()), AT_ONCE)
            every += done
    return every


async def send_drafts(db: Database, office: Office, now: Now) -> int:
    """Sends the drafts whose quiet time is over. Returns how many."""
    return await _in_turns(db, office, now, _send_some)


async def _send_some(work: Work, limit: int) -> int:
    async def send(due: Case) -> None:
        await (record if due.taken_by else draft).send_by_itself(work, due)

    return await work.each(await clockwork.drafts_due(work.tx, work.now, limit), send, "draft %s could not be sent")


async def send_digests(db: Database, office: Office, now: Now) -> int:
    """Composes and sends the digests that are due, each in a transaction of its own. Returns how many."""
    async with db.snapshot() as tx:
        units = [unit for unit in await offices.units(tx) if unit.retired_at is None]
    sent = 0
    for unit in units:
        try:
            async with db.snapshot() as tx:
                window = await daily.due(await _work(tx, office, now()), unit.id)
            if window is None:
                continue
            hot_topics = await _hot_topics(db, office, unit.id, window.end)
            # Alone, so that nothing earlier is being committed beside it: what is not in this window is in the next.
            async with db.transaction(alone=True) as tx:
                work = await _work(tx, office, now())
                sent += await daily.send(work, unit.id, hot_topics)
        except Exception:  # one that cannot be composed must not hold up the others
            log.exception("the digest of unit %s could not be sent", unit.id)
    async with db.transaction(alone=True) as tx:
        sent += await daily.send_triage(await _work(tx, office, now()))
    return sent


async def _hot_topics(db: Database, office: Office, unit_id: int, end: datetime) -> Sequence[Topic]:
    try:
        return await daily.hot_topics(db, office, unit_id, end)
    except Exception:  # a digest without them is better than none
        log.exception("what many wrote about could not be found for unit %s", unit_id)
        return ()


async def move_waiting(db: Database, office: Office, now: Now) -> int:
    """Goes on with what waits for a resident too long (an answer after 5 days, a rating after 14) and with what was put
    off until now. Returns how many."""
    return sum([await _in_turns(db, office, now, some) for some in WAITING])


async def _resume_some(work: Work, limit: int) -> int:
    """Units go on without the answer that never came."""
    days = work.office.settings.reply_days

    async def resume(case: Case) -> None:
        changed = await casework.advance(work, case, Action.RESUME, Who.SYSTEM)
        await telling.tell_unit(work, changed, "unit-no-reply", days=days)

    due = await clockwork.unanswered_since(work.tx, work.now - timedelta(days=days), limit)
    return await work.each(due, resume, "case %s could not go on without an answer")


async def ask_ratings(db: Database, office: Office, now: Now) -> int:
    """Asks for the ratings whose time has come, reminds once, and goes on without what some did not say. Returns how
    many."""
    return sum([await _in_turns(db, office, now, some) for some in RATINGS])


WAITING = (_resume_some, rating.expire_some, suspending.review_some)
RATINGS = (rating.ask_some, rating.settle_some, rating.settle_supports)


async def hasten(db: Database, office: Office, now: Now) -> None:
    """What is to be tried again only in more than an hour was put off by a clock that ran ahead (a computer's may keep
    the local time, and be taken for UTC until the network tells better): it is tried soon. Whatever else goes to the
    same chat waits behind it. Drafts of that time are quiet from now on."""
    async with db.transaction() as tx:
        work = await _work(tx, office, now())
        after, soon, quiet = work.now + PUT_OFF, work.now + SOON, casework.quiet_until(work)
        await inbox.hasten(tx, after, soon)
        await outbox.hasten(tx, after, soon)
        await files.hasten(tx, after, soon)
        await clockwork.hasten_drafts(tx, max(after, quiet), quiet)


async def forget(db: Database, office: Office, now: Now) -> int:
    """Deletes what need not be kept: handled keys, old messages, the words of cases closed long ago, and who people
    were. Returns of how many cases and people."""
    async with db.transaction() as tx:
        at = now()
        await inbox.forget(tx, at - KEEP_KEYS, keep_channel=IMPORTED)
        await inbox.forget_dead(tx, at - timedelta(days=office.settings.identity_days))
        await outbox.forget(tx, at - min(KEEP_SAID, timedelta(days=office.settings.keep_days)))
        await invites.forget_tries(tx, at)
        await digests.forget_pages(tx, at - timedelta(days=office.settings.keep_days))
    return sum([await _in_turns(db, office, now, some) for some in FORGETTING])


async def _forget_words(work: Work, limit: int) -> int:
    kept = work.now - timedelta(days=work.office.settings.keep_days)
    return len(await cases.forget_words(work.tx, kept, work.now - KEEP_DISCARDED, limit))


async def _forget_reporters(work: Work, limit: int) -> int:
    closed = work.now - timedelta(days=work.office.settings.identity_days)
    return await forgetting.reporters(work.tx, closed, limit)


async def _forget_people(work: Work, limit: int) -> int:
    silent = work.now - timedelta(days=work.office.settings.identity_days)
    return await forgetting.people(work.tx, silent, work.now, limit)


FORGETTING = (_forget_words, _forget_reporters, _forget_people)


async def index_open(db: Database, office: Office, now: Now) -> int:
    """Brings cases into the index that were sent before there was one, some at a time. Returns how many."""
    async with db.transaction() as tx:
        work = await _work(tx, office, now())
        missing = await words.missing(tx, INDEXED_AT_ONCE)
        for case in missing:
            await similar.keep(work, case, new=True)
    return len(missing)


async def set_aside(office: Office, tx: Tx, inbound: Inbound, id: int, now: datetime) -> None:
    """A message could not be handled three times: its writer and the admins are told, in plain words."""
    work = await _work(tx, office, now)
    if inbound.sender is not None and not inbound.group:
        person = await contacts.by_chat(tx, inbound.address.channel, inbound.address.chat)
        if person is not None:
            await work.tell(person, "dead-letter")
    for admin in await contacts.office(tx, admins=True):
        await work.tell(admin, "dead-letter-admin", id=str(id))


async def storage_fails(db: Database, office: Office) -> list[Outbound]:
    """What the admins are to be told when nothing can be stored, made while it still can be read who they are."""
    async with db.snapshot() as tx:
        admins = await contacts.office(tx, admins=True)
    texts = {a.id: office.texts.say(a.language, "storage-fails") for a in admins}
    return [Outbound(Address(a.channel, a.chat), texts[a.id]) for a in admins if a.chat]


async def storage_works(db: Database, office: Office, now: Now) -> None:
    """Tells the admins that it is over."""
    async with db.transaction() as tx:
        work = await _work(tx, office, now())
        for admin in await contacts.office(tx, admins=True):
            await work.tell(admin, "storage-works")


async def heard(office: Office, tx: Tx, row: OutboxRow, receipt: Receipt, now: datetime) -> None:
    """What a platform's answer to a send says about the chat: a group has a new id, or nobody there wants to hear."""
    if receipt.moved_to:
        await offices.move_group(tx, row.channel, row.chat, receipt.moved_to)
        await outbox.move_chat(tx, row.channel, row.chat, receipt.moved_to)
    elif receipt.outcome is Outcome.GIVEN_UP:
        await _tell_of_unsent(await _work(tx, office, now), row)
    elif receipt.blocked and receipt.outcome is Outcome.REFUSED:
        await contacts.block(tx, row.channel, row.chat, now)
        await groups.gone(await _work(tx, office, now), row.channel, row.chat, receipt.reason, row.body)


async def _tell_of_unsent(work: Work, row: OutboxRow) -> None:
    """The admins hear of what was given up: of the first in an hour, for then there are mostly many. What was fleeting
    is gone, and cannot be sent again."""
    told = await facts.get(work.tx, UNSENT_TOLD)
    lately = bool(told) and abs(work.now - datetime.fromisoformat(told)) < UNSENT_AGAIN
    if lately or not await outbox.is_kept(work.tx, row.id):
        return
    await facts.put(work.tx, UNSENT_TOLD, work.now.isoformat())
    for admin in await contacts.office(work.tx, admins=True):
        if (admin.channel, admin.chat) != (row.channel, row.chat):
            await work.tell(admin, "unsent-admin", id=str(row.id))
