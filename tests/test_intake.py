"""Files as offices have them, and files that nobody should have: every row comes in or is refused by its number."""

import csv
import json
import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import intake
from bot.intake import Entry, Problem, Reason, Refused, UnreadableFile, text_files, workbooks
from bot.privacy import clean

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = ("标题", "内容", "时间", "来源", "电话", "类别")
ROWS = (
    ("路灯不亮", "幸福小区门口的路灯坏了，晚上看不清路。", "2026-11-20 09:30:00", "座谈会", "13800000001", "城乡建设"),
    ("", "菜场门口, 下雨积水; 请修一修\n（第二行）", "2026/11/21", "走访", "", ""),
    ("加装电梯", "三单元老人多，想装电梯", "", "热线", "010-12345678", "城乡建设"),
)


def read(path: Path) -> list[Entry | Refused]:
    return list(intake.read(path, SHANGHAI))


def entries(path: Path) -> list[Entry]:
    found = read(path)
    assert [row for row in found if isinstance(row, Refused)] == []
    return [row for row in found if isinstance(row, Entry)]


def write_csv(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8",
    mark: str = ",",
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows([header, *rows])
    return path


def write_jsonl(path: Path, *lines: Any) -> Path:
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8", errors="surrogatepass")
    return path


def write_xlsx(path: Path, *sheets: Iterable[Sequence[Any]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm", "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 11, 23)})  # the same bytes each time
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def the_three(found: list[Entry]) -> list[tuple[Any, ...]]:
    return [(entry.title, entry.text, entry.at, entry.source, entry.phone, entry.label) for entry in found]


THE_THREE = [
    (
        "路灯不亮",
        "幸福小区门口的路灯坏了，晚上看不清路。",
        datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
        "座谈会",
        "13800000001",
        "城乡建设",
    ),
    ("", "菜场门口, 下雨积水; 请修一修\n（第二行）", datetime(2026, 11, 20, 16, 0, tzinfo=UTC), "走访", "", ""),
    ("加装电梯", "三单元老人多，想装电梯", None, "热线", "010-12345678", "城乡建设"),
]


# --- forms ---


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_csv_in_any_encoding_and_with_any_separator(tmp_path: Path, encoding: str, mark: str) -> None:
    found = entries(write_csv(tmp_path / "表.csv", ROWS, encoding=encoding, mark=mark))
    assert the_three(found) == THE_THREE
    assert [entry.row for entry in found] == [2, 3, 4]


def test_jsonl_says_the_same(tmp_path: Path) -> None:
    found = entries(write_jsonl(tmp_path / "a.jsonl", *(dict(zip(HEADER, row, strict=True)) for row in ROWS)))
    assert the_three(found) == THE_THREE
    assert [entry.row for entry in found] == [1, 2, 3]


def test_a_workbook_says_the_same_below_a_merged_title_with_real_dates_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "座谈会.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:F1", "座谈会意见汇总表")
        sheet.write_row("A3", ["标题", "内容", "时间", "来源", "电话（手机）", "类别"])
        sheet.write_row("A4", ROWS[0])
        sheet.write_datetime("C4", datetime(2026, 11, 20, 9, 30))
        sheet.write_number("E4", 13800000001)
        sheet.write_row("A6", ROWS[1])
        sheet.write_number("C6", 46347)  # the date without its format
        sheet.write_row("A7", ROWS[2])
        sheet.write_formula("B7", '="三单元老人多，"&"想装电梯"', None, "三单元老人多，想装电梯")
        sheet.merge_range("F7:F9", "城乡建设")
    found = entries(path)
    assert the_three(found) == THE_THREE
    assert [entry.row for entry in found] == [4, 6, 7]


@pytest.mark.parametrize(
    "heading",
    ["内容", "text", "TEXT", " 正文 ", "\ufeff内容", "内容（必填）", "【内容】", "ｔｅｘｔ", "* Text:", "诉求内容"],
)
def test_the_text_column_has_many_names(tmp_path: Path, heading: str) -> None:
    path = write_csv(tmp_path / "a.csv", [("1", "路灯不亮", "无")], header=("序号", heading, "备注"))
    assert [entry.text for entry in entries(path)] == ["路灯不亮"]


def test_a_table_of_one_column_may_have_commas(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('内容\n路灯不亮, 很久了; 请修\n"引号里的, 也行"\n')
    assert [entry.text for entry in entries(tmp_path / "a.txt")] == ["路灯不亮, 很久了; 请修", "引号里的, 也行"]


def test_all_visible_sheets_with_a_text_column_are_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name, heading, text in (
            ("说明", "怎么填", "…"),
            ("东街", "内容", "路灯"),
            ("西街", "内容", ""),
            ("旧", "内容", "x"),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_column("A1", [heading, text])
            sheet.write("B2", "座谈会")
            if name == "旧":
                sheet.hide()
        book.get_worksheet_by_name("东街").activate()
    first, second = read(tmp_path / "a.xlsx")
    assert isinstance(first, Entry)
    assert first.text == "路灯"
    assert second == Refused(2, Reason.NO_TEXT, "", "西街")


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".xlsm"])
def test_a_workbook_is_known_by_what_it_is_not_by_its_name(tmp_path: Path, suffix: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, *ROWS]).rename(tmp_path / f"a{suffix}")
    assert the_three(entries(path)) == THE_THREE


def test_a_title_alone_is_the_text_and_empty_rows_are_nothing(tmp_path: Path) -> None:
    rows = [("", " ", ""), ("修路灯", "", "走访"), (), ("", "\u3164\u200b", "走访"), ("", "#N/A", "")]
    found = read(write_csv(tmp_path / "a.csv", rows, header=("标题", "内容", "来源")))
    assert isinstance(found[0], Entry)
    assert (found[0].row, found[0].title, found[0].text) == (3, "", "修路灯")
    assert found[1:] == [Refused(5, Reason.NO_TEXT), Refused(6, Reason.NO_TEXT)]


def test_texts_are_cleaned(tmp_path: Path) -> None:
    row = {
        "title": "路灯\n 不亮",
        "text": " 路\u202e灯\x00不亮\r\n谢谢 ",
        "source": "走\u200b访",
        "phone": 13800000001.0,
    }
    (entry,) = entries(write_jsonl(tmp_path / "a.jsonl", row))
    assert (entry.title, entry.text, entry.source) == ("路灯 不亮", "路灯不亮\n谢谢", "走访")
    assert entry.phone == "13800000001"
    path = write_xlsx(tmp_path / "a.xlsx", [["内容"], ["第一行\r\n第二行"]])
    assert entries(path)[0].text == "第一行\n第二行"


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("\n\r\t ~·—…、〕〖一龥\u9fff！｠ｱé\u0301\u200b\x7f"), st.characters()),
        max_size=12,
    )
)
@settings(max_examples=300, deadline=None)
def test_the_short_way_of_cleaning_is_cleaning(text: str) -> None:
    assert intake._cleaned(text) == clean(text)


def test_the_short_way_holds_for_every_character() -> None:
    texts = [f"a{chr(code)}b" for code in range(0x10000)]
    assert [text for text in texts if intake._cleaned(text) != clean(text)] == []


# --- times ---


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-20 09:30:15", "2026-11-20T01:30:15"),
        ("2026-11-20T09:30", "2026-11-20T01:30:00"),
        ("2026-11-20T09:30:00Z", "2026-11-20T09:30:00"),
        ("2026-11-20 09:30+09:00", "2026-11-20T00:30:00"),
        ("2026-11-20", "2026-11-19T16:00:00"),
        ("20261120", "2026-11-19T16:00:00"),
        ("2026/1/2", "2026-01-01T16:00:00"),
        ("2026/1/2 9:05", "2026-01-02T01:05:00"),
        ("2026.1.2", "2026-01-01T16:00:00"),
        ("2026年11月20日", "2026-11-19T16:00:00"),
        ("2026年11月20日 9时30分", "2026-11-20T01:30:00"),
        ("2026年11月20日9点", "2026-11-20T01:00:00"),
        ("2026/11/20 下午 3:05:07", "2026-11-20T07:05:07"),
        ("2026/11/20 上午12:05", "2026-11-19T16:05:00"),
        ("２０２６年１１月２０日 ９：３０", "2026-11-20T01:30:00"),
        (" 2026-11-20 ", "2026-11-19T16:00:00"),
        ("46346.5", "2026-11-20T04:00:00"),
    ],
)
def test_times_in_many_forms(tmp_path: Path, written: str, utc: str) -> None:
    (entry,) = entries(write_csv(tmp_path / "a.csv", [("路灯", written)], header=("内容", "时间")))
    assert entry.at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert entry.at.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    [
        "昨天",
        "2026-13-01",
        "2026-02-30",
        "2026/11/20 25:00",
        "11月20日",
        "0001-01-01",
        "9999-12-31",
        "#VALUE!",
        "9" * 200,
    ],
)
def test_a_time_that_is_none_is_refused_and_shown(tmp_path: Path, written: str) -> None:
    (refused,) = read(write_csv(tmp_path / "a.csv", [("路灯", written)], header=("内容", "时间")))
    assert refused == Refused(2, Reason.BAD_TIME, written[:40])


def test_a_workbooks_time_of_day_and_impossible_date_are_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet, date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_column("A1", ["内容", "路灯", "水管"])
        sheet.write("B1", "时间")
        sheet.write_number("B2", 0.5, date)
        sheet.write_number("B3", 99999999, date)
    assert [(row.row, row.reason) for row in read(tmp_path / "a.xlsx") if isinstance(row, Refused)] == [
        (2, Reason.BAD_TIME),
        (3, Reason.BAD_TIME),
    ]


# --- rows that are refused, while the others come in ---


def test_too_long_texts_are_refused_however_long(tmp_path: Path) -> None:
    texts = ["长" * 20_000, "长" * 20_001, "长" * 100_000, "长" * 300_000, "路灯"]
    found = read(write_csv(tmp_path / "a.csv", [(text, "") for text in texts], header=("内容", "来源")))
    assert [row.row for row in found] == [2, 3, 4, 5, 6]
    assert [row.reason if isinstance(row, Refused) else None for row in found] == [
        None,
        Reason.TOO_LONG,
        Reason.TOO_LONG,
        Reason.UNREADABLE,  # beyond what the csv module takes for a cell
        None,
    ]
    (row,) = read(write_csv(tmp_path / "b.csv", [("路灯", "访" * 1_001)], header=("内容", "来源")))
    assert row == Refused(2, Reason.TOO_LONG, "source")


def test_a_text_torn_by_a_comma_is_refused_not_cut(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("内容,来源\n路灯不亮,走访,\n路灯,也不亮,走访\n")
    first, second = read(tmp_path / "a.csv")
    assert isinstance(first, Entry)
    assert second == Refused(3, Reason.EXTRA_CELLS)


@pytest.mark.parametrize("rows", [0, 20, 700, 30_000])
@pytest.mark.parametrize("source", ["", ",热线"])
def test_a_quote_that_is_not_closed_costs_its_own_row(tmp_path: Path, rows: int, source: str) -> None:
    texts = [f"第{index}件：井盖丢了" for index in range(rows)]
    lines = ["内容,来源" if source else "内容", *(f"{row}{source}" for row in ('"水管\n漏了"', '"不通车', *texts))]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    first, broken, *others = read(tmp_path / "a.csv")
    assert isinstance(first, Entry)
    assert (first.row, first.text) == (2, "水管\n漏了")
    assert broken == Refused(3, Reason.OPEN_QUOTE, "4")
    assert [(row.row, row.text) for row in others if isinstance(row, Entry)] == list(enumerate(texts, 4))


def test_a_quote_that_another_rows_quote_would_close_takes_no_rows_with_it(tmp_path: Path) -> None:
    rows = [
        '"不通车,走访',
        "路灯坏了,热线",
        '"水管, 还有\n井盖",走访',
        '"不通车,走访',
        '"又不通车,走访',
        "电梯坏了,走访",
    ]
    (tmp_path / "a.csv").write_text("\n".join(["内容,来源", *rows]))
    found = read(tmp_path / "a.csv")
    assert [(row.row, row.text) for row in found if isinstance(row, Entry)] == [
        (3, "路灯坏了"),
        (4, "水管, 还有\n井盖"),
        (7, "电梯坏了"),
    ]
    assert [row for row in found if isinstance(row, Refused)] == [
        Refused(2, Reason.OPEN_QUOTE, "2"),
        Refused(5, Reason.OPEN_QUOTE, "6"),
        Refused(6, Reason.OPEN_QUOTE, "7"),
    ]


def test_blanks_behind_a_quote_that_closes_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('内容,来源\n"路灯坏了\n东门第二盏" ,走访\n"井盖丢了\n在桥边"　,热线\n')
    assert [entry.text.split("\n")[0] for entry in entries(tmp_path / "a.csv")] == ["路灯坏了", "井盖丢了"]


def test_a_letter_of_many_lines_is_one_text_and_rows_beyond_count_are_not(tmp_path: Path) -> None:
    letter = "\n".join(f"第{index}行" for index in range(text_files.MAX_LINES))
    assert [
        entry.text for entry in entries(write_csv(tmp_path / "a.csv", [(letter, "")], header=("内容", "来源")))
    ] == [letter]
    found = read(write_csv(tmp_path / "b.csv", [(f"{letter}\n完", "")], header=("内容", "来源")))
    assert found[0] == Refused(2, Reason.OPEN_QUOTE, "2")
    assert len(found) == text_files.MAX_LINES + 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_broken_bytes_cost_one_row(tmp_path: Path, encoding: str) -> None:
    texts = [f"第{index}条：路灯不亮，请来修" for index in range(30)]
    data = ("内容,来源\r\n" + "".join(f"{text},走访\r\n" for text in texts)).encode(encoding)
    mark, broken = (
        (2, b"\x00\xdc") if encoding == "utf-16" else (0, b"\xff")
    )  # half a surrogate pair, or no byte at all
    place = data.index(texts[7].encode(encoding)[mark:])
    (tmp_path / "a.csv").write_bytes(data[:place] + broken + data[place:])
    found = read(tmp_path / "a.csv")
    assert [row for row in found if isinstance(row, Refused)] == [Refused(9, Reason.BAD_CHARACTERS)]
    assert [row.text for row in found if isinstance(row, Entry)] == texts[:7] + texts[8:]


def test_bad_json_costs_one_line_each(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl",
        {"text": "好"},
        '{"text": "没完',
        "[1, 2]",
        "",
        "[" * 100_000,
        '{"text": ' + "9" * 5_000 + "}",
        {"text": ["一", "二"]},
        {"text": "路灯", "extra": {"nested": [1]}},
        '{"text": "路灯", "time": NaN, "phone": Infinity}',
        '{"text": "\\ud800路灯"}',
        {"text": None, "正文": "路灯"},
        {"text": "", "source": "走访"},
        '{"text": "' + "长" * 1_000_001 + '"}',
        {"text": True},
        {"text": 12345},
    )
    found = {row.row: row for row in read(path)}
    assert {number: row.reason for number, row in found.items() if isinstance(row, Refused)} == {
        2: Reason.UNREADABLE,
        3: Reason.UNREADABLE,
        5: Reason.UNREADABLE,
        6: Reason.UNREADABLE,
        7: Reason.UNREADABLE,
        12: Reason.NO_TEXT,
        13: Reason.TOO_LONG,
    }
    texts = {number: row.text for number, row in found.items() if isinstance(row, Entry)}
    assert texts == {1: "好", 8: "路灯", 9: "路灯", 10: "\ufffd路灯", 11: "路灯", 14: "True", 15: "12345"}
    assert isinstance(found[9], Entry)
    assert (found[9].at, found[9].phone) == (None, "")


SHEET_2 = "xl/worksheets/sheet2.xml"


def altered(path: Path, change: Any, member: str = "xl/worksheets/sheet1.xml") -> Path:
    """The same workbook with one of its files changed."""
    with ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[member] = change(contents[member])
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def numbers_sheet(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "a.xlsx", [["内容", "电话"], ["路灯", 111], ["水管", 222], ["井盖", 333]])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<v>222</v>", b"<v>" + b"9" * 5_000 + b"</v>"),
        (b"<v>222</v>", b"<v>abc</v>"),
        (b"<v>222</v>", b"<v>&bomb;</v>"),
        (b'<row r="3"', b'<row r="2.5"'),
        (b"<v>222</v>", b"<v>222</v"),
    ],
)
def test_what_a_workbooks_parser_cannot_pass_is_told_and_not_silent(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    found = read(altered(numbers_sheet(tmp_path), lambda xml: xml.replace(before, after)))
    assert isinstance(found[0], Entry)
    assert isinstance(found[-1], Refused)
    assert (len(found), found[-1].row, found[-1].reason) == (2, 3, Reason.REST_UNREADABLE)


def test_a_sheet_damaged_from_its_start_is_told_beside_a_good_one(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [["内容"], ["路灯"]], [["内容", 1], ["水管", 2]])
    first, second = read(altered(tmp_path / "a.xlsx", lambda xml: xml.replace(b"<v>1</v>", b"<v>x</v>"), SHEET_2))
    assert isinstance(first, Entry)
    assert second == Refused(1, Reason.REST_UNREADABLE, "ValueError", "Sheet2")


def test_a_workbook_that_says_it_is_huge_is_read_by_what_it_has(tmp_path: Path) -> None:
    def change(xml: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)

    assert [entry.row for entry in entries(altered(numbers_sheet(tmp_path), change))] == [2, 3, 4]


def test_a_row_number_beyond_excel_ends_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "EXCEL_ROWS", 1_000)
    found = read(altered(numbers_sheet(tmp_path), lambda xml: xml.replace(b'<row r="4"', b'<row r="999999999999"')))
    assert [row.row for row in found if isinstance(row, Entry)] == [2, 3]
    assert found[-1] == Refused(1_001, Reason.REST_UNREADABLE, "OverflowError")


# --- files that are refused as a whole ---


def billion_laughs(xml: bytes) -> bytes:
    entities = b'<!ENTITY a0 "lol">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 12)
    )
    head, body = xml.split(b"?>", 1)
    return head + b"?><!DOCTYPE sst [" + entities + b"]>" + body.replace(b"<t>", b"<t>&a11;", 1)


def test_an_entity_bomb_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as told:
        read(altered(numbers_sheet(tmp_path), billion_laughs, "xl/sharedStrings.xml"))
    assert told.value.problem is Problem.DAMAGED


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as member:
        for _ in range(60):
            member.write(bytes(1_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(UnreadableFile) as told:
        read(path)
    assert told.value.problem is Problem.TOO_LARGE


def test_a_file_beyond_500_mb_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.write("内容\n".encode())
        file.truncate(500_000_001)  # sparse
    with pytest.raises(UnreadableFile) as told:
        read(tmp_path / "a.csv")
    assert told.value.problem is Problem.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.csv", b"", Problem.EMPTY),
        ("a.xlsx", b"", Problem.EMPTY),
        ("a.csv", b"\n\n\n", Problem.NO_TEXT_COLUMN),
        ("a.csv", "标题,来源\n路灯,走访\n".encode(), Problem.NO_TEXT_COLUMN),
        ("a.csv", ("x\n" * 10 + "内容\n").encode(), Problem.NO_TEXT_COLUMN),
        ("a.csv", bytes(1000), Problem.NO_TEXT_COLUMN),
        ("a.csv", bytes(range(256)) * 4, Problem.NO_TEXT_COLUMN),
        ("a.jsonl", b'{"a": 1}\n', Problem.NO_TEXT_COLUMN),
        ("a.jsonl", b"[[]]", Problem.NO_TEXT_COLUMN),
        ("a.json", b'[{"text": "a"}]', Problem.NO_TEXT_COLUMN),
        ("a.csv", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Problem.NOT_A_TABLE),
        ("a.csv", b"\xef\xbb\xbf <!DOCTYPE html><table>", Problem.NOT_A_TABLE),
        ("a.csv", b"%PDF-1.7", Problem.NOT_A_TABLE),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n", Problem.NOT_A_TABLE),
        ("a.xls", b"anything", Problem.OLD_EXCEL),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Problem.OLD_EXCEL),
        ("a.xlsx", "内容\n路灯\n".encode(), Problem.DAMAGED),
        ("a.xlsx", b"PK\x03\x04 but no archive", Problem.DAMAGED),
        ("a.docx", b"PK\x03\x04", Problem.UNKNOWN_TYPE),
        ("a", "内容\n路灯\n".encode(), Problem.UNKNOWN_TYPE),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(tmp_path: Path, name: str, data: bytes, problem: Problem) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile) as told:
        read(tmp_path / name)
    assert told.value.problem is problem
    assert len(str(told.value)) > 20
    assert intake.count(tmp_path / name) is None or name.endswith((".csv", ".jsonl", ".json"))


def test_archives_that_are_no_workbook_and_workbooks_without_a_text(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "内容")
    write_xlsx(tmp_path / "b.xlsx", [["标题", "来源"], ["路灯", "走访"]])
    write_xlsx(tmp_path / "c.xlsx", [])
    problems = []
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        with pytest.raises(UnreadableFile) as told:
            read(tmp_path / name)
        problems.append(told.value.problem)
    assert problems == [Problem.DAMAGED, Problem.NO_TEXT_COLUMN, Problem.NO_TEXT_COLUMN]


def test_missing_files_folders_and_pipes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    problems = []
    for name in ("none.csv", "folder.csv", "pipe.csv"):
        with pytest.raises(UnreadableFile) as told:
            read(tmp_path / name)
        problems.append(told.value.problem)
        assert intake.count(tmp_path / name) is None
    assert problems == [Problem.MISSING, Problem.NOT_A_FILE, Problem.NOT_A_FILE]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ROWS).chmod(0)
    with pytest.raises(UnreadableFile) as told:
        read(tmp_path / "a.csv")
    assert told.value.problem is Problem.CANNOT_OPEN


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx"])
@given(data=st.one_of(st.binary(max_size=300), st.text(alphabet='内容text,;\t"{}[]:1\n\ud800', max_size=80)))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise_anything_else(tmp_path: Path, name: str, data: bytes | str) -> None:
    text = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    (tmp_path / name).write_bytes(text if name != "a.xlsx" else b"PK\x03\x04" + text)
    try:
        found = read(tmp_path / name)
    except UnreadableFile as error:
        assert error.problem in Problem  # noqa: PT017
    else:
        assert all(isinstance(row, Entry | Refused) for row in found)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_workbook_with_flipped_bytes_raises_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(numbers_sheet(tmp_path).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        content[place] ^= data.draw(st.integers(1, 255))
    (tmp_path / "b.xlsx").write_bytes(content)
    assert intake.count(tmp_path / "b.xlsx") is None or (intake.count(tmp_path / "b.xlsx") or 0) >= 0
    try:
        found = read(tmp_path / "b.xlsx")
    except UnreadableFile as error:
        assert error.problem in Problem  # noqa: PT017
    else:
        assert all(isinstance(row, Entry | Refused) for row in found)


# --- reading again ---


def test_the_same_rows_have_the_same_keys_in_whatever_form(tmp_path: Path) -> None:
    keys = [entry.key for entry in entries(write_csv(tmp_path / "a.csv", ROWS))]
    assert len({*keys}) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    more = [("新的", "新的一条", "", "走访", "", ""), *ROWS]
    again = [entry.key for entry in entries(write_csv(tmp_path / "b.csv", more, encoding="gb18030", mark=";"))]
    assert again[1:] == keys
    assert [entry.key for entry in entries(write_xlsx(tmp_path / "c.xlsx", [HEADER, *ROWS]))] == keys


def test_rows_alike_in_everything_are_counted_and_a_corrected_label_changes_nothing(tmp_path: Path) -> None:
    row = {"text": "路灯不亮", "source": "走访"}
    alike = entries(write_jsonl(tmp_path / "a.jsonl", row, row, row))
    assert len({entry.key for entry in alike}) == 3
    labelled = entries(write_jsonl(tmp_path / "b.jsonl", row | {"label": "城乡建设"}, row))
    assert [entry.key for entry in labelled] == [entry.key for entry in alike[:2]]


@pytest.mark.parametrize("field", ["title", "text", "time", "source", "phone"])
def test_each_of_the_five_fields_makes_another_key(tmp_path: Path, field: str) -> None:
    row = {"title": "一", "text": "二", "time": "2026-11-20", "source": "三", "phone": "4"}
    one, other = entries(write_jsonl(tmp_path / "a.jsonl", row, row | {field: "2026-11-21"}))
    assert one.key != other.key


# --- the progress bar, and leaving early ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_count_is_near_enough_for_a_progress_bar(tmp_path: Path, encoding: str) -> None:
    rows = [(f"第{index}条上报：路灯不亮", "走访") for index in range(20_000)]
    path = write_csv(tmp_path / "a.csv", rows, header=("内容", "来源"), encoding=encoding)
    assert intake.count(path) == pytest.approx(20_000, rel=0.05)


def test_count_of_a_workbook_and_of_jsonl(tmp_path: Path) -> None:
    assert intake.count(numbers_sheet(tmp_path)) == 3
    assert intake.count(write_jsonl(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"})) == 2


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx"])
def test_who_stops_early_leaves_no_file_open(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.csv":
        write_csv(path, ROWS)
    elif name == "a.jsonl":
        write_jsonl(path, *(dict(zip(HEADER, row, strict=True)) for row in ROWS))
    else:
        write_xlsx(path, [HEADER, *ROWS])
    rows = intake.read(path, SHANGHAI)
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    held = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
    assert str(path) not in held
