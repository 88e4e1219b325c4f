"""The files of a weekly or monthly report: pictures, workbook and page, drawn when they are wanted."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from bot.digests import bulletin, page, pictures, report_text, reporting, workbook
from bot.digests.compose import Window
from bot.digests.review import Review
from bot.digests.windows import Rhythm
from bot.settings import Settings
from bot.tagging.topics import Topic
from bot.texts import Texts
from storage import Database, digests
from storage.records import DigestRow

PICTURES = ("flow", "in-time", "said")
FILES = len(PICTURES) + 2  # that `all_files` gives


async def draw(db: Database, settings: Settings, digest_id: int, part: str, language: str, now: datetime) -> bytes:
    """A part of a report that was composed: 'workbook', 'page' or one of `PICTURES`. Raises LookupError for no such.

    Many people get the same files in the same minutes: they are read and drawn once for all of them."""
    kept = _kept.setdefault(db, OrderedDict())
    file: bytes | None = kept.get((digest_id, part, language))
    if file is None:
        review: Review | None = kept.get((digest_id, language))
        if review is None:
            review = await _reread(db, settings, digest_id, language)
            _keep(kept, (digest_id, language), review)
        file = await asyncio.to_thread(make, review, Texts(settings.zone), language, part, now)
        _keep(kept, (digest_id, part, language), file)
    return file


KEPT = 12  # reports and files of the last minutes: one of each kind in two languages; some megabytes
_kept: WeakKeyDictionary[Database, OrderedDict[tuple[Hashable, ...], Any]] = WeakKeyDictionary()


def _keep(kept: OrderedDict[tuple[Hashable, ...], Any], key: tuple[Hashable, ...], value: Any) -> None:
    kept[key] = value
    while len(kept) > KEPT:
        kept.popitem(last=False)


async def _reread(db: Database, settings: Settings, digest_id: int, language: str) -> Review:
    """The report that was composed, as it stood at its window's end."""
    async with db.snapshot() as tx:
        row = await digests.get(tx, digest_id)
    if row is None:
        raise LookupError(f"no report {digest_id}")
    window = Window(row.from_at, row.to_at)
    hot_topics = unpack_topics(row)
    return await read(db, settings, row.unit_id, Rhythm(row.kind), window, language, hot_topics)


async def read(
    db: Database,
    settings: Settings,
    unit_id: int | None,
    rhythm: Rhythm,
    window: Window,
    language: str,
    hot_topics: Sequence[Topic],
) -> Review:
    """The report on `window` in a language, read in one consistent view."""
    async with db.snapshot() as tx:
        counts = await reporting.count(tx, settings, rhythm, window)
        material = await reporting.read(tx, settings, unit_id, rhythm, window, counts)
    return reporting.compose(material, Texts(settings.zone), language, settings.office_name, hot_topics)


def unpack_topics(row: DigestRow) -> list[Topic]:
    """The hot topics that were found when the report was composed."""
    day = row.from_at.date()
    return [
        Topic(
            name=found["name"],
            keywords=(),
            cases=found["cases"],
            people=found["people"],
            supporters=found["supporters"],
            before=found["before"],
            first=day,
            last=day,
            numbers=tuple(found["numbers"]),
            heat=0.0,
        )
        for found in json.loads(row.counts)["topics"]
    ]


def make(review: Review, texts: Texts, language: str, part: str, made_at: datetime) -> bytes:
    """One file. Raises LookupError for a part that is not known. Blocks: call it in a thread."""
    if part == "workbook":
        title, words = report_text.head(review, texts, language), bulletin.words(texts, language, review)
        return workbook.workbook(review, partial(texts.say, language), texts.zone, title, words, made_at)
    if part == "page":
        drawn = {picture: make(review, texts, language, picture, made_at) for picture in PICTURES}
        return _page(review, texts, language, drawn, made_at)
    if part in PICTURES:
        return _picture(review, texts, language, part)
    raise LookupError(f"no part {part!r}")


def all_files(review: Review, texts: Texts, language: str, made_at: datetime) -> Iterator[tuple[str, bytes]]:
    """Every file of a report, one after the other, with the end of its name. Each picture is drawn once."""
    drawn = {}
    for picture in PICTURES:
        drawn[picture] = make(review, texts, language, picture, made_at)
        yield f"-{picture}.png", drawn[picture]
    yield ".html", _page(review, texts, language, drawn, made_at)
    yield ".xlsx", make(review, texts, language, "workbook", made_at)


def _picture(review: Review, texts: Texts, language: str, part: str) -> bytes:
    say, days = partial(texts.say, language), report_text.days(review, texts, language)
    last = review.window.end - timedelta(days=1)
    note = texts.say(language, "picture-note", day=texts.day(language, last, review.window.start))
    draw = {"flow": pictures.flow, "in-time": pictures.in_time, "said": pictures.said}[part]
    return draw(review, days, say, note)


def _page(review: Review, texts: Texts, language: str, drawn: Mapping[str, bytes], made_at: datetime) -> bytes:
    named = [(texts.say(language, f"picture-{picture}"), png) for picture, png in drawn.items()]
    return page.page(review, texts, language, report_text.head(review, texts, language), named, made_at).encode()
