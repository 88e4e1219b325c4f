"""How an office gets its first admin: by ADMIN_IDS, or by the code that the first start prints."""

import hmac
from datetime import datetime

from handlers.turn import Turn
from storage import Tx, audit, contacts, facts, invites
from storage.records import Contact

CLAIM = "claim code"  # the name under which facts keep the digest of the code that claims a new bot


async def from_settings(tx: Tx, contact: Contact, now: datetime) -> Contact:
    """Somebody from ADMIN_IDS speaks for the first time. Once only: who is removed later by an admin stays removed,
    also if they have all that is kept of them deleted and come back. So the mark is made of the account, unreadably."""
    mark = f"admin from settings {invites.digest(f'{contact.channel} {contact.account}')}"
    if await facts.get(tx, mark):
        return contact
    await facts.put(tx, mark, now.isoformat())
    await audit.put(
        tx,
        "contacts",
        {"id": contact.id},
        {"admin": True},
        actor=None,
        at=now,
        action="admin from settings",
        subject=contact.name,
    )
    changed = await contacts.get(tx, contact.id)
    assert changed is not None
    return changed


async def claims(turn: Turn, code: str) -> bool:
    """Whether this is the code that was printed for the first admin; it is used up by that. Where there is an admin, it
    opens nothing any more."""
    claim = await facts.get(turn.tx, CLAIM)
    if not claim or not hmac.compare_digest(claim, invites.digest(code)):
        return False
    if any(person.admin for person in await contacts.with_roles(turn.tx)):
        return False
    return await facts.remove(turn.tx, CLAIM)
