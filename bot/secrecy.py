"""Keeps tokens, the webhook's secret and the database's password out of logs: whoever logs, whatever handler writes it,
at any level.

A client may log the token in a URL, and python-telegram-bot does in its debug messages; a traceback could show it.
A filter on one logger or handler leaves the others open, so every log record is looked at when it is made. What people
write stays out of logs, too: the libraries that log whole requests and answers are held at WARNING.
"""

import logging
import traceback
from typing import Any

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


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make(*args, **kwargs)
    try:
        text = record.getMessage()
    except Exception:  # arguments that do not fit: logging itself would print them as they are
        text, record.msg, record.args = "", redact(f"{record.msg} {record.args}"), None
    if text != (clean := redact(text)):
        record.msg, record.args = clean, None
    if record.exc_info and record.exc_info[1] is not None:
        text = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        if text != (clean := redact(text)):
            record.exc_info, record.exc_text = None, clean
    if record.stack_info:
        record.stack_info = redact(record.stack_info)
    return record
