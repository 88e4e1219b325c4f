"""Who corrects the tagger teaches it, from the next message on; and the admin sees why."""

import pytest

from storage import learned
from tests.dialogues.test_dispatcher import reported
from tests.town import Town


async def corrected(town: Town, times: int = 1) -> str:
    """A dispatcher says that it belongs to the health office, against all keywords."""
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await town.unit("卫健局", "health")
    number = ""
    for _ in range(times):
        number = await reported(town, resident, "这件事真让人头疼，蓝莲巷那头")
        await dispatcher.says("/triage")
        await dispatcher.presses("其他类别")
        await dispatcher.presses("卫生健康" if "卫生健康" in dispatcher.buttons else "卫生")
    return number


async def test_a_correction_takes_effect_with_the_next_message(town: Town) -> None:
    resident = await town.resident("赵大爷")
    assert town.app.office.classifier.decide("蓝莲巷那头").category is None
    await corrected(town)
    await resident.says("蓝莲巷那头又是这样")
    assert town.app.office.classifier.decide("蓝莲巷那头").category == "health"
    resident.sees("卫生")


async def test_what_was_learned_is_in_the_database_and_read_by_others(town: Town) -> None:
    await corrected(town)
    async with town.app.db.transaction() as tx:
        await town.app.office.refresh(tx)
        weights = await learned.all_weights(tx)
        assert weights["蓝莲"]["health"] > 0
        base = await learned.mark(tx)
        assert await learned.since(tx, base) == {}
        await learned.put(tx, {"新词": {"health": 1.5}}, {"新词": 0.5}, town.now)
        assert await learned.since(tx, base) == {"新词": {"health": 1.5}}
        assert await learned.of(tx, ["新词", "没有"]) == ({"新词": {"health": 1.5}}, {"新词": 0.5})
        assert await learned.since(tx, "a mark from elsewhere") is None
        await town.app.office.refresh(tx)
    assert town.app.office.classifier.decide("新词").scores["health"] > 0


async def test_what_is_rolled_back_is_not_remembered(town: Town) -> None:
    office = town.app.office
    with pytest.raises(RuntimeError):  # noqa: PT012
        async with town.app.db.transaction() as tx:
            await learned.put(tx, {"新词": {"health": 1.5}}, {"新词": 0.5}, town.now)
            await office.refresh(tx)
            assert office.classifier.decide("新词").category == "health"
            raise RuntimeError
    async with town.app.db.transaction() as tx:
        await office.refresh(tx)
    assert office.classifier.decide("新词").category is None


async def test_phone_numbers_are_not_learned(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await town.unit("卫健局", "health")
    await reported(town, resident, "这件事真让人头疼，打13812345678找我")
    await dispatcher.says("/triage")
    await dispatcher.presses("其他类别")
    await dispatcher.presses("卫生")
    async with town.app.db.snapshot() as tx:
        weights = await learned.all_weights(tx)
    assert weights
    assert "13812345678" not in weights


async def test_an_admin_sees_why(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    number = resident.sees_number()
    await admin.says(f"/why {number}")
    admin.sees(number, "城乡建设", "路灯")
    await admin.says("/why")
    admin.sees("/why 加编号")
    await admin.says("/why 990101-0001")
    admin.sees("990101-0001")
    await resident.says(f"/why {number}")
    assert "起作用的词" not in resident.last.text
