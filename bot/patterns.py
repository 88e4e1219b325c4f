"""What personal numbers look like, however they are typed; `bot.privacy` looks for them and hides them.

Texts are made flat first: ASCII digits and dashes, nothing invisible, so that the patterns need know of no script.
Every pattern is bounded, so that looking takes time in proportion to the text.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache

from stdnum import luhn
from stdnum.cn import ric


class Kind(StrEnum):
    """What kind of personal data it is."""

    MOBILE = auto()
    LANDLINE = auto()
    ID_NUMBER = auto()
    BANK_CARD = auto()
    EMAIL = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """How a number is written. Of the first rule that fits at a place, the digits of its group `hide` are hidden.

    kind     None for what is none and only passed over: case numbers, and what is hidden already
    pattern  in flat text; the last four digits mostly stay
    holds    what the groups of its digits must fulfil besides
    """

    kind: Kind | None
    pattern: re.Pattern[str]
    holds: Callable[[list[str]], bool]


def _born(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year < 2100
    except ValueError:
        return False


def _is_id(parts: list[str]) -> bool:
    number = "".join(parts)
    return _born(number[6:10], number[10:12], number[12:14])


def _is_checked_id(parts: list[str]) -> bool:
    number = "".join(parts).upper()
    return _is_id(parts) and ric.calc_check_digit(number) == number[-1]


def _is_old_id(parts: list[str]) -> bool:
    number = "".join(parts)
    return _born(f"19{number[6:8]}", number[8:10], number[10:12])


def _is_card(parts: list[str]) -> bool:
    return bool(luhn.is_valid("".join(parts)))


def _is_mobile(parts: list[str]) -> bool:
    """Not a row of days or floors (1 3 5 7 9 11 13 15), not a date with something behind it (1998-05-12 300)."""
    numbers = [int(part) for part in parts]
    counted = all(len(part) <= 2 for part in parts) and numbers == sorted(set(numbers))
    dated = len(parts) > 3 and [len(part) for part in parts[:3]] == [4, 2, 2] and _born(*parts[:3])
    return not counted and not dated


def _is_grouped_mobile(parts: list[str]) -> bool:
    """Not a number with a date behind it (150, 20261123)."""
    return len(parts[-1]) == 4 or not _born(parts[-1][:4], parts[-1][4:6], parts[-1][6:])


def _always(parts: list[str]) -> bool:
    return True


_S = r"[ ._-]{0,3}"  # what may stand between two digits
_BETWEEN = r"[^\w*、，,；;]"
_P = rf"{_BETWEEN}{{1,5}}"  # ... between groups of 3, 4 and 4: a line's end, brackets, all but what separates figures
_START, _END = r"(?<![\d*])", r"(?![\d*])"  # next to digits or to what is hidden already, no number begins or ends
_CHINA = rf"(?:(?:\+|00)?86{_S}|0)?"
_AREA = rf"(?:(?:\+|00)86{_S}\(?0?|\(?0)(?:10|2\d|[3-9]\d\d)\)?"
_TAIL = rf"(?:{_S}\d){{4}}{_END}"
_ID_TAIL = rf"(?:{_S}\d){{3}}{_S}[\dXx]{_END}"

RULES = [
    Rule(kind, re.compile(pattern), holds)
    for kind, pattern, holds in [
        (None, rf"(?:\*{_S}){{3,15}}\d(?:{_S}\d){{3}}{_END}", _always),
        (Kind.ID_NUMBER, rf"{_START}[1-9](?:{_S}\d){{2}}(?P<hide>(?:{_S}\d){{11}}){_ID_TAIL}", _is_id),
        (Kind.ID_NUMBER, rf"{_START}[1-9]\d\d(?P<hide>\d{{3}}{_P}\d{{8}}){_P}\d{{3}}[\dXx]{_END}", _is_id),
        (Kind.ID_NUMBER, r"[1-9]\d\d(?P<hide>\d{14}[\dXx])", _is_checked_id),
        (Kind.ID_NUMBER, rf"{_START}[1-9]\d\d(?P<hide>\d{{8}})\d{{4}}{_END}", _is_old_id),
        (Kind.BANK_CARD, rf"{_START}(?P<hide>[3-69](?:[ -]?\d){{14}}){_TAIL}", _is_card),
        (Kind.BANK_CARD, rf"{_START}(?P<hide>[3-69](?:[ -]?\d){{13}}){_TAIL}", _is_card),
        (Kind.BANK_CARD, rf"{_START}(?P<hide>[3-69](?:[ -]?\d){{12}}){_TAIL}", _is_card),
        (Kind.BANK_CARD, rf"{_START}(?P<hide>[3-69](?:[ -]?\d){{11}}){_TAIL}", _is_card),
        (None, rf"{_START}[2-9]\d{{5}}-\d{{4}}{_END}", _always),
        (Kind.MOBILE, rf"{_START}{_CHINA}1{_S}[3-9]{_S}\d(?P<hide>(?:{_S}\d){{4}}){_TAIL}", _is_mobile),
        (Kind.MOBILE, rf"{_START}1[3-9]\d{_P}(?P<hide>\d{{4}})(?:{_P})?\d{{4}}{_END}", _is_grouped_mobile),
        (Kind.MOBILE, r"1[3-9]\d(?P<hide>\d{8})", _always),
        (Kind.LANDLINE, rf"{_START}{_AREA}{_S}(?P<hide>\d{{3,4}}){_TAIL}", _always),
    ]
]
FIRST = re.compile(r"[\d+(*]")
"""Where a rule can fit at all."""

_LOCAL = r"[A-Za-z0-9._%+-]"
EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?:{_LOCAL}(?={_LOCAL}))?(?P<hide>{_LOCAL}++)@(?=(?P<host>(?:[A-Za-z0-9-]++\.)+[A-Za-z]{{2,}}))"
)
"""The part before the @ but for its first letter; the host is looked at, not taken: it may hold a number."""

SPELLED = dict(zip("〇零○幺⓿\U0001f100\U0001f101\U0001f10b\U0001f10c", "000100000", strict=True))
for _row in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖", "壹貳參肆伍陸柒捌玖", "壱弐参", "弌弍弎", "弌貮叄"):
    SPELLED |= {character: str(n) for n, character in enumerate(_row, 1)}
for _one in "⑴⒈⓵❶➀➊㈠㊀〡\U0001f102":  # what lists are numbered with, and merchants' numerals: nine in a row each
    SPELLED |= {chr(ord(_one) + n): str(n + 1) for n in range(9)}

FILLERS = "\u115f\u1160\u3164\uffa0"
"""Hangul letters that are not seen, and which Unicode would have ignored."""


@lru_cache(maxsize=8192)
def plain(character: str) -> str:
    """Its ASCII twin, nothing for what cannot be seen, else itself. 一 is often typed for a dash."""
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"} or character in FILLERS:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs" or character in "\t\u2800":  # or a Braille pattern without a dot
        return " "
    if category == "Pd" or character in "一−ー":
        return "-"
    if character in "·•・‧∙":
        return "."
    twin = unicodedata.normalize("NFKC", character)
    return twin if len(twin) == 1 else character


def flat(text: str, *, spelled: bool = False) -> tuple[str, list[int]]:
    """The text made plain, Chinese digits too if `spelled`; and for each of its characters the place it came from."""
    digits = SPELLED if spelled else {}
    characters = [(digits.get(character) or plain(character), place) for place, character in enumerate(text)]
    return "".join(c for c, _ in characters), [place for c, place in characters if c]


class _Twins(dict[int, str]):
    """What characters become in a flat text, Chinese digits too, as `str.translate` wants it."""

    def __missing__(self, code: int) -> str:
        if len(self) >= 8192:
            self.clear()
        twin = self[code] = SPELLED.get(chr(code)) or plain(chr(code))
        return twin


_TWINS = _Twins()
_POSSIBLE = re.compile(rf"@|\d(?:(?:{_BETWEEN}|_){{0,5}}\d){{9}}")


def possible(text: str) -> bool:
    """Whether it has an @, or ten digits that a number could be made of (a land line's area code of three, and seven).
    Most texts have not, which is seen in a sixth of the time that looking takes."""
    return _POSSIBLE.search(text.translate(_TWINS)) is not None
