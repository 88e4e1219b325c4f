"""People, as a channel knows them, with their roles and what they are being asked."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from storage import audit, erasure, files, inbox, invites, supports
from storage.database import Row, Tx, record
from storage.records import Contact


class Membership(NamedTuple):
    """That somebody belongs to a unit today."""

    unit_id: int
    lead: bool


class Member(NamedTuple):
    """Somebody who belongs to a unit today, with the id of the row that says so."""

    id: int
    unit_id: int
    lead: bool
    contact: Contact


def opened(tx: Tx, row: Row) -> Contact:
    """A row of `contacts`, as whom it stands for. Raises WrongKeys."""
    return record(Contact, tx.keys.opened(row))


async def meet(
    tx: Tx,
    channel: str,
    account: str,
    chat: str,
    name: str,
    language: str,
    now: datetime,
    *,
    group: bool = False,
) -> Contact:
    """The person behind an account; a stranger becomes a resident. Who writes wants to hear again, unless it was in a
    group."""
    known = {f"a{i}": one for i, one in enumerate(tx.keys.accounts(account, chat))}
    row = await tx.one(
        f"SELECT * FROM contacts WHERE channel = :channel AND account IN ({', '.join(f':{a}' for a in known)})",
        channel=channel,
        **known,
    )
    if row is None:
        row = await tx.one(
            "INSERT INTO contacts (channel, account, chat, name, phone, sealed, sealed_with, language, created_at, "
            "seen_at) VALUES (:channel, :account, :chat, :name, :phone, :sealed, :sealed_with, :language, :now, :now) "
            "ON CONFLICT (channel, account) DO UPDATE SET seen_at = excluded.seen_at RETURNING *",
            channel=channel,
            chat=chat,
            language=language,
            now=now,
            **tx.keys.columns(account=account, chat=chat, name=name, phone=""),
        )
        assert row is not None
    contact = opened(tx, row)
    spoken_for = not chat and contact.seen_at != now  # who writes is `heard` when they were answered
    blocked_at = contact.blocked_at if group else None
    if (name and contact.name != name) or contact.blocked_at != blocked_at or contact.chat != chat or spoken_for:
        person = replace(contact, name=name or contact.name, chat=chat, blocked_at=blocked_at, seen_at=now)
        await keep(tx, person)
        return person
    return contact


async def keep(tx: Tx, person: Contact) -> None:
    """Writes down what may change about a person by itself."""
    await tx.run(
        "UPDATE contacts SET account = :account, chat = :chat, name = :name, phone = :phone, sealed = :sealed, "
        "sealed_with = :sealed_with, blocked_at = :blocked, seen_at = :seen WHERE id = :id",
        id=person.id,
        chat=person.chat,
        blocked=person.blocked_at,
        seen=person.seen_at,
        **tx.keys.columns(account=person.account, chat=person.chat, name=person.name, phone=person.phone),
    )


async def notice(tx: Tx, id: int, version: int, now: datetime) -> None:
    """They were shown this version of the notice on their data."""
    await tx.run(
        "UPDATE contacts SET notice = :version, noticed_at = :now, agreed_at = NULL WHERE id = :id",
        id=id,
        version=version,
        now=now,
    )


async def heard(tx: Tx, id: int, now: datetime, *, agrees: bool) -> None:
    """They wrote, and perhaps went on after the notice. Whoever has just been forgotten stays so."""
    await tx.run(
        "UPDATE contacts SET seen_at = :now, agreed_at = CASE WHEN CAST(:agrees AS BOOLEAN) THEN :now ELSE agreed_at "
        "END WHERE id = :id AND seen_at IS NOT NULL",
        id=id,
        now=now,
        agrees=agrees,
    )


async def get(tx: Tx, id: int) -> Contact | None:
    row = await tx.one("SELECT * FROM contacts WHERE id = :id", id=id)
    return opened(tx, row) if row else None


async def spoken_for(tx: Tx, admin_id: int, case_id: int, channel: str) -> Contact | None:
    """Who reported a case (or withdrew from it, while it goes on for others), if they are of that channel and somebody
    who is an admin asks."""
    row = await tx.one(
        "SELECT p.* FROM cases c JOIN contacts p ON p.id = COALESCE(c.reporter_id, c.left_by) WHERE c.id = :case AND "
        "p.channel = :channel AND EXISTS (SELECT 1 FROM contacts a WHERE a.id = :admin AND a.admin)",
        case=case_id,
        channel=channel,
        admin=admin_id,
    )
    return opened(tx, row) if row else None


async def by_chat(tx: Tx, channel: str, chat: str) -> Contact | None:
    """The person whom a private chat belongs to."""
    row = await tx.one(
        "SELECT * FROM contacts WHERE channel = :channel AND chat = :chat ORDER BY id LIMIT 1",
        channel=channel,
        chat=chat,
    )
    return opened(tx, row) if row else None


async def memberships(tx: Tx, contact_id: int) -> tuple[Membership, ...]:
    """The units that somebody belongs to today, in the order of joining."""
    rows = await tx.all(
        "SELECT m.unit_id, m.lead FROM members m JOIN units u ON u.id = m.unit_id "
        "WHERE m.contact_id = :id AND m.until IS NULL AND u.retired_at IS NULL ORDER BY m.id",
        id=contact_id,
    )
    return tuple(Membership(row["unit_id"], bool(row["lead"])) for row in rows)


async def members(tx: Tx, unit_id: int, *, leads: bool = False) -> list[Contact]:
    """Who belongs to a unit today and wants to hear; only its leads if asked. A retired unit has nobody."""
    rows = await tx.all(
        "SELECT c.* FROM members m JOIN contacts c ON c.id = m.contact_id JOIN units u ON u.id = m.unit_id "
        "WHERE m.unit_id = :unit AND m.until IS NULL AND u.retired_at IS NULL AND c.blocked_at IS NULL "
        "AND (m.lead OR NOT CAST(:leads AS BOOLEAN)) ORDER BY m.id",
        unit=unit_id,
        leads=leads,
    )
    return [opened(tx, row) for row in rows]


async def office(tx: Tx, *, admins: bool) -> list[Contact]:
    """The admins, or the dispatchers (where there are none, the admins do their work)."""
    rows = await tx.all("SELECT * FROM contacts WHERE (admin OR dispatcher) AND blocked_at IS NULL ORDER BY id")
    people = [opened(tx, row) for row in rows]
    dispatchers = [person for person in people if person.dispatcher]
    return [person for person in people if person.admin] if admins or not dispatchers else dispatchers


async def with_roles(tx: Tx) -> list[Contact]:
    """All admins and dispatchers, also those who do not want to hear from the bot just now."""
    rows = await tx.all("SELECT * FROM contacts WHERE admin OR dispatcher ORDER BY id")
    return [opened(tx, row) for row in rows]


_MEMBER = (
    "SELECT m.id AS m_id, m.unit_id, m.lead, c.* FROM members m JOIN contacts c ON c.id = m.contact_id "
    "WHERE m.until IS NULL"
)


def _member(tx: Tx, row: Row) -> Member:
    return Member(row["m_id"], row["unit_id"], bool(row["lead"]), opened(tx, row))


async def people_of_unit(tx: Tx, unit_id: int) -> list[Member]:
    """Who belongs to a unit today, also those who do not want to hear just now, in the order of joining."""
    return [_member(tx, row) for row in await tx.all(f"{_MEMBER} AND m.unit_id = :unit ORDER BY m.id", unit=unit_id)]


async def member(tx: Tx, id: int) -> Member | None:
    """The membership of that id, if it holds today."""
    row = await tx.one(f"{_MEMBER} AND m.id = :id", id=id)
    return _member(tx, row) if row else None


async def member_counts(tx: Tx) -> dict[int, int]:
    """How many people each unit has today, by its id; a unit without any is left out."""
    rows = await tx.all("SELECT unit_id, COUNT(*) AS n FROM members WHERE until IS NULL GROUP BY unit_id")
    return {row["unit_id"]: row["n"] for row in rows}


async def names_on_case(tx: Tx, case_id: int) -> dict[int, str]:
    """Who did something with a case, or has it in hand, by their id: its reporter too, whose name is not for
    everybody."""
    rows = await tx.all(
        # One list of ids: with OR PostgreSQL looks through everybody.
        "SELECT c.id, c.name, c.sealed, c.sealed_with FROM contacts c WHERE c.id IN (SELECT e.actor_id FROM events e "
        "WHERE e.case_id = :id UNION ALL SELECT k.handler_id FROM cases k WHERE k.id = :id)",
        id=case_id,
    )
    return {row["id"]: tx.keys.opened(row)["name"] for row in rows}


async def ask(tx: Tx, id: int, asking: str) -> None:
    """From now on the person's next message answers `asking` (an action with ids; empty: nothing)."""
    await tx.run("UPDATE contacts SET asking = :asking WHERE id = :id", id=id, asking=asking)


async def set_language(tx: Tx, id: int, language: str) -> None:
    await tx.run("UPDATE contacts SET language = :language WHERE id = :id", id=id, language=language)


async def set_phone(tx: Tx, id: int, phone: str) -> None:
    if person := await get(tx, id):
        await keep(tx, replace(person, phone=phone))


async def block(tx: Tx, channel: str, chat: str, at: datetime) -> None:
    """The person does not want to hear from the bot until they write again."""
    await tx.run(
        "UPDATE contacts SET blocked_at = :at WHERE channel = :channel AND chat = :chat",
        channel=channel,
        chat=chat,
        at=at,
    )


# Nothing of the person is left; the row stays, because others point to it.
HULL = (
    "account = 'erased ' || id, chat = '', name = '', phone = '', sealed = '', sealed_with = '', asking = '', "
    "notice = 0, noticed_at = NULL, agreed_at = NULL, seen_at = NULL"
)


async def erase(tx: Tx, id: int, now: datetime) -> None:
    """Nothing names the person any more: not their cases (whose words go too), nor what was said to them.

    Cases keep their number, dates and status, without which the ledger would not add up. Who has a role in the office
    loses it. The row itself stays as an empty hull, because events point to it.
    """
    own = "SELECT id FROM cases WHERE reporter_id = :id"
    person = await get(tx, id)
    if person is None:
        return
    # The unit's words too: they may call the person by name.
    await tx.run(
        f"UPDATE entries SET text = '', media = '', message = '', author_id = NULL WHERE case_id IN ({own})", id=id
    )
    await files.forget(tx, [row["id"] for row in await tx.all(own, id=id)])
    await tx.run(f"UPDATE events SET note = '' WHERE case_id IN ({own})", id=id)
    await tx.run(f"UPDATE helps SET task = '', words = '' WHERE case_id IN ({own})", id=id)
    await tx.run(f"UPDATE events SET actor_id = NULL WHERE case_id IN ({own}) AND actor_id = :id", id=id)
    await tx.run(f"DELETE FROM case_words WHERE case_id IN ({own})", id=id)
    await erasure.forget_asked(tx, [row["id"] for row in await tx.all(own, id=id)])
    await supports.forget(tx, id)
    await erasure.forget_in_lists(tx, id)
    await erasure.forget_colleague(tx, id, person.name)
    await erasure.forget_learned(tx, id, person.name)
    await tx.run(
        f"UPDATE outbox SET body = '', chat = '', state = CASE WHEN state = 'queued' THEN 'refused' ELSE state END "
        f"WHERE (channel = :channel AND chat = :chat) OR case_id IN ({own})",
        id=id,
        channel=person.channel,
        chat=person.chat,
    )
    await tx.run(
        "UPDATE inbox SET body = '', error = '', chat = '' WHERE channel = :channel AND chat = :chat "
        "AND state <> 'waiting'",
        channel=person.channel,
        chat=person.chat,
    )
    await inbox.forget_account(tx, person.channel, person.account)
    await tx.run(
        "UPDATE cases SET text = '', title = '', decision = '', latitude = NULL, longitude = NULL, reporter_id = NULL, "
        "anonymous = TRUE, send_at = NULL, taken_by = NULL, "
        # What they only half said of the work is no judgement: nobody is left to say the rest.
        "rating = CASE WHEN rated_at IS NULL THEN rating ELSE '' END, rated_at = NULL WHERE reporter_id = :id",
        id=id,
    )
    await tx.run("UPDATE members SET until = :now WHERE contact_id = :id AND until IS NULL", id=id, now=now)
    await tx.run("UPDATE tasks SET data = '', state = 'failed' WHERE contact_id = :id AND state = 'waiting'", id=id)
    await tx.run("DELETE FROM subscriptions WHERE contact_id = :id", id=id)
    await invites.cancel_all_of(tx, id, now)
    await audit.forget_person(tx, id)
    await tx.run(
        f"UPDATE contacts SET {HULL}, admin = FALSE, dispatcher = FALSE, blocked_at = :now WHERE id = :id",
        id=id,
        now=now,
    )


# Steps whose words were said by the resident or to them; those of the others are between a unit and the office.
_SAID = "('ask', 'supply', 'add', 'answer', 'resolve', 'decline', 'suspend')"


async def own_data(tx: Tx, id: int) -> dict[str, Any]:
    """All that is kept of a person: their account and roles, what they sent and said, what became of it, and of which
    unit somebody looked who they are or read their numbers. What they did for the office is the office's."""
    mine = "SELECT id FROM cases WHERE reporter_id = :id UNION SELECT id FROM cases WHERE left_by = :id"
    person = await get(tx, id)
    known = [*("channel", "account", "name", "phone", "language", "created_at", "notice", "noticed_at", "agreed_at")]
    known += ["seen_at", "blocked_at", "admin", "dispatcher"]
    units = await tx.all(
        "SELECT u.name AS unit, m.lead, m.since, m.until FROM members m JOIN units u ON u.id = m.unit_id "
        "WHERE m.contact_id = :id ORDER BY m.id",
        id=id,
    )
    account = [{name: getattr(person, name) for name in known}] if person else []
    sent = await tx.all(
        "SELECT number, status, title, text, latitude, longitude, anonymous, submitted_at, resolved_at, closed_at, "
        f"rating, solved FROM cases WHERE id IN ({mine}) ORDER BY id",
        id=id,
    )
    said = await tx.all(
        f"SELECT c.number, e.at, e.side, e.text, e.media, e.edited FROM entries e JOIN cases c ON c.id = e.case_id "
        f"WHERE c.id IN ({mine}) AND e.side <> 'help' "
        "ORDER BY e.id",
        id=id,
    )
    life = await tx.all(
        f"SELECT c.number, e.at, e.kind, CASE WHEN e.kind IN {_SAID} THEN e.note ELSE '' END AS note FROM events e "
        f"JOIN cases c ON c.id = e.case_id WHERE c.id IN ({mine}) ORDER BY e.id",
        id=id,
    )
    supported = await tx.all(
        "SELECT c.number, c.status, s.at, s.rating, s.solved FROM supports s JOIN cases c ON c.id = s.case_id "
        "WHERE s.contact_id = :id ORDER BY s.id",
        id=id,
    )
    reports = await tx.all(
        "SELECT kind, wanted, day, hour, parts FROM subscriptions WHERE contact_id = :id ORDER BY id", id=id
    )
    looked = await tx.all(
        "SELECT c.number, e.at, e.kind AS what, u.name AS unit FROM events e JOIN cases c ON c.id = e.case_id "
        f"LEFT JOIN units u ON u.id = e.unit_id WHERE c.id IN ({mine}) AND e.kind IN ('seen_reporter', 'seen_numbers') "
        "ORDER BY e.id",
        id=id,
    )
    return {
        "account": account,
        "units": [dict(row) for row in units],
        "cases": [dict(row) for row in sent],
        "messages": [dict(row) for row in said],
        "history": [dict(row) for row in life],
        "supports": [dict(row) for row in supported],
        "reports": [dict(row) for row in reports],
        "looked_at": [dict(row) for row in looked],
    }
