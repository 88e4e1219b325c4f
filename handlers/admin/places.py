"""Areas: places that residents name, each within another or not, so that a category can have another unit in each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.messages import Choice
from handlers import imports, lists
from handlers.admin import common, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage.records import Area

Rows = list[Sequence[Choice]]

VERBS = frozenset({"add", "rename", "retire", "restore"})


class _Known(Mapping[str, Area]):
    """All areas, retired ones too, under what they are called."""

    def __init__(self, turn: Turn) -> None:
        self._areas, self._names = turn.office.areas, turn.office.area_names

    def __getitem__(self, name: str) -> Area:
        return self._areas[self._names[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def known(turn: Turn) -> Mapping[str, Area]:
    """All areas, retired ones too, under their names; where several have one, behind that of what they lie in."""
    return _Known(turn)


def found(turn: Turn, area_id: int) -> Area:
    """The area that a button means. Raises NotPossible if there is none."""
    area = turn.office.areas.get(area_id)
    if area is None:
        raise NotPossible("admin-gone")
    return area


def unknown(turn: Turn, name: str, form: str) -> NotPossible:
    """What to say to a name that no area has: which there are, and how the command goes; without a name only that."""
    if not name:
        return NotPossible(form)
    names = common.listed(turn, [a.name for a in active(turn)])
    return NotPossible("admin-no-area", name=name[:40], known=names, form=turn.t(form))


def active(turn: Turn) -> list[Area]:
    return [a for a in turn.office.areas.values() if a.retired_at is None]


def within(turn: Turn, parent_id: int) -> list[Area]:
    """The areas that lie directly in that one (0: in none), retired ones too."""
    return [a for a in turn.office.areas.values() if (a.parent_id or 0) == parent_id]


async def areas(turn: Turn, text: str) -> None:
    """/areas: those that lie in no other, a button each; with a file: imports it."""
    if turn.inbound.media:
        return await imports.areas_file(turn)
    return await show_all(turn, 0)


async def ask_file(turn: Turn) -> None:
    """How a table of areas must look; the next message is one."""
    await common.ask(turn, "areas-how", "areas-file")


async def area(turn: Turn, text: str) -> None:
    """/area: shows one, or changes it; a part of a name finds all that have it."""
    if not text:
        return await show_all(turn, 0)
    said = words.understand(text, VERBS, known(turn))
    if said.verb == "add":
        return await _add(turn, said.words, said.thing.id if said.thing else 0)
    if said.thing is None:
        return await _search(turn, said.words)
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


async def _search(turn: Turn, wanted: str) -> None:
    """The areas that have these words in a name, a button each."""
    alike = [a for a in turn.office.areas.values() if wanted and any(wanted in name for name in a.names)]
    if not alike:
        raise unknown(turn, wanted, "admin-form-area")
    buttons = [turn.button("area", a.id, label=_label(turn, a)) for a in alike[: lists.PAGE]]
    choices = [*lists.rows(buttons), common.back(turn, "area-list", 0)]
    await turn.reply("admin-areas-alike", choices=choices, name=wanted[:40], n=len(alike))


async def show_all(turn: Turn, page: int) -> None:
    """The areas that lie in no other, each with the number of those in it."""
    buttons, turning = _buttons(turn, within(turn, 0), page, "area-list")
    choices = [*buttons, *turning, [turn.button("area-new"), turn.button("areas-file")]]
    await turn.reply("admin-areas", choices=choices, edit=True, n=len(active(turn)))


async def show_within(turn: Turn, area_id: int, page: int) -> None:
    """The areas that lie directly in one."""
    a, inside = found(turn, area_id), within(turn, area_id)
    buttons, turning = _buttons(turn, inside, page, "area-within", a.id)
    choices = [*buttons, *turning, common.back(turn, "area", a.id)]
    await turn.reply("admin-areas-within", choices=choices, edit=True, name=a.name, n=len(inside))


def _buttons(turn: Turn, areas: Sequence[Area], page: int, action: str, *args: object) -> tuple[Rows, Rows]:
    shown, turning = lists.page_of(turn, areas, page, action, *args)
    below = _counts(turn)
    return lists.rows([turn.button("area", a.id, label=_label(turn, a, below[a.id])) for a in shown]), turning


def _counts(turn: Turn) -> Counter[int]:
    """How many areas lie directly in each."""
    return Counter(a.parent_id or 0 for a in turn.office.areas.values())


def _label(turn: Turn, a: Area, below: int = 0) -> str:
    """A name on a button, with the number of areas below it."""
    name = turn.office.area_name(a.id) if not below else f"{a.name} · {below}"
    return turn.t("admin-area", name=name, retired="yes" if a.retired_at else "no")


async def show(turn: Turn, area_id: int) -> None:
    """One area with what can be done with it."""
    await _card(turn, area_id)


async def _card(turn: Turn, area_id: int, *, done: bool = False) -> None:
    a = found(turn, area_id)
    below = _counts(turn)[a.id]
    path = " › ".join(turn.office.areas[id].name for id in reversed(turn.office.lineage(a.id)))
    lines = [turn.t("admin-done")] if done else []
    lines.append(turn.t("admin-area", name=path, retired="yes" if a.retired_at else "no"))
    if a.kind or a.other_names:
        lines.append(turn.t("admin-area-more", kind=a.kind, others=a.other_names))
    last = turn.button("area-restore", a.id) if a.retired_at else turn.button("area-retire", a.id)
    inside = [turn.button("area-within", a.id, 0, n=below)] if below else []
    choices = [
        [turn.button("area-rename", a.id), last],
        [*inside, turn.button("area-new", a.id, label=turn.t("button-area-below"))],
        common.back(turn, "area-within", a.parent_id, 0) if a.parent_id else common.back(turn, "area-list", 0),
    ]
    await turn.reply(text="\n".join(lines), choices=choices, edit=True)


async def ask_new(turn: Turn, area_id: int = 0) -> None:
    """The name of a new area is asked for; it will lie in that one (0: in none)."""
    parent = [found(turn, area_id).id] if area_id else []
    await common.ask(turn, "admin-ask-area", "area-new", *parent)


async def new(turn: Turn, area_id: int = 0) -> None:
    """The name of a new area was typed."""
    typed, parent = " ".join(words.split(turn.inbound.text)), [area_id] if area_id else []
    await common.until_right(turn, _add(turn, typed, area_id), "area-new", *parent)


async def _add(turn: Turn, typed: str, parent_id: int) -> None:
    parent = found(turn, parent_id).id if parent_id else None
    name = words.new_name(typed, _beside(turn, parent_id))
    values = {"name": name, "parent_id": parent}
    await _card(turn, await put(turn, "areas", None, values, "area-add", name), done=True)


def _beside(turn: Turn, parent_id: int) -> dict[str, Area]:
    """The areas among which a name must be the only one."""
    return words.names((a, (a.name,)) for a in within(turn, parent_id))


async def ask_rename(turn: Turn, area_id: int) -> None:
    a = found(turn, area_id)
    await common.ask(turn, "admin-ask-name", "area-rename", a.id, name=a.name)


async def renamed(turn: Turn, area_id: int) -> None:
    """A new name was typed."""
    a, typed = found(turn, area_id), " ".join(words.split(turn.inbound.text))
    await common.until_right(turn, _rename(turn, a, typed), "area-rename", a.id)


async def _rename(turn: Turn, a: Area, typed: str) -> None:
    name = words.new_name(typed, _beside(turn, a.parent_id or 0), a)
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
