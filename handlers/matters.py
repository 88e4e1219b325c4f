"""The several matters of one case's words: what is offered for splitting, and how that looks on a card.

They are looked for anew whenever a card is shown and whenever its button is pressed: what the button carries is only a
mark of what the person saw. A case whose category a person chose is not offered (they said that it is one thing), nor
is an urgent one, which nothing may hold up.
"""

import json
from collections.abc import Sequence
from zlib import crc32

from bot.privacy import brief
from bot.tagging.matters import Matter, find
from handlers.turn import Work
from storage.records import Case

LINE = 24  # characters of a matter on a card


def of(work: Work, case: Case, words: Sequence[str] | None = None) -> list[Matter]:
    """The matters of what the case says, in order; none if it is one. `words`: its text, if it was cut just now."""
    if case.urgent or (case.decision and json.loads(case.decision).get("chosen")):
        return []
    segmenter = work.office.segmenter
    if not segmenter.ready:
        return []  # just started: nobody waits for the dictionary because of an offer
    return find(case.text, segmenter.cut if words is None else lambda text: words, work.office.classifier.decide_words)


def mark(found: Sequence[Matter]) -> str:
    """The same for the same matters; fits into a button."""
    return f"{crc32(json.dumps([matter.text for matter in found]).encode()):08x}"


def listed(found: Sequence[Matter]) -> str:
    """A line for each matter; empty for none."""
    return "\n".join(f"{i}. {brief(matter.own, LINE)}" for i, matter in enumerate(found, 1))
