"""Several matters in one message: where it can be divided so that each part is a case of its own.

People number the arguments and wishes about one matter far more often than several matters, and a letter about one
matter touches many. So a message is divided only where it shows a seam, where the parts go to different categories,
each clearly, and where they share few words: it is better not to offer it than to offer what makes no sense. Of 4,657
real letters eleven are divided so, eight or nine of them rightly; of pairs of real letters of different categories that
were put together four in five, and of titles half (with the default keywords alone three and two in five).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.tagging.classifier import Decision
from bot.tagging.segment import count_characters

Cut = Callable[[str], Sequence[str]]
"""What cuts a text into words (`Segmenter.cut`), or knows them already."""

Decide = Callable[[Sequence[str]], Decision]
"""What the classifier says of words that are cut already (`Classifier.decide_words`)."""

SHORTEST, LONGEST = 20, 2_000
"""Characters of a message that may be divided. What is longer is a petition: its points belong together."""

MOST = 5
"""Matters. Longer lists were never lists of matters in real letters."""

FEWEST = 8
"""Characters, in words, that tell of a matter."""

HEAD = 100
"""Characters before a list that may belong to all its points: who writes, and where. What is longer is the matter."""

GREETING = 30
"""Characters before a list that say no more than who writes and where, and so may help to tell what
a point is about."""

PLAIN = 120
"""Characters up to which sentences may be several matters without a word that says so. In longer letters they never
were: a story goes from building to noise, and from illness to money."""

SURE, SURER = 0.35, 0.45
"""Margins that a part needs: at a seam, and without one. A person decides, so it may be less than for routing."""

SHARED = 0.3
"""Share of the words of the shorter part that the other may say too. They name the place; more is the same matter."""

_HANZI, _CIRCLED = "一二三四五六七八九", "①②③④⑤⑥⑦⑧⑨"
_START = r"(?:^|(?<=[\s。；;！!？?：:，,、.…]))"
_STOP = r"[、．.，,：:]"
_MARKS = tuple(
    re.compile(_START + mark, re.MULTILINE)
    for mark in (
        rf"(?P<n>[1-9]\d?)[ \t]?(?:{_STOP}|[)）])\s*(?!\d)",
        rf"[(（](?P<n>[1-9]\d?)[)）]{_STOP}?\s*",
        rf"(?P<n>[{_CIRCLED}]){_STOP}?\s*",
        rf"(?P<n>[{_HANZI}]){_STOP}\s*",
        rf"[(（](?P<n>[{_HANZI}])[)）]{_STOP}?\s*",
        rf"第(?P<n>[{_HANZI}])(?:件事|个问题|件|个|点|条)?(?:是|{_STOP})\s*",
    )
)
_ARGUES = re.compile(r"(?:理由|原因|诉求|要求|请求|依据|事实|经过)[^。！？\n]{0,8}$")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+$")
_ANOTHER = re.compile(r"\s*(?:另外|另|此外|再反映|还想反映|还要反映|顺便)")
_GOES_ON = re.compile(
    rf"\s*(?:{_ANOTHER.pattern})?[，,：:\s]*(?:还有|也|而且|并且)?(?:这|该|此(?!外)|其(?!他)|上述|以上|因此|所以|但|可是|然而|而|"
    r"却|导致|造成|严重|请(?!问)|敬请|望|希望|恳|盼|要求|特此|谢|为何|为什么|难道|试问|是否|联系|电话|你们|已经|包括|实名)"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """One of several: its own words, and the whole text that its case is to have, with what belongs to all."""

    own: str
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    words: tuple[str, ...]

    def __add__(self, other: "_Piece") -> "_Piece":
        return _Piece(self.text + other.text, self.words + other.words)


def find(text: str, cut: Cut, decide: Decide) -> list[Matter]:
    """List the matters of a message, in order; none if it is one. Never raises.

    The text is cut once, and only if it has a seam. Together the matters hold all that was said but the numbers of a
    list; what stands before a list goes with each of its points.
    """
    if not SHORTEST <= len(text) <= LONGEST:
        return []
    if lists := list(_lists(text)):
        return _listed(lists, cut(text), decide)
    sentences = _SENTENCE.findall(text)
    blocks = _blocks(sentences)
    if len(blocks) < 2 and (len(sentences) < 2 or len(text) > PLAIN):
        return []
    words = cut(text)
    return _told(blocks, words, decide, SURE, SHARED) or (
        _told(sentences, words, decide, SURER, 0) if len(text) <= PLAIN else []
    )


_List = tuple[str, *tuple[tuple[str, str], ...]]


def _listed(lists: Sequence[_List], words: Sequence[str], decide: Decide) -> list[Matter]:
    """By the numbers that the person gave them: all are sure, and not all of one category."""
    for head, *points in lists:
        before = head.strip()
        if len(before) > HEAD or _ARGUES.search(before.rstrip("：:，, ")):
            continue
        opening, *parts = _pieces([head, *(mark + said for mark, said in points)], words)
        labels = [_sure(part, decide, SURE) for part in parts]
        if len(before) <= GREETING:
            helped = [_sure(opening + part, decide, SURE) for part in parts]
            labels = [label or help_ for label, help_ in zip(labels, helped, strict=True)]
        if None not in labels and len(set(labels)) > 1 and _apart(parts, SHARED):
            return [Matter(said.strip(), f"{head}{said}".strip()) for _, said in points]
    return []


def _lists(text: str) -> Iterator[_List]:
    """What stands before a list that counts from one, and its points, each with its mark."""
    for marks in _MARKS:
        found = list(marks.finditer(text))
        if 2 <= len(found) <= MOST and [_number(hit["n"]) for hit in found] == list(range(1, len(found) + 1)):
            ends = [hit.start() for hit in found[1:]] + [len(text)]
            points = ((hit[0], text[hit.end() : end]) for hit, end in zip(found, ends, strict=True))
            yield text[: found[0].start()], *points


def _number(mark: str) -> int:
    for digits in (_HANZI, _CIRCLED):
        if mark in digits:
            return digits.index(mark) + 1
    return int(mark)


def _told(blocks: Sequence[str], words: Sequence[str], decide: Decide, needed: float, shared: float) -> list[Matter]:
    """By what each block is about: neighbours of a kind go together, what is not sure goes with what stands before."""
    groups: list[tuple[str | None, _Piece]] = []
    for piece in _pieces(blocks, words):
        label = _sure(piece, decide, needed)
        if groups and (label is None or groups[-1][0] in (None, label)):
            before, whole = groups.pop()
            groups.append((before or label, whole + piece))
        else:
            groups.append((label, piece))
    parts, labels = [piece for _, piece in groups], [label for label, _ in groups]
    if (
        2 <= len(set(labels)) == len(labels) <= MOST
        and not any(_GOES_ON.match(part.text) for part in parts[1:])
        and [_sure(part, decide, needed) for part in parts] == labels
        and _apart(parts, shared)
    ):
        return [Matter(part.text.strip(), part.text.strip()) for part in parts]
    return []


def _blocks(sentences: Sequence[str]) -> list[str]:
    """Lines, divided further before a word like 另外."""
    blocks: list[str] = []
    for sentence in sentences:
        if blocks and not blocks[-1].endswith("\n") and not _ANOTHER.match(sentence):
            blocks[-1] += sentence
        else:
            blocks.append(sentence)
    return blocks


def _sure(piece: _Piece, decide: Decide, needed: float) -> str | None:
    """The category of a part that says enough to be sure of it."""
    if sum(map(len, piece.words)) < FEWEST:
        return None
    decision = decide(piece.words)
    return decision.category if decision.margin >= needed else None


def _apart(parts: Sequence[_Piece], most: float) -> bool:
    """Whether neighbours share no more than so many of their words of two characters and more."""
    known = [{word for word in part.words if len(word) > 1} for part in parts]
    return all(len(one & two) <= most * min(len(one), len(two)) for one, two in pairwise(known))


def _pieces(texts: Sequence[str], words: Sequence[str]) -> list[_Piece]:
    """Gives each of the texts that make up a message its words: those that begin in it."""
    ends = list(accumulate(map(count_characters, texts)))
    shares: list[list[str]] = [[] for _ in texts]
    at = piece = 0
    for word in words:
        while piece < len(ends) - 1 and at >= ends[piece]:
            piece += 1
        shares[piece].append(word)
        at += len(word)
    return [_Piece(text, tuple(share)) for text, share in zip(texts, shares, strict=True)]
