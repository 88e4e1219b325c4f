"""What was received and is not handled yet. Unique by channel and key, so a redelivery changes nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.database import Tx, moment, record
from storage.records import InboxRow

_COLUMNS = "id, channel, key, chat, body, attempts"


class Received(NamedTuple):
    """What a channel hands over: `body` is a packed `Inbound`. `error` set: nobody could parse it, it is set aside."""

    channel: str
    key: str
    chat: str
    body: str
    error: str = ""


async def receive(tx: Tx, batch: Iterable[Received], now: datetime) -> None:
    """Keeps `batch`. When this is committed, the platform may be told that it arrived."""
    await tx.many(
        "INSERT INTO inbox (channel, key, chat, body, state, due_at, received_at, error) "
        "VALUES (:channel, :key, :chat, :body, :state, :now, :now, :error) ON CONFLICT (channel, key) DO NOTHING",
        [{**r._asdict(), "state": "dead" if r.error else "waiting", "now": now} for r in batch],
    )
    await tx.wake()


async def claim(tx: Tx, now: datetime, limit: int, *, shared: bool) -> list[InboxRow]:
    """At most `limit` messages to handle in this transaction, in order within each chat.

    With several workers only a chat's oldest waiting message is claimed; who holds it may take what follows it.
    """
    if not shared:
        # A message that waits for its next try holds back its chat, and no other.
        rows = await tx.all(
            f"SELECT {_COLUMNS} FROM inbox i WHERE state = 'waiting' AND due_at <= :now AND NOT EXISTS (SELECT 1 FROM "
            "inbox e WHERE e.state = 'waiting' AND e.due_at > :now AND e.channel = i.channel AND e.chat = i.chat "
            "AND e.id < i.id) ORDER BY id LIMIT :limit",
            now=now,
            limit=limit,
        )
        return [record(InboxRow, row) for row in rows]
    heads = await tx.all(
        f"SELECT {_COLUMNS} FROM inbox i WHERE state = 'waiting' AND due_at <= :now AND id = (SELECT MIN(e.id) FROM "
        "inbox e WHERE e.state = 'waiting' AND e.channel = i.channel AND e.chat = i.chat) "
        "ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )
    return [record(InboxRow, row) for row in heads]


async def done(tx: Tx, ids: Sequence[int]) -> None:
    """Handled. The words are on the case now; here only the key stays, against a redelivery."""
    await tx.many(
        "UPDATE inbox SET state = 'done', body = '', chat = '', error = '' WHERE id = :id", [{"id": i} for i in ids]
    )


async def failed(tx: Tx, id: int, error: str, now: datetime, *, tries: int) -> bool:
    """A try failed. Returns True if that was the last of `tries` and the message is now a dead letter."""
    attempts = await tx.value(
        "UPDATE inbox SET attempts = attempts + 1, error = :error WHERE id = :id RETURNING attempts", id=id, error=error
    )
    if attempts >= tries:
        await tx.run("UPDATE inbox SET state = 'dead' WHERE id = :id", id=id)
        return True
    # 1 s, then 4 s: what failed for a passing reason gets a little time.
    await tx.run("UPDATE inbox SET due_at = :due WHERE id = :id", id=id, due=now + timedelta(seconds=attempts**2))
    return False


async def hasten(tx: Tx, after: datetime, due: datetime) -> None:
    """What is to be tried only after that time is due at `due`."""
    await tx.run("UPDATE inbox SET due_at = :due WHERE state = 'waiting' AND due_at > :after", due=due, after=after)


async def waiting(tx: Tx) -> int:
    """How many messages are not handled yet."""
    return int(await tx.value("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'"))


async def backlog(tx: Tx) -> tuple[int, datetime | None]:
    """How many messages are not handled yet, and since when the first of them has waited."""
    row = await tx.one("SELECT COUNT(*) AS n, MIN(received_at) AS since FROM inbox WHERE state = 'waiting'")
    assert row is not None
    return int(row["n"]), moment(row["since"])


async def states(tx: Tx, channel: str, keys: Sequence[str]) -> dict[str, str]:
    """Where those of `keys` stand that were ever received: waiting, done or dead."""
    if not keys:
        return {}
    names = ", ".join(f":k{i}" for i in range(len(keys)))
    rows = await tx.all(
        f"SELECT key, state FROM inbox WHERE channel = :channel AND key IN ({names})",
        channel=channel,
        **{f"k{i}": key for i, key in enumerate(keys)},
    )
    return {row["key"]: row["state"] for row in rows}


async def count_dead(tx: Tx) -> int:
    return int(await tx.value("SELECT COUNT(*) FROM inbox WHERE state = 'dead'"))


async def dead(tx: Tx, limit: int = 20) -> list[tuple[int, str, str]]:
    """The newest dead letters as (id, channel, error)."""
    rows = await tx.all(
        "SELECT id, channel, error FROM inbox WHERE state = 'dead' ORDER BY id DESC LIMIT :limit", limit=limit
    )
    return [(row["id"], row["channel"], row["error"]) for row in rows]


async def revive(tx: Tx, id: int, now: datetime) -> bool:
    """Tries a dead letter again. False if there is none of that id, or nothing of it to handle."""
    changed = await tx.run(
        "UPDATE inbox SET state = 'waiting', attempts = 0, due_at = :now WHERE id = :id AND state = 'dead' AND body "
        "<> ''",
        id=id,
        now=now,
    )
    return changed == 1


async def forget_dead(tx: Tx, before: datetime) -> int:
    """What nobody tried again that could not be handled before then: that it was there stays, what it said does not."""
    return await tx.run(
        "UPDATE inbox SET body = '', chat = '', error = '' WHERE state = 'dead' AND received_at < :before AND "
        "(body <> '' OR error <> '')",
        before=before,
    )


async def forget_account(tx: Tx, channel: str, account: str) -> None:
    """What was set aside and says that it is of this account: a message in a group, or an update that nobody could
    parse, so that its chat is not known. That it was there stays."""
    rows = await tx.all(
        "SELECT id, body FROM inbox WHERE state = 'dead' AND channel = :channel AND body LIKE :mark",
        channel=channel,
        mark=f"%{account}%",
    )
    # Also JSON within JSON.
    of_account = re.compile(rf'"(?:id|user|user_id|phone)\\?"\s*:\s*\\?"?{re.escape(account)}(?!\w)')
    await tx.many(
        "UPDATE inbox SET body = '', error = '', chat = '' WHERE id = :id",
        [{"id": row["id"]} for row in rows if of_account.search(row["body"])],
    )


async def forget(tx: Tx, before: datetime, *, keep_channel: str) -> int:
    """Removes handled keys received before `before`. Those of `keep_channel` stay: an import may be repeated."""
    # Ids rise with time: the search ends at the first row that is young enough to stay.
    return await tx.run(
        "DELETE FROM inbox WHERE id < COALESCE((SELECT id FROM inbox WHERE received_at >= :before ORDER BY id LIMIT "
        "1), 9223372036854775807) AND state = 'done' AND received_at < :before AND channel <> :keep",
        before=before,
        keep=keep_channel,
    )
