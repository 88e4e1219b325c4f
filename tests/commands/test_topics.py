"""topics: what many people wrote about, for people and for programs."""

import asyncio

from storage import open_database
from tests.commands.calling import found, kaimen
from tests.commands.conftest import TownIn
from tests.tagging.test_topics import BRIDGE, FOREIGN, QUARRY


async def fill(database: str, town_in: TownIn) -> None:
    """Ten people on 1 June 2026, and two others a week before."""
    async with town_in(database) as town:
        texts = [(text, 0) for text in (*QUARRY, *BRIDGE, *FOREIGN)] + [(text, 7) for text in QUARRY[:2]]
        for n, (text, ago) in enumerate(texts):
            resident = await town.resident(f"居民{n}")
            await resident.says(text)
            await resident.presses("提交")
            if ago:
                async with town.app.db.transaction() as tx:
                    await tx.run(
                        "UPDATE cases SET submitted_at = :at WHERE number = :n",
                        at=town.now.replace(day=25, month=5),
                        n=resident.sees_number(),
                    )


async def test_topics_lists_them_in_order_of_heat(database: str, town_in: TownIn) -> None:
    await fill(database, town_in)
    window = ("--from", "2026-06-01", "--to", "2026-06-08")
    plant, lift = found(await asyncio.to_thread(kaimen, "topics", *window, "--json"))
    assert list(plant) == [
        "name",
        "keywords",
        "cases",
        "people",
        "supporters",
        "growth",
        "numbers",
        "first",
        "last",
    ]
    assert "石料厂" in plant["name"]
    assert "石料厂" in plant["keywords"]
    assert (plant["cases"], plant["people"], plant["supporters"], plant["growth"]) == (6, 6, 0, 2.0)
    assert (plant["first"], plant["last"]) == ("2026-06-01", "2026-06-01")
    assert len(plant["numbers"]) == 5
    assert (lift["people"], lift["growth"]) == (4, None)
    said = (await asyncio.to_thread(kaimen, "topics", *window)).stdout
    assert "石料厂" in said
    assert "+200%" in said


async def test_the_day_of_to_is_not_part_of_it(database: str, town_in: TownIn) -> None:
    await fill(database, town_in)
    for window in (("2026-05-25", "2026-06-01"), ("2026-06-02", "2026-06-09")):
        named = await asyncio.to_thread(kaimen, "topics", "--from", window[0], "--to", window[1], "--json")
        assert found(named) == []


def test_topics_of_the_last_week_where_nobody_says_otherwise(database: str) -> None:
    assert found(kaimen("topics", "--json")) == []
    assert "No topic" in kaimen("topics").stdout


def test_topics_says_what_is_wrong() -> None:
    backwards = kaimen("topics", "--from", "2026-06-02", "--to", "2026-06-02")
    assert backwards.exit_code == 2
    assert "must be later" in backwards.stderr
    assert kaimen("topics", "--to", "soon").exit_code == 2
    assert kaimen("topics").exit_code == 1  # there is no database


async def test_topics_works_beside_a_running_bot(database: str, town_in: TownIn) -> None:
    running = await open_database(database)
    try:
        async with running.transaction():
            assert found(await asyncio.to_thread(kaimen, "topics", "--json")) == []
    finally:
        await running.close()
