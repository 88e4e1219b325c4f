"""What residents say: one message is enough for a case; the rest is theirs to choose."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.casework.lifecycle import ENDED, Action, Status, Who, may
from bot.messages import Choice, MediaKind
from bot.privacy import is_blank, mask, one_line
from bot.tagging import cues
from handlers import casework
from handlers.turn import NotPossible, SomebodyWasFaster, Turn, Work
from storage import cases, contacts
from storage.records import Case, Entry

PAGE = 5
HOUR = timedelta(hours=1)
TITLE = 60  # characters of a case that stand for it in a list


# Writing


async def message(turn: Turn) -> None:
    """A free message: a greeting is greeted, everything else goes into the draft."""
    inbound = turn.inbound
    if case := await casework.more_of_album(turn):
        if case.status == Status.DRAFT:
            await _card(turn, await _understand(turn, case), replaces=case.card)
        return None
    if await _phone_kept(turn):
        await turn.reply("phone-kept")
        return None
    if not inbound.location and all(media.kind is MediaKind.STICKER for media in inbound.media):
        if inbound.media:
            await turn.reply("sticker")
            return None
        if cue := cues.cue(inbound.text):
            await turn.reply(f"cue-{cue}", office=turn.office.settings.office_name)
            return None
        if is_blank(inbound.text):
            await turn.reply("cue-empty")
            return None
    return await _write(turn)


async def _phone_kept(turn: Turn) -> bool:
    """Whether the person shared their own phone number, which its case's unit can read from now on."""
    if turn.inbound.phone:
        await contacts.set_phone(turn.tx, turn.contact.id, turn.inbound.phone)
        turn.inbound = replace(turn.inbound, text=turn.inbound.phone)  # as an answer, these are the words
    return bool(turn.inbound.phone)


def _says_nothing(turn: Turn) -> bool:
    """Neither words that can be seen, nor a file, nor a place, nor a phone number."""
    inbound = turn.inbound
    return is_blank(inbound.text) and not (inbound.media or inbound.location or inbound.phone)


async def _write(turn: Turn) -> None:
    if emergency := cues.emergency(turn.inbound.text):
        await turn.reply(f"emergency-{emergency.kind}")
    draft = await cases.draft_of(turn.tx, turn.contact.id)
    if draft is None:
        draft = await cases.create(turn.tx, turn.contact.id, source=turn.inbound.address.channel, now=turn.now)
    await casework.add_words(turn, draft, "resident")
    await _card(turn, await _understand(turn, draft, urgent=emergency is not None))


class Written(NamedTuple):
    """A draft with all that was said in it, and when its writer, who sends very much, may send again (None: now)."""

    case: Case
    entries: Sequence[Entry]
    free_at: datetime | None


async def _read(turn: Work, draft: Case) -> Written:
    return Written(draft, await cases.entries(turn.tx, draft.id), await _free_at(turn, draft))


async def _understand(turn: Work, draft: Case, *, urgent: bool = False) -> Written:
    """Tags the draft anew from all that was said so far. A category that the person chose stays."""
    _, entries, free_at = await _read(turn, draft)
    text = casework.resident_text(entries)
    decision = casework.tag(turn, text, draft.title)
    values: dict[str, Any] = {"text": text, "urgent": draft.urgent or urgent}
    if not (draft.decision and json.loads(draft.decision).get("chosen")):
        category = turn.office.category_by_code(decision.category)
        values |= {"decision": casework.pack_decision(decision), "category_id": category.id if category else None}
    area = turn.office.area_in(f"{draft.title}\n{text}")
    values["area_id"] = area.id if area else draft.area_id
    for place in (json.loads(e.media) for e in entries if e.media):
        if place["kind"] == "location":
            values |= {"latitude": place["latitude"], "longitude": place["longitude"]}
    values["send_at"] = max(casework.quiet_until(turn), free_at or turn.now)
    changed = await cases.change(turn.tx, draft, **values)
    if changed is None:
        raise SomebodyWasFaster
    return Written(changed, entries, free_at)


async def _free_at(turn: Work, draft: Case) -> datetime | None:
    """When somebody who sends very much may send again; None: now."""
    if draft.reporter_id is None:
        return None
    limit = turn.office.settings.cases_per_hour
    nth = await cases.nth_last_sent(turn.tx, draft.reporter_id, limit, turn.now - HOUR)
    return nth + HOUR if nth else None


async def _card(turn: Turn, written: Written, *, edit: bool = False, replaces: int | None = None) -> None:
    """The draft as the bot understood it, with what can be done with it."""
    draft, entries, slow = written
    files = [json.loads(entry.media)["kind"] for entry in entries if entry.media]
    assert draft.send_at is not None
    hide = turn.button("anonymous", draft.id) if not draft.anonymous else turn.button("named", draft.id)
    rows = [
        [turn.button("send", draft.id), turn.button("categories", draft.id)],
        [turn.button("how-photo", draft.id), hide],
        [turn.button("discard", draft.id)],
    ]
    category, area = turn.office.categories.get(draft.category_id or 0), turn.office.areas.get(draft.area_id or 0)
    card = await turn.reply(
        "card",
        choices=rows,
        edit=edit,
        replaces=replaces,
        text_said=one_line(draft.text, 120),
        category=category.name(turn.language) if category else "",
        area=area.name if area else "",
        files=sum(1 for kind in files if kind != "location"),
        place="yes" if "location" in files else "no",
        anonymous="yes" if draft.anonymous else "no",
        minutes=max(1, round((draft.send_at - turn.now).total_seconds() / 60)),
        slow="yes" if slow else "no",
    )
    if not edit and replaces is None:
        await cases.change(turn.tx, draft, card=card)


async def _draft(turn: Turn, case_id: int) -> Case:
    draft = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if draft is None:
        raise NotPossible
    if draft.number:
        raise NotPossible("already-sent", number=draft.number)
    if draft.status != Status.DRAFT:
        raise NotPossible("draft-gone")
    return draft


async def send(turn: Turn, case_id: int) -> None:
    """The draft goes out now."""
    draft = await _draft(turn, case_id)
    if await _is_empty(turn, draft):
        raise NotPossible("cue-empty")
    if free_at := await _free_at(turn, draft):
        await turn.reply("slow", until=turn.office.texts.time(free_at), limit=turn.office.settings.cases_per_hour)
        return
    case = await casework.submit(turn, draft, Who.REPORTER)
    key, args = receipt(turn, case, turn.language)
    await turn.reply(
        key, choices=[[turn.button("mine", case.id), turn.button("withdraw", case.id)]], case=case, edit=True, **args
    )


def receipt(work: Work, case: Case, language: str) -> tuple[str, dict[str, Any]]:
    """The sentence that confirms a case, with its variables: number, unit and day."""
    args: dict[str, Any] = {"number": case.number, "category": work.office.category_name(language, case.category_id)}
    if case.unit_id is None:
        return "receipt-waits", args
    return "receipt", {
        **args,
        "unit": work.office.unit_name(case.unit_id),
        "due": casework.due_words(work, case, language),
    }


async def _is_empty(work: Work, draft: Case) -> bool:
    """Whether nothing can be seen in a draft any more, because its words were edited away."""
    return is_blank(draft.text) and not any(entry.media for entry in await cases.entries(work.tx, draft.id))


async def send_by_itself(work: Work, draft: Case) -> None:
    """The quiet time is over: the draft is sent, and its writer told once."""
    if await _is_empty(work, draft):
        await casework.advance(work, draft, Action.DISCARD, Who.SYSTEM)
        return
    if free_at := await _free_at(work, draft):
        await cases.change(work.tx, draft, send_at=free_at)
        return
    case = await casework.submit(work, draft, Who.SYSTEM)
    person = await contacts.get(work.tx, case.reporter_id) if case.reporter_id else None
    if person is not None:
        key, args = receipt(work, case, person.language)
        rows = [[work.choice(person.language, "mine", case.id), work.choice(person.language, "withdraw", case.id)]]
        await work.tell(person, key, choices=rows, case=case, **args)


async def show_categories(turn: Turn, case_id: int) -> None:
    """All categories as buttons, for a draft."""
    await _draft(turn, case_id)
    names = [
        turn.button("categorise", case_id, c.id, label=c.name(turn.language)) for c in turn.office.active_categories()
    ]
    rows = [names[i : i + 2] for i in range(0, len(names), 2)]
    await turn.reply("choose-category", choices=[*rows, [turn.button("draft", case_id)]], edit=True)


async def show_draft(turn: Turn, case_id: int) -> None:
    """Back to the card, from the categories."""
    await _card(turn, await _read(turn, await _draft(turn, case_id)), edit=True)


async def categorise(turn: Turn, case_id: int, category_id: int) -> None:
    """The writer knows best what it is about."""
    draft = await _draft(turn, case_id)
    category = turn.office.categories.get(category_id)
    if category is None or category.retired_at is not None:
        raise NotPossible
    await casework.confirm(turn, draft, category.id)
    decision = {**(json.loads(draft.decision) if draft.decision else {}), "chosen": True}
    changed = await cases.change(
        turn.tx, draft, category_id=category.id, decision=json.dumps(decision, ensure_ascii=False)
    )
    if changed is None:
        raise SomebodyWasFaster
    await _card(turn, await _read(turn, changed), edit=True)


async def how_photo(turn: Turn, case_id: int) -> None:
    """How a photo or a place is added: just by sending it."""
    await _draft(turn, case_id)
    await turn.reply("how-photo")


async def anonymous(turn: Turn, case_id: int) -> None:
    await _hide(turn, case_id, True)


async def named(turn: Turn, case_id: int) -> None:
    await _hide(turn, case_id, False)


async def _hide(turn: Turn, case_id: int, hidden: bool) -> None:
    changed = await cases.change(turn.tx, await _draft(turn, case_id), anonymous=hidden)
    if changed is None:
        raise SomebodyWasFaster
    await _card(turn, await _read(turn, changed), edit=True)


async def discard(turn: Turn, case_id: int) -> None:
    """The draft is not wanted. It can be taken back as long as nothing new was begun."""
    await casework.advance(turn, await _draft(turn, case_id), Action.DISCARD, Who.REPORTER, send_at=None)
    await turn.reply("discarded", edit=True)


async def edited(turn: Turn) -> None:
    """A message was edited: in a draft it is replaced, afterwards the new words are kept beside the old ones."""
    entry = await cases.entry_of_message(turn.tx, turn.contact.id, turn.inbound.message)
    if entry is None or entry.text == turn.inbound.text:
        return
    seen_by = cases.for_staff if entry.side == "unit" else cases.of_reporter
    case = await seen_by(turn.tx, turn.contact.id, entry.case_id)
    if case is None:
        return  # somebody who was staff when they said it
    if case.status == Status.DRAFT:
        await cases.rewrite_entry(turn.tx, entry.id, turn.inbound.text)
        urgent = cues.emergency(turn.inbound.text) is not None
        await _card(turn, await _understand(turn, case, urgent=urgent), replaces=case.card)
        return
    if is_blank(turn.inbound.text):
        return  # the old words are kept, and there are no new ones
    await casework.add_words(turn, case, entry.side, edited=True)
    if entry.side == "unit":
        await turn.reply("staff-edit-kept", number=case.number, case=case)
    elif may(Status(case.status), Action.ADD, Who.REPORTER):
        await _added(turn, case, edited=True)
        await turn.reply("edit-kept", number=case.number, unit=turn.office.unit_name(case.unit_id), case=case)


async def _added(turn: Turn, case: Case, *, edited: bool = False) -> None:
    await casework.advance(turn, case, Action.ADD, Who.REPORTER, note=one_line(turn.inbound.text, 200))
    if case.unit_id is not None:
        await casework.tell_unit(turn, case, "unit-added", edited="yes" if edited else "no", **_in_short(turn, edited))


def _in_short(turn: Turn, edited: bool = False) -> dict[str, Any]:
    """What the resident just said, as its unit reads it: the words, and what came with them."""
    inbound = turn.inbound
    return {
        "text": one_line(mask(inbound.text), 300),
        "files": 0 if edited else len(inbound.media),  # a caption was edited, not a file
        "place": "yes" if inbound.location else "no",
    }


# After sending


async def reply_about(turn: Turn, case_id: int) -> bool:
    """A reply to the bot's message about one's own case is an addition to it (or the answer that was asked for)."""
    if turn.inbound.group:
        return False  # an answer there would show everybody who reported it
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or not case.number or Status(case.status) in ENDED:
        return False
    if await casework.more_of_album(turn):
        return True
    if _says_nothing(turn):
        await turn.reply("words-needed", number=case.number, case=case)
        return True
    await _phone_kept(turn)
    if turn.contact.asking.split(":")[1:2] == [str(case.id)]:
        await turn.ask("")  # what was asked about this case is answered by this
    if case.status == Status.INFO_REQUESTED:
        await supply(turn, case.id)
    else:
        await casework.add_words(turn, case, "resident")
        await _added(turn, case)
        await turn.reply("added", number=case.number, unit=turn.office.unit_name(case.unit_id), case=case)
    return True


async def supply(turn: Turn, case_id: int) -> None:
    """The answer to what the unit asked; the clock goes on."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or case.status != Status.INFO_REQUESTED:
        return await message(turn)  # the question is settled; so this is something new
    if _says_nothing(turn):
        await turn.ask("supply", case.id)
        await turn.reply("words-needed", number=case.number, case=case)
        return None
    await _phone_kept(turn)
    await casework.add_words(turn, case, "resident")
    case = await casework.advance(turn, case, Action.SUPPLY, Who.REPORTER, note=one_line(turn.inbound.text, 200))
    await casework.tell_unit(turn, case, "unit-supplied", **_in_short(turn))
    due = casework.due_words(turn, case, turn.language)
    unit, late = turn.office.unit_name(case.unit_id), casework.late(turn, case)
    await turn.reply("supplied", number=case.number, unit=unit, due=due, late=late, case=case)
    return None


async def rate(turn: Turn, case_id: int, rating: str) -> None:
    """满意, 基本满意 close the case; 不满意 sends it back, at once, so that silence afterwards loses nothing."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or rating not in ("good", "fair", "bad"):
        raise NotPossible
    if case.rating and case.status != Status.RESOLVED:  # a second tap, because the first seemed to do nothing
        raise NotPossible("rated-already", number=case.number, rating=turn.t(f"rating-{case.rating}"))
    if case.status != Status.RESOLVED:
        raise NotPossible
    if rating != "bad":
        case = await casework.advance(
            turn, case, Action.RATE_GOOD, Who.REPORTER, data=rating, rating=rating, closed_at=turn.now
        )
        await turn.reply("rated", number=case.number, rating=turn.t(f"rating-{rating}"), case=case)
        return
    case = await casework.advance(
        turn,
        case,
        Action.RATE_BAD,
        Who.REPORTER,
        data=rating,
        rating=rating,
        resolved_at=None,
        reopened=case.reopened + 1,
    )
    await casework.tell_unit(turn, case, "unit-rated-bad")
    await turn.ask("why-bad", case.id)
    due = casework.due_words(turn, case, turn.language)
    await turn.reply("rated-bad", number=case.number, unit=turn.office.unit_name(case.unit_id), due=due, case=case)


async def why_bad(turn: Turn, case_id: int) -> None:
    """What was not done well, in the resident's words."""
    if _says_nothing(turn):
        await turn.ask("why-bad", case_id)
    if not await reply_about(turn, case_id):
        await message(turn)


async def take_back(turn: Turn, words: str) -> None:
    """撤回: the draft if there is one, else the one case that can be withdrawn, else all are shown."""
    if draft := await cases.draft_of(turn.tx, turn.contact.id):
        return await discard(turn, draft.id)
    alive = await cases.alive_of_reporter(turn.tx, turn.contact.id)
    possible = [case for case in alive if may(Status(case.status), Action.WITHDRAW, Who.REPORTER)]
    if len(possible) == 1:
        return await withdraw(turn, possible[0].id)
    return await my_page(turn, 0)


async def withdraw(turn: Turn, case_id: int) -> None:
    """Asks once before a case is taken back."""
    case = await _withdrawable(turn, case_id)
    yes, no = turn.button("withdraw-yes", case.id), turn.button("mine", case.id, label=turn.t("button-no"))
    await turn.reply("withdraw-sure", number=case.number, choices=[[yes, no]], case=case, edit=True)


async def withdraw_yes(turn: Turn, case_id: int) -> None:
    """A resident takes back a case of their own that is not yet resolved."""
    case = await casework.advance(
        turn, await _withdrawable(turn, case_id), Action.WITHDRAW, Who.REPORTER, closed_at=turn.now
    )
    if case.unit_id is not None:
        await casework.tell_unit(turn, case, "unit-withdrawn")
    await turn.reply("withdrawn", number=case.number, edit=True, case=case)


async def _withdrawable(turn: Turn, case_id: int) -> Case:
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or not case.number or not may(Status(case.status), Action.WITHDRAW, Who.REPORTER):
        raise NotPossible
    return case


# Looking


async def my(turn: Turn, words: str) -> None:
    """/my: own cases, or the one whose number stands behind it."""
    if (
        words
        and (case := await cases.by_number(turn.tx, turn.contact.id, casework.number_in(words)))
        and case.reporter_id == turn.contact.id
    ):
        return await mine(turn, case.id)
    return await my_page(turn, 0)


async def my_page(turn: Turn, page: int) -> None:
    """Own cases, newest first, five to a page."""
    total = await cases.count_of_reporter(turn.tx, turn.contact.id)
    if not total:
        await turn.reply("my-none")
        return
    page = min(page, (total - 1) // PAGE)
    found = await cases.page_of_reporter(turn.tx, turn.contact.id, page * PAGE, PAGE)
    lines = [
        turn.t(
            "my-line",
            number=case.number,
            status=turn.t(f"status-{case.status.replace('_', '-')}"),
            text=one_line(case.text, 24),
        )
        for case in found
    ]
    rows: list[list[Choice]] = [[turn.button("mine", case.id, label=str(case.number))] for case in found]
    turning = [turn.button("my-page", page - 1, label=turn.t("button-newer"))] if page else []
    turning += [turn.button("my-page", page + 1, label=turn.t("button-older"))] if (page + 1) * PAGE < total else []
    await turn.reply(
        text=turn.t("my-head", total=total) + "\n" + "\n".join(lines),
        choices=[*rows, turning] if turning else rows,
        edit=True,
    )


async def mine(turn: Turn, case_id: int) -> None:
    """One case of one's own with its whole history."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or not case.number:
        raise NotPossible
    lines = [
        turn.t(
            "my-case",
            number=case.number,
            status=turn.t(f"status-{case.status.replace('_', '-')}"),
            unit=turn.office.unit_name(case.unit_id),
            category=turn.office.category_name(turn.language, case.category_id),
            due=casework.due_words(turn, case, turn.language)
            if case.closed_at is None and case.resolved_at is None
            else "",
            late=casework.late(turn, case),
            text=one_line(case.text, 200),
        )
    ]
    for event in await cases.events(turn.tx, case.id):
        key = f"event-{event.kind.replace('_', '-')}"
        if turn.office.texts.has(turn.language, key):
            rating = turn.t(f"rating-{json.loads(event.data)}") if event.kind == Action.RATE_GOOD else ""
            what = turn.t(key, unit=turn.office.unit_name(event.unit_id), note=event.note, rating=rating)
            lines.append(f"{turn.moment(turn.language, event.at)} {what}")
    rows: list[list[Choice]] = []
    if case.status == Status.RESOLVED:
        rows.append(rating_row(turn, turn.language, case))
    if may(Status(case.status), Action.WITHDRAW, Who.REPORTER):
        rows.append([turn.button("withdraw", case.id), turn.button("my-page", 0)])
    else:
        rows.append([turn.button("my-page", 0)])
    await turn.reply(text="\n".join(lines), choices=rows, case=case, edit=True)


def rating_row(work: Work, language: str, case: Case) -> list[Choice]:
    """满意, 基本满意, 不满意 as buttons."""
    return [
        work.choice(language, "rate", case.id, r, label=work.say(language, f"rating-{r}"))
        for r in ("good", "fair", "bad")
    ]
