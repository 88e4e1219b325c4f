"""An office as it is after the first hour: default categories, and units that get all of them."""

from datetime import UTC, datetime

from bot.tagging.defaults import default_categories
from storage import audit, offices, open_database

SINCE = datetime(2024, 1, 1, tzinfo=UTC)


async def prepare(url: str, units: int = 7) -> None:
    """Makes the schema, `units` units and a route for each category in a fresh database. Without units a case waits for
    the office to hand it on, and nobody hears that it was taken back."""
    db = await open_database(url)
    try:
        async with db.transaction() as tx:
            await offices.seed(tx, default_categories())
            ids = [
                await audit.put(
                    tx,
                    "units",
                    None,
                    {"name": f"第{n}责任单位", "created_at": SINCE},
                    actor=None,
                    at=SINCE,
                    action="benchmark",
                    subject=str(n),
                )
                for n in range(1, units + 1)
            ]
            for n, category in enumerate(await offices.categories(tx) if ids else ()):
                await audit.put(
                    tx,
                    "routes",
                    None,
                    {"category_id": category.id, "area_id": None, "unit_id": ids[n % units]},
                    actor=None,
                    at=SINCE,
                    action="benchmark",
                    subject=category.code,
                )
    finally:
        await db.close()
