"""Who has which role: invites, and taking roles away. Nobody promotes themselves; the last admin stays."""

import secrets
from dataclasses import replace
from datetime import timedelta

from bot.messages import Address, token
from handlers import account, lists
from handlers.admin import common, units, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage import audit, contacts, invites
from storage.contacts import Member
from storage.records import Contact

CODE_BYTES = 16  # 128 bits cannot be guessed
VALID = timedelta(days=7)
UNIT_ROLES, OFFICE_ROLES = ("member", "lead"), ("dispatcher", "admin")
PER_PAGE = 10  # people, with two buttons each


# Invites


async def invite(turn: Turn, text: str) -> None:
    """/invite: a single-use code for a unit's member or lead, a dispatcher or an admin."""
    rest = words.split(text)
    if not rest:
        return await choose(turn)
    role = words.meant(text)
    if role in OFFICE_ROLES:
        return await make(turn, role, 0)
    unit, left = words.take(rest, units.known(turn))
    if unit is None:
        raise units.unknown(turn, " ".join(rest), "admin-form-invite")
    role = words.meant(" ".join(left)) if left else "member"
    if role not in UNIT_ROLES:
        raise NotPossible("admin-form-invite")
    return await make(turn, role, unit.id)


async def choose(turn: Turn) -> None:
    """For what the invite is to be."""
    choices = [
        [turn.button("invite-units", 0)],
        [turn.button("invite-make", role, 0, label=turn.t(f"role-{role}")) for role in OFFICE_ROLES],
    ]
    await turn.reply("admin-choose-invite", choices=choices, edit=True)


async def choose_unit(turn: Turn, page: int) -> None:
    if not turn.office.active_units():
        raise NotPossible("admin-no-units")
    shown, turning = lists.page_of(turn, turn.office.active_units(), page, "invite-units")
    buttons = [turn.button("invite-unit", u.id, label=u.name) for u in shown]
    await turn.reply(
        "admin-choose-invite-unit", choices=[*lists.rows(buttons), *turning, common.back(turn, "invite")], edit=True
    )


async def choose_unit_role(turn: Turn, unit_id: int) -> None:
    u = units.found(turn, unit_id)
    buttons = [turn.button("invite-make", role, u.id, label=turn.t(f"role-{role}")) for role in UNIT_ROLES]
    await turn.reply(
        "admin-choose-unit-role", choices=[buttons, common.back(turn, "unit", u.id)], edit=True, name=u.name
    )


async def make(turn: Turn, role: str, unit_id: int) -> None:
    """Makes an invite. The code is in a message of its own, to be passed on as it is; only its digest is kept."""
    if role not in (UNIT_ROLES if unit_id else OFFICE_ROLES):
        raise NotPossible
    unit = units.found(turn, unit_id) if unit_id else None
    if unit is not None and unit.retired_at is not None:
        raise NotPossible("admin-unit-retired", name=unit.name)
    code = token(secrets.token_bytes(CODE_BYTES))
    expires_at = turn.now + VALID
    id = await invites.create(
        turn.tx, code, role=role, unit_id=unit_id or None, created_by=turn.contact.id, expires_at=expires_at
    )
    unit_name = unit.name if unit else ""
    subject = f"{unit_name}{' · ' if unit else ''}{turn.say(turn.office.settings.language, f'role-{role}')}"
    await audit.note(turn.tx, actor=turn.contact.id, at=turn.now, action="invite", subject=subject)
    name = turn.t(f"role-{role}")
    await turn.reply(
        "admin-invite",
        choices=[[turn.button("invite-cancel", id)]],
        edit=True,
        role=name,
        unit=unit_name,
        until=turn.day(turn.language, expires_at),
    )
    link = f"{turn.office.bot_link}?start={code}" if turn.office.bot_link else ""
    office = turn.office.settings.office_name
    await turn.reply("admin-invitation", office=office, role=name, unit=unit_name, link=link, code=code, fleeting=True)


async def cancel(turn: Turn, invite_id: int) -> None:
    """An invite that went to the wrong person."""
    if not await invites.cancel(turn.tx, invite_id, turn.now):
        raise NotPossible("admin-invite-gone")
    await audit.note(turn.tx, actor=turn.contact.id, at=turn.now, action="invite-cancel", subject="")
    await turn.reply("admin-invite-cancelled", edit=True)


# The office: admins and dispatchers


async def roles(turn: Turn, text: str) -> None:
    """/roles: who is admin and dispatcher, each with a button that takes the role away; and the way to the units."""
    await show_roles(turn, 0)


async def show_roles(turn: Turn, page: int) -> None:
    people = await contacts.with_roles(turn.tx)
    held = [(role, [p for p in people if getattr(p, role)]) for role in ("admin", "dispatcher")]
    comma = turn.t("list-comma")
    lines = [
        turn.t("admin-roles-line", role=turn.t(f"role-{role}"), names=comma.join(map(_name, holders)))
        for role, holders in held
    ]
    buttons = [
        turn.button("role-remove", p.id, role, name=_name(p), role=turn.t(f"role-{role}"))
        for role, holders in held
        for p in holders
    ]
    shown, turning = lists.page_of(turn, buttons, page, "roles")
    last = [turn.button("unit-list", 0, label=turn.t("button-units")), turn.button("invite")]
    choices = [*lists.rows(shown, 1), *turning, last]
    await turn.reply(text="\n".join([turn.t("admin-roles"), *lines]), choices=choices, edit=True)


def _name(person: Contact) -> str:
    return person.name or f"#{person.id}"


async def remove_role(turn: Turn, contact_id: int, role: str) -> None:
    """Takes away a role. It holds from the person's next press: roles are read anew each time."""
    person = await contacts.get(turn.tx, contact_id)
    if role not in OFFICE_ROLES or person is None or not getattr(person, role):
        raise NotPossible("admin-gone")
    if role == "admin":
        await account.keep_an_admin(turn, without=person.id, otherwise="admin-last")
        await invites.cancel_all_of(turn.tx, person.id, turn.now)
    await put(turn, "contacts", {"id": person.id}, {role: False}, f"{role}-remove", _name(person))
    await _lost(turn, person, role)
    if person.id == turn.contact.id and role == "admin":
        await turn.reply("admin-left", edit=True)
        return
    await show_roles(turn, 0)


async def _lost(turn: Turn, person: Contact, role: str, unit: str = "") -> None:
    """The person hears what they are no longer, and their menu shows what is left."""
    if person.id != turn.contact.id:
        await turn.tell(person, "role-removed", role=turn.say(person.language, f"role-{role}"), unit=unit)
    await renew_menu(turn, person.id)


async def renew_menu(turn: Turn, contact_id: int) -> None:
    """Shows the person the commands of their present roles."""
    person = await contacts.get(turn.tx, contact_id)
    if person is None or person.blocked_at is not None or not person.chat:
        return
    to = replace(turn.inbound, address=Address(person.channel, person.chat), group=False)
    theirs = await contacts.memberships(turn.tx, person.id)
    await account.show_menu(replace(turn, contact=person, memberships=theirs, inbound=to), person)


async def renew_menus_of(turn: Turn, unit_id: int) -> None:
    """The same for everybody of a unit, which was retired or is back."""
    for member in await contacts.people_of_unit(turn.tx, unit_id):
        await renew_menu(turn, member.contact.id)


# A unit's people


async def show_unit(turn: Turn, unit_id: int, page: int) -> None:
    """A unit's people; each can be made its lead, or removed."""
    u = units.found(turn, unit_id)
    people = await contacts.people_of_unit(turn.tx, u.id)
    shown, turning = lists.page_of(turn, people, page, "unit-people", u.id, size=PER_PAGE)
    lines = [turn.t("admin-person", name=_name(m.contact), lead="yes" if m.lead else "no") for m in shown]
    buttons = [
        [
            turn.button("member-lead", m.id, "off" if m.lead else "on", label=_lead_label(turn, m)),
            turn.button("member-remove", m.id, name=_name(m.contact)),
        ]
        for m in shown
    ]
    last = [turn.button("invite-unit", u.id), *common.back(turn, "unit", u.id)]
    head = turn.t("admin-people", name=u.name, n=len(people))
    await turn.reply(text="\n".join([head, *lines]), choices=[*buttons, *turning, last], edit=True)


def _lead_label(turn: Turn, member: Member) -> str:
    return turn.t("admin-lead-button", name=_name(member.contact), lead="yes" if member.lead else "no")


async def _member(turn: Turn, member_id: int) -> Member:
    member = await contacts.member(turn.tx, member_id)
    if member is None:
        raise NotPossible("admin-gone")
    return member


async def set_lead(turn: Turn, member_id: int, wish: str) -> None:
    """Makes somebody a lead of their unit, or an ordinary member. The button says what will be."""
    member = await _member(turn, member_id)
    if wish not in ("on", "off"):
        raise NotPossible
    if wish == "on" and member.contact.id == turn.contact.id:
        raise NotPossible("admin-not-yourself")
    if member.lead != (wish == "on"):
        await put(turn, "members", {"id": member.id}, {"lead": wish == "on"}, f"lead-{wish}", _subject(turn, member))
    await show_unit(turn, member.unit_id, 0)


async def remove_member(turn: Turn, member_id: int) -> None:
    """Somebody does not belong to the unit any more. What they had signed for stays with the unit."""
    member = await _member(turn, member_id)
    await put(turn, "members", {"id": member.id}, {"until": turn.now}, "member-remove", _subject(turn, member))
    await _lost(turn, member.contact, "member", turn.office.unit_name(member.unit_id))
    await show_unit(turn, member.unit_id, 0)


def _subject(turn: Turn, member: Member) -> str:
    return f"{_name(member.contact)} · {turn.office.unit_name(member.unit_id)}"
