"""Units: looking at them. What changes them is in `unit_changes`, when their digest comes in `schedule`."""

from handlers import lists
from handlers.admin import common, words
from handlers.turn import NotPossible, Turn
from storage import contacts, queues
from storage.records import Unit

WANTS = {"chart": "chart", "ledger": "ledger", "empty": "empty_digest"}  # what is typed, and the column


def known(turn: Turn) -> dict[str, Unit]:
    """All units, retired ones too, under their names."""
    return words.names((u, (u.name,)) for u in turn.office.units.values())


def found(turn: Turn, unit_id: int) -> Unit:
    """The unit that a button means. Raises NotPossible if there is none."""
    unit = turn.office.units.get(unit_id)
    if unit is None:
        raise NotPossible("admin-gone")
    return unit


def unknown(turn: Turn, name: str, form: str) -> NotPossible:
    """What to say to a name that no unit has: which there are, and how the command goes; without a name only that."""
    if not name:
        return NotPossible(form)
    names = "" if turn.inbound.group else common.listed(turn, [u.name for u in turn.office.active_units()])
    return NotPossible("admin-no-unit", name=name[:40], known=names, form=turn.t(form))


async def units(turn: Turn, text: str) -> None:
    """/units: all of them, a button each."""
    await show_all(turn, 0)


async def show_all(turn: Turn, page: int) -> None:
    """The units with their hour and people."""
    people = await contacts.member_counts(turn.tx)
    shown, turning = lists.page_of(turn, list(turn.office.units.values()), page, "unit-list")
    lines = [
        turn.t(
            "admin-unit-line",
            name=u.name,
            hour=u.hour,
            people=people.get(u.id, 0),
            group="yes" if u.group_chat else "no",
            retired="yes" if u.retired_at else "no",
        )
        for u in shown
    ]
    buttons = [turn.button("unit", u.id, label=u.name) for u in shown]
    head = turn.t("admin-units", n=len(turn.office.active_units()))
    choices = [*lists.rows(buttons), *turning, [turn.button("unit-new")]]
    await turn.reply(text="\n".join([head, *lines]), choices=choices, edit=True)


async def show(turn: Turn, unit_id: int) -> None:
    """One unit with what can be done with it."""
    await card(turn, unit_id)


async def card(turn: Turn, unit_id: int, *, done: bool = False) -> None:
    u = found(turn, unit_id)
    people = await contacts.people_of_unit(turn.tx, u.id)
    routes = [r for r in turn.office.routes if r.unit_id == u.id]
    card = turn.t(
        "admin-unit",
        name=u.name,
        retired="yes" if u.retired_at else "no",
        hour=u.hour,
        people=len(people),
        leads=sum(1 for person in people if person.lead),
        group="yes" if u.group_chat else "no",
        categories=turn.t("list-comma").join(
            dict.fromkeys(turn.office.category_name(turn.language, r.category_id) for r in routes)
        ),
        open=len(await queues.open_of_unit(turn.tx, u.id)),
    )
    wants = [
        turn.button("unit-want", u.id, want, "off" if getattr(u, column) else "on", label=_want(turn, u, want))
        for want, column in WANTS.items()
    ]
    group = [turn.button("unit-group-off", u.id)] if u.group_chat else [turn.button("unit-group", u.id)]
    last = turn.button("unit-restore", u.id) if u.retired_at else turn.button("unit-retire", u.id)
    rows = [
        [turn.button("unit-people", u.id, 0), turn.button("invite-unit", u.id)],
        [turn.button("unit-rename", u.id), turn.button("unit-hour", u.id)],
        wants,
        [*group, last],
        common.back(turn, "unit-list", 0),
    ]
    await turn.reply(text=f"{turn.t('admin-done')}\n{card}" if done else card, choices=rows, edit=True)


def _want(turn: Turn, unit: Unit, want: str) -> str:
    return turn.t(f"admin-want-{want}", on="yes" if getattr(unit, WANTS[want]) else "no")
