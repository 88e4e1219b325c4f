"""A row that cannot be read (of another version, mended by hand) stops neither the clock's work nor anybody else."""

import pytest

from tests.bad_inputs.conftest import complaints
from tests.bad_inputs.wire import Wire
from tests.town import Town

LAMP = "幸福小区门口路灯坏了一周"


async def test_a_draft_that_cannot_be_sent_does_not_hold_up_the_others(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire(town)
    first, second = await town.resident("甲"), await town.resident("乙")
    await wire.deliver(wire.message(first, LAMP), wire.message(second, LAMP))
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE cases SET decision = '{' WHERE id = 1")
    await town.passes(minutes=5)
    second.sees("已登记")
    assert len(complaints(caplog)) == 1
    assert LAMP not in caplog.text
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE cases SET decision = '' WHERE id = 1")
    await town.passes(seconds=10)
    first.sees("已登记")


async def test_a_digest_that_cannot_be_composed_does_not_hold_up_the_others(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    broken, well = await town.unit("甲局"), await town.unit("乙局")
    one, other = await town.member(broken, "甲"), await town.member(well, "乙")
    await town.passes(days=1)
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE digests SET counts = '{' WHERE unit_id = :id", id=broken.id)
    heard = len(town.shown(one.id)), len(town.shown(other.id))
    await town.passes(days=1)
    assert (len(town.shown(one.id)), len(town.shown(other.id))) == (heard[0], heard[1] + 1)
    other.sees("乙局")
    assert len(complaints(caplog)) == 1
