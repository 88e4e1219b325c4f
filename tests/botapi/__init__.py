"""A fake Telegram Bot API server for the tests, as strict as the real one and more.

It checks every request by the facts of the Bot API's description (facts.json, made by extract.py), keeps the semantics
of chats, edits, long polling, webhooks and rate limits, lets people write and press buttons (World, Person, Group), and
breaks on demand. In a test: `async with BotApi() as server`. As a process: python -m tests.botapi --port N --token T.

What it cannot check: MarkdownV2 (refused), pictures beyond their first bytes, URLs to be fetched (refused).
"""

from .groups import Channel, Group
from .people import Person
from .server import TOKEN, BotApi, Call
from .shown import Attachment, Button, Shown

__all__ = ["TOKEN", "Attachment", "BotApi", "Button", "Call", "Channel", "Group", "Person", "Shown"]
