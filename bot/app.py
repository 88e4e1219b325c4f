"""The composition root: opens storage, builds office, channels, pipeline and clock, and runs until told to stop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot import clock
from bot.clock import Clock, Job
from bot.digests import drawing
from bot.messages import Address, Attachment, File, Outcome, Receipt
from bot.pipeline import Channel, Now, Pipeline
from bot.settings import Settings
from bot.tagging.defaults import default_categories
from bot.tagging.segment import Segmenter
from handlers import TABLE, timed
from handlers.office import Office
from handlers.router import Router
from storage import Database, Tx, contacts, offices, open_database, outbox
from storage.records import OutboxRow


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
            Job("digests", 20, self._then_call(partial(timed.send_digests, *each))),
            Job("waiting", 600, self._then_call(partial(timed.move_waiting, *each))),
            Job("forget", 3600, partial(timed.forget, *each)),
        ]

    def _then_call(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await work()
            self.pipeline.call()

        return run

    async def knock(self) -> None:
        """All jobs once, now: for demos and tests, whose clock is their own."""
        for job in self.jobs():
            await job.work()
        await self.pipeline.drain()

    async def run(self, stop: asyncio.Event) -> None:
        """Handles, sends and knocks until `stop` is set. Channels are run by the caller, before and beside this."""
        await asyncio.to_thread(self.office.segmenter.load)
        knocking = Clock(self.jobs())
        knocking.start()
        try:
            await self.pipeline.run(stop)
        finally:
            knocking.stop()


@asynccontextmanager
async def open_app(
    settings: Settings,
    channels: Callable[[Callable[[Attachment], object]], Sequence[Channel]],
    *,
    now: Now = clock.now,
    segmenter: Segmenter | None = None,
    bot_link: str = "",
) -> AsyncIterator[App]:
    """Opens the database (see `open_database` for what it raises) and puts everything together; closes it at the end.

    `channels` makes the channels; it is given the function that draws attachments for them.
    """
    db = await open_database(settings.database_url)
    try:
        async with db.transaction() as tx:
            await offices.seed(tx, default_categories())
        segmenter = segmenter or Segmenter()

        async def draw(attachment: Attachment) -> File:
            return await drawing.draw(db, settings, attachment, now())

        made = channels(draw)
        features: Mapping[str, object] = {channel.name: channel.features for channel in made}
        office = Office(settings, features, segmenter, bot_link)  # type: ignore[arg-type]
        router = Router(TABLE, office)
        pipeline = Pipeline(db, now, router.dispatch, partial(timed.set_aside, office), _heard, made)
        yield App(db, office, pipeline, now)
    finally:
        await db.close()


async def _heard(tx: Tx, row: OutboxRow, receipt: Receipt, now: object) -> None:
    """What a platform's answer says about the chat."""
    if receipt.moved_to:
        await offices.move_group(tx, row.channel, row.chat, receipt.moved_to)
        await outbox.move_chat(tx, row.channel, row.chat, receipt.moved_to)
    elif receipt.blocked and receipt.outcome is Outcome.REFUSED:
        to = Address(row.channel, row.chat)
        await contacts.block(tx, to.channel, to.chat, now)  # type: ignore[arg-type]
        await outbox.refuse_chat(tx, to.channel, to.chat, receipt.reason)
