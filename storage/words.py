"""The index by which open cases about the same thing are found: their telling words, and how common each word is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from storage import facts
from storage.database import Tx, record
from storage.records import Case

POSTINGS = 200  # newest open cases looked at for one word: bounds what a question can cost
CANDIDATES = 20  # cases whose words are read to be compared
BUCKETS = 2**18  # for some 100,000 words; a rare word shares its bucket with a common one in about 1 of 100 cases
CASES = -1  # the bucket that counts the cases
_AT_ONCE = 100  # rows of one statement, twice the parameters; always as many, so that the engine knows the statement


class Found(NamedTuple):
    """A case that may be about the same thing, with its telling words."""

    case: Case
    words: frozenset[str]


class Place(NamedTuple):
    """Where something is, as far as that is known: an area with those that it lies in, the smallest first, and a point
    in degrees."""

    areas: Sequence[int]
    latitude: float | None
    longitude: float | None


def bucket(word: str) -> int:
    """Where a word is counted, together with a few others."""
    return crc32(word.encode()) % BUCKETS


async def add(tx: Tx, words_of: Mapping[int, Sequence[str]], *, new: bool) -> None:
    """Puts open cases (by id) into the index; `new` ones are counted, others come back into it.

    Whoever counts waits for the others here, so that two workers never wait for each other.
    """
    if new and words_of:
        counted = {CASES: len(words_of)}
        for words in words_of.values():
            for one in {bucket(word) for word in words}:
                counted[one] = counted.get(one, 0) + 1
        await _put(
            tx,
            "INSERT INTO word_counts (bucket, cases) VALUES {rows} ON CONFLICT (bucket) DO UPDATE SET cases = "
            "word_counts.cases + excluded.cases",
            "(CAST(:a{n} AS BIGINT), CAST(:b{n} AS BIGINT))",
            sorted(counted.items()),  # first the count of the cases: this is where they wait
        )
    await _put(
        tx,
        "INSERT INTO case_words (word, case_id) VALUES {rows} ON CONFLICT DO NOTHING",
        "(CAST(:a{n} AS TEXT), CAST(:b{n} AS BIGINT))",
        [(word, id) for id, words in words_of.items() for word in words],
    )


async def _put(tx: Tx, sql: str, row: str, values: Sequence[tuple[Any, Any]]) -> None:
    """Many rows in few statements: full ones, and what is left over one by one."""
    full = len(values) - len(values) % _AT_ONCE
    every = sql.format(rows=", ".join(row.format(n=n) for n in range(_AT_ONCE)))
    for start in range(0, full, _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        params = {f"{name}{n}": value for n, pair in enumerate(some) for name, value in zip("ab", pair, strict=True)}
        await tx.run(every, **params)
    single = sql.format(rows=row.format(n=""))
    await tx.many(single, [{"a": a, "b": b} for a, b in values[full:]])


_INDEXED = (
    "cases in the index"  # fact: up to which id all open cases have come into the index, "" before the first look
)


async def missing(tx: Tx, limit: int) -> list[Case]:
    """The next cases, oldest first, that were open before there was an index and are not in it; each is given once."""
    known = await facts.get(tx, _INDEXED)
    if known == "all":
        return []
    rows = await tx.all(
        "SELECT * FROM cases c WHERE c.id > :known AND c.number IS NOT NULL AND c.closed_at IS NULL AND c.status IN "
        "('submitted', 'dispatched', 'in_progress', 'info_requested', 'suspended') AND NOT EXISTS (SELECT 1 FROM "
        "case_words w WHERE w.case_id = c.id) ORDER BY c.id LIMIT :limit",
        known=int(known or 0),
        limit=limit,
    )
    await facts.put(tx, _INDEXED, str(rows[-1]["id"]) if len(rows) == limit else "all")
    return [record(Case, row) for row in rows]


async def remove(tx: Tx, case_ids: Iterable[int]) -> None:
    """Takes cases out of the index: what has ended is not found any more."""
    await tx.many("DELETE FROM case_words WHERE case_id = :id", [{"id": id} for id in case_ids])


async def counts(tx: Tx, words: Sequence[str]) -> tuple[int, dict[str, int]]:
    """How many cases have come into the index so far, and in how many of them each of these words stood (about)."""
    buckets = {f"b{i}": bucket(word) for i, word in enumerate(words)}
    marks = ", ".join([str(CASES), *(f":{name}" for name in buckets)])
    rows = await tx.all(f"SELECT bucket, cases FROM word_counts WHERE bucket IN ({marks})", **buckets)
    found = {row["bucket"]: int(row["cases"]) for row in rows}
    return found.get(CASES, 0), {word: found.get(bucket(word), 0) for word in words}


async def candidates(
    tx: Tx, weights: Mapping[str, float], place: Place, *, near: tuple[float, float], without: int
) -> list[Found]:
    """Open cases that share the most of these words by weight; of few words only the newest cases are looked at.

    A case elsewhere is none: where both have a point, one further off than `near` (degrees of latitude and longitude),
    else where both have an area, one that neither lies in this one nor has it within. For the bot itself; ask for roles
    before showing any. `without` is left out.
    """
    if not weights:
        return []
    postings = " UNION ALL ".join(
        f"SELECT case_id, CAST(:x{i} AS DOUBLE PRECISION) AS weight FROM (SELECT case_id FROM case_words WHERE word = "
        f":w{i} ORDER BY case_id DESC LIMIT {POSTINGS}) AS p{i}"
        for i in range(len(weights))
    )
    north, east = near
    around = {f"l{i}": area for i, area in enumerate(place.areas)}
    rows = await tx.all(
        "SELECT c.* FROM (SELECT f.case_id, f.weight "  # whole rows only of the best
        f"FROM (SELECT case_id, SUM(weight) AS weight FROM ({postings}) AS postings GROUP BY case_id) AS f "
        "JOIN cases c ON c.id = f.case_id WHERE c.id <> :without AND c.number IS NOT NULL AND CASE WHEN "
        "CAST(:latitude AS DOUBLE PRECISION) IS NOT NULL AND c.latitude IS NOT NULL THEN "
        "ABS(c.latitude - :latitude) <= :north AND ABS(c.longitude - :longitude) <= :east ELSE "
        "CAST(:area AS BIGINT) IS NULL OR c.area_id IS NULL OR c.area_id IN (WITH RECURSIVE inside (id) AS (SELECT "
        "CAST(:area AS BIGINT) UNION SELECT a.id FROM areas a JOIN inside i ON COALESCE(a.parent_id, 0) = i.id) "
        "SELECT id FROM inside) "
        f"OR c.area_id IN ({', '.join(f':{name}' for name in around) or 'NULL'}) END "
        f"ORDER BY f.weight DESC, f.case_id DESC LIMIT {CANDIDATES}) AS best JOIN cases c ON c.id = best.case_id "
        "ORDER BY best.weight DESC, c.id DESC",
        **{f"w{i}": word for i, word in enumerate(weights)},
        **{f"x{i}": weight for i, weight in enumerate(weights.values())},
        latitude=place.latitude,
        longitude=place.longitude,
        area=next(iter(place.areas), None),
        **around,
        north=north,
        east=east,
        without=without,
    )
    cases = [record(Case, row) for row in rows]
    words_of: dict[int, set[str]] = {case.id: set() for case in cases}
    if cases:
        ids = {f"c{i}": case.id for i, case in enumerate(cases)}
        marks = ", ".join(f":{name}" for name in ids)
        for row in await tx.all(f"SELECT case_id, word FROM case_words WHERE case_id IN ({marks})", **ids):
            words_of[row["case_id"]].add(row["word"])
    return [Found(case, frozenset(words_of[case.id])) for case in cases]
