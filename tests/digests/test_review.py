"""What a report says, from figures that are given: in words, as a workbook, a page and pictures."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.casework.indicators import COUNTS, RATES, Indicators, percent
from bot.casework.promises import Became, How
from bot.digests import pictures, report_files, report_text, review, windows, workbook
from bot.digests.review import Figures, Late, Promise, Review, Row, Unhappy
from bot.digests.windows import Rhythm
from bot.tagging.topics import Topic
from bot.texts import LANGUAGES, Texts
from tests.digests.test_charts import NotedPage, words_on

ZONE = ZoneInfo("Asia/Shanghai")
TEXTS = Texts(ZONE)
MADE = datetime(2026, 7, 1, tzinfo=UTC)
JUNE = windows.starting(Rhythm.MONTHLY, date(2026, 6, 1), ZONE)
DAYS = tuple(date(2026, 6, 1) + timedelta(days=n) for n in range(30))
EVIL = "=HYPERLINK(0)<script>alert(1)</script>&\"'"


def figures(submitted: int, due: int = 0, in_time: int = 0, **more: int) -> Indicators:
    return Indicators(submitted=submitted, due=due, resolved_in_time=in_time, **more)


def row(name: str, now: Indicators, before: Indicators | None = None) -> Row:
    return Row(name, now, before or Indicators(), Indicators())


URBAN = figures(
    30, 20, 19, resolved=25, open=5, overdue=1, rated=10, solved=9, contacted=10, satisfied=Fraction(94, 10)
)
WATER = figures(12, 10, 5, resolved=8, open=9, overdue=4, badly_late=1)
MONTH = Review(
    subject="城东区",
    of_office=True,
    rhythm=Rhythm.MONTHLY,
    window=JUNE,
    figures=Figures(
        now=URBAN + WATER,
        before=figures(40, 20, 18, resolved=40),
        year_before=figures(33),
        year=figures(200, settled=190, accountable=200, rated=60, satisfied=Fraction(55)),
        last_year=figures(150),
        voices=230,
        last_voices=150,
    ),
    units=(row("城管局", URBAN, figures(25)), row("水务局", WATER)),
    categories=(row("城乡建设", URBAN), row(EVIL, WATER)),
    areas=(row("东门街道", URBAN), row("没说在哪里", WATER)),
    best=(("城管局", URBAN.timeliness),),
    slowest=(("水务局", WATER.timeliness),),
    late=(
        Late("260501-0001", EVIL, "水务局", "城乡建设", JUNE.start, 30, Fraction(7, 2), "suspend", "要等汛期过去"),
        Late("260502-0001", "管道漏水", "水务局", "城乡建设", JUNE.start, 29, Fraction(3), "", ""),
    ),
    promises=(
        Promise("260501-0001", EVIL, "水务局", How.LATE, JUNE.start, Became.OPEN_LATE),
        Promise("260503-0001", "路灯不亮", "城管局", How.DUE, JUNE.end, Became.IN_TIME),
    ),
    topics=(Topic("断水 春江路", (), 5, 4, 2, 1, DAYS[0], DAYS[9], ("260601-0001",), 6.0),),
    ratings={"good": 8, "fair": 1, "bad": 1},
    unhappy=(Unhappy("260601-0009", "城管局", EVIL),),
    fair_weight=0.9,
    days=DAYS,
    came=tuple(range(30)),
    done=(1,) * 30,
)
WEEK = replace(MONTH, rhythm=Rhythm.WEEKLY, window=windows.starting(Rhythm.WEEKLY, date(2026, 6, 8), ZONE))
EMPTY = replace(
    WEEK,
    figures=Figures(Indicators(), Indicators(), Indicators(), Indicators(), Indicators()),
    **dict.fromkeys(("units", "categories", "areas", "best", "slowest", "late", "promises", "topics", "unhappy"), ()),
    ratings={},
    came=(0,) * 30,
    done=(0,) * 30,
)


# In words


def test_a_month_in_words() -> None:
    (text,) = report_text.pages(MONTH, TEXTS, "zh")
    lines = text.splitlines()
    assert lines[0] == "城东区 · 2026年6月月报"
    assert lines[1].startswith("截至6月底，城东区诉求和附议总量达230个，同比增长53.33%；受理事件200件，同比增长33.33%")
    assert lines[2] == "本月：受理 42 件，比上月 +5%，比去年同月 +27.27%；办结 33 件，比上月 -17.5%"
    assert lines[3] == "期末：在办 14 件，超期 5 件，其中严重超期 1 件"
    assert lines[4] == "到期的按时办结 80%（24/30），比上月下降10个百分点"
    assert lines[5] == "满意率 94%（9.4/10），基本满意的 1 件算 0.9 件"
    assert "按时办结好的：城管局 95%（19/20）" in lines
    assert "慢的：水务局 50%（5/10）" in lines
    assert "· 260502-0001 水务局：管道漏水 超期 29 天，单位还没说过什么" in lines
    assert any(line.startswith("· 260501-0001 水务局：") and line.endswith("挂账原因：要等汛期过去") for line in lines)
    assert "上月答应的 2 件（本月到期的" in text
    assert "按时办结 1，晚了才办结 0，还在期限内 0，到期没办完 1" in text
    assert "大家说得多的：断水 春江路（4 人）" in lines
    assert "居民评价 10 件：满意 8、基本满意 1、不满意 1" in lines


def test_a_week_counts_what_is_small_in_cases() -> None:
    text = "\n".join(report_text.pages(WEEK, TEXTS, "zh"))
    assert "周报：6月8日（周一） – 6月14日（周日）" in text
    assert "本周：受理 42 件，比上周 +2" in text
    assert "截至" not in text
    assert "上月" not in text


def test_a_units_own_report_names_no_other_unit() -> None:
    own = replace(WEEK, of_office=False, subject="城管局", units=(), best=(), slowest=())
    assert "水务局" not in "\n".join(report_text.pages(own, TEXTS, "zh"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_lists_are_cut_into_two_messages_at_most(language: str) -> None:
    words = "字" * 42
    many = replace(
        MONTH,
        late=tuple(replace(MONTH.late[0], words=words, why="为" * 60) for _ in range(500)),
        promises=tuple(replace(MONTH.promises[0], words=words) for _ in range(500)),
        unhappy=tuple(replace(MONTH.unhappy[0], words="不" * 60) for _ in range(500)),
        categories=tuple(row("类" * 12, figures(n)) for n in range(40)),
    )
    pages = report_text.pages(many, TEXTS, language)
    assert len(pages) <= 2
    assert all(len(page) < 4096 for page in pages)


def test_nothing_at_all_is_one_line() -> None:
    (text,) = report_text.pages(EMPTY, TEXTS, "zh")
    assert EMPTY.empty
    assert text.splitlines()[1:] == ["这段时间没有诉求，手上也没有在办的。"]


def test_of_many_units_a_picture_has_the_best_and_the_worst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "Page", NotedPage)
    many = replace(MONTH, units=tuple(row(f"{n}局", figures(70, 70, n + 1)) for n in range(60)))
    report_files.make(many, TEXTS, "zh", "in-time", MADE)
    said = set(words_on(NotedPage))
    assert {"59局", "50局", "⋯ 中间还有 40 个单位", "9局", "0局"} <= said
    assert not {"49局", "10局"} & said


# Rules


def test_only_units_with_enough_cases_are_ranked_and_none_twice() -> None:
    units = [row(f"{n}局", figures(9, 10, n)) for n in range(10)] + [row("小局", figures(4, 4, 0))]
    best, slowest = review.ranked(units)
    assert [name for name, _ in best] == ["9局", "8局", "7局"]
    assert [name for name, _ in slowest] == ["0局", "1局", "2局"]
    assert review.ranked(units[9:]) == ((("9局", units[9].now.timeliness),), ())
    assert review.ranked([row("甲", figures(5, 5, 5)), row("乙", figures(5, 5, 5))])[1] == ()


def test_what_is_broken_stands_first() -> None:
    kept = Promise("1", "", "", How.LATE, None, Became.IN_TIME)
    late, due = (
        replace(kept, number="3", became=Became.OPEN_LATE),
        Promise("2", "", "", How.DUE, None, Became.OPEN_LATE),
    )
    assert review.promises_in_order([kept, due, late]) == (late, due, kept)


@given(st.lists(st.integers(0, 50), max_size=30))
def test_rows_lose_no_case(counts: list[int]) -> None:
    now = {(n or None): figures(count) for n, count in enumerate(counts)}
    rows = review.rows(now, {}, {}, {n: str(n) for n in range(1, 31)}, "-")
    assert sum(r.now.submitted for r in rows) == sum(counts)
    first, rest = review.top(rows, 5)
    assert sum(r.now.submitted for r in first) + rest.submitted == sum(counts)
    assert "-" not in [r.name for r in rows[:-1]]


# As a workbook


def opened(found: Review, language: str = "zh"):  # type: ignore[no-untyped-def]
    return load_workbook(BytesIO(report_files.make(found, TEXTS, language, "workbook", MADE)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [MONTH, WEEK, EMPTY], ids=["month", "week", "empty"])
def test_a_workbook_has_no_formula_and_charts_of_its_own(found: Review, language: str) -> None:
    content = report_files.make(found, TEXTS, language, "workbook", MADE)
    book = load_workbook(BytesIO(content))
    for sheet in book:
        assert sheet.freeze_panes
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert not str(cell.value).startswith(("=", "+", "@")), cell.value
    charts = [chart for sheet in book for chart in sheet._charts]
    assert len(charts) == (2 if found is EMPTY else 5)
    parts = ZipFile(BytesIO(content)).namelist()
    assert not any("externalLink" in part or "vba" in part or "media" in part for part in parts)


def test_its_figures_are_those_of_the_report() -> None:
    book = opened(MONTH)
    lines = {cells[0].value: [cell.value for cell in cells] for cells in book["指标"].iter_rows(min_row=5)}
    assert lines["受理量"][1] == 42
    assert lines["受理量"][5] == 0.05
    for name, rate in RATES.items():
        ratio = rate(MONTH.figures.now)
        line = lines[TEXTS.say("zh", f"indicator-{name}")]
        if ratio.value is None:
            assert line[1] is None
        else:
            whole = 100 if name == "score" else 1  # in points, as /stats has it
            assert f"{line[1] / whole:.6f}" == f"{float(workbook.cut(ratio.value)):.6f}"
            assert line[3] == ratio.denominator
        assert line[8]  # what it means
    units = [[cell.value for cell in cells] for cells in book["各单位"].iter_rows()]
    assert [line[:6] for line in units[1:4]] == [
        ["城管局", 30, 25, 5, 1, 0],
        ["水务局", 12, 8, 9, 4, 1],
        ["合计", 42, 33, 14, 5, 1],
    ]
    late = [[cell.value for cell in cells] for cells in book["严重超期"].iter_rows()]
    assert late[1][0] == "260501-0001"
    assert late[1][3].startswith("'=HYPERLINK")
    assert late[1][5:8] == [30, 3.5, "挂账原因：要等汛期过去"]
    assert len(list(book["每天"].iter_rows())) == 31


def test_a_table_longer_than_a_page_has_its_chart_on_a_page_of_its_own() -> None:
    """Below it, the edge of the printed page would cut it in two."""
    many = replace(MONTH, units=tuple(replace(MONTH.units[0], name=f"单位{n}") for n in range(workbook.CHARTED + 1)))
    book = opened(many)
    assert [sheet.title for sheet in book.chartsheets] == ["各单位图"]
    assert not book["各单位"]._charts
    assert opened(MONTH).chartsheets == []
    headings = next(book["各单位"].iter_rows(max_row=1))
    assert [cell.alignment.horizontal for cell in headings[:3]] == ["left", "right", "right"]
    assert headings[6].value == "比上期\n（环比）"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_in_a_cell_is_the_one_in_the_text(part: int, whole: int) -> None:
    share = Fraction(min(part, whole), whole)
    assert f"{float(workbook.cut(share)) * 100:.2f}".rstrip("0").rstrip(".") + "%" == percent(min(part, whole), whole)


# As a page


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [MONTH, WEEK, EMPTY], ids=["month", "week", "empty"])
def test_a_page_stands_by_itself(found: Review, language: str) -> None:
    html = report_files.make(found, TEXTS, language, "page", MADE).decode()
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    names = {name for name, _ in tags.seen}
    assert not names & {"script", "a", "link", "iframe", "object", "form"}
    sources = [value for _, attributes in tags.seen for key, value in attributes.items() if key in ("src", "href")]
    assert len(sources) == 3
    assert all(str(source).startswith("data:image/png;base64,iVBOR") for source in sources)
    assert not re.search(r"https?:|url\(|@import", html)
    assert "size: A4" in html
    assert {"break-inside: avoid", "table-header-group"} <= set(
        re.findall(r"break-inside: avoid|table-header-group", html)
    )
    assert not [key for _, attributes in tags.seen for key in attributes if key.startswith("on")]


def test_a_page_says_what_each_indicator_means_and_escapes_every_word() -> None:
    html = report_files.make(MONTH, TEXTS, "zh", "page", MADE).decode()
    for name in (*COUNTS, *RATES):
        assert TEXTS.say("zh", f"meaning-{name.replace('_', '-')}", weight="0.9") in html
    assert "=HYPERLINK(0)&lt;script&gt;" in html
    assert "截至6月底" in html
    assert "24/30" in html
    assert "挂账原因：要等汛期过去" in html
    assert "路灯不亮" not in html  # what was kept is only counted


# As pictures


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", report_files.PICTURES)
@pytest.mark.parametrize("found", [MONTH, EMPTY], ids=["month", "empty"])
def test_pictures_are_drawn(found: Review, part: str, language: str) -> None:
    assert report_files.make(found, TEXTS, language, part, MADE).startswith(b"\x89PNG")


def test_an_unknown_part_is_none() -> None:
    with pytest.raises(LookupError):
        report_files.make(MONTH, TEXTS, "zh", "nonsense", MADE)


def test_all_files_are_those_that_can_be_asked_for_one_by_one() -> None:
    made = dict(report_files.all_files(MONTH, TEXTS, "zh", MADE))
    assert set(made) == {".xlsx", ".html", "-flow.png", "-in-time.png", "-said.png"}
    assert len(made) == report_files.FILES
    assert made[".html"] == report_files.make(MONTH, TEXTS, "zh", "page", MADE)
