"""Putting a copy in the place of the SQLite file in use, while nobody uses it."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from storage import invites
from storage.sqlite import copy_file, file_uri, lock


class Restored(NamedTuple):
    """What became of the file that was in use."""

    kept: Path | None  # under this name; None if there was none
    carried: bool  # whether it could be read, so that no number of it is given again
    invites: int  # how many were open in the copy, and are ended


def restore(copy: Path, path: Path, aside: Path, now: datetime) -> Restored:
    """Puts a copy of `copy` in the place of `path`; what was there is kept as `aside` (with its -wal, if it has one),
    or under a like name if there is such a file.

    Ids and case numbers that were given since the copy was made are not given again, what waits to be sent is marked
    as a possible repeat, and no invite of the copy works: it may have been used or cancelled since.

    Raises DatabaseBusy while a process writes to `path`. `copy` must have been checked. Killed at any moment, either
    the old database or the new one is there.
    """
    held, kept = lock(path), None
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        copy_file(copy, part)
        carried = path.exists() and _carry_over(path, part)
        with closing(sqlite3.connect(part)) as new:
            new.execute("UPDATE outbox SET possible_repeat = TRUE WHERE state = 'queued'")
            ended = new.execute(invites.END_ALL.format(now=":now"), {"now": now}).rowcount
            new.commit()
        if path.exists():
            _resemble(part, path)
            kept = _set_aside(path, aside)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)
        held.release()
    return Restored(kept, carried, ended)


def _resemble(part: Path, path: Path) -> None:
    """The bot's user must be able to use what root restored."""
    shutil.copymode(path, part)
    known = path.stat()
    with suppress(OSError):  # only root may give a file away
        os.chown(part, known.st_uid, known.st_gid)


def put_in_place(part: Path, path: Path) -> None:
    """Gives `part` the name `path`, also for after a power cut."""
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _carry_over(path: Path, part: Path) -> bool:
    """A number that somebody was told, or an id that is on a button, must never come to mean another case."""
    with closing(sqlite3.connect(part, uri=True)) as new:
        try:
            new.execute("ATTACH :file AS replaced", {"file": file_uri(path, "ro")})
            new.execute(
                "INSERT INTO numbers (day, last) SELECT day, last FROM replaced.numbers WHERE TRUE "
                "ON CONFLICT (day) DO UPDATE SET last = MAX(last, excluded.last)"
            )
            new.execute(
                "UPDATE sqlite_sequence SET seq = MAX(seq, COALESCE((SELECT MAX(r.seq) FROM replaced.sqlite_sequence r "
                "WHERE r.name = sqlite_sequence.name), 0))"
            )
            new.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT r.name, r.seq FROM replaced.sqlite_sequence r WHERE "
                "r.name NOT IN (SELECT name FROM sqlite_sequence) AND r.name IN (SELECT name FROM sqlite_master)"
            )
            new.commit()
        except sqlite3.DatabaseError:  # damaged, which is why it is replaced
            new.rollback()
            return False
    return True


def _set_aside(path: Path, aside: Path) -> Path:
    names = (aside.with_name(f"{aside.name}-{n}") if n > 1 else aside for n in count(1))
    aside = next(name for name in names if not (os.path.lexists(name) or os.path.lexists(_wal(name))))
    # What is still in the -wal goes into the file; a damaged one keeps it beside it.
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if _wal(path).exists():
        _wal(path).replace(_wal(aside))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)
    return aside


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
