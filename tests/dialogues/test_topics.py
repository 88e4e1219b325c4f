"""What many people write about reaches the unit that has it, and the office; nobody learns of other units' cases."""

import re
from collections.abc import Sequence

from handlers import trends
from tests.tagging.test_topics import BRIDGE, QUARRY
from tests.town import Person, Town


async def write(town: Town, texts: Sequence[str], category: str) -> list[Person]:
    """Each text is written by somebody else, and goes to the unit of that category, whatever the tagger makes of it."""
    people = []
    for text in texts:
        person = await town.resident(f"居民{len(town.people)}")
        await person.says(text)
        await person.presses("换类别")
        await person.presses(category)
        await person.presses("提交")
        people.append(person)
    return people


async def test_a_units_digest_names_what_many_wrote_about(town: Town) -> None:
    unit, other = await town.unit("环保局", "environment"), await town.unit("城管局", "urban")
    member, stranger = await town.member(unit), await town.member(other, "赵工")
    await write(town, QUARRY, "环境保护")
    await write(town, BRIDGE[:2], "城乡建设")
    await town.clock_strikes("08:00")
    assert re.search(r"这几天说得多的：[^；]*石料厂[^；]*（6 人）", member.sees("日报"))
    assert "石料厂" not in stranger.sees("日报")
    assert "说得多" not in stranger.last.text  # two people are no topic


async def test_only_the_cases_that_the_unit_has_are_counted(town: Town) -> None:
    unit, other = await town.unit("环保局", "environment"), await town.unit("城管局", "urban")
    member, stranger = await town.member(unit), await town.member(other, "赵工")
    await write(town, QUARRY[:3], "环境保护")
    await write(town, QUARRY[3:5], "城乡建设")
    await town.clock_strikes("08:00")
    assert "（3 人）" in member.sees("说得多的")
    assert "说得多" not in stranger.sees("日报")


async def test_the_digest_tells_the_change_against_the_week_before(town: Town) -> None:
    member = await town.member(await town.unit("环保局", "environment"))
    await write(town, QUARRY[:1], "环境保护")
    await town.clock_strikes("09:00", days=7)
    await write(town, QUARRY[1:5], "环境保护")
    await town.clock_strikes("08:00")
    assert "（4 人，+3）" in member.sees("说得多的")


async def test_the_office_asks_for_topics(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await dispatcher.says("/topics")
    await town.passes(seconds=5)
    assert "还没有" in dispatcher.last.text
    await write(town, (*QUARRY, *BRIDGE[:2]), "环境保护")
    await dispatcher.says("/topics")
    await town.passes(seconds=5)
    told = dispatcher.sees("再前 7 天")
    assert re.search(r"· .*石料厂.*：6 人，新出现，如 260601-00\d\d", told)
    assert "天桥" not in told
    await resident.says("/topics")
    await town.passes(seconds=5)
    assert "石料厂" not in resident.last.text


async def test_nothing_of_an_address_or_a_number_is_a_topic(town: Town) -> None:
    await town.unit("环保局", "environment", group_channel="console", group_chat="-100")
    dispatcher = await town.dispatcher()
    long = QUARRY[0].ljust(trends.OPENING - len("zhangsan@exa"), "。")
    for begin in (QUARRY[0], long):
        await write(
            town, [f"{begin}zhangsan@example.com，壹參捌零零壹參捌零零零{'急' * n}" for n in range(4)], "环境保护"
        )
    await dispatcher.says("/topics")
    await town.passes(seconds=5)
    await town.clock_strikes("08:00")
    digest = town.shown("-100")[-1].text
    told = re.findall(r"· .*：\d+ 人", dispatcher.sees("再前 7 天")) + re.findall("说得多的：.*", digest)
    assert len(told) > 1
    assert not re.search("zhangsan|example|com|[*壹參叁参捌]", "".join(told))


async def test_who_left_the_office_is_told_nothing(town: Town) -> None:
    dispatcher = await town.dispatcher()
    await write(town, QUARRY, "环境保护")
    await dispatcher.says("/topics")
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE contacts SET dispatcher = FALSE WHERE account = :a", a=dispatcher.id)
    await town.passes(seconds=5)
    assert not [said for said in town.shown(dispatcher.id) if "再前 7 天" in said.text]


async def test_what_was_taken_back_counts_no_more(town: Town) -> None:
    dispatcher = await town.dispatcher()
    for person in (await write(town, QUARRY[:4], "环境保护"))[:2]:
        await person.presses("撤回")
        await person.presses("撤回")
    await dispatcher.says("/topics")
    await town.passes(seconds=5)
    assert [said for said in town.shown(dispatcher.id) if "还没有几个人" in said.text]
