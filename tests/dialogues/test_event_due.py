"""Every event keeps when the case was due right after it, whoever wrote it."""

from datetime import datetime

from storage.database import moment
from tests.dialogues.test_staff import signed
from tests.town import Town


async def _dues(town: Town) -> dict[str, datetime | None]:
    async with town.app.db.snapshot() as tx:
        return {row["kind"]: moment(row["due_at"]) for row in await tx.all("SELECT kind, due_at FROM events")}


async def test_the_time_begins_with_the_dispatch_and_moves_with_a_pause(town: Town) -> None:
    _, member, resident, _ = await signed(town)
    await member.presses("问居民")
    await member.says("请问是哪一盏灯？")
    await town.passes(days=2)
    await resident.says("最靠近大门的那一盏")
    dues = await _dues(town)
    assert dues["submit"] is None
    assert dues["dispatch"] is not None
    assert dues["sign"] == dues["ask"] == dues["dispatch"]
    assert dues["supply"] is not None
    assert dues["supply"] > dues["dispatch"]
