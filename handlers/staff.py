"""What a unit's members do with their cases: each step of a case, by a button or by a reply to the bot's message.

Every case is fetched by a query that asks for the speaker's roles of this moment: another unit's case does not exist.
"""

from dataclasses import dataclass, replace

from bot.casework.lifecycle import Action, Status, Who, may, step
from bot.messages import MediaKind
from bot.privacy import is_blank
from handlers import casework, rating, replies, suspending, telling, triage_card
from handlers.caseview import files_of, found, only_privately, open_, returnable, show, status_by
from handlers.turn import NotPossible, Turn
from storage import cases, contacts, helps, supports
from storage.records import Case, Contact, Entry

STARTS = frozenset({Action.ASK, Action.ANSWER, Action.RESOLVE})  # steps that sign for a case that nobody signed for
OF_RECORD = frozenset({"record-who", "record-add"})  # what a dispatcher is asked of whom they speak for
# Steps for which the bot asks for words.
WORDED = STARTS | {
    *(Action.RETURN, Action.DECLINE, Action.MERGE),
    *("help-task", "help-done", "extend-days", "extend-why", "extend-refuse", "suspend-day", "suspend-why"),
}


async def able(turn: Turn, case_id: int, action: Action) -> tuple[Case, Who]:
    """The case and the speaker's role, if `action` is possible now. Where somebody was faster, says how it stands."""
    case = await found(turn, case_id)
    who = casework.who_is(turn, case)
    at = Status(case.status)
    if action in STARTS and may(at, Action.SIGN, who):
        at = step(at, Action.SIGN).target
    if not may(at, action, who):
        now = status_by(turn, case, await contacts.names_on_case(turn.tx, case.id))
        raise NotPossible("staff-too-late", number=case.number, status=now)
    if action is Action.RETURN and not returnable(turn, case, who):
        raise NotPossible("return-too-late", number=case.number, days=turn.office.settings.return_workdays)
    if action is Action.RESOLVE and (tasks := await helps.open_of(turn.tx, case.id)):
        helpers = turn.t("list-comma").join(turn.office.unit_name(task.unit_id) for task in tasks)
        raise NotPossible("helps-open", number=case.number, helpers=helpers)
    return case, who


async def sign(turn: Turn, case_id: int) -> None:
    """签收."""
    case, who = await able(turn, case_id, Action.SIGN)
    await show(turn, await casework.sign(turn, case, who), edit=True)


async def resume(turn: Turn, case_id: int) -> None:
    """The unit goes on without the resident's answer."""
    case, who = await able(turn, case_id, Action.RESUME)
    await show(turn, await casework.advance(turn, case, Action.RESUME, who), edit=True)


async def review(turn: Turn, case_id: int) -> None:
    """What was put off goes on before its day."""
    case, who = await able(turn, case_id, Action.REVIEW)
    await show(turn, await suspending.reviewed(turn, case, who), edit=True)


async def ask(turn: Turn, case_id: int) -> None:
    await _ask_for_words(turn, case_id, Action.ASK)


async def answer(turn: Turn, case_id: int) -> None:
    await _ask_for_words(turn, case_id, Action.ANSWER)


async def resolve(turn: Turn, case_id: int) -> None:
    await _ask_for_words(turn, case_id, Action.RESOLVE)


async def return_(turn: Turn, case_id: int) -> None:
    await _ask_for_words(turn, case_id, Action.RETURN)


async def _ask_for_words(turn: Turn, case_id: int, action: Action) -> None:
    only_privately(turn)  # in a group nobody could tell whose words are the answer
    case, _ = await able(turn, case_id, action)
    if action is Action.ASK:
        await _reachable(turn, case)
    first = await _unsent(turn, case)
    await turn.ask(action.value, case.id, *([first] if first and action is not Action.RETURN else []))
    read_by = await supports.count(turn.tx, case.id) if action in (Action.ANSWER, Action.RESOLVE) else 0
    how = turn.t(f"{action}-how", number=case.number)
    text = f"{how}\n{turn.t('supporters-read', n=read_by)}" if read_by else how
    quick = await replies.offered(turn, case, action) if action in STARTS else []
    await turn.reply(text=text, case=case, choices=[*quick, [turn.button("not-now", case.id)]])


async def _unsent(turn: Turn, case: Case) -> int:
    """The first of the files that the speaker sent for the resident without a word, and then looked at something else:
    they go with the next words. 0 for none."""
    said = [e.at for e in await cases.events(turn.tx, case.id) if e.kind in STARTS and e.actor_id == turn.contact.id]
    mine = [e for e in await cases.entries(turn.tx, case.id) if e.side == "unit" and e.author_id == turn.contact.id]
    files = [e.id for e in files_of(mine) if not e.text and (not said or e.at > said[-1])]
    return files[0] if files else 0


async def not_now(turn: Turn, case_id: int) -> None:
    """No words after all."""
    if turn.contact.asking.split(":")[0] in WORDED:
        await turn.ask("")
    await open_(turn, case_id, edit=True)


async def _reachable(turn: Turn, case: Case) -> Contact:
    """Who reported the case, if they can be written to."""
    person = await contacts.get(turn.tx, case.reporter_id) if case.reporter_id else None
    if await telling.by_phone(turn, case):
        raise NotPossible("reporter-by-phone", number=case.number)
    if person is None or person.blocked_at or person.channel not in turn.office.features:
        raise NotPossible("reporter-away", number=case.number)
    return person


@dataclass(frozen=True, slots=True)
class Said:
    """What a member said for a step: `words`, and `files` that came with them or just before."""

    case: Case
    who: Who
    words: str
    files: list[Entry]


async def _said(turn: Turn, case_id: int, action: Action, first: int) -> Said | None:
    """What was just said for `action`, kept with the case; None if words are still missing, which are asked for.

    `first` is the first entry of what was sent before without words, 0 for none.
    """
    case, who = await able(turn, case_id, action)
    await casework.warn(turn)  # and what can be passed on to nobody is not sent to the resident as a riddle
    sent = tuple(media for media in turn.inbound.media if not casework.refusal(media))
    inbound = turn.inbound = replace(turn.inbound, media=sent)
    pictures = [media for media in inbound.media if media.kind is not MediaKind.STICKER]
    words = "" if is_blank(inbound.text) else inbound.text
    album = inbound.album and await cases.entry_of_album(turn.tx, turn.contact.id, inbound.album)
    if action is not Action.RETURN and (words or pictures):
        kept = await casework.add_words(turn, case, "unit")
        first = first or kept
    if not words:
        if inbound.group:
            raise NotPossible("words-needed", number=case.number)
        await turn.ask(action.value, case.id, *([first] if first else []))
        if not album:  # what was sent together is asked about once
            await turn.reply("words-too" if first else "words-needed", number=case.number, case=case)
        return None
    entries = await cases.entries(turn.tx, case.id) if first else []
    own = [e for e in entries if e.id >= first and e.author_id == turn.contact.id and e.side == "unit"]
    return Said(case, who, words, files_of(own))


async def ask_words(turn: Turn, case_id: int, first: int = 0) -> None:
    if said := await _said(turn, case_id, Action.ASK, first):
        await pass_on(turn, Action.ASK, said)


async def answer_words(turn: Turn, case_id: int, first: int = 0) -> None:
    if said := await _said(turn, case_id, Action.ANSWER, first):
        await pass_on(turn, Action.ANSWER, said)


async def resolve_words(turn: Turn, case_id: int, first: int = 0) -> None:
    if said := await _said(turn, case_id, Action.RESOLVE, first):
        await pass_on(turn, Action.RESOLVE, said)


async def pass_on(turn: Turn, action: Action, said: Said, *, edit: bool = False) -> None:
    """What a member said becomes a step of the case (one of STARTS), and the resident reads it."""
    step = {Action.ASK: _ask, Action.ANSWER: _answer, Action.RESOLVE: _resolve}[action]
    await step(turn, said, edit=edit)


async def _ask(turn: Turn, said: Said, *, edit: bool) -> None:
    """待补充: the resident is asked, and their next message is the answer; the clock is paused."""
    person = await _reachable(turn, said.case)
    case = await casework.signed(turn, said.case, said.who)
    case = await casework.advance(turn, case, Action.ASK, said.who, note=said.words)
    await contacts.ask(turn.tx, person.id, f"supply:{case.id}")
    await _pass_on(turn, case, said, "resident-asked", "staff-asked", edit=edit)


async def _answer(turn: Turn, said: Said, *, edit: bool) -> None:
    """The unit writes to the resident. The first answer is what the time limits count."""
    case = await casework.signed(turn, said.case, said.who)
    values = {} if case.answered_at else {"answered_at": turn.now}
    case = await casework.advance(turn, case, Action.ANSWER, said.who, note=said.words, **values)
    await _pass_on(turn, case, said, "resident-answered", "staff-answered", edit=edit)


async def _resolve(turn: Turn, said: Said, *, edit: bool) -> None:
    """已办结: what was done, in words, with photos; the resident reads it at once, and is
    asked to rate on the next workday."""
    case = await casework.signed(turn, said.case, said.who)
    values = rating.to_be_rated(turn, case)
    case = await casework.advance(turn, case, Action.RESOLVE, said.who, note=said.words, **values)
    await supports.ask_anew(turn.tx, case.id)
    await _pass_on(turn, case, said, "resident-resolved", "staff-resolved", rated=True, edit=edit)


async def _pass_on(
    turn: Turn, case: Case, said: Said, key: str, done: str, *, rated: bool = False, edit: bool = False
) -> None:
    """Tells the resident with the unit's name, never the member's; and the member whether that could be done."""
    person = await contacts.get(turn.tx, case.reporter_id) if case.reporter_id else None
    step = key.removeprefix("resident-")
    files = telling.attachments(said.files, person.channel, person.language) if person else []
    told = await telling.tell_supporters(turn, case, step, files=said.files, rated=rated, text=said.words)
    if person:
        rows = [telling.unsolved_row(turn, person.language, "unsolved", case)] if rated else []
        unit = turn.office.unit_name(case.unit_id)
        told += await turn.tell(
            person, key, choices=rows, case=case, attachments=files, number=case.number, unit=unit, text=said.words
        )
    looking = [turn.button("case", case.id), turn.button("next-case", case.id)]
    call = await telling.by_phone(turn, case)
    await turn.reply(
        "staff-call" if call else done if told else "staff-kept",
        number=case.number,
        left=len(said.files) - len(files),
        choices=[] if turn.inbound.group else [[turn.button("reporter", case.id), *looking] if call else looking],
        case=case,
        edit=edit,
    )


async def return_words(turn: Turn, case_id: int) -> None:
    """退单: back to the dispatchers with the reason; the clock runs on, and who refused stays visible."""
    if said := await _said(turn, case_id, Action.RETURN, 0):
        case = await casework.give_back(turn, said.case, said.who, note=said.words)
        await triage_card.call(turn, case)
        await turn.reply("staff-returned", number=case.number, choices=[[turn.button("inbox", said.case.unit_id)]])


async def reply_about(turn: Turn, case_id: int) -> bool:
    """A reply to the bot's message about a case answers that case; in the unit's group too."""
    case = await cases.for_staff(turn.tx, turn.contact.id, case_id)
    if case is None or not (turn.inbound.group or case.reporter_id != turn.contact.id):
        return False  # somebody's own case: they speak as a resident
    asked = turn.contact.asking.split(":")
    if not turn.inbound.group and asked[0] in {*WORDED, *OF_RECORD} and asked[1:2] == [str(case_id)]:
        return False  # a reply to the bot's question is what was asked for
    if not await casework.more_of_album(turn):
        await answer_words(turn, case_id)
    return True
