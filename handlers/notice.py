"""What becomes of people's data, said once to whoever writes privately for the first time, and again when it changes.

Nobody has to press anything to be heard: what they wrote is received and answered with it. Who goes on agrees, which is
recorded with its time and the version of the notice; who does not, presses a button, and nothing is kept of them.
"""

from bot.messages import Kind
from handlers import account
from handlers.turn import Turn
from storage import contacts, supports

VERSION = 1
"""Of the text `notice`. Raise it when that changes in substance: everybody is then shown it once more."""


async def give(turn: Turn) -> None:
    """Shows the notice to whoever has not seen this one, before they are answered: the answer is what they look at."""
    person, inbound = turn.contact, turn.inbound
    if inbound.group or inbound.kind is Kind.UNBLOCKED:
        return
    if person.notice < VERSION:
        settings = turn.office.settings
        rows = [[turn.button("disagree")]]
        await turn.tell(person, "notice", choices=rows, identity=settings.identity_days, words=settings.keep_days)
        await contacts.notice(turn.tx, person.id, VERSION, turn.now)
    elif person.agreed_at is None and inbound.choice != "disagree":
        await contacts.agree(turn.tx, person.id, turn.now)


async def disagree(turn: Turn) -> None:
    """They do not want to be known here: all is deleted at once. Who has sent something, or has a role, has more to
    lose than a first message, and is asked once."""
    if turn.is_office or turn.memberships or await supports.count_of(turn.tx, turn.contact.id):
        await account.delete_my_data(turn, "")
    else:
        await account.erase_me(turn)
