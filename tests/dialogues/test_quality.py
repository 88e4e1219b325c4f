"""How well the bot sorts, and how admins make it better: /quality, /suggest, /relearn."""

import json
from pathlib import Path

import pytest

from bot.digests import drawing
from bot.messages import Attachment
from handlers import learning
from handlers.admin import relearn
from handlers.turn import Work
from storage import cases, examples, learned, tasks
from tests.dialogues.test_dispatcher import reported
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
ODD = "这件事真让人头疼，蓝莲巷那头"  # no keyword in it


async def imports(town: Town, folder: Path, rows: list[tuple[str, str]]) -> None:
    """Rows of (text, category): who collected them said the category."""
    path = folder / f"rows-{len(rows)}-{town.now:%H%M%S}.jsonl"
    lines = (json.dumps({"text": text, "label": label}, ensure_ascii=False) for text, label in rows)
    path.write_text("\n".join(lines), "utf-8")
    await town.app.take_in(path, "热线")
    await town.passes(seconds=1)


async def learns(town: Town, folder: Path, rows: list[tuple[str, str]]) -> None:
    """... and the bot learned from each, as if a dispatcher had said it."""
    await imports(town, folder, rows)
    async with town.app.db.transaction() as tx:
        work = Work(tx, town.app.office, town.now)
        for case in await cases.recent(tx, len(rows)):
            category = town.app.office.categories[case.category_id or 0]
            await learning.teach(work, case, category.code)


def confirmed(n: int) -> list[tuple[str, str]]:
    """As many confirmed messages, all different. No keyword says that they belong together; their words do."""
    words = [("青石桥边的柳絮仓又满了", "health"), ("白鹭滩那片的棋牌铺子太闹", "environment")]
    return [(f"第{i}回说了，{words[i % 2][0]}，{i}号门都看见", words[i % 2][1]) for i in range(n)]


# /quality


async def test_what_was_routed_without_a_person_and_what_was_corrected(town: Town) -> None:
    city, _ = await town.unit("城管局", "urban"), await town.unit("卫健局", "health")
    admin, dispatcher, member = await town.admin(), await town.dispatcher(), await town.member(city)
    resident = await town.resident()
    wrong = await reported(town, resident, LAMP)
    await reported(town, resident, "幸福小区楼道的路灯也不亮")
    await reported(town, resident, ODD)
    await admin.says("/quality")
    admin.sees("2026年6月", "3 件", "2/3（66.66%）", "0/2（0%）")
    await town.passes(minutes=20)
    await member.says(f"/case {wrong}")
    await member.presses("退")
    await member.says("不归我们管")
    await dispatcher.says("/triage")
    while wrong not in dispatcher.last.text:
        await dispatcher.presses("下一件")
    await dispatcher.presses("其他")
    await dispatcher.presses("卫生")
    await admin.says("/quality 2026-06")
    admin.sees("2/3（66.66%）", "1/2（50%）", "城乡建设 2/2（100%），改 1/2（50%）")


async def test_a_person_s_word_is_not_the_bot_s(town: Town) -> None:
    await town.unit("卫健局", "health")
    admin, resident = await town.admin(), await town.resident()
    await resident.says(ODD)
    await resident.presses("换类别")
    await resident.presses("卫生")
    await resident.presses("提交")
    resident.sees("卫健局")
    await admin.says("/quality")
    admin.sees("0/1（0%）", "0/0（—）")


async def test_a_month_is_that_of_the_office_and_half_open(town: Town) -> None:
    await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    await town.clock_strikes("23:59", days=29)
    await reported(town, resident, LAMP)
    await town.clock_strikes("00:00")
    await reported(town, resident, "另一个小区的路灯也坏了")
    await reported(town, resident, "还有公园的路灯")
    await admin.says("/quality")
    admin.sees("2026年7月", "2 件")
    await admin.presses("看上个月")
    admin.sees("2026年6月", "1 件", "1/1（100%）")
    await admin.presses("看上个月")
    admin.sees("2026年5月", "还没有诉求")
    await admin.says("/quality 去年")
    admin.sees("/quality 2026-05")


async def test_the_picture_is_drawn_when_it_is_sent(town: Town) -> None:
    await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    await reported(town, resident, LAMP)
    await admin.says("/quality")
    (file,) = admin.last.outbound.attachments
    drawn = await drawing.draw(town.app.db, town.app.office.settings, file, town.now)
    assert drawn.content.startswith(b"\x89PNG")
    empty = Attachment(file.kind, name=file.name, recipe=file.recipe, args={**(file.args or {}), "month": "2020-01-01"})
    nothing = await drawing.draw(town.app.db, town.app.office.settings, empty, town.now)
    assert nothing.content not in (b"", drawn.content)


# /suggest


async def test_without_anything_learned_there_is_nothing_to_suggest(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/suggest 城乡建设")
    admin.sees("还没学到", "kaimen learn")


async def test_a_learned_word_becomes_a_keyword_and_can_be_undone(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await learns(town, tmp_path, confirmed(20))
    await admin.says("/suggest")
    await admin.presses("卫生")
    text = admin.sees("柳絮")
    assert "里会改动" in text
    await admin.presses("加 柳絮")
    admin.sees("柳絮", "权重 3")
    await admin.presses("确定")
    await admin.says("/suggest 卫生计生")
    assert "· 柳絮：" not in admin.last.text
    await admin.says("/undo")
    admin.sees("柳絮")
    await admin.says("/suggest 卫生计生")
    admin.sees("· 柳絮：")


async def test_neither_one_person_s_words_nor_pieces_of_words_are_suggested(town: Town) -> None:
    admin, dispatcher = await town.admin(), await town.dispatcher()
    await town.unit("卫健局", "health")
    for name in ("王阿姨", "李大爷", "赵师傅"):
        resident = await town.resident(name)
        await reported(town, resident, f"{name}说，这件事真让人头疼，蓝莲巷那头，打13812345678")
        if name == "王阿姨":
            await reported(town, resident, "紫藤架底下也让人头疼，蓝莲巷那头")
        await dispatcher.says("/triage")
        while "没有" not in dispatcher.last.text and any(label.startswith("其他") for label in dispatcher.buttons):
            await dispatcher.presses("其他")
            await dispatcher.presses("卫生")
    await admin.says("/suggest 卫生计生")
    text = admin.sees("头疼")
    words = [line.split("：")[0].removeprefix("· ") for line in text.splitlines() if line.startswith("·")]
    assert "紫藤" not in words  # one person's
    assert "人头" not in words  # a pair of characters across two words
    assert "13812345678" not in text
    assert not any(char.isdigit() for word in words for char in word)


async def test_a_category_that_nobody_has(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await learns(town, tmp_path, confirmed(20))
    await admin.says("/suggest 没有这类")
    admin.sees("没有叫", "没有这类")
    await admin.says("/suggest 其他")
    admin.sees("没有要推荐的词")


# /relearn


async def compared(town: Town, admin: Person, folder: Path) -> None:
    await imports(town, folder, confirmed(120))
    await admin.says("/relearn")
    admin.sees("重学试试")
    await town.passes(seconds=5)
    admin.sees("最近 24 件", "要换上吗")


async def weights(town: Town) -> dict[str, dict[str, float]]:
    async with town.app.db.snapshot() as tx:
        return await learned.all_weights(tx)


async def test_too_few_confirmed_cases_say_how_many_are_missing(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await admin.says("/relearn")
    admin.sees("有 0 件", "还差 100 件", "/triage")
    await imports(town, tmp_path, confirmed(40))
    await admin.says("/relearn")
    admin.sees("有 40 件", "还差 60 件")


async def test_it_is_compared_switched_and_taken_back(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    async with town.app.db.transaction() as tx:  # something that no confirmed case says
        await learned.put(tx, {"老话": {"health": 2.0}}, {"老话": 0.5}, town.now)
        await learned.put_thresholds(tx, {"health": 0.25})
    await compared(town, admin, tmp_path)
    before = await weights(town)
    assert "老话" in before
    await admin.presses("换上")
    admin.sees("换好了告诉您")
    assert await weights(town) == before  # nothing yet
    await town.passes(seconds=5)
    admin.sees("换好了，一共学了 120 件", "/undo")
    after = await weights(town)
    assert "老话" not in after
    await admin.says("/try 老话")
    assert "老话" not in admin.last.text  # gone for the worker that had it in memory too
    await admin.says("/audit")
    admin.sees("重学并换上")
    await admin.says("/undo")
    admin.sees("撤销了", "重学并换上")
    assert await weights(town) == before
    async with town.app.db.snapshot() as tx:
        assert await learned.thresholds(tx) == {"health": 0.25}
        assert (await learned.of(tx, ["老话"]))[1] == {"老话": 0.5}
    await admin.says("/try 老话")
    admin.sees("老话")


async def test_only_the_last_switch_can_be_taken_back(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await compared(town, admin, tmp_path)
    await admin.presses("换上")
    await town.passes(seconds=5)
    await admin.says("/relearn")
    await town.passes(seconds=5)
    await admin.presses("换上")
    await town.passes(seconds=5)
    await admin.says("/undo")
    admin.sees("撤销了")
    await admin.says("/undo")
    admin.sees("撤不了")


async def test_it_is_not_switched_unless_the_admin_says_so(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await compared(town, admin, tmp_path)
    before = await weights(town)
    await admin.presses("不换")
    admin.sees("一切照旧")
    await town.passes(seconds=5)
    assert await weights(town) == before


async def test_two_admins_at_once(town: Town, tmp_path: Path) -> None:
    admin, other = await town.admin(), await town.admin("钱主任")
    await imports(town, tmp_path, confirmed(120))
    await admin.says("/relearn")
    await other.says("/relearn")
    other.sees("已经在重学了")
    await town.passes(seconds=5)
    question = admin.saw("要换上吗")
    await other.says("/relearn")
    await town.passes(seconds=5)
    await admin.presses("换上", in_message=question)
    await other.presses("换上")
    other.sees("已经在重学了")
    await town.passes(seconds=5)
    admin.sees("换好了，一共")
    await other.presses("换上", in_message=other.saw("要换上吗"))
    other.sees("过期了")


async def test_an_old_comparison_is_not_acted_on(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await compared(town, admin, tmp_path)
    await town.passes(hours=25)
    await admin.presses("换上")
    admin.sees("过期了", "/relearn")
    await admin.presses_action("relearn-switch:987654")
    admin.sees("做不了")


async def test_what_is_said_while_it_is_learned_is_heard_too(town: Town, tmp_path: Path) -> None:
    admin, dispatcher, resident = await town.admin(), await town.dispatcher(), await town.resident()
    await town.unit("卫健局", "health")
    await compared(town, admin, tmp_path)
    await reported(town, resident, ODD)
    await admin.presses("换上")
    doing = relearn._Doing._in_thread

    async def meanwhile(self: relearn._Doing, work: object) -> object:
        done = await doing(self, work)  # type: ignore[arg-type]
        await dispatcher.says("/triage")
        while ODD[:6] not in dispatcher.last.text:
            await dispatcher.presses("下一件")
        await dispatcher.presses("其他")
        await dispatcher.presses("卫生")
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relearn._Doing, "_in_thread", meanwhile)
        await town.passes(seconds=5)
    admin.saw("换好了，一共")
    assert (await weights(town))["蓝莲"]["health"] > 0


async def test_cut_off_in_the_middle_it_is_done_again(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await imports(town, tmp_path, confirmed(120))
    await admin.says("/relearn")
    async with town.app.db.transaction() as tx:  # a process that died while it was at it
        assert await tasks.claim(tx, relearn.KIND, town.now) is not None
    await town.passes(seconds=5)
    admin.sees("重学试试")
    await town.passes(minutes=3)
    admin.sees("要换上吗")


async def test_it_says_when_it_takes_long_and_when_it_fails(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await town.admin()
    await imports(town, tmp_path, confirmed(120))
    monkeypatch.setattr(relearn, "OFTEN", 0)  # then no work is done before the first look at it
    await admin.says("/relearn")
    await town.passes(seconds=5)
    admin.saw("还在重学")
    admin.sees("要换上吗")

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.learning.training.train", broken)
    before = await weights(town)
    await admin.presses("换上")
    await town.passes(seconds=5)
    admin.sees("没学成")
    assert await weights(town) == before


async def test_who_is_no_admin_any_more_switches_nothing(town: Town, tmp_path: Path) -> None:
    admin, other = await town.admin(), await town.admin("钱主任")
    await compared(town, admin, tmp_path)
    before = await weights(town)
    await admin.presses("换上")
    await town._role(admin, admin=False)
    await town.passes(seconds=5)
    assert await weights(town) == before
    await other.says("/relearn")
    other.sees("重学试试")


async def test_the_same_file_again_doubles_nothing(town: Town) -> None:
    one = examples.Example("health", ("柳絮", "仓"), ("青石桥",))
    async with town.app.db.transaction() as tx:
        await examples.add(tx, [one])
        await examples.add(tx, [one, examples.Example("urban", ("路灯",), ())])
        assert [e.category for e in await examples.of_files(tx)] == ["health", "urban"]
        await examples.add(tx, [one._replace(category="environment")])  # the newer word counts
        assert [(e.category, list(e.words), list(e.title)) for e in await examples.of_files(tx)] == [
            ("environment", ["柳絮", "仓"], ["青石桥"]),
            ("urban", ["路灯"], []),
        ]
