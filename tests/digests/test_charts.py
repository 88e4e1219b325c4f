"""Charts: what stands on the page and where, that every Chinese character is really drawn, and that nothing leaks."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image, rcParams

from bot.digests import canvas, charts
from bot.digests.canvas import MARGIN, WIDTH, can_show, fit, width
from bot.digests.charts import DigestWords, bars, digest_chart, trend

DAYS = [date(2026, 11, 10) + timedelta(days) for days in range(14)]
NEW = [3, 9, 8, 2, 5, 9, 15, 10, 9, 1, 9, 0, 7, 12]
RESOLVED = [8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2, 8, 6, 0]
CATEGORIES = [("城乡建设", 23, 4), ("环境保护", 14, 0), ("劳动和社会保障", 7, 7)]
WORDS = DigestWords("近14天：新增与办结", "这14天没有诉求", "在办诉求", "没有在办的诉求", "超期")
VERMILLION = (0xD5, 0x5E, 0x00)


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    right: float
    middle: float
    size: float

    def touches(self, other: "Box") -> bool:
        apart = (self.size + other.size) / 2
        return self.left < other.right and other.left < self.right and abs(self.middle - other.middle) < apart


class NotedPage(canvas.Page):
    """A real page that also notes where each text went."""

    texts: list[Box]
    drawn = True
    last: "NotedPage"

    def __init__(self, title: str, subtitle: str, note: str, height: float) -> None:
        self.texts = []
        NotedPage.last = self
        super().__init__(title, subtitle, note, height)

    def text(self, x: float, y: float, text: str, size: float, colour: str = canvas.INK, *, to: str = "left") -> None:
        super().text(x, y, text, size, colour, to=to)
        shown = self._artists[-1].get_text()
        wide = width(shown, size)
        left = {"left": x, "right": x - wide, "center": x - wide / 2}[to]
        if shown:
            self.texts.append(Box(shown, left, left + wide, y, size))

    def png(self) -> bytes:
        return super().png() if self.drawn else b""

    @property
    def height(self) -> float:
        return self._height


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[NotedPage]]:
    monkeypatch.setattr(charts, "Page", NotedPage)
    yield NotedPage
    NotedPage.drawn = True


def words_on(page: type[NotedPage]) -> list[str]:
    return [box.text for box in page.last.texts]


def pixels(png: bytes) -> set[tuple[int, ...]]:
    found = (image.imread(BytesIO(png))[:, :, :3] * 255).round().astype(int)
    return {tuple(colour) for colour in found.reshape(-1, 3).tolist()}


def a_digest() -> bytes:
    return digest_chart("城管局 · 11月23日日报", DAYS, {"新增": NEW, "办结": RESOLVED}, CATEGORIES, WORDS)


def test_pictures_are_png_files_as_wide_as_a_phone_likes() -> None:
    for png in (
        a_digest(),
        bars("各类诉求", [("其他", 1)], empty="无"),
        trend("走势", DAYS, {"新增": NEW}, empty="无"),
    ):
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        height, wide, _ = image.imread(BytesIO(png)).shape
        assert wide == 1080
        assert 300 < height < 2000


def test_every_bar_has_its_label_and_its_number(noted: type[NotedPage]) -> None:
    bars("各类诉求", [("城乡建设", 12345), ("交通运输", 0)], empty="无", subtitle="11月", note="截至 08:00")
    assert words_on(noted) == ["各类诉求", "11月", "截至 08:00", "城乡建设", "12,345", "交通运输", "0"]


def test_a_long_name_stands_on_two_lines_before_it_is_cut(noted: type[NotedPage]) -> None:
    names = ("住房和城乡建设局", "经济技术开发区管理委员会", "Health and family planning", "城" * 40)
    bars("", [(name, 1) for name in names], empty="无")
    said = [word for word in words_on(noted) if word not in ("", "1")]
    assert said[:5] == ["住房和城乡建设局", "经济技术开发", "区管理委员会", "Health and", "family planning"]
    assert len(said) == 7
    assert said[6].endswith("…")


def test_what_does_not_fit_is_added_up_in_a_last_bar(noted: type[NotedPage]) -> None:
    bars("各类诉求", [(f"第{index}类", 100 - index) for index in range(20)], empty="无", top=5, rest="其余")
    assert words_on(noted)[-2:] == ["其余", f"{sum(100 - index for index in range(4, 20)):,}"]
    assert "第3类" in words_on(noted)
    assert "第4类" not in words_on(noted)


def test_a_digest_names_lines_at_their_end_and_what_is_overdue(noted: type[NotedPage]) -> None:
    with_overdue = a_digest()
    shown = words_on(noted)
    assert shown[:2] == ["城管局 · 11月23日日报", "近14天：新增与办结"]
    assert {
        f"新增 {sum(NEW)}",
        f"办结 {sum(RESOLVED)}",
        "11/23",
        "11/20",
        "在办诉求",
        "23",
        "超期 4",
        "14",
        "7",
        "超期 7",
    } <= set(shown)
    assert VERMILLION in pixels(with_overdue)
    nothing_late = [(name, count, 0) for name, count, _ in CATEGORIES]
    without = digest_chart("日报", DAYS, {"新增": NEW, "办结": RESOLVED}, nothing_late, WORDS)
    assert VERMILLION not in pixels(without)
    assert not any("超期" in text for text in words_on(noted))


def test_without_data_the_picture_says_so(noted: type[NotedPage]) -> None:
    nothing = [0] * 14
    digest_chart("日报", DAYS, {"新增": nothing, "办结": nothing}, [], WORDS)
    assert words_on(noted) == ["日报", WORDS.trend, WORDS.no_trend, WORDS.categories, WORDS.no_categories]
    bars("日报", [("其他", 0)], empty="没有诉求")
    assert words_on(noted) == ["日报", "没有诉求"]
    trend("日报", [], {}, empty="没有诉求")
    assert words_on(noted) == ["日报", "没有诉求"]


def test_series_that_do_not_match_the_days_are_refused() -> None:
    with pytest.raises(ValueError, match="one count for each day"):
        trend("走势", DAYS, {"新增": NEW[1:]}, empty="无")
    with pytest.raises(ValueError, match="at most five"):
        trend("走势", DAYS, {str(index): NEW for index in range(6)}, empty="无")


labels = st.text(alphabet="城乡建设环境交通ABCwi 1😀", max_size=30)


@given(
    items=st.lists(st.tuples(labels, st.integers(0, 10**6), st.integers(0, 10**6)), max_size=30),
    lines=st.dictionaries(labels, st.lists(st.integers(0, 10**6), min_size=14, max_size=14), max_size=5),
    title=labels,
)
@settings(max_examples=60, deadline=None)
def test_texts_stay_on_the_page_and_off_each_other(
    items: list[tuple[str, int, int]], lines: dict[str, list[int]], title: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "Page", NotedPage)
        patch.setattr(NotedPage, "drawn", False)
        rows = [(label, count, min(count, late)) for label, count, late in items]
        digest_chart(title, DAYS, lines, rows, WORDS, note=title * 3)
        page = NotedPage.last
    assert [box for box in page.texts if box.left < 0 or box.right > WIDTH or not 0 < box.middle < page.height] == []
    assert [(one.text, other.text) for one, other in combinations(page.texts, 2) if one.touches(other)] == []


@given(st.integers(1, 10**9))
@settings(max_examples=50, deadline=None)
def test_the_grid_has_few_round_lines(peak: int) -> None:
    step = charts._step(peak)
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert 1 <= -(-peak // step) <= 5
    assert step == 1 or peak / step > 2 - 1e-9


def test_each_chinese_character_has_its_own_shape() -> None:
    """Were a glyph missing, all of them would be the same box."""
    titles = "路灯水电暖教医租车街"
    assert len({bars(title, [], empty="") for title in titles}) == len(titles)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("路灯😀不亮👨‍👩‍👧", "路灯不亮"),
        ("𠮷祥路", "〓祥路"),
        ("بلاغ 1", "〓〓〓〓 1"),
        ("路\u202e灯\x00\n不亮\ufe0f", "路灯 不亮"),
        ("\ud800 半个", "半个"),
        ("", ""),
    ],
)
def test_what_the_font_lacks_never_becomes_a_box(written: str, shown: str) -> None:
    assert fit(written, 34, 900) == shown
    assert bars(written, [], empty="无") == bars(shown, [], empty="无")


def test_no_text_is_taken_for_a_formula() -> None:
    assert bars("$x^2$", [], empty="无") != bars("x2", [], empty="无")
    assert bars("$\\frac{1", [("$_$", 1)], empty="无").startswith(b"\x89PNG")


def test_long_texts_are_cut_where_the_space_ends() -> None:
    shown = fit("很长" * 50, 34, 350)
    assert shown.endswith("…")
    assert 350 - 2 * 34 < width(shown, 34) <= 350
    assert fit("很长" * 5, 34, 350) == "很长" * 5
    assert fit("很长", 34, 0) == "…"


def test_can_show_tells_what_the_font_has() -> None:
    assert can_show("开门：12345 热线，“一件事”——办结率 99.99%（环比↑）‼①")
    assert can_show(" \n\t")
    assert not can_show("路灯😀")
    assert not can_show("𠮷")


def test_threads_draw_the_same_picture_and_matplotlibs_defaults_stay() -> None:
    before = dict(rcParams)
    alone = a_digest()
    with ThreadPoolExecutor(8) as pool:
        assert {*pool.map(lambda _: a_digest(), range(16))} == {alone}
    assert dict(rcParams) == before


def test_threads_that_begin_at_once_draw_every_letter() -> None:
    """The font was read in one thread while another drew with it: letters became boxes, or the process crashed."""
    program = """
import sys, warnings
from concurrent.futures import ThreadPoolExecutor
from bot.digests import canvas
warnings.simplefilter("error")  # a letter that is missing is a warning of matplotlib's
sys.setswitchinterval(1e-6)
def draw(n):
    letters = [chr(letter) for letter in range(0x4E00 + n * 200, 0x4E00 + n * 200 + 200)]
    page = canvas.Page("".join(letters[:12]), "".join(letters[12:24]), "", 200)
    for line in range(12):
        page.text(50, 40 * line, "".join(letters[line * 14 :][:14]), 30)
    return page.png()
for _ in range(8):
    canvas._read_font.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(draw, range(4)))
    canvas._advance.cache_clear()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_matplotlib_is_loaded_with_the_first_picture_and_no_installed_font_is_needed() -> None:
    program = """
import sys
from bot.digests import charts
assert "matplotlib" not in sys.modules, "loaded too early"
from matplotlib.font_manager import fontManager
fontManager.ttflist.clear()  # a machine without any font
fontManager.afmlist.clear()
picture = charts.bars("路灯", [("城乡建设", 1)], empty="无")
assert "matplotlib.pyplot" not in sys.modules
assert "zhplot" not in sys.modules
sys.stdout.buffer.write(picture)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout == bars("路灯", [("城乡建设", 1)], empty="无")


def test_the_margin_is_kept_free() -> None:
    edge = image.imread(BytesIO(a_digest()))[:, : MARGIN // 2, :3]
    assert edge.min() == 1
