"""The scheduled jobs. APScheduler only knocks ("look whether anything is due"); what is due stands in the database."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import metrics

log = logging.getLogger(__name__)

CARE = 2.0  # seconds: clocks are always being put right by a little


def now() -> datetime:
    """The machine's time, in UTC. The one place that asks for it; everything else is given a clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be knocked at every `seconds`. It must be harmless to call it when nothing is due."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Clock:
    """Knocks at each job in its turn, never twice at once. A job that fails is logged and knocked at again."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        for job in jobs:
            metrics.JOB_FAILURES.labels(job.name)  # at 0, as all counters begin
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._failing: set[str] = set()

    def start(self) -> None:
        """Starts knocking, at once for the first time: what became due while the bot was down is due now."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._safely,
                IntervalTrigger(seconds=job.seconds, timezone=UTC),
                args=(job,),
                id=job.name,
                next_run_time=datetime.now(UTC),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        # APScheduler tells of every knock at INFO.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler.start()

    def look(self) -> None:
        """To be called every few seconds. APScheduler waits for a time of day: a job whose next knock is further away
        than its `seconds`, because the machine's clock was put back, is knocked at now."""
        at, put_off = datetime.now(UTC), []  # APScheduler's own time, whatever `now` is
        for job in self._jobs:
            planned = self._scheduler.get_job(job.name)
            if planned is not None and planned.next_run_time > at + timedelta(seconds=job.seconds + CARE):
                put_off.append(job.name)
                planned.modify(next_run_time=at)
        if put_off:
            log.warning("the machine's clock was put back: jobs that would have waited: %s", ", ".join(put_off))

    def stop(self) -> None:
        """No more knocking; what runs is not interrupted."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _safely(self, job: Job) -> None:
        try:
            await job.work()
            self._failing.discard(job.name)
        except Exception as error:
            # The whole story once: a database may be away for hours.
            again = job.name in self._failing
            self._failing.add(job.name)
            metrics.JOB_FAILURES.labels(job.name).inc()
            name = type(error).__name__
            log.error(
                "the job %r failed (%s); it is tried again in %s s", job.name, name, job.seconds, exc_info=not again
            )
