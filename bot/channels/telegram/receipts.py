"""What an error of the Bot API means for the message that was to be sent."""

import logging
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken, RetryAfter

from bot.channels.telegram.request import Unreached
from bot.messages import Outcome, Receipt
from bot.secrecy import redact

log = logging.getLogger(__name__)

REASON = 200  # characters of a reason that are kept
TOKEN_PAUSE = 60.0  # seconds; a wrong token is mended by a person, and nothing is lost until then


def receipt(error: Exception) -> Receipt:
    """The receipt for a send that raised `error`: one of python-telegram-bot's, or anything else."""
    reason = redact(f"{type(error).__name__}: {error}")[:REASON]
    match error:
        case RetryAfter():
            return Receipt(Outcome.DEFERRED, wait=seconds(error), reason=reason)
        case ChatMigrated():
            return Receipt(Outcome.DEFERRED, moved_to=str(error.new_chat_id), reason=reason)
        case Forbidden():  # blocked, deactivated, put out of the group, never written to
            return Receipt(Outcome.REFUSED, blocked=True, reason=reason)
        case InvalidToken() | EndPointNotFound():  # 401, or 404, which a malformed token gets
            log.error("Telegram refuses the bot's token; messages wait until TELEGRAM_BOT_TOKEN is right")
            return Receipt(Outcome.DEFERRED, wait=TOKEN_PAUSE, reason=reason)
        case BadRequest():  # it would be refused again
            return Receipt(Outcome.REFUSED, reason=reason)
        case Unreached():
            return Receipt(Outcome.UNREACHED, reason=reason)
    if "too many requests" in reason.lower():  # 429 without retry_after
        return Receipt(Outcome.DEFERRED, wait=TOKEN_PAUSE, reason=reason)
    if "entity too large" in reason.lower():  # 413, a file over 50 MB
        return Receipt(Outcome.REFUSED, reason=reason)
    return Receipt(Outcome.UNCERTAIN, reason=reason)


def seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
