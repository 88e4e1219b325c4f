"""What dispatchers do: sort what the tagger was not sure of, one card after the other, and decline what cannot be done.

A card is one dispatcher's for some minutes: others get the next one. What was shown to all (a case that cannot wait)
belongs to who presses first; the others read who has it, and go on with the next one.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote, unquote

from bot.casework.lifecycle import Action, Status, Who
from bot.casework.routing import unit_for
from bot.messages import Choice
from bot.privacy import brief, is_blank
from handlers import casework, lists, matters, splitting, telling, triage_card
from handlers.turn import NotPossible, Turn
from storage import cases, contacts, queues
from storage.records import Case, Category, Event

CLAIM = timedelta(minutes=5)  # for which a card is one dispatcher's; each press begins it anew
UNDO = timedelta(minutes=10)  # within which a dispatch can be taken back, if the unit has not signed yet
REASONS = ("elsewhere", "court", "discipline", "answered", "unclear")  # why a case is declined; else in own words


async def triage(turn: Turn, words: str) -> None:
    """/triage: the next case that waits, urgent ones first, then the oldest."""
    await show_next(turn)


async def triage_start(turn: Turn) -> None:
    """The same, from the morning's message."""
    await show_next(turn)


async def triage_case(turn: Turn, case_id: int) -> None:
    """Back to a card, from one of its lists."""
    if case := await _waiting(turn, case_id):
        await triage_card.show(turn, case)


async def triage_next(turn: Turn, case_id: int) -> None:
    """This one later: the one behind it."""
    await show_next(turn, after=await the_case(turn, case_id))


async def show_next(turn: Turn, *, after: Case | None = None, done: str = "", undo: Sequence[Choice] = ()) -> None:
    """The next card that nobody else has, in the place of this one; `done` says what became of this one, `undo` takes
    it back. What was on the speaker's card before is free for others."""
    case = await queues.claim_next(turn.tx, turn.contact.id, turn.now, turn.now + CLAIM, after)
    await queues.release(turn.tx, turn.contact.id, case.id if case else 0)
    if case is not None:
        return await triage_card.show(turn, case, done=done, undo=undo)
    others = await queues.count_waiting(turn.tx)
    lines, rows = [done, turn.t("triage-others", n=others) if others else turn.t("triage-done")], [undo]
    if extensions := await queues.count_extensions(turn.tx):
        lines.append(turn.t("triage-extensions", n=extensions))
        rows.append([turn.button("extensions")])
    await turn.reply(text="\n".join(filter(None, lines)), choices=[row for row in rows if row], edit=True)
    return None


async def the_case(turn: Turn, case_id: int) -> Case:
    case = await cases.for_office(turn.tx, turn.contact.id, case_id)
    if case is None or turn.inbound.group:
        raise NotPossible
    return case


async def take(turn: Turn, case_id: int) -> bool:
    """Puts a case that waits on the speaker's card, in the place of any other. False if it does not wait, or another
    dispatcher has it."""
    taken = await queues.claim(turn.tx, turn.contact.id, case_id, turn.now, turn.now + CLAIM)
    if taken is not None:
        await queues.release(turn.tx, turn.contact.id, case_id)
    return taken is not None


async def why_not(turn: Turn, case_id: int) -> str:
    """What hinders the speaker from sorting a case: another dispatcher has it, or was faster."""
    case = await the_case(turn, case_id)
    if case.status == Status.SUBMITTED:
        other = await contacts.get(turn.tx, case.claimed_by or 0)
        until = turn.office.texts.time(case.claimed_until or turn.now)
        return turn.t("triage-claimed", number=case.number, name=other.name if other else "", until=until)
    unit = turn.office.unit_name(case.unit_id) or turn.t(f"staff-status-{case.status.replace('_', '-')}")
    return turn.t("triage-too-late", number=case.number, unit=unit)


async def _waiting(turn: Turn, case_id: int) -> Case | None:
    """The case if it still waits, and nobody else has it on their card: from now on the speaker has. If not, says who
    was faster, with the next card, and gives None."""
    await the_case(turn, case_id)
    if await take(turn, case_id):
        return await the_case(turn, case_id)
    await show_next(turn, done=await why_not(turn, case_id))
    return None


# To a unit


async def sort(turn: Turn, case_id: int, category_id: int) -> None:
    """The category is this one: to its unit, or to one chosen from the list where it has none."""
    case = await _waiting(turn, case_id)
    if case is None:
        return
    category = _category(turn, category_id)
    unit_id = unit_for(turn.office.routing(), category.code, turn.office.lineage(case.area_id))
    if unit_id is None:
        await _show_units(turn, case, 0, category)
    else:
        await _dispatch(turn, case, unit_id, category)


async def sort_other(turn: Turn, case_id: int) -> None:
    """All categories, and what else a card may have had no room for."""
    if case := await _waiting(turn, case_id):
        names = [
            turn.button("sort", case.id, c.id, label=c.name(turn.language)) for c in turn.office.active_categories()
        ]
        names += [turn.button("sort-unit", case.id), turn.button("decline", case.id)]
        await turn.reply("sort-other", number=case.number, choices=_list(turn, case, names), case=case, edit=True)


async def sort_unit(turn: Turn, case_id: int, page: int = 0, category_id: int = 0) -> None:
    """All units."""
    if case := await _waiting(turn, case_id):
        await _show_units(turn, case, page, _category(turn, category_id) if category_id else None)


async def sort_to(turn: Turn, case_id: int, unit_id: int, category_id: int = 0) -> None:
    """To this very unit."""
    if case := await _waiting(turn, case_id):
        await _dispatch(turn, case, unit_id, _category(turn, category_id) if category_id else None)


def _category(turn: Turn, category_id: int) -> Category:
    category = turn.office.categories.get(category_id)
    if category is None or category.retired_at is not None:
        raise NotPossible
    return category


async def _show_units(turn: Turn, case: Case, page: int, category: Category | None) -> None:
    units = turn.office.active_units()
    last = [category.id] if category else []
    shown, turning = lists.page_of(turn, units, page, "sort-unit", case.id, after=last)
    names = [turn.button("sort-to", case.id, u.id, *last, label=u.name) for u in shown]
    key = "sort-unit-of" if category else "sort-unit"
    name = category.name(turn.language) if category else ""
    await turn.reply(
        key, number=case.number, category=name, choices=_list(turn, case, names, turning), case=case, edit=True
    )


def _list(
    turn: Turn, case: Case, names: Sequence[Choice], turning: Sequence[Sequence[Choice]] = ()
) -> list[Sequence[Choice]]:
    """Two to a row, and the way back to the card."""
    return [*lists.rows(names), *turning, [turn.button("triage-case", case.id)]]


async def _dispatch(turn: Turn, case: Case, unit_id: int, category: Category | None) -> None:
    unit = turn.office.units.get(unit_id)
    if unit is None or unit.retired_at is not None:
        raise NotPossible
    who = casework.who_is(turn, case)
    case = await casework.dispatch(turn, case, unit_id, who, category_id=category.id if category else None)
    told = await telling.tell_reporter(turn, case, "resident-dispatched")
    knows = await telling.knows(turn, case, told)
    undo = [turn.button("unsort", case.id, number=case.number), *call(turn, case, knows)]
    await show_next(turn, done=turn.t("sorted", number=case.number, unit=unit.name, knows=knows), undo=undo)


def call(turn: Turn, case: Case, knows: str) -> list[Choice]:
    """The way to the number of who has to be called."""
    return [turn.button("reporter", case.id)] if knows == "call" else []


async def unsort(turn: Turn, case_id: int) -> None:
    """撤销分派: back to the dispatchers, as if it had not been dispatched, as long as the unit has not signed."""
    case = await the_case(turn, case_id)
    events = await cases.events(turn.tx, case.id)
    dispatches = [e for e in events if e.kind == Action.DISPATCH]
    undone = sum(e.kind == Action.RETURN and e.details.get("undone", False) for e in events)
    if case.status != Status.DISPATCHED or not dispatches or not _fresh(turn, dispatches[-1]):
        raise NotPossible("unsort-too-late", number=case.number)
    if case.urgent:
        await telling.tell_unit(turn, case, "unit-taken-back", open_it=False)  # it was called to hurry
    # After an earlier dispatch its time runs on, as after any return.
    time = {"due_at": None, "due_provisional": False, "dispatched_at": None} if len(dispatches) - undone == 1 else {}
    who, note = casework.who_is(turn, case), turn.say(turn.office.settings.language, "unsorted-note")
    changed = await casework.give_back(turn, case, who, note=note, undone=True, **time)
    await take(turn, case.id)
    await triage_card.show(turn, changed, done=turn.t("unsorted", number=case.number))


def _fresh(turn: Turn, event: Event) -> bool:
    """Whether a person did it just now. What the tagger dispatched is returned in the ordinary way."""
    return event.actor_id is not None and turn.now - event.at <= UNDO


# Several matters


async def split(turn: Turn, case_id: int, seen: str) -> None:
    """拆分: the case keeps its number and the first matter, and stays on the card; each of the others gets a case,
    which goes to its unit if that is sure, and else waits too. Their reporter hears of each."""
    case = await _waiting(turn, case_id)
    if case is None:
        return None
    found = matters.of(turn, case)
    if not found or matters.mark(found) != seen:
        return await triage_card.show(turn, case)  # somebody was faster, or its words changed
    case, *others = await splitting.divide(turn, case, found, casework.who_is(turn, case))
    sent = [await casework.submit(turn, part, Who.SYSTEM, submitted_at=case.submitted_at) for part in others]
    about = brief(found[0].own, matters.LINE)

    def numbers(language: str) -> str:
        return turn.say(language, "list-comma").join(str(part.number) for part in sent)

    await telling.tell_reporter(turn, case, "resident-split", n=len(found), text=about, numbers=numbers)
    for part, matter in zip(sent, found[1:], strict=True):
        buttons: list[list[tuple[str, tuple[object, ...]]]] = [[("mine", (part.id,)), ("withdraw", (part.id,))]]
        about = brief(matter.own, matters.LINE)
        await telling.tell_reporter(turn, part, "resident-split-off", choices=buttons, text=about)
    done = turn.t("split-done", number=case.number, n=len(found), numbers=numbers(turn.language))
    undo = [turn.button("unsplit", case.id, number=case.number)]
    await triage_card.show(turn, case, done=done, undo=undo)
    return None


async def unsplit(turn: Turn, case_id: int) -> None:
    """撤销拆分: one case again, as long as nothing was done with the others."""
    case = await the_case(turn, case_id)
    made = await splitting.split_of(turn, case)
    if made is None or case.status != Status.SUBMITTED or not _fresh(turn, made[0]):
        raise NotPossible("unsplit-too-late", number=case.number)
    case = await splitting.unite(turn, case, *made, casework.who_is(turn, case))
    await telling.tell_reporter(turn, case, "resident-unsplit")
    await triage_card.show(turn, case, done=turn.t("unsplit", number=case.number))


# Declining


async def decline(turn: Turn, case_id: int) -> None:
    """Why? From a short list, or in own words."""
    if case := await _waiting(turn, case_id):
        labels = [turn.button("decline-for", case.id, r, label=turn.t(f"button-decline-{r}")) for r in REASONS]
        own = turn.button("decline-words", case.id)
        await turn.reply("decline", number=case.number, choices=_list(turn, case, [*labels, own]), case=case, edit=True)


async def decline_for(turn: Turn, case_id: int, reason: str) -> None:
    """For a reason from the list: asks once, for the resident is told at once."""
    if reason not in REASONS:
        raise NotPossible
    if case := await _waiting(turn, case_id):
        yes = turn.button("decline-yes", case.id, reason, label=turn.t("button-decline"))
        await _sure(turn, case, turn.t(f"decline-{reason}"), yes, turn.button("triage-case", case.id))


async def _sure(turn: Turn, case: Case, reason: str, yes: Choice, no: Choice) -> None:
    text = brief(reason, 400)
    await turn.reply("decline-sure", number=case.number, text=text, choices=[[yes, no]], case=case, edit=True)


async def decline_yes(turn: Turn, case_id: int, reason: str) -> None:
    """Yes, for this reason from the list."""
    if reason not in REASONS:
        raise NotPossible
    if case := await _waiting(turn, case_id):
        kept = turn.say(turn.office.settings.language, f"decline-{reason}")
        said = turn.say(await telling.language_of(turn, case), f"decline-{reason}")
        await _decline(turn, case, kept, said)


async def decline_words(turn: Turn, case_id: int) -> None:
    """For a reason in own words, which the resident will read."""
    if case := await _waiting(turn, case_id):
        await turn.ask("decline", case.id)
        back = turn.button("not-now", case.id)
        await turn.reply("decline-words", number=case.number, choices=[[back]], case=case)


async def declined_words(turn: Turn, case_id: int, before: str = "") -> None:
    """Those words, or others in their place; asks once. Until then they lie with what is being asked."""
    words = "" if is_blank(turn.inbound.text) else turn.inbound.text
    if case := await _waiting(turn, case_id):
        if words:
            await turn.ask("decline", case.id, quote(words))
            yes = turn.button("decline-own", case.id, label=turn.t("button-decline"))
            await _sure(turn, case, words, yes, turn.button("not-now", case.id, label=turn.t("button-triage-case")))
        else:
            await turn.ask("decline", case.id)
            await turn.reply("words-needed", number=case.number, case=case)


async def decline_own(turn: Turn, case_id: int) -> None:
    """Yes, for the reason in own words."""
    if case := await _waiting(turn, case_id):
        asked, *of = turn.contact.asking.split(":")
        if asked != "decline" or len(of) != 2 or of[0] != str(case.id):
            return await triage_card.show(turn, case)  # they went on to something else since
        await turn.ask("")
        words = unquote(of[1])
        await _decline(turn, case, words, words)
    return None


async def _decline(turn: Turn, case: Case, kept: str, said: str) -> None:
    who = casework.who_is(turn, case)
    case = await casework.advance(turn, case, Action.DECLINE, who, note=kept, closed_at=turn.now)
    told = await telling.tell_reporter(turn, case, "resident-declined", text=said)
    knows = await telling.knows(turn, case, told)
    undo = [turn.button("take-up", case.id, number=case.number), *call(turn, case, knows)]
    await show_next(turn, done=turn.t("declined", number=case.number, knows=knows), undo=undo)


async def take_up(turn: Turn, case_id: int) -> None:
    """What was declined is taken up after all, at once or later: it waits to be sorted, and the resident hears so."""
    case = await the_case(turn, case_id)
    if case.status != Status.DECLINED:
        status = turn.t(f"staff-status-{case.status.replace('_', '-')}")
        raise NotPossible("staff-too-late", number=case.number, status=status)
    who = casework.who_is(turn, case)
    case = await casework.advance(turn, case, Action.REOPEN, who, data={"declined": True}, closed_at=None)
    await take(turn, case.id)
    knows = await telling.knows(turn, case, await telling.tell_reporter(turn, case, "resident-taken-up"))
    await triage_card.show(turn, case, done=turn.t("taken-up", number=case.number, knows=knows))
