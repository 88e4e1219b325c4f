"""`learn` and `evaluate`, as a person calls them, on a database of their own."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app

MESSAGES = Path(__file__).parent / "tagging" / "messages.jsonl"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'kaimen.db'}")
    rows = [json.loads(line) for line in MESSAGES.read_text("utf-8").splitlines()]
    (tmp_path / "known.jsonl").write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows if row["label"]), "utf-8"
    )
    return tmp_path


def called(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, words)
    return result.exit_code, result.stdout, result.stderr


def test_what_is_learned_is_better_known_afterwards(here: Path) -> None:
    code, out, _ = called("evaluate", "known.jsonl", "--json")
    before = json.loads(out)
    assert code == 0
    assert before.keys() >= {"macro_f1", "accuracy", "top2", "routed_share", "routed_precision", "per_category", "n"}
    code, out, _ = called("learn", "known.jsonl", "--json")
    assert (code, json.loads(out)["learned"]) == (0, before["n"])
    after = json.loads(called("evaluate", "known.jsonl", "--json")[1])
    assert after["macro_f1"] > before["macro_f1"]
    shown = called("evaluate", "known.jsonl")[1]
    assert "macro-F1" in shown
    assert "education" in shown


def test_unknown_labels_are_listed_and_nothing_is_learned(here: Path) -> None:
    rows = [{"seg": f"蓝莲巷 那头 {i} 号", "label": "噪音"} for i in range(8)]
    rows += [{"text": f"{i}号厂拖欠工资", "label": "labour"} for i in range(8)]
    (here / "odd.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    code, _, err = called("learn", "odd.jsonl")
    assert code == 2
    assert "噪音: 8 rows" in err
    assert called("learn", "odd.jsonl", "--map", "噪音=没有这类")[0] == 2
    assert json.loads(called("tag", "蓝莲巷那头", "--json")[1])["code"] != "environment"
    assert called("learn", "odd.jsonl", "--map", "噪音=environment")[0] == 0
    assert json.loads(called("tag", "蓝莲巷那头", "--json")[1])["code"] == "environment"


def test_too_few_rows_are_wrong_use(here: Path) -> None:
    (here / "few.jsonl").write_text('{"text": "路灯坏了", "label": "urban"}', "utf-8")
    code, _, err = called("evaluate", "few.jsonl")
    assert code == 2
    assert "few.jsonl has 1 rows" in err


def test_what_was_learned_from_is_kept_once_and_masked(here: Path) -> None:
    rows = [{"text": f"拖欠工资第{i}回了，打13812345678", "label": "labour"} for i in range(12)]
    (here / "rows.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    for _ in range(2):
        assert called("learn", "rows.jsonl")[0] == 0
    with sqlite3.connect(here / "kaimen.db") as db:
        kept = [words for (words,) in db.execute("SELECT words FROM learned_examples")]
    db.close()
    assert len(kept) == 12
    assert all("工资" in words and "13812345678" not in words for words in kept)


def test_learning_a_file_twice_changes_nothing(here: Path) -> None:
    learned = []
    for _ in range(2):
        learned.append(json.loads(called("learn", "known.jsonl", "--json")[1]))
        learned[-1]["figures"] = json.loads(called("evaluate", "known.jsonl", "--json")[1])
    assert learned[0] == learned[1]


def test_a_spreadsheet_s_csv_teaches_too_and_the_tagger_says_why(here: Path) -> None:
    rows = "".join(f"蓝莲巷那头第{number}家,卫生健康\n" for number in range(12))
    (here / "known.csv").write_text("内容,类别\n" + rows, "utf-8-sig")
    code, _, err = called("learn", "known.csv", "--map", "卫生健康=health")
    assert code == 0, err
    said = json.loads(called("tag", "蓝莲巷那头", "--json")[1])
    assert said["code"] == "health"
    assert said.keys() >= {"category", "confident", "margin", "scores", "keywords"}
    weights = {(spoke["word"], spoke["category"]): spoke["weight"] for spoke in said["keywords"]}
    assert weights["蓝莲", "health"] > 0
