"""The scheduled copies of the SQLite file. When the last one was made, and when one last failed, are facts."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import backups
from handlers.office import Office
from handlers.turn import Work
from storage import Database, contacts, facts, health

log = logging.getLogger(__name__)

RETRY = timedelta(hours=1)


def last_time(times: Sequence[time], now: datetime, zone: ZoneInfo) -> datetime:
    """The last of these times of the day that has come, in the office's zone."""
    local = now.astimezone(zone)
    days = (local.date(), local.date() - timedelta(days=1))
    return max(at for day in days for t in times if (at := datetime.combine(day, t, zone)) <= local)


async def do_next(db: Database, office: Office, now: Callable[[], datetime]) -> bool:
    """Makes the copy that is due. Returns whether it did. Admins hear once of each that fails; it is tried again."""
    settings = office.settings
    if db.shared or not settings.backup_folder:
        return False
    async with db.snapshot() as tx:
        made, failed = await health.last_backup(tx), await health.last_failed_backup(tx)
    at, due = now(), last_time(settings.backups_at, now(), settings.zone)
    if (made and made >= due) or (failed and timedelta() <= at - failed < RETRY):
        return False
    try:
        copy = await backups.make_scheduled(
            db.url, Path(settings.backup_folder), at.astimezone(settings.zone), settings.backup_copies
        )
    except Exception as error:  # disk full, folder away, database damaged: people must hear of it
        log.exception("the backup due at %s failed; trying again in %s", due, RETRY)
        async with db.transaction() as tx:
            await facts.put(tx, facts.BACKUP_FAILED, at.isoformat())
            if failed is None or failed < due:
                key = "backup-damaged" if isinstance(error, backups.Damaged) else "backup-failed"
                await _tell_admins(Work(tx, office, at), key, settings.backup_folder)
        return False
    log.info("backup: %s, %s bytes, %s cases, checked", copy.file, copy.bytes, copy.cases)
    async with db.transaction() as tx:
        await facts.put(tx, facts.BACKUP_MADE, at.isoformat())
        if failed and failed >= due:
            await _tell_admins(Work(tx, office, at), "backup-made")
    return True


async def _tell_admins(work: Work, key: str, folder: str = "") -> None:
    await work.office.refresh(work.tx)
    for admin in await contacts.office(work.tx, admins=True):
        await work.tell(admin, key, folder=folder)
