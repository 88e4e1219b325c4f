"""stats: every indicator of a window, for people and for programs."""

import asyncio

from bot.casework.indicators import COUNTS, RATES
from tests.commands.calling import found, kaimen
from tests.commands.conftest import TownIn
from tests.dialogues.test_stats import rated

JUNE = ("--from", "2026-06-01", "--to", "2026-07-01")


async def fill(database: str, town_in: TownIn) -> None:
    """Two cases of a unit in June; one is done, and its reporter satisfied."""
    async with town_in(database) as town:
        await rated(town)


async def test_every_indicator_has_a_value_and_what_it_is_made_of(database: str, town_in: TownIn) -> None:
    await fill(database, town_in)
    said = found(await asyncio.to_thread(kaimen, "stats", *JUNE, "--json"))
    assert list(said) == ["from", "to", "unit", "indicators", "previous", "year_before", "units"]
    one = said["indicators"]
    assert list(one) == [*COUNTS, *RATES]
    assert all(list(figure) == ["value", "numerator", "denominator"] for figure in one.values())
    assert one["submitted"] == {"value": 2, "numerator": 2, "denominator": None}
    assert one["completion"] == {"value": 0.5, "numerator": 1, "denominator": 2}
    assert one["satisfaction"] == {"value": 1, "numerator": 1, "denominator": 1}
    assert one["score"] == {"value": 100, "numerator": 1, "denominator": 1}
    assert one["returns"]["value"] == 0
    assert said["previous"]["growth"] == {"value": None, "numerator": 2, "denominator": 0}
    assert said["year_before"]["indicators"]["completion"] == {"value": None, "numerator": 0, "denominator": 0}
    assert [unit["unit"] for unit in said["units"]] == ["城管局"]
    assert said["units"][0]["indicators"] == one


async def test_of_one_unit_and_for_people(database: str, town_in: TownIn) -> None:
    await fill(database, town_in)
    said = found(await asyncio.to_thread(kaimen, "stats", *JUNE, "--unit", "城管", "--json"))
    assert (said["unit"], said["indicators"]["resolved"]["value"]) == ("城管局", 1)
    assert "units" not in said
    shown = (await asyncio.to_thread(kaimen, "stats", *JUNE)).stdout
    for words in ("受理量", "办结率", "50%", "1/2", "城管局"):
        assert words in shown
    grown = await asyncio.to_thread(kaimen, "stats", "--from", "2026-07-01", "--to", "2026-08-01")
    assert "submitted against the window before: -100%" in grown.stdout


async def test_the_day_of_to_is_not_part_of_it(database: str, town_in: TownIn) -> None:
    await fill(database, town_in)
    for window in (("2026-05-01", "2026-06-01"), ("2026-06-02", "2026-06-09")):
        said = found(await asyncio.to_thread(kaimen, "stats", "--from", window[0], "--to", window[1], "--json"))
        assert said["indicators"]["submitted"]["value"] == 0


def test_stats_says_what_is_wrong(database: str) -> None:
    backwards = kaimen("stats", "--from", "2026-06-02", "--to", "2026-06-02")
    assert backwards.exit_code == 2
    assert "must be later" in backwards.stderr
    assert kaimen("stats", "--from", "soon", "--to", "2026-06-02").exit_code == 2
    unknown = kaimen("stats", *JUNE, "--unit", "影子局")
    assert unknown.exit_code == 2
    assert "There is no unit" in unknown.stderr
