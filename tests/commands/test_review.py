"""`report`: a month's review pack as files."""

import asyncio
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands.calling import found, kaimen

ENDINGS = (".txt", ".xlsx", ".html", "-flow.png", "-in-time.png", "-said.png")


async def test_it_writes_the_whole_pack(office: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "reports"
    result = await asyncio.to_thread(kaimen, "report", "--month", "2026-06", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == {f"开门办实事-2026-06{end}" for end in ENDINGS}
    assert "截至6月底，开门办实事诉求和附议总量达1个" in result.stdout
    assert "受理 1 件" in (out / "开门办实事-2026-06.txt").read_text(encoding="utf-8")
    rows = load_workbook(out / "开门办实事-2026-06.xlsx")["各单位"].iter_rows(values_only=True)
    assert [row[:2] for row in rows][1] == ("城管局", 1)
    assert (out / "开门办实事-2026-06-flow.png").read_bytes().startswith(b"\x89PNG")


async def test_it_writes_a_units_own_in_the_other_language(office: str, tmp_path: Path) -> None:
    args = (
        "report",
        "--month",
        "2026年6月",
        "--unit",
        "城管",
        "--lang",
        "en",
        "--out",
        str(tmp_path / "out"),
        "--json",
    )
    told = found(await asyncio.to_thread(kaimen, *args))
    assert (told["month"], told["unit"], len(told["files"])) == ("2026-06", "城管局", len(ENDINGS))
    page = next(Path(file) for file in told["files"] if file.endswith(".html")).read_text(encoding="utf-8")
    assert "城管局 · Monthly report, June 2026" in page
    assert "教育局" not in page


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--month", "2026-13"), "Write it like 2026-06"),
        (("--month", "2099-01"), "has not begun yet"),
        (("--month", "2026-06", "--unit", "影子局"), "城管局、教育局"),
    ],
)
async def test_wrong_use_is_said_and_makes_no_folder(
    office: str, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "out"
    result = await asyncio.to_thread(kaimen, "report", *args, "--out", str(out))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not out.exists()


async def test_a_file_is_no_folder(office: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    result = await asyncio.to_thread(kaimen, "report", "--month", "2026-06", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "not a folder" in result.stderr
