"""Files to import, settings and what people send: any bytes are read, or refused in a word."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.areas import take_in as take_in_areas
from bot.casework.deadlines import Calendar
from bot.files.kinds import content_of, ending, may_pass, never_passes
from bot.files.pictures import Unsafe, drawn_anew
from bot.intake import UnreadableFile
from bot.intake.table import REMEDY
from bot.settings import Settings, WrongSettings, load
from tests.files.samples import camera, drawn
from tests.fuzz.conftest import Behind
from tests.fuzz.rounds import LONGER, rounds
from tests.fuzz.updates import torn
from tests.fuzz.values import LAMP, anything, file_names, floats, integers, texts
from tests.town import START

engines = ["sqlite", "postgres"] if LONGER > 1 else ["sqlite"]
sheet_cells = texts.map(lambda text: re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text))
headings = st.sampled_from(
    ["内容", "标题", "时间", "来源", "电话", "类别", "text", "名称", "上级", "纬度", "范围", "", "别的"]
)
cells = st.one_of(
    texts, st.just(LAMP), integers.map(str), floats.map(str), st.sampled_from(["2026-05-01", "昨天", "46000.5"])
)
tables = st.tuples(
    st.lists(headings, min_size=1, max_size=5).map(lambda row: ["内容", "名称", *row]),
    st.lists(st.lists(cells, max_size=7), max_size=5),
)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5", "latin-1", "utf-7"])


@st.composite
def csv_files(draw: st.DrawFn) -> bytes:
    head, rows = draw(tables)
    target = io.StringIO()
    writer = csv.writer(target, delimiter=draw(st.sampled_from(",;\t|")), quoting=draw(st.sampled_from([0, 1])))
    writer.writerows([head, *rows])
    return target.getvalue().encode(draw(encodings), "replace")


@st.composite
def json_files(draw: st.DrawFn) -> bytes:
    head, rows = draw(tables)
    values = st.one_of(cells, integers, floats, st.none(), st.booleans(), st.lists(cells, max_size=1))
    lines = [{name: draw(values) for name in head} | dict(zip(head, row, strict=False)) for row in rows]
    return "\n".join(json.dumps(line, ensure_ascii=draw(st.booleans())) for line in lines).encode("utf-8", "replace")


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A workbook, whole or with one of its parts torn and packed again, so that its sums are right."""
    head, rows = draw(tables)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head)
    for row in rows:
        sheet.append([draw(sheet_cells.map(lambda text: text[:200])) for _ in row])
    target = io.BytesIO()
    book.save(target)
    if draw(st.booleans()):
        return target.getvalue()
    parts = {name: zipfile.ZipFile(target).read(name) for name in zipfile.ZipFile(target).namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(torn(st.just(parts[name])))
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return again.getvalue()


files = st.one_of(
    st.tuples(st.just("a.csv"), st.one_of(csv_files(), torn(csv_files()))),
    st.tuples(st.just("a.jsonl"), st.one_of(json_files(), torn(json_files()))),
    st.tuples(st.just("a.xlsx"), st.one_of(workbooks(), torn(workbooks()))),
    st.tuples(st.sampled_from(["a.csv", "a.jsonl", "a.xlsx", "a.json", "a.txt", "a.xls"]), st.binary(max_size=200)),
)


@pytest.mark.parametrize("database_url", engines, indirect=True)
@rounds(4, shrink=False)
@given(file=files)
async def test_any_file_is_imported_row_by_row_or_refused(
    behind: Behind, tmp_path: Path, file: tuple[str, bytes]
) -> None:
    path = tmp_path / file[0]
    path.write_bytes(file[1])
    for read in (
        lambda: behind.app.take_in(path, "走访"),
        lambda: take_in_areas(behind.app.db, path, actor=None, at=behind.app.now()),
    ):
        try:
            report: Any = await read()
        except UnreadableFile as refused:
            assert refused.problem in REMEDY  # noqa: PT017
        else:
            assert report.rows >= 0
            assert not getattr(report, "failed", [])
    await behind.is_well()
    await behind.can_be_exported()


NAMES = sorted(Settings.model_fields)
values = st.one_of(
    anything,
    integers.map(str),
    floats.map(str),
    st.sampled_from(
        ["", "zh", "09:00-17:30", "sqlite:///", "https://", "a\0b", "inf", "nan", "1e300", "9" * 18, "/\0"]
    ),
)


@rounds(25)
@given(
    chosen=st.dictionaries(st.sampled_from(NAMES), values, max_size=6),
    raw=st.one_of(st.just(b""), st.binary(max_size=60)),
)
def test_any_settings_can_be_used_or_are_refused_by_name(tmp_path: Path, chosen: dict[str, str], raw: bytes) -> None:
    lines = [f"{name.upper()}={value}" for name, value in chosen.items()]
    Path(".env").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass") + b"\n" + raw)
    try:
        settings = load()
    except WrongSettings as wrong:
        assert str(wrong).strip()  # noqa: PT017
        return
    can_be_worked_with(settings)


def can_be_worked_with(settings: Settings) -> None:
    """What the bot does with the numbers: none of it may raise at three in the morning."""
    calendar = Calendar(settings.zone, {}, *settings.office_hours)
    for spans in (
        {"minutes": settings.quiet_minutes},
        *({"hours": hours} for hours in (settings.sorting_hours, settings.signing_hours, settings.urgent_hours)),
        *({"days": days} for days in (settings.reply_days, settings.rating_days, settings.reopen_days)),
        {"days": settings.keep_days},
    ):
        assert START - timedelta(**spans) <= START <= START + timedelta(**spans)
    for days in (settings.handling_workdays, settings.return_workdays, settings.extension_workdays):
        calendar.add_workdays(START, days)
    assert settings.messages_per_second < 1e5
    assert settings.backups_at
    assert settings.files_folder is None or not settings.files_folder.exists()
    assert "\0" not in settings.office_name + settings.database_url + settings.telegram_api_url


@rounds(40)
@given(
    name=file_names,
    content=st.one_of(st.binary(max_size=200), torn(st.sampled_from([drawn("PNG"), drawn("GIF"), b"%PDF-1.7"]))),
)
def test_any_bytes_are_some_file(name: str, content: bytes) -> None:
    content_of(content)
    ending(name)
    assert isinstance(may_pass(name, content), bool)
    assert isinstance(never_passes(name), bool)


PICTURES = [camera(40, 30), *[drawn(format) for format in ("PNG", "GIF", "WEBP", "BMP")]]


@rounds(40)
@given(content=torn(st.sampled_from(PICTURES)))
def test_a_torn_picture_is_drawn_or_refused(content: bytes) -> None:
    try:
        picture = drawn_anew(content)
    except Unsafe:
        return
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert b"GPS" not in picture.content
