"""Writing to the bot: a free message becomes a draft, which its writer sends, changes or throws away.

One message is enough; a draft that nobody sends is sent by itself.
"""

import json
from dataclasses import replace
from typing import Any

from bot.casework.lifecycle import Action, Status, Who
from bot.messages import MediaKind
from bot.privacy import is_blank, one_line
from bot.tagging import cues
from handlers import card, casework, lists, matters, splitting, telling
from handlers.turn import Needs, NotPossible, SomebodyWasFaster, Turn, Work, may
from storage import cases, contacts
from storage.records import Case

FULL = 10_000  # characters of a draft: more is hard to read, and every message more would take longer to understand

STEPS = ("sign", "ask", "answer", "resolve", "resume", "return", "decline")  # the buttons by which staff do something


async def message(turn: Turn, *, follows_id: int | None = None) -> None:
    """A free message: a greeting is greeted, everything else goes into the draft. `follows_id` is the ended case that
    it goes on from."""
    inbound = turn.inbound
    if case := await casework.more_of_album(turn):
        if case.status == Status.DRAFT:
            await card.show(turn, await card.understand(turn, case), replaces=case.card)
        return None
    if await phone_kept(turn):
        await turn.reply("phone-kept")
        return None
    if not inbound.location and all(media.kind is MediaKind.STICKER for media in inbound.media):
        if inbound.media:
            await turn.reply("sticker")
            return None
        if may(turn, Needs.MEMBER) and cues.squeeze(inbound.text) in _steps(turn):
            await turn.reply("step-how")
            return None
        if cue := cues.cue(inbound.text):
            await turn.reply(f"cue-{cue}", office=turn.office.settings.office_name)
            return None
        if is_blank(inbound.text):
            await turn.reply("cue-empty")
            return None
    if says_nothing(turn):  # but a file that nobody will see: as a case it would be empty
        return await casework.warn(turn)
    return await _write(turn, follows_id)


def _steps(turn: Turn) -> set[str]:
    """What stands on the buttons of a case: a member who types it does not report anything."""
    return {cues.squeeze(turn.t(f"button-{step}")) for step in STEPS}


async def phone_kept(turn: Turn) -> bool:
    """Whether the person shared their own phone number, which its case's unit can read from now on."""
    if turn.inbound.phone:
        await contacts.set_phone(turn.tx, turn.contact.id, turn.inbound.phone)
        turn.inbound = replace(turn.inbound, text=turn.inbound.phone)  # as an answer, these are the words
    return bool(turn.inbound.phone)


def says_nothing(turn: Turn) -> bool:
    """Neither words that can be seen, nor a file, nor a place, nor a phone number. A sticker says nothing, either, nor
    does a file that can be passed on to nobody."""
    inbound = turn.inbound
    files = [m for m in inbound.media if m.kind is not MediaKind.STICKER and not casework.refusal(m)]
    return is_blank(inbound.text) and not (files or inbound.location or inbound.phone)


async def follow(turn: Turn, ended: Case) -> None:
    """Words about a case of one's own that has ended: a new draft that names it. Thanks are thanks."""
    await message(turn, follows_id=ended.id)


async def interrupted(turn: Turn, action: str, *args: str) -> None:
    """A command came when words for a resident were awaited."""
    await turn.ask("meant", int(turn.now.timestamp()), action, *args)


async def meant(turn: Turn, since: int, action: str, case_id: int, first: int = 0) -> None:
    """A free message after that."""
    if turn.now.timestamp() <= since + card.MEANT.total_seconds():
        await turn.ask("meant", since, action, case_id, *([first] if first else []))
        turn.contact = replace(turn.contact, asking=f"meant:{since}:{action}:{case_id}")  # for the card
    await message(turn)


async def _write(turn: Turn, follows_id: int | None) -> None:
    draft, begun = await cases.draft_of(turn.tx, turn.contact.id), None
    if draft is None or len(draft.text) >= FULL:  # a full one is left alone, and sends itself
        begun = await card.begin(turn)
        draft = begun.case
    if follows_id is not None:
        draft = await cases.change(turn.tx, draft, follows_id=follows_id) or draft
    calm = draft
    draft = await casework.raise_alarm(turn, draft)
    await casework.add_words(turn, draft, "resident")
    if begun and draft is calm:
        written = begun._replace(case=draft, entries=await cases.entries(turn.tx, draft.id))
    else:
        written = await card.understand(turn, draft)
    await card.show(turn, written)


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
    if free_at := await card.free_at(turn, draft):
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
    if await card.free_at(turn, draft, len(found)):
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
        "due": telling.due_words(work, case, language),
    }


async def _is_empty(work: Work, draft: Case) -> bool:
    """Whether nothing can be seen in a draft any more, because its words were edited away."""
    return is_blank(draft.text) and not any(entry.media for entry in await cases.entries(work.tx, draft.id))


async def send_by_itself(work: Work, draft: Case) -> None:
    """The quiet time is over: the draft is sent, and its writer told once."""
    if await _is_empty(work, draft):
        await casework.advance(work, draft, Action.DISCARD, Who.SYSTEM, closed_at=work.now)
        return
    if free_at := await card.free_at(work, draft):
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
    rows = lists.rows(names)
    await turn.reply("choose-category", choices=[*rows, [turn.button("draft", case_id)]], edit=True)


async def show_draft(turn: Turn, case_id: int) -> None:
    """Back to the card, from the categories."""
    await card.show(turn, await card.read(turn, await own_draft(turn, case_id)), edit=True)


async def categorise(turn: Turn, case_id: int, category_id: int) -> None:
    """The writer knows best what it is about."""
    changed = await chosen(turn, await own_draft(turn, case_id), category_id)
    await card.show(turn, await card.read(turn, changed), edit=True)


async def chosen(turn: Turn, draft: Case, category_id: int) -> Case:
    """The draft with the category that a person chose, from which the tagger learns."""
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
    return changed


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
    await card.show(turn, await card.read(turn, changed), edit=True)


async def discard(turn: Turn, case_id: int) -> None:
    """The draft is not wanted. It can be taken back as long as nothing new was begun."""
    writing = await own_draft(turn, case_id)
    await throw_away(turn, writing)
    await turn.reply("discarded", choices=[[turn.button("restore", writing.id)]], edit=True)


async def throw_away(turn: Turn, writing: Case, **values: Any) -> None:
    """The draft is not to be sent; its words are forgotten the next day."""
    await casework.advance(turn, writing, Action.DISCARD, Who.REPORTER, send_at=None, closed_at=turn.now, **values)


async def restore(turn: Turn, case_id: int) -> None:
    """The draft is wanted after all."""
    await bring_back(turn, await cases.of_reporter(turn.tx, turn.contact.id, case_id))


async def bring_back(turn: Turn, discarded: Case | None) -> None:
    """Shows a draft that its writer threw away, if its words are not forgotten and nothing new was begun since."""
    if discarded is None or discarded.status != Status.DISCARDED:
        raise NotPossible
    if await cases.newest_id(turn.tx, turn.contact.id) != discarded.id:
        raise NotPossible("restore-late")
    back = await casework.advance(turn, discarded, Action.RESTORE, Who.REPORTER, closed_at=None)
    await card.show(turn, await card.understand(turn, back), edit=True)
