"""/suggest: words that were learned and that admins may want as keywords, with what each would have changed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.privacy import mask, one_line
from bot.tagging.segment import normalise
from handlers import lists
from handlers.admin import categories, keywords, words
from handlers.office import Office
from handlers.turn import NotPossible, Turn
from storage import learned, offices
from storage.records import Case, Category, KeywordRow

PER_PAGE = 4
MOST = 24  # words: six pages; who wants more adds some of these first
LOOKED_AT = 600  # learned words, those first that say most: looking for one in 200 cases takes 0.05 ms
PEOPLE = 3  # in whose cases a word must stand: a name, or one person's way of writing, is no keyword
LEAD = 0.2  # by which a word must speak for this category more than for any other: less says little
CUT, WORD, LONG = 3, 2, 1_000  # so many cases are cut, and it must be a word in so many; the characters of each
SNIPPET = 30  # characters


class Proposal(NamedTuple):
    """A word, and a case in which it stands."""

    word: str
    case: Case


async def suggest(turn: Turn, text: str) -> None:
    """/suggest CATEGORY: the words for it; without one, asks for which."""
    _something_learned(turn)
    if not text:
        active = turn.office.active_categories()
        buttons = [turn.button("suggest", c.id, 0, label=c.name(turn.language)) for c in active]
        await turn.reply("suggest-which", choices=lists.rows(buttons))
        return
    found, rest = words.take(words.split(text), categories.known(turn))
    if found is None or rest:
        raise categories.unknown(turn, text, "suggest-which")
    await show(turn, found.id, 0)


async def show(turn: Turn, category_id: int, page: int) -> None:
    """The words for a category; a button proposes each, as if an admin had typed it."""
    _something_learned(turn)
    category = categories.found(turn, category_id)
    name = category.name(turn.language)
    rows, latest = await offices.keywords(turn.tx), await keywords.latest(turn)
    heaviest = await learned.heaviest(turn.tx, category.id, LOOKED_AT)
    proposals = _proposals(turn.office, category, heaviest, rows, latest)
    if not proposals:
        raise NotPossible("suggest-none", name=name, people=PEOPLE)
    shown, turning = lists.page_of(turn, proposals, page, "suggest", category.id, size=PER_PAGE)
    lines = [turn.t("suggest-head", name=name, n=len(proposals))]
    buttons = []
    for word, case in shown:
        shifts, tried = keywords.shifts(
            turn.office, latest, rows, category, word, keywords.USUAL, keywords.CUT // PER_PAGE
        )
        lines.append(turn.t("suggest-word", word=word, n=len(shifts), tried=tried))
        lines.append(turn.t("suggest-example", number=case.number or "", text=_around(word, case)))
        weight = round(keywords.USUAL * 100)
        buttons.append(turn.button("keyword-weigh", category.id, weight, word, label=turn.t("suggest-add", word=word)))
    choices = [*lists.rows(buttons), *turning]
    await turn.reply(text="\n".join(lines), choices=choices, edit=True)


def _something_learned(turn: Turn) -> None:
    if not turn.office.learned:
        raise NotPossible("suggest-nothing")


def _proposals(
    office: Office,
    category: Category,
    heaviest: Sequence[str],
    rows: Sequence[KeywordRow],
    latest: Sequence[keywords.Read],
) -> list[Proposal]:
    """Of these learned words those that speak for the category more than for any other, are no keyword yet, and stand
    as a word in several people's cases, most of them of this category; those first that say most."""
    known = {normalise(row.word) for row in rows}
    leads = {word: _lead(office.learned.get(word, {}), category.code) for word in heaviest}
    fitting = [word for word in heaviest if leads[word] >= LEAD and word not in known and _may_be_word(office, word)]
    proposals: list[Proposal] = []
    for word in sorted(fitting, key=lambda word: (-leads[word], word)):
        if len(proposals) == MOST:
            break
        standing = [case for case, text in latest if word in text]
        own = [case for case in standing if case.category_id == category.id]
        # Of an imported case it is not known who spoke: each counts as somebody else's.
        people = {case.reporter_id or -case.id for case in own}
        if len(people) < PEOPLE or len(own) * 2 < len(standing):
            continue
        shortest = sorted(own, key=lambda case: len(case.text))[:CUT]
        as_word = [c for c in shortest if word in office.segmenter.cut(f"{c.title}\n{c.text}"[:LONG])]
        if len(as_word) >= WORD:
            proposals.append(Proposal(word, as_word[0]))
    return proposals


def _lead(weights: Mapping[str, float], code: str) -> float:
    """How much more a word says for this category than for any other, or than nothing."""
    return weights.get(code, 0.0) - max([0.0, *(weight for other, weight in weights.items() if other != code)])


def _may_be_word(office: Office, word: str) -> bool:
    """Two letters at least and no digit, short enough for a button, and not two words side by side. (That a pair of
    characters is a word, only a text shows.)"""
    return len(word) > 1 and word.isalpha() and keywords.fits(word) and office.segmenter.cut(word) == [word]


def _around(word: str, case: Case) -> str:
    """The words around it in the case, masked."""
    text = normalise(mask(" ".join(f"{case.title} {case.text}".split())))
    start = max(0, text.find(word) - SNIPPET // 3)
    return ("…" if start else "") + one_line(text[start:], SNIPPET)
