"""When each unit gets its digest, on workdays, in the office's zone."""

from handlers import lists
from handlers.admin import common, units, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage.records import Unit

HOURS = ("07:30", "08:00", "08:30", "09:00")  # as buttons; any other by words


async def schedule(turn: Turn, text: str) -> None:
    """/schedule: all units' hours at a glance; with a unit and an hour behind it, sets it."""
    if not text:
        return await show_schedule(turn, 0)
    thing, rest = words.take(words.split(text), units.known(turn))
    if thing is None:
        raise units.unknown(turn, " ".join(rest), "admin-form-schedule")
    return await set_hour(turn, thing, " ".join(rest)) if rest else await choose_hour(turn, thing.id)


async def show_schedule(turn: Turn, page: int) -> None:
    by_hour = sorted(turn.office.active_units(), key=lambda u: u.hour)
    shown, turning = lists.page_of(turn, by_hour, page, "schedule")
    lines = [f"{u.hour} {u.name}" for u in shown]
    buttons = [turn.button("unit-hour", u.id, label=f"{u.name} {u.hour}") for u in shown]
    head = turn.t("admin-schedule", n=len(by_hour))
    await turn.reply(text="\n".join([head, *lines]), choices=[*lists.rows(buttons), *turning], edit=True)


async def choose_hour(turn: Turn, unit_id: int) -> None:
    """Some hours as buttons; another one can be typed."""
    u = units.found(turn, unit_id)
    await turn.ask("unit-hour", u.id)
    hours = [turn.button("unit-hour-set", u.id, hour.replace(":", ""), label=hour) for hour in HOURS]
    await turn.reply(
        "admin-ask-hour", choices=[hours, [turn.button("never-mind")]], edit=True, name=u.name, hour=u.hour
    )


async def hour_typed(turn: Turn, unit_id: int) -> None:
    u = units.found(turn, unit_id)
    await common.until_right(turn, set_hour(turn, u, turn.inbound.text), "unit-hour", u.id)


async def hour_chosen(turn: Turn, unit_id: int, digits: str) -> None:
    await turn.ask("")
    await set_hour(turn, units.found(turn, unit_id), f"{digits[:2]}:{digits[2:]}")


async def set_hour(turn: Turn, u: Unit, typed: str) -> None:
    hour = words.hour(typed)
    if hour is None:
        raise NotPossible("admin-wrong-hour", name=u.name)
    if hour != u.hour:
        await put(turn, "units", {"id": u.id}, {"hour": hour}, "unit-hour", f"{u.name} {u.hour} → {hour}")
    await units.card(turn, u.id, done=True)
