"""The way of a message under difficulties: handlers that raise, sends that fail, several workers. On both engines."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.messages import Address, Features, Inbound, Kind, Outbound, Outcome, Receipt, pack_outbound
from bot.pipeline import LONGEST_UNSURE, OUTAGE_TRIES, SEND_TRIES, TRIES, Pipeline
from storage import Database, Tx, inbox, open_database, outbox
from storage.records import OutboxRow

START = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


@dataclass
class Wire:
    """A channel whose platform answers as the test says, and remembers what arrived."""

    name: str = "wire"
    features: Features = field(default_factory=Features)
    answers: list[Receipt] = field(default_factory=list)
    arrived: list[tuple[str, str, bool]] = field(default_factory=list)
    unbearable: str = ""  # a text of which it never says whether it arrived

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        await asyncio.sleep(0)
        self.arrived.append((message.address.chat, message.text, possible_repeat))
        if message.text == self.unbearable:
            return Receipt(Outcome.UNCERTAIN)
        return self.answers.pop(0) if self.answers else Receipt(Outcome.SENT, message=str(len(self.arrived)))


@dataclass
class Office:
    """Handlers of a test: each message is answered with its own text, `broken` ones raise."""

    now: datetime = START
    handled: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    heard: list[Receipt] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    async def dispatch(self, tx: Tx, inbound: Inbound, now: datetime) -> None:
        await answer(tx, inbound.address.chat, inbound.text, now)
        if inbound.text in self.broken:
            raise RuntimeError("this handler is broken")
        self.handled.append(inbound.text)

    async def put_aside(self, tx: Tx, inbound: Inbound, id: int, now: datetime) -> None:
        self.set_aside.append(inbound.text)

    async def hear(self, tx: Tx, row: OutboxRow, receipt: Receipt, now: datetime) -> None:
        self.heard.append(receipt)

    def pipeline(self, db: Database, *channels: Wire) -> Pipeline:
        return Pipeline(db, lambda: self.now, self.dispatch, self.put_aside, self.hear, channels)


async def answer(tx: Tx, chat: str, text: str, now: datetime) -> None:
    await outbox.add(tx, "wire", chat, pack_outbound(Outbound(Address("wire", chat), text)), now)


def message(key: str, text: str = "", chat: str = "1", **values: object) -> Inbound:
    return Inbound(key, Address("wire", chat), START, text=text or key, **values)  # type: ignore[arg-type]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await open_database(database_url)
    yield db
    await db.close()


async def test_a_redelivered_message_is_handled_once(db: Database) -> None:
    office, wire = Office(), Wire()
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("a"), message("b")])
    await pipeline.receive([message("b"), message("a"), message("c")])
    await pipeline.drain()
    await pipeline.receive([message("a")])
    await pipeline.drain()
    assert office.handled == ["a", "b", "c"]
    assert [text for _, text, _ in wire.arrived] == ["a", "b", "c"]


async def test_a_handler_that_raises_stops_nobody_and_says_nothing(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    office, wire = Office(broken={"bad"}), Wire()
    pipeline = office.pipeline(db, wire)
    await pipeline.receive(
        [message("1", "good", chat="1"), message("2", "bad", chat="2"), message("3", "fine", chat="3")]
    )
    await pipeline.drain()
    assert office.handled == ["good", "fine"]
    assert sorted(text for _, text, _ in wire.arrived) == ["fine", "good"]  # what the broken one said is undone


async def test_after_three_tries_a_message_is_set_aside_and_can_be_revived(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(broken={"bad"})
    pipeline = office.pipeline(db, Wire())
    await pipeline.receive([message("1", "bad"), message("2", "behind it"), message("3", "elsewhere", chat="2")])
    for _ in range(TRIES):
        await pipeline.drain()
        office.now += timedelta(seconds=10)
    await pipeline.drain()
    assert office.set_aside == ["bad"]
    assert office.handled == ["elsewhere", "behind it"]  # in order within the chat: it waited, others did not
    async with db.transaction() as tx:
        (dead,) = await inbox.dead(tx)
        assert "this handler is broken" in dead[2]
        assert await inbox.revive(tx, dead[0], office.now)
        assert not await inbox.revive(tx, dead[0] + 1000, office.now)
    office.broken.clear()
    await pipeline.drain()
    assert office.handled[-1] == "bad"


async def test_what_cannot_be_parsed_is_kept_aside(db: Database) -> None:
    office = Office()
    pipeline = office.pipeline(db, Wire())
    await pipeline.receive([message("1", kind=Kind.UNREADABLE, raw="{{{"), message("2", "fine")])
    await pipeline.drain()
    assert office.handled == ["fine"]
    async with db.snapshot() as tx:
        assert [error for _, _, error in await inbox.dead(tx)] == ["{{{"]


async def test_messages_of_a_chat_stay_in_order(db: Database) -> None:
    office, wire = Office(), Wire()
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message(f"{chat}-{i}", chat=str(chat)) for i in range(20) for chat in range(5)])
    await pipeline.drain()
    for chat in range(5):
        wanted = [f"{chat}-{i}" for i in range(20)]
        assert [text for text in office.handled if text.startswith(f"{chat}-")] == wanted
        assert [text for to, text, _ in wire.arrived if to == str(chat)] == wanted


@pytest.mark.parametrize(
    ("receipts", "state", "sends"),
    [
        ([Receipt(Outcome.SENT, message="9")], "sent", 1),
        ([Receipt(Outcome.DEFERRED, wait=30)] * 12 + [Receipt(Outcome.SENT)], "sent", 13),
        ([Receipt(Outcome.UNREACHED)] * 20 + [Receipt(Outcome.SENT)], "sent", 21),
        ([Receipt(Outcome.UNCERTAIN)] * 3 + [Receipt(Outcome.SENT)], "sent", 4),
        ([Receipt(Outcome.UNCERTAIN)] * 30 + [Receipt(Outcome.SENT)], "sent", 31),
        ([Receipt(Outcome.REFUSED, reason="chat not found")], "refused", 1),
    ],
    ids=["sent", "429", "no network", "time-outs", "an hour of them", "refused"],
)
async def test_what_becomes_of_a_message(db: Database, receipts: list[Receipt], state: str, sends: int) -> None:
    office, wire = Office(), Wire(answers=list(receipts))
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("hello")])
    await pipeline.drain()
    for _ in range(40):
        office.now += timedelta(minutes=3)
        await pipeline.drain()
    assert len(wire.arrived) == sends
    async with db.snapshot() as tx:
        assert await tx.value("SELECT state FROM outbox") == state
    assert len(office.heard) == sends - (state == "sent")
    unsure = Outcome.UNCERTAIN in [receipt.outcome for receipt in receipts]
    assert [mark for _, _, mark in wire.arrived] == [False] + [unsure] * (sends - 1)


@pytest.mark.parametrize(("others", "tries"), [(True, SEND_TRIES), (False, 30)])
async def test_what_never_gets_through_is_given_up_late_while_nothing_does(
    db: Database, others: bool, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outage of hours loses nothing; one message that the platform cannot bear does not hold up its chat so long."""
    assert (OUTAGE_TRIES - 1) * LONGEST_UNSURE > 23 * 3600
    monkeypatch.setattr("bot.pipeline.OUTAGE_TRIES", 30)
    office, wire = Office(), Wire(unbearable="hello")
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("hello")])
    for i in range(tries + 5):
        if others:
            await pipeline.receive([message(f"other {i}", chat="2")])
        await pipeline.drain()
        office.now += timedelta(minutes=3)
    assert [text for _, text, _ in wire.arrived].count("hello") == tries
    async with db.snapshot() as tx:
        assert await tx.value("SELECT state FROM outbox ORDER BY id LIMIT 1") == "dead"
    assert [receipt.outcome for receipt in office.heard].count(Outcome.GIVEN_UP) == 1


async def test_tries_of_an_outage_do_not_count_when_it_is_over(db: Database) -> None:
    """The first message that gets through does not give up the others."""
    office, wire = Office(), Wire(unbearable="late")
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("late")])
    for _ in range(30):
        await pipeline.drain()
        office.now += timedelta(minutes=3)
    await pipeline.receive([message("other", chat="2")])
    await pipeline.drain()
    wire.unbearable = ""
    office.now += timedelta(minutes=3)
    await pipeline.drain()
    async with db.snapshot() as tx:
        assert [row["state"] for row in await tx.all("SELECT state FROM outbox")] == ["sent", "sent"]


async def test_429_is_never_too_early(db: Database) -> None:
    office, wire = Office(), Wire(answers=[Receipt(Outcome.DEFERRED, wait=30)])
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("1", "first"), message("2", "second"), message("3", "elsewhere", chat="2")])
    await pipeline.drain()
    office.now += timedelta(seconds=29)
    await pipeline.drain()
    assert [text for _, text, _ in wire.arrived] == ["first", "elsewhere"]  # the second waits behind the first
    office.now += timedelta(seconds=1)
    await pipeline.drain()
    assert [text for _, text, _ in wire.arrived] == ["first", "elsewhere", "first", "second"]


async def test_what_a_dead_process_was_sending_is_said_again_and_marked(db: Database) -> None:
    office, wire = Office(), Wire()
    async with db.transaction() as tx:
        await answer(tx, "1", "half sent", START)
        await answer(tx, "2", "not begun", START + timedelta(hours=1))
        assert len(await outbox.claim(tx, START, 10, ["wire"], worker=77)) == 1
    office.now = START + timedelta(hours=1)
    pipeline = office.pipeline(db, wire)
    assert await pipeline.recover() == 1
    await pipeline.drain()
    assert sorted(wire.arrived) == [("1", "half sent", True), ("2", "not begun", False)]


async def test_a_claim_that_was_made_without_our_hearing_of_it_is_undone(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away between its commit and its answer. What was claimed is said once, and is no repeat."""
    office, wire = Office(), Wire()
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("a", chat="1"), message("b", chat="2")])
    await pipeline.handle_some()
    transaction = db.transaction

    @asynccontextmanager
    async def goes_away(**named: bool) -> AsyncIterator[Tx]:
        async with transaction(**named) as tx:
            yield tx
        raise ConnectionError("it is committed, but nobody hears of it")

    with monkeypatch.context() as away:
        away.setattr(db, "transaction", goes_away)
        with pytest.raises(ConnectionError):
            await pipeline.send_some()
    assert wire.arrived == []
    await pipeline.drain()
    assert sorted(wire.arrived) == [("1", "a", False), ("2", "b", False)]
    async with db.snapshot() as tx:
        assert await outbox.unsent(tx) == 0


async def test_a_channel_that_raises_loses_nothing(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Wire):
        async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
            if len(self.arrived) < 2:
                self.arrived.append(("", "broke", False))
                raise RuntimeError("a slip in the channel")
            return await super().send(message, replaces, possible_repeat)

    office, wire = Office(), Broken()
    pipeline = office.pipeline(db, wire)
    await pipeline.receive([message("hello")])
    for _ in range(4):
        await pipeline.drain()
        office.now += timedelta(minutes=1)
    assert wire.arrived[-1][1] == "hello"


async def test_workers_run_until_told_to_stop(db: Database) -> None:
    office, wire, stop = Office(), Wire(), asyncio.Event()
    pipeline = office.pipeline(db, wire)
    running = asyncio.create_task(pipeline.run(stop))
    await pipeline.receive([message(str(i), chat=str(i % 7)) for i in range(100)])
    await until(lambda: len(wire.arrived) == 100)
    stop.set()
    await asyncio.wait_for(running, 5)
    assert sorted(map(int, office.handled)) == list(range(100))
    async with db.snapshot() as tx:
        assert await outbox.unsent(tx) == 0


async def test_two_workers_share_the_work_and_keep_the_order(postgres_url: str) -> None:
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    log: list[tuple[int, str]] = []
    wire, stop = Wire(), asyncio.Event()

    def worker(number: int, db: Database) -> Pipeline:
        async def dispatch(tx: Tx, inbound: Inbound, now: datetime) -> None:
            await answer(tx, inbound.address.chat, inbound.text, now)
            log.append((number, inbound.text))

        office = Office()
        return Pipeline(db, lambda: START, dispatch, office.put_aside, office.hear, [wire])

    workers = [worker(1, first), worker(2, second)]
    try:
        # Both get every update, as after a webhook's retry: each is handled once all the same.
        batch = [message(f"{chat}-{i}", chat=str(chat)) for i in range(4) for chat in range(150)]
        running = [asyncio.create_task(w.run(stop)) for w in workers]
        for i in range(0, len(batch), 100):
            await asyncio.gather(*(w.receive(batch[i : i + 100]) for w in workers))
        await until(lambda: len(wire.arrived) >= len(batch))
        stop.set()
        await asyncio.gather(*running)
    finally:
        await first.close()
        await second.close()
    assert len(log) == len(wire.arrived) == len(batch) == len({text for _, text in log})
    assert {number for number, _ in log} == {1, 2}
    for chat in range(150):
        wanted = [f"{chat}-{i}" for i in range(4)]
        assert [text for to, text, _ in wire.arrived if to == str(chat)] == wanted


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for something that other tasks bring about."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


async def test_two_messages_in_one_chat_keep_their_pause_and_hold_nobody_else_up(db: Database) -> None:
    office, wire = Office(), Wire(features=Features(chat_pause=1.0))
    pipeline = office.pipeline(db, wire)
    many = [message(f"{n} to {chat}", chat=str(chat)) for n in range(2) for chat in range(30)]
    await pipeline.receive([*many, message("alone", chat="99")])
    await pipeline.drain()
    assert sorted(text for _, text, _ in wire.arrived) == sorted(["alone", *(f"0 to {chat}" for chat in range(30))])
    office.now += timedelta(seconds=0.9)
    await pipeline.drain()
    assert len(wire.arrived) == 31
    office.now += timedelta(seconds=0.2)
    await pipeline.drain()
    assert sorted(text for _, text, _ in wire.arrived[31:]) == sorted(f"1 to {chat}" for chat in range(30))
    assert not any(repeat for _, _, repeat in wire.arrived)


async def test_a_group_is_left_alone_longer_and_a_clock_that_is_put_back_stops_nothing(db: Database) -> None:
    office, wire = Office(), Wire(features=Features(chat_pause=1.0, group_pause=3.0))
    pipeline = office.pipeline(db, wire)

    async def say(text: str, **values: object) -> list[str]:
        async with db.transaction() as tx:
            body = pack_outbound(Outbound(Address("wire", "-5"), text, group=True, **values))  # type: ignore[arg-type]
            await outbox.add(tx, "wire", "-5", body, office.now)
        await pipeline.drain()
        return [text for _, text, _ in wire.arrived]

    assert await say("digest") == ["digest"]
    office.now += timedelta(seconds=2.9)
    assert await say("chart") == ["digest"]
    office.now += timedelta(seconds=0.2)
    await pipeline.drain()
    assert [text for _, text, _ in wire.arrived] == ["digest", "chart"]
    office.now -= timedelta(hours=1)
    assert await say("an hour ago") == ["digest", "chart", "an hour ago"]
