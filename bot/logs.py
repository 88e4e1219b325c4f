"""Log records on stderr, one line each, as text or as JSON.

Control characters are escaped, so that nobody who writes to the bot can forge a line or colour the terminal. Tokens and
secrets are taken out where records are made (`bot.secrecy`), before any of this sees them.

Phone numbers and the like are masked: nobody means to log one. What an error says is left out (`bot.secrecy.traced`).

What is logged while a message is received, handled or answered carries its key, such as telegram:12345 (the channel and
its number of the update): who searches for it reads its whole way, and no name.
"""

import json
import logging
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from bot.privacy import mask
from bot.secrecy import traced
from bot.settings import LogFormat

# They log every request, or every knock of the clock, at INFO.
QUIET = (
    "aiosqlite",  # at DEBUG it writes what people said: every statement with its values
    "aiohttp",
    "telegram",
    "apscheduler",
    "uvicorn",
    "asyncio",
    "matplotlib",
    "PIL",
    "fontTools",
)


def set_up(level: str, form: LogFormat) -> None:
    """From now on what is of at least `level` (a name, such as INFO) goes to stderr; of chatty libraries, warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form is LogFormat.JSON else _Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


_about: ContextVar[str] = ContextVar("about", default="")


def about() -> str:
    """The key of the message that is being worked at; empty if none is."""
    return _about.get()


@contextmanager
def telling_of(key: str) -> Iterator[None]:
    """What is logged inside, also by tasks and threads begun there, is about the message of this key."""
    before = _about.set(key)
    try:
        yield
    finally:
        _about.reset(before)


def one_line(text: str) -> str:
    r"""`text` on one line: a line's end becomes \n, and whatever else cannot be seen is made visible like that."""
    return "".join(_shown(c) if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else c for c in text)


def _shown(char: str) -> str:
    return char.encode("unicode_escape").decode()


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        key = f" [{about()}]" if about() else ""
        text = f"{at:%Y-%m-%d %H:%M:%S%z} {record.levelname} {record.name}{key}: {mask(record.getMessage())}"
        return one_line(f"{text}\n{error}" if (error := _error(record)) else text)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **({"key": about()} if about() else {}),
            "message": mask(record.getMessage()),
        }
        if error := _error(record):
            entry["error"] = error
        return json.dumps(entry, ensure_ascii=True)  # ASCII: no character that some reader takes for a line's end


def _error(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return mask(traced(error) if error is not None else record.exc_text or "")
