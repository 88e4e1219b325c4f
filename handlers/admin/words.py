"""What admins type: verbs, names and numbers. Strict about what is meant, lenient about how it is typed.

Capital and small, fullwidth and halfwidth, traditional and simplified count alike; a name with spaces may stand in
quotes, but need not if it is known.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from bot.privacy import clean, is_blank
from bot.tagging.segment import normalise
from handlers.turn import NotPossible

T = TypeVar("T")

LONGEST = 40  # characters of a name, so that it fits on a button

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|(\S+)')

# What is understood for each word of the commands; the first is the one that they are documented with.
_SYNONYMS = {
    "add": "add new 新增 添加 增加 加",
    "rename": "rename 改名 更名",
    "retire": "retire 停用",
    "restore": "restore 恢复 启用",
    "remove": "remove delete 删除 删 去掉",
    "limit": "limit 时限",
    "weight": "weight 权重",
    "hour": "hour 时间 日报时间",
    "group": "group 群",
    "chart": "chart 走势图",
    "ledger": "ledger 台账",
    "empty": "empty 空日报",
    "on": "on yes 开 是",
    "off": "off no 关 否",
    "member": "member 成员",
    "lead": "lead 负责人",
    "dispatcher": "dispatcher 派单员 坐席",
    "admin": "admin 管理员",
}
_MEANT = {synonym: word for word, synonyms in _SYNONYMS.items() for synonym in synonyms.split()}


class Said(NamedTuple, Generic[T]):
    """A command's words, understood: what to do (empty: only look), with what, and what else was said."""

    verb: str
    thing: T | None
    rest: list[str]

    @property
    def words(self) -> str:
        return " ".join(self.rest)


def fold(text: str) -> str:
    """The spelling in which names are compared."""
    return " ".join(normalise(text).split())


def split(words: str) -> list[str]:
    """The words one by one; what stands in quotes is one."""
    return [next(filter(None, found.groups()), "") for found in _QUOTED.finditer(words)]


def meant(word: str) -> str:
    """The command's word that this is a way to say; empty for any other."""
    return _MEANT.get(fold(word), "")


def take(rest: list[str], known: Mapping[str, T]) -> tuple[T | None, list[str]]:
    """The longest known name that `rest` begins with, and what follows it. `known` has folded names."""
    for end in range(len(rest), 0, -1):
        if (thing := known.get(fold(" ".join(rest[:end])))) is not None:
            return thing, rest[end:]
    return None, rest


def understand(words: str, verbs: Collection[str], known: Mapping[str, T], *, new: str = "add") -> Said[T]:
    """A verb and a name, in either order, and the rest. Behind the verb `new` stands a name that is not known yet."""
    rest = split(words)
    verb = meant(rest[0]) if rest else ""
    if verb in verbs:
        return Said(verb, None, rest[1:]) if verb == new else Said(verb, *take(rest[1:], known))
    thing, rest = take(rest, known)
    verb = meant(rest[0]) if thing is not None and rest else ""
    return Said(verb, thing, rest[1:]) if verb in verbs else Said("", thing, rest)


def names(things: Iterable[tuple[T, Iterable[str]]]) -> dict[str, T]:
    """What `take` looks up: each thing under all its names."""
    return {fold(name): thing for thing, called in things for name in called}


def new_name(name: str, known: Mapping[str, T], own: T | None = None) -> str:
    """A name to be given, tidied up. Raises NotPossible if there is none, it is too long, or another thing has it."""
    name = " ".join(clean(name).split())
    if is_blank(name):
        raise NotPossible("admin-name-empty")
    if len(name) > LONGEST:
        raise NotPossible("admin-name-long", limit=LONGEST)
    tight = fold(name).replace(" ", "")  # 城 管 局 beside 城管局 would only confuse
    if any(called.replace(" ", "") == tight and thing != own for called, thing in known.items()):
        raise NotPossible("admin-name-taken", name=name)
    return name


def two_names(rest: list[str]) -> tuple[str, str]:
    """A Chinese name and an English one behind it; either may be empty. `城乡建设 City works`, or each in quotes."""
    last = max((i for i, word in enumerate(rest) if any(char >= "\u2e80" for char in word)), default=-1) + 1
    return " ".join(rest[:last]), " ".join(rest[last:])


def decimal(word: str, most: float) -> float | None:
    """A number above 0 and up to `most`, with at most two decimals; else None."""
    found = re.fullmatch(r"\d{1,4}(?:\.\d{1,2})?", fold(word), re.ASCII)
    return float(found[0]) if found and 0 < float(found[0]) <= most else None


def is_number(word: str) -> bool:
    """Whether this was meant for a number, be it one that makes no sense: 99, -1, 1_0, 2^63."""
    return re.fullmatch(r"[+-]?\d[\d.,_^e]*", fold(word)) is not None


def number(word: str, least: int, most: int) -> int | None:
    """A whole number within bounds, such as 5, ５ or 5天; else None."""
    found = re.fullmatch(r"(\d{1,12})\s*(?:天|个工作日|工作日|days?|workdays?)?", fold(word), re.ASCII)
    return int(found[1]) if found and least <= int(found[1]) <= most else None


def hours(word: str, most: int) -> int | None:
    """A number of hours from 1 up to `most`, such as 24小时 or 24 hours; else None."""
    found = re.fullmatch(r"(\d{1,5})\s*(?:小时|个小时|h|hours?)", fold(word), re.ASCII)
    return int(found[1]) if found and 1 <= int(found[1]) <= most else None


def hour(word: str) -> str | None:
    """A time of day as HH:MM, from 08:30, 8:30, 8点半, 8点, 8.30 or 8; else None."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.点时](半|\d{2})?分?)?", fold(word).replace(" ", ""), re.ASCII)
    if not found:
        return None
    hours, minutes = int(found[1]), 30 if found[2] == "半" else int(found[2] or 0)
    return f"{hours:02d}:{minutes:02d}" if hours < 24 and minutes < 60 else None
