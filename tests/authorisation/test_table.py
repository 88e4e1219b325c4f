"""The table of commands and buttons lets in whom it should, going by the module that answers: no line slips through."""

from handlers import ASKED, BUTTONS, COMMANDS
from handlers.turn import Needs
from tests.authorisation.forge import NEEDS, side

EVERYBODYS = frozenset({"case"})  # stands with the staff's, and shows residents their own


def test_what_an_entry_needs_fits_the_module_that_answers_it() -> None:
    for table in (BUTTONS, ASKED):
        assert {name: entry.needs for name, entry in table.items()} == {
            name: NEEDS[side(e)] for name, e in table.items()
        }
    promised = {c.name: Needs.ANYONE if c.name in EVERYBODYS else NEEDS[side(c)] for c in COMMANDS}
    assert {c.name: c.needs for c in COMMANDS} == promised


def test_in_a_group_nothing_works_that_names_a_person_or_changes_the_office() -> None:
    """There everybody reads along: what is for a group is looked at here once more when the table grows."""
    assert {name for name, button in BUTTONS.items() if button.group} == {
        *("digest-page", "unit-ledger", "unit-chart", "inbox", "inbox-page", "report-part", "report-stop"),
        *("case", "next-case", "photos", "sign", "resume", "review"),
    }
    assert {command.name for command in COMMANDS if command.group} == {"start", "help", "unit"}
