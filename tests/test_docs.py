"""The documents say what the code does."""

import re

import pytest

from tests.reference import READMES, ROOT, filled


@pytest.mark.parametrize("language", READMES)
def test_the_tables_of_settings_and_commands_are_those_of_the_code(language: str) -> None:
    assert READMES[language].read_text(encoding="utf-8") == filled(language), "run: python -m tests.reference"


@pytest.mark.parametrize("path", [*READMES.values(), *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for target in re.findall(r"\]\((?!https?:)([^)#]+)|src=\"(?!https?:)([^\"]+)", text):
        link = target[0] or target[1]
        assert (path.parent / link).exists(), link  # type: ignore[attr-defined]


def test_what_make_can_do_is_what_the_readme_says() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for readme in READMES.values():
        for target in re.findall(r"make ([a-z-]+)", readme.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
