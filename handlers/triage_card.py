"""The card of a case that waits for a dispatcher: what it says, the best guesses, and what else may be done with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.casework import reminders
from bot.casework.lifecycle import Action
from bot.messages import Choice
from bot.privacy import brief
from bot.tagging.matters import Matter
from bot.tagging.similar import LIKELY
from handlers import matters, similar
from handlers.similar import Alike
from handlers.turn import Turn, Work
from storage import cases, contacts, deadlines, queues
from storage.records import Case, Contact, Event

SAME = 2  # cases that may be the same one are offered for merging
ABOUT = 24  # characters of such a case
OLD = timedelta(minutes=30)  # before that it is not worth a line when a case came
RETURNS = 3  # refusals that a card shows


def guesses(decision: str) -> list[str]:
    """The codes of the best two categories, as they were when a case was tagged."""
    return list(json.loads(decision)["scores"])[:2] if decision else []


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits, with what is looked up once for all who are shown its card."""

    case: Case
    waiting: int  # how many wait, this one among them
    same: Sequence[Alike]
    found: Sequence[Matter]
    returned: Sequence[Event]  # the last times that units sent it back
    since: datetime  # when it came, or came back
    late: bool  # it should have been sorted by now


def sorting_due(work: Work, case: Case, since: datetime) -> datetime:
    """Until when a case that has waited since then should be sorted."""
    settings = work.office.settings
    hours, urgent_hours = settings.sorting_hours, settings.urgent_hours
    return reminders.sorting_due(
        work.office.calendar, since, urgent=case.urgent, hours=hours, urgent_hours=urgent_hours
    ).at


async def look(work: Work, case: Case) -> Waiting:
    same = await similar.likely(work, case, LIKELY, SAME)
    since = await deadlines.waits_since(work.tx, case.id) or work.now
    return Waiting(
        case,
        await queues.count_waiting(work.tx),
        same,
        matters.of(work, case),
        await _returns(work, case),
        since,
        late=sorting_due(work, case, since) <= work.now,
    )


async def call(work: Work, case: Case) -> None:
    """Shows all dispatchers (where there are none: the admins) a case that should not wait for the morning."""
    seen = await look(work, case)
    for person in await contacts.office(work.tx, admins=False):
        await work.tell(person, "", text=_text(work, person, seen), choices=_choices(work, person, seen), case=case)


async def show(turn: Turn, case: Case, *, done: str = "", undo: Sequence[Choice] = ()) -> None:
    """The card in the place of the one under the pressed button. `done` is a line on the one before, `undo` the button
    that takes that back."""
    seen = await look(turn, case)
    text = "\n".join(part for part in (done, _text(turn, turn.contact, seen)) if part)
    rows = _choices(turn, turn.contact, seen)
    await turn.reply(text=text, choices=[*rows, undo] if undo else rows, case=case, edit=True)


def _choices(work: Work, person: Contact, seen: Waiting) -> list[Sequence[Choice]]:
    """The best two guesses first. Where merging or splitting is offered, what is seldom needed lies one tap further."""
    language, case = person.language, seen.case
    names = [c for code in guesses(case.decision) if (c := work.office.category_by_code(code)) and c.retired_at is None]
    first = [work.choice(language, "sort", case.id, c.id, label=c.name(language)) for c in names]
    offers = [work.choice(language, "merge", case.id, a.case.id, number=a.case.number) for a in seen.same]
    if seen.found:
        offers.append(work.choice(language, "sort-split", case.id, matters.mark(seen.found), n=len(seen.found)))
    if offers:
        more = [work.choice(language, "sort-other", case.id, label=work.say(language, "button-sort-more"))]
    else:
        more = [work.choice(language, action, case.id) for action in ("sort-other", "sort-unit", "decline")]
    last = [work.choice(language, "case", case.id)]
    if seen.waiting > 1:
        last.append(work.choice(language, "triage-next", case.id))
    return [row for row in (first, offers, more, last) if row]


def _text(work: Work, person: Contact, seen: Waiting) -> str:
    language, case = person.language, seen.case
    lines = [
        work.say(
            language,
            "triage-card",
            number=case.number or "",
            text=brief(f"{case.title} {case.text}", 400),
            urgent="yes" if case.urgent else "no",
            waiting=seen.waiting,
        )
    ]
    if seen.late or work.now - seen.since >= OLD:
        age = work.office.texts.age(language, work.now - seen.since)
        lines.append(work.say(language, "triage-age", age=age, late="yes" if seen.late else "no"))
    for a in seen.same:
        lines.append(
            work.say(language, "triage-same", number=a.case.number, text=brief(a.case.title or a.case.text, ABOUT))
        )
    if seen.found:
        lines.append(work.say(language, "triage-matters", n=len(seen.found), matters=matters.listed(seen.found)))
    lines += [_refusal(work, language, event) for event in seen.returned]
    return "\n".join(lines)


def _refusal(work: Work, language: str, event: Event) -> str:
    unit = work.office.unit_name(event.details["unit"])
    if not event.note:  # no unit sends back without a reason: it is there no more
        return work.say(language, "staff-event-return-auto", unit=unit)
    return work.say(language, "triage-returned", unit=unit, note=brief(event.note, 100))


async def returned_lines(work: Work, language: str, case: Case) -> list[str]:
    """Who sent it back, and why, a line for each: it stays visible to whoever sorts it next."""
    return [_refusal(work, language, event) for event in await _returns(work, case)]


async def _returns(work: Work, case: Case) -> list[Event]:
    """The last times that units sent it back; what a dispatcher took back themselves is none."""
    events = [event for event in await cases.events(work.tx, case.id) if event.kind == Action.RETURN]
    return [event for event in events if not event.details.get("undone")][-RETURNS:]
