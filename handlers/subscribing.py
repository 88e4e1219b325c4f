"""/subscribe: who gets which report, when and in what form. Whose reports one may have is asked at each step anew."""

from collections.abc import Sequence
from dataclasses import replace

from bot.digests.windows import RHYTHMS, Rhythm
from bot.messages import Choice
from handlers import lists, reports
from handlers.admin import common, words
from handlers.caseview import only_in_its_group
from handlers.reports import Scope
from handlers.turn import NotPossible, Turn
from handlers.wishes import LAST_DAY, PARTS, Wish, understand
from storage import subscriptions
from storage.subscriptions import Subscription

HOURS = ("08:00", "09:00", "14:00", "17:00")  # as buttons; any other by words
DAYS = {Rhythm.WEEKLY: range(5), Rhythm.MONTHLY: (1, 3, 5, 10)}
OFFICE = 0  # in the place of a unit's id, in a button


async def subscribe(turn: Turn, text: str) -> None:
    """/subscribe: one's reports at a glance; with words behind it, what they wish for."""
    if not text:
        return await show_all(turn)
    wish = understand(words.split(text))
    scope = _scope_said(turn, wish)
    if wish.group:
        await _set_group(turn, scope, wish)
    elif wish.off:
        await _save(turn, scope, wanted=False)
    else:
        await _save(turn, scope, day=wish.day_of(scope.rhythm), hour=wish.hour, parts=wish.parts)
    return await _card(turn, scope, done=True)


def _scope_said(turn: Turn, wish: Wish) -> Scope:
    """The report that is meant. Without a unit's name: the office's for the office, else one's own unit's."""
    if wish.rhythm is None or not wish.fits:
        raise NotPossible("subscribe-how")
    units = words.names((u, (u.name,)) for u in turn.office.active_units())
    unit = units.get(words.fold(wish.rest)) if wish.rest else None
    if wish.rest and unit is None:
        raise NotPossible("subscribe-how")
    own = None if turn.is_office else turn.memberships[0].unit_id
    return _allowed(turn, (unit.id if unit else own) or OFFICE, wish.rhythm.value)


async def show_all(turn: Turn) -> None:
    """What one gets, and what one could have; one's own units and the office first."""
    wishes = await subscriptions.of_contact(turn.tx, turn.contact.id)
    units = dict.fromkeys([m.unit_id for m in turn.memberships])
    if turn.is_office:
        units = dict.fromkeys([OFFICE, *units, *(w.unit_id for w in wishes if w.unit_id and w.wanted)])
    scopes = [Scope(id or None, rhythm) for id in units for rhythm in Rhythm if not id or id in turn.office.units]
    lines = [
        turn.t("subscribe-line", report=reports.name(turn, turn.language, s), how=await _how(turn, s)) for s in scopes
    ]
    buttons = [
        turn.button("report", s.unit_id or OFFICE, s.rhythm.value, label=reports.name(turn, turn.language, s))
        for s in scopes
    ]
    more = [[turn.button("report-units", 0)]] if turn.is_office and turn.office.active_units() else []
    await turn.reply(
        text="\n".join([turn.t("subscribe-head"), *lines, turn.t("subscribe-daily")]),
        choices=[*lists.rows(buttons), *more],
        edit=True,
    )


async def show_units(turn: Turn, page: int) -> None:
    """The office may have the reports of each unit, a unit's people those of their own."""
    own = {m.unit_id for m in turn.memberships}
    units = [unit for unit in turn.office.active_units() if turn.is_office or unit.id in own]
    shown, turning = lists.page_of(turn, units, page, "report-units")
    buttons = [
        turn.button("report", u.id, rhythm.value, label=reports.name(turn, turn.language, Scope(u.id, rhythm)))
        for u in shown
        for rhythm in Rhythm
    ]
    await turn.reply("subscribe-units", choices=[*lists.rows(buttons), *turning, _back(turn)], edit=True)


async def show(turn: Turn, unit_id: int, rhythm: str) -> None:
    """One report: when and how one gets it, and what can be changed."""
    await _card(turn, _allowed(turn, unit_id, rhythm))


async def choose_day(turn: Turn, unit_id: int, rhythm: str) -> None:
    scope = _allowed(turn, unit_id, rhythm)
    days = [
        turn.button("report-day-set", unit_id, rhythm, day, label=_day(turn, scope, day)) for day in DAYS[scope.rhythm]
    ]
    await turn.reply("subscribe-day", choices=[*lists.rows(days, 3), _back(turn, unit_id, rhythm)], edit=True)


async def set_day(turn: Turn, unit_id: int, rhythm: str, days: int) -> None:
    scope = _allowed(turn, unit_id, rhythm)
    if days not in (range(7) if scope.rhythm is Rhythm.WEEKLY else range(1, LAST_DAY + 1)):
        raise NotPossible
    await _save(turn, scope, day=days)
    await _card(turn, scope, done=True)


async def choose_hour(turn: Turn, unit_id: int, rhythm: str) -> None:
    """Some hours as buttons; another one can be typed."""
    _allowed(turn, unit_id, rhythm)
    await turn.ask("report-hour", unit_id, rhythm)
    hours = [turn.button("report-hour-set", unit_id, rhythm, h.replace(":", ""), label=h) for h in HOURS]
    await turn.reply("subscribe-hour", choices=[hours, _back(turn, unit_id, rhythm)], edit=True)


async def set_hour(turn: Turn, unit_id: int, rhythm: str, digits: str) -> None:
    await turn.ask("")
    await _set_hour(turn, _allowed(turn, unit_id, rhythm), f"{digits[:2]}:{digits[2:]}")


async def hour_typed(turn: Turn, unit_id: int, rhythm: str) -> None:
    scope = _allowed(turn, unit_id, rhythm)
    await common.until_right(turn, _set_hour(turn, scope, turn.inbound.text), "report-hour", unit_id, rhythm)


async def _set_hour(turn: Turn, scope: Scope, typed: str) -> None:
    hour = words.hour(typed)
    if hour is None:
        raise NotPossible("subscribe-wrong-hour")
    await _save(turn, scope, hour=hour)
    await _card(turn, scope, done=True)


async def set_part(turn: Turn, unit_id: int, rhythm: str, part: str, wish: str) -> None:
    """A chart, workbook or page comes along with the text, or does not."""
    scope = _allowed(turn, unit_id, rhythm)
    if part not in PARTS or wish not in ("on", "off"):
        raise NotPossible
    now = (await reports.wish_of(turn, turn.contact, scope)).parts.split()
    await _save(turn, scope, parts=tuple(p for p in PARTS if (p in now and p != part) or (p == part and wish == "on")))
    await _card(turn, scope, done=True)


async def start(turn: Turn, unit_id: int, rhythm: str) -> None:
    scope = _allowed(turn, unit_id, rhythm)
    await _save(turn, scope)
    await _card(turn, scope, done=True)


async def stop(turn: Turn, unit_id: int, rhythm: str) -> None:
    """退订: this report does not come any more. In a group it is the group's, and for its unit's lead to say."""
    scope = _allowed(turn, unit_id, rhythm)
    if turn.inbound.group:
        await _set_group(turn, scope, Wish(off=True))
        await turn.reply("subscribe-group-stopped", report=reports.name(turn, turn.language, scope))
        return
    await _save(turn, scope, wanted=False)
    back = turn.button("report-on", unit_id, rhythm)
    await turn.reply("subscribe-stopped", report=reports.name(turn, turn.language, scope), choices=[[back]])


async def stopping(turn: Turn) -> bool:
    """退订, typed: asks which of one's reports, if there are several. False for who gets none."""
    if not (turn.memberships or turn.is_office):
        return False
    scopes = [scope for scope in reports.possible(turn) if (await reports.wish_of(turn, turn.contact, scope)).wanted]
    wishes = await subscriptions.of_contact(turn.tx, turn.contact.id)
    scopes += [
        scope
        for w in wishes
        if w.wanted and (scope := Scope(w.unit_id, Rhythm(w.kind))) not in scopes and turn.is_office
    ]
    if len(scopes) == 1:
        await stop(turn, scopes[0].unit_id or OFFICE, scopes[0].rhythm.value)
    elif scopes:
        buttons = [
            turn.button("report-stop", s.unit_id or OFFICE, s.rhythm.value, label=reports.name(turn, turn.language, s))
            for s in scopes
        ]
        await turn.reply("subscribe-stop-which", choices=lists.rows(buttons))
    return bool(scopes)


async def set_group(turn: Turn, unit_id: int, rhythm: str, wish: str) -> None:
    """The report goes to the unit's group too, or does not any more: for its lead and the office to say."""
    scope = _allowed(turn, unit_id, rhythm)
    if wish not in ("on", "off"):
        raise NotPossible
    await _set_group(turn, scope, Wish(off=wish == "off"))
    await _card(turn, scope, done=True)


async def _set_group(turn: Turn, scope: Scope, wish: Wish) -> None:
    unit = turn.office.units.get(scope.unit_id or 0)
    if unit is None:
        raise NotPossible("subscribe-no-group-office")
    if not await subscriptions.leads(turn.tx, turn.contact.id, unit.id):
        raise NotPossible("subscribe-group-lead")
    if not (unit.group_chat or wish.off):
        raise NotPossible("subscribe-no-group", unit=unit.name)
    mine = await reports.wish_of(turn, turn.contact, scope)
    said = wish.day_of(scope.rhythm)
    day, hour = mine.day if said is None else said, wish.hour or mine.hour
    parts = mine.parts if wish.parts is None else " ".join(wish.parts)
    await reports.keep(turn, replace(mine, contact_id=None, wanted=not wish.off, day=day, hour=hour, parts=parts))


async def _save(
    turn: Turn,
    scope: Scope,
    *,
    wanted: bool = True,
    day: int | None = None,
    hour: str | None = None,
    parts: Sequence[str] | None = None,
) -> None:
    now = await reports.wish_of(turn, turn.contact, scope)
    changed = replace(
        now,
        wanted=wanted,
        day=now.day if day is None else day,
        hour=hour or now.hour,
        parts=now.parts if parts is None else " ".join(parts),
    )
    await reports.keep(turn, changed)


def _allowed(turn: Turn, unit_id: int, rhythm: str) -> Scope:
    """The report that a button or words mean, if the speaker may read it. Raises NotPossible, alike for none."""
    if rhythm not in RHYTHMS:
        raise NotPossible
    unit = turn.office.units.get(unit_id)
    if unit_id == OFFICE:
        may = turn.is_office and not turn.inbound.group
    else:
        own = unit_id in {m.unit_id for m in turn.memberships}
        may = unit is not None and unit.retired_at is None and (own or turn.is_office)
    if not may:
        raise NotPossible
    if turn.inbound.group:
        only_in_its_group(turn, unit)
    return Scope(unit_id or None, Rhythm(rhythm))


async def _card(turn: Turn, scope: Scope, *, done: bool = False) -> None:
    mine = await reports.wish_of(turn, turn.contact, scope)
    unit = turn.office.units.get(scope.unit_id or 0)
    group = next((g for g in await _groups(turn, scope) if g.wanted), None)
    lines = [turn.t("subscribe-card", report=reports.name(turn, turn.language, scope), how=await _how(turn, scope))]
    if group:
        lines.append(turn.t("subscribe-to-group", how=_form(turn, scope, group)))
    if done:
        lines.insert(0, turn.t("subscribe-done"))
    args = (scope.unit_id or OFFICE, scope.rhythm.value)
    if not mine.wanted:
        choices: list[Sequence[Choice]] = [[turn.button("report-on", *args)]]
    else:
        with_parts = [
            turn.button(
                "report-with",
                *args,
                part,
                "off" if part in mine.parts.split() else "on",
                label=turn.t("subscribe-part", part=turn.t(f"report-part-{part}"), on=_yes(part in mine.parts.split())),
            )
            for part in PARTS
        ]
        choices = [[turn.button("report-day", *args), turn.button("report-hour", *args)], with_parts]
        choices.append([turn.button("report-stop", *args)])
    if unit and unit.group_chat and await subscriptions.leads(turn.tx, turn.contact.id, unit.id):
        wish = "off" if group else "on"
        label = turn.t("subscribe-group-button", on=_yes(group is not None))
        choices.append([turn.button("report-group", *args, wish, label=label)])
    await turn.reply(text="\n".join(lines), choices=[*choices, _back(turn)], edit=True)


async def _groups(turn: Turn, scope: Scope) -> list[Subscription]:
    if scope.unit_id is None:
        return []
    return [s for s in await subscriptions.of_group(turn.tx, scope.unit_id) if s.kind == scope.rhythm]


async def _how(turn: Turn, scope: Scope) -> str:
    mine = await reports.wish_of(turn, turn.contact, scope)
    return _form(turn, scope, mine) if mine.wanted else turn.t("subscribe-off")


def _form(turn: Turn, scope: Scope, wish: Subscription) -> str:
    parts = turn.t("list-comma").join(turn.t(f"report-part-{part}") for part in wish.parts.split())
    return turn.t("subscribe-when", day=_day(turn, scope, wish.day), hour=wish.hour, parts=parts)


def _day(turn: Turn, scope: Scope, day: int) -> str:
    if scope.rhythm is Rhythm.WEEKLY:
        return turn.t("subscribe-weekday", day=turn.t(f"weekday-{day}"))
    return turn.t("subscribe-monthday", day=day)


def _yes(on: bool) -> str:
    return "yes" if on else "no"


def _back(turn: Turn, *scope: object) -> list[Choice]:
    return common.back(turn, "report", *scope) if scope else common.back(turn, "reports")
