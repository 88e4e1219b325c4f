"""The way of a message: inbox -> handler -> outbox -> channel.

`receive` commits what a channel got before the platform learns that it arrived. The worker handles what waits, many
messages in one transaction, each in its own savepoint. The sender says what the outbox holds and records what became
of it. Killed at any point, a message that the platform thinks was received is handled exactly once, and nothing that
was to be said is lost: a row found in `sending`, or whose sending was not answered, is said again, marked as a possible
repeat.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import ValidationError

from bot import metrics
from bot.logs import telling_of
from bot.messages import (
    Address,
    Features,
    Inbound,
    Kind,
    Outbound,
    Outcome,
    Receipt,
    pack_inbound,
    unpack_inbound,
    unpack_outbound,
)
from bot.pacing import Pacer
from bot.watch import Watch
from storage import Database, Tx, inbox, outbox
from storage.records import InboxRow, OutboxRow

log = logging.getLogger(__name__)

TRIES = 3  # of a handler, before its message is set aside
SEND_TRIES = 12  # of a send that may have arrived each time, while all others arrive: about twelve minutes
OUTAGE_TRIES = 720  # the same, while nothing arrives over that channel, or has only just begun to: about a day
LONGEST_UNSURE = 120.0  # seconds between two of them
SETTLED = timedelta(minutes=12)  # for which messages have to arrive, before one that does not is to blame itself
LULL = timedelta(minutes=4)  # without any, after which they begin to arrive anew
BATCH = 50  # messages in one transaction
CHATS = 24  # sends under way at once; more neither save time, nor would Telegram, which takes 30 a second, thank for it
LAST_SENDS = 4.0  # seconds for what is being sent at the end; a supervisor waits ten for the process
LONGEST_PAUSE = 4.0  # seconds between two tries while nothing can be stored: ten after it works again, all goes on
ROUND = 3.0  # seconds between two looks after the other workers: so long what a dead one was sending waits
LONGEST_WAIT = 1.0  # seconds, after which a worker looks again though nobody called

RECEIVING, HANDLING, SENDING = "receiving", "handling", "sending"  # as `Watch` and the log name them

Now = Callable[[], datetime]
# Handles one message in the given transaction. Returns nothing: replies are rows in the outbox.
Dispatch = Callable[[Tx, Inbound, datetime], Awaitable[None]]
# The same for many messages of a channel whose chats need no order.
DispatchMany = Callable[[Tx, Sequence[Inbound], datetime], Awaitable[None]]
# Told when a message was set aside after the last try (in the same transaction).
SetAside = Callable[[Tx, Inbound, int, datetime], Awaitable[None]]
# Told of receipts that change what the office knows: blocked people, groups with a new id, failures (same transaction).
Heard = Callable[[Tx, OutboxRow, Receipt, datetime], Awaitable[None]]


class Channel(Protocol):
    """One way in and out."""

    name: str
    features: Features

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        """Says `message`, editing the message with the id `replaces` if that is not empty. Raises nothing."""


class Pipeline:
    """Receives, handles and sends, for the channels of one process."""

    def __init__(
        self,
        db: Database,
        now: Now,
        dispatch: Dispatch,
        set_aside: SetAside,
        heard: Heard,
        channels: Sequence[Channel] = (),
        *,
        together: Mapping[str, DispatchMany] | None = None,
    ) -> None:
        """`together` handles many messages at once, for the channels named there."""
        self.db, self.now = db, now
        self._together = together or {}
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self._dispatch, self._set_aside, self._heard = dispatch, set_aside, heard
        self._inbox_called, self._outbox_called = asyncio.Event(), asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._results: list[tuple[OutboxRow, Receipt]] = []
        self._arriving: dict[str, tuple[datetime, datetime]] = {}  # over a channel: since when, and when the last did
        self._under_way: set[int] = set()  # the rows that are being sent, or whose result is not recorded yet
        self._unsure = False  # the last claim failed, or was made and we did not hear of it
        self._pacers = {channel.name: Pacer(channel.features) for channel in channels}
        for name in self.channels:
            metrics.begin(name)
        self.watch = Watch()
        self.handled = 0
        self.sent = 0

    # Receiving

    async def receive(self, batch: Sequence[Inbound]) -> None:
        """Commits `batch`. Only then may the channel tell its platform that it arrived."""
        rows = [
            inbox.Received(
                i.address.channel,
                i.key,
                i.address.chat,
                pack_inbound(i),
                i.raw[:500] if i.kind is Kind.UNREADABLE else "",
            )
            for i in batch
        ]
        for message in batch:
            if message.kind is Kind.UNREADABLE:
                log.warning(
                    "set aside: an update of %s that cannot be parsed (%s)", message.address.channel, message.key
                )
        try:
            async with self.db.transaction(quick=True) as tx:
                await inbox.receive(tx, rows, self.now())
        except Exception:
            self.watch.failed(RECEIVING)
            raise
        self.watch.moved(RECEIVING)
        for message in batch:
            metrics.RECEIVED.labels(message.address.channel).inc()
            if message.address.channel not in self._together:
                with telling_of(_key(message.address.channel, message.key)):
                    log.info("received")
        self._inbox_called.set()

    # Handling

    async def handle_some(self, limit: int = BATCH) -> int:
        """Handles up to `limit` waiting messages in one transaction. Returns how many it took."""
        async with self.db.transaction(quick=True) as tx:
            now = self.now()  # within the transaction: a digest that runs alone has then seen all that is earlier
            rows = await inbox.claim(tx, now, limit, shared=self.db.shared)
            done, stuck = await self._handle_together(tx, rows, now), set()
            for row in rows:
                if row.id in done:
                    continue
                if (row.channel, row.chat) in stuck:
                    continue  # in order within a chat: it waits for the one before it
                if await self._handle(tx, row, now):
                    done.add(row.id)
                else:
                    stuck.add((row.channel, row.chat))
            await inbox.done(tx, sorted(done))
        self.handled += len(done)
        self.watch.moved(HANDLING)
        for row in rows:
            if row.id in done:
                metrics.HANDLED.labels(row.channel).inc()
        if rows:
            self._outbox_called.set()
        return len(rows)

    async def _handle_together(self, tx: Tx, rows: Sequence[InboxRow], now: datetime) -> set[int]:
        """Handles what can be. Returns which: if one of them raises, none, they are taken one by one."""
        done: set[int] = set()
        for channel, dispatch in self._together.items():
            mine = [row for row in rows if row.channel == channel]
            if len(mine) < 2:
                continue
            try:
                async with tx.savepoint():
                    await dispatch(tx, [unpack_inbound(row.body) for row in mine], now)
            except Exception as error:
                log.info("%s messages of %s cannot be handled together: %s", len(mine), channel, type(error).__name__)
            else:
                done |= {row.id for row in mine}
        return done

    async def _handle(self, tx: Tx, row: InboxRow, now: datetime) -> bool:
        with telling_of(_key(row.channel, row.key)):
            return await self._try(tx, row, now)

    async def _try(self, tx: Tx, row: InboxRow, now: datetime) -> bool:
        began = time.perf_counter()
        try:
            async with tx.savepoint():
                await self._dispatch(tx, unpack_inbound(row.body), now)
            seconds = time.perf_counter() - began
            metrics.HANDLING.observe(seconds)
            log.info("handled in %.0f ms", seconds * 1000)
            return True
        except Exception as error:
            metrics.FAILED.labels(row.channel).inc()
            log.exception("message %s of %s: try %s failed", row.id, row.channel, row.attempts + 1)
            if await inbox.failed(tx, row.id, f"{type(error).__name__}: {error}"[:500], now, tries=TRIES):
                try:
                    async with tx.savepoint():
                        await self._set_aside(tx, unpack_inbound(row.body), row.id, now)
                except Exception:  # the dead letter itself is kept; telling of it must not stop the others
                    log.exception("message %s: could not tell that it was set aside", row.id)
            return False

    # Sending

    async def send_some(self, *, start: bool = True) -> int:
        """Records what was sent and, if `start`, starts sending what is due. Returns how many sends were started."""
        free = CHATS - len(self._sending) if start else 0
        results, self._results = self._results, []
        names = list(self.channels)
        try:
            async with self.db.transaction(quick=True) as tx:
                now = self.now()
                if self._unsure:
                    await outbox.release(tx, self.db.worker, self._under_way)
                if results:
                    results = self._settled(results, now)
                    await outbox.finish(tx, [_result(row, receipt, now) for row, receipt in results])
                    for row, receipt in results:
                        if receipt.outcome is not Outcome.SENT:
                            await self._heard(tx, row, receipt, now)
                rows = await outbox.claim(tx, now, free, names, self.db.worker) if free > 0 and names else []
                messages = [(row, said) for row in rows if (said := await self._message(tx, row)) is not None]
        except BaseException:
            self._results = [*results, *self._results]  # not recorded yet: with the next transaction
            self._unsure = True
            raise
        self._unsure = False
        self._under_way -= {row.id for row, _ in results}
        self._under_way |= {row.id for row in rows}
        if results or not self._sending:
            self.watch.moved(SENDING)
        for row, receipt in results:
            self._count(row, receipt)
        for row, (message, replaces) in messages:
            task = asyncio.create_task(self._send(row, message, replaces))
            self._sending.add(task)
            task.add_done_callback(self._finished)
        return len(messages)

    def _settled(self, results: Sequence[tuple[OutboxRow, Receipt]], now: datetime) -> list[tuple[OutboxRow, Receipt]]:
        """What is tried in vain for too long is given up: soon, if it alone does not get through."""
        for channel in {row.channel for row, receipt in results if receipt.outcome is Outcome.SENT}:
            since, last = self._arriving.get(channel, (now, now))
            self._arriving[channel] = (since if abs(now - last) < LULL else now, now)
        return [(row, self._given_up(row, receipt, now)) for row, receipt in results]

    def _given_up(self, row: OutboxRow, receipt: Receipt, now: datetime) -> Receipt:
        if receipt.outcome is not Outcome.UNCERTAIN:
            return receipt
        since, last = self._arriving.get(row.channel, (now, now))
        others_arrive = now - since >= SETTLED and abs(now - last) < LULL
        over = row.attempts + 1 >= (SEND_TRIES if others_arrive else OUTAGE_TRIES)
        return replace(receipt, outcome=Outcome.GIVEN_UP) if over else receipt

    def _count(self, row: OutboxRow, receipt: Receipt) -> None:
        """After the commit: what was rolled back is recorded, and so counted, once more."""
        reason = metrics.reason(receipt.reason, blocked=receipt.blocked)
        with telling_of(row.cause):
            match receipt.outcome:
                case Outcome.SENT:
                    self.sent += 1
                    metrics.SENT.labels(row.channel).inc()
                    log.info("sent %s over %s", row.id, row.channel)
                case Outcome.REFUSED:
                    metrics.REFUSED.labels(row.channel, reason).inc()
                    log.info("refused: %s over %s (%s)", row.id, row.channel, reason)
                case Outcome.GIVEN_UP:
                    log.error("given up: %s over %s (%s)", row.id, row.channel, reason)
                case _ if receipt.reason:  # without a reason it was we who kept to the pace
                    metrics.RETRIED.labels(row.channel, reason).inc()
                    log.info("not sent yet: %s over %s (%s)", row.id, row.channel, reason)

    async def _message(self, tx: Tx, row: OutboxRow) -> tuple[Outbound, str] | None:
        try:
            message = replace(unpack_outbound(row.body), address=Address(row.channel, row.chat))
        except ValidationError:
            # Written by another version, or erased meanwhile: one such row must not stop the others.
            log.error("message %s in the outbox cannot be read and is not sent", row.id)
            self._results.append((row, Receipt(Outcome.REFUSED, reason="unreadable")))
            return None
        editing = message.replaces is not None and self.channels[row.channel].features.editing
        return message, await outbox.message_of(tx, message.replaces) if editing and message.replaces else ""

    async def _send(self, row: OutboxRow, message: Outbound, replaces: str) -> None:
        with telling_of(row.cause):  # this runs as a task of its own
            receipt = await self._receipt(row, message, replaces)
        self._results.append((row, receipt))  # the list that is there now: while we waited, it was taken and made anew

    async def _receipt(self, row: OutboxRow, message: Outbound, replaces: str) -> Receipt:
        pacer = self._pacers[row.channel]
        try:
            if wait := pacer.too_early(message, self.now()):
                # Back into the outbox: at eight, when every group gets several, no resident's answer waits for that.
                asyncio.get_running_loop().call_later(wait, self._outbox_called.set)
                return Receipt(Outcome.DEFERRED, wait=wait)
            await pacer.turn()
            with metrics.SENDING.labels(row.channel).time():
                receipt = await self.channels[row.channel].send(message, replaces, row.possible_repeat)
            if receipt.outcome is Outcome.DEFERRED:
                pacer.hold(row.chat, self.now(), receipt.wait)
            return receipt
        except Exception as error:  # a channel that breaks its word must not lose the row
            log.exception("sending %s over %s", row.id, row.channel)
            return Receipt(Outcome.UNCERTAIN, reason=type(error).__name__)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._outbox_called.set()

    async def recover(self) -> int:
        """What a dead process left in `sending` is put back, marked as a possible repeat. Returns how many."""
        alive = await self.db.workers()
        for pacer in self._pacers.values():
            pacer.share(len(alive))
        async with self.db.transaction(quick=True) as tx:
            return await outbox.recover(tx, alive)

    # Running

    async def run(self, stop: asyncio.Event) -> None:
        """Handles and sends until `stop` is set; then waits a little for the sends under way, and records them.

        What takes longer than `LAST_SENDS` is left to the next process, which says it again, marked.
        """
        await self.db.enrol(self.call)
        await self.recover()
        self.watch.begin(HANDLING, SENDING)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep(HANDLING, self._handle_all, self._inbox_called, stop))
            group.create_task(self._keep(SENDING, self._send_all, self._outbox_called, stop))
            if self.db.shared:
                group.create_task(self._look_after(stop))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.drain_sends(start=False), LAST_SENDS)
        for task in self._sending:
            task.cancel()
        await self.send_some(start=False)

    async def _look_after(self, stop: asyncio.Event) -> None:
        """Among several workers: hears the others' calls, and takes over what a dead one was sending."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), ROUND)
            try:
                await self.db.enrol(self.call)
                if await self.recover():
                    self._outbox_called.set()
            except Exception:
                log.exception("the database cannot be reached; trying again in %s s", ROUND)

    async def first_call(self, seconds: float) -> None:
        """Returns when something has been received, at the latest after `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._inbox_called.wait(), seconds)

    def call(self) -> None:
        """Something may be waiting: look now."""
        self._inbox_called.set()
        self._outbox_called.set()

    async def _handle_all(self) -> None:
        while await self.handle_some():
            pass

    async def _send_all(self) -> None:
        while await self.send_some() or self._results:
            pass

    async def _keep(
        self, name: str, work: Callable[[], Awaitable[None]], called: asyncio.Event, stop: asyncio.Event
    ) -> None:
        stopped = asyncio.create_task(stop.wait())
        failures, pause = 0, 0.0
        while not stop.is_set():
            called.clear()
            try:
                await work()
                failures = 0
            except Exception:
                # Disk full, database away: nothing is lost, it waits in the inbox and outbox (or at the platform).
                failures += 1
                self.watch.failed(name)
                pause = min(2.0**failures, LONGEST_PAUSE)
                # The whole story once: it may go on for hours.
                log.error("storage failed (%s); trying again in %s s", name, pause, exc_info=failures == 1)
            call = asyncio.create_task(called.wait())
            await asyncio.wait(
                {stopped, *([] if failures else [call])},
                timeout=pause if failures else LONGEST_WAIT,
                return_when=asyncio.FIRST_COMPLETED,
            )
            call.cancel()
        stopped.cancel()

    async def drain(self) -> None:
        """Handles and sends until nothing is due: for imports, demos and tests, which have no running workers."""
        while True:
            await self._handle_all()
            await self.drain_sends()
            if not await self.handle_some() and not await self.send_some():
                return

    async def drain_sends(self, *, start: bool = True) -> None:
        """Waits for the sends under way, and records them; if `start`, sends what else is due."""
        while True:
            await self.send_some(start=start)
            if not self._sending and not self._results:
                return
            if self._sending:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)


def _key(channel: str, key: str) -> str:
    """As the log shows it."""
    return f"{channel}:{key}"


def _result(row: OutboxRow, receipt: Receipt, now: datetime) -> outbox.Result:
    """What a receipt means for its row."""
    match receipt.outcome:
        case Outcome.SENT:
            return outbox.Result(row.id, "sent", now, receipt.message or row.message, sent=now)
        case Outcome.REFUSED:
            return outbox.Result(row.id, "refused", now, row.message, receipt.reason, 1)
        case Outcome.GIVEN_UP:
            return outbox.Result(row.id, "dead", now, row.message, receipt.reason, 1)
        case Outcome.DEFERRED:
            return outbox.Result(row.id, "queued", now + timedelta(seconds=receipt.wait), row.message, receipt.reason)
        case Outcome.UNREACHED:
            # It certainly did not arrive, so it may wait as long as the network is away.
            return outbox.Result(
                row.id, "queued", now + timedelta(seconds=max(receipt.wait, 5)), row.message, receipt.reason
            )
        case Outcome.UNCERTAIN:
            pause = timedelta(seconds=min(2.0 ** min(row.attempts, 10), LONGEST_UNSURE))
            return outbox.Result(row.id, "queued", now + pause, row.message, receipt.reason, 1, unsure=True)
