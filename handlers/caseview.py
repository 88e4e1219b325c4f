"""How a case looks to those who handle it: what was said, when it is due, what was done by whom.

Who reported it stands nowhere in here: a member asks for that by a button of its own, which is logged.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.casework.lifecycle import OPEN, Action, Status, Who, actions, may
from bot.messages import Choice
from bot.privacy import brief, find, mask
from handlers import casework, telling
from handlers.turn import NotPossible, Turn
from storage import cases, contacts, helps, supports
from storage.records import Case, Entry, Event, Help, Unit

NOTE = 100  # characters of what was said in one line of the history

SCREEN = 4  # buttons that one reads at once; what else there is stands behind 其他…
LIKELY = 3  # steps of a member that are shown at once; beside them the photos, or the next case

# What staff can do by a button, by the step. What else the table allows has its own command or comes later.
BUTTONS = {
    Action.SIGN: "sign",
    Action.RESOLVE: "resolve",
    Action.ANSWER: "answer",
    Action.ASK: "ask",
    Action.RESUME: "resume",
    Action.REVIEW: "review",
    Action.ASK_EXTENSION: "extend-ask",
    Action.EXTEND: "extend",
    Action.REFUSE_EXTENSION: "extend-no",
    Action.CO_HANDLE: "help-choose",
    Action.TRANSFER: "transfer",
    Action.RETURN: "return",
    Action.SUSPEND: "suspend",
    Action.MERGE: "merge-choose",
    Action.UNMERGE: "unmerge",
    Action.DECLINE: "decline",
    Action.REOPEN: "take-up",
}
# In a group everybody reads along, and what is typed there is talk among people: only what needs no words is a button.
IN_GROUP = frozenset({Action.SIGN, Action.RESUME, Action.REVIEW})
# What dispatchers and admins most likely want with a case that is with a unit; the rest in the order of Action.
OFFICE_FIRST = (
    *(Action.EXTEND, Action.REFUSE_EXTENSION),
    *(Action.TRANSFER, Action.ANSWER, Action.CO_HANDLE, Action.SIGN, Action.MERGE),
)

# Steps of the office's side, in whose line stands who did it. A resident's steps must never name them.
NAMED = frozenset(
    {
        Action.DISPATCH,
        Action.SIGN,
        Action.ASK,
        Action.ANSWER,
        Action.RESOLVE,
        Action.RESUME,
        Action.REVIEW,
        Action.ASK_EXTENSION,
        Action.EXTEND,
        Action.REFUSE_EXTENSION,
        Action.TRANSFER,
        Action.RETURN,
        Action.SUSPEND,
        Action.DECLINE,
        Action.MERGE,
        Action.UNMERGE,
        "help",
        "helped",
        "unhelp",
        "record",
        "seen_reporter",
        "seen_numbers",
    }
)


async def found(turn: Turn, case_id: int) -> Case:
    """The case, if the speaker may see it as staff, here. Raises NotPossible otherwise, and if there is none."""
    case = await cases.for_staff(turn.tx, turn.contact.id, case_id)
    if case is None:
        raise NotPossible
    only_in_its_group(turn, turn.office.units.get(case.unit_id or 0))
    return case


async def looked_at(turn: Turn, case_id: int) -> tuple[Case, Help | None]:
    """The case, if the speaker may look at it here: as staff, or because their unit helps with it; then with its task.
    Raises NotPossible otherwise, and if there is none."""
    if await cases.for_staff(turn.tx, turn.contact.id, case_id) is None:
        helped = await helps.for_helper(turn.tx, turn.contact.id, case_id)
        if helped is not None:
            only_in_its_group(turn, turn.office.units.get(helped.help.unit_id))
            return helped.case, helped.help
    return await found(turn, case_id), None


async def open_(turn: Turn, case_id: int, *, edit: bool = False) -> None:
    """Shows the case to whoever may look at it, each with what they can do."""
    case, task = await looked_at(turn, case_id)
    if task is None:
        return await show(turn, case, edit=edit)
    entries = await cases.entries(turn.tx, case.id)
    unit = turn.office.unit_name(case.unit_id)
    head = turn.t("helper-task", text=mask(task.task), unit=unit, helper=turn.office.unit_name(task.unit_id))
    row = [] if turn.inbound.group else [turn.button("help-done", case.id)]
    row += [turn.button("photos", case.id)] if files_of(entries) else []
    text = f"{head}\n{await _describe(turn, case, entries, task)}"
    await turn.reply(text=text, choices=[row] if row else [], case=case, edit=edit)
    return None


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
    choices = await _buttons(turn, case, entries)
    await turn.reply(text=await _describe(turn, case, entries), choices=choices, case=case, edit=edit)


async def show_more(turn: Turn, case: Case) -> None:
    """What else the speaker can do with the case, where that is more than a screen takes."""
    every = await _offered(turn, case, await cases.entries(turn.tx, case.id))
    back = turn.button("not-now", case.id, label=turn.t("button-triage-case"))
    rest = every[_at_once(turn, every) :] or every
    rows = [rest[i : i + 2] for i in range(0, len(rest), 2)]
    text = turn.t("case-more", number=case.number, status=status(turn, case))
    await turn.reply(text=text, choices=[*rows, [back]], case=case, edit=True)


async def _describe(turn: Turn, case: Case, entries: Sequence[Entry], said: Help | None = None) -> str:
    """Everything about the case but its reporter, personal numbers masked, in the speaker's language; and but the task
    `said`, which stands above."""
    names = await contacts.names_on_case(turn.tx, case.id)
    words = "\n".join(part for part in (case.title, case.text) if part)
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
        turn.t("staff-said", text=mask(words)) if words else turn.t("staff-no-words"),
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
        if _is_added(case, entry)
    ]
    lines += [
        turn.t("staff-help", helper=turn.office.unit_name(task.unit_id), text=mask(task.task))
        for task in await helps.open_of(turn.tx, case.id)
        if said is None or task.id != said.id
    ]
    if case.extension == "asked":
        lines.append(turn.t("staff-extension", days=case.extension_days))
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
    data = event.details
    taken_up = event.kind == Action.REOPEN and "declined" in data  # by the office: else the resident reopened it
    if taken_up:
        key += "-declined"
    if not turn.office.texts.has(turn.language, key):
        return ""
    if event.actor_id is None and turn.office.texts.has(turn.language, f"{key}-auto"):
        key += "-auto"
    unit_id = event.unit_id
    if event.kind == Action.RETURN:
        unit_id = data["unit"]  # the one that had it before
        key += "-undone" if data.get("undone") else ""
    note = brief(event.note, NOTE) if event.note else ""  # none where the person has been forgotten
    if note and event.kind == "record":
        note = turn.t(f"source-{event.note}")
    what = turn.t(
        key,
        who=names.get(event.actor_id or 0, "") if event.kind in NAMED or taken_up else "",
        unit=turn.office.unit_name(unit_id),
        note=note,
        before=turn.office.unit_name(data.get("from")) if event.kind == Action.TRANSFER else "",
        helper=turn.office.unit_name(data.get("helper")),
        days=data.get("days", 0),
        day=turn.day(turn.language, datetime.fromisoformat(data["review"])) if "review" in data else "",
        rating=turn.t(f"rating-{data.get('rating', 'good')}"),
        solved="yes" if data.get("solved") else "no",
    )
    return f"{turn.moment(turn.language, event.at)} {what}"


def in_full(case: Case, entries: Sequence[Entry]) -> str:
    """What its reporter said, with the numbers that are masked everywhere else; empty if there are none."""
    words = [case.title, case.text, _place_name(entries)]
    words += [entry.text for entry in entries if _is_added(case, entry)]
    words += [_file_name(entry) for entry in files_of(entries) if numbered(entry)]
    text = "\n".join(dict.fromkeys(filter(None, words)))
    return text if find(text) else ""


def numbered(file: Entry) -> bool:
    """Whether a number of somebody stands in what a file is called."""
    return bool(find(_file_name(file)))


def _file_name(file: Entry) -> str:
    return str(json.loads(file.media).get("name", ""))


def _is_added(case: Case, entry: Entry) -> bool:
    """Whether its reporter said this after the case was sent, or otherwise than before."""
    return entry.side == "resident" and entry.text != "" and (entry.edited or _later(entry.at, case.submitted_at))


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
    if case.review_at is not None:
        return turn.t("staff-due-review", day=turn.day(turn.language, case.review_at))
    if case.paused_at is not None:
        return turn.t("staff-due-paused")
    state = turn.office.calendar.due_state(case.due_at, turn.now, case.dispatched_at)
    return turn.t(f"staff-due-{state.replace('_', '-')}", when=telling.due_words(turn, case, turn.language).strip())


def returnable(turn: Turn, case: Case, who: Who) -> bool:
    """Whether it is early enough to send the case back. The office may do so any time."""
    if who not in (Who.UNIT, Who.LEAD) or case.dispatched_at is None:
        return True
    return turn.now <= turn.office.calendar.add_workdays(case.dispatched_at, turn.office.settings.return_workdays).at


def extendable(turn: Turn, case: Case) -> bool:
    """Whether its unit may still ask for more time: once."""
    return turn.office.settings.extension_workdays > 0 and not case.extension


def is_member(turn: Turn, case: Case) -> bool:
    """Whether the speaker belongs to the unit that has the case, whatever else they are."""
    return any(m.unit_id == case.unit_id for m in turn.memberships)


def _possible(turn: Turn, case: Case, who: Who) -> list[Action]:
    """What the speaker can do now, the likeliest first."""
    at = Status(case.status)
    every = list(actions(at, who))
    if is_member(turn, case) and may(at, Action.ASK_EXTENSION, Who.UNIT) and Action.ASK_EXTENSION not in every:
        every.append(Action.ASK_EXTENSION)
    hidden = set()
    if not returnable(turn, case, who):
        hidden.add(Action.RETURN)
    if not extendable(turn, case):
        hidden.add(Action.ASK_EXTENSION)
    if case.extension != "asked":
        hidden |= {Action.EXTEND, Action.REFUSE_EXTENSION}
    first = OFFICE_FIRST if who in (Who.DISPATCHER, Who.ADMIN) else ()
    every.sort(key=lambda action: (first.index(action) if action in first else len(first), list(Action).index(action)))
    return [action for action in every if action in BUTTONS and action not in hidden]


def _button(turn: Turn, case: Case, action: Action) -> Choice:
    last = (case.extension_days,) if action in (Action.EXTEND, Action.REFUSE_EXTENSION) else ()
    return turn.button(BUTTONS[action], case.id, *last, number=case.number)


async def _offered(turn: Turn, case: Case, entries: Sequence[Entry]) -> list[Choice]:
    """Everything that the speaker can do with the case or look at, the likeliest first."""
    every = [_button(turn, case, action) for action in _possible(turn, case, casework.who_is(turn, case))]
    photos = [turn.button("photos", case.id)] if files_of(entries) else []
    contact, following = [] if case.orphaned else [turn.button("reporter", case.id)], turn.button("next-case", case.id)
    if contact and is_member(turn, case) and not case.anonymous and in_full(case, entries):
        contact.append(turn.button("numbers", case.id))
    if not turn.is_office:
        return [*every[:LIKELY], *photos, following, *every[LIKELY:], *contact]
    if case.status == Status.SUBMITTED:
        every = [turn.button("sort-other", case.id), turn.button("sort-unit", case.id), *reversed(every)]
    for task in await helps.open_of(turn.tx, case.id):
        every.append(turn.button("help-back", case.id, task.unit_id, helper=turn.office.unit_name(task.unit_id)))
    return [*every, *photos, *contact, *([following] if case.unit_id is not None else [])]


def _at_once(turn: Turn, every: Sequence[Choice]) -> int:
    """How many of these the speaker is shown at once. A single one more is shown, too: 其他… would take its room."""
    most = SCREEN - 1 if turn.is_office else SCREEN
    return len(every) if len(every) <= most + 1 else most


async def _buttons(turn: Turn, case: Case, entries: Sequence[Entry]) -> list[list[Choice]]:
    """What the speaker can do with the case now, as rows of buttons."""
    if turn.inbound.group:
        who = casework.who_is(turn, case)
        possible = [_button(turn, case, action) for action in _possible(turn, case, who) if action in IN_GROUP]
        return [possible, [turn.button("photos", case.id)] if files_of(entries) else []]
    every = await _offered(turn, case, entries)
    first = every[: _at_once(turn, every)]
    if len(first) < len(every):
        first.append(turn.button("case-more", case.id, label=turn.t("button-sort-more")))
    return [first[i : i + 2] for i in range(0, len(first), 2)]
