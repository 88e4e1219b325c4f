"""Supporting what somebody else reported, and merging what is the same, as conversations, on both engines."""

import asyncio
from typing import Any

import pytest

from bot.messages import Inbound, Kind, Media, MediaKind
from storage import cases, contacts, facts, supports
from storage.records import Unit
from tests.authorisation.test_admins import at_once
from tests.dialogues.test_dispatcher import case_of, events_of
from tests.town import Person, Town

LAMP = "幸福小区东门的路灯坏了一周，晚上走路看不见"
SAME = "幸福小区路灯坏了，摔了一跤，东门那边黑得很"
OTHER = "建筑公司拖欠工资三个月，讨薪没人管"
SECRET = "我是三号楼的，电话13812345678"


async def sent(town: Town, resident: Person, text: str = LAMP) -> str:
    await resident.says(text)
    await resident.presses("提交")
    return resident.sees_number()


async def lamp(town: Town) -> tuple[Unit, Person, Person, str]:
    """A unit with a member, and a lamp that somebody reported to it."""
    unit = await town.unit("城管局", "urban")
    member, reporter = await town.member(unit), await town.resident("赵阿姨")
    return unit, member, reporter, await sent(town, reporter, f"{LAMP}。{SECRET}")


async def supported(town: Town) -> tuple[Unit, Person, Person, Person, str]:
    """... and a neighbour who supports it."""
    unit, member, reporter, number = await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    await neighbour.presses("支持那一件")
    return unit, member, reporter, neighbour, number


# The card


async def test_who_writes_about_the_same_thing_hears_how_many_did(town: Town) -> None:
    _, _, _, number = await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    text = neighbour.sees("有 1 位居民反映了类似的事", "路灯", "），城管局已接到。是同一件")
    assert neighbour.buttons[:2] == ["提交", "支持那一件"]
    assert text.index("类似的事") < text.index("不点也行")
    for private in (number, "三号楼", "看不见", "138", "赵阿姨"):
        assert private not in text


async def test_a_question_to_the_reporter_is_nobody_elses(town: Town) -> None:
    """Neither who supports it nor who writes about the same thing reads that the unit waits for an answer."""
    _, member, _, neighbour, number = await supported(town)
    case = await case_of(town, number)
    await member.presses_action(f"sign:{case.id}")
    await member.presses_action(f"ask:{case.id}")
    await member.says("是几号路灯？")
    assert (await case_of(town, number)).status == "info_requested"
    await neighbour.presses("看进度")
    neighbour.sees("在办 · 一共 2 位居民")
    await neighbour.says("/my")
    neighbour.sees(f"{number} 在办")
    neighbour.never_saw("等您补充")
    other = await town.resident("钱大妈")
    await other.says(SAME)
    other.sees("有 2 位居民反映了类似的事", "），城管局在办。是同一件")


async def test_the_words_shown_are_words_that_the_writer_used(town: Town) -> None:
    await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    shown = neighbour.last.text.split("类似的事（")[1].split("）")[0].split("、")
    assert shown
    assert all(word in SAME and word in LAMP for word in shown)


async def test_something_else_in_the_same_place_is_not_called_the_same(town: Town) -> None:
    await lamp(town)
    neighbour = await town.resident("孙大爷")
    for text in (OTHER, "幸福小区门口有人卖烧烤，油烟呛人", "路灯坏了", "你们的路灯费怎么算"):
        await neighbour.says(text)
        neighbour.never_saw("类似的事")
        await neighbour.presses("不要了")


async def test_ones_own_case_is_not_offered_to_oneself(town: Town) -> None:
    _, _, reporter, _ = await lamp(town)
    await reporter.says(SAME)
    assert "支持那一件" not in reporter.buttons


async def test_only_what_is_open_is_offered(town: Town) -> None:
    _, _, reporter, number = await lamp(town)
    await reporter.presses_action(f"withdraw-yes:{(await case_of(town, number)).id}")
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    neighbour.never_saw("类似的事")


async def test_what_is_known_to_be_elsewhere_is_not_the_same(town: Town) -> None:
    await town.unit("城管局", "urban", area="东街")
    await town.unit("城管局", "urban", area="西街")
    reporter, neighbour = await town.resident("赵阿姨"), await town.resident("孙大爷")
    await sent(town, reporter, f"东街{LAMP}")
    await neighbour.says(f"西街{SAME}")
    neighbour.never_saw("类似的事")
    await neighbour.presses("不要了")
    await neighbour.says(SAME)  # no area is known: it may be the same
    neighbour.sees("类似的事")


async def test_a_community_and_its_street_are_not_elsewhere(town: Town) -> None:
    await town.unit("城管局", "urban", area="东街")
    admin = await town.admin()
    await admin.says("/area 东街 add 桂花社区")
    await admin.says("/area 东街 add 梅花社区")
    for first, second, alike in (
        ("桂花社区", "东街", True),
        ("东街", "桂花社区", True),
        ("桂花社区", "梅花社区", False),
    ):
        reporter, neighbour = await town.resident("赵阿姨"), await town.resident("孙大爷")
        await sent(town, reporter, f"{first}{LAMP}")
        await neighbour.says(f"{second}{SAME}")
        assert ("支持那一件" in neighbour.buttons) is alike, (first, second)
        await neighbour.presses("不要了")
        await reporter.says("撤回")
        await reporter.presses("撤回")


async def test_a_word_that_may_be_a_name_is_not_shown_to_who_tries_it(town: Town) -> None:
    """Whoever writes a neighbour's name is not told that somebody else wrote it too."""
    await town.unit("城管局", "urban")
    await sent(town, await town.resident("赵阿姨"), f"{LAMP}，欧阳冬雪家门口最黑")
    nosy = await town.resident("孙大爷")
    await nosy.says(f"{SAME}，欧阳冬雪家门口")
    nosy.sees("类似的事", "路灯")
    assert "欧阳" not in nosy.last.text.split("类似的事（")[1]
    assert "冬雪" not in nosy.last.text.split("类似的事（")[1]


async def test_a_name_that_the_dictionary_knows_is_not_shown_either(town: Town) -> None:
    await town.unit("城管局", "urban")
    await sent(town, await town.resident("赵阿姨"), "幸福小区3号楼李秀英天天打麻将，半夜吵闹扰民")
    nosy = await town.resident("孙大爷")
    await nosy.says("幸福小区3号楼李秀英打麻将吵闹吗")
    shown = nosy.sees("类似的事", "吵闹").split("类似的事（")[1]
    assert "李秀英" not in shown
    assert "秀英" not in shown


async def test_a_word_that_several_cases_had_is_no_secret(town: Town) -> None:
    await town.unit("城管局", "urban")
    reporter, neighbour = await town.resident("赵阿姨"), await town.resident("孙大爷")
    text, same = "幸福小区门口的鲍师傅烧饼摊油烟呛人", "幸福小区的鲍师傅烧饼摊，油烟呛人"
    for times in range(3):
        await sent(town, reporter, text)
        await neighbour.says(same)
        assert ("烧饼" in neighbour.last.text.split("类似的事")[1]) is (times == 2), times
        await neighbour.presses("不要了")


async def test_who_is_accused_does_not_learn_that_somebody_did(town: Town) -> None:
    await town.unit("城管局", "urban")
    told = "幸福小区物业主任王大锤贪污停车费，受贿换保安公司"
    await sent(town, await town.resident("赵阿姨"), told)
    accused, dispatcher = await town.resident("王大锤"), await town.dispatcher()
    await accused.says("幸福小区物业主任王大锤停车费，换保安公司")  # without the word that accuses: it is in the other
    accused.never_saw("类似的事")
    await accused.says("王大锤贪污受贿")
    accused.never_saw("类似的事")
    await accused.presses("提交")
    await dispatcher.says(f"/case {accused.sees_number()}")
    await dispatcher.presses("其他…")
    await dispatcher.presses("并到另一件")
    dispatcher.sees("和哪一件是同一件？", "贪污停车费")  # who may read both is told


async def test_who_asked_not_to_be_named_is_spoken_of_only_as_one_of_many(town: Town) -> None:
    await town.unit("城管局", "urban")
    shy, dispatcher = await town.resident("赵阿姨"), await town.dispatcher()
    await shy.says(LAMP)
    await shy.presses("不留名")
    await shy.presses("提交")
    number = shy.sees_number()
    for others, name in enumerate(("甲", "乙", "丙")):
        neighbour = await town.resident(name)
        await neighbour.says(SAME)
        assert ("支持那一件" in neighbour.buttons) is (others == 2)
        if others == 2:
            neighbour.sees("有 3 位居民反映了类似的事")
            return
        await neighbour.presses("提交")
        child, parent = await case_of(town, neighbour.sees_number()), await case_of(town, number)
        await dispatcher.presses_action(f"merge:{child.id}:{parent.id}")


async def test_without_a_place_in_common_it_may_be_somebody_elses_matter(town: Town) -> None:
    """A wage claim against another employer is not to be supported, but a dispatcher may know better."""
    await town.unit("人社局", "labour")
    wages, same = "包工头拖欠农民工工资三个月，讨薪没人管", "包工头拖欠农民工工资，讨薪三个月没人管"
    reporter, other, dispatcher = await town.resident("赵阿姨"), await town.resident("孙大爷"), await town.dispatcher()
    number = await sent(town, reporter, wages)
    await other.says(same)
    other.never_saw("类似的事")
    await other.presses("提交")
    await dispatcher.says(f"/case {other.sees_number()}")
    await dispatcher.presses("并到另一件")
    dispatcher.sees(number)


async def test_a_place_that_both_name_or_an_area_or_a_point_is_one_in_common(town: Town) -> None:
    await town.unit("城管局", "urban", area="东街")
    dark, same = "路灯坏了一周，黑灯瞎火，晚上走路看不见", "路灯坏了，黑灯瞎火，晚上看不见走路"
    for where, point, alike in (
        ("", False, False),
        ("我们小区", False, False),
        ("解放路", False, True),
        ("梧桐小区", False, True),
        ("东街", False, True),
        ("", True, True),
    ):
        reporter, neighbour = await town.resident("赵阿姨"), await town.resident("孙大爷")
        for person, text in ((reporter, dark), (neighbour, same)):
            await person.says(f"{where}{text}")
            if point:
                await person.sends_location(28.2001, 112.9001)
            if person is reporter:
                await person.presses("提交")
        assert ("支持那一件" in neighbour.buttons) is alike, where
        await neighbour.presses("不要了")
        await reporter.says("撤回")
        await reporter.presses("撤回")


async def test_two_points_on_the_map_decide_over_areas(town: Town) -> None:
    await town.unit("城管局", "urban")
    reporter, near, far = await town.resident("赵阿姨"), await town.resident("近"), await town.resident("远")
    await reporter.says(LAMP)
    await reporter.sends_location(28.2001, 112.9001)
    await reporter.presses("提交")
    for person, latitude, alike in ((near, 28.2021, True), (far, 28.2301, False)):
        await person.says(SAME)
        await person.sends_location(latitude, 112.9001)
        assert ("支持那一件" in person.buttons) is alike


async def test_a_draft_that_sends_itself_stays_a_case_of_its_own(town: Town) -> None:
    _, _, _, number = await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    await town.passes(minutes=6)
    assert neighbour.sees_number() != number
    assert await supporters_of(town, number) == 0


# Supporting


async def test_supporting_gives_number_unit_and_day_and_discards_the_draft(town: Town) -> None:
    _, _, _, neighbour, number = await supported(town)
    neighbour.sees("一共 2 位居民", f"编号 {number}", "城管局已接到，6月8日（周一）前答复")
    assert neighbour.buttons == ["看进度", "还是提交我自己的"]
    await town.passes(minutes=10)
    neighbour.sees("一共 2 位居民")  # the draft is gone, and was not sent by itself
    third = await town.resident("钱姐")
    await third.says(SAME)
    third.sees("有 2 位居民反映了类似的事")


async def test_a_second_tap_or_another_draft_counts_nobody_twice(town: Town) -> None:
    _, _, _, neighbour, number = await supported(town)
    card = neighbour.last
    for button in card.buttons:
        assert not button.action.startswith("support:")
    await neighbour.says(SAME)
    assert "支持那一件" not in neighbour.buttons
    draft = await case_id_of_draft(town, neighbour)
    await neighbour.presses_action(f"support:{draft}:{(await case_of(town, number)).id}")
    neighbour.sees("现在支持不了")
    assert await supporters_of(town, number) == 1


async def case_id_of_draft(town: Town, person: Person) -> int:
    async with town.app.db.snapshot() as tx:
        contact = await contacts.by_chat(tx, "console", person.id)
        assert contact is not None
        draft = await cases.draft_of(tx, contact.id)
        assert draft is not None
        return draft.id


async def supporters_of(town: Town, number: str) -> int:
    case = await case_of(town, number)
    async with town.app.db.snapshot() as tx:
        return await supports.count(tx, case.id)


async def test_nothing_that_the_draft_does_not_resemble_can_be_supported(town: Town) -> None:
    """A forged button must not be a way to another's case."""
    _, _, _, number = await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(OTHER)
    draft = await case_id_of_draft(town, neighbour)
    await neighbour.presses_action(f"support:{draft}:{(await case_of(town, number)).id}")
    neighbour.sees("现在支持不了")
    neighbour.never_saw(number)
    assert await supporters_of(town, number) == 0


async def test_what_is_urgent_is_sent_and_not_thrown_away_for_a_support(town: Town) -> None:
    _, member, _, _ = await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    support = next(button for button in neighbour.last.buttons if button.label == "支持那一件")
    await neighbour.says("有人触电了")
    assert "支持那一件" not in neighbour.buttons
    await neighbour.presses_action(support.action)
    neighbour.sees("草稿", "有人触电了", "1 分钟后自动提交")
    await town.passes(minutes=1)
    neighbour.sees("收到，已登记")
    member.sees("‼ 加急")


async def test_it_can_be_taken_back_and_the_draft_is_there_again(town: Town) -> None:
    _, _, _, neighbour, number = await supported(town)
    await neighbour.presses("还是提交我自己的")
    neighbour.sees("先记在草稿里了", "路灯坏了", "有 1 位居民反映了类似的事")
    assert await supporters_of(town, number) == 0
    await neighbour.presses("提交")
    assert neighbour.sees_number() != number


async def test_once_something_new_was_begun_the_old_draft_stays_away(town: Town) -> None:
    _, _, _, neighbour, number = await supported(town)
    receipt = neighbour.last
    await neighbour.says(OTHER)
    await neighbour.presses("还是提交我自己的", in_message=receipt)
    neighbour.sees("原来那条找不回来了", number)
    assert await supporters_of(town, number) == 1


async def test_a_supporter_hears_of_every_step_but_not_of_what_the_reporter_is_asked(town: Town) -> None:
    _, member, reporter, neighbour, number = await supported(town)
    case = (await case_of(town, number)).id
    await member.presses_action(f"sign:{case}")
    neighbour.sees("您支持的那一件，城管局已签收", number)
    await member.presses_action(f"ask:{case}")
    await member.says("您住几号楼？")
    reporter.sees("您住几号楼？")
    neighbour.never_saw("几号楼")
    await reporter.says("三号楼")
    neighbour.never_saw("三号楼")
    await member.presses_action(f"answer:{case}")
    member.sees("支持这件事的 1 位居民也会看到")
    await member.says("明天去修，13812345678找您")
    neighbour.sees("城管局有答复了", "明天去修，138****5678找您", number)
    reporter.sees("13812345678")
    await member.presses_action(f"resolve:{case}")
    await member.sends_photo("p9", caption="换了灯泡")
    neighbour.saw("城管局说办好了", "换了灯泡", number)
    assert [file.ref for file in neighbour.last.outbound.attachments] == ["p9"]
    assert neighbour.buttons == ["还没解决"]


async def test_more_photos_of_an_answer_reach_supporters_too(town: Town) -> None:
    _, member, _, neighbour, number = await supported(town)
    await member.presses_action(f"answer:{(await case_of(town, number)).id}")
    await member.sends_photo("p1", caption="修好了一盏", album="a1")
    await member.sends_photo("p2", album="a1")
    neighbour.sees("城管局又发来照片", number)
    assert [file.ref for file in neighbour.last.outbound.attachments] == ["p2"]


async def test_a_file_with_a_number_in_its_name_is_for_the_reporter_alone(town: Town) -> None:
    """Its name is shown as it is, where it goes; the words that it comes with are masked for supporters."""
    _, member, reporter, neighbour, number = await supported(town)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    names = ["赵阿姨13812345678.pdf", "验收单.pdf"]
    files = [(Media(MediaKind.DOCUMENT, f"ref-{name}", name=name),) for name in names]
    await town.deliver(
        member.inbound(text="修好了，回13812345678", media=files[0], album="a"),
        member.inbound(media=files[1], album="a"),
    )
    assert [file.ref for said in town.shown(reporter.id) for file in said.outbound.attachments] == [
        f"ref-{name}" for name in names
    ]
    neighbour.saw("修好了，回138****5678")
    assert [file.ref for said in town.shown(neighbour.id) for file in said.outbound.attachments] == ["ref-验收单.pdf"]


async def test_what_is_supported_stands_among_ones_own_and_shows_nothing_of_the_other(town: Town) -> None:
    _, member, reporter, neighbour, number = await supported(town)
    case = (await case_of(town, number)).id
    own = await sent(town, neighbour, OTHER)
    await reporter.says("就在四号岗亭边上", reply_to=reporter.saw(number, "收到，已登记"))
    await member.presses_action(f"answer:{case}")
    await member.says("明天去修")
    await neighbour.says("/my")
    neighbour.sees("您提交和支持的一共 2 件", own, number, "您支持的 · 城乡建设")
    await neighbour.presses(number)
    text = neighbour.sees(f"编号 {number}（您支持的）", "一共 2 位居民", "城管局答复：明天去修")
    assert "不再支持" in neighbour.buttons
    await neighbour.says(f"/my {number}")
    neighbour.sees("您支持的")
    await neighbour.says(f"/case {number}")
    for private in ("三号楼", "看不见", "岗亭", "赵阿姨"):
        neighbour.never_saw(private)
    assert "您提交了" not in text
    await reporter.says(f"/my {number}")
    reporter.sees("另有 1 位居民支持", LAMP)


async def test_what_was_said_before_somebody_supports_is_not_for_them(town: Town) -> None:
    _, member, _, number = await lamp(town)
    await member.presses_action(f"answer:{(await case_of(town, number)).id}")
    await member.says("赵阿姨，我们到您家里谈")
    await town.passes(minutes=1)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    await neighbour.presses("支持那一件")
    await neighbour.presses("看进度")
    neighbour.sees(number)
    neighbour.never_saw("赵阿姨")


async def test_support_can_be_withdrawn(town: Town) -> None:
    _, member, _, neighbour, number = await supported(town)
    await neighbour.presses("看进度")
    await neighbour.presses("不再支持")
    neighbour.sees("不再支持了", number)
    await member.presses_action(f"sign:{(await case_of(town, number)).id}")
    neighbour.never_saw("签收")
    assert await supporters_of(town, number) == 0


async def test_a_supporter_rates_and_the_unit_hears_but_only_the_reporter_sends_it_back(town: Town) -> None:
    unit, member, reporter, neighbour, number = await supported(town)
    case = (await case_of(town, number)).id
    await town.clock_strikes("08:00")
    await member.presses_action(f"resolve:{case}")
    await member.says("换了灯泡")
    await town.clock_strikes("09:00", days=1)
    await neighbour.presses("不满意")
    await neighbour.presses("解决了，但不满意")
    neighbour.sees("已转告城管局", number)
    member.sees("一位支持这件事的居民说不满意", number)
    assert (await case_of(town, number)).status == "resolved"
    await neighbour.presses_action(f"support-rate:{case}:good")
    neighbour.sees("已经评过了：不满意")
    await reporter.presses("满意")
    assert (await case_of(town, number)).status == "closed"
    await town.clock_strikes("08:00")
    member.sees("收到评价 2 件：满意 1、不满意 1")
    assert unit.name in member.last.text


async def test_a_case_that_goes_back_is_rated_anew_by_its_supporters(town: Town) -> None:
    _, member, reporter, neighbour, number = await supported(town)
    case = (await case_of(town, number)).id
    for _ in range(2):
        await member.presses_action(f"resolve:{case}")
        await member.says("换了灯泡")
        await town.clock_strikes("09:00")
        await neighbour.presses("满意")
        neighbour.sees("谢谢您的评价：满意")
        await reporter.presses("还没解决")
        neighbour.sees("反映的人说还没办好，城管局重新办", number)
        await neighbour.presses_action(f"support-rate:{case}:good")
        neighbour.sees("再办好时，请您再评")


async def test_who_withdraws_what_others_support_leaves_it_to_them(town: Town) -> None:
    _, member, reporter, neighbour, number = await supported(town)
    await reporter.says("打13812345678", reply_to=reporter.saw("已登记"))
    case = (await case_of(town, number)).id
    heard = len(neighbour.heard)
    await reporter.says("撤回")
    await reporter.presses("撤回")
    reporter.sees("已撤回", number, "还有 1 位居民支持")
    member.sees("反映的人撤回了，还有 1 位居民支持，请接着办", number)
    await member.presses_action(f"reporter:{case}")  # who withdrew is not looked up
    member.sees("没有联系人", "本人撤回了")
    await member.presses_action(f"numbers:{case}")
    member.sees("做不了了")
    await member.says(f"/case {number}")
    assert member.buttons == ["签收", "退回", "下一件"]
    assert (await case_of(town, number)).status == "dispatched"
    assert len(neighbour.heard) == heard
    neighbour.never_saw("撤回了")
    third = await town.resident("钱姐")
    await third.says(SAME)
    third.sees("有 1 位居民反映了类似的事")
    await third.presses("不要了")
    said = len(town.shown(reporter.id))
    await member.presses_action(f"sign:{case}")
    neighbour.sees("城管局已签收")
    await member.presses_action(f"resolve:{case}")
    await member.says("换了灯泡")
    await town.clock_strikes("09:00")
    await neighbour.presses("满意")
    neighbour.sees("谢谢您的评价：满意")
    await neighbour.says(f"/my {number}")
    neighbour.sees("一共 1 位居民")
    assert len(town.shown(reporter.id)) == said
    await reporter.presses_action(f"rate:{case}:bad")  # it is not theirs any more
    await reporter.presses_action(f"mine:{case}")
    assert (await case_of(town, number)).status == "resolved"
    await reporter.says("/my")
    reporter.sees("还没有")


async def test_a_question_that_nobody_will_answer_holds_nothing_up(town: Town) -> None:
    _, member, reporter, _, number = await supported(town)
    case = (await case_of(town, number)).id
    await member.presses_action(f"ask:{case}")
    await member.says("您住几号楼？")
    await reporter.presses_action(f"withdraw-yes:{case}")
    assert ((await case_of(town, number)).status, (await case_of(town, number)).paused_at) == ("in_progress", None)
    await reporter.says("家里的水管也漏了")
    reporter.sees("先记在草稿里了", "水管")


async def test_what_was_merged_into_a_case_stays_when_its_reporter_withdraws(town: Town) -> None:
    dispatcher, first, second, one, two = await two_alike(town)
    await dispatcher.presses(f"并入 {one}")
    await first.presses_action(f"withdraw-yes:{(await case_of(town, one)).id}")
    assert (await case_of(town, one)).status == "submitted"
    await dispatcher.says("/triage")
    await dispatcher.presses("指定单位")
    await dispatcher.presses("城管局")
    second.sees("您支持的那一件，交给了城管局", one)
    first.never_saw("交给了城管局")
    await second.presses_action(f"withdraw-yes:{(await case_of(town, two)).id}")
    assert await supporters_of(town, one) == 0


async def test_who_left_a_case_to_others_can_still_be_forgotten(town: Town) -> None:
    _, member, reporter, neighbour, number = await supported(town)
    await reporter.presses_action(f"withdraw-yes:{(await case_of(town, number)).id}")
    async with town.app.db.snapshot() as tx:
        contact = await contacts.by_chat(tx, "console", reporter.id)
        assert contact is not None
        assert [row["number"] for row in (await contacts.own_data(tx, contact.id))["cases"]] == [number]
    await reporter.says("/delete_my_data")
    await reporter.presses_action("erase-me")
    neighbour.sees("不再办了", number)
    member.sees("居民撤回了", number)
    case = await case_of(town, number)
    assert (case.status, case.text, case.reporter_id, case.left_by) == ("withdrawn", "", None, None)
    async with town.app.db.snapshot() as tx:
        kept = await tx.value(
            "SELECT COUNT(*) FROM events WHERE case_id = :c AND actor_id = :a", c=case.id, a=contact.id
        )
    assert kept == 0


# What staff see


async def test_digest_and_case_show_how_many_support_it(town: Town) -> None:
    _, member, _, _, number = await supported(town)
    await town.clock_strikes("08:00")
    member.sees(number, "（+1 人）")
    await member.presses_action(f"case:{(await case_of(town, number)).id}")
    member.sees("另有 1 位居民支持")
    member.never_saw("孙大爷")


# Being forgotten


async def test_who_deletes_their_data_supports_nothing_any_more(town: Town) -> None:
    _, _, _, neighbour, number = await supported(town)
    await neighbour.says("/delete_my_data")
    await neighbour.presses_action("erase-me")
    assert await supporters_of(town, number) == 0


async def test_when_the_reporter_deletes_their_data_supporters_hear_and_no_word_stays_in_the_index(town: Town) -> None:
    _, _, reporter, neighbour, number = await supported(town)
    case = await case_of(town, number)
    await reporter.says("/delete_my_data")
    await reporter.presses_action("erase-me")
    neighbour.sees("反映的人撤回了", number)
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM case_words WHERE case_id = :id", id=case.id) == 0


async def test_what_is_kept_of_a_person_includes_what_they_support(town: Town) -> None:
    _, _, _, neighbour, number = await supported(town)
    async with town.app.db.snapshot() as tx:
        contact = await contacts.by_chat(tx, "console", neighbour.id)
        assert contact is not None
        data = await contacts.own_data(tx, contact.id)
    assert [row["number"] for row in data["supports"]] == [number]
    assert "三号楼" not in str(data)


async def test_when_the_words_of_an_old_case_are_forgotten_so_is_who_supported_and_who_left_it(town: Town) -> None:
    _, member, reporter, _, number = await supported(town)
    case = await case_of(town, number)
    await reporter.presses_action(f"withdraw-yes:{case.id}")
    await member.presses_action(f"resolve:{case.id}")
    await member.says("换了灯泡")
    for _ in range(2):
        await town.passes(days=town.app.office.settings.keep_days + 1)
    async with town.app.db.snapshot() as tx:
        assert await supports.count(tx, case.id) == 1
        assert await supports.people(tx, case.id) == []
        assert await tx.value("SELECT COUNT(*) FROM events WHERE actor_id = :a", a=case.reporter_id) == 0
    forgotten = await case_of(town, number)
    assert (forgotten.status, forgotten.text, forgotten.left_by) == ("closed", "", None)


# Merging


UNSURE, UNSURE_TOO = "那件事情一直拖着没有下文，锦绣家园的业委会选举", "锦绣家园业委会选举拖着，没有下文"


async def two_alike(town: Town) -> tuple[Person, Person, Person, str, str]:
    """Two people who wrote about the same, which waits for the dispatcher."""
    await town.unit("城管局", "urban")
    dispatcher, first, second = await town.dispatcher(), await town.resident("赵阿姨"), await town.resident("孙大爷")
    one = await sent(town, first, f"{UNSURE}。{SECRET}")
    two = await sent(town, second, UNSURE_TOO)
    assert (await case_of(town, two)).status == "submitted"
    await dispatcher.says("/triage")
    await dispatcher.presses("下一件")
    dispatcher.sees(f"编号 {two}", f"可能和 {one} 是同一件")
    return dispatcher, first, second, one, two


async def test_a_likely_duplicate_is_merged_with_one_tap(town: Town) -> None:
    dispatcher, first, second, one, two = await two_alike(town)
    await dispatcher.presses(f"并入 {one}")
    dispatcher.sees(f"{two} 已并入 {one}", f"编号 {one}")
    assert f"撤销并单 {two}" in dispatcher.buttons
    second.sees(f"您这件和 {one} 是同一件事", two, "有进展就告诉您")
    for private in ("三号楼", "赵阿姨", "138"):
        second.never_saw(private)
    child, parent = await case_of(town, two), await case_of(town, one)
    assert (child.status, child.parent_id) == ("merged", parent.id)
    assert await supporters_of(town, one) == 1
    first.never_saw("同一件")
    await dispatcher.presses("指定单位")
    await dispatcher.presses("城管局")
    first.sees("已交给城管局", one)
    second.sees("您支持的那一件，交给了城管局", one)


async def test_merging_can_be_undone(town: Town) -> None:
    dispatcher, _, second, one, two = await two_alike(town)
    await dispatcher.presses(f"并入 {one}")
    await dispatcher.presses(f"撤销并单 {two}")
    dispatcher.sees(f"{two} 已从 {one} 分出来", f"编号 {two}")
    second.sees("您这件还是单独办", two)
    child = await case_of(town, two)
    assert (child.status, child.parent_id, child.closed_at) == ("submitted", None, None)
    assert await supporters_of(town, one) == 0
    assert (await events_of(town, two))[-2:] == ["merge", "unmerge"]
    dispatcher.sees(f"可能和 {one} 是同一件")  # it is found again, and finds


async def test_who_supported_the_merged_one_comes_along_and_goes_back(town: Town) -> None:
    dispatcher, first, second, one, two = await two_alike(town)
    third = await town.resident("钱姐")
    await third.says(UNSURE_TOO)
    await third.presses("支持那一件")
    supported_number = third.sees_number()
    await first.says(UNSURE_TOO)  # who reported one may support the other: they are one person all the same
    child, parent = (one, two) if supported_number == one else (two, one)
    child_id, parent_id = (await case_of(town, child)).id, (await case_of(town, parent)).id
    await dispatcher.presses_action(f"merge:{child_id}:{parent_id}")
    third.sees(f"您支持的 {child} 和另一件是一回事", parent)
    assert await supporters_of(town, parent) == 2
    await dispatcher.presses_action(f"unmerge:{child_id}")
    third.sees(f"您支持的 {child} 还是单独办")
    assert await supporters_of(town, parent) == 0
    assert await supporters_of(town, child) == 1
    assert second.name


async def test_a_case_with_a_unit_is_merged_from_its_view_by_button_or_number(town: Town) -> None:
    _, member, reporter, number = await lamp(town)
    dispatcher, neighbour = await town.dispatcher(), await town.resident("孙大爷")
    other = await sent(town, neighbour, SAME)
    await dispatcher.says(f"/case {other}")
    await dispatcher.presses("并到另一件")
    dispatcher.sees(f"{other} 和哪一件是同一件？", number)
    await dispatcher.says("是路灯那件")
    dispatcher.sees("没有查到这个编号")
    await dispatcher.says(number.replace("-", " "))
    dispatcher.sees(f"{other} 已并入 {number}")
    member.sees(f"这件并到 {number} 里一起办了", other)
    neighbour.sees(f"您这件和 {number} 是同一件事", "城管局在办，6月8日（周一）前答复")
    await neighbour.says(f"/my {other}")
    neighbour.sees("已合并", f"和 {number} 合在一起办，由城管局办，6月8日（周一）前答复")
    neighbour.never_saw("单位：还没定")
    assert reporter.name
    await dispatcher.presses(f"撤销并单 {other}")
    assert (await case_of(town, other)).status == "submitted"


async def test_cases_from_before_there_was_an_index_are_found_too(town: Town) -> None:
    await lamp(town)
    async with town.app.db.transaction() as tx:
        await tx.run("DELETE FROM case_words")
        await facts.remove(tx, "cases in the index")
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    neighbour.never_saw("类似的事")
    await neighbour.presses("不要了")
    await town.passes(seconds=1)
    await neighbour.says(SAME)
    neighbour.sees("有 1 位居民反映了类似的事")


async def test_nothing_goes_into_itself_or_into_what_is_over(town: Town) -> None:
    dispatcher, first, _, one, two = await two_alike(town)
    one_id, two_id = (await case_of(town, one)).id, (await case_of(town, two)).id
    await dispatcher.presses_action(f"merge:{two_id}:{two_id}")
    dispatcher.sees("并不进")
    await first.presses_action(f"withdraw-yes:{one_id}")
    await dispatcher.presses_action(f"merge:{two_id}:{one_id}")
    dispatcher.sees("并不进", one)
    assert (await case_of(town, two)).status == "submitted"


async def test_a_merged_case_that_is_withdrawn_supports_nothing_any_more(town: Town) -> None:
    dispatcher, _, second, one, two = await two_alike(town)
    await dispatcher.presses(f"并入 {one}")
    await second.presses_action(f"withdraw-yes:{(await case_of(town, two)).id}")
    assert await supporters_of(town, one) == 0
    assert (await case_of(town, one)).status == "submitted"


async def test_of_two_dispatchers_the_second_reads_that_it_is_merged(town: Town) -> None:
    dispatcher, _, _, one, two = await two_alike(town)
    second = await town.dispatcher("小刘")
    await town.passes(minutes=6)  # for so long it is the first one's card
    await second.says("/triage")
    await second.presses("下一件")
    card = second.last
    await town.passes(minutes=6)
    await dispatcher.presses(f"并入 {one}")
    await second.presses(f"并入 {one}", in_message=card)
    second.sees(f"{two} 刚才有人先处理了：已合并")
    assert await supporters_of(town, one) == 1


async def test_erasing_the_reporter_takes_their_words_off_other_cases_cards(town: Town) -> None:
    _, first, _, one, _ = await two_alike(town)
    await first.says("/delete_my_data")
    await first.presses_action("erase-me")
    async with town.app.db.snapshot() as tx:
        rows = await tx.all("SELECT body FROM outbox WHERE body LIKE :mark", mark="%那件事情一直拖着%")
    assert [row["body"] for row in rows] == []
    assert one


async def test_when_a_reporter_is_erased_what_others_reported_themselves_goes_on(town: Town) -> None:
    """Their words are their own, and the unit that has the one has theirs from then on."""
    unit, member, first, one = await lamp(town)
    dispatcher, second, third = await town.dispatcher(), await town.resident("孙大爷"), await town.resident("周老师")
    two, three = await sent(town, second, SAME), await sent(town, third, OTHER)
    two_id, three_id = (await case_of(town, two)).id, (await case_of(town, three)).id
    for id in (two_id, three_id):
        await dispatcher.presses_action(f"merge:{id}:{(await case_of(town, one)).id}")
    await first.says("/delete_my_data")
    await first.presses_action("erase-me")
    second.sees(f"{one} 不办了，您这件接着办，已交给城管局", two)
    assert not [said for said in town.shown(second.id) if "撤回" in said.text]
    member.saw("居民撤回了", one)
    for number, words in ((two, SAME), (three, OTHER)):
        case = await case_of(town, number)
        assert (case.status, case.unit_id, case.text, case.parent_id) == ("dispatched", unit.id, words, None)
    await town.clock_strikes("08:00")
    member.saw(two, three)
    assert (await case_of(town, one)).status == "withdrawn"


async def test_so_does_what_came_with_another_one_of_the_same_person_or_has_no_words(town: Town) -> None:
    unit, _, first, one = await lamp(town)
    dispatcher, second, third = await town.dispatcher(), await town.resident("孙大爷"), await town.resident("周老师")
    two, three = await sent(town, first, SAME), await sent(town, second, OTHER)
    await third.sends_photo()
    await third.presses("提交")
    four = third.sees_number()
    one_id, two_id, three_id, four_id = [(await case_of(town, number)).id for number in (one, two, three, four)]
    for action in (f"merge:{three_id}:{two_id}", f"merge:{two_id}:{one_id}", f"merge:{four_id}:{one_id}"):
        await dispatcher.presses_action(action)
    await first.says("/delete_my_data")
    await first.presses_action("erase-me")
    for number in (three, four):
        case = await case_of(town, number)
        assert (case.status, case.unit_id) == ("dispatched", unit.id), number


async def test_when_nobody_has_it_yet_what_others_reported_waits_with_the_dispatchers(town: Town) -> None:
    dispatcher, first, second, one, two = await two_alike(town)
    await dispatcher.presses_action(f"merge:{(await case_of(town, two)).id}:{(await case_of(town, one)).id}")
    await first.says("/delete_my_data")
    await first.presses_action("erase-me")
    second.sees("单独办", two, "定了就告诉您")
    dispatcher.sees("有 1 件等分派", two)
    assert (await case_of(town, two)).status == "submitted"


# Two at once


def pressing(person: Person, action: str) -> Inbound:
    return person.inbound(kind=Kind.PRESS, choice=action, press="p")


async def test_two_cases_are_never_merged_into_each_other(town: Town) -> None:
    dispatcher, _, _, one, two = await two_alike(town)
    second = await town.dispatcher("小王")
    one_id, two_id = (await case_of(town, one)).id, (await case_of(town, two)).id
    await at_once(town, pressing(dispatcher, f"merge:{one_id}:{two_id}"), pressing(second, f"merge:{two_id}:{one_id}"))
    assert ((await case_of(town, one)).status, (await case_of(town, two)).status) == ("merged", "submitted")
    assert (await supporters_of(town, one), await supporters_of(town, two)) == (0, 1)


async def test_nothing_is_merged_into_what_is_withdrawn_at_that_moment(town: Town) -> None:
    dispatcher, first, _, one, two = await two_alike(town)
    one_id, two_id = (await case_of(town, one)).id, (await case_of(town, two)).id
    await at_once(town, pressing(first, f"withdraw-yes:{one_id}"), pressing(dispatcher, f"merge:{two_id}:{one_id}"))
    assert ((await case_of(town, one)).status, (await case_of(town, two)).status) == ("withdrawn", "submitted")
    assert await supporters_of(town, one) == 0


async def test_nothing_is_supported_that_is_withdrawn_at_that_moment(town: Town) -> None:
    _, _, reporter, number = await lamp(town)
    neighbour = await town.resident("孙大爷")
    await neighbour.says(SAME)
    draft, case = await case_id_of_draft(town, neighbour), (await case_of(town, number)).id
    await at_once(town, pressing(reporter, f"withdraw-yes:{case}"), pressing(neighbour, f"support:{draft}:{case}"))
    assert (await case_of(town, number)).status == "withdrawn"
    assert await supporters_of(town, number) == 0
    assert await case_id_of_draft(town, neighbour) == draft  # and will be sent


async def test_who_is_erased_and_who_takes_apart_never_wait_for_each_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher, _, second, one, two = await two_alike(town)
    one_id = (await case_of(town, one)).id
    await dispatcher.presses_action(f"merge:{one_id}:{(await case_of(town, two)).id}")
    erase = contacts.erase

    async def slowly(*args: Any) -> None:
        await erase(*args)
        await asyncio.sleep(0.3)

    monkeypatch.setattr(contacts, "erase", slowly)
    await at_once(town, pressing(second, "erase-me"), pressing(dispatcher, f"unmerge:{one_id}"))
    assert ((await case_of(town, one)).status, (await case_of(town, two)).status) == ("submitted", "withdrawn")
