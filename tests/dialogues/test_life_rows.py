"""Every row of the life of a case is exercised by a dialogue that names it."""

from importlib import import_module
from pathlib import Path

from bot.casework.lifecycle import TRANSITIONS, Who
from tests.dialogues.life import DIALOGUES

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_life_*.py") if path.stem != "test_life_rows")


def test_every_row_of_the_office_and_the_bot_has_its_dialogue() -> None:
    """The rows that a reporter takes alone are exercised where residents speak."""
    for name in MODULES:
        import_module(f"tests.dialogues.{name}")
    rows = {(row.source, row.action) for row in TRANSITIONS if row.who != {Who.REPORTER}}
    assert rows - DIALOGUES.keys() == set()


def test_no_dialogue_names_a_row_that_is_not_there() -> None:
    assert DIALOGUES.keys() - {(row.source, row.action) for row in TRANSITIONS} == set()
