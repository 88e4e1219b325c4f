"""/why: how the decision about a case came about."""

import json

from bot.privacy import mask
from handlers.admin import common
from handlers.turn import NotPossible, Turn


async def why(turn: Turn, words: str) -> None:
    """/why NUMBER: the keywords and weights behind a decision, as they were when the case was tagged."""
    case = await common.case_of(turn, words, "why-how")
    number = case.number
    told = json.loads(case.decision) if case.decision else {}
    if not told.get("keywords"):
        raise NotPossible("why-nothing", number=number)
    lines = [
        turn.t(
            "why-head",
            number=number,
            name=_name(turn, told["category"]),
            sure="yes" if told["confident"] else "no",
            margin=f"{told['margin']:.2f}",
        )
    ]
    lines += [turn.t("admin-try-score", name=_name(turn, code), score=f"{n:.1f}") for code, n in told["scores"].items()]
    spoke = [f"{mask(k['word'])} {k['weight']:.1f} ({_name(turn, k['category'])})" for k in told["keywords"]]
    lines.append(turn.t("admin-try-words", spoke=turn.t("list-comma").join(spoke)))
    if case.category_id and (now := turn.office.categories.get(case.category_id)) and now.code != told["category"]:
        lines.append(turn.t("why-now", name=now.name(turn.language)))
    await turn.reply(text="\n".join(lines))


def _name(turn: Turn, code: str | None) -> str:
    category = turn.office.category_by_code(code)
    return turn.office.category_name(turn.language, category.id if category else None)
