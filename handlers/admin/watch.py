"""How the bot decides, and what went wrong: trying a text, failures, trying a message again."""

from bot.casework.routing import Reason, destination
from bot.privacy import brief
from handlers import lists, tagging
from handlers.admin import common, words
from handlers.turn import NotPossible, Turn
from storage import audit, inbox, outbox

SHOWN = 10
SPOKE = 10  # keywords
TELLS = 5  # a word that weighs less than this part of the heaviest one explains nothing
REASONS = {Reason.NOT_SURE: "not-sure", Reason.OTHER: "other", Reason.NO_UNIT: "no-unit"}


async def try_(turn: Turn, text: str) -> None:
    """/try TEXT: how it would be tagged and why, and where it would go. Nothing is kept."""
    if not text:
        return await common.ask(turn, "admin-ask-try", "try")
    decision = tagging.tag(turn, text)
    area = turn.office.area_in(text)
    goes = destination(
        decision.category,
        decision.confident,
        turn.office.lineage(area.id if area else None),
        turn.office.routing(),
        {u.id for u in turn.office.active_units()},
    )
    lines = [
        turn.t(
            "admin-try",
            name=_name(turn, decision.category),
            sure="yes" if decision.confident else "no",
            margin=f"{decision.margin:.2f}",
            needed=f"{min(turn.office.classifier.needed(decision.category), 1):.2f}",
            area=turn.office.area_name(area.id if area else None),
        )
    ]
    lines += [
        turn.t("admin-try-score", name=_name(turn, code), score=f"{score:.1f}")
        for code, score in list(decision.scores.items())[:3]
        if score >= 0.05
    ]
    if decision.keywords:
        least = abs(decision.keywords[0].weight) / TELLS
        spoke = [
            f"{k.word} {k.weight:.3g} ({_name(turn, k.category)})"
            for k in decision.keywords[:SPOKE]
            if abs(k.weight) >= least
        ]
        lines.append(turn.t("admin-try-words", spoke=turn.t("list-comma").join(spoke)))
    else:
        lines.append(turn.t("admin-try-no-words"))
    if goes.unit is not None:
        lines.append(turn.t("admin-try-unit", unit=turn.office.unit_name(goes.unit)))
    else:
        lines.append(turn.t("admin-try-person", reason=REASONS[goes.reason or Reason.NOT_SURE]))
    await turn.reply(text="\n".join(lines))
    return None


async def tried(turn: Turn) -> None:
    """The text to try was sent."""
    await try_(turn, turn.inbound.text)


def _name(turn: Turn, code: str | None) -> str:
    category = turn.office.category_by_code(code)
    return turn.office.category_name(turn.language, category.id if category else None)


async def failures(turn: Turn, text: str) -> None:
    """/failures: what was received and could not be handled, and what could not be delivered."""
    dead, unsent = await inbox.dead(turn.tx, SHOWN), await outbox.failures(turn.tx, SHOWN)
    if not dead and not unsent:
        await turn.reply("admin-no-failures")
        return
    lines = [turn.t("admin-dead")] if dead else []
    lines += [turn.t("admin-failure", id=str(id), channel=channel, why=_short(error)) for id, channel, error in dead]
    lines += [turn.t("admin-unsent")] if unsent else []
    lines += [
        turn.t("admin-failure", id=str(id), channel=channel, why=_short(reason) or state)
        for id, channel, state, reason in unsent
    ]
    buttons = [turn.button("retry", id, number=str(id)) for id, _, _ in dead]
    buttons += [turn.button("resend", id, number=str(id)) for id, _, state, _ in unsent if state == "dead"]
    await turn.reply(text="\n".join(lines), choices=lists.rows(buttons))


def _short(reason: str) -> str:
    """An error may repeat what somebody wrote."""
    return brief(reason, 80)


async def retry(turn: Turn, text: str) -> None:
    """/retry ID: handles a message again that was set aside."""
    id = words.number(text, 1, 10**12)
    if id is None:
        raise NotPossible("admin-form-retry")
    await retry_id(turn, id)


async def retry_id(turn: Turn, id: int) -> None:
    if not await inbox.revive(turn.tx, id, turn.now):
        raise NotPossible("admin-retry-not", number=str(id))
    await audit.note(turn.tx, actor=turn.contact.id, at=turn.now, action="retry", subject=str(id))
    await turn.reply("admin-retry", number=str(id))


async def resend(turn: Turn, unsent_id: int) -> None:
    """Says again what was given up."""
    if not await outbox.revive(turn.tx, unsent_id, turn.now):
        raise NotPossible("admin-resend-not", number=str(unsent_id))
    await audit.note(turn.tx, actor=turn.contact.id, at=turn.now, action="resend", subject=str(unsent_id))
    await turn.reply("admin-resend", number=str(unsent_id))
