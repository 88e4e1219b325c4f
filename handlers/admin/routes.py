"""Routes: which unit gets a category, everywhere or in one area."""

from bot.casework.lifecycle import Who
from bot.casework.routing import unit_for
from handlers import casework, lists, telling
from handlers.admin import categories, common, places, units, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage import queues
from storage.records import Case, RouteRow

AT_ONCE = 100  # waiting cases that one press hands out


async def route(turn: Turn, text: str) -> None:
    """/route: all routes; with a category and a unit (and an area between) behind it, sets one."""
    if not text:
        return await show_all(turn, 0)
    said = words.understand(text, {"remove"}, categories.known(turn))
    if said.thing is None:
        raise categories.unknown(turn, said.words, "admin-form-route")
    area, rest = words.take(said.rest, places.known(turn))
    unit, left = words.take(said.rest, units.known(turn))
    if said.verb:
        if rest:
            raise places.unknown(turn, " ".join(rest), "admin-form-route")
        return await _remove(turn, said.thing.id, area.id if area else None)
    if not said.rest:
        return await show(turn, said.thing.id)
    if unit is not None and not left:  # 城乡建设 城管局
        return await set_(turn, said.thing.id, 0, unit.id)
    unit, left = words.take(rest, units.known(turn))
    if area is None and (place := _before_a_unit(turn, rest)):  # 城乡建设 火星 城管局
        raise places.unknown(turn, place, "admin-form-route")
    if area is None or unit is None or left:
        raise units.unknown(turn, " ".join(rest), "admin-form-route")
    return await set_(turn, said.thing.id, area.id, unit.id)


def _before_a_unit(turn: Turn, rest: list[str]) -> str:
    """What stands before a unit's name at the end of the words; empty if none stands there, or nothing before it."""
    known = units.known(turn)
    ends = (start for start in range(1, len(rest)) if words.fold(" ".join(rest[start:])) in known)
    start = next(ends, 0)
    return " ".join(rest[:start])


async def show_all(turn: Turn, page: int) -> None:
    """Each category with its units, a button each."""
    shown, turning = lists.page_of(turn, turn.office.active_categories(), page, "route-list")
    lines = [
        turn.t(
            "admin-route-line",
            name=c.name(turn.language),
            units=categories.units_of(turn, c, turn.t("list-comma")),
        )
        for c in shown
    ]
    buttons = [turn.button("route", c.id, label=c.name(turn.language)) for c in shown]
    await turn.reply(
        text="\n".join([turn.t("admin-routes"), *lines]), choices=[*lists.rows(buttons), *turning], edit=True
    )


async def show(turn: Turn, category_id: int) -> None:
    """A category's routes: each can be removed, another one set. Cases that wait only for a unit are offered."""
    await _card(turn, category_id)


async def _card(turn: Turn, category_id: int, *, done: bool = False) -> None:
    c = categories.found(turn, category_id)
    lines = [turn.t("admin-done")] if done else []
    lines.append(
        turn.t(
            "admin-route-line",
            name=c.name(turn.language),
            units=categories.units_of(turn, c, turn.t("list-comma")),
        )
    )
    removals = [
        [turn.button("route-remove", r.id, unit=turn.office.unit_name(r.unit_id), area=_area_name(turn, r.area_id))]
        for r in turn.office.routes
        if r.category_id == c.id
    ]
    setting = [turn.button("route-unit", c.id, 0, 0)]
    if places.active(turn):
        setting.append(turn.button("route-area", c.id, 0))
    choices = [*removals, setting, common.back(turn, "route-list", 0)]
    if waiting := len(await _can_go(turn, c.id)):
        lines.append(turn.t("admin-waiting", n=waiting))
        choices.insert(0, [turn.button("route-dispatch", c.id, n=waiting)])
    await turn.reply(text="\n".join(lines), choices=choices, edit=True)


def _area_name(turn: Turn, area_id: int | None) -> str:
    return turn.office.area_name(area_id)


async def choose_area(turn: Turn, category_id: int, page: int) -> None:
    """The areas that lie in no other, for a category."""
    await _choose_within(turn, category_id, 0, page)


async def choose_within(turn: Turn, category_id: int, area_id: int, page: int) -> None:
    """An area as a whole, or one of those in it, for a category."""
    await _choose_within(turn, category_id, places.found(turn, area_id).id, page)


async def _choose_within(turn: Turn, category_id: int, area_id: int, page: int) -> None:
    c = categories.found(turn, category_id)
    above, inside = (
        {a.parent_id for a in places.active(turn)},
        [a for a in places.within(turn, area_id) if a.retired_at is None],
    )
    turn_to = ("route-within", c.id, area_id) if area_id else ("route-area", c.id)
    shown, turning = lists.page_of(turn, inside, page, *turn_to)
    buttons = [
        turn.button("route-within", c.id, a.id, 0, label=f"{a.name} ›")
        if a.id in above
        else turn.button("route-unit", c.id, a.id, 0, label=a.name)
        for a in shown
    ]
    whole = turn.t("admin-area-whole", name=turn.office.area_name(area_id))
    first = [[turn.button("route-unit", c.id, area_id, 0, label=whole)]] if area_id else []
    choices = [*first, *lists.rows(buttons), *turning, common.back(turn, "route", c.id)]
    await turn.reply("admin-choose-area", choices=choices, edit=True, name=c.name(turn.language))


async def choose_unit(turn: Turn, category_id: int, area_id: int, page: int) -> None:
    """The units, for a category in an area (0: everywhere)."""
    c = categories.found(turn, category_id)
    if not turn.office.active_units():
        raise NotPossible("admin-no-units")
    shown, turning = lists.page_of(turn, turn.office.active_units(), page, "route-unit", c.id, area_id)
    buttons = [turn.button("route-set", c.id, area_id, u.id, label=u.name) for u in shown]
    choices = [*lists.rows(buttons), *turning, common.back(turn, "route", c.id)]
    name, area = c.name(turn.language), _area_name(turn, area_id)
    await turn.reply("admin-choose-unit", choices=choices, edit=True, name=name, area=area)


async def set_(turn: Turn, category_id: int, area_id: int, unit_id: int) -> None:
    """From now on the unit gets the category, in the area (0: wherever there is no other route)."""
    c, u = categories.found(turn, category_id), units.found(turn, unit_id)
    area = places.found(turn, area_id) if area_id else None
    if u.retired_at is not None:
        raise NotPossible("admin-unit-retired", name=u.name)
    subject = " · ".join([c.zh, *([area.name] if area else [])]) + f" → {u.name}"
    old = _row(turn, c.id, area_id or None)
    if old is None:
        values = {"category_id": c.id, "area_id": area_id or None, "unit_id": u.id}
        await put(turn, "routes", None, values, "route-set", subject)
    elif old.unit_id != u.id:
        await put(turn, "routes", {"id": old.id}, {"unit_id": u.id}, "route-set", subject)
    await _card(turn, c.id, done=True)


def _row(turn: Turn, category_id: int, area_id: int | None) -> RouteRow | None:
    return next((r for r in turn.office.routes if (r.category_id, r.area_id) == (category_id, area_id)), None)


async def remove(turn: Turn, route_id: int) -> None:
    row = next((r for r in turn.office.routes if r.id == route_id), None)
    if row is None:
        raise NotPossible("admin-gone")
    await _remove(turn, row.category_id, row.area_id)


async def _remove(turn: Turn, category_id: int, area_id: int | None) -> None:
    c = categories.found(turn, category_id)
    row = _row(turn, category_id, area_id)
    if row is None:
        raise NotPossible("admin-no-route", name=c.name(turn.language))
    area = _area_name(turn, area_id)
    subject = " · ".join([c.zh, *([area] if area else [])]) + f" → {turn.office.unit_name(row.unit_id)}"
    await put(turn, "routes", {"id": row.id}, None, "route-remove", subject)
    await _card(turn, c.id, done=True)


# What waited for it


async def _can_go(turn: Turn, category_id: int) -> list[tuple[Case, int]]:
    """Cases that waited only because there was no unit, with the one that there is now."""
    c = categories.found(turn, category_id)
    routing, active = turn.office.routing(), {u.id for u in turn.office.active_units()}
    waiting = [
        (case, unit_for(routing, c.code, turn.office.lineage(case.area_id)))
        for case in await queues.without_unit(turn.tx, c.id, AT_ONCE)
    ]
    return [(case, unit_id) for case, unit_id in waiting if unit_id is not None and unit_id in active]


async def dispatch(turn: Turn, category_id: int) -> None:
    """Hands out what waited; their residents hear which unit has it."""
    sent = 0
    for case, unit_id in await _can_go(turn, category_id):
        try:
            given = await casework.dispatch(turn, case, unit_id, Who.ADMIN)
        except NotPossible:
            continue  # a dispatcher was faster with this one
        await telling.tell_reporter(turn, given, "resident-dispatched")
        sent += 1
    choices = [common.back(turn, "route", category_id)]
    await turn.reply("admin-handed-out", choices=choices, edit=True, n=sent)
