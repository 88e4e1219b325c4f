"""The daily digest: what is due is read from the last digest's row, composed, kept, and queued in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.digests import text
from bot.digests.compose import Digest, Window, compose, due_window
from bot.messages import Attachment, Choice, MediaKind
from bot.tagging.topics import WEEK, Topic
from bot.texts import LANGUAGES
from handlers import trends
from handlers.caseview import only_in_its_group
from handlers.office import Office
from handlers.turn import NotPossible, Turn, Work
from storage import Database, contacts, digests, helps, queues, supports
from storage.records import DigestRow, Unit

KIND = digests.DAILY
TRIAGE = "triage"
TRIAGE_HOUR = "08:00"
LEDGER_DAYS = 30  # that the ledger in a digest looks back


async def read(work: Work, unit: Unit, window: Window, language: str, hot_topics: Sequence[Topic] = ()) -> Digest:
    """The unit's digest for `window`."""
    return (await read_in(work, unit, window, [language], hot_topics))[language]


async def read_in(
    work: Work, unit: Unit, window: Window, languages: Sequence[str], hot_topics: Sequence[Topic] = ()
) -> dict[str, Digest]:
    """The unit's digest for `window` in each of `languages`, read once for all."""
    before = await digests.last(work.tx, unit.id, KIND, window.start)
    new = await digests.new_cases(work.tx, unit.id, window.start, window.end)
    open_cases = await digests.open_cases(work.tx, unit.id)
    compose_in = partial(
        compose,
        unit.name,
        window,
        work.office.calendar,
        new=new,
        open_cases=open_cases,
        supporters=await supports.counts(work.tx, {case.id for case in (*new, *open_cases)}),
        rated=await digests.rated(work.tx, unit.id, window.start, window.end),
        resolved=await digests.resolved_count(work.tx, unit.id, window.start, window.end),
        new_before=json.loads(before.counts)["new"] if before else None,
        area=work.office.area_name,
        topics=hot_topics,
        helps=await helps.of_unit(work.tx, unit.id),
    )
    return {
        language: compose_in(
            category={c.id: c.name(language) for c in work.office.categories.values()},
            no_category=work.say(language, "no-category"),
        )
        for language in languages
    }


async def last_end(work: Work, unit: Unit, before: datetime | None = None) -> datetime:
    """Where the next window begins: at the last digest's end, or when the unit was made."""
    before_row = await digests.last(work.tx, unit.id, KIND, before)
    return before_row.to_at if before_row else unit.created_at


async def due(work: Work, unit_id: int) -> Window | None:
    """The window of the unit's digest that is due now; None if none is."""
    unit = work.office.units.get(unit_id)
    if unit is None or unit.retired_at is not None:
        return None
    end = await last_end(work, unit)
    return due_window(unit.hour, end, work.now, work.office.calendar, work.office.settings.zone)


async def due_since(work: Work) -> list[datetime]:
    """Since when digests are due that were not sent, one time for each unit: for a monitor."""
    windows = [await due(work, unit_id) for unit_id in work.office.units]
    return [window.end for window in windows if window is not None]


async def hot_topics(db: Database, office: Office, unit_id: int, end: datetime) -> list[Topic]:
    """What the unit's digest up to `end` says that many wrote about. It takes its time, so it is asked for before the
    digest's transaction begins; a case that comes in between is in the digest all the same, only not counted here."""
    return await trends.find(db, office, end - WEEK, end, unit_id=unit_id, limit=trends.MOST_OF_UNIT)


async def send(work: Work, unit_id: int, hot_topics: Sequence[Topic] = ()) -> int:
    """Sends the unit's digest if one is due. Returns 1 if it did, else 0. A window has one digest, whoever asks."""
    window = await due(work, unit_id)
    if window is None:
        return 0
    unit = work.office.units[unit_id]
    composed = await read_in(work, unit, window, LANGUAGES, hot_topics)
    digest = composed[LANGUAGES[0]]
    pages = {language: text.pages(d, work.office.texts, language) for language, d in composed.items()}
    id = await digests.add(
        work.tx,
        unit.id,
        KIND,
        window.start,
        window.end,
        pages=json.dumps(pages, ensure_ascii=False),
        counts=json.dumps(_counts(digest)),
        now=work.now,
    )
    if id is None or (digest.empty and not unit.empty_digest):
        return 0
    await _deliver(work, unit, window, id, pages, empty=digest.empty)
    return 1


async def deliver(work: Work, unit: Unit, row: DigestRow) -> None:
    """Sends a digest that is kept to whoever gets the unit's digests today: its group did not get it."""
    await _deliver(work, unit, Window(row.from_at, row.to_at), row.id, json.loads(row.pages), empty=False)


def _counts(digest: Digest) -> dict[str, int]:
    """The figures that are kept of a digest: the next one is compared with them."""
    return {"new": digest.new_count, "open": digest.open, "overdue": len(digest.overdue), "resolved": digest.resolved}


@dataclass(frozen=True, slots=True)
class Preview:
    """A digest as it would be sent, or was: its window [start, end), its pages, and its figures.

    due   the clock would send it now
    sent  it was sent, and these are its words as they were
    """

    start: datetime
    end: datetime
    pages: list[str]
    counts: dict[str, int]
    due: bool
    sent: bool


async def preview(work: Work, unit: Unit, language: str, hot_topics: Sequence[Topic] = ()) -> Preview:
    """What the unit would get at `work.now`: the digest that is due then, or what there is to tell since the last one.
    Open cases are those of today. A digest whose window ended at that very moment is shown as it was sent."""
    row = await digests.last(work.tx, unit.id, KIND, work.now)
    if row is not None and row.to_at == work.now:
        pages, counts = json.loads(row.pages)[language], json.loads(row.counts)
        return Preview(row.from_at, row.to_at, pages, counts, due=False, sent=True)
    start = min(row.to_at if row else unit.created_at, work.now)
    due = due_window(unit.hour, start, work.now, work.office.calendar, work.office.settings.zone)
    window = due or Window(start, work.now)
    digest = await read(work, unit, window, language, hot_topics)
    pages = text.pages(digest, work.office.texts, language)
    return Preview(window.start, window.end, pages, _counts(digest), due=due is not None, sent=False)


async def _deliver(
    work: Work, unit: Unit, window: Window, id: int, pages: dict[str, list[str]], *, empty: bool
) -> None:
    people = [] if unit.group_chat else await contacts.members(work.tx, unit.id)
    if unit.group_chat:
        language = work.office.settings.language
        choices = _choices(work, unit, id, 1, len(pages[language]), language)
        files = [] if empty else _files(work, unit, window, language)
        await work.tell_group(unit, pages[language][0], choices=choices)
        for file in files:
            await work.tell_group(unit, _caption(work, unit, file, language), attachments=[file])
        return
    if not people:
        for admin in await contacts.office(work.tx, admins=True):
            await work.tell(admin, "digest-unit-empty", unit=unit.name)
        people = await contacts.office(work.tx, admins=True)
    for person in people:
        mine = pages[person.language]
        await work.tell(person, "", text=mine[0], choices=_choices(work, unit, id, 1, len(mine), person.language))
        for file in [] if empty else _files(work, unit, window, person.language):
            await work.tell(person, "", text=_caption(work, unit, file, person.language), attachments=[file])


def _choices(
    work: Work, unit: Unit, digest_id: int, page: int, pages: int, language: str
) -> Sequence[Sequence[Choice]]:
    rows: list[list[Choice]] = []
    if page < pages:
        rows.append([work.choice(language, "digest-page", digest_id, page + 1, page=page + 1)])
    rows.append(
        [
            work.choice(language, "inbox", unit.id),
            work.choice(language, "unit-ledger", unit.id),
            work.choice(language, "unit-chart", unit.id),
        ]
    )
    return rows


def _files(work: Work, unit: Unit, window: Window, language: str) -> list[Attachment]:
    wanted = [chart_file(unit, window.end, language)] if unit.chart else []
    return wanted + ([ledger_file(work, unit, window.end, language)] if unit.ledger else [])


def _caption(work: Work, unit: Unit, file: Attachment, language: str) -> str:
    return work.say(language, f"{file.recipe}-caption", unit=unit.name)


def chart_file(unit: Unit, end: datetime, language: str) -> Attachment:
    """The unit's chart up to `end`, to be drawn when it is sent."""
    args = {"unit": unit.id, "to": end.isoformat(), "language": language}
    return Attachment(MediaKind.PHOTO, name="chart.png", recipe="chart", args=args)


def ledger_file(work: Work, unit: Unit, end: datetime, language: str) -> Attachment:
    """The unit's ledger of the last 30 days up to `end`, to be written when it is sent."""
    start = end - timedelta(days=LEDGER_DAYS)
    args = {"unit": unit.id, "from": start.isoformat(), "to": end.isoformat(), "language": language}
    name = f"{unit.name}-{end.astimezone(work.office.settings.zone):%Y%m%d}.xlsx"
    return Attachment(MediaKind.DOCUMENT, name=name, recipe="ledger", args=args)


async def send_triage(work: Work) -> int:
    """Each workday morning the dispatchers hear how much waits, if anything does. Returns 1 if they did, else 0."""
    last = await digests.last(work.tx, None, TRIAGE)
    start = last.to_at if last else work.now - timedelta(days=1)
    window = due_window(TRIAGE_HOUR, start, work.now, work.office.calendar, work.office.settings.zone)
    if window is None:
        return 0
    waiting = await queues.count_waiting(work.tx)
    # Kept also when nothing waits: what comes later in the day is for the next morning.
    id = await digests.add(work.tx, None, TRIAGE, window.start, window.end, pages="{}", counts="{}", now=work.now)
    extensions = await queues.count_extensions(work.tx)
    if id is None or not (waiting or extensions):
        return 0
    since, urgent = await queues.waits_since(work.tx), await queues.count_waiting(work.tx, urgent=True)
    for person in await contacts.office(work.tx, admins=False):
        lines, row = [], []
        if waiting:
            age = work.office.texts.age(person.language, work.now - (since or work.now))
            lines.append(work.say(person.language, "triage-digest", n=waiting, age=age, urgent=urgent))
            row.append(work.choice(person.language, "triage-start"))
        if extensions:
            lines.append(work.say(person.language, "triage-extensions", n=extensions))
            row.append(work.choice(person.language, "extensions"))
        await work.tell(person, "", text="\n".join(lines), choices=[row])
    return 1


# Buttons under a digest


async def show_page(turn: Turn, digest_id: int, page: int) -> None:
    """Another page of a digest, to who belongs to the unit (or the office) today."""
    row = await digests.get(turn.tx, digest_id)
    unit = await _unit_of(turn, row)
    assert row is not None
    mine = json.loads(row.pages).get(turn.language, [])
    if not 1 <= page <= len(mine):
        raise NotPossible
    await turn.reply(text=mine[page - 1], choices=_choices(turn, unit, digest_id, page, len(mine), turn.language))


async def _unit_of(turn: Turn, row: DigestRow | None) -> Unit:
    return _unit(turn, row.unit_id if row and row.unit_id else 0)


def _unit(turn: Turn, unit_id: int) -> Unit:
    unit = turn.office.units.get(unit_id)
    if unit is None or not (turn.is_office or unit_id in {m.unit_id for m in turn.memberships}):
        raise NotPossible
    only_in_its_group(turn, unit)
    return unit


async def send_ledger(turn: Turn, unit_id: int) -> None:
    """The unit's ledger of the last 30 days, at once."""
    unit = _unit(turn, unit_id)
    file = ledger_file(turn, unit, turn.now, turn.language)
    await turn.reply(text=_caption(turn, unit, file, turn.language), attachments=[file])


async def send_chart(turn: Turn, unit_id: int) -> None:
    """The unit's chart, at once."""
    unit = _unit(turn, unit_id)
    file = chart_file(unit, turn.now, turn.language)
    await turn.reply(text=_caption(turn, unit, file, turn.language), attachments=[file])
