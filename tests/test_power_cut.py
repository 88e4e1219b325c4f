"""What was committed survives a power cut: SQLite on a disk that forgets what was not synced, at a random moment.

The disk is a VFS of apsw. It has no shared memory, so the connection is exclusive, as the bot's own writer is by its
lock; when and what is synced is the same. What was written since a file's last sync is kept or lost sector by sector.
"""

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import apsw
import pytest

from storage.sqlite import DURABLE

SEED = int(os.environ.get("KAIMEN_SEED", "20261123"))
SECTOR = 512  # bytes, which a disk writes as a whole


class Cut(Exception):
    """There is no power any more."""


class Disk(apsw.VFS):
    """Real files, of which it is known what was synced, and what was written since. The power goes after `left` writes
    and syncs."""

    def __init__(self) -> None:
        self.name, self.left = f"disk-{uuid4().hex}", 10**9
        self.synced: dict[str, bytes] = {}
        self.since: dict[str, list[tuple[int, bytes | None]]] = {}
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "File":
        return File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self.synced.pop(filename, None)
        self.since.pop(filename, None)

    def tick(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut

    def after_the_cut(self, folder: Path, chance: random.Random) -> Path:
        """Writes what is still there to `folder`. Returns the database."""
        folder.mkdir()
        for path in self.since:
            there = bytearray(self.synced.get(path, b""))
            # How much of it had reached the disk by itself: often nothing, sometimes nearly all.
            share = chance.choice((0.0, 0.5, 0.9))
            for offset, written in self.since[path]:
                if written is None:
                    if chance.random() < share:
                        del there[offset:]
                    continue
                for start in range(0, len(written), SECTOR):
                    piece = written[start : start + SECTOR]
                    if chance.random() < share:
                        there.extend(bytes(max(0, offset + start + len(piece) - len(there))))
                        there[offset + start : offset + start + len(piece)] = piece
            (folder / Path(path).name).write_bytes(bytes(there))
        return folder / "cut.db"


class File(apsw.VFSFile):
    """One file of the disk."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk, self._path = disk, name.filename() if isinstance(name, apsw.URIFilename) else name
        disk.since.setdefault(self._path, [])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.tick()
        self._disk.since[self._path].append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self._disk.tick()
        self._disk.since[self._path].append((size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._disk.tick()
        super().xSync(flags)
        self._disk.synced[self._path] = Path(self._path).read_bytes()
        self._disk.since[self._path].clear()


def lost_by_a_cut(folder: Path, chance: random.Random, *, pragmas: tuple[str, ...]) -> tuple[int, int]:
    """Commits until the power goes. Returns how many were acknowledged, and how many of them are gone. What is left
    must be a sound database."""
    folder.mkdir()
    disk = Disk()
    connection = apsw.Connection(str(folder / "cut.db"), vfs=disk.name)
    try:
        for pragma in ("PRAGMA locking_mode=EXCLUSIVE", *pragmas, "PRAGMA wal_autocheckpoint=20"):
            connection.execute(pragma).fetchall()
        connection.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        acknowledged, disk.left = 0, chance.randint(1, 400)
        try:
            while True:
                connection.execute("BEGIN IMMEDIATE")
                for _ in range(chance.randint(1, 3)):
                    words = "路灯坏了" * chance.randint(1, 400)
                    connection.execute("INSERT INTO said (words) VALUES (:words)", {"words": words})
                connection.execute("COMMIT")
                acknowledged = connection.last_insert_rowid()
        except (Cut, apsw.Error):
            left = disk.after_the_cut(folder / "after", chance)
    finally:
        disk.left = 10**9
        connection.close()
    with closing(sqlite3.connect(left)) as again:
        assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        there = again.execute("SELECT COALESCE(MAX(id), 0), COUNT(*) FROM said").fetchone()
    assert there[0] == there[1], "no commit is missing among those that are there"
    return acknowledged, max(0, acknowledged - there[0])


@pytest.mark.parametrize("cuts", [25, pytest.param(1000, marks=pytest.mark.long)])
def test_nothing_that_was_committed_is_lost(tmp_path: Path, cuts: int) -> None:
    """With the bot's own settings; and with synchronous=NORMAL, so that it is known that the disk does forget."""
    chance = random.Random(SEED)
    weaker = (*DURABLE, "PRAGMA synchronous=NORMAL")
    durable = [lost_by_a_cut(tmp_path / f"f{i}", chance, pragmas=DURABLE) for i in range(cuts)]
    normal = [lost_by_a_cut(tmp_path / f"n{i}", chance, pragmas=weaker) for i in range(cuts)]
    told = {name: tuple(map(sum, zip(*found, strict=True))) for name, found in (("FULL", durable), ("NORMAL", normal))}
    for name, (acknowledged, lost) in told.items():
        print(f"seed {SEED}: synchronous={name}: {cuts} cuts, {acknowledged} rows acknowledged, {lost} lost")
    assert told["FULL"][0] > cuts
    assert told["FULL"][1] == 0
    assert told["NORMAL"][1] > 0
