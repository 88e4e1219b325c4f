"""The ledger is written, then opened again with another library: what people would find in it."""

import csv
import io
import subprocess
import sys
import tracemalloc
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.digests import ledger
from bot.digests.ledger import CELL_LIMIT, WORDS, LedgerRow, safe_text, write_ledger

SHANGHAI = ZoneInfo("Asia/Shanghai")
MADE_AT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
HEADINGS = {
    "number": "编号",
    "status": "状态",
    "urgent": "加急",
    "category": "类别",
    "area": "区域",
    "unit": "责任单位",
    "source": "来源",
    "text": "内容",
    "reporter": "反映人",
    "submitted_at": "提交时间",
    "dispatched_at": "派单时间",
    "signed_at": "签收时间",
    "due_at": "完成时限",
    "overdue": "是否超期",
    "days_late": "超期天数",
    "resolved_at": "办结时间",
    "closed_at": "归档时间",
    "answer": "办理结果",
    "rating": "满意度",
    "solved": "是否解决",
    "supporters": "支持人数",
}
WORDS_ZH = HEADINGS | {"is_urgent": "加急", "is_overdue": "超期", "is_provisional": "暂定", "is_cut": "（后略）"}
ROW = LedgerRow(
    number="261120-0042",
    status="办理中",
    urgent=False,
    category="城乡建设",
    area="东城街道",
    unit="城管局",
    source="微信",
    text="幸福小区门口路灯不亮，老人出门看不清路。",
    reporter="138****5678",
    submitted_at=datetime(2026, 11, 20, 1, 5, 59, tzinfo=UTC),
    dispatched_at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC),
    signed_at=None,
    due_at=datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
    due_provisional=False,
    days_late=None,
    resolved_at=None,
    closed_at=None,
    answer="",
    rating="",
    solved="",
)
HOSTILE = [
    "=1+1",
    "＝1+1",
    "﹦1+1",
    "+86 138",
    "＋86",
    "-2+3",
    "－2+3",
    "−2+3",
    "@SUM(A1)",
    "＠SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "_x003D_1+1",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.org/a b",
    "mailto:a@example.org",
    "internal:'Sheet'!A1",
    "<r><t>=1+1</r>",
    "<b>&amp;</b> ]]> \" '",
    "\ud800 half a pair",
    "\ufffe\uffff not characters",
    "\x07 bell \x1b[31m",
    "𠀀👨‍👩‍👧",
]


def write(target: Path, *rows: LedgerRow, title: str = "城管局工作台账") -> Worksheet:
    assert write_ledger(target, rows, WORDS_ZH, SHANGHAI, title, made_at=MADE_AT) == len(rows)
    return load_workbook(target).worksheets[0]


def cell(sheet: Worksheet, key: str, line: int = 2) -> object:
    return sheet.cell(line, list(HEADINGS).index(key) + 1)


def value(sheet: Worksheet, key: str, line: int = 2) -> object:
    return cell(sheet, key, line).value


def test_every_field_stands_under_its_heading(tmp_path: Path) -> None:
    sheet = write(tmp_path / "l.xlsx", replace(ROW, answer="已更换灯头", rating="满意"))
    assert [heading.value for heading in sheet[1]] == list(HEADINGS.values())
    assert value(sheet, "number") == "261120-0042"
    assert value(sheet, "text") == ROW.text
    assert value(sheet, "reporter") == "138****5678"
    assert value(sheet, "answer") == "已更换灯头"
    assert value(sheet, "rating") == "满意"
    assert value(sheet, "signed_at") is None


def test_dates_are_dates_in_the_offices_zone_to_the_minute(tmp_path: Path) -> None:
    sheet = write(tmp_path / "l.xlsx", ROW)
    assert value(sheet, "submitted_at") == datetime(2026, 11, 20, 9, 5)
    assert value(sheet, "dispatched_at") == datetime(2026, 11, 21, 0, 30)
    assert cell(sheet, "submitted_at").number_format == "yyyy-mm-dd hh:mm"


def test_a_provisional_due_date_says_so_and_stays_a_date(tmp_path: Path) -> None:
    sheet = write(tmp_path / "l.xlsx", ROW, replace(ROW, due_provisional=True))
    assert value(sheet, "due_at", 3) == value(sheet, "due_at", 2) == datetime(2026, 11, 27, 18, 0)
    assert "暂定" not in cell(sheet, "due_at", 2).number_format
    assert cell(sheet, "due_at", 3).number_format == 'yyyy-mm-dd hh:mm "暂定"'
    assert "暂定" not in cell(sheet, "submitted_at", 3).number_format


@pytest.mark.parametrize(("days_late", "late"), [(None, False), (-3, False), (0, False), (1, True), (40, True)])
def test_what_is_overdue_is_marked_by_colour_and_by_a_word(tmp_path: Path, days_late: int | None, late: bool) -> None:
    sheet = write(tmp_path / "l.xlsx", replace(ROW, days_late=days_late))
    assert value(sheet, "overdue") == ("超期" if late else None)
    assert value(sheet, "days_late") == days_late
    assert {found.fill.patternType for found in sheet[2]} == {"solid" if late else None}


def test_an_urgent_case_says_so(tmp_path: Path) -> None:
    sheet = write(tmp_path / "l.xlsx", ROW, replace(ROW, urgent=True))
    assert [value(sheet, "urgent", line) for line in (2, 3)] == [None, "加急"]


def test_it_is_ready_to_filter_to_scroll_and_to_print(tmp_path: Path) -> None:
    sheet = write(tmp_path / "l.xlsx", ROW, ROW, title="台账 A&B [2026/11]")
    assert sheet.title == "台账 A&B  2026 11"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:U3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.oddHeader.left.text == "台账 A&&B [2026/11]"
    assert sheet.oddHeader.right.text == "2026-11-23 08:00"
    assert not sheet.protection.sheet
    assert cell(sheet, "text").alignment.wrap_text
    assert cell(sheet, "text", 1).font.bold
    assert sheet.column_dimensions["H"].width > 40 > sheet.column_dimensions["A"].width > 12


def test_a_row_is_as_high_as_its_longest_words_also_where_nothing_finds_that_out(tmp_path: Path) -> None:
    """Excel would; LibreOffice shows one line of a row whose height is not told."""
    long = replace(ROW, text="路灯坏了一周没人修，" * 20, answer="")
    sheet = write(tmp_path / "l.xlsx", replace(ROW, text="短", answer="短"), long)
    short_row, long_row = (sheet.row_dimensions[line].height for line in (2, 3))
    assert short_row < 20
    assert long_row > 8 * short_row  # 200 characters, some 23 in a line
    assert long_row <= 409  # Excel's highest
    assert cell(sheet, "days_late", 1).alignment.horizontal == "right"
    assert cell(sheet, "text", 1).alignment.horizontal == "left"


def test_no_cell_is_alive_in_the_workbook_nor_in_a_csv_made_of_it(tmp_path: Path) -> None:
    fields = ("number", "status", "category", "area", "unit", "source", "text", "reporter", "answer", "rating")
    rows = [replace(ROW, **dict.fromkeys(fields, text)) for text in HOSTILE]
    hostile_words = dict.fromkeys(WORDS_ZH, "=1+1")
    target = tmp_path / "l.xlsx"
    write_ledger(target, rows, hostile_words, SHANGHAI, "=1+1", made_at=MADE_AT)
    with ZipFile(target) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml
        assert "<hyperlink" not in xml
    sheet = load_workbook(target).worksheets[0]
    out = io.StringIO()
    csv.writer(out).writerows(sheet.iter_rows(values_only=True))
    cells = [found for line in csv.reader(io.StringIO(out.getvalue())) for found in line]
    assert len(cells) == (len(HOSTILE) + 1) * len(HEADINGS)
    assert [found for found in cells if unicodedata.normalize("NFKC", found.strip())[:1] in set("=+-@−\t\r")] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("＠某人", "'＠某人"),
        ("\t=1+1", "'=1+1"),
        ("1-2=3", "1-2=3"),
        ("第一行\r\n第二行\r第三行\t完", "第一行\n第二行\n第三行 完"),
        ("_x003D_1+1", "_x003D_1+1"),
        ("路灯\x00不\x07亮\ud83d\uffff", "路灯不亮"),
        ("👨‍👩‍👧 修路", "👨‍👩‍👧 修路"),
        ("", ""),
    ],
)
def test_a_text_is_changed_no_more_than_it_must(text: str, shown: str) -> None:
    assert safe_text(text) == shown


def test_an_escape_sequence_of_excel_is_kept_as_it_was_typed(tmp_path: Path) -> None:
    """Excel would read _x003D_ as an equals sign; the file must say that the underscore is meant."""
    write(tmp_path / "l.xlsx", replace(ROW, text="_x003D_1+1"))
    with ZipFile(tmp_path / "l.xlsx") as archive:
        assert "_x005F_x003D_1+1" in archive.read("xl/worksheets/sheet1.xml").decode()


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
@settings(max_examples=300, deadline=None)
def test_safe_text_never_starts_like_a_formula_and_is_stable(text: str) -> None:
    shown = safe_text(text)
    assert not shown[:1].isspace()
    assert unicodedata.normalize("NFKC", shown[:1])[:1] not in set("=+-@−")
    assert safe_text(shown) == shown
    shown.encode()


@pytest.mark.parametrize("text", ["长" * 40_000, "𠀀" * 20_000, "长" + "𠀀" * 20_000, "=" + "长" * 32_767])
def test_a_text_that_does_not_fit_is_cut_and_says_so(tmp_path: Path, text: str) -> None:
    shown = value(write(tmp_path / "l.xlsx", replace(ROW, text=text)), "text")
    assert isinstance(shown, str)
    assert CELL_LIMIT - 1 <= len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert shown.endswith("（后略）")
    assert (
        shown.removesuffix("（后略）").removeprefix("'")
        == text[: len(shown.removesuffix("（后略）").removeprefix("'"))]
    )


def test_a_text_that_just_fits_is_whole() -> None:
    assert safe_text("长" * CELL_LIMIT, "…") == "长" * CELL_LIMIT
    assert safe_text("𠀀" * (CELL_LIMIT // 2), "…") == "𠀀" * (CELL_LIMIT // 2)


def test_an_empty_ledger_has_its_header(tmp_path: Path) -> None:
    sheet = write(tmp_path / "l.xlsx")
    assert (sheet.max_row, sheet["A1"].value, sheet.auto_filter.ref) == (1, "编号", "A1:U1")


def test_more_rows_than_a_sheet_holds_go_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "SHEET_ROWS", 3)
    write(tmp_path / "l.xlsx", *(replace(ROW, number=str(index)) for index in range(7)))
    sheets = load_workbook(tmp_path / "l.xlsx").worksheets
    assert [sheet.title for sheet in sheets] == ["城管局工作台账", "城管局工作台账 (2)", "城管局工作台账 (3)"]
    assert [[row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in sheets] == [
        ["0", "1", "2"],
        ["3", "4", "5"],
        ["6"],
    ]
    assert all(sheet["A1"].value == "编号" for sheet in sheets)


@pytest.mark.parametrize("title", ["", "'[]:*?/\\", "长" * 100, "𠀀" * 100])
def test_any_title_names_a_sheet_that_excel_takes(tmp_path: Path, title: str) -> None:
    name = write(tmp_path / "l.xlsx", title=title).title
    assert name
    assert len(name.encode("utf-16-le")) // 2 <= 26
    assert not set(name) & set("[]:*?/\\'")


def test_a_missing_word_is_named() -> None:
    with pytest.raises(ValueError, match="days_late, is_cut"):
        write_ledger(
            io.BytesIO(),
            [],
            {word: word for word in WORDS if word not in ("days_late", "is_cut")},
            SHANGHAI,
            "",
            made_at=MADE_AT,
        )


def test_a_stream_gets_the_same_bytes_as_a_path(tmp_path: Path) -> None:
    stream = io.BytesIO()
    assert write_ledger(stream, [ROW, ROW], WORDS_ZH, SHANGHAI, "城管局工作台账", made_at=MADE_AT) == 2
    write(tmp_path / "l.xlsx", ROW, ROW)
    assert stream.getvalue() == (tmp_path / "l.xlsx").read_bytes()


def broken_rows() -> Iterator[LedgerRow]:
    yield ROW
    raise RuntimeError("the database went away")


def test_when_the_rows_break_off_the_old_file_stays_and_nothing_is_left_behind(tmp_path: Path) -> None:
    target = tmp_path / "l.xlsx"
    target.write_bytes(b"yesterday's")
    with pytest.raises(RuntimeError, match="went away"):
        write_ledger(target, broken_rows(), WORDS_ZH, SHANGHAI, "台账", made_at=MADE_AT)
    assert [path.name for path in tmp_path.iterdir()] == ["l.xlsx"]
    assert target.read_bytes() == b"yesterday's"
    stream = io.BytesIO()
    with pytest.raises(RuntimeError, match="went away"):
        write_ledger(stream, broken_rows(), WORDS_ZH, SHANGHAI, "台账", made_at=MADE_AT)
    assert stream.getvalue() == b""


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_ledger(tmp_path / "none" / "l.xlsx", [ROW], WORDS_ZH, SHANGHAI, "台账", made_at=MADE_AT)
    with pytest.raises(OSError, match="director"):
        write_ledger(tmp_path, [ROW], WORDS_ZH, SHANGHAI, "台账", made_at=MADE_AT)


FULL_DISK = """
import resource, sys
from pathlib import Path
from test_ledger import MADE_AT, ROW, SHANGHAI, WORDS_ZH, write_ledger
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))
try:
    write_ledger(Path(sys.argv[1]), [ROW] * int(sys.argv[3]), WORDS_ZH, SHANGHAI, "台账", made_at=MADE_AT)
except OSError as error:
    print(error.strerror)
"""


@pytest.mark.parametrize(("limit", "rows"), [(40_000, 500), (2_000, 1), (6_000, 5)])
def test_a_full_disk_is_an_os_error_and_the_old_file_stays(tmp_path: Path, limit: int, rows: int) -> None:
    """With 500 rows it fails while they come (XlsxWriter keeps them in a file), with a few at the end."""
    target = tmp_path / "l.xlsx"
    target.write_bytes(b"yesterday's")
    command = [sys.executable, "-c", FULL_DISK, str(target), str(limit), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert (done.stdout, done.returncode) == ("File too large\n", 0), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["l.xlsx"]
    assert target.read_bytes() == b"yesterday's"


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    peaks = []
    for count in (1_000, 3_000):  # above 1,000 all buffers have their full size
        tracemalloc.start()
        write_ledger(tmp_path / "l.xlsx", (ROW for _ in range(count)), WORDS_ZH, SHANGHAI, "台账", made_at=MADE_AT)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000
