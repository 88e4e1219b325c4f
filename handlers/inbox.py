"""What staff look at: the inbox, one case, what was sent along, who reported it."""

from collections.abc import Sequence

from bot.messages import Choice
from bot.privacy import brief
from handlers import casework, resident, telling
from handlers.caseview import (
    due,
    files_of,
    found,
    is_member,
    joined,
    looked_at,
    numbered,
    only_in_its_group,
    only_privately,
    open_,
    show,
    show_more,
    status,
)
from handlers.turn import NotPossible, Turn
from storage import cases, contacts, helps, queues
from storage.helps import Helped
from storage.records import Case, Unit

PAGE = 6
ALBUM = 10  # files in one message
MOST_UNITS = 60  # buttons to choose from; Telegram takes 100, and nobody reads as many


async def inbox(turn: Turn, words: str) -> None:
    """/inbox [UNIT]: what the unit has to do; a choice of units where there are several."""
    own = [u for m in turn.memberships if (u := turn.office.units.get(m.unit_id))]
    units = list(turn.office.units.values()) if turn.is_office and (words or not own) else own
    if words:
        units = [u for u in units if u.name == words] or [u for u in units if words.casefold() in u.name.casefold()]
        if not units:
            raise NotPossible("inbox-no-unit")  # the same for another's unit and for none
    counts = await queues.inbox_counts(turn.tx, turn.contact.id)
    if len(units) > 1:  # the office need not choose among units that have nothing to do
        units = sorted((u for u in units if u in own or u.id in counts), key=lambda u: -counts.get(u.id, 0))
        units = units[:MOST_UNITS]
    if len(units) == 1:
        return await open_inbox(turn, units[0].id)
    names = [turn.button("inbox", u.id, label=turn.t("inbox-unit", unit=u.name, n=counts.get(u.id, 0))) for u in units]
    await turn.reply("inbox-choose" if units else "inbox-nothing", choices=_rows(names, 2))
    return None


async def open_inbox(turn: Turn, unit_id: int) -> None:
    """The first page, as a message of its own: under a digest, say."""
    await _inbox(turn, unit_id, 0, edit=False)


async def inbox_page(turn: Turn, unit_id: int, page: int) -> None:
    """Another page, in the place of this one."""
    await _inbox(turn, unit_id, page, edit=True)


async def _inbox(turn: Turn, unit_id: int, page: int, *, edit: bool) -> None:
    unit = _own_unit(turn, unit_id)
    total = await queues.inbox_count(turn.tx, turn.contact.id, unit_id)
    page = min(page, max(0, total - 1) // PAGE)
    page_cases = await queues.inbox_of_unit(turn.tx, turn.contact.id, unit_id, page * PAGE, PAGE)
    lines = [turn.t("inbox-head" if total else "inbox-empty", unit=unit.name, total=total)]
    lines += [line(turn, case) for case in page_cases]
    helped = await helps.for_unit(turn.tx, turn.contact.id, unit_id) if page == 0 else []
    if helped:
        lines.append(turn.t("inbox-helps", n=len(helped)))
        lines += [_help_line(turn, one) for one in helped[:PAGE]]
    suspended = await queues.suspended_of_unit(turn.tx, turn.contact.id, unit_id) if page == 0 else []
    if suspended:
        lines.append(turn.t("inbox-suspended", n=len(suspended)))
        lines += [_suspended_line(turn, case) for case in suspended[:PAGE]]
    shown = [*page_cases, *(one.case for one in helped[:PAGE]), *suspended[:PAGE]]
    rows = _rows([turn.button("case", case.id, label=str(case.number)) for case in shown], 2)
    turning = [turn.button("inbox-page", unit_id, page - 1, label=turn.t("button-newer"))] if page else []
    if (page + 1) * PAGE < total:
        turning.append(turn.button("inbox-page", unit_id, page + 1, label=turn.t("button-older")))
    await turn.reply(text="\n".join(lines), choices=[*rows, turning] if turning else rows, edit=edit)


def _help_line(turn: Turn, helped: Helped) -> str:
    unit = turn.office.unit_name(helped.case.unit_id)
    state = joined(unit, due(turn, helped.case))
    age = turn.office.texts.age(turn.language, turn.now - helped.help.given_at)
    return turn.t("inbox-help-line", number=helped.case.number, state=state, text=brief(helped.help.task, 40), age=age)


def _suspended_line(turn: Turn, case: Case) -> str:
    text = brief(case.title or case.text, 30) or turn.t("staff-no-words")
    day = turn.day(turn.language, case.review_at or turn.now)
    return turn.t("inbox-suspended-line", number=case.number, day=day, text=text)


def _own_unit(turn: Turn, unit_id: int) -> Unit:
    unit = turn.office.units.get(unit_id)
    if unit is None or not (turn.is_office or unit_id in {m.unit_id for m in turn.memberships}):
        raise NotPossible
    only_in_its_group(turn, unit)
    return unit


def line(turn: Turn, case: Case) -> str:
    """A case in a list: its number, where it stands, and how it begins."""
    age = turn.office.texts.age(turn.language, turn.now - (case.submitted_at or case.created_at))
    return turn.t(
        "inbox-line",
        urgent="yes" if case.urgent else "no",
        number=case.number,
        state=joined(status(turn, case), age, due(turn, case)),
        text=brief(case.title or case.text, 30) or turn.t("staff-no-words"),
    )


def _rows(buttons: Sequence[Choice], width: int) -> list[Sequence[Choice]]:
    return [buttons[i : i + width] for i in range(0, len(buttons), width)]


async def find(turn: Turn, words: str) -> None:
    """/case NUMBER: a case of the own unit (for the office: any), else one that the speaker reported."""
    number = casework.number_in(words)
    if not number:
        raise NotPossible("case-how")
    case = await cases.by_number(turn.tx, turn.contact.id, number)
    helped = await helps.by_number(turn.tx, turn.contact.id, number)
    if helped:
        return await open_(turn, helped.case.id)
    if case is None:
        raise NotPossible("case-none", number=number)
    if await cases.for_staff(turn.tx, turn.contact.id, case.id):
        return await show(turn, case)
    return await resident.mine(turn, case.id)


async def open_case(turn: Turn, case_id: int) -> None:
    """The case as a message of its own: a digest or list with its button stays."""
    await open_(turn, case_id)


async def more(turn: Turn, case_id: int) -> None:
    """What else one can do with it, in the place of the case."""
    only_privately(turn)
    await show_more(turn, await found(turn, case_id))


async def next_case(turn: Turn, case_id: int) -> None:
    """The next one in the inbox, in the place of this one."""
    case = await found(turn, case_id)
    follower = await queues.next_in_inbox(turn.tx, turn.contact.id, case)
    if follower is None:
        await turn.reply("inbox-empty", unit=turn.office.unit_name(case.unit_id))
        return
    await show(turn, follower, edit=True)


async def photos(turn: Turn, case_id: int) -> None:
    """What was sent along, from both sides. A platform can only show again what it has itself."""
    case, _ = await looked_at(turn, case_id)
    files = files_of(await cases.entries(turn.tx, case.id))
    # A platform shows what a file is called; a number in it is for the unit in charge alone, which is recorded.
    alone = is_member(turn, case) and not turn.inbound.group and not (case.anonymous or case.orphaned)
    seen = files if alone else [file for file in files if not numbered(file)]
    channel = turn.inbound.address.channel
    here = telling.attachments(seen, channel, turn.language)
    if any(numbered(file) for file in seen if file.channel == channel):
        await cases.add_event(
            turn.tx, case.id, "seen_numbers", at=turn.now, actor_id=turn.contact.id, unit_id=case.unit_id
        )
    key = "photos-shown" if len(here) == len(seen) else "photos-elsewhere"
    text = turn.t(key, number=case.number, n=len(here), away=len(seen) - len(here))
    if len(seen) < len(files):
        text += "\n" + turn.t("photos-withheld", n=len(files) - len(seen))
    await turn.reply(text=text, attachments=here[:ALBUM], case=case)
    for at in range(ALBUM, len(here), ALBUM):  # each message is sent as a whole, and so is bounded
        await turn.reply(attachments=here[at : at + ALBUM], case=case)


async def reporter(turn: Turn, case_id: int) -> None:
    """Who reported it, which is logged. Whoever chose to stay anonymous is shown to nobody."""
    only_privately(turn)
    case = await found(turn, case_id)
    person = None if case.anonymous or not case.reporter_id else await contacts.get(turn.tx, case.reporter_id)
    if person is None:
        await turn.reply("reporter-hidden", number=case.number, case=case)
        return
    await cases.add_event(
        turn.tx, case.id, "seen_reporter", at=turn.now, actor_id=turn.contact.id, unit_id=case.unit_id
    )
    phone = person.phone or turn.t("reporter-no-phone")
    await turn.reply(
        "reporter-shown", number=case.number, name=person.name or "—", phone=phone, case=case, fleeting=True
    )
