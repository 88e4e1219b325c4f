"""What a message is before it is a suggestion: small talk, a plain word that means a command, a cry for help.

The words are in `cues.toml`. All matching is by alternatives that cannot be divided in two ways (atomic groups), so
that the time it takes grows with the length of the text and no faster. Ask in this order: `emergency`, `wish`, `cue`.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.tagging.segment import normalise

LONGEST_TALK = 60
"""Characters, without spaces and punctuation, up to which a message may be small talk."""

LONGEST_CHOICE = 2
"""Digits up to which a bare number only chooses: it tells of nothing."""

LONGEST_ALARM = 200
"""Characters up to which a message may be a cry for help: who stands before a fire does not write more, and long
letters tell of what happened. Of 2,142 real letters, 0.4 % still raise an alarm."""


class Cue(StrEnum):
    """What a message is that suggests nothing."""

    EMPTY = "empty"  # nothing but punctuation, pictures or what cannot be seen
    QUESTION_ABOUT_BOT = "question"  # how to use it, who it is; or only that there is something to say
    THANKS = "thanks"  # or agreement, or goodbye: nothing is asked
    GREETING = "greeting"
    SHORT = "short"  # yes or no, or a bare number, where nothing was asked


class Danger(StrEnum):
    """What is happening to somebody right now."""

    FIRE = "fire"
    GAS = "gas"  # leave the place first, then call
    SUICIDE = "suicide"
    DROWNING = "drowning"
    VIOLENCE = "violence"
    TRAFFIC = "traffic"
    MEDICAL = "medical"
    TRAPPED = "trapped"


@dataclass(frozen=True, slots=True)
class Emergency:
    """The gravest danger that a message tells of, and the numbers to call, the first one first."""

    kind: Danger
    numbers: tuple[str, ...]


def _load() -> dict[str, Any]:
    with (files(__package__) / "cues.toml").open("rb") as file:
        return tomllib.load(file)


def _list(words: str) -> list[str]:
    return [word.strip("\n") for word in words.split("、") if word.strip()]


@lru_cache(maxsize=64)  # a message is asked about several times, and the words on buttons with each
def squeeze(text: str) -> str:
    """A text without spaces and punctuation, in the spelling of `normalise`: in which short sayings are compared."""
    return re.sub(r"[\W_]+", "", normalise(text))


def _any(words: Iterable[str]) -> str:
    """Make an alternative that takes the longest and does not look back; words of Latin letters stand alone."""
    return f"(?>{'|'.join(map(_pattern, sorted(set(words), key=len, reverse=True)))})"


def _pattern(word: str) -> str:
    start, end = (r"(?<![a-z])" if "a" <= word[0] <= "z" else ""), (r"(?![a-z])" if "a" <= word[-1] <= "z" else "")
    return start + re.escape(word) + end


_FILE = _load()
_TALK = {squeeze(word): kind for kind, words in _FILE["small_talk"].items() for word in _list(words)}
_PIECE = re.compile(f"(?>{'|'.join(sorted(_TALK, key=len, reverse=True))})")
_ALL_TALK = re.compile(f"{_PIECE.pattern}++")
_REFUSALS = set(map(squeeze, _list(_FILE["refusals"])))
_WISHES = {squeeze(word): wish for wish, words in _FILE["wishes"].items() for word in _list(words)}

_CLAUSE = re.compile(r"[^,.!?;。、\n…~]+[!?]*")
_NOT_NOW = re.compile(rf"{_any(_list(_FILE['emergencies']['not_now']))}|\d年")
_NOT_NOW_ANYWHERE = re.compile(_any(_list(_FILE["emergencies"]["not_now_anywhere"])))
_NEGATED = re.compile(rf"{_any(_list(_FILE['emergencies']['negated']))}(?:有人|有|发生|出现|闻到|到|人| )?$")


@dataclass(frozen=True, slots=True)
class _Alarm:
    """What tells of one danger, and what to answer then."""

    says: re.Pattern[str]
    any_length: bool
    emergency: Emergency


def _alarm(table: dict[str, Any]) -> _Alarm:
    not_so = _list(_FILE["emergencies"]["not_so"]) + _list(table.get("not_so", ""))
    says = re.compile(rf"{_any(_list(table['says']))}(?!{_any(not_so)})")
    emergency = Emergency(Danger(table["kind"]), tuple(table["numbers"]))
    return _Alarm(says, table.get("any_length", False), emergency)


_ALARMS = tuple(map(_alarm, _FILE["emergency"]))
_ALARMING = re.compile("|".join(re.escape(word) for table in _FILE["emergency"] for word in _list(table["says"])))
"""Any of their words, wherever they stand. Mostly there is none, which this tells in a sixth of the time."""


def cue(text: str) -> Cue | None:
    """Tell what kind of small talk the whole message is; None when it says anything more."""
    squeezed = squeeze(text)
    if not squeezed:
        return Cue.EMPTY
    if text.strip().isdecimal() and len(squeezed) <= LONGEST_CHOICE:
        return Cue.SHORT
    if len(squeezed) > LONGEST_TALK or not _ALL_TALK.fullmatch(squeezed):
        return None
    kinds = {_TALK[piece] for piece in _PIECE.findall(squeezed)}
    return next((kind for kind in Cue if kind in kinds), None)


def wish(text: str) -> str | None:
    """Give the command that a message of plain words stands for (进度: my), without its slash; None if it is none."""
    return _WISHES.get(squeeze(text))


def refuses(text: str) -> bool:
    """Tell whether the whole message says no to what the bot keeps, if that was told just before."""
    return squeeze(text) in _REFUSALS


def emergency(text: str) -> Emergency | None:
    """Tell whether somebody is in danger now, as far as words tell; what is past, feared or denied is not."""
    text = normalise(text)
    if not _ALARMING.search(text):
        return None
    short = len(text) <= LONGEST_ALARM
    clauses = _CLAUSE.findall(text)
    found = [
        alarm.emergency
        for alarm in _ALARMS
        if (short or alarm.any_length)
        and alarm.says.search(text)  # one look at the whole before those at its clauses
        and any(_happens(clause, alarm.says) for clause in clauses)
    ]
    if not found:
        return None
    numbers = dict.fromkeys(number for emergency in found for number in emergency.numbers)
    return Emergency(found[0].kind, tuple(numbers))


def _happens(clause: str, says: re.Pattern[str]) -> bool:
    if _NOT_NOW_ANYWHERE.search(clause):
        return False
    earlier = _NOT_NOW.search(clause)
    past_from = earlier.end() if earlier else len(clause)
    return any(
        hit.start() < past_from and not _NEGATED.search(clause[max(0, hit.start() - 8) : hit.start()])
        for hit in says.finditer(clause)
    )
