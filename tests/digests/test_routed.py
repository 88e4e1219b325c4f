"""The figures and the picture of /quality."""

from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from matplotlib import image

from bot.digests import routed
from bot.digests.charts import BLUE, VERMILLION
from storage.quality import Routing

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = routed.Words("自动派单 · 2026年6月", "全部", "自动派的", "后来改了", "人来派的", "改", "没有数据", "其他")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-05", date(2026, 5, 1)),
        ("202612", date(2026, 12, 1)),
        ("2026年5月", date(2026, 5, 1)),
        (" 2026/1 ", date(2026, 1, 1)),
        ("2026-13", None),
        ("2026-00", None),
        ("0000-01", None),
        ("９９９９-01", None),
        ("", None),
        ("上个月", None),
    ],
)
def test_a_month_as_people_type_it(text: str, month: date | None) -> None:
    assert routed.month_in(text) == month


def test_a_month_lasts_from_midnight_to_midnight_of_the_office() -> None:
    window = routed.window(date(2026, 12, 1), ZONE)
    assert window.start == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert window.end == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert routed.month_of(window.start, ZONE) == date(2026, 12, 1)
    assert routed.month_before(date(2026, 1, 1)) == date(2025, 12, 1)


def test_the_sum_stands_first_and_the_category_with_most_cases_next() -> None:
    found = {1: Routing(3, 2, 1), None: Routing(1), 2: Routing(9, 9, 0)}
    rows = routed.by_name(found, {1: "城乡建设", 2: "教育文体"}, "还没分类")
    assert rows == [
        (routed.ALL, Routing(13, 11, 1)),
        ("教育文体", Routing(9, 9, 0)),
        ("城乡建设", Routing(3, 2, 1)),
        ("还没分类", Routing(1)),
    ]


def test_the_picture_grows_with_its_rows_up_to_the_last_bar() -> None:
    def height(categories: int) -> int:
        found: dict[int | None, Routing] = {i: Routing(10, 8, i % 3) for i in range(1, categories + 1)}
        names = {i: f"类别{i}" for i in range(1, categories + 1)}
        png = routed.picture(routed.by_name(found, names, ""), WORDS, note="截至")
        return int(image.imread(BytesIO(png)).shape[0])

    assert height(8) > height(4)
    assert height(40) == height(13)


def test_the_picture_shows_what_was_right_corrected_and_left_and_says_so_when_there_is_nothing() -> None:
    def share(colour: str, found: Routing) -> float:
        """Of the first bar's row: how much of it has the colour."""
        png = routed.picture(routed.by_name({1: found}, {1: "城乡建设"}, ""), WORDS)
        pixels = (image.imread(BytesIO(png))[:, :, :3] * 255).round().astype(int)
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        hits = (pixels == wanted).all(axis=2)
        return float(hits[:, 200:700].sum())

    assert share(BLUE, Routing(10, 9, 0)) > share(BLUE, Routing(10, 3, 0)) > 0
    assert share(VERMILLION, Routing(10, 9, 5)) > share(VERMILLION, Routing(10, 9, 1)) > 0
    empty = image.imread(BytesIO(routed.picture([(routed.ALL, Routing())], WORDS)))
    assert empty.shape[1] == 1080
    assert empty.min() < 0.5  # something is written there
