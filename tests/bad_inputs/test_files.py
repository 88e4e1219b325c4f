"""Files that nobody should open as they are, over real HTTP: what others are shown, and what is said of the rest.

Each arrives; each is answered; nothing is lost, and nothing in the log complains.
"""

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.digests.drawing import ledger
from storage import cases
from tests.botapi.people import Person
from tests.botapi.shown import Attachment, Shown
from tests.channels.test_dialogue import Office, presses
from tests.files.samples import HTML, PDF, PROGRAM, SVG, archive, bomb, camera, drawn
from tests.town import START

LAMP = "幸福小区门口路灯坏了一周"
MARKS = (b"GPS", b"Exif", b"adobe", b"Xiaomi")
polling = pytest.mark.parametrize("office", ["polling"], indirect=True)
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOTH = [("platform", "sqlite"), ("folder", "postgres")]
both = pytest.mark.parametrize(("folder", "database_url"), BOTH, indirect=True)
UNSAFE, TOO_LARGE, GONE, LATER = "不能放心打开", "超过 20 MB", "取不到了", "过一会儿再看"


@pytest.fixture(params=["platform", "folder"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | None:
    """Where copies are kept, by setting."""
    if request.param == "platform":
        return None
    monkeypatch.setenv("FILES", str(tmp_path / "files"))
    return tmp_path / "files"


class Desk:
    """A unit with one member, and a resident who writes to it."""

    def __init__(self, office: Office, member: Person, resident: Person) -> None:
        self.office, self.member, self.resident = office, member, resident
        self.number = ""

    async def sends(self, send: Callable[[Person], Shown]) -> None:
        """The resident sends a file with words, and then the case."""
        send(self.resident)
        await self.resident.sees("草稿")
        await presses(self.resident, "提交")
        self.number = (await self.resident.sees("编号")).text.split("编号 ")[1][:11]

    async def looks(self) -> tuple[str, list[Attachment]]:
        """What the member reads and sees when they ask for the files of the case."""
        async with self.office.app.db.snapshot() as tx:
            case = await tx.value("SELECT id FROM cases WHERE number = :n", n=self.number)
        known = len(self.member.messages)
        self.member.says(f"/case {self.number}")
        await self.office.server.until(lambda: any("经过" in m.text for m in self.member.messages[known:]))
        known = len(self.member.messages)
        self.member.forges(f"photos:{case}", self.member.last)
        await self.office.server.until(lambda: any("附件" in m.text for m in self.member.messages[known:]))
        await self.quiet()
        new = self.member.messages[known:]
        return "\n".join(m.text for m in new), [a for m in new for a in m.attachments]

    async def quiet(self) -> None:
        """Waits until all is said."""

        async def left() -> int:
            async with self.office.app.db.snapshot() as tx:
                return int(await tx.value("SELECT COUNT(*) FROM outbox WHERE state NOT IN ('sent', 'refused')"))

        while await left():
            await self.office.server.called.wait(0.2)

    async def value(self, sql: str, **params: Any) -> Any:
        async with self.office.app.db.snapshot() as tx:
            return await tx.value(sql, **params)


@pytest.fixture
async def desk(folder: Path | None, office: Office, caplog: pytest.LogCaptureFixture) -> Any:
    unit = await office.unit("城管局", "urban")
    member = office.server.person("张科长")
    await office.joins(member, unit)
    desk = Desk(office, member, office.server.person("王阿姨"))
    yield desk
    assert not [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR or r.exc_info]
    assert not await desk.value("SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
    await exported(desk)


async def exported(desk: Desk) -> None:
    """Whatever was sent, one's own data and the ledger can be had, and be read again."""
    desk.resident.says("/export_my_data")
    (file,) = (await desk.resident.sees("全部资料")).attachments
    assert file.name == "my-data.json"
    assert isinstance(json.loads(file.content), dict)
    target, settings, at = io.BytesIO(), desk.office.app.office.settings, desk.office.now
    await ledger(desk.office.app.db, settings, target, START, at.replace(year=2030), None, "zh", at)
    assert load_workbook(target).active is not None


def copies(folder: Path | None) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder else []


@polling
async def test_a_picture_that_is_sent_as_a_file_reaches_the_unit_without_its_position(
    desk: Desk, folder: Path | None
) -> None:
    await desk.sends(lambda resident: resident.sends_document(camera(), "IMG_1.jpg", LAMP, "image/jpeg"))
    await desk.office.passes(seconds=5)
    text, (picture,) = await desk.looks()
    assert "附件 1 个" in text
    assert picture.kind == "photo"
    assert not [mark for mark in MARKS if mark in picture.content]
    image = Image.open(io.BytesIO(picture.content))
    assert (image.size, dict(image.getexif())) == ((300, 400), {})
    assert len(copies(folder)) == (1 if folder else 0)
    assert not [path for path in copies(folder) if any(mark in path.read_bytes() for mark in MARKS)]


@polling
@sqlite
async def test_a_picture_of_the_unit_reaches_the_resident_without_its_position(desk: Desk) -> None:
    desk.resident.says(LAMP)
    await desk.sends(lambda resident: resident.says("还有一盏"))
    desk.member.says(f"/case {desk.number}")
    await desk.member.sees("经过")
    await presses(desk.member, "签收")
    await presses(desk.member, "办结")
    await desk.member.sees("怎么办好的")
    desk.member.sends_document(camera(), "after.jpg", "换了新灯", "image/jpeg")
    told = await desk.resident.sees("换了新灯")
    (picture,) = told.attachments
    assert picture.kind == "photo"
    assert not [mark for mark in MARKS if mark in picture.content]


NAMES = ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "CON", "名" * 100 + ".pdf", "NUL.pdf", " . "]


@polling
@both
async def test_no_name_is_ever_a_path(desk: Desk, folder: Path | None) -> None:
    for name in NAMES:
        desk.resident.sends_document(PDF, name, LAMP, "application/pdf")
    await desk.sends(lambda resident: resident.sends_document(PDF, "a.pdf"))
    await desk.office.passes(seconds=5)
    text, found = await desk.looks()
    assert (len(found), UNSAFE in text) == (len(NAMES), True)  # an .ini goes to nobody
    names = [file.name or "" for file in found]
    if folder:
        assert not [name for name in names if "/" in name or "\\" in name or len(name.encode()) > 100]
        (copy,) = copies(folder)  # the same bytes, once
        assert copy.read_bytes() == PDF
        assert copy.name.startswith(copy.parent.name)
        assert {path.name for path in folder.parent.iterdir()} <= {"files", "kaimen.db", "kaimen.db-wal"} | {
            "kaimen.db-shm",
            "kaimen.db.lock",
        }


@polling
@both
async def test_what_a_file_is_called_says_nobody_who_sent_it_without_a_name(desk: Desk, folder: Path | None) -> None:
    for name in ("王桂芳的材料.pdf", "王桂芳", "王桂芳.13812345678"):
        desk.resident.sends_document(PDF, name, LAMP, "application/pdf")
    await desk.resident.sees("附件 3 个")
    await presses(desk.resident, "不留名")
    await desk.sends(lambda resident: resident.says("三栋楼下"))
    await desk.office.passes(seconds=5)
    _, found = await desk.looks()
    assert [(file.name, file.content) for file in found] == [("file.pdf", PDF), ("file", PDF)]


BAD = {
    "a bomb": (bomb, "照片.png"),
    "a page": (lambda: HTML, "照片.jpg"),
    "a drawing that runs": (lambda: SVG, "照片.jpg"),
    "a cut picture": (lambda: camera()[:3000], "照片.jpg"),
    "a program": (lambda: PROGRAM, "照片.jpg"),
    "a hidden program": (lambda: PROGRAM, "照片\u202egpj.exe"),
    "an archive": (archive, "照片.zip"),
    "an archive under a picture's name": (archive, "照片.jpg"),
    "a picture that few can draw": (lambda: drawn("TIFF"), "照片.tiff"),
}


@polling
@both
async def test_what_cannot_be_shown_safely_is_said_in_words(desk: Desk, folder: Path | None) -> None:
    for make, name in BAD.values():
        desk.resident.sends_document(make(), name, mime="image/jpeg")
    await desk.sends(lambda resident: resident.says(LAMP))
    told = [m for m in desk.resident.messages if "这种文件我打不开" in m.text]
    refused = sum(name.endswith((".exe", ".zip", ".tiff")) for _, name in BAD.values())
    assert len(told) == refused
    kept = len(BAD) - refused
    await desk.office.passes(seconds=5)
    text, found = await desk.looks()
    assert (found, text.count(UNSAFE), f"附件 {kept} 个" in text) == ([], 1, True)
    assert copies(folder) == []
    assert await desk.value("SELECT COUNT(*) FROM entries WHERE media <> ''") == kept


@polling
@both
async def test_a_file_that_is_too_large_is_answered_at_once(desk: Desk, folder: Path | None) -> None:
    large = 21 << 20
    await desk.sends(lambda resident: resident.sends_document(PDF, "图纸.pdf", LAMP, size=large))
    assert any("直接当照片、视频发" in m.text for m in desk.resident.messages)
    await desk.office.passes(seconds=5)
    text, found = await desk.looks()
    assert (found, TOO_LARGE in text) == ([], True)
    assert copies(folder) == []


@polling
@sqlite
@pytest.mark.parametrize("folder", ["platform"], indirect=True)
async def test_a_server_that_gives_more_than_it_said_is_read_no_further(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Bot API server of one's own knows no limit."""
    monkeypatch.setattr("bot.channels.telegram.channel.LARGEST", 50_000)
    await desk.sends(lambda resident: resident.sends_document(PDF + bytes(60_000), "图纸.pdf", LAMP, size=10))
    text, found = await desk.looks()
    assert (found, TOO_LARGE in text) == ([], True)


@polling
@both
@pytest.mark.parametrize("how", ["document", "photo", "album", "voice"])
async def test_the_words_arrive_when_the_file_cannot_be_brought_along(
    desk: Desk, folder: Path | None, how: str
) -> None:
    def send(resident: Person) -> Shown:
        if how == "document":
            return resident.sends_document(camera(), "照片.jpg", LAMP)
        if how == "voice":
            resident.sends_voice(b"OggS" + bytes(9))
            return resident.says(LAMP)
        resident.sends_photo(drawn("PNG"), album="1" if how == "album" else None)
        return resident.sends_photo(drawn("PNG", "L"), LAMP, album="1" if how == "album" else None)

    await desk.sends(send)
    if how == "album":
        desk.office.server.cloud.files.expired.add("photo-00000001")
    else:
        desk.office.server.cloud.files.expired |= set(desk.office.server.cloud.files._by_id)
    await desk.office.passes(seconds=5)
    text, found = await desk.looks()
    assert GONE in text
    assert len(found) == (1 if how == "album" else 0)
    assert not await desk.value("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'")


@polling
@pytest.mark.parametrize("folder", ["folder"], indirect=True)
async def test_a_copy_outlives_the_platforms_own_and_goes_with_its_case(desk: Desk, folder: Path) -> None:
    def send(resident: Person) -> Shown:
        resident.sends_photo(drawn("JPEG"))
        resident.sends_voice(b"OggS" + bytes(9))
        resident.sends_video(b"\x00\x00\x00\x18ftypmp42")
        resident.sends_location(36.06, 103.82)
        return resident.sends_document(PDF, "申请 13812345678.pdf", LAMP)

    await desk.sends(send)
    await desk.office.passes(seconds=5)
    assert len(copies(folder)) == 4
    assert {path.stat().st_mode & 0o777 for path in copies(folder)} == {0o600}
    server = desk.office.server
    server.cloud.files.expired |= set(server.cloud.files._by_id)
    _, found = await desk.looks()
    assert sorted(a.kind for a in found) == ["document", "photo", "video", "voice"]
    assert [a.name for a in found if a.kind == "document"] == ["申请 138____5678.pdf"]
    assert {a.content for a in found} == {path.read_bytes() for path in copies(folder)}

    neighbour = server.person("小林")  # who sent the same picture
    neighbour.sends_photo(drawn("JPEG"), caption="路灯又坏了")
    await neighbour.sees("草稿")
    await desk.office.passes(seconds=5)
    assert len(copies(folder)) == 4
    desk.resident.says("/delete_my_data")
    await presses(desk.resident, "全部删除")
    await desk.resident.sees("都删掉了")
    await desk.quiet()
    await desk.office.passes(seconds=5)
    assert [path.read_bytes() for path in copies(folder)] == [drawn("JPEG")]
    assert await desk.value("SELECT COUNT(*) FROM files") == 1
    neighbour.says("/delete_my_data")
    await presses(neighbour, "全部删除")
    await neighbour.sees("都删掉了")
    await desk.quiet()
    await desk.office.passes(seconds=5)
    assert (copies(folder), await desk.value("SELECT COUNT(*) FROM files")) == ([], 0)


@polling
@pytest.mark.parametrize("folder", ["folder"], indirect=True)
async def test_a_copy_goes_when_the_words_do(desk: Desk, folder: Path) -> None:
    await desk.sends(lambda resident: resident.sends_photo(drawn("JPEG"), LAMP))
    await desk.office.passes(seconds=5)
    assert len(copies(folder)) == 1
    await presses(desk.resident, "撤回")
    await desk.resident.sees("真的要撤回吗")
    await presses(desk.resident, "撤回")
    await desk.resident.sees("已撤回")
    async with desk.office.app.db.transaction() as tx:
        assert await cases.forget_words(tx, desk.office.now.replace(year=2030), desk.office.now, 100)
    await desk.office.passes(seconds=5)
    assert copies(folder) == []


@polling
@pytest.mark.parametrize("folder", ["folder"], indirect=True)
async def test_what_cannot_be_fetched_or_written_now_is_copied_later(desk: Desk, folder: Path) -> None:
    await desk.sends(lambda resident: resident.sends_photo(drawn("JPEG"), LAMP))
    desk.office.server.fail_html("getFile")
    await desk.office.passes(seconds=5)
    assert copies(folder) == []
    folder.write_bytes(b"")  # no folder can be made here
    await desk.office.passes(seconds=40)
    assert await desk.value("SELECT tries FROM files") == 2
    folder.unlink()
    await desk.office.passes(minutes=2)
    assert len(copies(folder)) == 1
    copies(folder)[0].unlink()  # somebody removed it: the platform still has it
    _, found = await desk.looks()
    assert len(found) == 1


@polling
@sqlite
@pytest.mark.parametrize("folder", ["platform"], indirect=True)
async def test_what_is_away_for_a_moment_is_said_to_be_so(desk: Desk) -> None:
    await desk.sends(lambda resident: resident.sends_document(camera(), "照片.jpg", LAMP))
    desk.office.server.fail_html("getFile")
    text, found = await desk.looks()
    assert (found, LATER in text) == ([], True)
    _, found = await desk.looks()
    assert len(found) == 1
