"""Weekly and monthly reports: when one is due, composing and keeping it, and bringing it to who gets it.

A report is kept as a row, unique by unit, kind and window; it is composed once and told in the transaction in which it
is marked as told. Those who get it without asking are looked for at the report's own hour, others at the hour that they
chose: each time by the roles of that moment. What was missed while the bot was down is made up for.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.digests import report_text, reporting, windows
from bot.digests.compose import Window
from bot.digests.review import Review
from bot.digests.windows import RHYTHMS, Rhythm
from bot.messages import Attachment, Choice, MediaKind
from bot.tagging.topics import Topic
from bot.texts import LANGUAGES
from handlers import trends
from handlers.caseview import only_in_its_group
from handlers.office import Office
from handlers.turn import NotPossible, Turn, Work
from handlers.wishes import PARTS
from storage import Database, contacts, digests, subscriptions
from storage.records import Contact, DigestRow, Unit
from storage.subscriptions import Subscription

log = logging.getLogger(__name__)

OFFICE_HOUR = "08:00"
MISSED = 4  # reports of one kind that are made up for after the bot was down
TOPICS_AMONG = 1_000  # newest cases of a window that are looked at for hot topics: about a second
FILES = {"chart": "png", "workbook": "xlsx", "page": "html"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which report: of which unit (None: of the office), weekly or monthly."""

    unit_id: int | None
    rhythm: Rhythm


# Who wants what


def by_itself(scope: Scope) -> bool:
    """Whether it comes to some people without their asking: a unit's weekly report to its leads, the office's reports
    to dispatchers and admins."""
    return scope.unit_id is None or scope.rhythm is Rhythm.WEEKLY


def slot(office: Office, scope: Scope) -> tuple[int, str]:
    """When it is told to those who never said when: on the first workday, at the unit's or the office's hour."""
    unit = office.units.get(scope.unit_id or 0)
    return (0 if scope.rhythm is Rhythm.WEEKLY else 1), unit.hour if unit else OFFICE_HOUR


def possible(turn: Turn) -> list[Scope]:
    """The reports of one's own units, and of the office for who belongs to it."""
    units: list[int | None] = [None] if turn.is_office else []
    units += [m.unit_id for m in turn.memberships]
    return [Scope(unit, rhythm) for unit in units for rhythm in Rhythm]


async def wish_of(turn: Turn, person: Contact, scope: Scope) -> Subscription:
    """What somebody said of a report; else whether and when they get it by themselves."""
    for row in await subscriptions.of_contact(turn.tx, person.id):
        if (row.unit_id, row.kind) == (scope.unit_id, scope.rhythm):
            return row
    office_wide = scope.unit_id is None and turn.is_office
    leads = scope.unit_id is not None and scope.unit_id in {m.unit_id for m in turn.memberships if m.lead}
    wanted = by_itself(scope) and (office_wide or leads)
    day, hour = slot(turn.office, scope)
    return Subscription(0, person.id, scope.unit_id, scope.rhythm.value, wanted, day, hour, _parts(scope), turn.now)


def _parts(scope: Scope) -> str:
    """What comes along where nobody said anything: a month's pack has its workbook, and the page to hand on."""
    return "workbook page" if scope.rhythm is Rhythm.MONTHLY else ""


async def keep(work: Work, wish: Subscription) -> None:
    """Writes a wish down: it holds for the reports whose hour is still to come."""
    rhythm = Rhythm(wish.kind)
    newest = windows.ended(rhythm, work.now, work.office.settings.zone)
    if windows.send_at(rhythm, newest, wish.day, wish.hour, work.office.calendar) > work.now:
        newest = windows.before(rhythm, newest, work.office.settings.zone)
    await subscriptions.put(
        work.tx,
        wish.contact_id,
        wish.unit_id,
        wish.kind,
        wanted=wish.wanted,
        day=wish.day,
        hour=wish.hour,
        parts=wish.parts,
        sent_to=newest.end,
    )


def name(work: Work, language: str, scope: Scope) -> str:
    """城管局周报, or the office's."""
    unit = work.office.units.get(scope.unit_id or 0)
    return work.say(language, "report-name", unit=unit.name if unit else "", rhythm=scope.rhythm.value)


# What is due


@dataclass(frozen=True, slots=True)
class _Due:
    """A window whose report is to be told now: to those who get it by themselves, and to those who chose this hour."""

    window: Window
    by_itself: bool
    chosen: tuple[Subscription, ...]


async def due(work: Work, scope: Scope) -> _Due | None:
    """The oldest window of which somebody is to get the report now."""
    zone, calendar = work.office.settings.zone, work.office.calendar
    newest = windows.ended(scope.rhythm, work.now, zone)
    oldest = newest
    for _ in range(MISSED - 1):
        oldest = windows.before(scope.rhythm, oldest, zone)

    unit = work.office.units.get(scope.unit_id or 0)
    begun = unit.created_at if unit else await subscriptions.begun(work.tx)

    def following(end: datetime) -> Window | None:
        """The window after the one that ended then, or the oldest that is made up for; none from before all began."""
        after = windows.starting(scope.rhythm, max(end, oldest.start).astimezone(zone).date(), zone)
        while begun is not None and after.end <= begun:
            after = windows.after(scope.rhythm, after, zone)
        return after if begun is not None and after.end <= newest.end else None

    found: list[tuple[Window, Subscription | None]] = []
    if by_itself(scope):
        last = await subscriptions.last_told(work.tx, scope.unit_id, scope.rhythm.value)
        window = following(last.to_at if last else newest.start)  # who never had a report gets only the newest
        if window and windows.send_at(scope.rhythm, window, *slot(work.office, scope), calendar) <= work.now:
            found.append((window, None))
    for wish in await subscriptions.of_report(work.tx, scope.unit_id, scope.rhythm.value):
        window = following(wish.sent_to) if wish.wanted else None
        if window and windows.send_at(scope.rhythm, window, wish.day, wish.hour, calendar) <= work.now:
            found.append((window, wish))
    if not found:
        return None
    first = min((window for window, _ in found), key=lambda window: window.end)
    wishes = [wish for window, wish in found if window == first]
    return _Due(first, None in wishes, tuple(wish for wish in wishes if wish is not None))


async def send_due(db: Database, office: Office, now: Callable[[], datetime]) -> int:
    """Composes what is due and tells it, each report in a transaction of its own. Returns how many were told."""
    told = 0
    counted: dict[tuple[Rhythm, datetime], reporting.Counts] = {}
    async with db.snapshot() as tx:
        await office.refresh(tx)
        work = Work(tx, office, now())
        units = [None, *(unit.id for unit in office.active_units())]
        scopes = [Scope(unit_id, rhythm) for rhythm in Rhythm for unit_id in units]
        pending = [scope for scope in scopes if await due(work, scope)]
    for scope in pending:
        try:
            for _ in range(MISSED):
                if not await _send(db, office, now, scope, counted):
                    break
                told += 1
        except Exception:  # one that cannot be composed must not hold up the others
            log.exception("the %s report of unit %s could not be sent", scope.rhythm, scope.unit_id)
    return told


async def _send(
    db: Database,
    office: Office,
    now: Callable[[], datetime],
    scope: Scope,
    counted: dict[tuple[Rhythm, datetime], reporting.Counts],
) -> bool:
    async with db.snapshot() as tx:
        await office.refresh(tx)
        found = await due(Work(tx, office, now()), scope)
        kept = found and await subscriptions.of_window(tx, scope.unit_id, scope.rhythm.value, found.window.end)
    if found is None:
        return False
    composed = None if kept else await _compose(db, office, scope, found.window, counted)
    # Alone, so that of two processes one tells it, and the other finds it told.
    async with db.transaction(alone=True) as tx:
        await office.refresh(tx)
        work = Work(tx, office, now())
        again = await due(work, scope)
        if again is None or again.window != found.window:
            return False
        row = await subscriptions.of_window(tx, scope.unit_id, scope.rhythm.value, again.window.end)
        if row is None:
            if composed is None:
                return False  # it was there a moment ago: next time it is composed anew
            row = await _keep(work, scope, again.window, composed)
        await _tell(work, scope, again, row)
    return True


async def _compose(
    db: Database,
    office: Office,
    scope: Scope,
    window: Window,
    counted: dict[tuple[Rhythm, datetime], reporting.Counts],
) -> dict[str, Review]:
    hot_topics = await topics_of(db, office, scope.unit_id, window)
    settings = office.settings
    async with db.snapshot() as tx:
        key = (scope.rhythm, window.end)
        if key not in counted:
            counted[key] = await reporting.count(tx, settings, scope.rhythm, window)
        material = await reporting.read(tx, settings, scope.unit_id, scope.rhythm, window, counted[key])
    return {
        language: reporting.compose(material, office.texts, language, settings.office_name, hot_topics)
        for language in LANGUAGES
    }


async def topics_of(db: Database, office: Office, unit_id: int | None, window: Window) -> Sequence[Topic]:
    """What many wrote about in the window; nothing rather than no report."""
    try:
        return await trends.find(db, office, window.start, window.end, unit_id=unit_id, limit=TOPICS_AMONG)
    except Exception:
        log.exception("what many wrote about could not be found for unit %s", unit_id)
        return ()


async def _keep(work: Work, scope: Scope, window: Window, composed: Mapping[str, Review]) -> DigestRow:
    any_language = composed[LANGUAGES[0]]
    pages = {language: report_text.pages(review, work.office.texts, language) for language, review in composed.items()}
    counts = {"empty": any_language.empty, "topics": [_pack(topic) for topic in any_language.topics]}
    await digests.add(
        work.tx,
        scope.unit_id,
        scope.rhythm.value,
        window.start,
        window.end,
        pages=json.dumps(pages, ensure_ascii=False),
        counts=json.dumps(counts, ensure_ascii=False),
        now=work.now,
    )
    row = await subscriptions.of_window(work.tx, scope.unit_id, scope.rhythm.value, window.end)
    assert row is not None
    return row


def _pack(topic: Topic) -> dict[str, object]:
    """What the report's files need of a topic that was found for its text."""
    numbers = {"people": topic.people, "before": topic.before, "supporters": topic.supporters}
    return {"name": topic.name, **numbers, "numbers": list(topic.numbers), "cases": topic.cases}


# Telling it


async def _tell(work: Work, scope: Scope, found: _Due, row: DigestRow) -> None:
    empty = json.loads(row.counts)["empty"]
    if found.by_itself:
        said = {w.contact_id for w in await subscriptions.of_report(work.tx, scope.unit_id, scope.rhythm.value)}
        for person in await _readers_by_itself(work, scope):
            if person.id not in said and not empty:
                await _tell_person(work, scope, row, person, _parts(scope).split())
        await subscriptions.told(work.tx, row.id, work.now)
    for wish in found.chosen:
        await subscriptions.sent(work.tx, wish.id, row.to_at)
        if wish.contact_id is None:
            unit = work.office.units.get(scope.unit_id or 0)
            if unit is not None and unit.group_chat:
                await _tell_group(work, scope, row, unit, wish.parts.split())
        elif reader := await subscriptions.reader(work.tx, wish.contact_id, scope.unit_id):
            await _tell_person(work, scope, row, reader, wish.parts.split())


async def _readers_by_itself(work: Work, scope: Scope) -> list[Contact]:
    if scope.unit_id is not None:
        return await contacts.members(work.tx, scope.unit_id, leads=True)
    return [person for person in await contacts.with_roles(work.tx) if person.blocked_at is None]


async def _tell_person(work: Work, scope: Scope, row: DigestRow, person: Contact, parts: Sequence[str]) -> None:
    *before, last = json.loads(row.pages)[person.language]
    for page in before:
        await work.tell(person, "", text=page)
    await work.tell(person, "", text=last, choices=_choices(work, person.language, scope, row, parts))
    for part in parts:
        for file in files(work.office, scope, row, part, person.language):
            await work.tell(person, "", text=name(work, person.language, scope), attachments=[file])


async def _tell_group(work: Work, scope: Scope, row: DigestRow, unit: Unit, parts: Sequence[str]) -> None:
    language = work.office.settings.language
    *before, last = json.loads(row.pages)[language]
    for page in before:
        await work.tell_group(unit, page)
    await work.tell_group(unit, last, choices=_choices(work, language, scope, row, parts))
    for part in parts:
        for file in files(work.office, scope, row, part, language):
            await work.tell_group(unit, name(work, language, scope), attachments=[file])


def _choices(work: Work, language: str, scope: Scope, row: DigestRow, parts: Sequence[str]) -> list[list[Choice]]:
    """What did not come along, one tap away; and the way to stop it."""
    more = [
        work.choice(language, "report-part", row.id, part, label=work.say(language, f"report-part-{part}"))
        for part in PARTS
        if part not in parts
    ]
    stop = work.choice(language, "report-stop", scope.unit_id or 0, scope.rhythm.value)
    return [more, [stop]] if more else [[stop]]


def files(office: Office, scope: Scope, row: DigestRow, part: str, language: str) -> list[Attachment]:
    """The files of a part, to be drawn when they are sent: a month's chart is three pictures."""
    first = row.from_at.astimezone(office.settings.zone).date()
    unit = office.units.get(scope.unit_id or 0)
    stem = f"{unit.name if unit else office.settings.office_name}-{first:%Y%m%d}"
    pictures = ("flow", "in-time", "said") if scope.rhythm is Rhythm.MONTHLY else ("flow",)
    return [
        Attachment(
            MediaKind.PHOTO if part == "chart" else MediaKind.DOCUMENT,
            name=f"{stem}.{FILES[part]}" if part != "chart" else f"{what}.png",
            recipe="report",
            args={"digest": row.id, "part": what, "language": language},
        )
        for what in (pictures if part == "chart" else (part,))
    ]


async def send_part(turn: Turn, digest_id: int, part: str) -> None:
    """A report's chart, workbook or page, at once, to who may read the report today."""
    row = await digests.get(turn.tx, digest_id)
    if row is None or row.kind not in RHYTHMS or part not in PARTS:
        raise NotPossible
    unit = turn.office.units.get(row.unit_id or 0)
    if not turn.is_office and (row.unit_id is None or row.unit_id not in {m.unit_id for m in turn.memberships}):
        raise NotPossible
    only_in_its_group(turn, unit)
    scope = Scope(row.unit_id, Rhythm(row.kind))
    for file in files(turn.office, scope, row, part, turn.language):
        await turn.reply(text=name(turn, turn.language, scope), attachments=[file])
