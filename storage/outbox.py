"""What is to be said. A row is written in the transaction that causes it, and sent afterwards.

States: queued -> sending -> sent, or back to queued with a time, or refused (never again), or dead (tries used up).
Some conditions only repeat in other words what others say, so that an index on a part of the table is used.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from storage.database import Tx, moment, record
from storage.records import OutboxRow

_COLUMNS = "id, channel, chat, body, case_id, attempts, possible_repeat, message, cause"


class Result(NamedTuple):
    """What became of a claimed row. `state` as above; `due` is when to try again (for the others: now). `unsure`: it
    may have arrived, so saying it again may be a repeat."""

    id: int
    state: str
    due: datetime
    message: str = ""
    reason: str = ""
    tries: int = 0
    sent: datetime | None = None
    unsure: bool = False


async def add(
    tx: Tx,
    channel: str,
    chat: str,
    body: str,
    now: datetime,
    *,
    case_id: int | None = None,
    choosable: bool = False,
    fleeting: bool = False,
    cause: str = "",
) -> int:
    """Queues a packed `Outbound`. Returns its id. What a `fleeting` one said is not remembered once it has been sent;
    which case it spoke of is, for replies to it.

    `cause` is the key of the received message that it answers, for the log.
    """
    return int(
        await tx.value(
            "INSERT INTO outbox (channel, chat, body, case_id, choosable, fleeting, cause, state, due_at, "
            "created_at) VALUES (:channel, :chat, :body, :case_id, :choosable, :fleeting, :cause, 'queued', :now, "
            ":now) RETURNING id",
            channel=channel,
            chat=chat,
            body=body,
            case_id=case_id,
            choosable=choosable,
            fleeting=fleeting,
            cause=cause,
            now=now,
        )
    )


async def claim(tx: Tx, now: datetime, limit: int, channels: Sequence[str], worker: int) -> list[OutboxRow]:
    """Takes at most one message of each chat, the oldest, for sending; a chat with one under way gives none."""
    # MIN, not NOT EXISTS: of that PostgreSQL makes an anti join, and as long as its statistics say that nothing is
    # queued, one that compares each with each (10,000 queued: 41 s for a claim, against 45 ms so). So does the inbox.
    # MATERIALIZED, because a plan may ask a subquery several times, each time passing over the rows that it has locked:
    # more than `limit` would be claimed.
    rows = await tx.all(
        "WITH due AS MATERIALIZED (SELECT id FROM outbox o WHERE state = 'queued' AND due_at <= :now AND channel IN "
        f"({', '.join(f':c{i}' for i in range(len(channels)))}) AND id = (SELECT MIN(p.id) FROM outbox p WHERE "
        "p.channel = o.channel AND p.chat = o.chat AND p.state IN ('queued', 'sending')) "
        "ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED) "
        "UPDATE outbox SET state = 'sending', claimed_by = :worker WHERE id IN (SELECT id FROM due) "
        f"RETURNING {_COLUMNS}",
        now=now,
        limit=limit,
        worker=worker,
        **{f"c{i}": name for i, name in enumerate(channels)},
    )
    return sorted((record(OutboxRow, row) for row in rows), key=lambda row: row.id)


async def finish(tx: Tx, results: Sequence[Result]) -> None:
    """Records what became of claimed rows."""
    await tx.many(
        "UPDATE outbox SET state = :state, due_at = :due, message = :message, reason = :reason, "
        "attempts = attempts + :tries, sent_at = :sent, possible_repeat = possible_repeat OR :unsure WHERE id = :id",
        [r._asdict() for r in results],
    )
    over = "fleeting AND state IN ('sent', 'refused', 'dead')"
    await tx.run(f"DELETE FROM outbox WHERE {over} AND case_id IS NULL")
    await tx.run(f"UPDATE outbox SET body = '', fleeting = FALSE WHERE {over}")


async def hasten(tx: Tx, after: datetime, due: datetime) -> None:
    """What is to be tried only after that time is due at `due`."""
    await tx.run("UPDATE outbox SET due_at = :due WHERE state = 'queued' AND due_at > :after", due=due, after=after)


async def recover(tx: Tx, alive: Collection[int]) -> int:
    """Rows whose worker died while sending go back, marked: they may have arrived. Returns how many."""
    return await tx.run(
        "UPDATE outbox SET state = 'queued', possible_repeat = TRUE WHERE state = 'sending' AND state IN ('queued', "
        f"'sending') AND claimed_by NOT IN ({', '.join(f':w{i}' for i in range(len(alive)))})",
        **{f"w{i}": worker for i, worker in enumerate(alive)},
    )


async def release(tx: Tx, worker: int, under_way: Collection[int]) -> int:
    """Rows that this worker claimed without hearing of it, because the database went away with the answer, go back;
    those `under_way` are being sent. Returns how many."""
    names = {f"u{i}": id for i, id in enumerate(under_way)}
    sent = f" AND id NOT IN ({', '.join(f':{name}' for name in names)})" if names else ""
    return await tx.run(
        "UPDATE outbox SET state = 'queued' WHERE state = 'sending' AND state IN ('queued', 'sending') AND "
        f"claimed_by = :worker{sent}",
        worker=worker,
        **names,
    )


async def message_of(tx: Tx, id: int) -> str:
    """The channel's id of a message that was sent; empty if it was not (yet)."""
    return str(await tx.value("SELECT message FROM outbox WHERE id = :id", id=id) or "")


async def case_of(tx: Tx, channel: str, chat: str, message: str) -> int | None:
    """Which case a sent message spoke of: for replies to it."""
    value = await tx.value(
        "SELECT case_id FROM outbox WHERE channel = :channel AND chat = :chat AND message = :message AND message <> '' "
        "AND case_id IS NOT NULL ORDER BY id DESC LIMIT 1",
        channel=channel,
        chat=chat,
        message=message,
    )
    return None if value is None else int(value)


async def body_of(tx: Tx, channel: str, chat: str, message: str) -> str:
    """The body of a sent message, as it was edited last: for what a reply to it means. Empty if there is none."""
    return str(
        await tx.value(
            "SELECT body FROM outbox WHERE channel = :channel AND chat = :chat AND message = :message "
            "AND message <> '' ORDER BY id DESC LIMIT 1",
            channel=channel,
            chat=chat,
            message=message,
        )
        or ""
    )


async def id_of(tx: Tx, channel: str, chat: str, message: str) -> int | None:
    """The outbox id of a sent message: for editing the message under a pressed button."""
    value = await tx.value(
        "SELECT id FROM outbox WHERE channel = :channel AND chat = :chat AND message = :message AND message <> '' "
        "ORDER BY id DESC LIMIT 1",
        channel=channel,
        chat=chat,
        message=message,
    )
    return None if value is None else int(value)


async def last_choices(tx: Tx, channel: str, chat: str) -> str:
    """The body of the newest message with choices in this chat: what a typed number means. Empty if none."""
    return str(
        await tx.value(
            "SELECT body FROM outbox WHERE channel = :channel AND chat = :chat AND choosable ORDER BY id DESC LIMIT 1",
            channel=channel,
            chat=chat,
        )
        or ""
    )


async def newest(tx: Tx, channel: str, chat: str) -> str:
    """The body of the newest message in this chat, with choices or without. Empty if none."""
    return str(
        await tx.value(
            "SELECT body FROM outbox WHERE channel = :channel AND chat = :chat ORDER BY id DESC LIMIT 1",
            channel=channel,
            chat=chat,
        )
        or ""
    )


async def refuse_chat(tx: Tx, channel: str, chat: str, reason: str) -> list[str]:
    """What waits for a chat that does not want to hear is not sent. Returns the bodies, in order."""
    rows = await tx.all(
        "UPDATE outbox SET state = 'refused', reason = :reason WHERE channel = :channel AND chat = :chat AND state = "
        "'queued' RETURNING id, body",
        channel=channel,
        chat=chat,
        reason=reason,
    )
    return [row["body"] for row in sorted(rows, key=lambda row: row["id"])]


async def move_chat(tx: Tx, channel: str, old: str, new: str) -> int:
    """A group has a new id: what waits for it goes there. Returns how many rows."""
    return await tx.run(
        "UPDATE outbox SET chat = :new WHERE channel = :channel AND chat = :old AND state IN ('queued', 'sending')",
        channel=channel,
        old=old,
        new=new,
    )


async def failures(tx: Tx, limit: int = 20) -> list[tuple[int, str, str, str]]:
    """The newest messages that could not be delivered as (id, channel, state, reason)."""
    rows = await tx.all(
        "SELECT id, channel, state, reason FROM outbox WHERE state IN ('refused', 'dead') ORDER BY id DESC LIMIT :n",
        n=limit,
    )
    return [(row["id"], row["channel"], row["state"], row["reason"]) for row in rows]


async def is_kept(tx: Tx, id: int) -> bool:
    """Whether there is something left of what a message said."""
    return bool(await tx.value("SELECT 1 FROM outbox WHERE id = :id AND body <> ''", id=id))


async def revive(tx: Tx, id: int, now: datetime) -> bool:
    """Says again what was given up. False if there is none of that id, or nothing is left of what it said."""
    changed = await tx.run(
        "UPDATE outbox SET state = 'queued', attempts = 0, due_at = :now WHERE id = :id AND state = 'dead' AND "
        "body <> ''",
        id=id,
        now=now,
    )
    return changed == 1


async def count_dead(tx: Tx) -> int:
    """How many messages were given up after the last try. (Refused ones are not counted: people blocked the bot.)"""
    return int(await tx.value("SELECT COUNT(*) FROM outbox WHERE state = 'dead' AND state IN ('refused', 'dead')"))


async def unsent(tx: Tx) -> int:
    """How many messages wait to be sent or are under way."""
    return int(await tx.value("SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending')"))


async def backlog(tx: Tx) -> tuple[int, datetime | None]:
    """How many wait to be sent or are under way, and since when the first of them has waited."""
    row = await tx.one(
        "SELECT COUNT(*) AS n, MIN(created_at) AS since FROM outbox WHERE state IN ('queued', 'sending')"
    )
    assert row is not None
    return int(row["n"]), moment(row["since"])


async def forget(tx: Tx, before: datetime) -> int:
    """Removes what was said before `before` and is over. Returns how many rows."""
    # Ids rise with time: the search ends at the first row that is young enough to stay.
    return await tx.run(
        "DELETE FROM outbox WHERE id < COALESCE((SELECT id FROM outbox WHERE created_at >= :before ORDER BY id LIMIT "
        "1), 9223372036854775807) AND created_at < :before AND state IN ('sent', 'refused', 'dead')",
        before=before,
    )
