"""What a file is, by its first bytes; and whether it may be passed on as it is. Pure, and opens nothing.

A list of what may pass, not of what may not: others get materials, sound and film whose name agrees with what they are.
Pictures are drawn anew (`pictures`). Everything else stays with its sender: programs, archives, pages, and what claims
to be another thing.
"""

import re
from enum import Enum, auto

LARGEST = 20_000_000  # bytes that a bot may fetch; core.telegram.org/bots/api#getfile


class Content(Enum):
    PICTURE = auto()  # of a kind that `pictures` can draw anew
    PDF = auto()
    OFFICE = auto()  # a zip: docx, xlsx, odt
    OLD_OFFICE = auto()
    RICH_TEXT = auto()
    TEXT = auto()
    MEDIA = auto()  # sound and film
    OTHER = auto()


_PICTURES = "jpg jpeg png gif webp bmp"
_FITTING = {
    Content.PICTURE: _PICTURES,
    Content.PDF: "pdf",
    Content.OFFICE: "docx xlsx pptx odt ods odp wps et dps",
    Content.OLD_OFFICE: "doc xls ppt wps et dps",
    Content.RICH_TEXT: "rtf doc",
    Content.TEXT: "txt csv",
    Content.MEDIA: "mp4 m4v mov 3gp avi mkv webm wmv flv mp3 m4a aac wav ogg oga opus amr flac",
    Content.OTHER: "",
}
FITTING = {content: frozenset(endings.split()) for content, endings in _FITTING.items()}
_KNOWN = frozenset().union(*FITTING.values())

_STARTS = {
    b"\xff\xd8\xff": Content.PICTURE,
    b"\x89PNG\r\n\x1a\n": Content.PICTURE,
    b"GIF8": Content.PICTURE,
    b"%PDF-": Content.PDF,
    b"PK\x03\x04": Content.OFFICE,
    b"\xd0\xcf\x11\xe0": Content.OLD_OFFICE,
    b"{\\rtf": Content.RICH_TEXT,
    b"\x1aE\xdf\xa3": Content.MEDIA,
    b"OggS": Content.MEDIA,
    b"ID3": Content.MEDIA,
    b"fLaC": Content.MEDIA,
    b"FLV\x01": Content.MEDIA,
    b"#!AMR": Content.MEDIA,
    b"0&\xb2u\x8ef\xcf\x11": Content.MEDIA,
}
_STILL = (b"hei", b"hev", b"mif", b"msf", b"avi", b"crx", b"jxl")  # brands of pictures in the box of a film
_SOUND_FRAME = re.compile(rb"\xff[\xe0-\xfe]")  # MP3 and AAC without a heading


def content_of(content: bytes) -> Content:
    """What these bytes are, whatever they are called."""
    for start, kind in _STARTS.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF":
        return {b"WEBP": Content.PICTURE, b"WAVE": Content.MEDIA, b"AVI ": Content.MEDIA}.get(
            content[8:12], Content.OTHER
        )
    if content[:2] == b"BM" and content[6:10] == bytes(4):  # BMP; BMW is the beginning of a text
        return Content.PICTURE
    if content[4:8] in (b"ftyp", b"moov", b"mdat", b"wide"):
        return Content.OTHER if content[8:11] in _STILL else Content.MEDIA
    if _SOUND_FRAME.match(content) and b"\0" in content[:4096]:
        return Content.MEDIA
    return Content.TEXT if _is_text(content[:65536]) else Content.OTHER


def _is_text(start: bytes) -> bool:
    """Words, in UTF-8 or GB 18030, and no page (HTML, SVG) that a browser would run."""
    if not start or b"\0" in start or start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or start[:2] == b"#!":
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            start.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(start) - 4:  # not a character that is cut in two
                continue
        return True
    return False


def ending(name: str) -> str:
    """What a name says that the file is: `pdf`; empty if it says nothing."""
    _, dot, last = name.rpartition(".")
    said = last.strip().lower() if dot else ""
    return said if re.fullmatch("[a-z0-9]{1,10}", said) and not said.isdigit() else ""


def may_pass(name: str, content: bytes) -> bool:
    """Whether a file that is no picture may go on as it is: it is what its name says."""
    kind, said = content_of(content), ending(name)
    return kind is not Content.OTHER and (not said or said in FITTING[kind])


def never_passes(name: str) -> bool:
    """Whether the name alone says that this can go to nobody: so its sender can be told at once."""
    said = ending(name)
    return bool(said) and said not in _KNOWN
