"""Writing to the bot: a free message becomes a draft, which its writer sends, changes or throws away.

One message is enough; a draft that nobody sends is sent by itself.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.casework.lifecycle import Action, Status, Who
from bot.messages import MediaKind
from bot.privacy import is_blank, one_line
from bot.tagging import cues
from handlers import areas, casework, matters, similar, splitting
from handlers.similar import Alike
from handlers.turn import NotPossible, SomebodyWasFaster, Turn, Work
from storage import cases, contacts
from storage.records import Case, Entry

HOUR = timedelta(hours=1)
FULL = 10_000  # characters of a draft: more is hard to read, and every message more would take longer to understand
URGENT_QUIET = timedelta(minutes=1)  # after which what is urgent is sent by itself, without being slowed


async def message(turn: Turn) -> None:
    """A free message: a greeting is greeted, everything else goes into the draft."""
    inbound = turn.inbound
    if case := await casework.more_of_album(turn):
        if case.status == Status.DRAFT:
            await show_card(turn, await understand(turn, case), replaces=case.card)
        return None
    if await phone_kept(turn):
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


async def phone_kept(turn: Turn) -> bool:
    """Whether the person shared their own phone number, which its case's unit can read from now on."""
    if turn.inbound.phone:
        await contacts.set_phone(turn.tx, turn.contact.id, turn.inbound.phone)
        turn.inbound = replace(turn.inbound, text=turn.inbound.phone)  # as an answer, these are the words
    return bool(turn.inbound.phone)


def says_nothing(turn: Turn) -> bool:
    """Neither words that can be seen, nor a file, nor a place, nor a phone number."""
    inbound = turn.inbound
    return is_blank(inbound.text) and not (inbound.media or inbound.location or inbound.phone)


async def _write(turn: Turn) -> None:
    if emergency := cues.emergency(turn.inbound.text):
        await turn.reply(f"emergency-{emergency.kind}")
    draft = await cases.draft_of(turn.tx, turn.contact.id)
    if draft is None or len(draft.text) >= FULL:  # a full one is left alone, and sends itself
        draft = await cases.create(turn.tx, turn.contact.id, source=turn.inbound.address.channel, now=turn.now)
    await casework.add_words(turn, draft, "resident")
    await show_card(turn, await understand(turn, draft, urgent=emergency is not None))


class Written(NamedTuple):
    """A draft with all that was said in it, and when its writer, who sends very much, may send again (None: now).
    `words` is its text, where it has just been cut."""

    case: Case
    entries: Sequence[Entry]
    free_at: datetime | None
    words: Sequence[str] | None = None


async def read_draft(turn: Work, draft: Case) -> Written:
    return Written(draft, await cases.entries(turn.tx, draft.id), await _free_at(turn, draft))


async def understand(turn: Work, draft: Case, *, urgent: bool = False) -> Written:
    """Tags the draft anew from all that was said so far. A category that the person chose stays."""
    _, entries, free_at, _ = await read_draft(turn, draft)
    text = casework.resident_text(entries)
    words = turn.office.segmenter.cut(text)
    decision = turn.office.classifier.decide_words(words, turn.office.segmenter.cut(draft.title))
    values: dict[str, Any] = {"text": text, "urgent": draft.urgent or urgent}
    if not (draft.decision and json.loads(draft.decision).get("chosen")):
        category = turn.office.category_by_code(decision.category)
        values |= {"decision": casework.pack_decision(decision), "category_id": category.id if category else None}
    for place in (json.loads(e.media) for e in entries if e.media):
        if place["kind"] == "location":
            values |= {"latitude": place["latitude"], "longitude": place["longitude"]}
    point = values.get("latitude"), values.get("longitude")
    values["area_id"] = await areas.area_of(turn, f"{draft.title}\n{text}", *point) or draft.area_id
    quiet = turn.now + URGENT_QUIET if values["urgent"] else casework.quiet_until(turn)
    values["send_at"] = quiet if values["urgent"] else max(quiet, free_at or turn.now)
    changed = await cases.change(turn.tx, draft, **values)
    if changed is None:
        raise SomebodyWasFaster
    return Written(changed, entries, free_at, words)


async def _free_at(turn: Work, draft: Case, n: int = 1) -> datetime | None:
    """When somebody who sends very much may send `n` cases more; None: now."""
    if draft.reporter_id is None or draft.urgent:
        return None
    limit = turn.office.settings.cases_per_hour - (n - 1)
    if limit < 1:
        return turn.now + HOUR
    nth = await cases.nth_last_sent(turn.tx, draft.reporter_id, limit, turn.now - HOUR)
    return nth + HOUR if nth else None


async def show_card(turn: Turn, written: Written, *, edit: bool = False, replaces: int | None = None) -> None:
    """The draft as the bot understood it, with what can be done with it."""
    draft, entries, slow, words = written
    files = [json.loads(entry.media)["kind"] for entry in entries if entry.media]
    assert draft.send_at is not None
    hide = turn.button("anonymous", draft.id) if not draft.anonymous else turn.button("named", draft.id)
    alike = await similar.offered(turn, draft)
    rows = [
        [turn.button("send", draft.id), *(turn.button("support", draft.id, one.case.id) for one in alike)],
        [turn.button("categories", draft.id), turn.button("how-photo", draft.id)],
        [hide, turn.button("discard", draft.id)],
    ]
    found = matters.of(turn, draft, words)
    if found:
        rows.insert(1, [turn.button("split", draft.id, matters.mark(found), n=len(found))])
    category = turn.office.categories.get(draft.category_id or 0)
    card = await turn.reply(
        "card",
        choices=rows,
        edit=edit,
        replaces=replaces,
        text_said=one_line(draft.text, 120),
        category=category.name(turn.language) if category else "",
        area=turn.office.area_name(draft.area_id),
        files=sum(1 for kind in files if kind != "location"),
        place="yes" if "location" in files else "no",
        anonymous="yes" if draft.anonymous else "no",
        minutes=max(1, round((draft.send_at - turn.now).total_seconds() / 60)),
        slow="yes" if slow else "no",
        alike=_alike(turn, alike[0]) if alike else "",
        matters=matters.listed(found),
        n=len(found),
    )
    if not edit and replaces is None:
        await cases.change(turn.tx, draft, card=card)


def _alike(turn: Turn, alike: Alike) -> str:
    """How many people want the same, and where that stands. The words are those that the writer used too."""
    return turn.t(
        "card-alike",
        n=alike.people,
        words=turn.t("list-comma").join(alike.shared),
        unit=turn.office.unit_name(alike.case.unit_id),
        status=turn.t(f"status-{alike.case.status.replace('_', '-')}"),
    )


async def own_draft(turn: Turn, case_id: int) -> Case:
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
    draft = await own_draft(turn, case_id)
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


async def split(turn: Turn, case_id: int, seen: str) -> None:
    """Its matters go out now, each as a case of its own with its own receipt, so that each can be looked at, added to
    and withdrawn by itself. If they are not those that the person saw, the card is shown as it is now."""
    draft = await own_draft(turn, case_id)
    found = matters.of(turn, draft)
    if not found or matters.mark(found) != seen:
        return await show_draft(turn, case_id)
    if await _free_at(turn, draft, len(found)):
        limit = turn.office.settings.cases_per_hour
        await turn.reply("split-slow", n=len(found), limit=limit)
        return None
    parts = await splitting.divide(turn, draft, found, Who.REPORTER)
    sent = [await casework.submit(turn, part, Who.REPORTER) for part in parts]
    await turn.reply("split", n=len(sent), edit=True)
    for case, matter in zip(sent, found, strict=True):
        key, args = receipt(turn, case, turn.language)
        rows = [[turn.button("mine", case.id), turn.button("withdraw", case.id)]]
        about = turn.t("split-part", text=one_line(matter.own, matters.LINE))
        await turn.reply(text=f"{about}\n{turn.t(key, **args)}", choices=rows, case=case)
    return None


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
        await casework.advance(work, draft, Action.DISCARD, Who.SYSTEM, closed_at=work.now)
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
    await own_draft(turn, case_id)
    names = [
        turn.button("categorise", case_id, c.id, label=c.name(turn.language)) for c in turn.office.active_categories()
    ]
    rows = [names[i : i + 2] for i in range(0, len(names), 2)]
    await turn.reply("choose-category", choices=[*rows, [turn.button("draft", case_id)]], edit=True)


async def show_draft(turn: Turn, case_id: int) -> None:
    """Back to the card, from the categories."""
    await show_card(turn, await read_draft(turn, await own_draft(turn, case_id)), edit=True)


async def categorise(turn: Turn, case_id: int, category_id: int) -> None:
    """The writer knows best what it is about."""
    draft = await own_draft(turn, case_id)
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
    await show_card(turn, await read_draft(turn, changed), edit=True)


async def how_photo(turn: Turn, case_id: int) -> None:
    """How a photo or a place is added: just by sending it."""
    await own_draft(turn, case_id)
    await turn.reply("how-photo")


async def anonymous(turn: Turn, case_id: int) -> None:
    await _hide(turn, case_id, True)


async def named(turn: Turn, case_id: int) -> None:
    await _hide(turn, case_id, False)


async def _hide(turn: Turn, case_id: int, hidden: bool) -> None:
    changed = await cases.change(turn.tx, await own_draft(turn, case_id), anonymous=hidden)
    if changed is None:
        raise SomebodyWasFaster
    await show_card(turn, await read_draft(turn, changed), edit=True)


async def discard(turn: Turn, case_id: int) -> None:
    """The draft is not wanted. It can be taken back as long as nothing new was begun."""
    await casework.advance(
        turn, await own_draft(turn, case_id), Action.DISCARD, Who.REPORTER, send_at=None, closed_at=turn.now
    )
    await turn.reply("discarded", edit=True)
