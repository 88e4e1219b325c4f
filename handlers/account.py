"""A person's own affairs with the bot: arriving, joining the office by an invite, language, and their data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from bot.casework.lifecycle import Action, Status, Who
from bot.messages import Attachment, MediaKind, Outbound
from handlers import casework, first_admin, merging, subscribing, telling
from handlers.turn import Command, Needs, NotPossible, Turn, may
from storage import audit, cases, contacts, facts, invites, offices
from storage.records import Case, Contact, Invite

_CODE = re.compile("[A-Za-z0-9_-]{22}")  # 16 bytes, as `messages.token` writes them
OTHER_LANGUAGE = {"zh": "en", "en": "zh"}


async def start(turn: Turn, words: str) -> None:
    """/start: a welcome; with a code behind it, the way into a unit, the office, or a new bot. What else a link may
    bring along (the name of the poster it is on) is no code."""
    if _CODE.fullmatch(words.strip()):
        return await join(turn, words)
    key = "start-group" if turn.inbound.group else "start"
    await turn.reply(key, office=turn.office.settings.office_name, link=turn.office.bot_link)
    if turn.is_office or turn.memberships:
        await show_menu(
            turn, turn.contact
        )  # who is an admin by the settings sees their commands from the first word on
    return None


async def join(turn: Turn, words: str) -> None:
    """/join CODE: takes a single-use invite. Five wrong codes in 15 minutes, and no code is looked at for a while."""
    code = words.strip()
    if not code:
        await turn.reply("join-how")
        return
    if await invites.too_many_tries(turn.tx, turn.contact, turn.now):
        await turn.reply("join-too-many")
        return
    if await first_admin.claims(turn, code):
        await _set_role(turn, "admin", "claimed the bot")
        await _welcome(turn, "join-admin")
        return
    invite = await invites.use(turn.tx, code, turn.contact.id, turn.now)
    if invite is None:
        await invites.wrong_try(turn.tx, turn.contact, turn.now)
        await turn.reply("join-wrong")
        return
    # An admin may do what a unit's member may, and in a small office is one, too; the rest another admin gives them.
    if invite.created_by == turn.contact.id and invite.role != "member":
        raise NotPossible("join-not-yourself")
    await _joined(turn, invite)


async def _joined(turn: Turn, invite: Invite) -> None:
    if invite.role in ("admin", "dispatcher"):
        await _set_role(turn, invite.role, "joined by invite")
        await _welcome(turn, f"join-{invite.role}")
        return
    unit = await offices.unit(turn.tx, invite.unit_id or 0)
    if unit is None or unit.retired_at is not None:
        raise NotPossible("join-wrong")
    own = next((m for m in await contacts.people_of_unit(turn.tx, unit.id) if m.contact.id == turn.contact.id), None)
    lead = invite.role == "lead" or (own is not None and own.lead)  # no invite makes less of anybody
    subject = f"{turn.contact.name} → {unit.name}"
    if own is None:
        values = {"unit_id": unit.id, "contact_id": turn.contact.id, "lead": lead, "since": turn.now}
        await _put(turn, "members", None, values, "join", subject)
    elif lead and not own.lead:
        await _put(turn, "members", {"id": own.id}, {"lead": True}, "lead-on", subject)
    await _welcome(turn, "join-member", unit=unit.name, hour=unit.hour, lead="yes" if lead else "no")


async def _set_role(turn: Turn, role: str, action: str) -> None:
    await _put(turn, "contacts", {"id": turn.contact.id}, {role: True}, action, turn.contact.name)


async def _put(
    turn: Turn, table: str, key: Mapping[str, Any] | None, values: Mapping[str, Any], action: str, subject: str
) -> None:
    """A change of one's own roles, with its audit."""
    who = turn.contact.id
    await audit.put(turn.tx, table, key, values, actor=who, at=turn.now, action=action, subject=subject)


async def _welcome(turn: Turn, key: str, **args: Any) -> None:
    """Says what the new role can do, and shows its commands in the channel's menu."""
    contact = await contacts.get(turn.tx, turn.contact.id)
    assert contact is not None
    turn.contact = contact
    turn.memberships = await contacts.memberships(turn.tx, contact.id)
    await turn.reply(key, **args)
    await show_menu(turn, contact)


async def show_menu(turn: Turn, contact: Contact, *, fleeting: bool = False) -> None:
    """The commands that fit the person's roles, in their language, as the channel's menu of their private chat."""
    commands = [c for c in turn.commands if c.listed and may(turn, c.needs)]
    menu = tuple(
        (c.name, turn.office.texts.say(contact.language, f"command-{c.name.replace('_', '-')}")) for c in commands
    )
    to = turn.inbound.address
    if not turn.inbound.group:
        await turn.office.post(turn.tx, Outbound(to, menu=menu, fleeting=fleeting), turn.now)


async def help_(turn: Turn, words: str) -> None:
    """/help: what this person can do, by their roles."""
    lines = [turn.t("help", office=turn.office.settings.office_name)]
    fitting = [c for c in turn.commands if c.listed and c.handler is not help_ and may(turn, c.needs)]
    of_everybody = [c for c in fitting if c.needs is Needs.ANYONE]
    lines += _listed(turn, of_everybody)
    if work := [c for c in fitting if c not in of_everybody]:
        lines += [turn.t("help-work"), *_listed(turn, work)]
    await turn.reply(text="\n".join(lines))


def _listed(turn: Turn, commands: Iterable[Command]) -> list[str]:
    """A line for each command: its name, and what it does."""
    explained = [(c.name, turn.t(f"command-{c.name.replace('_', '-')}")) for c in commands]
    return [turn.t("help-line", name=name, what=what) for name, what in explained]


async def language(turn: Turn, words: str) -> None:
    """/language: the other language, at once, and a button to come back."""
    chosen = words.strip().lower()
    chosen = chosen if chosen in OTHER_LANGUAGE else OTHER_LANGUAGE[turn.contact.language]
    await set_language(turn, chosen)


async def set_language(turn: Turn, chosen: str) -> None:
    if chosen not in OTHER_LANGUAGE:
        raise NotPossible
    await contacts.set_language(turn.tx, turn.contact.id, chosen)
    contact = await contacts.get(turn.tx, turn.contact.id)
    assert contact is not None
    turn.contact = contact
    back = turn.button("language", OTHER_LANGUAGE[chosen], label=turn.t("button-other-language"))
    await turn.reply("language-set", choices=[[back]], edit=True)
    await show_menu(turn, contact)


async def privacy(turn: Turn, words: str) -> None:
    """/privacy: what is kept, for how long, and how to get it or be rid of it."""
    await turn.reply("privacy", **kept(turn))


def kept(turn: Turn) -> dict[str, Any]:
    """For how many days: who reported a case, and its words. Who it was goes with the words at the latest."""
    settings = turn.office.settings
    return {"identity": min(settings.identity_days, settings.keep_days), "days": settings.keep_days}


async def stop(turn: Turn, words: str) -> None:
    """退订: a report that the person gets. Otherwise the bot writes only about one's own cases; what to do if even that
    is too much."""
    if not await subscribing.stopping(turn):
        await turn.reply("stop")


async def export_my_data(turn: Turn, words: str) -> None:
    """/export_my_data: all that is kept of the person, as a file."""
    await turn.reply("export", attachments=[data_of(turn.contact)])


def data_of(person: Contact) -> Attachment:
    """All that is kept of somebody, as a file."""
    return Attachment(MediaKind.DOCUMENT, name="my-data.json", recipe="my-data", args={"contact": person.id})


async def delete_my_data(turn: Turn, words: str) -> None:
    """/delete_my_data: asks once."""
    await turn.reply(
        "delete-sure", choices=[[turn.button("erase-me"), turn.button("keep-me", label=turn.t("button-no"))]]
    )


async def keep_an_admin(turn: Turn, *, without: int, otherwise: str) -> None:
    """Raises NotPossible, which says `otherwise`, if no admin who can be reached would be left."""
    # The mark is written first: so of two admins who go at the same moment, one waits for the other.
    await facts.touch_office(turn.tx)
    if not [p for p in await contacts.office(turn.tx, admins=True) if p.admin and p.id != without]:
        raise NotPossible(otherwise)


async def erase_me(turn: Turn) -> None:
    """Nothing names the person any more, from this moment. The last admin must first make another."""
    if turn.contact.admin:
        await keep_an_admin(turn, without=turn.contact.id, otherwise="last-admin")
    had_role = turn.is_office or bool(turn.memberships)
    await forget(turn, turn.contact)
    await turn.reply("deleted", fleeting=True)
    if had_role:
        turn.contact, turn.memberships = replace(turn.contact, admin=False, dispatcher=False), ()
        await show_menu(turn, turn.contact, fleeting=True)


async def forget(turn: Turn, person: Contact) -> None:
    """Nothing names this person any more. What is not resolved is withdrawn, and whom that concerns hears of it; what
    others reported themselves and was merged into it goes on."""
    await cases.take_up_left(turn.tx, person.id)
    alive = await cases.alive_of_reporter(turn.tx, person.id)
    others = {case.id: await _merged(turn, case.id, person.id) for case in alive}
    await casework.hold(turn, *alive, *chain.from_iterable(others.values()))
    gone = [
        await casework.advance(
            turn,
            case,
            Action.DISCARD if case.status == Status.DRAFT else Action.WITHDRAW,
            Who.REPORTER,
            send_at=None,
            closed_at=turn.now,
        )
        for case in alive
    ]
    await contacts.erase(turn.tx, person.id, turn.now)
    # What nobody could be answered about any more is not worked on: its unit hears of it. Only now, for all that was
    # said about these cases before has just been erased.
    for case in gone:
        for merged in others[case.id]:
            await _goes_on(turn, merged, case)
        if case.unit_id is not None:
            await telling.tell_unit(turn, case, "unit-withdrawn", about="")
        await telling.tell_supporters(turn, case, "withdrawn")


async def _merged(turn: Turn, case_id: int, person_id: int) -> list[Case]:
    """What others reported themselves and was merged into this case, or into what is this person's own or nobody's."""
    found: list[Case] = []
    for merged in await cases.merged_into(turn.tx, case_id):
        theirs = merged.reporter_id == person_id or not (merged.reporter_id or merged.text)
        found += await _merged(turn, merged.id, person_id) if theirs else [merged]
    return found


async def _goes_on(turn: Turn, merged: Case, case: Case) -> None:
    """With the unit that has the case that it was merged into; else with the dispatchers."""
    alone = await merging.take_out(turn, merged, Who.SYSTEM)
    if case.unit_id is not None:
        alone = await casework.dispatch(turn, alone, case.unit_id, Who.SYSTEM)
        await telling.tell_reporter(turn, alone, "resident-goes-on", parent=case.number)
        return
    await telling.tell_reporter(turn, alone, "resident-unmerged", parent=case.number)
    await casework.call_dispatchers(turn, alone)


async def keep_me(turn: Turn) -> None:
    await turn.reply("delete-not", edit=True)


async def joined_group(turn: Turn) -> None:
    """The bot came into a group: it says what it needs."""
    await turn.reply("group-hello", office=turn.office.settings.office_name)
