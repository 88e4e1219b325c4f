"""`make demo` plays to its end, fits the terminal, and prints what the READMEs show of it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from bot.demo import play
from bot.demo.screen import wrapped
from tests.reference import READMES

UNIT = "城管局 · 6月2日（周二）日报"


def quoted_conversation() -> list[str]:
    """What the Chinese README shows people and bot saying, without who says it and without spaces."""
    readme = READMES["zh"].read_text(encoding="utf-8")
    quoted = readme[readme.index("王阿姨 ") : readme.index("第二天早上八点")].replace("```", "")
    said = ("".join(line.split()) for line in quoted.splitlines())
    return [line.removeprefix("王阿姨").removeprefix("李叔").removeprefix("开门") for line in said]


def digest_in(text: str) -> list[str]:
    """The lines of the digest from its head to its buttons, without the frame around it."""
    lines = [line.strip("│ ") for line in text[text.index(UNIT) :].splitlines()]
    end = next(i for i, line in enumerate(lines) if line.startswith("[待办]"))
    return lines[: end + 1]


def test_the_play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    columns = 80
    monkeypatch.setenv("COLUMNS", str(columns))
    play(tmp_path / "out")
    printed = capsys.readouterr().out
    assert max(cell_len(line) for line in printed.splitlines()) <= columns
    said = "".join(printed.replace("│", "").split())
    assert [line for line in quoted_conversation() if line not in said] == []
    assert "谢谢您的评价：满意" in said
    shown = digest_in(printed)
    assert any(line.startswith("‼") for line in shown)
    for readme in READMES.values():
        assert shown == digest_in(readme.read_text(encoding="utf-8"))
    sheet = load_workbook(tmp_path / "out" / "ledger.xlsx").active
    assert sheet is not None
    assert sheet.max_row > 40
    assert (tmp_path / "out" / "chart-城管局.png").read_bytes().startswith(b"\x89PNG")


def test_lines_break_where_people_would_break_them() -> None:
    assert wrapped("六个字一行。好（周一）吗", 12) == "六个字一行。\n好（周一）吗"
    assert wrapped("编号 260601-0001 在", 12) == "编号\n260601-0001\n在"
    assert all(cell_len(line) <= 20 for line in wrapped("幸福小区门口路灯坏了一周，老人摔了一跤", 20).split("\n"))
