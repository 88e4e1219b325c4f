"""What admins changed: reading it, and undoing it step by step."""

import json
from typing import Any

from handlers import account, following, groups
from handlers.admin import common, people
from handlers.turn import NotPossible, Turn
from storage import audit, contacts
from storage.records import AuditRow

PAGE = 10


async def undo(turn: Turn, text: str) -> None:
    """/undo: the last change, whoever made it; again goes further back."""
    await undo_before(turn, 0)


async def undo_before(turn: Turn, line_id: int, wanted: int = 0) -> None:
    """Undoes the newest change that is older than `line_id` (0: the newest of all), and says what it was.

    `wanted` is the change that the button was made for (0: any): pressed twice, it must not undo the next one too.
    """
    line = await _undoable(turn, line_id)
    if wanted and (line is None or line.id != wanted):
        raise NotPossible
    if line is None:
        raise NotPossible("admin-nothing-to-undo")
    words = await _words(turn, line)
    older = await _undoable(turn, line.id)
    further = [[turn.button("undo-older", line.id, *([older.id] if older else []))]]
    person_id = await _may_undo(turn, line)
    if not await audit.undo(turn.tx, line.id, actor=turn.contact.id, at=turn.now):
        await turn.reply("admin-undo-stale", choices=further, edit=True, what=words)
        return
    await turn.office.refresh(turn.tx)
    if person_id:
        await people.renew_menu(turn, person_id)
    if unit_id := _unit_retired_or_back(line):
        await people.renew_menus_of(turn, unit_id)
    if left := _group_left(line):
        await groups.untied(turn, *left)
    if _change(line)["table"] == audit.CALENDAR:
        await following.asked(turn)
    await turn.reply("admin-undone", choices=further, edit=True, what=words)


async def _undoable(turn: Turn, before: int) -> AuditRow | None:
    """The newest change that can be undone and is older than line `before` (0: of all).

    How somebody came by a role on their own (with an invite) is no change of an admin's: /roles is the place for that.
    Nobody can be given back a role who has had their data deleted.
    """
    line = await audit.last_undoable(turn.tx, before or None)
    while line is not None and (_own_doing(line) or await _of_somebody_gone(turn, line)):
        line = await audit.last_undoable(turn.tx, line.id)
    return line


def _change(line: AuditRow) -> dict[str, Any]:
    change: dict[str, Any] = json.loads(line.change)
    return change


def _person(line: AuditRow) -> int:
    """Whose role the line is about; 0 if it is about a thing."""
    change = _change(line)
    if change["table"] == "contacts":
        return int(change["key"]["id"])
    return int((change["before"] or change["after"])["contact_id"]) if change["table"] == "members" else 0


def _unit_retired_or_back(line: AuditRow) -> int:
    """The unit whose people lose or get back what they can do, if the line is about that; else 0."""
    change = _change(line)
    before, after = change["before"] or {}, change["after"] or {}
    retires = change["table"] == "units" and before.get("retired_at") != after.get("retired_at")
    return int(change["key"]["id"]) if retires else 0


def _group_left(line: AuditRow) -> tuple[str, str] | None:
    """The group (channel, chat) that the line gave a unit, and that is the unit's no more when it is undone."""
    change = _change(line)
    before, after = change["before"] or {}, change["after"] or {}
    if change["table"] != "units" or not after.get("group_chat") or before.get("group_chat") == after["group_chat"]:
        return None
    return after["group_channel"], after["group_chat"]


def _own_doing(line: AuditRow) -> bool:
    person_id = _person(line)
    return bool(person_id) and line.actor_id in (None, person_id)


async def _of_somebody_gone(turn: Turn, line: AuditRow) -> bool:
    person_id = _person(line)
    person = await contacts.get(turn.tx, person_id) if person_id else None
    return bool(person_id) and (person is None or not person.chat)


async def _may_undo(turn: Turn, line: AuditRow) -> int:
    """Whose role changes by it (0: nobody's). Raises NotPossible where the rules of `people` forbid it."""
    person_id = _person(line)
    if not person_id:
        return 0
    change = _change(line)
    before, after = change["before"] or {}, change["after"] or {}
    if after.get("admin") and not before.get("admin"):
        await account.keep_an_admin(turn, without=person_id, otherwise="admin-last")
    gains = any(before.get(role) and not after.get(role) for role in ("admin", "dispatcher", "lead"))
    joins = bool(before) and before.get("until") is None and after.get("until") is not None
    if person_id == turn.contact.id and (gains or joins):
        raise NotPossible("admin-not-yourself")
    return person_id


async def show(turn: Turn, text: str) -> None:
    """/audit: the last changes, with who and when."""
    await show_before(turn, 0)


async def show_before(turn: Turn, line_id: int) -> None:
    """The changes older than line `line_id` (0: the newest)."""
    lines = await audit.last(turn.tx, PAGE + 1, line_id or None)
    if not lines:
        raise NotPossible("admin-audit-empty")
    choices = []
    if len(lines) > PAGE:
        choices.append([turn.button("audit", lines[PAGE - 1].id, label=turn.t("button-older"))])
    if line_id:
        choices.append(common.back(turn, "audit", 0))
    said = [await _words(turn, line) for line in lines[:PAGE]]
    await turn.reply(text="\n".join([turn.t("admin-audit"), *said]), choices=choices, edit=True)


async def _words(turn: Turn, line: AuditRow) -> str:
    """A line of the audit as people read it."""
    key = f"audit-{line.action.replace(' ', '-').replace('_', '-')}"
    person = await contacts.get(turn.tx, line.actor_id) if line.actor_id else None
    return turn.t(
        "admin-audit-line",
        at=turn.moment(turn.language, line.at),
        who=person.name or f"#{person.id}" if person else "",
        did=turn.t(key) if turn.office.texts.has(turn.language, key) else line.action,
        subject=line.subject,
        undone="yes" if line.undone_at else "no",
    )
