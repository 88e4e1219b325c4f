"""What was collected elsewhere, from a file to cases: by the command and by an admin in the chat. On both engines."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.commands import intake
from bot.imports import Importer, Report
from bot.intake import Reason, UnreadableFile
from bot.messages import IMPORTED, Inbound, Media, MediaKind
from bot.texts import Texts
from handlers import imported, imports
from storage import cases, contacts, examples, learned, open_database, tasks
from storage.records import Case
from tests.town import ZONE, Person, Town

LAMP = "幸福小区门口路灯坏了一周，天黑了老人不敢出门"
VAGUE = "希望领导多关心我们"
HEADER = "标题,内容,时间,来源,电话,类别"


@pytest.fixture
def app(town: Town) -> App:
    return town.app


def table(tmp_path: Path, *rows: str, name: str = "collected.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


async def all_cases(app: App) -> list[Case]:
    async with app.db.snapshot() as tx:
        return sorted(await cases.recent(tx, 1000), key=lambda case: case.id)


async def only_case(app: App) -> Case:
    (case,) = await all_cases(app)
    return case


# Rows


async def test_a_row_becomes_a_case_with_its_own_day_and_source(town: Town, app: App, tmp_path: Path) -> None:
    unit = await town.unit("城管局", "urban")
    report = await app.take_in(table(tmp_path, f"路灯,{LAMP},2026-05-20 18:30,座谈会,,"), "")
    assert (report.rows, report.new, report.known, report.routed, report.waiting) == (1, 1, 0, 1, 0)
    case = await only_case(app)
    assert (case.title, case.text, case.source, case.unit_id) == ("路灯", LAMP, "座谈会", unit.id)
    assert case.number == "260520-0001", "numbered by the day on which it was said"
    assert case.submitted_at == datetime(2026, 5, 20, 18, 30, tzinfo=ZONE)
    assert case.created_at == town.now
    assert case.due_at is not None
    assert case.due_at > town.now, "the unit's time begins when it gets the case"
    async with app.db.snapshot() as tx:
        (entry,) = await cases.entries(tx, case.id)
        kinds = [event.kind for event in await cases.events(tx, case.id)]
    assert (entry.text, entry.side, entry.at) == (LAMP, "resident", case.submitted_at)
    assert kinds == ["submit", "dispatch"]


async def test_it_stands_in_the_next_digest_of_its_unit(town: Town, app: App, tmp_path: Path) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    await app.take_in(table(tmp_path, f",{LAMP},2026-05-20,热线,,"), "")
    await town.clock_strikes("08:00")
    assert "260520-0001" in member.saw("日报").text


async def test_nobody_is_called_not_even_for_words_of_danger(town: Town, app: App, tmp_path: Path) -> None:
    member, dispatcher = await town.member(await town.unit("城管局", "urban")), await town.dispatcher()
    before = len(town.shown(member.id)), len(town.shown(dispatcher.id))
    await app.take_in(table(tmp_path, f",{VAGUE},,,,", ",我家着火了快来人,,,,"), "")
    await app.pipeline.drain()
    assert [case.urgent for case in await all_cases(app)] == [False, False]
    assert (len(town.shown(member.id)), len(town.shown(dispatcher.id))) == before


async def test_a_time_still_to_come_or_none_is_now(town: Town, app: App, tmp_path: Path) -> None:
    later = f"{town.now.astimezone(ZONE) + timedelta(days=2):%Y-%m-%d %H:%M}"
    await app.take_in(table(tmp_path, f",{LAMP},{later},,,", f",{VAGUE},,,,"), "")
    assert [case.submitted_at for case in await all_cases(app)] == [town.now, town.now]


async def test_the_source_is_the_rows_own_or_else_the_one_given(app: App, tmp_path: Path) -> None:
    await app.take_in(table(tmp_path, f",{LAMP},,走访,,", f",{VAGUE},,,,"), "座谈会")
    assert [case.source for case in await all_cases(app)] == ["走访", "座谈会"]
    await app.take_in(table(tmp_path, ",公交车太少了,,,,"), "")
    assert (await all_cases(app))[-1].source == IMPORTED


async def test_what_is_not_sure_waits_for_a_dispatcher_who_finds_it(town: Town, app: App, tmp_path: Path) -> None:
    dispatcher = await town.dispatcher()
    report = await app.take_in(table(tmp_path, f",{VAGUE},,,,"), "")
    assert (report.routed, report.waiting) == (0, 1)
    await dispatcher.says("/triage")
    dispatcher.sees(VAGUE)


@pytest.mark.parametrize("label", ["城乡建设", "urban", " Urban ", "housing and city works"])
async def test_a_label_decides_by_code_or_name(town: Town, app: App, tmp_path: Path, label: str) -> None:
    unit = await town.unit("城管局", "urban")
    report = await app.take_in(table(tmp_path, f",{VAGUE},,,,{label}"), "")
    case = await only_case(app)
    assert (case.unit_id, report.routed, report.labels) == (unit.id, 1, {})
    assert json.loads(case.decision)["chosen"] is True
    async with app.db.snapshot() as tx:
        (event,) = [event for event in await cases.events(tx, case.id) if event.kind == "category"]
    assert event.note == "urban"
    assert json.loads(event.data)["from"] is None, "the tagger knew nothing; a person did: kept for learning"


async def test_a_label_nobody_knows_is_noted_and_the_words_decide(town: Town, app: App, tmp_path: Path) -> None:
    unit = await town.unit("城管局", "urban")
    report = await app.take_in(table(tmp_path, f",{LAMP},,,,市容", f",{VAGUE},,,,市容"), "")
    assert report.labels == {"市容": 2}
    first, second = await all_cases(app)
    assert (first.unit_id, second.unit_id) == (unit.id, None)
    assert json.loads(first.decision)["label"] == "市容"
    assert json.loads(first.decision)["chosen"] is False


async def test_an_area_in_the_words_counts(town: Town, app: App, tmp_path: Path) -> None:
    await town.unit("城管局", "urban")
    near = await town.unit("东街城管所", "urban", area="东街")
    await app.take_in(table(tmp_path, f"东街的事,{LAMP},,,,"), "")
    assert (await only_case(app)).unit_id == near.id


# People


async def test_one_number_however_it_is_typed_is_one_person_who_cannot_be_written_to(
    town: Town, app: App, tmp_path: Path
) -> None:
    rows = [f",{LAMP},,,13812345678,", f",{VAGUE},,,+86 138-1234-5678,", ",公交车太少了,,,１３８１２３４５６７８,"]
    await app.take_in(table(tmp_path, *rows, ",没人管垃圾,,,无,"), "")
    found = await all_cases(app)
    reporters = [case.reporter_id for case in found]
    assert reporters[0] is not None
    assert reporters == [reporters[0]] * 3 + [None]
    async with app.db.snapshot() as tx:
        person = await contacts.get(tx, reporters[0])
        bodies = await tx.all("SELECT chat, body FROM inbox WHERE channel = 'import'")
        said = await tx.value("SELECT COUNT(*) FROM outbox WHERE channel = 'import'")
    assert person is not None
    assert (person.channel, person.chat, person.phone) == (IMPORTED, "", "13812345678")
    assert not any("138" in row["chat"] or row["body"] for row in bodies), "no number stays in the inbox"
    assert said == 0


@pytest.mark.parametrize(
    ("phone", "account"),
    [
        ("13812345678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("0571-8688 1234", "057186881234"),
        ("8688123", "8688123"),
        ("无", ""),
        ("", ""),
    ],
)
def test_a_number_is_its_digits(phone: str, account: str) -> None:
    assert imported.account_of(phone) == account


async def test_staff_see_the_number_only_where_they_ask_for_it(town: Town, app: App, tmp_path: Path) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    await app.take_in(table(tmp_path, f",{LAMP}，电话13812345678,2026-05-20,,13812345678,"), "")
    await town.clock_strikes("08:00")
    await member.says("/case 260520-0001")
    member.sees(LAMP)
    member.never_saw("13812345678")


# Again and again


async def test_a_file_imported_twice_doubles_nothing(app: App, tmp_path: Path) -> None:
    rows = [f",{LAMP},2026-05-20,,,", f",{VAGUE},2026-05-20,,,", f",{VAGUE},2026-05-20,,,"]
    first = await app.take_in(table(tmp_path, *rows), "")
    assert (first.new, first.known) == (3, 0), "two alike in one file are two"
    second = await app.take_in(table(tmp_path, *rows, ",公交车太少了,,,,", name="again.csv"), "")
    assert (second.rows, second.new, second.known) == (4, 1, 3)
    assert len(await all_cases(app)) == 4


async def test_the_keys_of_imports_outlive_the_others(town: Town, app: App, tmp_path: Path) -> None:
    path = table(tmp_path, f",{LAMP},2026-05-20,,,")
    await app.take_in(path, "")
    await town.passes(days=30)
    assert (await app.take_in(path, "")).known == 1


async def test_broken_off_in_the_middle_it_goes_on_where_it_was(
    town: Town, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.imports.BATCH", 10)
    path = table(tmp_path, *(f",{LAMP}{i},2026-05-20,,," for i in range(35)))
    batches = 0

    async def fails(report: Report) -> None:
        nonlocal batches
        batches += 1
        if batches == 2:
            raise OSError("the terminal is gone")

    with pytest.raises(OSError, match="terminal"):
        await app.take_in(path, "", fails)
    assert len(await all_cases(app)) == 20
    report = await app.take_in(path, "")
    assert (report.rows, report.known, report.new) == (35, 20, 15)
    found = await all_cases(app)
    assert [case.text for case in found] == [f"{LAMP}{i}" for i in range(35)]
    assert [case.number for case in found] == [f"260520-{i:04d}" for i in range(1, 36)]


# What cannot be taken


async def test_refused_rows_are_named_and_the_others_are_taken(app: App, tmp_path: Path) -> None:
    report = await app.take_in(
        table(tmp_path, f",{LAMP},2026-05-20,,,", ",,2026-05-20,,,", f",{VAGUE},昨天,,,", f",{VAGUE},,,,,多了一格"), ""
    )
    assert [(row.row, row.reason) for row in report.refused] == [
        (3, Reason.NO_TEXT),
        (4, Reason.BAD_TIME),
        (5, Reason.EXTRA_CELLS),
    ]
    assert (report.rows, report.new) == (4, 1)


async def test_a_file_that_is_no_table_changes_nothing(app: App, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="内容"):
        await app.take_in(path, "")
    assert await all_cases(app) == []


async def test_a_row_that_cannot_be_handled_is_set_aside_and_named(
    town: Town, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tag = imported.tagging.tag

    def breaks(work: object, text: str, title: str = "") -> object:
        if "坏行" in text:
            raise RuntimeError("no such word")
        return tag(work, text, title)  # type: ignore[arg-type]

    monkeypatch.setattr(imported.tagging, "tag", breaks)
    monkeypatch.setattr("bot.imports.ELSEWHERE", 1)
    report = await app.take_in(table(tmp_path, f",{LAMP},2026-05-20,,,", ",坏行,,,,", f",{VAGUE},2026-05-20,,,"), "")
    assert (report.rows, report.new, report.failed) == (3, 2, [3]), "they could not be handled together, so one by one"
    assert "RuntimeError" in caplog.text
    assert [case.text for case in await all_cases(app)] == [LAMP, VAGUE]


# Several workers


async def test_workers_share_the_rows_and_lose_none(town: Town, app: App, tmp_path: Path) -> None:
    """On PostgreSQL another worker takes rows from under the importer's hands."""
    await town.unit("城管局", "urban")
    path = table(tmp_path, *(f",{LAMP}{i},2026-05-20,,," for i in range(60)))
    stop = asyncio.Event()

    async def other() -> None:
        while not stop.is_set():
            await app.pipeline.handle_some(3)

    working = asyncio.create_task(other())
    report = await app.take_in(path, "")
    stop.set()
    await working
    assert (report.new, report.routed, report.failed) == (60, 60, [])
    assert sorted(case.number or "" for case in await all_cases(app)) == [f"260520-{i:04d}" for i in range(1, 61)]


# Only looking


async def test_a_dry_run_keeps_nothing(app: App, tmp_path: Path) -> None:
    await app.take_in(table(tmp_path, f",{LAMP},2026-05-20,,,"), "")

    async def nothing(batch: Sequence[Inbound]) -> None:
        raise AssertionError(batch)

    async def none(limit: int) -> int:
        raise AssertionError(limit)

    path = table(tmp_path, f",{LAMP},2026-05-20,,,", f",{VAGUE},,,,市容", ",,,,,x", name="next.csv")
    importer = Importer(app.db, ZONE, lambda: datetime.now(UTC), nothing, none, lambda label: False, lambda texts: None)
    report = await importer.run(path, dry_run=True)
    assert (report.rows, report.new, report.known, len(report.refused)) == (3, 1, 1, 1)
    assert report.labels == {"市容": 1}
    assert len(await all_cases(app)) == 1


# In the chat


async def sends_file(person: Person, path: Path, caption: str = "", size: int = 1000) -> None:
    media = (Media(MediaKind.DOCUMENT, str(path), name=path.name, size=size),)
    await person.town.deliver(person.inbound(text=caption, media=media))


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the town, what stands for a file's id is its path."""

    async def fetch(self: object, media: Media) -> bytes:
        return await asyncio.to_thread(Path(media.ref).read_bytes)

    monkeypatch.setattr("tests.town.TownChannel.fetch", fetch, raising=False)


async def test_an_admin_sends_a_file_and_gets_the_report(town: Town, app: App, tmp_path: Path) -> None:
    await town.unit("城管局", "urban")
    admin = await town.admin()
    path = table(tmp_path, f",{LAMP},2026-05-20,,,", f",{VAGUE},2026-05-20,,,市容", ",,2026-05-20,,,")
    await sends_file(admin, path, "/import 座谈会")
    admin.sees("collected.csv", "开始导入")
    assert await all_cases(app) == [], "it is read between transactions, not in the answer"
    await app.knock()
    said = admin.saw("导完了，共 3 行", "新登记 2 件：已派给单位 1 件，等分派 1 件", "第 4 行：没有内容", "市容 (1)")
    assert "以前导过" not in said.text
    assert [case.source for case in await all_cases(app)] == ["座谈会", "座谈会"]
    await app.knock()
    assert sum("导完了" in shown.text for shown in town.shown(admin.id)) == 1, "it is done once"


async def test_an_admin_is_asked_for_the_file(town: Town, app: App, tmp_path: Path) -> None:
    admin = await town.admin()
    await admin.says("/import 市长热线: 五月")
    admin.sees(".xlsx", "内容")
    await sends_file(admin, table(tmp_path, f",{LAMP},2026-05-20,,,"))
    await app.knock()
    admin.saw("导完了")
    assert (await only_case(app)).source == "市长热线： 五月"
    await admin.says("/import")
    await admin.says("我没有表格")
    admin.sees("没看到表格")


async def test_only_admins_import(town: Town, app: App, tmp_path: Path) -> None:
    path = table(tmp_path, f",{LAMP},2026-05-20,,,")
    for person in (await town.resident(), await town.dispatcher(), await town.member(await town.unit("城管局"))):
        await sends_file(person, path, "/import")
        person.sees("没有这个命令")
    await app.knock()
    assert await all_cases(app) == []


async def test_progress_is_told_in_the_place_of_the_first_answer(
    town: Town, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.imports.BATCH", 10)
    monkeypatch.setattr(imports, "OFTEN", timedelta(0))
    admin = await town.admin()
    await sends_file(admin, table(tmp_path, *(f",{LAMP}{i},,,," for i in range(25))), "/import")
    answer = admin.saw("开始导入")
    await app.knock()
    assert answer.text == "正在导入“collected.csv”：已处理 25 行。", "the progress took the answer's place"
    assert admin.saw("导完了，共 25 行") is not answer


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0 old", "另存为 .xlsx"),
        ("a.pdf", b"%PDF-1.7", "我只认 .xlsx"),
        ("a.csv", b"", "是空的"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "损坏了"),
        ("../../a.csv", "甲,乙\n1,2\n".encode(), "没找到“内容”这一列"),
    ],
)
async def test_a_file_that_cannot_be_read_is_answered_with_what_to_do(
    town: Town, app: App, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    admin = await town.admin()
    path = tmp_path / "sent"
    path.write_bytes(content)
    media = (Media(MediaKind.DOCUMENT, str(path), name=name, size=len(content)),)
    await town.deliver(admin.inbound(text="/import", media=media))
    await app.knock()
    admin.sees(says)
    assert await all_cases(app) == []


async def test_a_file_that_cannot_be_fetched_is_asked_for_again(
    town: Town, app: App, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    admin = await town.admin()
    await sends_file(admin, tmp_path / "gone.csv", "/import")
    await app.knock()
    admin.sees("gone.csv", "再发一次")
    assert "FileNotFoundError" in caplog.text


async def test_a_file_that_is_too_large_for_the_bot_is_refused_at_once(town: Town, app: App, tmp_path: Path) -> None:
    admin = await town.admin()
    await sends_file(admin, tmp_path / "huge.csv", "/import", size=20_000_001)
    admin.sees("20 MB")


async def test_what_a_dead_process_left_is_done_when_its_lease_is_over(town: Town, app: App, tmp_path: Path) -> None:
    admin = await town.admin()
    await sends_file(admin, table(tmp_path, f",{LAMP},2026-05-20,,,"), "/import")
    async with app.db.transaction() as tx:
        assert await tasks.claim(tx, imports.KIND, town.now) is not None
    await app.knock()
    assert await all_cases(app) == [], "somebody else is doing it"
    await town.passes(minutes=3)
    assert len(await all_cases(app)) == 1


# The command's words


def test_the_report_in_words_and_for_programs(tmp_path: Path) -> None:
    from bot.intake import Refused

    report = Report(rows=1, new=1, routed=1)
    assert intake.in_words(report, Texts(ZONE))[:2] == [
        "1 row read",
        "1 new case: 1 routed without a person, 0 left to dispatchers",
    ]
    report = Report(rows=5, new=2, known=1, routed=1, waiting=1, failed=[7])
    report.refused = [Refused(3, Reason.NO_TEXT), Refused(4, Reason.BAD_TIME, "昨天", "表二")]
    report.labels["市容"] = 2
    assert intake.as_dict(report) == {
        "dry_run": False,
        "rows": 5,
        "new": 2,
        "known": 1,
        "routed": 1,
        "waiting": 1,
        "failed": [7],
        "refused": [
            {"row": 3, "sheet": "", "reason": "no-text", "detail": ""},
            {"row": 4, "sheet": "表二", "reason": "bad-time", "detail": "昨天"},
        ],
        "labelled": 0,
        "labels": {"市容": 2},
    }
    words = "\n".join(intake.in_words(report, Texts(ZONE)))
    assert "2 new cases: 1 routed without a person, 1 left to dispatchers" in words
    assert "表二, row 4: I cannot read the time; write 2026-11-23 08:30 (昨天)" in words
    assert "1 set aside: rows 7" in words
    assert "'市容', 2 rows" in words
    report.refused = [Refused(n, Reason.NO_TEXT) for n in range(60)]
    assert "... and 10 more" in "\n".join(intake.in_words(report, Texts(ZONE)))


async def test_a_dry_run_needs_no_database_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    await intake.bring_in(table(tmp_path, f",{LAMP},,,,城乡建设", f",{VAGUE},,,,市容"), "", dry_run=True, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert (found["new"], found["routed"], found["labels"]) == (2, None, {"市容": 1})
    assert not (tmp_path / "none.db").exists()


async def test_the_command_and_a_dry_run_beside_a_running_bot(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/kaimen.db"
    monkeypatch.setenv("DATABASE_URL", url)
    path = table(tmp_path, f",{LAMP},2026-05-20,,,")
    await intake.bring_in(path, "热线", dry_run=False, as_json=False)
    assert "1 new case:" in capsys.readouterr().out
    running = await open_database(url)
    try:
        await intake.bring_in(path, "", dry_run=True, as_json=False)
        assert "1 known already" in capsys.readouterr().out
        with pytest.raises(intake.Failed, match="If it is the bot, send it the file"):
            await intake.bring_in(path, "", dry_run=False, as_json=False)
    finally:
        await running.close()


async def test_a_file_of_which_nothing_can_be_taken_fails(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/kaimen.db")
    refused = table(tmp_path, f",{LAMP},昨天,,,", name="refused.csv")
    for dry_run in (True, False):
        with pytest.raises(intake.Failed, match="all rows were refused"):
            await intake.bring_in(refused, "", dry_run=dry_run, as_json=False)
        assert "1 refused" in capsys.readouterr().out
    await intake.bring_in(table(tmp_path, f",{LAMP},昨天,,,", f",{VAGUE},,,,"), "", dry_run=False, as_json=False)
    await intake.bring_in(table(tmp_path, name="empty.csv"), "", dry_run=False, as_json=False)


async def test_rows_with_a_category_are_counted_and_kept_for_learning(town: Town, app: App, tmp_path: Path) -> None:
    await town.unit("城管局", "urban")
    report = await app.take_in(table(tmp_path, f",{VAGUE},,,,城乡建设", f",{VAGUE}！,,,,市容"), "")
    assert (report.labelled, report.labels) == (1, {"市容": 1})
    assert any("/relearn" in line for line in intake.in_words(report, Texts(ZONE)))
    async with app.db.snapshot() as tx:
        (event,) = await tx.all("SELECT note, data, actor_id FROM events WHERE kind = 'category'")
        assert (event["note"], json.loads(event["data"])["to"], event["actor_id"]) == ("urban", "urban", None)
        assert await examples.count_confirmed(tx) == 1
        assert await learned.all_weights(tx) == {}, "one row at a time would take long and learn badly"
