"""A file that somebody sent, on its way to somebody else.

What Telegram calls a photo, a film or a voice goes on by the platform's own id: a photo was drawn anew by the sender's
client, and has no position in it. A document is looked at first, because a picture that is sent as a document is the
file of the camera. Nothing that happens here holds up the words that a file goes with.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.files import Fetch
from bot.files.kinds import Content, content_of, ending, may_pass
from bot.files.pictures import Unsafe, drawn_anew
from bot.messages import Attachment, File, FileGone, FileTooLarge, FileUnavailable, Media, MediaKind
from bot.privacy import file_name, mask
from bot.settings import Settings
from bot.texts import Texts
from storage import Database, cases, files

log = logging.getLogger(__name__)

PATIENCE = 25.0  # seconds for fetching and drawing: the words wait for no longer
PICTURE = "photo.jpg"  # the name of every picture that goes on


@dataclass(frozen=True, slots=True)
class Looked:
    """What others may be shown of a file: `content` as `kind`. `anew` if it is not what was sent, byte for byte."""

    kind: MediaKind
    name: str
    content: bytes
    anew: bool


async def look(media: Media, content: bytes) -> Looked:
    """What others may be shown of a file with these bytes. Raises Unsafe."""
    if media.kind is not MediaKind.DOCUMENT:
        return Looked(media.kind, _name(media), content, anew=False)
    if content_of(content) is Content.PICTURE:
        picture = await asyncio.to_thread(drawn_anew, content)
        kind = MediaKind.PHOTO if picture.photo else MediaKind.DOCUMENT
        return Looked(kind, PICTURE, picture.content, anew=True)
    if not may_pass(media.name, content):
        raise Unsafe("it is not what its name says, or of a kind that is not passed on")
    return Looked(media.kind, _name(media), content, anew=False)


def _name(media: Media, *, hidden: bool = False) -> str:
    """What it is called on its way, where its bytes go; `hidden`: by its ending alone."""
    said = ending(media.name)
    return (f"file.{said}" if said else "file") if hidden else file_name(mask(media.name))


def media_of(packed: str) -> Media:
    """The file of an entry."""
    values: dict[str, Any] = json.loads(packed)
    return Media(**{**values, "kind": MediaKind(values["kind"])})


def path_of(folder: Path, digest: str) -> Path:
    """Where a copy lies."""
    return folder / digest[:2] / digest


async def pass_on(db: Database, settings: Settings, fetch: Fetch, attachment: Attachment) -> File:
    """The file that an attachment of `handlers.telling` stands for, fit to be shown to others. Raises what storage
    raises; everything else becomes words in its place."""
    args = attachment.args or {}
    say = partial(Texts(settings.zone).say, str(args.get("language", settings.language)))
    async with db.snapshot() as tx:
        entry = await cases.entry(tx, int(args["entry"]))
        copy = await files.of_entry(tx, int(args["entry"]))
        case = await cases.get(tx, entry.case_id) if entry else None
    if entry is None or case is None or not entry.media:  # its words were deleted meanwhile
        return File(instead=say("file-gone"))
    media = media_of(entry.media)
    # People write their name into that of a file, and by its id a platform shows it under that one.
    hidden = entry.side == "resident" and (case.anonymous or case.orphaned) and media.name != ""
    if copy and copy.state == "kept" and settings.files_folder:
        try:
            content = await asyncio.to_thread(path_of(settings.files_folder, copy.digest).read_bytes)
        except OSError as error:
            log.error("the copy %s cannot be read (%s)", copy.digest, error.strerror)
        else:
            kind = MediaKind(copy.kind)
            name = PICTURE if content_of(content) is Content.PICTURE else _name(media, hidden=hidden)
            return File(name, content, kind=None if kind is media.kind else kind, instead=say("file-gone"))
    if media.kind is not MediaKind.DOCUMENT and not (hidden and media.kind is MediaKind.AUDIO):
        return File(ref=media.ref, instead=say("file-gone"))
    if copy and copy.state == "left" and copy.reason == "unsafe":
        return File(instead=say("file-unsafe"))
    try:
        async with asyncio.timeout(PATIENCE):
            looked = await look(media, await fetch(entry.channel, media))
    except Unsafe as reason:
        log.info("a document is not passed on: %s", reason)
        return File(instead=say("file-unsafe"))
    except FileTooLarge:
        return File(instead=say("file-too-large"))
    except (FileGone, LookupError):
        return File(instead=say("file-gone"))
    except (FileUnavailable, TimeoutError):
        return File(instead=say("file-later"))
    if looked.anew:
        return File(looked.name, looked.content, kind=looked.kind, instead=say("file-gone"))
    if hidden:
        return File(_name(media, hidden=True), looked.content, instead=say("file-gone"))
    return File(ref=media.ref, instead=say("file-gone"))
