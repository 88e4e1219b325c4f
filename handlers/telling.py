"""Who hears of a step of a case, and in which words: its reporter, its supporters, its unit.

What differs by language (a day, say) is handed over as a function of the language: one step is told to many.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.casework.lifecycle import Status
from bot.files import SENT
from bot.messages import Attachment, Choice, MediaKind
from bot.privacy import brief, find, mask
from handlers.turn import Work
from storage import contacts, helps, supports
from storage.records import Case, Contact, Entry, Unit

ABOUT = 24  # characters of a case that remind its unit what it is about


async def tell_reporter(
    work: Work,
    case: Case,
    key: str,
    *,
    choices: Sequence[Sequence[tuple[str, tuple[object, ...]]]] = (),
    files: Sequence[Entry] = (),
    **args: Any,
) -> bool:
    """Writes to who reported the case; `choices` are rows of (action, arguments). False: they cannot be written to.
    Its supporters hear of the same step. `files` are the unit's: a channel can only show what it has itself."""
    args = {"due": partial(due_words, work, case), **args}
    await tell_supporters(work, case, key.removeprefix("resident-"), files=files, **args)
    person = await contacts.get(work.tx, case.reporter_id) if case.reporter_id else None
    if person is None:
        return False
    rows = [[work.choice(person.language, action, *values) for action, values in row] for row in choices]
    unit = work.office.unit_name(case.unit_id)
    args = {"number": case.number or "", "unit": unit, "late": late(work, case), **args}
    sent = attachments(files, person.channel, person.language)
    if files and not sent:
        return False
    args = _in_language(person.language, args)
    return await work.tell(person, key, choices=rows, case=case, attachments=sent, **args) != 0


async def tell_supporters(
    work: Work, case: Case, step: str, *, files: Sequence[Entry] = (), rated: bool = False, **args: Any
) -> int:
    """Writes to who supports the case, in words of their own, if there are any for this step: a question to the
    reporter is not for them. What the unit wrote may have the reporter's phone number in it, so that is masked; what a
    file is called cannot be, so one with a number in its name is not for them either. Returns how many could be written
    to."""
    key = f"supporter-{step}"
    if not work.office.texts.has(work.office.settings.language, key):
        return 0
    told = 0
    args = {"number": case.number or "", "unit": work.office.unit_name(case.unit_id), "late": late(work, case), **args}
    args = _hidden(args)
    files = [file for file in files if not find(json.loads(file.media).get("name", ""))]
    for person in await supports.people(work.tx, case.id):
        rows = [unsolved_row(work, person.language, "support-unsolved", case)] if rated else []
        said = _in_language(person.language, {**args, "due": partial(due_words, work, case)})
        sent = attachments(files, person.channel, person.language)
        told += bool(await work.tell(person, key, choices=rows, case=case, attachments=sent, **said))
    return told


def rating_rows(work: Work, language: str, action: str, case_id: int) -> list[list[Choice]]:
    """满意, 基本满意, 不满意, 还没解决 as buttons: of the reporter (`rate`) or of a supporter (`support-rate`)."""
    judged = [
        work.choice(language, action, case_id, r, label=work.say(language, f"rating-{r}"))
        for r in ("good", "fair", "bad")
    ]
    unsolved = "unsolved" if action == "rate" else "support-unsolved"
    return [judged[:2], [judged[2], work.choice(language, unsolved, case_id)]]


def solved_rows(work: Work, language: str, action: str, case_id: int) -> list[list[Choice]]:
    """Whether what somebody is not satisfied with is solved, and the way back from a slip of the finger."""
    solved = [
        work.choice(language, f"{action}-bad", case_id, s, label=work.say(language, f"solved-{s}"))
        for s in ("yes", "no")
    ]
    return [solved, [work.choice(language, f"{action}-anew", case_id)]]


def unsolved_row(work: Work, language: str, action: str, case: Case) -> list[Choice]:
    """还没解决, at once."""
    return [work.choice(language, action, case.id)]


async def by_phone(work: Work, case: Case) -> bool:
    """Whether who reported it left a number, but can read nothing here: then somebody has to call them."""
    person = await contacts.get(work.tx, case.reporter_id) if case.reporter_id and not case.anonymous else None
    if person is None or not person.phone:
        return False
    return person.blocked_at is not None or person.channel not in work.office.features


async def knows(work: Work, case: Case, told: bool) -> str:
    """What whoever acts must read of the reporter: "yes", they were `told`; "call" them; or "no", nobody can."""
    return "yes" if told else "call" if await by_phone(work, case) else "no"


def attachments(files: Sequence[Entry], channel: str, language: str) -> list[Attachment]:
    """Those of the files that this channel has, and so can send again: what others may be shown of them is made when
    they are sent, with words in `language` where that is nothing."""
    found = [(entry, json.loads(entry.media)) for entry in files if entry.channel == channel]
    return [
        Attachment(MediaKind(media["kind"]), media["ref"], recipe=SENT, args={"entry": entry.id, "language": language})
        for entry, media in found
        if media["kind"] != "location"
    ]


async def tell_unit(work: Work, case: Case, key: str, *, open_it: bool = True, **args: Any) -> None:
    """Writes to who has the case in hand: the member who signed for it, else the unit's group, else all its members.
    A unit without anybody must not be a hole: the admins hear instead. Without `open_it` the unit has lost the case,
    and is shown what else it has to do."""
    unit = work.office.units.get(case.unit_id or 0)
    if unit is not None:
        button = ("case", case.id) if open_it else ("inbox", unit.id)
        await _tell_members(work, case, unit, key, [button], {"unit": unit.name, **args})


async def tell_helper(work: Work, case: Case, unit_id: int, key: str, *, open_it: bool = True, **args: Any) -> None:
    """Writes to a unit that helps with a case (会办), or that had it before. Without `open_it` it has nothing to open
    any more."""
    helper = work.office.units.get(unit_id)
    if helper is not None:
        buttons = [("case", case.id), ("help-done", case.id)] if open_it else []
        unit = work.office.unit_name(case.unit_id)
        await _tell_members(work, case, helper, key, buttons, {"unit": unit, "helper": helper.name, **args})


async def tell_helpers(work: Work, case: Case, key: str, **args: Any) -> None:
    """Writes to all units that help with a case: what becomes of it is their business too."""
    for task in await helps.open_of(work.tx, case.id):
        await tell_helper(work, case, task.unit_id, key, **args)


async def _tell_members(
    work: Work, case: Case, unit: Unit, key: str, buttons: Sequence[tuple[str, int]], args: dict[str, Any]
) -> None:
    people = in_hand(unit, await contacts.members(work.tx, unit.id), case)
    due = {"due": partial(due_words, work, case), "late": late(work, case)}
    args = _hidden({"number": case.number or "", "about": brief(case.text, ABOUT), **due, **args})
    if people is None:
        language = work.office.settings.language
        row = [work.choice(language, *button) for button in buttons]
        said = work.say(language, key, **_in_language(language, args))
        await work.tell_group(unit, said, choices=[row] if row else [], case=case)
        return
    for person in people or await contacts.office(work.tx, admins=True):
        if person.id != work.actor_id:  # who does it reads that it is done
            row = [work.choice(person.language, *button) for button in buttons]
            said_to = _in_language(person.language, args)
            await work.tell(person, key, choices=[row] if row else [], case=case, **said_to)


async def tell_office(
    work: Work, case: Case, key: str, buttons: Sequence[tuple[str, tuple[object, ...]]] = (), **args: Any
) -> None:
    """Writes to all dispatchers but the one who acts, if it is one (where there are none: to the admins); `buttons`
    are (action, arguments). A button to open the case stands behind them."""
    unit = work.office.unit_name(case.unit_id)
    args = _hidden({"number": case.number or "", "unit": unit, "about": brief(case.text, ABOUT), **args})
    for person in await contacts.office(work.tx, admins=False):
        if person.id != work.actor_id:
            row = [work.choice(person.language, action, *values) for action, values in buttons]
            row.append(work.choice(person.language, "case", case.id))
            await work.tell(person, key, choices=[row], case=case, **_in_language(person.language, args))


def _hidden(args: dict[str, Any]) -> dict[str, Any]:
    """What was said, with numbers masked: many read it, in a group perhaps people of other units."""
    return {**args, "text": mask(str(args.get("text", "")))}


def _in_language(language: str, args: dict[str, Any]) -> dict[str, Any]:
    return {name: value(language) if callable(value) else value for name, value in args.items()}


def in_hand(unit: Unit, members: Sequence[Contact], case: Case) -> Sequence[Contact] | None:
    """Who of a unit's members has the case in hand: the one who signed for it, else all; None for the unit's group."""
    signer = [person for person in members if person.id == case.handler_id]
    return signer or (None if unit.group_chat else members)


def day_words(work: Work, at: datetime) -> Callable[[str], str]:
    """That day, in whatever language somebody reads."""
    return lambda language: work.day(language, at)


async def language_of(work: Work, case: Case) -> str:
    """The language of who reported the case."""
    person = await contacts.get(work.tx, case.reporter_id) if case.reporter_id else None
    return person.language if person else work.office.settings.language


def due_words(work: Work, case: Case, language: str) -> str:
    """The day by which an answer is promised; with the hour where it is today or counts by hours, else with the word
    that it is provisional, where it is. Nothing is promised of a case that is put off."""
    if case.due_at is None or case.status == Status.SUSPENDED:
        return ""
    zone = work.office.settings.zone
    same_day = case.due_at.astimezone(zone).date() == work.now.astimezone(zone).date()
    if same_day:
        return work.say(language, "due-today", time=work.office.texts.time(case.due_at))
    if case.urgent or case.limit_hours is not None:
        return work.say(language, "due-moment", moment=work.moment(language, case.due_at))
    day = work.day(language, case.due_at)
    return work.say(language, "day-provisional", day=day) if case.due_provisional else day


def status_for_reporter(work: Work, case: Case, language: str) -> str:
    """Where it stands, as its reporter reads it; if it is put off, until when."""
    if case.status == Status.SUSPENDED and case.review_at is not None:
        return work.say(language, "status-suspended-until", day=work.day(language, case.review_at))
    return work.say(language, f"status-{case.status.replace('_', '-')}")


def status_for_supporters(work: Work, case: Case, language: str) -> str:
    """Where it stands, as its supporters read it: a question that waits for the reporter is none of theirs."""
    return work.say(language, f"supporter-status-{case.status.replace('_', '-')}")


def late(work: Work, case: Case) -> str:
    """Whether that day is over: "yes" or "no". What is past must not be promised."""
    return "yes" if case.due_at is not None and case.due_at < work.now else "no"
