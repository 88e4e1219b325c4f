"""A town's archive made by SQL: a million cases over three years, from 200,000 people, for 40 units, seeded.

The rows are as the bot writes them, with the words and the tagger's reasons of this project's own messages: of each
case the entry, and of its life submit, dispatch, sign and (if it is over) resolve and the rating. The first unit gets
`new` cases on the last day; the others some twenty each, as on every day. Their last digest was a day before.

`steady` makes the archives of one office at two ages: as many cases a day, as many open ones, only more behind them.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import texts
from benchmarks.offices import prepare
from bot.tagging.classifier import Classifier
from bot.tagging.defaults import default_categories
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from handlers.tagging import pack
from storage.database import iso

UNITS = 40
END = datetime(2026, 6, 30, 0, 0, tzinfo=UTC)  # 08:00 in the office's zone, a Tuesday
DAY = timedelta(days=1)
_BATCH = 50_000
_SEED = 20260630


@dataclass(frozen=True, slots=True)
class Archive:
    """What is built. Of the `cases` the first `apart` lie `gap` further back than the evenly spread others."""

    cases: int = 1_000_000
    people: int = 200_000
    new: int = 1_000
    span: timedelta = timedelta(days=3 * 365)
    endless: timedelta = timedelta(days=3 * 365)  # before the end, since when one in 500 takes for ever
    apart: int = 0
    gap: timedelta = timedelta()


LARGE = Archive()
A_DAY = 287  # cases: the office in question had 52,441 in half a year


def steady(cases: int) -> Archive:
    """An office with `A_DAY` cases each day. Some of a small archive lie a year back, for figures look there, too."""
    span, recent = timedelta(days=cases / A_DAY), timedelta(days=20)
    short = span < timedelta(days=366)
    apart = cases - A_DAY * recent.days if short else 0
    # What lies apart ends some days after the same day of the year before, as the window does that is compared.
    return Archive(cases, cases // 5, 0, span, recent, apart, timedelta(days=365 - 4) - recent)


# Numbers that look random and are the same in each run: of a case's id, mixed (Knuth's multiplicative hash).
_NUMBERS = """
CREATE TEMP TABLE numbered AS
WITH RECURSIVE ids (id) AS (SELECT :first UNION ALL SELECT id + 1 FROM ids WHERE id < :last)
SELECT id, (id * 2654435761 + :seed) % 4294967296 / 65536 AS r,
       (id * 2246822519 + :seed) % 4294967296 / 4096 AS s,
       (id * 3266489917 + :seed) % 4294967296 / 65536 AS q
FROM ids
"""
# When each came in, to whom it went, and how far it has got by the end: one in 500 takes for ever.
_LIVES = """
CREATE TEMP TABLE lives AS
SELECT *, resolved < :end AND (q % 500 > 0 OR submitted < :endless) AS over,
       signed < :end AND (q % 3 > 0 OR resolved < :end) AS begun
FROM (SELECT *, submitted + 3600 + s % 72000 AS signed, submitted + 86400 + s % 864000 AS resolved
FROM (SELECT id, r, s, q, CASE WHEN id > :old THEN 1 ELSE 1 + r % :units END AS unit,
             CASE WHEN id > :old THEN :end - 86400 + (id - :old) * 86
                  ELSE CAST(:start + (:end - :start) * (id - 1.0) / :old AS INTEGER)
                       - CASE WHEN id <= :apart THEN :gap ELSE 0 END END AS submitted,
             1 + q % (SELECT COUNT(*) FROM samples) AS sample
      FROM numbered))
"""
_CASES = """
INSERT INTO cases (id, number, reporter_id, status, text, source, category_id, unit_id, handler_id, decision, urgent,
                   created_at, submitted_at, dispatched_at, signed_at, due_at, resolved_at, closed_at, rating, solved)
SELECT l.id, substr(strftime('%Y%m%d', submitted, 'unixepoch', '8 hours'), 3) || printf('-%05d', l.id % 100000),
       1 + s % :people, CASE WHEN over THEN 'closed' WHEN begun THEN 'in_progress' ELSE 'dispatched' END,
       t.text, 'telegram', t.category, unit, CASE WHEN begun THEN :people + unit END, t.decision, s % 200 = 0,
       {submitted}, {submitted}, {submitted}, CASE WHEN begun THEN {signed} END, {due},
       CASE WHEN over THEN {resolved} END, CASE WHEN over THEN {resolved} END,
       CASE WHEN over AND q % 2 THEN CASE WHEN q % 40 = 1 THEN 'bad' ELSE 'good' END ELSE '' END,
       CASE WHEN over AND q % 2 THEN CASE WHEN q % 40 = 1 THEN 'no' ELSE 'yes' END ELSE '' END
FROM lives l JOIN samples t ON t.id = sample ORDER BY l.id
"""
_ENTRIES = """
INSERT INTO entries (case_id, at, author_id, side, text, channel, message)
SELECT l.id, {submitted}, 1 + s % :people, 'resident', t.text, 'telegram', 'm' || l.id
FROM lives l JOIN samples t ON t.id = sample ORDER BY l.id
"""
_EVENTS = """
INSERT INTO events (case_id, at, kind, actor_id, unit_id, note, data)
SELECT id, at, kind, actor, unit, note, data FROM (
SELECT id, {submitted} AS at, 'submit' AS kind, 1 + s % :people AS actor, NULL AS unit, '' AS note, '' AS data
FROM lives
UNION ALL SELECT id, {submitted}, 'dispatch', NULL, unit, '', '' FROM lives
UNION ALL SELECT id, {signed}, 'sign', :people + unit, unit, '', '' FROM lives WHERE begun
UNION ALL SELECT id, {resolved}, 'resolve', :people + unit, unit, '已安排人员到现场处理，请留意后续通知。', ''
FROM lives WHERE over
UNION ALL SELECT id, {rated}, CASE WHEN q % 40 = 1 THEN 'rate_bad' ELSE 'rate_good' END, 1 + s % :people, unit, '',
          CASE WHEN q % 40 = 1 THEN '{{"rating": "bad", "solved": false}}'
               ELSE '{{"rating": "good", "solved": true}}' END
FROM lives WHERE over AND q % 2 AND resolved + 3600 < :end
) ORDER BY at
"""


def _at(seconds: str) -> str:
    """Unix seconds as the text that storage keeps for a time."""
    return f"strftime('%Y-%m-%dT%H:%M:%S', {seconds}, 'unixepoch') || '.000000+00:00'"


_TIMES = {
    "submitted": _at("submitted"),
    "signed": _at("signed"),
    "resolved": _at("resolved"),
    "rated": _at("resolved + 3600"),
    "due": _at("submitted + 7 * 86400"),
}


async def build(path: Path, step: Callable[[float], None], archive: Archive = LARGE) -> None:
    """Makes the database; `step` hears of each part (of 1) that is done."""
    await prepare(f"sqlite:///{path}", UNITS)
    await asyncio.to_thread(_fill, path, step, archive)


def _fill(path: Path, step: Callable[[float], None], archive: Archive) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-400000"):
            db.execute(f"PRAGMA {pragma}")
        # Rows first, then what finds them: an index that is made at once is made five times as fast.
        found = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
            "('cases', 'entries', 'events', 'contacts')"
        ).fetchall()
        for name, _ in found:
            db.execute(f"DROP INDEX {name}")
        db.execute("CREATE TEMP TABLE samples (id INTEGER PRIMARY KEY, text TEXT, category INTEGER, decision TEXT)")
        db.executemany("INSERT INTO samples (text, category, decision) VALUES (?, ?, ?)", _samples(db))
        _people(db, archive)
        db.execute(
            "INSERT INTO digests (unit_id, kind, from_at, to_at, pages, counts, created_at) "
            "SELECT id, 'daily', :start, :end, '{}', :counts, :end FROM units",
            {"start": iso(END - 2 * DAY), "end": iso(END - DAY), "counts": '{"new": 22}'},
        )
        for first in range(1, archive.cases + 1, _BATCH):
            last = min(archive.cases, first + _BATCH - 1)
            _batch(db, first, last, archive)
            step(0.6 * (last - first + 1) / archive.cases)
        for _, sql in found:
            db.execute(sql)
            step(0.4 / len(found))
        db.execute("PRAGMA journal_mode=WAL")


def _samples(db: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    lexicon = Lexicon(keyword for category in default_categories() for keyword in category.keywords)
    segmenter = Segmenter()
    segmenter.keep_whole(lexicon.words)
    classifier = Classifier(segmenter, lexicon)
    ids = dict(db.execute("SELECT code, id FROM categories"))
    for message in texts.own():
        decision = classifier.decide(message.text)
        yield message.text, ids[decision.category or "other"], pack(decision)


def _people(db: sqlite3.Connection, archive: Archive) -> None:
    """Residents, then one member of each unit."""
    db.execute(
        "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < :last) "
        "INSERT INTO contacts (id, channel, account, chat, name, language, created_at) "
        "SELECT id, 'telegram', id, id, '居民' || id, 'zh', "
        f"{_at(str(int((END - archive.span).timestamp())))} FROM ids",
        {"last": archive.people + UNITS},
    )
    db.execute(
        "INSERT INTO members (unit_id, contact_id, since) SELECT id, :people + id, created_at FROM units",
        {"people": archive.people},
    )


def _batch(db: sqlite3.Connection, first: int, last: int, archive: Archive) -> None:
    values = {
        "first": first,
        "last": last,
        "seed": _SEED,
        "end": int(END.timestamp()),
        "start": int((END - archive.span).timestamp()),
        "endless": int((END - archive.endless).timestamp()),
        "old": archive.cases - archive.new,
        "apart": archive.apart,
        "gap": int(archive.gap.total_seconds()),
        "units": UNITS,
        "people": archive.people,
    }
    db.execute("BEGIN")
    for sql in (_NUMBERS, _LIVES, _CASES, _ENTRIES, _EVENTS):
        sql = sql.format(**_TIMES)
        db.execute(sql, {name: value for name, value in values.items() if f":{name}" in sql})
    db.execute("DROP TABLE numbered")
    db.execute("DROP TABLE lives")
    db.execute("COMMIT")
