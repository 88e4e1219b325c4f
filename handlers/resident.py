"""What residents do with what they sent: add to it, answer, rate it, take it back, look how it stands."""

import json
from typing import Any

from bot.casework.lifecycle import ENDED, OPEN, Action, Status, Who, may
from bot.messages import Choice
from bot.privacy import brief, is_blank, one_line
from handlers import card, casework, draft, record, support, telling
from handlers.turn import NotPossible, Turn
from storage import cases, supports
from storage.records import Case, Entry

PAGE = 5


async def edited(turn: Turn) -> None:
    """A message was edited: in a draft it is replaced, afterwards the new words are kept beside the old ones."""
    entry = await cases.entry_of_message(turn.tx, turn.contact.id, turn.inbound.message)
    if entry is None or entry.text == turn.inbound.text:
        return
    seen_by = cases.for_staff if entry.side == "unit" else cases.of_reporter
    case = await seen_by(turn.tx, turn.contact.id, entry.case_id)
    if case is None:  # taken in for somebody; else somebody who was staff when they said it
        if entry.side == "resident":
            await record.edited(turn, entry)
        return
    if case.status == Status.DRAFT:
        await cases.rewrite_entry(turn.tx, entry.id, turn.inbound.text)
        case = await casework.raise_alarm(turn, case)
        await card.show(turn, await card.understand(turn, case), replaces=case.card)
        return
    if is_blank(turn.inbound.text):
        return  # the old words are kept, and there are no new ones
    await casework.add_words(turn, case, entry.side, edited=True)
    if entry.side == "unit":
        await turn.reply("staff-edit-kept", number=case.number, case=case)
        return
    # What was one message may have been split: the new words may be about any of the cases that it became.
    others = await cases.linked_of_reporter(turn.tx, turn.contact.id, case) if _is_from(case, entry) else []
    case = await casework.raise_alarm(turn, case, *others)
    others = [await cases.get(turn.tx, other.id) for other in others]
    if may(Status(case.status), Action.ADD, Who.REPORTER):
        await _edit_kept(turn, case)
    for other in others:
        if may(Status(other.status), Action.ADD, Who.REPORTER):
            await casework.add_words(turn, other, entry.side, edited=True)
            await _edit_kept(turn, other)


def _is_from(case: Case, entry: Entry) -> bool:
    """Whether the case came out of this entry, and perhaps others did: it was not added later."""
    return case.submitted_at is not None and entry.at <= case.submitted_at


async def _edit_kept(turn: Turn, case: Case) -> None:
    await _added(turn, case, edited=True)
    await turn.reply("edit-kept", number=case.number, unit=turn.office.unit_name(case.unit_id), case=case)


def _is_short(turn: Turn) -> bool:
    """Whether a message that calls a unit to hurry holds all that was said."""
    inbound = turn.inbound
    return not (inbound.media or inbound.location) and len(inbound.text) <= casework.URGENT_WORDS


async def _added(turn: Turn, case: Case, *, edited: bool = False, told: bool = False) -> None:
    """`told`: its unit has read these very words already."""
    await casework.advance(turn, case, Action.ADD, Who.REPORTER, note=one_line(turn.inbound.text, 200))
    if case.unit_id is not None and not told:
        await telling.tell_unit(turn, case, "unit-added", edited="yes" if edited else "no", **_in_short(turn, edited))


async def add_to(turn: Turn, case_id: int, other_id: int) -> None:
    """What was just written belongs to a case that its writer sent before: it goes there, and is no draft any more."""
    writing = await draft.own_draft(turn, case_id)
    case = await cases.of_reporter(turn.tx, turn.contact.id, other_id)
    if case is None or not case.number or not may(Status(case.status), Action.ADD, Who.REPORTER):
        raise NotPossible("add-too-late")
    said = await cases.entries(turn.tx, writing.id)
    await cases.move_entries(turn.tx, writing.id, case.id, since=casework.earliest(case))
    await draft.throw_away(turn, writing, text="")
    answers = may(Status(case.status), Action.SUPPLY, Who.REPORTER)
    case = await casework.advance(
        turn, case, Action.SUPPLY if answers else Action.ADD, Who.REPORTER, note=one_line(writing.text, 200)
    )
    if case.unit_id is not None:
        kinds = [json.loads(entry.media)["kind"] for entry in said if entry.media]
        await telling.tell_unit(
            turn,
            case,
            "unit-supplied" if answers else "unit-added",
            edited="no",
            text=brief(writing.text, 300),
            files=sum(1 for kind in kinds if kind != "location"),
            place="yes" if "location" in kinds else "no",
        )
    if writing.urgent:
        case = await casework.make_urgent(turn, case, writing.text)
    unit = turn.office.unit_name(case.unit_id)
    await turn.reply(
        "added", number=case.number, unit=unit, case=case, choices=[[turn.button("mine", case.id)]], edit=True
    )
    if answers:
        await settled(turn, case)
        await ask_again(turn)


async def settled(turn: Turn, case: Case) -> None:
    """What was asked about this case has been said: the next message is no answer to it."""
    if turn.contact.asking.split(":")[1:2] == [str(case.id)]:
        await turn.ask("")


def _in_short(turn: Turn, edited: bool = False) -> dict[str, Any]:
    """What the resident just said, as its unit reads it: the words, and what came with them."""
    inbound = turn.inbound
    return {
        "text": brief(inbound.text, 300),
        "files": 0 if edited else len(inbound.media),  # a caption was edited, not a file
        "place": "yes" if inbound.location else "no",
    }


async def reply_about(turn: Turn, case_id: int) -> bool:
    """A reply to the bot's message about one's own case is an addition to it (or the answer that was asked for)."""
    return await said_about(turn, case_id, "added")


async def said_about(turn: Turn, case_id: int, done: str) -> bool:
    """Words about one's own case; `done` is what the person reads if they are an addition. False if it is over."""
    if turn.inbound.group:
        return False  # an answer there would show everybody who reported it
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is not None and case.status == Status.CLOSED:
        await draft.follow(turn, case)  # whose card offers to reopen it, as long as that can be
        return True
    if case is None or not case.number or Status(case.status) in ENDED:
        return False
    if await casework.more_of_album(turn):
        return True
    if draft.says_nothing(turn):
        await casework.warn(turn)
        await turn.reply("words-needed", number=case.number, case=case)
        return True
    await draft.phone_kept(turn)
    await settled(turn, case)
    if case.status == Status.INFO_REQUESTED:
        await supply(turn, case.id)
    else:
        await casework.add_words(turn, case, "resident")
        alarmed = await casework.raise_alarm(turn, case)
        await _added(turn, alarmed, told=alarmed.urgent and not case.urgent and _is_short(turn))
        due, unit = telling.due_words(turn, case, turn.language), turn.office.unit_name(case.unit_id)
        await turn.reply(done, number=case.number, unit=unit, due=due, case=case)
    return True


async def supply(turn: Turn, case_id: int) -> None:
    """The answer to what the unit asked; the clock goes on."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or case.status != Status.INFO_REQUESTED:
        return await draft.message(turn)  # the question is settled; so this is something new
    if draft.says_nothing(turn):
        await turn.ask("supply", case.id)
        await casework.warn(turn)
        await turn.reply("words-needed", number=case.number, case=case)
        return None
    await draft.phone_kept(turn)
    await casework.add_words(turn, case, "resident")
    case = await casework.advance(turn, case, Action.SUPPLY, Who.REPORTER, note=one_line(turn.inbound.text, 200))
    await telling.tell_unit(turn, case, "unit-supplied", **_in_short(turn))
    case = await casework.raise_alarm(turn, case)
    due = telling.due_words(turn, case, turn.language)
    unit, late = turn.office.unit_name(case.unit_id), telling.late(turn, case)
    await turn.reply("supplied", number=case.number, unit=unit, due=due, late=late, case=case)
    await ask_again(turn)
    return None


async def ask_again(turn: Turn) -> None:
    """A question was answered. If a unit asked about another case too, that is the next one: only one thing at a time
    can be asked."""
    if case := await cases.asked(turn.tx, turn.contact.id):
        question = next(e.note for e in reversed(await cases.events(turn.tx, case.id)) if e.kind == Action.ASK)
        unit = turn.office.unit_name(case.unit_id)
        await turn.ask("supply", case.id)
        await turn.reply("resident-asked", number=case.number, unit=unit, text=question, case=case)


async def take_back(turn: Turn, words: str) -> None:
    """撤回: the draft if there is one, else the one case that can be withdrawn, else all are shown."""
    if writing := await cases.draft_of(turn.tx, turn.contact.id):
        return await draft.discard(turn, writing.id)
    alive = await cases.alive_of_reporter(turn.tx, turn.contact.id)
    possible = [case for case in alive if may(Status(case.status), Action.WITHDRAW, Who.REPORTER)]
    if len(possible) == 1:
        return await withdraw(turn, possible[0].id)
    return await _page(turn, 0, head=turn.t("withdraw-which") if possible else "")


async def withdraw(turn: Turn, case_id: int) -> None:
    """Asks once before a case is taken back."""
    case = await _withdrawable(turn, case_id)
    yes, no = turn.button("withdraw-yes", case.id), turn.button("mine", case.id, label=turn.t("button-no"))
    others = await supports.count(turn.tx, case.id) if case.parent_id is None else 0
    merged = "no" if case.parent_id is None else "yes"
    key = "withdraw-sure"
    await turn.reply(key, number=case.number, n=others, merged=merged, choices=[[yes, no]], case=case, edit=True)


async def withdraw_yes(turn: Turn, case_id: int) -> None:
    """A resident takes back a case of their own that is not yet resolved. Where others stand behind it, it goes on for
    them: they hear nothing new, and what was merged into it stays there."""
    before = await _withdrawable(turn, case_id)
    await casework.hold(turn, before)
    if before.parent_id is None and (others := await supports.count(turn.tx, before.id)):
        case = await casework.advance(
            turn, before, Action.LEAVE, Who.REPORTER, reporter_id=None, left_by=turn.contact.id
        )
        await telling.tell_unit(turn, case, "unit-left", n=others)
        await turn.reply("left", number=case.number, n=others, edit=True, case=case)
        return
    case = await casework.advance(turn, before, Action.WITHDRAW, Who.REPORTER, closed_at=turn.now)
    if before.parent_id is not None:  # it went into another one, whose unit has nothing to stop
        await supports.remove(turn.tx, before.parent_id, turn.contact.id)
    elif case.unit_id is not None:
        await telling.tell_unit(turn, case, "unit-withdrawn")
    await turn.reply("withdrawn", number=case.number, edit=True, case=case)


async def _withdrawable(turn: Turn, case_id: int) -> Case:
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or not case.number or not may(Status(case.status), Action.WITHDRAW, Who.REPORTER):
        raise NotPossible
    return case


# Looking


async def my(turn: Turn, words: str) -> None:
    """/my: own cases, or the one whose number stands behind it."""
    number = casework.number_in(words)
    case = await cases.by_number(turn.tx, turn.contact.id, number) if number else None
    if case is not None and case.reporter_id == turn.contact.id:
        return await mine(turn, case.id)
    if number and (supported := await supports.by_number(turn.tx, turn.contact.id, number)):
        return await support.show(turn, supported)
    return await my_page(turn, 0)


async def my_page(turn: Turn, page: int) -> None:
    """Own cases and those that the person supports, newest first, five to a page."""
    await _page(turn, page)


async def _page(turn: Turn, page: int, *, head: str = "") -> None:
    """`head` says what to do with them, instead of how many there are."""
    total = await supports.count_of(turn.tx, turn.contact.id)
    if not total:
        await turn.reply("my-none")
        return
    page = min(page, (total - 1) // PAGE)
    supported = await supports.count_supported(turn.tx, turn.contact.id)
    found = await supports.page(turn.tx, turn.contact.id, page * PAGE, PAGE)
    lines = [
        turn.t(
            "my-line" if case.reporter_id == turn.contact.id else "my-line-supported",
            number=case.number,
            status=turn.t(f"status-{case.status.replace('_', '-')}")
            if case.reporter_id == turn.contact.id
            else telling.status_for_supporters(turn, case, turn.language),
            text=one_line(case.text, 24),
            category=turn.office.category_name(turn.language, case.category_id),
            area=turn.office.area_name(case.area_id),
        )
        for case in found
    ]
    rows: list[list[Choice]] = [[turn.button("mine", case.id, label=str(case.number))] for case in found]
    turning = [turn.button("my-page", page - 1, label=turn.t("button-newer"))] if page else []
    turning += [turn.button("my-page", page + 1, label=turn.t("button-older"))] if (page + 1) * PAGE < total else []
    await turn.reply(
        text=(head or turn.t("my-head", total=total, supported=supported)) + "\n" + "\n".join(lines),
        choices=[*rows, turning] if turning else rows,
        edit=True,
    )


async def mine(turn: Turn, case_id: int) -> None:
    """One case of one's own with its whole history; or one that the person supports, as supporters see it."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None and (supported := await supports.of(turn.tx, turn.contact.id, case_id)):
        return await support.show(turn, supported)
    if case is None or not case.number:
        raise NotPossible
    due = telling.due_words(turn, case, turn.language)
    lines = [
        turn.t(
            "my-case",
            number=case.number,
            status=telling.status_for_reporter(turn, case, turn.language),
            unit=turn.office.unit_name(case.unit_id),
            category=turn.office.category_name(turn.language, case.category_id),
            due=due if case.closed_at is None and case.resolved_at is None else "",
            late=telling.late(turn, case),
            merged=await _merged(turn, case),
            text=one_line(case.text, 200),
        )
    ]
    if supporters := await supports.count(turn.tx, case.id):
        lines.append(turn.t("my-supporters", n=supporters))
    if linked := await cases.linked_of_reporter(turn.tx, turn.contact.id, case):
        numbers = turn.t("list-comma").join(str(other.number) for other in linked)
        lines.append(turn.t("my-linked", numbers=numbers))
    if case.follows_id and (before := await cases.of_reporter(turn.tx, turn.contact.id, case.follows_id)):
        lines.append(turn.t("case-follows", number=before.number or ""))
    for event in await cases.events(turn.tx, case.id):
        key = f"event-{event.kind.replace('_', '-')}"
        if event.kind == Action.REOPEN and "declined" in event.details:
            key += "-declined"  # by the office, not by them
        if turn.office.texts.has(turn.language, key):
            said = event.details
            rating, solved = turn.t(f"rating-{said.get('rating', 'good')}"), "yes" if said.get("solved") else "no"
            unit = turn.office.unit_name(event.unit_id)
            what = turn.t(key, unit=unit, note=event.note, rating=rating, solved=solved)
            lines.append(f"{turn.moment(turn.language, event.at)} {what}")
    await turn.reply(text="\n".join(lines), choices=_mine_rows(turn, case), case=case, edit=True)
    return None


def _mine_rows(turn: Turn, case: Case) -> list[list[Choice]]:
    """What can be done with a case of one's own now."""
    rows: list[list[Choice]] = []
    at = Status(case.status)
    if at is Status.RESOLVED and case.rating == "bad":
        rows += telling.solved_rows(turn, turn.language, "rate", case.id)
    elif at is Status.RESOLVED:
        rows += telling.rating_rows(turn, turn.language, "rate", case.id)
    elif casework.reopenable(turn, case):
        rows.append([turn.button("unsolved", case.id, label=turn.t("button-reopen"))])
    ending = [("close-mine", Action.CLOSE_BY_RESIDENT), ("withdraw", Action.WITHDRAW)]
    last = [turn.button(name, case.id) for name, action in ending if may(at, action, Who.REPORTER)]
    return [*rows, [*last, turn.button("my-page", 0)]]


async def _merged(turn: Turn, case: Case) -> str:
    """In which case a merged one goes on, with that one's unit and day; empty for any other."""
    if case.status != Status.MERGED or case.parent_id is None:
        return ""
    parent = await cases.get(turn.tx, case.parent_id)
    due = telling.due_words(turn, parent, turn.language) if parent.status in OPEN else ""
    unit, late = turn.office.unit_name(parent.unit_id), telling.late(turn, parent)
    return turn.t("my-merged", parent=parent.number, unit=unit, due=due, late=late)
