"""The composition root: opens storage, builds office, channels, pipeline and clock, and runs until told to stop."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot import areas, clock, metrics, texts, watch
from bot.areas import AreaReport
from bot.clock import Clock, Job
from bot.digests import drawing, report_files
from bot.digests.compose import Window
from bot.digests.review import Review
from bot.digests.windows import Rhythm
from bot.files import SENT, keeping, passing
from bot.imports import Importer, Progress, Report
from bot.messages import IMPORTED, Attachment, File, Media, Outbound, Outcome, token
from bot.pipeline import Channel, Now, Pipeline
from bot.settings import Settings
from bot.tagging.defaults import default_categories
from bot.tagging.segment import Segmenter
from bot.tagging.topics import Topic
from bot.tagging.training import Example
from bot.texts import LANGUAGES
from handlers import (
    COMMANDS,
    TABLE,
    backups,
    daily,
    following,
    imports,
    learning,
    reminding,
    reports,
    stats,
    timed,
    topics,
    trends,
)
from handlers.admin import relearn
from handlers.first_admin import CLAIM
from handlers.office import Office
from handlers.router import Router
from handlers.turn import Needs, Work
from storage import Database, Keys, Tx, contacts, facts, inbox, invites, offices, open_database, outbox, rotation
from storage import examples as kept

log = logging.getLogger(__name__)

LOOK = 2.0  # seconds between two looks whether to lead: a take-over needs at most this, and 7 if a machine fell silent
FETCHES = 4  # files under way at once, each of up to 20 MB
MEASURE = 5.0  # seconds for what a monitor asks; it gives up after ten
FIRST_POLL = 1.0  # seconds, after which there was time enough for it, whether it brought anything or not


@dataclass(slots=True)
class App:
    """Everything that runs in one process, put together."""

    db: Database
    office: Office
    pipeline: Pipeline
    now: Now

    def jobs(self) -> list[Job]:
        """What the clock knocks at."""
        each = (self.db, self.office, self.now)
        return [
            Job("drafts", 10, self._then_call(partial(timed.send_drafts, *each))),
            Job("imports", 5, partial(imports.do_next, *each, self.fetch, self.take_in, self.take_in_areas)),
            Job("files", 5, partial(keeping.do_next, self.db, self.office.settings, self.now, self.fetch)),
            Job("stats", 2, self._then_call(partial(stats.do_next, *each))),
            Job("topics", 5, self._then_call(partial(topics.do_next, *each))),
            Job("relearn", 5, partial(relearn.do_next, *each)),
            Job("digests", 20, self._then_call(partial(timed.send_digests, *each))),
            Job("reports", 60, self._then_call(partial(reports.send_due, *each))),
            Job("ratings", 20, self._then_call(partial(timed.ask_ratings, *each))),
            Job("waiting", 600, self._then_call(partial(timed.move_waiting, *each))),
            Job("deadlines", 5, self._then_call(partial(following.follow, *each))),
            Job("reminders", 30, self._then_call(partial(reminding.remind, *each))),
            Job("index", 60, partial(timed.index_open, *each)),
            Job("hasten", 600, self._then_call(partial(timed.hasten, *each))),
            Job("backups", 60, self._then_call(partial(backups.do_next, *each))),
            Job("forget", 3600, partial(timed.forget, *each)),
        ]

    async def fetch(self, channel: str, media: Media) -> bytes:
        """The bytes of a file that somebody sent. Raises what the channel says, or LookupError if it has no files."""
        return await _fetch(self.pipeline.channels, channel, media)

    async def take_in(self, path: Path, source: str, progress: Progress | None = None) -> Report:
        """Imports a file; see `Importer.run`."""
        async with self.db.snapshot() as tx:
            await self.office.refresh(tx)
        importer = Importer(
            self.db,
            self.office.settings.zone,
            self.now,
            self.pipeline.receive,
            self.pipeline.handle_some,
            lambda label: self.office.category_named(label) is not None,
            self.office.segmenter.foresee,
        )
        return await importer.run(path, source, progress=progress)

    async def take_in_areas(self, path: Path, actor: int | None = None) -> AreaReport:
        """Imports a table of areas that `actor` sent (None: who runs the machine); see `bot.areas.take_in`."""
        return await areas.take_in(self.db, path, actor=actor, at=self.now())

    async def learn(self, examples: Sequence[Example], told: Callable[[int], None]) -> tuple[int, dict[str, float]]:
        """Learns again from all that is known and these messages, which are kept for the next time: of one that is
        known already, the new category counts. Returns from how many it learned, and the thresholds (none: too few).

        The weights are written beside those that count, and count all at once; /undo takes that back.
        """
        async with self.db.snapshot() as tx:
            await self.office.refresh(tx)
            cases, others = await learning.known(tx)

        def work() -> learning.Learned:
            every = {(e.title, e.words): e for e in (*others, *examples)}
            return learning.learn(self.office, [*every.values(), *(learning.cut(self.office, c) for c in cases)], told)

        async def nothing(tx: Tx) -> None:
            return None

        new = await asyncio.to_thread(work)
        generation = await learning.write(self.db, self.now, new, nothing)
        async with self.db.transaction() as tx:
            await self.office.refresh(tx)
            await kept.add(tx, [kept.Example(e.category, e.words, e.title) for e in examples])
            await learning.switch(Work(tx, self.office, self.now()), generation, new, cases, None)
        return new.messages, new.thresholds

    async def measure(self) -> None:
        """Brings up to date what `metrics` tells of the database: a few queries, whatever its size. Raises nothing."""
        try:
            async with asyncio.timeout(MEASURE), self.db.snapshot() as tx:
                await self.office.refresh(tx)
                at = self.now()
                handle, since = await inbox.backlog(tx)
                send, oldest = await outbox.backlog(tx)
                dead = await inbox.count_dead(tx), await outbox.count_dead(tx)
                due = await daily.due_since(Work(tx, self.office, at))
        except Exception as error:
            log.warning("the database did not say in time how much waits (%s)", type(error).__name__)
            metrics.STORAGE_UP.set(0)
            return
        metrics.STORAGE_UP.set(1)
        metrics.INBOX_WAITING.set(handle)
        metrics.INBOX_AGE.set(_seconds(since, at))
        metrics.INBOX_DEAD.set(dead[0])
        metrics.OUTBOX_WAITING.set(send)
        metrics.OUTBOX_AGE.set(_seconds(oldest, at))
        metrics.OUTBOX_DEAD.set(dead[1])
        metrics.DIGESTS_DUE.set(len(due))
        metrics.DIGESTS_LATE.set(_seconds(min(due, default=None), at))

    def _then_call(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await work()
            self.pipeline.call()

        return run

    async def claim_code(self) -> str | None:
        """A new code with which somebody becomes the first admin; None if there is one, or is to be one by settings.

        It has 128 bits, and only its digest is kept. An older one is worthless from now on.
        """
        if self.office.settings.admin_ids:
            return None
        async with self.db.transaction() as tx:
            if any(person.admin for person in await contacts.with_roles(tx)):
                return None
            code = token(secrets.token_bytes(16))
            await facts.put(tx, CLAIM, invites.digest(code))
            return code

    def menus(self, *, group: bool) -> dict[str, list[tuple[str, str]]]:
        """The commands that everybody may give (`group`: that are answered in one), by language; "" for all others."""
        commands = [c for c in COMMANDS if c.listed and c.needs is Needs.ANYONE and (c.group or not group)]
        own = self.office.settings.language
        return {
            shown: [(c.name, self.office.texts.say(language, f"command-{c.name.replace('_', '-')}")) for c in commands]
            for shown, language in {"": own, **dict(zip(LANGUAGES, LANGUAGES, strict=True))}.items()
        }

    async def knock(self) -> None:
        """All jobs once, now: for demos and tests, whose clock is their own."""
        for job in self.jobs():
            await job.work()
        await self.pipeline.drain()

    async def alarm(self, stop: asyncio.Event) -> None:
        """Tells the admins when nothing can be stored, past the outbox, which cannot be written to then either."""
        messages: list[Outbound] = []

        async def prepare() -> None:
            messages[:] = await timed.storage_fails(self.db, self.office)

        async def tell() -> bool:
            with suppress(Exception):  # a full disk can still be read; a database that is away cannot
                async with asyncio.timeout(watch.BEAT):
                    await prepare()
            channels = self.pipeline.channels
            known = [(channels[m.address.channel], m) for m in messages if m.address.channel in channels]
            receipts = [await channel.send(message, "", False) for channel, message in known]
            return any(receipt.outcome is Outcome.SENT for receipt in receipts)

        over = partial(timed.storage_works, self.db, self.office, self.now)
        await watch.alarm(self.pipeline.watch, stop, prepare=prepare, tell=tell, over=over)

    async def run(self, stop: asyncio.Event) -> None:
        """Handles, sends and knocks until `stop` is set. Channels are run by the caller, before and beside this."""
        # The dictionary keeps the interpreter busy for half a second: first the first poll, and only then that.
        await self.pipeline.first_call(FIRST_POLL)
        await asyncio.to_thread(self.office.segmenter.load)
        await asyncio.to_thread(texts.load)
        knocking = asyncio.create_task(self._knock_while_leading(stop))
        try:
            await self.pipeline.run(stop)
        finally:
            knocking.cancel()
            await asyncio.wait([knocking])

    async def _knock_while_leading(self, stop: asyncio.Event) -> None:
        """Knocks at the jobs as long as this process leads; another takes over within a few seconds of its end."""
        knocking: Clock | None = None
        try:
            while not stop.is_set():
                leads = await self._leads()
                metrics.LEADING.set(leads)
                if leads and knocking is None:
                    knocking = Clock(self.jobs())
                    knocking.start()
                    log.info("this process knocks at the scheduled jobs")
                elif knocking is not None and not leads:
                    knocking.stop()
                    knocking = None
                    log.warning("this process does not knock at the scheduled jobs any more")
                elif knocking is not None:
                    knocking.look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK)
        finally:
            metrics.LEADING.set(0)
            if knocking is not None:
                knocking.stop()

    async def _leads(self) -> bool:
        try:
            return await self.db.lead()
        except Exception as error:
            log.warning("the database does not say who knocks at the scheduled jobs (%s)", type(error).__name__)
            return False


async def _fetch(channels: Mapping[str, Channel], channel: str, media: Media) -> bytes:
    fetch = getattr(channels.get(channel), "fetch", None)
    if fetch is None:
        raise LookupError(f"no files can be fetched from {channel!r}")
    return bytes(await fetch(media))


def _seconds(since: datetime | None, at: datetime) -> float:
    return 0.0 if since is None else max(0.0, (at - since).total_seconds())


@asynccontextmanager
async def open_app(
    settings: Settings,
    channels: Callable[[Callable[[Attachment], object]], Sequence[Channel]],
    *,
    now: Now = clock.now,
    segmenter: Segmenter | None = None,
    bot_link: str = "",
    opened: Callable[..., Awaitable[Database]] = open_database,
) -> AsyncIterator[App]:
    """Opens the database (see `open_database` for what it raises) and puts everything together; closes it at the end.
    Raises WrongKeys if the keys of the settings do not open what is encrypted.

    `channels` makes the channels; it is given the function that draws attachments for them.
    """
    db = await opened(settings.database_url, keys=Keys(settings.keys))
    try:
        await rotation.fits(db)
        async with db.transaction() as tx:
            await offices.seed(tx, default_categories())
        segmenter = segmenter or Segmenter()

        by_name: dict[str, Channel] = {}
        few = asyncio.Semaphore(FETCHES)

        async def fetch(channel: str, media: Media) -> bytes:
            async with few:
                return await _fetch(by_name, channel, media)

        async def draw(attachment: Attachment) -> File:
            if attachment.recipe == SENT:
                return await passing.pass_on(db, settings, fetch, attachment)
            return await drawing.draw(db, settings, attachment, now())

        made = channels(draw)
        by_name.update((channel.name, channel) for channel in made)
        features: Mapping[str, object] = {channel.name: channel.features for channel in made}
        office = Office(settings, features, segmenter, bot_link)  # type: ignore[arg-type]
        router = Router(TABLE, office)
        set_aside, together = partial(timed.set_aside, office), {IMPORTED: router.dispatch_imported}
        heard = partial(timed.heard, office)
        pipeline = Pipeline(db, now, router.dispatch, set_aside, heard, made, together=together)
        yield App(db, office, pipeline, now)
    finally:
        await db.close()


@dataclass(slots=True)
class Reader:
    """What commands that only read see, beside a running bot. `at` is the moment they look at."""

    db: Database
    office: Office
    at: datetime

    async def digest(self, unit_id: int, language: str) -> daily.Preview:
        """The digest of a unit; see `daily.preview`."""
        async with self.db.snapshot() as tx:
            await self.office.refresh(tx)
            window = await daily.due(Work(tx, self.office, self.at), unit_id)
        end = window.end if window else self.at
        hot_topics = await daily.hot_topics(self.db, self.office, unit_id, end)
        async with self.db.snapshot() as tx:
            work = Work(tx, self.office, self.at)
            return await daily.preview(work, self.office.units[unit_id], language, hot_topics)

    async def review(self, unit_id: int | None, rhythm: Rhythm, window: Window, language: str) -> Review:
        """The weekly or monthly report of a unit (None: of the office), as it would be composed."""
        async with self.db.snapshot() as tx:
            await self.office.refresh(tx)
        hot_topics = await reports.topics_of(self.db, self.office, unit_id, window)
        return await report_files.read(self.db, self.office.settings, unit_id, rhythm, window, language, hot_topics)

    async def topics(self, start: datetime, end: datetime, begun: trends.Begun) -> list[Topic]:
        """What people wrote about in [start, end); see `trends.find`."""
        async with self.db.snapshot() as tx:
            await self.office.refresh(tx)
        return await trends.find(self.db, self.office, start, end, begun=begun)


@asynccontextmanager
async def open_reader(settings: Settings, at: datetime) -> AsyncIterator[Reader]:
    """Opens the database for reading; see `open_database` for what it raises."""
    db = await open_database(settings.database_url, read_only=True, keys=Keys(settings.keys))
    try:
        await rotation.fits(db)
        yield Reader(db, Office(settings, {}, Segmenter()), at)
    finally:
        await db.close()
