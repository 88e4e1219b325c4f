"""Copies of what people send, in the folder that the settings name: they outlive what the platform keeps.

A copy is made after the message was stored, between transactions, and is tried again until it is there. It lies under
the digest of its bytes; what people called it is never part of a path. With the words of its case it goes.
"""

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.files import Fetch
from bot.files.passing import look, media_of, path_of
from bot.files.pictures import Unsafe
from bot.messages import FileGone, FileTooLarge, FileUnavailable
from bot.settings import Settings
from storage import Database, files
from storage.files import Waiting

log = logging.getLogger(__name__)

AT_ONCE = 20  # files of one knock: others have their turn
TRIES = 24  # of a file that cannot be fetched: about a day
FIRST_PAUSE, DOUBLED = timedelta(seconds=30), 7  # the pause doubles so many times, to an hour


async def do_next(db: Database, settings: Settings, now: Callable[[], datetime], fetch: Fetch) -> int:
    """Makes the copies that are due, and removes those that are to go. Returns how many were made."""
    folder = settings.files_folder
    async with db.snapshot() as tx:
        waiting = await files.due(tx, now(), AT_ONCE) if folder else []
        gone = await files.gone(tx, AT_ONCE)
    if folder is None:
        return 0
    done = 0
    for one in waiting:
        done += await _keep(db, now, fetch, folder, one)
    for copy in gone:
        _part(folder, copy.entry_id).unlink(missing_ok=True)
        if copy.digest and not copy.shared:
            path_of(folder, copy.digest).unlink(missing_ok=True)
    if gone:
        async with db.transaction() as tx:
            await files.remove(tx, [copy.entry_id for copy in gone])
    return done


async def _keep(db: Database, now: Callable[[], datetime], fetch: Fetch, folder: Path, one: Waiting) -> bool:
    media = media_of(one.media)
    try:
        looked = await look(media, await fetch(one.channel, media))
        digest = hashlib.sha256(looked.content).hexdigest()
        async with db.transaction() as tx:
            if not await files.begin(tx, one.entry_id, digest):
                return False
        await asyncio.to_thread(_write, folder, one.entry_id, digest, looked.content)
    except (Unsafe, FileTooLarge, FileGone, LookupError) as error:
        reasons = {Unsafe: "unsafe", FileTooLarge: "too-large"}
        async with db.transaction() as tx:
            await files.leave(tx, one.entry_id, reasons.get(type(error), "gone"))
        return False
    except (FileUnavailable, OSError) as error:
        log.warning("the file of entry %s cannot be copied now (%s)", one.entry_id, type(error).__name__)
        async with db.transaction() as tx:
            if isinstance(error, FileUnavailable) and one.tries + 1 >= TRIES:
                await files.leave(tx, one.entry_id, "later")
            else:
                await files.put_off(tx, one.entry_id, now() + FIRST_PAUSE * 2 ** min(one.tries, DOUBLED))
        return False
    async with db.transaction() as tx:
        await files.keep(tx, one.entry_id, looked.kind.value)
    return True


def _part(folder: Path, entry_id: int) -> Path:
    return folder / f"{entry_id}.part"


def _write(folder: Path, entry_id: int, digest: str, content: bytes) -> None:
    """Whole or not at all, whenever the machine stops."""
    path, part = path_of(folder, digest), _part(folder, entry_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with part.open("wb") as file:
        part.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
