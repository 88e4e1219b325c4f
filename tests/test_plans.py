"""The clock knocks all day, and who asks for figures wants them at once: whatever is looked for is found by an index,
however many cases there have been."""

import re
from typing import Any

import pytest

from storage import sqlite
from storage.sqlite import SqliteTx
from tests.town import Town

# What grows with every message. A scan of a small index on a part of one is none.
LARGE = {"cases", "events", "entries", "supports", "helps", "contacts", "outbox", "inbox"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_knock_reads_through_all_that_ever_was(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit, "张科长", lead=True)
    dispatcher = await town.dispatcher()
    resident = await town.resident()
    for words in ("幸福小区门口路灯坏了一周", "解放路路灯坏了三天", "请问你们几点下班"):
        await resident.says(words)
        await resident.presses("提交")
    await member.says("/case 260601-0001")
    await member.presses("签收")
    await member.presses("办结")
    await member.says("换了灯泡")
    asked: dict[str, dict[str, Any]] = {}
    for name in ("one", "all", "value", "stream"):
        monkeypatch.setattr(SqliteTx, name, _watched(getattr(SqliteTx, name), asked))
    for hour in ("08:30", "09:00", "16:00", "09:00"):
        await town.clock_strikes(hour)
    await dispatcher.says("/stats 本周")
    await town.passes(minutes=1)
    monkeypatch.undo()
    dispatcher.sees("受理 ")
    assert any("rated_at <=" in sql for sql in asked), "the clock was not watched"
    assert any("json_array_elements_text" in sql for sql in asked), "the figures were not watched"
    async with town.app.db.snapshot() as tx:
        plans = {sql: await tx.all(f"EXPLAIN QUERY PLAN {sql}", **params) for sql, params in asked.items()}
    scanned = {
        (_table(sql, found[1]), sql)
        for sql, plan in plans.items()
        for row in plan
        if (found := re.fullmatch(r"SCAN (\w+)", row["detail"]))
    }
    assert [sql for table, sql in scanned if table in LARGE] == []


def _watched(method: Any, asked: dict[str, dict[str, Any]]) -> Any:
    def watched(self: SqliteTx, sql: str, **params: Any) -> Any:
        if sqlite.adapt(sql).lstrip().startswith(("SELECT", "WITH")):
            asked[sql] = params
        return method(self, sql, **params)  # to be awaited, or gone through

    return watched


def _table(sql: str, alias: str) -> str:
    """The table that a plan calls so: by its name, or by the one that the statement gives it."""
    found = re.search(rf"(?:FROM|JOIN) (\w+)(?: AS)? {alias}\b", sql)
    return found[1] if found else alias
