"""How a case looks to those who handle it: what was said, when it is due, what was done by whom.

Who reported it stands nowhere in here: a member asks for that by a button of its own, which is logged.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.casework.lifecycle import OPEN, Action, Status, Who, actions, may
from bot.messages import Choice
from bot.privacy import brief, mask
from handlers import casework, telling
from handlers.turn import NotPossible, Turn
from storage import cases, contacts, supports
from storage.records import Case, Entry, Event, Unit

NOTE = 100  # characters of what was said in one line of the history

# What staff can do by a button, named like the action. What else the table allows has its own command or comes later.
BUTTONS = frozenset(
    {Action.SIGN, Action.RESOLVE, Action.ANSWER, Action.ASK, Action.RESUME, Action.RETURN, Action.DECLINE}
)
# In a group everybody reads along, and what is typed there is talk among people: only what needs no words is a button.
IN_GROUP = frozenset({Action.SIGN, Action.RESUME})

# Steps of the office's side, in whose line stands who did it. A resident's steps must never name them.
NAMED = frozenset(
    {
        Action.DISPATCH,
        Action.SIGN,
        Action.ASK,
        Action.ANSWER,
        Action.RESOLVE,
        Action.RESUME,
        Action.RETURN,
        Action.DECLINE,
        Action.MERGE,
        Action.UNMERGE,
        "record",
        "seen_reporter",
    }
)

_RATED = frozenset({Action.RATE_GOOD, Action.RATE_BAD, "rate_support"})


async def found(turn: Turn, case_id: int) -> Case:
    """The case, if the speaker may see it as staff, here. Raises NotPossible otherwise, and if there is none."""
    case = await cases.for_staff(turn.tx, turn.contact.id, case_id)
    if case is None:
        raise NotPossible
    only_in_its_group(turn, turn.office.units.get(case.unit_id or 0))
    return case


def only_in_its_group(turn: Turn, unit: Unit | None) -> None:
    """A group sees its own unit's cases and no others, whoever speaks there."""
    to = turn.inbound.address
    if turn.inbound.group and (unit is None or (unit.group_channel, unit.group_chat) != (to.channel, to.chat)):
        raise NotPossible


def only_privately(turn: Turn) -> None:
    """Raises NotPossible in a group, with the way to a private chat."""
    if turn.inbound.group:
        raise NotPossible("write-privately", link=turn.office.bot_link)


async def show(turn: Turn, case: Case, *, edit: bool = False) -> None:
    """The case with what the speaker can do; in the place of the pressed message if `edit`."""
    entries = await cases.entries(turn.tx, case.id)
    choices = _buttons(turn, case, files_of(entries))
    await turn.reply(text=await _describe(turn, case, entries), choices=choices, case=case, edit=edit)


async def _describe(turn: Turn, case: Case, entries: Sequence[Entry]) -> str:
    """Everything about the case but its reporter, personal numbers masked, in the speaker's language."""
    names = await contacts.names_on_case(turn.tx, case.id)
    said = "\n".join(part for part in (case.title, case.text) if part)
    came = turn.moment(turn.language, case.submitted_at or case.created_at)
    lines = [
        turn.t("staff-case", number=case.number, urgent="yes" if case.urgent else "no"),
        joined(status_by(turn, case, names), due(turn, case)),
        joined(
            turn.office.category_name(turn.language, case.category_id),
            turn.office.area_name(case.area_id),
            turn.office.unit_name(case.unit_id),
            turn.t("staff-came", moment=came),
        ),
        turn.t("staff-said", text=mask(said)) if said else turn.t("staff-no-words"),
    ]
    if supporters := await supports.count(turn.tx, case.id):
        lines.append(turn.t("staff-supporters", n=supporters))
    if case.follows_id is not None:
        lines.append(turn.t("case-follows", number=(await cases.get(turn.tx, case.follows_id)).number or ""))
    if linked := await _linked(turn, case):
        lines.append(turn.t("staff-linked", numbers=turn.t("list-comma").join(linked)))
    if files := len(files_of(entries)):
        lines.append(turn.t("staff-files", n=files))
    if case.latitude is not None and case.longitude is not None:
        point = f"{case.latitude:.6f},{case.longitude:.6f}"
        lines.append(turn.t("staff-place", place=f"{mask(_place_name(entries))} {point}".strip()))
    lines += [
        turn.t(
            "staff-addition",
            at=turn.moment(turn.language, entry.at),
            text=mask(entry.text),
            edited="yes" if entry.edited else "no",
        )
        for entry in entries
        if entry.side == "resident" and entry.text and (entry.edited or _later(entry.at, case.submitted_at))
    ]
    history = [_line(turn, case, event, names) for event in await cases.events(turn.tx, case.id)]
    return "\n".join([*lines, turn.t("staff-history"), *filter(None, history)])


async def _linked(turn: Turn, case: Case) -> list[str]:
    """The numbers of what came out of the same message, as far as the speaker may see it here."""
    others = await cases.linked(turn.tx, turn.contact.id, case)
    return [str(other.number) for other in others if not turn.inbound.group or other.unit_id == case.unit_id]


def joined(*parts: str) -> str:
    """On one line what there is of these."""
    return " · ".join(part for part in parts if part)


def _later(at: datetime, than: datetime | None) -> bool:
    return than is not None and at > than


def _place_name(entries: Sequence[Entry]) -> str:
    """What the last place that the resident sent is called there; often nothing."""
    places = [json.loads(entry.media) for entry in entries if entry.media and entry.side == "resident"]
    return next((place["name"] for place in reversed(places) if place["kind"] == "location"), "")


def _line(turn: Turn, case: Case, event: Event, names: dict[int, str]) -> str:
    key = f"staff-event-{event.kind.replace('_', '-')}"
    if not turn.office.texts.has(turn.language, key):
        return ""
    if event.actor_id is None and turn.office.texts.has(turn.language, f"{key}-auto"):
        key += "-auto"
    said = json.loads(event.data) if event.kind in _RATED else {}
    rating, solved = turn.t(f"rating-{said.get('rating', 'good')}"), "yes" if said.get("solved") else "no"
    who = names.get(event.actor_id or 0, "") if event.kind in NAMED else ""
    unit_id = event.unit_id
    if event.kind == Action.RETURN:
        returned = json.loads(event.data)
        unit_id = returned["unit"]  # the one that had it before
        key += "-undone" if returned.get("undone") else ""
    note = turn.t(f"source-{event.note}") if event.kind == "record" else brief(event.note, NOTE) if event.note else ""
    unit = turn.office.unit_name(unit_id)
    what = turn.t(key, who=who, unit=unit, note=note, rating=rating, solved=solved)
    return f"{turn.moment(turn.language, event.at)} {what}"


def files_of(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that are files: photos, videos, voice, documents."""
    return [entry for entry in entries if entry.media and json.loads(entry.media)["kind"] != "location"]


def status(turn: Turn, case: Case) -> str:
    """Where it stands, as its unit says it."""
    return turn.t(f"staff-status-{case.status.replace('_', '-')}")


def status_by(turn: Turn, case: Case, names: dict[int, str]) -> str:
    """Where it stands, with the member who has it in hand."""
    handler = names.get(case.handler_id or 0, "")
    at = status(turn, case)
    return turn.t("staff-status-by", status=at, handler=handler) if handler else at


def due(turn: Turn, case: Case) -> str:
    """How near the due time is, in words; empty where no time runs."""
    if case.due_at is None or case.status not in OPEN:
        return ""
    if case.paused_at is not None:
        return turn.t("staff-due-paused")
    state = turn.office.calendar.due_state(case.due_at, turn.now, case.dispatched_at)
    return turn.t(f"staff-due-{state.replace('_', '-')}", when=telling.due_words(turn, case, turn.language).strip())


def returnable(turn: Turn, case: Case, who: Who) -> bool:
    """Whether it is early enough to send the case back. The office may do so any time."""
    if who not in (Who.UNIT, Who.LEAD) or case.dispatched_at is None:
        return True
    return turn.now <= turn.office.calendar.add_workdays(case.dispatched_at, turn.office.settings.return_workdays).at


def _buttons(turn: Turn, case: Case, files: Sequence[Entry]) -> list[list[Choice]]:
    """What the speaker can do with the case now, as rows of buttons."""
    who = casework.who_is(turn, case)
    offered = IN_GROUP if turn.inbound.group else BUTTONS
    possible = [
        turn.button(action.value, case.id)
        for action in actions(Status(case.status), who)
        if action in offered and (action is not Action.RETURN or returnable(turn, case, who))
    ]
    if case.status == Status.SUBMITTED and not turn.inbound.group:
        possible = [turn.button("sort-other", case.id), turn.button("sort-unit", case.id), *possible]
    if not turn.inbound.group and may(Status(case.status), Action.MERGE, who):
        possible.append(turn.button("merge-choose", case.id))
    if not turn.inbound.group and may(Status(case.status), Action.UNMERGE, who):
        possible.append(turn.button("unmerge", case.id, number=case.number))
    looking = [turn.button("photos", case.id)] if files else []
    if not turn.inbound.group:
        looking.append(turn.button("reporter", case.id))
        if case.unit_id is not None:
            looking.append(turn.button("next-case", case.id))
    return [*(possible[i : i + 3] for i in range(0, len(possible), 3)), looking]
