"""Keywords and their weights. Each change is tried on the latest cases first, and done when the admin says so."""

from collections.abc import Sequence

from bot.privacy import brief
from bot.tagging.lexicon import Keyword
from bot.tagging.segment import normalise
from handlers import lists
from handlers.admin import categories, common, words
from handlers.admin.common import put
from handlers.office import Office
from handlers.turn import NotPossible, Turn
from storage import cases, offices
from storage.records import Case, Category, KeywordRow

VERBS = frozenset({"add", "remove", "weight"})
TRIED = 200  # cases
# A trial runs within a transaction, so it must be short: about 0.1 s. Cutting a text twice takes 6 ms for 1,000
# characters, looking whether a word stands in it 0.2 ms. Where texts are long, fewer cases are tried.
CUT, READ = 12_000, 100_000  # characters
EXAMPLES = 5
LONGEST = 36  # bytes of a word: with the rest it must fit into a button's 64
USUAL = 3.0  # the weight of a word whose weight nobody gave; the default keywords have 0.5 to 5
WEIGHTS = (0.5, 1, 2, 3, 4, 5)
HEAVIEST = 10.0
PER_PAGE = 24


async def keyword(turn: Turn, text: str) -> None:
    """/keyword: adds, removes or weighs a word, after showing what would change."""
    if not text:
        return await categories.show_all(turn, 0)
    said = words.understand(text, VERBS, categories.known(turn), new="")
    if said.thing is None:
        raise categories.unknown(turn, " ".join(said.rest[:1]), "admin-form-keyword")
    if not said.verb and not said.rest:
        return await show_all(turn, said.thing.id, 0)
    return await _propose_typed(turn, said.thing, said.verb, said.rest)


async def _propose_typed(turn: Turn, category: Category, verb: str, rest: list[str]) -> None:
    if not verb or not rest:
        raise NotPossible("admin-form-keyword")
    if verb == "remove":
        return await _propose(turn, category, " ".join(rest), None)
    weight = words.decimal(rest[-1], HEAVIEST) if len(rest) > 1 else None
    if weight is not None:
        rest = rest[:-1]
    elif verb == "weight" or (len(rest) > 1 and words.is_number(rest[-1])):
        raise NotPossible("admin-wrong-weight", most=f"{HEAVIEST:g}")
    return await _propose(turn, category, " ".join(rest), weight or USUAL)


async def show_all(turn: Turn, category_id: int, page: int) -> None:
    """A category's keywords, heaviest first, a button each."""
    category = categories.found(turn, category_id)
    rows = await offices.keywords_of(turn.tx, category.id)
    shown, turning = lists.page_of(turn, rows, page, "keyword-list", category.id, size=PER_PAGE)
    buttons = [
        turn.button("keyword", category.id, k.word, label=f"{k.word} {k.weight:g}")
        for k in shown
        if fits(k.word)  # longer ones did not come in by a command, and can be changed by one
    ]
    choices = [
        *lists.rows(buttons, 3),
        *turning,
        [turn.button("keyword-new", category.id), *common.back(turn, "category", category.id)],
    ]
    await turn.reply("admin-keywords", choices=choices, edit=True, name=category.name(turn.language), n=len(rows))


def fits(word: str) -> bool:
    """Whether a button can carry the word."""
    return len(word.encode()) <= LONGEST and ":" not in word


async def show(turn: Turn, category_id: int, word: str) -> None:
    """One keyword, with other weights to choose from."""
    category = categories.found(turn, category_id)
    row = _row(await offices.keywords_of(turn.tx, category.id), word)
    if row is None:
        raise NotPossible("admin-gone")
    weights = [
        turn.button("keyword-weigh", category.id, round(weight * 100), row.word, label=f"{weight:g}")
        for weight in WEIGHTS
        if weight != row.weight
    ]
    choices = [
        *lists.rows(weights, 3),
        [turn.button("keyword-remove", category.id, row.word), *common.back(turn, "keyword-list", category.id, 0)],
    ]
    name = category.name(turn.language)
    await turn.reply("admin-keyword", choices=choices, edit=True, word=row.word, weight=f"{row.weight:g}", name=name)


def _row(rows: Sequence[KeywordRow], word: str) -> KeywordRow | None:
    """The row of a word, however it is spelled."""
    return next((row for row in rows if words.fold(row.word) == words.fold(word)), None)


async def ask_new(turn: Turn, category_id: int) -> None:
    category = categories.found(turn, category_id)
    await common.ask(turn, "admin-ask-keyword", "keyword-new", category.id, name=category.name(turn.language))


async def new(turn: Turn, category_id: int) -> None:
    """A new keyword was typed, perhaps with its weight."""
    category, rest = categories.found(turn, category_id), words.split(turn.inbound.text)
    await common.until_right(turn, _propose_typed(turn, category, "add", rest), "keyword-new", category.id)


async def weigh(turn: Turn, category_id: int, hundredths: int, word: str) -> None:
    """Another weight was chosen."""
    await _propose(turn, categories.found(turn, category_id), word, hundredths / 100)


async def remove(turn: Turn, category_id: int, word: str) -> None:
    await _propose(turn, categories.found(turn, category_id), word, None)


async def _propose(turn: Turn, category: Category, word: str, weight: float | None) -> None:
    """Says what the change would do to the latest cases, and asks. `weight` None takes the word away."""
    rows = await offices.keywords(turn.tx)
    row = _row([r for r in rows if r.category_id == category.id], word)
    word = row.word if row else _new_word(turn.office, word)
    if not fits(word):
        raise NotPossible("admin-keyword-long", word=word[:40])
    if weight is None and row is None:
        raise NotPossible("admin-no-keyword", word=word, name=category.name(turn.language))
    if weight is not None and not 0 < weight <= HEAVIEST:
        raise NotPossible("admin-wrong-weight", most=f"{HEAVIEST:g}")
    if row and row.weight == weight:
        raise NotPossible("admin-keyword-same", word=word, name=category.name(turn.language), weight=f"{weight:g}")
    changed, tried = shifts(turn.office, await latest(turn), rows, category, word, weight)
    lines = [
        turn.t(
            "admin-shift",
            number=case.number or "",
            before=_named(turn, before),
            after=_named(turn, after),
            text=brief(case.text, 30),
        )
        for case, before, after in changed[:EXAMPLES]
    ]
    head = turn.t(
        "admin-proposal",
        word=word,
        name=category.name(turn.language),
        was=f"{row.weight:g}" if row else "",
        weight="" if weight is None else f"{weight:g}",
        tried=tried,
        n=len(changed),
    )
    yes = turn.button("keyword-set", category.id, round((weight or 0) * 100), word)
    await turn.reply(text="\n".join([head, *lines]), choices=[[yes, turn.button("never-mind")]], edit=True)


def _new_word(office: Office, word: str) -> str:
    """A word that can occur in a text. Raises NotPossible for one with punctuation, which never does."""
    word = " ".join(word.split())
    cut = "".join(office.segmenter.cut(word))
    if not cut or cut != "".join(normalise(word).split()) or ":" in word:
        raise NotPossible("admin-keyword-odd", word=word[:40])
    return word


Shift = tuple[Case, str | None, str | None]  # a case, the code of its category before and after


Read = tuple[Case, str]  # a case, and what it says, normalised


async def latest(turn: Turn) -> list[Read]:
    """The latest cases, to try keywords on."""
    found: list[Read] = []
    read = 0
    for case in await cases.recent(turn.tx, TRIED):
        if read > READ:
            break
        text = normalise(f"{case.title}\n{case.text}")
        read += len(text)
        found.append((case, text))
    return found


def shifts(
    office: Office,
    tried: Sequence[Read],
    rows: Sequence[KeywordRow],
    category: Category,
    word: str,
    weight: float | None,
    most: int = CUT,
) -> tuple[list[Shift], int]:
    """Which of these cases would be tagged otherwise if the word had this weight, and how many were looked at, for at
    `most` so many characters are cut. `rows` are all keywords; `weight` None takes the word away."""
    concerned, looked_at = _concerned(tried, word, most)
    return _try_out(office, concerned, rows, category, word, weight) if concerned else [], looked_at


def _concerned(tried: Sequence[Read], word: str, most: int) -> tuple[list[Case], int]:
    """The cases in which the word stands, and how many were looked at. Only these can be tagged otherwise."""
    parts, cut = normalise(word).split(), 0
    found: list[Case] = []
    for looked_at, (case, text) in enumerate(tried):
        if cut > most:
            return found, looked_at
        if all(part in text for part in parts):
            found.append(case)
            cut += len(text)
    return found, len(tried)


def _try_out(
    office: Office,
    tried: Sequence[Case],
    rows: Sequence[KeywordRow],
    category: Category,
    word: str,
    weight: float | None,
) -> list[Shift]:
    """The cases that would be tagged otherwise if the word had this weight, or (None) did not count."""
    in_use = {c.code for c in office.active_categories()}
    now = [Keyword(r.word, r.weight, r.code) for r in rows if r.code in in_use]
    changed = [k for k in now if (k.category, k.word) != (category.code, word)]
    if weight is not None and category.code in in_use:
        changed.append(Keyword(word, weight, category.code))
    before = [office.classifier.decide(c.text, c.title or None).category for c in tried]
    try:
        trial = office.classifier_with(changed)
        after = [trial.decide(c.text, c.title or None).category for c in tried]
    finally:
        office.segmenter.keep_whole(k.word for k in now)  # as the classifier in use needs it
    return [shift for shift in zip(tried, before, after, strict=True) if shift[1] != shift[2]]


def _named(turn: Turn, code: str | None) -> str:
    category = turn.office.category_by_code(code)
    return turn.office.category_name(turn.language, category.id if category else None)


async def set_(turn: Turn, category_id: int, hundredths: int, word: str) -> None:
    """确定: the button carries the change, and it is looked at anew what there is to change. 0 removes the word."""
    category = categories.found(turn, category_id)
    row = _row(await offices.keywords_of(turn.tx, category.id), word)
    weight = hundredths / 100
    if weight > HEAVIEST or (row is None and not weight):
        raise NotPossible("admin-gone")
    word = row.word if row else _new_word(turn.office, word)
    key = {"category_id": category.id, "word": word}
    if row is None:
        await put(turn, "keywords", key, {"weight": weight}, "keyword-add", f"{category.zh} · {word} {weight:g}")
    elif not weight:
        await put(turn, "keywords", key, None, "keyword-remove", f"{category.zh} · {word}")
    elif row.weight != weight:
        subject = f"{category.zh} · {word} {row.weight:g} → {weight:g}"
        await put(turn, "keywords", key, {"weight": weight}, "keyword-weight", subject)
    choices = [[turn.button("keyword-new", category.id), *common.back(turn, "keyword-list", category.id, 0)]]
    await turn.reply(
        "admin-keyword-done",
        choices=choices,
        edit=True,
        name=category.name(turn.language),
        word=word,
        was=f"{row.weight:g}" if row and row.weight != weight else "",
        weight=f"{weight:g}" if weight else "",
    )
