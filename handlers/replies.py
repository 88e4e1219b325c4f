"""常用答复, what a unit often says: kept by its leads and admins in chat, offered to who writes to a resident."""

from collections.abc import Coroutine
from typing import Any

from bot.casework.lifecycle import Action
from bot.casework.replies import PLACEHOLDERS, unknown
from bot.messages import Choice
from bot.privacy import is_blank, one_line
from handlers import lists
from handlers.turn import NotPossible, Turn
from storage import audit, replies
from storage.records import Case, Unit
from storage.replies import Reply

MOST = 20  # quick replies of a unit: more nobody finds the right one among
LONGEST = 1000  # characters of one
OFFERED = 3  # at once
LABEL = 14  # characters of one on a button

# What somebody types behind /replies, by what it does.
VERBS = {
    **dict.fromkeys(("add", "new", "加", "添加", "新增", "增加"), "add"),
    **dict.fromkeys(("change", "edit", "改", "修改"), "change"),
    **dict.fromkeys(("remove", "delete", "删", "删除", "删掉"), "remove"),
}


async def offered(turn: Turn, case: Case, action: Action) -> list[list[Choice]]:
    """The unit's most used quick replies, each a button in a row of its own."""
    if case.unit_id is None:
        return []
    kept = sorted(await replies.of_unit(turn.tx, case.unit_id), key=lambda reply: -reply.used)
    return [
        [turn.button("quick", action.value, case.id, reply.id, label=f"“{one_line(reply.text, LABEL)}”")]
        for reply in kept[:OFFERED]
    ]


# Keeping them


async def command(turn: Turn, words: str) -> None:
    """/replies: the unit's quick replies; or `/replies add WORDS`, `change 2 WORDS`, `remove 2`, with the unit's name
    before it where somebody keeps those of several."""
    units = _kept_units(turn)
    first, _, rest = words.strip().partition(" ")
    named = next((unit for unit in units if unit.name == first), None)
    if named is not None:
        units, (first, _, rest) = [named], rest.strip().partition(" ")
    if not first:
        return await _show_units(turn, units) if len(units) > 1 else await _show(turn, units[0])
    verb, rest = VERBS.get(first.casefold()), rest.strip()
    if verb is None:
        raise NotPossible("replies-how", **_placeholders(turn))
    if len(units) > 1:
        raise NotPossible("replies-which", unit=units[0].name)
    if verb == "add":
        return await _add(turn, units[0], rest)
    number, _, text = rest.partition(" ")
    reply = await _numbered(turn, units[0], number)
    return await _change(turn, reply, text.strip()) if verb == "change" else await _remove(turn, reply)


def _kept_units(turn: Turn) -> list[Unit]:
    """Whose quick replies the speaker keeps today."""
    led = {m.unit_id for m in turn.memberships if m.lead}
    units = [unit for unit in turn.office.active_units() if turn.contact.admin or unit.id in led]
    if not units:
        raise NotPossible("replies-no-unit")
    return units


async def _numbered(turn: Turn, unit: Unit, typed: str) -> Reply:
    """The reply that stands under this number in the list."""
    kept = await replies.of_unit(turn.tx, unit.id)
    number = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    if not 1 <= number <= len(kept):
        raise NotPossible("replies-no-number", n=len(kept))
    return kept[number - 1]


async def _show_units(turn: Turn, units: list[Unit]) -> None:
    names = [turn.button("reply-list", unit.id, label=unit.name) for unit in units]
    await turn.reply("replies-choose", choices=lists.rows(names))


async def _show(turn: Turn, unit: Unit, *, done: str = "", undo: Choice | None = None) -> None:
    """The list, numbered; `done` says what just became of one, `undo` takes it back."""
    kept = await replies.of_unit(turn.tx, unit.id)
    lines = [done] if done else []
    lines.append(turn.t("replies-head", unit=unit.name, n=len(kept)))
    lines += [f"{i} {one_line(reply.text, 60)}" for i, reply in enumerate(kept, 1)]
    numbers = [turn.button("reply", reply.id, label=str(i)) for i, reply in enumerate(kept, 1)]
    rows = lists.rows(numbers, 5)
    last = [turn.button("reply-new", unit.id)] if len(kept) < MOST else []
    await turn.reply(text="\n".join(lines), choices=[*rows, [*([undo] if undo else []), *last]], edit=True)


async def show_list(turn: Turn, unit_id: int) -> None:
    """The list of a unit; nothing is to be typed any more."""
    if turn.contact.asking.startswith("reply-"):
        await turn.ask("")
    await _show(turn, _kept(turn, unit_id))


def _kept(turn: Turn, unit_id: int) -> Unit:
    unit = next((unit for unit in _kept_units(turn) if unit.id == unit_id), None)
    if unit is None:
        raise NotPossible
    return unit


async def show(turn: Turn, reply_id: int) -> None:
    """One of them whole, to be changed or removed."""
    reply = await _one(turn, reply_id)
    doing = [turn.button("reply-change", reply.id), turn.button("reply-remove", reply.id)]
    back = turn.button("reply-list", reply.unit_id, label=turn.t("button-back"))
    await turn.reply("reply-shown", text=reply.text, choices=[doing, [back]], edit=True)


async def _one(turn: Turn, reply_id: int) -> Reply:
    reply = await replies.kept_by(turn.tx, turn.contact.id, reply_id)
    if reply is None or await replies.get(turn.tx, reply.unit_id, reply.id) is None:
        raise NotPossible
    return reply


async def ask_new(turn: Turn, unit_id: int) -> None:
    unit = _kept(turn, unit_id)
    await turn.ask("reply-new", unit.id)
    await turn.reply("reply-new-how", choices=[[_back(turn, unit.id)]], edit=True, **_placeholders(turn))


async def new(turn: Turn, unit_id: int) -> None:
    unit = _kept(turn, unit_id)
    await _until_right(turn, _add(turn, unit, turn.inbound.text), unit.id, "reply-new", unit.id)


async def ask_change(turn: Turn, reply_id: int) -> None:
    reply = await _one(turn, reply_id)
    await turn.ask("reply-change", reply.id)
    await turn.reply("reply-change-how", text=reply.text, choices=[[_back(turn, reply.unit_id)]], edit=True)


async def changed(turn: Turn, reply_id: int) -> None:
    reply = await _one(turn, reply_id)
    await _until_right(turn, _change(turn, reply, turn.inbound.text), reply.unit_id, "reply-change", reply.id)


async def remove(turn: Turn, reply_id: int) -> None:
    await _remove(turn, await _one(turn, reply_id))


async def restore(turn: Turn, reply_id: int) -> None:
    """It was a slip of the finger."""
    reply = await replies.kept_by(turn.tx, turn.contact.id, reply_id)
    if reply is None:
        raise NotPossible
    await _room_for(turn, reply.unit_id, reply.text)
    await _put(turn, reply.id, {"retired_at": None}, "reply-restore", reply.text)
    await _show(turn, _kept(turn, reply.unit_id), done=turn.t("reply-restored"))


def _back(turn: Turn, unit_id: int) -> Choice:
    return turn.button("reply-list", unit_id, label=turn.t("button-never-mind"))


async def _until_right(turn: Turn, attempt: Coroutine[Any, Any, None], unit_id: int, action: str, *args: int) -> None:
    """Makes the attempt with what was typed; where that was wrong, says so and goes on asking."""
    try:
        async with turn.tx.savepoint():
            await attempt
    except NotPossible as no:
        await turn.ask(action, *args)
        await turn.reply(no.key, choices=[[_back(turn, unit_id)]], **no.variables)


async def _add(turn: Turn, unit: Unit, text: str) -> None:
    text = _right(turn, text)
    await _room_for(turn, unit.id, text)
    await _put(turn, None, {"unit_id": unit.id, "text": text}, "reply-add", text)
    await _show(turn, unit, done=turn.t("reply-added"))


async def _change(turn: Turn, reply: Reply, text: str) -> None:
    text = _right(turn, text)
    await _put(turn, reply.id, {"text": text}, "reply-change", text)
    await _show(turn, _kept(turn, reply.unit_id), done=turn.t("reply-changed"))


async def _remove(turn: Turn, reply: Reply) -> None:
    await _put(turn, reply.id, {"retired_at": turn.now}, "reply-remove", reply.text)
    undo = turn.button("reply-restore", reply.id)
    done = turn.t("reply-removed", text=one_line(reply.text, 30))
    await _show(turn, _kept(turn, reply.unit_id), done=done, undo=undo)


async def _put(turn: Turn, id: int | None, values: dict[str, Any], action: str, text: str) -> None:
    key = {"id": id} if id else None
    await audit.put(
        turn.tx, "replies", key, values, actor=turn.contact.id, at=turn.now, action=action, subject=one_line(text, 60)
    )


async def _room_for(turn: Turn, unit_id: int, text: str) -> None:
    kept = await replies.of_unit(turn.tx, unit_id)
    if len(kept) >= MOST:
        raise NotPossible("replies-full", n=MOST)
    if any(reply.text == text for reply in kept):
        raise NotPossible("replies-twice")


def _placeholders(turn: Turn) -> dict[str, Any]:
    """How the placeholders are typed in the speaker's language, by their English names."""
    return {name: f"{{{chinese if turn.language == 'zh' else name}}}" for chinese, name in PLACEHOLDERS.items()}


def _right(turn: Turn, text: str) -> str:
    """What was typed, if it can be a quick reply. Raises NotPossible with what would be right."""
    if is_blank(text):
        raise NotPossible("replies-how", **_placeholders(turn))
    if len(text) > LONGEST:
        raise NotPossible("replies-long", n=LONGEST)
    if wrong := unknown(text):
        raise NotPossible("replies-placeholder", wrong=wrong[0], **_placeholders(turn))
    return text
