"""The Telegram channel: python-telegram-bot without its updater, so that nothing it received is ever only in memory.

inbound.py, media.py       an update -> Inbound
outbound.py, uploads.py    Outbound -> calls
receipts.py                an error -> Receipt
polling.py, insistence.py  receiving, and trying again
request.py                 HTTP that never shows the token
"""

from bot.channels.telegram.channel import Me, TelegramChannel
from bot.channels.telegram.insistence import Stopped, WrongToken

__all__ = ["Me", "Stopped", "TelegramChannel", "WrongToken"]
