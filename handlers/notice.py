"""What becomes of people's data, said once to whoever writes privately for the first time, and again when it changes.

Nobody has to press anything to be heard: what they wrote is received and answered with it. Who goes on agrees, which is
recorded with its time and the version of the notice; who does not, presses a button, and nothing is kept of them.
"""

from datetime import timedelta

from bot.messages import Kind
from bot.tagging import cues
from handlers import account
from handlers.turn import Turn
from storage import contacts, supports

HEARD = timedelta(days=1)  # how exactly it is known when somebody was last heard of
VERSION = 1
"""Of the text `notice`. Raise it when that changes in substance: everybody is then shown it once more."""


async def give(turn: Turn) -> None:
    """Shows the notice to whoever has not seen this one, before they are answered: the answer is what they look at.
    Who tells of danger now reads whom to call and nothing before it; the notice comes with their next message."""
    person, inbound = turn.contact, turn.inbound
    if inbound.group or inbound.kind is Kind.UNBLOCKED:
        return
    if person.notice < VERSION and not cues.emergency(inbound.text):
        await turn.tell(person, "notice", choices=[[turn.button("disagree")]], **account.kept(turn))
        await contacts.notice(turn.tx, person.id, VERSION, turn.now)


async def heard(turn: Turn) -> None:
    """When they were last heard of, to the day; and that they went on after the notice. Written after all else: who
    holds their own row while waiting for another's may be waited for themselves."""
    person, inbound = turn.contact, turn.inbound
    agrees = person.notice == VERSION and person.agreed_at is None and not inbound.group
    if agrees or person.seen_at is None or turn.now - person.seen_at >= HEARD:
        await contacts.heard(turn.tx, person.id, turn.now, agrees=agrees)


async def refused(turn: Turn, text: str) -> bool:
    """Typing what is on the button does what the button does, whatever was said since; until they went on, so does
    saying it in other words."""
    person = turn.contact
    new = person.notice == VERSION and person.agreed_at is None and not person.asking
    if cues.squeeze(text) != cues.squeeze(turn.t("button-disagree")) and not (new and cues.refuses(text)):
        return False
    await disagree(turn)
    return True


async def disagree(turn: Turn) -> None:
    """They do not want to be known here: all is deleted at once. Who has sent something, or has a role, has more to
    lose than a first message, and is asked once."""
    if turn.is_office or turn.memberships or await supports.count_of(turn.tx, turn.contact.id):
        await account.delete_my_data(turn, "")
    else:
        await account.erase_me(turn)
