"""Trying again until it works or the bot is told to stop: with growing pauses, and one line in the log each time."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.receipts import REASON, seconds
from bot.secrecy import redact

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds; each is twice the one before, less up to a half by chance


class Stopped(Exception):
    """The bot was told to stop."""


class WrongToken(Exception):
    """Telegram does not know the bot's token. Only a person can mend that."""


async def insist(
    action: Callable[[], Awaitable[T]], what: str, stop: asyncio.Event, longest: float = LONGEST_PAUSE
) -> T:
    """What `action` returns, as soon as it does not raise. `what` names it in the log. `longest` bounds the pauses.

    Raises Stopped when `stop` is set between two tries, and WrongToken.
    """
    failures = 0
    while not stop.is_set():
        pause = min(FIRST_PAUSE * 2**failures, longest) * random.uniform(0.5, 1)  # noqa: S311 (no secret)
        try:
            return await action()
        except Stopped:
            raise
        except (InvalidToken, EndPointNotFound):
            raise WrongToken(
                "Telegram refuses the bot's token. Set TELEGRAM_BOT_TOKEN to the one that @BotFather shows "
                "(and TELEGRAM_API_URL to a Bot API server)."
            ) from None
        except RetryAfter as error:
            pause = max(pause, seconds(error))
            log.warning("%s: Telegram says to come back in %.0f s", what, pause)
        except Conflict as error:
            log.error(
                "%s: another program receives this bot's messages (%s). Stop it, or give one of the two another bot; "
                "trying again in %.0f s", what, error, pause
            )  # fmt: skip
        except TelegramError as error:
            log.warning("%s: %s; trying again in %.0f s", what, _line(error), pause)
        except Exception as error:
            log.error("%s failed: %s; nothing is lost, trying again in %.0f s", what, _line(error), pause)
        failures = min(failures + 1, 10)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    raise Stopped


async def unless(stop: asyncio.Event, action: Awaitable[T]) -> T:
    """The result of `action`, which is broken off with Stopped when `stop` is set."""
    work, stopped = asyncio.ensure_future(action), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        raise Stopped
    finally:
        work.cancel()
        stopped.cancel()
        await asyncio.gather(work, stopped, return_exceptions=True)


def _line(error: Exception) -> str:
    """One line without secrets, for a log. Only its beginning: further on, a database may quote what people wrote."""
    text = redact(str(error)).partition("\n")[0][:REASON]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
