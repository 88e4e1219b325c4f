"""Every row of the life of a case is exercised by a dialogue that names it."""

from importlib import import_module
from pathlib import Path

from bot.casework.lifecycle import TRANSITIONS
from tests.dialogues import test_life_resident
from tests.dialogues.life import DIALOGUES, Step

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_life_*.py") if path.stem != "test_life_rows")
ROWS = {(row.source, row.action) for row in TRANSITIONS}


def named() -> set[Step]:
    """The rows that dialogues name, of the office's side and of the reporter's; each sees that the step is taken."""
    for name in MODULES:
        import_module(f"tests.dialogues.{name}")
    return DIALOGUES.keys() | set(test_life_resident.COVERED)


def test_every_row_has_its_dialogue() -> None:
    assert ROWS - named() == set()


def test_no_dialogue_names_a_row_that_is_not_there() -> None:
    assert named() - ROWS == set()
