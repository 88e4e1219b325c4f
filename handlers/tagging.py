"""What the keywords say of a text, as a case keeps it."""

import json
from collections.abc import Sequence
from typing import Any

from bot import metrics
from bot.tagging.classifier import Decision
from handlers import areas
from handlers.turn import Work


async def tagged(
    work: Work, title: str, text: str, latitude: float | None, longitude: float | None
) -> tuple[Sequence[str], dict[str, Any]]:
    """The words of a text, and what a case with it is to keep: the text, the category and the area that it speaks
    of."""
    with metrics.TAGGING.time():
        words = work.office.segmenter.cut(text)
        decision = work.office.classifier.decide_words(words, work.office.segmenter.cut(title))
    category = work.office.category_by_code(decision.category)
    return words, {
        "text": text,
        "decision": pack(decision),
        "category_id": category.id if category else None,
        "area_id": await areas.area_of(work, f"{title}\n{text}", latitude, longitude),
    }


def tag(work: Work, text: str, title: str = "") -> Decision:
    """What the keywords say of `text`."""
    with metrics.TAGGING.time():
        return work.office.classifier.decide(text, title or None)


def pack(decision: Decision) -> str:
    """A decision with its reasons, as the case keeps it."""
    return json.dumps(
        {
            "category": decision.category,
            "confident": decision.confident,
            "margin": round(decision.margin, 4),
            "scores": {code: round(score, 3) for code, score in list(decision.scores.items())[:3]},
            "keywords": [
                {"word": spoke.word, "weight": spoke.weight, "category": spoke.category}
                for spoke in decision.keywords[:12]
            ],
        },
        ensure_ascii=False,
    )
