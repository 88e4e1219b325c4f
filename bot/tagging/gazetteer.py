"""Which area a text names: rules only, values in, values out.

All names of all areas are looked for at once, in a table by their first two characters, so that ten thousand of them
cost a message no more than ten. What was found is weighed along the tree of areas (区县 > 街道 > 社区): the most
specific area wins, a name that several areas share means the one whose parent is named too, and where two places are
named the answer is what they have in common, or none. A wrong area sends a case to a wrong desk.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.tagging.segment import Segmenter, normalise
from storage.records import Area

DEEPEST = 10  # areas within one another; China has five levels from province to community
SHORT = 3  # characters of a name that may lie across other words, as 东城区 does in 山东城区
UNUSUAL = 100  # times in jieba's corpus (60 million words): 城关 has 89, 幸福 3,342, 朝阳 767

# How lists of the statistical office write what people call 幸福街道 and 和平社区.
_OFFICE = re.compile(r"(?<=街道)办事处|(?<=社区)(?:居民委员会|居委会)|(?<=村)(?:村民委员会|民委员会|委会)")
_SUFFIX = re.compile(r"(?:街道|社区|区|县|镇|乡)$")
# What is left of 中山路街道 or 大学城社区 names a road or a site, which may reach much farther.
_SITE = re.compile(r"[路街巷道园城场站区村院校桥]$")


class _Form(NamedTuple):
    """One way to write the names of areas: normalised, and whose name it is."""

    text: str
    areas: tuple[int, ...]
    checked: bool  # counts only where it begins and ends as a word does


class Gazetteer:
    """The areas in use, ready to be looked for. Built anew when they change; a name has at least two characters."""

    def __init__(self, areas: Mapping[int, Area], segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._lineages = {id: lineage(areas, id) for id in areas}
        self._parents = {area.parent_id for area in areas.values()}
        used = [area for area in areas.values() if area.retired_at is None]
        self._lengths = {area.id: len(area.name) for area in used}
        self._forms: dict[str, list[_Form]] = {}
        for form in self._all_forms(used):
            self._forms.setdefault(form.text[:2], []).append(form)
        self._first = {pair[0] for pair in self._forms}
        for forms in self._forms.values():
            forms.sort(key=lambda form: -len(form.text))

    def _all_forms(self, areas: Iterable[Area]) -> Iterable[_Form]:
        given: dict[str, list[int]] = {}
        derived: dict[str, list[int]] = {}
        for area in areas:
            for n, name in enumerate(area.names):
                folded = normalise(name).strip()
                plain = _OFFICE.sub("", folded)
                for text in {folded, plain}:
                    given.setdefault(text, []).append(area.id)
                if not n and (short := self._short(plain)):
                    derived.setdefault(short, []).append(area.id)
        for text, ids in given.items():
            if len(text) > 1:
                yield _Form(text, tuple(dict.fromkeys(ids)), len(text) <= SHORT)
        for text, ids in derived.items():
            if text not in given and len(ids) == 1:  # one that could mean another area as well is no name
                yield _Form(text, (ids[0],), checked=True)

    def _short(self, name: str) -> str:
        """城关 for 城关街道: what people say, unless it is an ordinary word, a road or a site; else empty."""
        short = _SUFFIX.sub("", name)
        if short == name or len(short) < 2 or _SITE.search(short):
            return ""
        return short if self._segmenter.frequency(short) <= UNUSUAL else ""

    def find(self, text: str, here: int | None = None) -> int | None:
        """The area that `text` names, or None. `here` is the one of a shared location: it tells apart areas of the same
        name, and is no answer by itself."""
        mentions = self._mentions(normalise(text)) if self._forms else ()
        if not mentions:
            return None
        around = self._lineages.get(here or 0, ())
        settled = {self._one_of(ids, mentions, around) for ids in mentions} - {None}
        named = {id: self._lineages[id] for id in settled if id is not None}
        within = {above for line in named.values() for above in line[1:]}
        best = Counter({id: sum(above in named for above in line) for id, line in named.items() if id not in within})
        if not best:
            return None
        most = max(best.values())
        return self._together([id for id, n in best.items() if n == most])

    def _mentions(self, text: str) -> set[tuple[int, ...]]:
        """What each name that occurs may mean; of names that overlap the first and longest counts."""
        found, after = set(), 0
        for start in [i for i, char in enumerate(text) if char in self._first]:
            if start < after:
                continue
            for form in self._forms.get(text[start : start + 2], ()):
                end = start + len(form.text)
                if text.startswith(form.text, start) and self._is_name(text, start, end, form):
                    found.add(form.areas)
                    after = end
                    break
        return found

    def _is_name(self, text: str, start: int, end: int, form: _Form) -> bool:
        if _latin(text[start]) and _latin(text[start - 1 : start]):
            return False
        if _latin(text[end - 1]) and _latin(text[end : end + 1]):
            return False
        return not form.checked or self._segmenter.stands_alone(text, start, end)

    def _one_of(self, ids: tuple[int, ...], mentions: set[tuple[int, ...]], around: tuple[int, ...]) -> int | None:
        """The area that a name means: of several those count for which the rest of the text speaks most."""
        if len(ids) == 1:
            return ids[0]
        others = {id for mention in mentions if mention != ids for id in mention}
        speaks = {
            id: sum(above in others for above in self._lineages[id][1:]) + sum(i in around for i in self._lineages[id])
            for id in ids
        }
        most = max(speaks.values())
        return self._common([id for id in ids if speaks[id] == most])

    def _together(self, ids: list[int]) -> int | None:
        """One answer for places that lie apart. Areas of an office that keeps no tree tell nothing of each other: there
        the longest name says most."""
        if len(ids) > 1 and not any(len(self._lineages[id]) > 1 or id in self._parents for id in ids):
            longest = max(self._lengths[id] for id in ids)
            ids = [id for id in ids if self._lengths[id] == longest]
        return self._common(ids)

    def _common(self, ids: list[int]) -> int | None:
        """The smallest area that holds all of these."""
        shared = set.intersection(*(set(self._lineages[id]) for id in ids))
        return next((id for id in self._lineages[ids[0]] if id in shared and id in self._lengths), None)


def lineage(areas: Mapping[int, Area], id: int | None) -> tuple[int, ...]:
    """An area and those that it lies in, the smallest first; empty for none."""
    line: list[int] = []
    while id is not None and id in areas and id not in line and len(line) <= DEEPEST:
        line.append(id)
        id = areas[id].parent_id
    return tuple(line)


def called(areas: Mapping[int, Area]) -> dict[str, int]:
    """What admins call each area, retired ones too, by its normalised name: alone where no other has it, and always
    behind the name of what it lies in."""
    found: dict[str, int] = {}
    twins = Counter(_folded(area.name) for area in areas.values())
    for area in areas.values():
        name, above = _folded(area.name), areas.get(area.parent_id or 0)
        if above is not None:
            found[f"{_folded(above.name)} {name}"] = area.id
        if twins[name] == 1:
            found[name] = area.id
    return found


def readable(areas: Mapping[int, Area]) -> dict[int, str]:
    """What people read for each area: its name, behind that of what it lies in where another in use has the same."""
    twins = Counter(area.name for area in areas.values() if area.retired_at is None)
    found = {}
    for area in areas.values():
        above = areas.get(area.parent_id or 0)
        found[area.id] = f"{above.name} {area.name}" if above and twins[area.name] > 1 else area.name
    return found


def _folded(name: str) -> str:
    return " ".join(normalise(name).split())


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
