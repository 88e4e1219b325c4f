"""What a file is, by its bytes, and whether it may go on as it is."""

import pytest

from bot.files.kinds import Content, content_of, may_pass, never_passes
from tests.files.samples import HTML, PDF, PROGRAM, SVG, drawn

FTYP = b"\x00\x00\x00\x20ftyp"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        *[(drawn(format), Content.PICTURE) for format in ("JPEG", "PNG", "GIF", "WEBP", "BMP")],
        (drawn("TIFF"), Content.OTHER),
        (FTYP + b"heic", Content.OTHER),
        (FTYP + b"avif", Content.OTHER),
        (FTYP + b"isom", Content.MEDIA),
        (b"RIFF\x00\x00\x00\x00WAVE", Content.MEDIA),
        (b"RIFF\x00\x00\x00\x00ACON", Content.OTHER),
        (b"\xff\xfb\x90\x00\x00\x00", Content.MEDIA),
        (b"PK\x03\x04", Content.OFFICE),
        (PDF, Content.PDF),
        ("会议纪要\n一、路灯".encode(), Content.TEXT),
        ("会议纪要\n一、路灯".encode("gb18030"), Content.TEXT),
        ("BMW停在消防通道上".encode(), Content.TEXT),
        (("路灯" * 20_000).encode()[:65_537], Content.TEXT),  # cut within a character
        (b"\xef\xbb\xbf  " + HTML, Content.OTHER),
        (SVG, Content.OTHER),
        (b"#!/bin/sh\nrm -rf /", Content.OTHER),
        (PROGRAM, Content.OTHER),
        (b"\x7fELF\x02\x01\x01\x00", Content.OTHER),
        (b"\xff\x20\x80" * 50, Content.OTHER),
        (b"", Content.OTHER),
    ],
)
def test_bytes_say_what_a_file_is(content: bytes, kind: Content) -> None:
    assert content_of(content) is kind


def test_only_what_is_what_its_name_says_goes_on() -> None:
    assert may_pass("报告.pdf", PDF)
    assert may_pass("报告.PDF", PDF)
    assert may_pass("报告", PDF)
    assert may_pass("纪要 2026.5", PDF)
    assert may_pass("通知.docx", b"PK\x03\x04")
    assert not may_pass("报告.exe", PDF)
    assert not may_pass("照片.jpg", SVG)
    assert not may_pass("照片.jpg", b"not a picture")
    assert not may_pass("资料.zip", b"PK\x03\x04")
    assert not may_pass("宏.docm", b"PK\x03\x04")
    assert not may_pass("开门.bat", b"del *.*")
    assert not may_pass("报告.pdf", b"PK\x03\x04")


def test_what_no_name_can_help_is_known_before_it_is_fetched() -> None:
    assert all(map(never_passes, ["a.exe", "资料.zip", "IMG_1.HEIC", "a.svg", "a.html", "a.docm", "a.tiff"]))
    assert not any(map(never_passes, ["a.pdf", "a.JPG", "passwd", "", "v1.2", "a.b.docx", "录音.m4a"]))
