"""tag, digest, ledger, import, migrate: their results for people and for programs."""

import asyncio
from pathlib import Path

import pytest
from openpyxl import load_workbook

from storage import open_database
from tests.commands.calling import found, kaimen
from tests.commands.conftest import TownIn

LAMP = "幸福小区门口路灯坏了一周"


# tag


def test_tag_says_what_and_why(tmp_path: Path) -> None:
    tagged = found(kaimen("tag", LAMP, "--json"))
    assert list(tagged) == ["category", "code", "confident", "margin", "scores", "keywords"]
    assert (tagged["category"], tagged["code"], tagged["confident"]) == ("城乡建设", "urban", True)
    assert tagged["scores"]["urban"] > 0
    spoke = next(k for k in tagged["keywords"] if k["word"] == "路灯")
    assert spoke.keys() == {"word", "weight", "category"}
    assert spoke["category"] == "urban"
    said = kaimen("tag", LAMP).stdout
    assert "城乡建设, sure" in said
    assert "路灯" in said
    assert "no category, not sure" in kaimen("tag", "嗯嗯好的").stdout
    assert list(tmp_path.iterdir()) == [], "no database was made"


async def test_tag_uses_the_keywords_of_the_database(database: str) -> None:
    db = await open_database(database)
    async with db.transaction() as tx:
        await tx.run("UPDATE keywords SET weight = 0 WHERE word = '路灯'")
        await tx.run("UPDATE categories SET zh = '市政' WHERE code = 'urban'")
        id = await tx.value("SELECT id FROM categories WHERE code = 'urban'")
        await tx.run("INSERT INTO keywords (category_id, word, weight) VALUES (:id, '飞碟', 9)", id=id)
    await db.close()
    tagged = found(await asyncio.to_thread(kaimen, "tag", "路灯上有飞碟", "--json"))
    assert tagged["category"] == "市政"
    assert {k["word"]: k["weight"] for k in tagged["keywords"]}["飞碟"] == 9


def test_tag_heeds_the_margin_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUTING_MARGIN", "0.99")
    assert found(kaimen("tag", LAMP, "--json"))["confident"] is False


def test_tag_takes_an_empty_file_for_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    assert found(kaimen("tag", LAMP, "--json"))["code"] == "urban"
    assert (tmp_path / "empty.db").stat().st_size == 0


# digest and ledger


async def test_digest_is_what_would_be_sent_and_then_what_was(office: str, town_in: TownIn) -> None:
    args = ("digest", "--unit", "城管局", "--at", "2026-06-02 08:00")
    before = found(await asyncio.to_thread(kaimen, *args, "--json"))
    assert list(before) == ["unit", "from", "to", "sent", "due", "pages", "counts"]
    assert (before["unit"], before["sent"], before["due"], before["counts"]["new"]) == ("城管局", False, True, 1)
    assert (before["from"], before["to"]) == ("2026-06-01T09:00:00+08:00", "2026-06-02T08:00:00+08:00")
    async with town_in(office) as town:
        member = await town.member(await town.unit("城管局"))
        await town.clock_strikes("08:00")
        sent = member.saw("日报").text
        # The bot is running: reading works beside it.
        after = found(await asyncio.to_thread(kaimen, *args, "--json"))
        said = (await asyncio.to_thread(kaimen, *args)).stdout
    assert before["pages"] == [sent]
    assert after == {**before, "sent": True, "due": False}
    assert said == f"{sent}\n"


async def test_digest_between_two_is_what_there_is_to_tell_so_far(office: str) -> None:
    shown = found(await asyncio.to_thread(kaimen, "digest", "--unit", "城管", "--at", "2026-06-01T12:00", "--json"))
    assert (shown["unit"], shown["due"], shown["to"]) == ("城管局", False, "2026-06-01T12:00:00+08:00")
    assert shown["counts"]["new"] == 1
    english = await asyncio.to_thread(
        kaimen, "digest", "--unit", "城管局", "--at", "2026-06-01T04:00:00+00:00", "--lang", "en"
    )
    assert "daily digest" in english.stdout
    assert "12:00" in english.stdout


async def test_digest_wants_a_unit_and_a_time_that_are_there(office: str) -> None:
    for unit in ("卫健委", "局", ""):
        result = await asyncio.to_thread(kaimen, "digest", "--unit", unit)
        assert result.exit_code == 2
        assert "城管局、教育局" in result.stderr
    result = await asyncio.to_thread(kaimen, "digest", "--unit", "城管局", "--at", "gestern")
    assert result.exit_code == 2
    assert "2026-11-23 08:00" in result.stderr


async def test_ledger_has_the_days_from_the_first_until_before_the_last(office: str, tmp_path: Path) -> None:
    def rows(first: str, end: str, *more: str) -> int:
        out = tmp_path / "ledger.xlsx"
        shown = found(kaimen("ledger", "--from", first, "--to", end, "--out", str(out), *more, "--json"))
        assert list(shown) == ["file", "rows", "from", "to", "unit"]
        sheet = load_workbook(out).worksheets[0]
        numbers = [cell for line in sheet.iter_rows(values_only=True) for cell in line if cell == "260601-0001"]
        assert len(numbers) == shown["rows"]
        return int(shown["rows"])

    def all_of_them() -> list[int]:
        return [
            rows("2026-06-01", "2026-06-02"),
            rows("2026-05-01", "2026-06-01"),
            rows("2026-06-02", "2026-07-01"),
            rows("2026-06-01", "2026-06-02", "--unit", "城管局"),
            rows("2026-06-01", "2026-06-02", "--unit", "教育局"),
        ]

    assert await asyncio.to_thread(all_of_them) == [1, 0, 0, 1, 0]
    assert [path.name for path in tmp_path.glob("*ledger*")] == ["ledger.xlsx"]


@pytest.mark.parametrize(
    ("first", "end", "out", "says"),
    [
        ("2026-13-01", "2026-12-01", "x.xlsx", "--from 2026-13-01: not a day"),
        ("2026-11-01", "2026-11-01", "x.xlsx", "must be later"),
        ("2026-11-01", "2026-12-01", "x.csv", "must end in .xlsx"),
        ("2026-11-01", "2026-12-01", "nowhere/x.xlsx", "no folder"),
    ],
)
def test_ledger_says_what_is_wrong(database: str, first: str, end: str, out: str, says: str) -> None:
    result = kaimen("ledger", "--from", first, "--to", end, "--out", out)
    assert result.exit_code == 2
    assert says in result.stderr


# import, backup, migrate


def test_import_reports_and_names_what_it_refused(database: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"内容,时间\n{LAMP},2026-05-20\n,2026-05-20\n", encoding="utf-8")
    shown = found(kaimen("import", "t.csv", "--source", "座谈会", "--json"))
    assert (shown["rows"], shown["new"], shown["waiting"]) == (2, 1, 1)
    assert shown["refused"] == [{"row": 3, "sheet": "", "reason": "no-text", "detail": ""}]
    assert "1 known already" in kaimen("import", "t.csv").stdout


def test_import_of_what_is_no_table_is_wrong_use(database: str, tmp_path: Path) -> None:
    (tmp_path / "t.pdf").write_bytes(b"%PDF-1.7")
    for name, says in (("none.csv", "no such file"), ("t.pdf", "save the table as .xlsx")):
        result = kaimen("import", name)
        assert result.exit_code == 2
        assert says in result.stderr


def test_migrate_makes_and_mends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    first = found(kaimen("migrate", "--json"))
    assert first["applied"][0] == "0001_start.sql"
    assert found(kaimen("migrate", "--json")) == {"applied": [], "version": first["version"]}
    assert f"version {first['version']}" in kaimen("migrate").stdout
