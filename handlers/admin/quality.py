"""/quality: how much was sorted without a person in a month, and how often that was corrected; words and a picture."""

from bot.casework.indicators import percent
from bot.digests import routed
from bot.messages import Attachment, MediaKind
from handlers.turn import NotPossible, Turn
from storage import quality as figures


async def quality(turn: Turn, text: str) -> None:
    """/quality [MONTH]: of that month; without one, of this."""
    await show(turn, text or f"{routed.month_of(turn.now, turn.office.settings.zone):%Y-%m}")


async def show(turn: Turn, month: str) -> None:
    """Of a month such as 2026-05, with a button to the one before."""
    first, zone = routed.month_in(month), turn.office.settings.zone
    if first is None:
        raise NotPossible("quality-form")
    window = routed.window(first, zone)
    found = await figures.routing(turn.tx, window.start, window.end)
    names = {c.id: c.name(turn.language) for c in turn.office.categories.values()}
    (_, total), *rows = routed.by_name(found, names, turn.t("no-category"))
    name = turn.office.texts.month(turn.language, first)
    earlier = turn.button("quality", f"{routed.month_before(first):%Y-%m}", label=turn.t("quality-before"))
    if not total.sent:
        await turn.reply("quality-none", choices=[[earlier]], month=name)
        return
    lines = [turn.t("quality-total", month=name, **_shares(total))]
    lines += [turn.t("quality-line", name=category, **_shares(routing)) for category, routing in rows]
    args = {"month": first.isoformat(), "language": turn.language}
    chart = Attachment(MediaKind.PHOTO, name="quality.png", recipe="quality", args=args)
    await turn.reply(text="\n".join(lines), choices=[[earlier]], attachments=[chart])


def _shares(routing: figures.Routing) -> dict[str, int | str]:
    return {
        **routing._asdict(),
        "share": percent(routing.routed, routing.sent),
        "wrong": percent(routing.corrected, routing.routed),
    }
