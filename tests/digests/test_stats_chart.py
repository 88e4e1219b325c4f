"""The pictures of /stats: what stands on them, that nothing is cut or covered, and what is left out is said."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from bot.casework.counting import Figures, Flow, Place
from bot.casework.indicators import Indicators
from bot.digests import charts, stats, unit_chart
from bot.digests.canvas import MARGIN, WIDTH
from bot.digests.periods import Period, month, span
from bot.texts import Texts
from tests.digests.test_charts import NotedPage

ZONE = ZoneInfo("Asia/Shanghai")
TEXTS = Texts(ZONE)
JUNE = month(date(2026, 6, 1))
AT = datetime(2026, 7, 1, tzinfo=ZONE).astimezone(UTC)
CATEGORIES = {1: "城乡建设", 2: "劳动和社会保障"}


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> type[NotedPage]:
    for module in (charts, unit_chart):
        monkeypatch.setattr(module, "Page", NotedPage)
    return NotedPage


def does(cases: int, settled: int) -> Indicators:
    return Indicators(submitted=cases, accountable=cases, settled=settled, rated=3, satisfied=Fraction("2.9"))


def figures(units: dict[int, Indicators], period: Period = JUNE) -> Figures:
    window = period.window(ZONE)
    places = {Place(unit, 1 + unit % 2, None): one for unit, one in units.items()}
    days = (period.after - period.first).days
    flow = {(period.first + timedelta(days=n), 1): Flow(n, 2 * n) for n in range(days)}
    return Figures(window.start, window.end, places, flow)


def drawn(found: Figures, names: dict[int, str] | None, period: Period = JUNE, unit: str = "全部单位") -> list[str]:
    assert stats.picture(TEXTS, "zh", period, found, unit, names, CATEGORIES, AT).startswith(b"\x89PNG")
    boxes = NotedPage.last.texts
    for box in boxes:
        assert box.left >= MARGIN / 2 - 1, box
        assert box.right <= WIDTH - MARGIN / 2 + 1, box
        assert box.middle + box.size / 2 <= NotedPage.last.height, box
    assert not [(a, b) for a, b in combinations(boxes, 2) if a.touches(b)]
    title, note, *rest = [box.text for box in boxes]
    return [title, *rest, note]


def test_each_unit_has_both_rates_with_what_they_are_made_of(noted: type[NotedPage]) -> None:
    said = drawn(figures({1: does(300, 299), 2: does(9, 3)}), {1: "城管局", 2: "人社局"})
    assert said[:2] == ["全部单位 · 2026年6月", "每天的受理和办结（线尾是合计）"]
    row = said.index("城管局")
    assert said[row : row + 6] == ["城管局", "99.66%", "299/300", "96.66%", "2.9/3", "人社局"]
    assert said[-1] == "截至 7月1日 00:00"


def test_few_cases_and_the_middle_of_many_units_are_left_out_and_that_is_said(noted: type[NotedPage]) -> None:
    units = {id: does(100, id) for id in range(1, 41)} | {41: does(4, 4)}
    said = drawn(figures(units), {id: f"第{id}街道办事处综合服务和应急管理中心" for id in units})
    shown = [text for text in said if text.startswith("第")]
    assert [int(text[1:].partition("街")[0]) for text in shown] == [40, 39, 38, 37, 36, 35, 6, 5, 4, 3, 2, 1]
    assert said[said.index(shown[6]) - 1] == "⋯ 中间还有 28 个单位"
    assert said[-1] == "不满 5 件的单位没有列出 · 截至 7月1日 00:00"


def test_the_longest_names_and_numbers_fit(noted: type[NotedPage]) -> None:
    big = Indicators(accountable=254_592, settled=254_567, rated=99_999, satisfied=Fraction("99998.7"))
    said = drawn(figures({1: big, 2: does(5, 0)}), {1: "经济技术开发区管理委员会" * 5, 2: "𠮷" * 40})
    assert "99.99%" in said
    assert "254567/254592" in said
    assert "0%" in said


def test_a_unit_sees_what_came_in_by_category(noted: type[NotedPage]) -> None:
    said = drawn(figures({1: does(30, 10), 2: does(10, 1)}), None, unit="城管局")
    row = said.index("受理的类别")
    assert said[row:] == ["受理的类别", "劳动和社会保障", "30", "城乡建设", "10", "截至 7月1日 00:00"]


def test_a_long_period_is_shown_by_whole_weeks(noted: type[NotedPage]) -> None:
    half_year = span(date(2026, 1, 1), date(2026, 6, 30))
    said = drawn(figures({1: does(30, 10)}, half_year), {1: "城管局"}, half_year)
    assert said[1] == "每周的受理和办结（从周一起的整周，线尾是合计）"
    weeks = sum(range((date(2026, 1, 5) - half_year.first).days, (date(2026, 6, 29) - half_year.first).days))
    assert f"受理量 {weeks:,}" in said
    assert f"办结量 {2 * weeks:,}" in said


def test_nothing_to_show_says_so(noted: type[NotedPage]) -> None:
    empty = Figures(AT, AT, {}, {})
    assert "这段时间没有数据" in drawn(empty, {})
    assert "这段时间没有数据" in drawn(empty, None)
