"""转办: a dispatcher takes a case from its unit and gives it to another one. The clock runs on."""

from bot.casework.lifecycle import Action, Status, may
from handlers import casework, telling, triage_card, unit_list
from handlers.caseview import show
from handlers.dispatcher import call, the_case
from handlers.turn import NotPossible, Turn
from storage.records import Case


async def choose(turn: Turn, case_id: int, page: int = 0) -> None:
    """To which unit? Who refused it before, and why, stands above the list."""
    case = await _transferable(turn, case_id)
    head = turn.t("transfer-choose", number=case.number, unit=turn.office.unit_name(case.unit_id))
    rows = unit_list.rows(turn, case, "transfer-to", "transfer", page, {case.unit_id or 0})
    text = "\n".join([head, *await triage_card.returned_lines(turn, turn.language, case)])
    await turn.reply(text=text, choices=rows, case=case, edit=True)


async def transfer(turn: Turn, case_id: int, unit_id: int) -> None:
    """To this very unit: the former one, the new one and the resident hear of it."""
    before = await _transferable(turn, case_id)
    unit = unit_list.in_use(turn, unit_id)
    if unit.id == before.unit_id:
        raise NotPossible("transfer-same", number=before.number, unit=unit.name)
    await telling.tell_unit(turn, before, "unit-transferred-away", open_it=False, to=unit.name)
    case = await casework.advance(
        turn,
        before,
        Action.TRANSFER,
        casework.who_is(turn, before),
        data={"from": before.unit_id},
        unit_id=unit.id,
        dispatched_at=turn.now,  # from now on it may send the case back; the due time stays
        handler_id=None,
        signed_at=None,
    )
    former = turn.office.unit_name(before.unit_id)
    urgent = "yes" if case.urgent else "no"
    await telling.tell_unit(turn, case, "unit-transferred", before=former, urgent=urgent)
    await telling.tell_helpers(turn, case, "helper-transferred", before=former)
    told = await telling.tell_reporter(turn, case, "resident-transferred", before=former)
    await show(turn, case, edit=True)
    if (knows := await telling.knows(turn, case, told)) == "call":
        number = [call(turn, case, knows)]
        await turn.reply("sorted", number=case.number, unit=unit.name, knows=knows, choices=number, case=case)


async def _transferable(turn: Turn, case_id: int) -> Case:
    """The case, if it can be transferred now. Where somebody was faster, says how it stands."""
    case = await the_case(turn, case_id)
    if not may(Status(case.status), Action.TRANSFER, casework.who_is(turn, case)):
        status = turn.t(f"staff-status-{case.status.replace('_', '-')}")
        raise NotPossible("staff-too-late", number=case.number, status=status)
    return case
