"""Which area a matter belongs to: by what the text names, and by a shared location."""

from bot.casework.outlines import area_at, outline
from handlers.turn import Work
from storage import areas


async def area_of(work: Work, text: str, latitude: float | None, longitude: float | None) -> int | None:
    """The area of a matter, or None.

    What the text names counts before a shared location: people send where they are as often as where it is. The
    location counts where the text names nothing, or something around it, which it makes more precise; and it tells
    areas of the same name apart.
    """
    here = None
    if latitude is not None and longitude is not None:
        here = await _at(work, latitude, longitude)
    named = work.office.area_in(text, here)
    return here if named is None or named.id in work.office.lineage(here) else named.id


async def _at(work: Work, latitude: float, longitude: float) -> int | None:
    """The area of a point; see `area_at`."""
    office = work.office
    found = await areas.outlines_around(work.tx, latitude, longitude)
    drawn = {id: outline(text) for id, text in found.items()}
    inside = {id: border.size for id, border in drawn.items() if border.holds(latitude, longitude)}
    return area_at(office.areas, office.lineage, inside, office.outlined, latitude, longitude)
