"""Areas: places that residents name, so that a category can have another unit in each."""

from handlers.admin import common, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage.records import Area

VERBS = frozenset({"add", "rename", "retire", "restore"})


def known(turn: Turn) -> dict[str, Area]:
    """All areas, retired ones too, under their names."""
    return words.names((a, (a.name,)) for a in turn.office.areas.values())


def found(turn: Turn, area_id: int) -> Area:
    """The area that a button means. Raises NotPossible if there is none."""
    area = turn.office.areas.get(area_id)
    if area is None:
        raise NotPossible("admin-gone")
    return area


def active(turn: Turn) -> list[Area]:
    return [a for a in turn.office.areas.values() if a.retired_at is None]


async def areas(turn: Turn, text: str) -> None:
    """/areas: all of them, a button each."""
    await show_all(turn, 0)


async def area(turn: Turn, text: str) -> None:
    """/area: shows one, or changes it."""
    if not text:
        return await show_all(turn, 0)
    said = words.understand(text, VERBS, known(turn))
    if said.verb == "add":
        return await _add(turn, said.words)
    if said.thing is None:
        if not said.words:
            raise NotPossible("admin-form-area")
        names = common.listed(turn, [a.name for a in active(turn)])
        raise NotPossible("admin-no-area", name=said.words[:40], known=names)
    match said.verb, said.rest:
        case "", []:
            return await show(turn, said.thing.id)
        case "rename", [_, *_]:
            return await _rename(turn, said.thing, said.words)
        case "retire", []:
            return await retire(turn, said.thing.id)
        case "restore", []:
            return await restore(turn, said.thing.id)
        case _:
            raise NotPossible("admin-form-area")


async def show_all(turn: Turn, page: int) -> None:
    shown, turning = common.page_of(turn, list(turn.office.areas.values()), page, "area-list")
    buttons = [turn.button("area", a.id, label=_label(turn, a)) for a in shown]
    choices = [*common.rows(buttons), *turning, [turn.button("area-new")]]
    await turn.reply("admin-areas", choices=choices, edit=True, n=len(active(turn)))


def _label(turn: Turn, a: Area) -> str:
    return turn.t("admin-area", name=a.name, retired="yes" if a.retired_at else "no")


async def show(turn: Turn, area_id: int) -> None:
    """One area with what can be done with it."""
    await _card(turn, area_id)


async def _card(turn: Turn, area_id: int, *, done: bool = False) -> None:
    a = found(turn, area_id)
    last = turn.button("area-restore", a.id) if a.retired_at else turn.button("area-retire", a.id)
    choices = [[turn.button("area-rename", a.id), last], common.back(turn, "area-list", 0)]
    card = _label(turn, a)
    await turn.reply(text=f"{turn.t('admin-done')}\n{card}" if done else card, choices=choices, edit=True)


async def ask_new(turn: Turn) -> None:
    await common.ask(turn, "admin-ask-area", "area-new")


async def new(turn: Turn) -> None:
    """The name of a new area was typed."""
    await common.until_right(turn, _add(turn, " ".join(words.split(turn.inbound.text))), "area-new")


async def _add(turn: Turn, typed: str) -> None:
    name = words.new_name(typed, known(turn))
    await _card(turn, await put(turn, "areas", None, {"name": name}, "area-add", name), done=True)


async def ask_rename(turn: Turn, area_id: int) -> None:
    a = found(turn, area_id)
    await common.ask(turn, "admin-ask-name", "area-rename", a.id, name=a.name)


async def renamed(turn: Turn, area_id: int) -> None:
    """A new name was typed."""
    a, typed = found(turn, area_id), " ".join(words.split(turn.inbound.text))
    await common.until_right(turn, _rename(turn, a, typed), "area-rename", a.id)


async def _rename(turn: Turn, a: Area, typed: str) -> None:
    name = words.new_name(typed, known(turn), a)
    await put(turn, "areas", {"id": a.id}, {"name": name}, "area-rename", f"{a.name} → {name}")
    await _card(turn, a.id, done=True)


async def retire(turn: Turn, area_id: int) -> None:
    """Messages are not searched for its name any more; cases that have it keep it."""
    a = found(turn, area_id)
    if a.retired_at is None:
        await put(turn, "areas", {"id": a.id}, {"retired_at": turn.now}, "area-retire", a.name)
    await _card(turn, a.id, done=True)


async def restore(turn: Turn, area_id: int) -> None:
    a = found(turn, area_id)
    if a.retired_at is not None:
        await put(turn, "areas", {"id": a.id}, {"retired_at": None}, "area-restore", a.name)
    await _card(turn, a.id, done=True)
