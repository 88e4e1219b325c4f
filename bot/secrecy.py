"""Keeps tokens, the webhook's secret and the database's password out of logs: whoever logs, whatever handler writes it,
at any level.

A client may log the token in a URL, and python-telegram-bot does in its debug messages; a traceback could show it.
A filter on one logger or handler leaves the others open, so every log record is looked at when it is made. What people
write stays out of logs, too: the libraries that log whole requests and answers are held at WARNING, and of an error
stands there what it is and where, but only of errors of the machine what they say: others quote what they choked on.
"""

import logging
import sqlite3
import traceback
from typing import Any

import asyncpg

MARK = "<secret>"
SHORTEST = 8  # characters; anything shorter is no secret, and would be found in ordinary words

_secrets: set[str] = set()
_make = logging.getLogRecordFactory()


def hide(*secrets: str) -> None:
    """From now on these, and of a token like `123:abc` also the part behind the colon, are in no log record."""
    global _make
    new = {part for secret in secrets for part in (secret, secret.rpartition(":")[2]) if len(part) >= SHORTEST}
    if new and not _secrets:  # once: whoever wraps the factory after us stays wrapped around it
        _make = logging.getLogRecordFactory()
        logging.setLogRecordFactory(_record)
    _secrets.update(new)
    for name in ("aiohttp", "telegram"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


def redact(text: str) -> str:
    """`text` with `<secret>` in the place of every secret."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, MARK)
    return text


_OF_THE_MACHINE = (OSError, ImportError, sqlite3.Error, asyncpg.PostgresError)


def traced(error: BaseException) -> str:
    """The traceback of an error and of those behind it, without what they say that may be somebody's words."""
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    within = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    before = [traced(other) for other in (behind, *within) if other is not None]
    last = type(error).__qualname__
    # PostgreSQL's DataError repeats the value, and so do the details of the others.
    if isinstance(error, _OF_THE_MACHINE) and not isinstance(error, asyncpg.DataError):
        last += f": {error.args[0] if isinstance(error, asyncpg.PostgresError) and error.args else error}"
    frames = "".join(traceback.format_tb(error.__traceback__))
    return "\n\n".join([*before, f"Traceback (most recent call last):\n{frames}{last}"])


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make(*args, **kwargs)
    try:
        text = record.getMessage()
    except Exception:  # arguments that do not fit: logging itself would print them as they are
        text, record.msg, record.args = "", redact(f"{record.msg} {record.args}"), None
    if text != (clean := redact(text)):
        record.msg, record.args = clean, None
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        text = "".join(traceback.format_exception(error))
        if text != redact(text):
            record.exc_info, record.exc_text = None, redact(traced(error))
    if record.stack_info:
        record.stack_info = redact(record.stack_info)
    return record
