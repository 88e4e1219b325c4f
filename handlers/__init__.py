"""What people say, and what the bot does about it: the whole routing table, in order, on one page.

Whose case it is, is asked by each handler's own query; here stands only which role may call at all.
"""

from handlers import account, daily, resident
from handlers.router import Button, Table
from handlers.turn import Command, Needs

COMMANDS = (
    # everybody
    Command("start", account.start, group=True, listed=False),
    Command("my", resident.my),
    Command("help", account.help_, group=True),
    Command("language", account.language),
    Command("privacy", account.privacy),
    Command("export_my_data", account.export_my_data),
    Command("delete_my_data", account.delete_my_data),
    Command("join", account.join, listed=False),
    # staff of a unit
    # dispatchers
    # admins
)

BUTTONS = {
    # a resident's draft
    "send": Button(resident.send),
    "categories": Button(resident.show_categories),
    "categorise": Button(resident.categorise),
    "how-photo": Button(resident.how_photo),
    "anonymous": Button(resident.anonymous),
    "named": Button(resident.named),
    "discard": Button(resident.discard),
    # a resident's cases
    "mine": Button(resident.mine),
    "my-page": Button(resident.my_page),
    "withdraw": Button(resident.withdraw),
    "withdraw-yes": Button(resident.withdraw_yes),
    "rate": Button(resident.rate),
    # one's own account
    "language": Button(account.set_language),
    "erase-me": Button(account.erase_me),
    "keep-me": Button(account.keep_me),
    # a digest
    "digest-page": Button(daily.show_page, Needs.MEMBER),
    "unit-ledger": Button(daily.send_ledger, Needs.MEMBER),
    "unit-chart": Button(daily.send_chart, Needs.MEMBER),
    # staff of a unit
    # dispatchers
    # admins
}

ASKED = {
    "supply": Button(resident.supply),
    "why-bad": Button(resident.why_bad),
    # staff of a unit
    # dispatchers
    # admins
}

# Who replies to the bot's message about a case: first the unit's side, then the resident's.
REPLIES = (resident.reply_about,)

TABLE = Table(COMMANDS, BUTTONS, ASKED, resident.message, resident.edited, REPLIES, account.joined_group)
