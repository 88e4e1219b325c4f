"""A row of what was collected elsewhere (座谈会, 征求意见函, 走访, 热线) becomes a case like any other, in silence.

Nobody is written to: who spoke did not speak to the bot. Nobody is called at once either; what waits for a dispatcher
or a unit stands in the next digest. Emergency words do not make such a case urgent: somebody was there to hear them.
"""

import json
import re
import unicodedata
from dataclasses import replace

from bot.casework.lifecycle import Who
from bot.messages import IMPORTED, Inbound
from bot.tagging.classifier import Decision
from handlers import casework
from handlers.turn import Work
from storage import cases, contacts
from storage.records import Category


async def row(work: Work, inbound: Inbound) -> None:
    """Makes a case of one row, and sends it on its way.

    A label that names a category (by its code or either name) is a person's word, and decides; any other is kept with
    the decision, and the tagger decides as usual. The case counts as sent when the row says, not after now.
    """
    office = work.office
    decision = casework.tag(work, inbound.text, inbound.title)
    guess, label = office.category_by_code(decision.category), office.category_named(inbound.label)
    category = label or guess
    area = office.area_in(f"{inbound.title}\n{inbound.text}")
    reporter_id = await _reporter(work, inbound.phone)
    said_at = min(inbound.at, work.now)
    case = await cases.create(
        work.tx,
        reporter_id,
        source=inbound.source or IMPORTED,
        now=work.now,
        title=inbound.title,
        text=inbound.text,
        category_id=category.id if category else None,
        area_id=area.id if area else None,
        decision=_decision(decision, inbound.label, label),
    )
    await cases.add_entry(
        work.tx,
        case.id,
        at=said_at,
        author_id=reporter_id,
        side="resident",
        text=inbound.text,
        channel=IMPORTED,
        message=inbound.key,
    )
    if label is not None:
        await casework.confirm(work, replace(case, category_id=guess.id if guess else None), label.id)
    await casework.submit(work, case, Who.SYSTEM, said_at=said_at)


def _decision(decision: Decision, words: str, label: Category | None) -> str:
    packed = casework.pack_decision(decision)
    if not words:
        return packed
    return json.dumps({**json.loads(packed), "label": words, "chosen": label is not None}, ensure_ascii=False)


async def _reporter(work: Work, phone: str) -> int | None:
    """The person of that phone number; None if there is no number. An empty `chat`: they cannot be written to."""
    account = account_of(phone)
    if not account:
        return None
    language = work.office.settings.language
    contact = await contacts.meet(work.tx, IMPORTED, account, "", "", language, work.now)
    if not contact.phone:
        await contacts.set_phone(work.tx, contact.id, phone)
    return contact.id


def account_of(phone: str) -> str:
    """What is the same however a number is typed: its digits, without the country code of a mobile number."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone), flags=re.ASCII)
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
