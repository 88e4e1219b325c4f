"""/record: a dispatcher takes a case in for somebody who does not write to the bot: at a meeting, on a visit, on the
phone, from a letter.

Where it came from, the words, the person's name and number (or none), the card, the number. What was said lies in a
draft of the dispatcher's from the first message on, which is sent by itself like any other; who said it is a contact of
the import channel, apart from the case.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.casework.lifecycle import Action, Status, Who
from bot.messages import IMPORTED, Choice, MediaKind
from bot.patterns import Kind
from bot.privacy import find, is_blank, mask, one_line
from bot.tagging import cues
from handlers import card, casework, draft, lists, telling
from handlers.imported import account_of
from handlers.turn import NotPossible, SomebodyWasFaster, Turn, Work
from storage import cases, contacts
from storage.records import Case, Contact, Entry

SOURCES = ("meeting", "visit", "call", "letter")  # 座谈会, 走访, 来电, 征求意见函
SEVERAL = timedelta(minutes=30)  # after a case was taken in, within which what is written next is the next one
NAME = 30  # characters of a name: what is longer, without a number in it, is about the matter


async def command(turn: Turn, words: str) -> None:
    """/record: where did it come from? What is being taken in is shown first. `/record 来电 WORDS` does it at once."""
    first, _, rest = words.strip().partition(" ")
    source = next((s for s in SOURCES if first.casefold() in (s, _source(turn, s).casefold())), None)
    if source and rest.strip():
        await _begin(turn, source, rest.strip())
    elif source:
        await begin(turn, source)
    elif begun := await cases.taking_in(turn.tx, turn.contact.id):
        await _go_on(turn, begun)
    else:
        names = [turn.button("record-from", s, label=_source(turn, s)) for s in SOURCES]
        await turn.reply("record-how" if first else "record", choices=[names[:2], names[2:]])


def _source(turn: Turn, source: str) -> str:
    return turn.t(f"source-{source}")


async def begin(turn: Turn, source: str) -> None:
    """It came from there: what did they say?"""
    if source not in SOURCES:
        raise NotPossible
    if begun := await cases.taking_in(turn.tx, turn.contact.id):
        return await _go_on(turn, begun)
    await turn.ask("record", source)
    rows = [[turn.button("record-stop")]]
    await turn.reply("record-words", source=_source(turn, source), choices=rows, edit=True)
    return None


async def _go_on(turn: Turn, begun: Case) -> None:
    """One thing after the other: what was begun is there still."""
    if begun.reporter_id is None and not begun.anonymous:
        await _ask_who(turn, begun)
    else:
        await show(turn, begun.id)


async def next_(turn: Turn, source: str, until: int) -> None:
    """The next one of several, written right after the first: at a meeting there are many. Thanks are thanks; and what
    comes much later is the writer's own."""
    if turn.now.timestamp() > until:
        return await draft.message(turn)
    if cues.cue(turn.inbound.text) and not turn.inbound.media:
        await turn.ask("record-next", source, until)
        return await draft.message(turn)
    return await words(turn, source)


async def this(turn: Turn, draft_id: int) -> None:
    """What was written as one's own is somebody else's: where did it come from?"""
    writing = await draft.own_draft(turn, draft_id)
    names = [turn.button("record-this-from", writing.id, s, label=_source(turn, s)) for s in SOURCES]
    back = turn.button("draft", writing.id)
    await turn.reply("record", choices=[names[:2], names[2:], [back]], edit=True)


async def this_from(turn: Turn, draft_id: int, source: str) -> None:
    """From there: the draft is taken in for somebody, like any other."""
    if source not in SOURCES:
        raise NotPossible
    writing = await draft.own_draft(turn, draft_id)
    if begun := await cases.taking_in(turn.tx, turn.contact.id):
        return await _go_on(turn, begun)  # one after the other; this one stays where it is
    nobody = {"reporter_id": None, "anonymous": False, "follows_id": None}
    begun = await cases.change(turn.tx, writing, source=source, taken_by=turn.contact.id, **nobody)
    if begun is None:
        raise SomebodyWasFaster
    return await _ask_who(turn, begun)


async def stop(turn: Turn) -> None:
    """Nothing is to be taken in after all."""
    await turn.ask("")
    await turn.reply("record-stopped", edit=True)


async def words(turn: Turn, source: str) -> None:
    """What they said. From now on it lies in the draft."""
    if source not in SOURCES:
        raise NotPossible
    if _nothing(turn):
        await turn.ask("record", source)
        await turn.reply("record-words-needed")
        return
    await _begin(turn, source, None)


def _nothing(turn: Turn) -> bool:
    """Neither words nor a file nor a place: what a sticker says is not a matter."""
    inbound = turn.inbound
    stickers = all(media.kind is MediaKind.STICKER for media in inbound.media)
    return is_blank(inbound.text) and stickers and inbound.location is None


async def _begin(turn: Turn, source: str, typed: str | None) -> None:
    begun = await cases.create(turn.tx, None, source=source, now=turn.now, taken_by=turn.contact.id)
    begun = await casework.raise_alarm(turn, begun)
    if typed is None:
        await casework.add_words(turn, begun, "resident")
    else:
        # What stands behind the command is what they said, not the command itself.
        message, channel = turn.inbound.message, turn.inbound.address.channel
        common: dict[str, Any] = {"side": "resident", "text": typed, "channel": channel, "message": message}
        await cases.add_entry(turn.tx, begun.id, at=turn.now, author_id=turn.contact.id, **common)
    begun = (await card.understand(turn, begun)).case
    await _ask_who(turn, begun)


async def _ask_who(turn: Turn, begun: Case) -> None:
    await turn.ask("record-who", begun.id)
    rows = [[turn.button("record-nobody", begun.id), turn.button("record-discard", begun.id)]]
    await turn.reply("record-who", text_said=one_line(mask(begun.text), 60), choices=rows, case=begun)


# Who said it


async def who(turn: Turn, case_id: int) -> None:
    """Their name and number. Photos, and words that are neither, belong to the matter."""
    case = await _own(turn, case_id)
    if await _more(turn, case):
        await turn.ask("record-who", case.id)
        return
    name, phone = name_and_phone(turn.inbound.text)
    if not name and not phone:
        await turn.ask("record-who", case.id)
        await turn.reply("record-who-how", choices=[[turn.button("record-nobody", case.id)]])
        return
    person = await _person(turn, case, name, phone)
    changed = await cases.change(turn.tx, case, reporter_id=person.id, anonymous=False)
    if changed is None:
        raise SomebodyWasFaster
    if changed.status != Status.DRAFT:  # it was sent by itself meanwhile
        await turn.reply("record-who-later", number=changed.number, who=_masked(turn, person), case=changed)
        return
    await _show(turn, changed)


async def _more(turn: Turn, case: Case) -> bool:
    """Whether this belongs to what was said: a file, a place, words that are no name and number."""
    inbound = turn.inbound
    name, phone = name_and_phone(inbound.text)
    about_it = not _nothing(turn) and (inbound.media or inbound.location or (not phone and len(name) > NAME))
    if not about_it or case.status != Status.DRAFT:
        return False
    case = await casework.raise_alarm(turn, case)
    await casework.add_words(turn, case, "resident")
    await card.understand(turn, case)
    if not inbound.album:
        await turn.reply("record-more")
    return True


async def nobody(turn: Turn, case_id: int) -> None:
    """不留: who said it is not to be known."""
    case = await _own(turn, case_id, draft_only=True)
    changed = await cases.change(turn.tx, case, reporter_id=None, anonymous=True)
    if changed is None:
        raise SomebodyWasFaster
    await _show(turn, changed, edit=True)


def name_and_phone(text: str) -> tuple[str, str]:
    """What somebody typed as one: 王大爷 138 1234 5678. Either may be empty."""
    plain = unicodedata.normalize("NFKC", text)
    spans = [span for span in find(plain) if span.kind in (Kind.MOBILE, Kind.LANDLINE)]
    found = (spans[0].start, spans[0].end) if spans else None
    if found is None and (digits := re.search(r"\+?\d[\d \-]{5,18}\d", plain)):
        found = digits.span()
    phone = plain[slice(*found)].strip() if found else ""
    # Without it, and without what people write around it.
    rest = plain[: found[0]] + " " + plain[found[1] :] if found else plain
    return " ".join(re.sub(r"[,，、;；:：。]|电话|手机|姓名", " ", rest).split()), phone


async def _person(turn: Turn, case: Case, name: str, phone: str) -> Contact:
    """Who said it, apart from the case; known again by the number, as long as it is the same name."""
    language = turn.office.settings.language
    account = account_of(phone) or f"taken in {case.id}"
    person = await contacts.meet(turn.tx, IMPORTED, account, "", "", language, turn.now)
    if name and person.name and person.name != name:  # the phone of a family
        person = await contacts.meet(turn.tx, IMPORTED, f"{account} {name}", "", name, language, turn.now)
    elif name:
        person = await contacts.meet(turn.tx, IMPORTED, account, "", name, language, turn.now)
    if phone and not person.phone:
        await contacts.set_phone(turn.tx, person.id, phone)
    met = await contacts.get(turn.tx, person.id)
    assert met is not None
    return met


def _masked(work: Turn, person: Contact | None) -> str:
    """王** 138****5678: enough to see a slip of the finger."""
    if person is None:
        return ""
    name = f"{person.name[:1]}**" if person.name else ""
    return " ".join(part for part in (name, _masked_phone(person.phone)) if part)


def _masked_phone(phone: str) -> str:
    hidden = mask(phone)
    # What looks like no number that `mask` knows is hidden all the same.
    return hidden if hidden != phone or not phone else f"{phone[:2]}{'*' * max(0, len(phone) - 4)}{phone[-2:]}"


# The card


async def show(turn: Turn, case_id: int) -> None:
    await _show(turn, await _own(turn, case_id, draft_only=True), edit=True)


async def _show(turn: Turn, case: Case, *, edit: bool = False) -> None:
    """What was understood, to be checked before it is sent. More words, and the place, are just written."""
    await turn.ask("record-add", case.id)
    entries = await cases.entries(turn.tx, case.id)
    person = await contacts.get(turn.tx, case.reporter_id) if case.reporter_id else None
    category = turn.office.categories.get(case.category_id or 0)
    assert case.send_at is not None
    rows = [
        [turn.button("record-send", case.id), turn.button("record-categories", case.id)],
        [turn.button("record-again", case.id), turn.button("record-discard", case.id)],
    ]
    await turn.reply(
        "record-card",
        source=_source(turn, case.source),
        text_said=one_line(mask(case.text), 120),
        category=category.name(turn.language) if category else "",
        area=turn.office.area_name(case.area_id),
        files=_files(entries),
        who=_masked(turn, person),
        minutes=max(1, round((case.send_at - turn.now).total_seconds() / 60)),
        choices=rows,
        case=case,
        edit=edit,
    )


def _files(entries: Sequence[Entry]) -> int:
    return sum(1 for entry in entries if entry.media and json.loads(entry.media)["kind"] != "location")


async def add(turn: Turn, case_id: int) -> None:
    """More of it, while the card is looked at."""
    case = await _own(turn, case_id)
    if case.status != Status.DRAFT or _nothing(turn):
        return await draft.message(turn)  # it is on its way: this is the dispatcher's own
    case = await casework.raise_alarm(turn, case)
    await casework.add_words(turn, case, "resident")
    await _show(turn, (await card.understand(turn, case)).case)
    return None


async def who_again(turn: Turn, case_id: int) -> None:
    """The name or the number was wrong."""
    await _ask_who(turn, await _own(turn, case_id, draft_only=True))


async def categories(turn: Turn, case_id: int) -> None:
    """All categories as buttons."""
    case = await _own(turn, case_id, draft_only=True)
    names = [
        turn.button("record-as", case.id, c.id, label=c.name(turn.language)) for c in turn.office.active_categories()
    ]
    rows = lists.rows(names)
    back = turn.button("record-card", case.id, label=turn.t("button-back"))
    await turn.reply("choose-category", choices=[*rows, [back]], edit=True)


async def categorise(turn: Turn, case_id: int, category_id: int) -> None:
    """A dispatcher knows what it is about."""
    case = await _own(turn, case_id, draft_only=True)
    await _show(turn, await draft.chosen(turn, case, category_id), edit=True)


async def send(turn: Turn, case_id: int) -> None:
    """It goes out now, like any other case; the next one is a tap away."""
    case = await _own(turn, case_id, draft_only=True)
    await turn.ask("record-next", case.source, int((turn.now + SEVERAL).timestamp()))
    case = await casework.submit(turn, case, Who.REPORTER)
    await _recorded(turn, case)
    key, args = draft.receipt(turn, case, turn.language)
    again = turn.button("record-from", case.source, label=turn.t("record-next", source=_source(turn, case.source)))
    rows: list[list[Choice]] = [[again], [turn.button("case", case.id)]]
    await turn.reply(f"record-{key}", choices=rows, case=case, edit=True, next="yes", **args)


async def _recorded(work: Work, case: Case) -> None:
    """Who took it in stands in its history, with where it came from."""
    await cases.add_event(
        work.tx, case.id, "record", at=work.now, actor_id=case.taken_by, unit_id=case.unit_id, note=case.source
    )


async def discard(turn: Turn, case_id: int) -> None:
    """Not this one after all; it can be brought back as long as its words are kept."""
    case = await _own(turn, case_id, draft_only=True)
    await turn.ask("")
    await draft.throw_away(turn, case)
    await turn.reply("record-discarded", choices=[[turn.button("record-restore", case.id)]], edit=True)


async def restore(turn: Turn, case_id: int) -> None:
    case = await _own(turn, case_id)
    if case.status == Status.DRAFT:
        return await _go_on(turn, case)
    if case.status != Status.DISCARDED or await cases.taking_in(turn.tx, turn.contact.id):
        raise NotPossible("restore-late")
    case = await casework.advance(turn, case, Action.RESTORE, Who.REPORTER, closed_at=None)
    return await _go_on(turn, (await card.understand(turn, case)).case)


async def _own(turn: Turn, case_id: int, *, draft_only: bool = False) -> Case:
    """What the speaker took in, if they are a dispatcher or an admin today."""
    case = await cases.taken_by(turn.tx, turn.contact.id, case_id)
    if case is None:
        raise NotPossible
    if draft_only and case.number:
        raise NotPossible("already-sent", number=case.number)
    if draft_only and case.status != Status.DRAFT:
        raise NotPossible("draft-gone")
    return case


# By itself


async def send_by_itself(work: Work, begun: Case) -> None:
    """The dispatcher was called away: what was taken in is sent, and they hear its number once."""
    case = await casework.submit(work, begun, Who.SYSTEM)
    await _recorded(work, case)
    person = await contacts.get(work.tx, case.taken_by) if case.taken_by else None
    if person is not None:
        key, args = draft.receipt(work, case, person.language)
        rows = [[work.choice(person.language, "case", case.id)]]
        await work.tell(person, f"record-{key}", choices=rows, case=case, next="no", **args)


async def edited(turn: Turn, entry: Entry) -> bool:
    """A message that was taken in was edited: in the draft it is replaced, afterwards kept beside the old words."""
    case = await cases.taken_by(turn.tx, turn.contact.id, entry.case_id)
    if case is None or is_blank(turn.inbound.text):
        return False
    if case.status == Status.DRAFT:
        await cases.rewrite_entry(turn.tx, entry.id, turn.inbound.text)
        await _show(turn, (await card.understand(turn, case)).case)
        return True
    await casework.add_words(turn, case, "resident", edited=True)
    if case.unit_id is not None:
        text = one_line(mask(turn.inbound.text), 300)
        await telling.tell_unit(turn, case, "unit-added", edited="yes", text=text, files=0, place="no")
    await turn.reply("edit-kept", number=case.number, unit=turn.office.unit_name(case.unit_id), case=case)
    return True
