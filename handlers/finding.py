"""/find: cases by what was said in them, for the staff of a unit (its own, open and ended) and the office (all)."""

import re

from bot.privacy import mask
from handlers import casework, inbox, lists
from handlers.turn import NotPossible, Turn
from storage import search
from storage.records import Case

PAGE = 6  # cases shown at once
# Cases looked through at once, before one is asked whether to go on: some thousandths of a second.
LOOKED, LOOKED_OF_ALL = 500, 5_000
LONGEST = 40  # bytes of the words, which must fit into a button: some thirteen characters
_BEGINNING = 2**53  # above every id


async def command(turn: Turn, words: str) -> None:
    """/find WORDS: the newest cases that have all of them. A case's number is found, too; what would be hidden is a
    person's."""
    if casework.number_in(words):
        return await inbox.find(turn, words)
    wanted = re.sub(r"[\s,，、:：]+", " ", words).strip()
    if not wanted:
        raise NotPossible("find-how")
    if len(wanted.encode()) > LONGEST:
        raise NotPossible("find-long")
    return await older(turn, _BEGINNING, wanted)


async def older(turn: Turn, below: int, words: str) -> None:
    """Those that came before a case."""
    units = [None] if turn.is_office else sorted({m.unit_id for m in turn.memberships})
    looked = LOOKED_OF_ALL if turn.is_office else LOOKED
    wanted, me = words.split(), turn.contact.id
    found = [
        await search.by_words(turn.tx, me, unit, wanted, before=below, looked=looked, limit=PAGE) for unit in units
    ]
    # What lies further back than one of the units was looked through comes with the next ones.
    further = max((one.further for one in found if one.further is not None), default=0)
    every = sorted((case for one in found for case in one.cases if case.id >= further), key=lambda case: -case.id)
    looked_at = every[:PAGE]
    further = looked_at[-1].id if len(every) > PAGE else further
    shown = [case for case in looked_at if _reads(case, wanted)]
    none = "find-none-yet" if further else "find-none" if below == _BEGINNING else "find-no-more"
    # Without the words: they may be somebody's name, and what is said here is kept when that person is deleted.
    head = turn.t("find-head" if shown else none, n=looked)
    rows = lists.rows([turn.button("case", case.id, label=str(case.number)) for case in shown])
    more = [[turn.button("find-older", further, words)]] if further else []
    lines = [inbox.line(turn, case) for case in shown]
    await turn.reply(text="\n".join([head, *lines]), choices=[*rows, *more])


def _reads(case: Case, words: list[str]) -> bool:
    """Whether these words can be read in it, numbers masked: else whoever looks for a number that begins with 1381, and
    then with 1382, finds out what is hidden. Who has all of a number finds it."""
    said = mask(f"{case.title} {case.text}").lower()
    return all(mask(word).lower() in said for word in words)
