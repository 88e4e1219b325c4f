"""Copies in a folder, when the process is cut off in the middle, or the words go while a file is under way."""

from pathlib import Path

import pytest

from bot.files import keeping
from bot.messages import Media
from tests.dialogues.test_matters import TWO, offices_of
from tests.files.samples import drawn
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"


class CutOff(BaseException):
    """The process ends here."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FILES", str(tmp_path / "files"))
    return tmp_path / "files"


async def copy(town: Town, *, meanwhile: Person | None = None) -> int:
    async def fetch(channel: str, media: Media) -> bytes:
        if meanwhile:
            await meanwhile.presses_action("erase-me")
        return drawn("JPEG")

    return await keeping.do_next(town.app.db, town.app.office.settings, lambda: town.now, fetch)


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def states(town: Town) -> list[str]:
    async with town.app.db.snapshot() as tx:
        return [row["state"] for row in await tx.all("SELECT state FROM files ORDER BY entry_id")]


async def test_cut_off_before_or_after_the_copy_has_its_name(
    folder: Path, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = await town.resident()
    await resident.sends_photo("lamp", LAMP)
    whole = Path.replace
    for after in (False, True):

        def cut(self: Path, target: Path, after: bool = after) -> Path:
            if after:
                whole(self, target)
            raise CutOff

        monkeypatch.setattr(Path, "replace", cut)
        with pytest.raises(CutOff):
            await copy(town)
        assert await states(town) == ["waiting"]
        assert len(lying(folder)) == 1
    monkeypatch.undo()
    assert await copy(town) == 1
    assert (await states(town), len(lying(folder))) == (["kept"], 1)


async def test_cut_off_and_then_deleted_leaves_nothing(
    folder: Path, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = await town.resident()
    await resident.sends_photo("lamp", LAMP)
    whole = Path.replace

    def cut(self: Path, target: Path) -> Path:
        whole(self, target)
        raise CutOff

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(CutOff):
        await copy(town)
    monkeypatch.undo()
    await resident.presses_action("erase-me")
    assert await copy(town) == 0
    assert (await states(town), lying(folder)) == ([], [])


async def test_deleted_while_it_is_fetched_it_is_not_kept(folder: Path, town: Town) -> None:
    resident = await town.resident()
    await resident.sends_photo("lamp", LAMP)
    assert await copy(town, meanwhile=resident) == 0
    assert lying(folder) == []
    await copy(town)
    assert await states(town) == []


async def test_what_lies_with_several_cases_is_copied_for_each(folder: Path, town: Town) -> None:
    """A message that is split has its files with each part."""
    await offices_of(town)
    resident = await town.resident()
    await resident.says(TWO)
    await resident.sends_photo("both")
    await resident.presses("分成 2 件提交")
    assert await copy(town) == 2
    assert (await states(town), len(lying(folder))) == (["kept", "kept"], 1)
