"""Files on their way out: which method sends each, which go together as an album, and the call itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InputMediaPhoto, InputMediaVideo

from bot.messages import Attachment, File, MediaKind, length

CAPTION = 1024  # UTF-16 units
ALBUM = 10  # files

Draw = Callable[[Attachment], Awaitable[File]]
Keyboard = dict[str, list[list[dict[str, str]]]]  # an InlineKeyboardMarkup as JSON


class Unsayable(Exception):
    """A mistake of the program in an Outbound: no try would ever succeed."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file ready to go: `method` as in send_photo, `source` a file id or the bytes (neither: it cannot be sent),
    `name` for bytes, `instead` the words for its place if it is refused."""

    method: str
    source: str | bytes
    name: str | None = None
    instead: str = ""


async def prepare(attachments: Sequence[Attachment], draw: Draw) -> tuple[list[list[Upload]], list[str]]:
    """The files, drawn if need be, in batches that one call can send; and the words in the place of those that cannot
    be sent. Raises Unsayable, and what `draw` raises."""
    if not attachments:
        return [], []
    sent = [attachment for attachment in attachments if attachment.recipe and attachment.ref]
    fetched = dict(zip(map(id, sent), await asyncio.gather(*map(draw, sent)), strict=True))  # each within its patience
    uploads = [_upload(a, fetched.get(id(a)) or (await draw(a) if a.recipe else File(ref=a.ref))) for a in attachments]
    return list(_batches([upload for upload in uploads if upload.source])), unsent(
        [upload for upload in uploads if not upload.source]
    )


def unsent(uploads: Sequence[Upload]) -> list[str]:
    """What is said in the place of these, once each."""
    return list(dict.fromkeys(upload.instead for upload in uploads if upload.instead))


def _upload(attachment: Attachment, file: File) -> Upload:
    if not (attachment.recipe or attachment.ref):
        raise Unsayable("an attachment with neither ref nor recipe")
    kind = (file.kind or attachment.kind).value
    if file.content:  # what is no photo or film of its own is sent as what the platform called it
        method = attachment.ref.rpartition(":")[0] if not file.kind else ""
        return Upload(method or kind, file.content, file.name, file.instead)
    method, _, file_id = file.ref.rpartition(":")
    return Upload(method or kind, file_id, instead=file.instead)


def _batches(uploads: Sequence[Upload]) -> Iterator[list[Upload]]:
    """Photos and videos that stand together make albums; every other file goes by itself."""
    batch: list[Upload] = []
    for upload in uploads:
        shown = upload.method in (MediaKind.PHOTO, MediaKind.VIDEO)
        if batch and not (shown and len(batch) < ALBUM):
            yield batch
            batch = []
        if shown:
            batch.append(upload)
        else:
            yield [upload]
    if batch:
        yield batch


def buttons(keyboard: Keyboard | None) -> dict[str, Keyboard]:
    """The parameter of a call that says which buttons stand below; nothing if none do."""
    return {"reply_markup": keyboard} if keyboard else {}


def carries(batch: Sequence[Upload], text: str, keyboard: Keyboard | None) -> bool:
    """Whether one call can send this batch together with the text and the buttons."""
    alone = len(batch) == 1
    captioned = not text or not (alone and batch[0].method in ("video_note", "sticker"))
    return captioned and length(text, utf16=True) <= CAPTION and (alone or keyboard is None)


async def send(bot: Bot, chat: str, batch: Sequence[Upload], text: str, keyboard: Keyboard | None) -> str:
    """Sends what `carries`. Returns the id of the (first) message. Raises TelegramError."""
    if len(batch) > 1:
        kinds = {"photo": InputMediaPhoto, "video": InputMediaVideo}
        album = [kinds[u.method](u.source, filename=u.name) for u in batch]
        sent = await bot.send_media_group(chat, album, caption=text or None)
        return str(sent[0].message_id)
    upload = batch[0]
    options: dict[str, Any] = {"api_kwargs": buttons(keyboard)}
    if text:
        options["caption"] = text
    if upload.name:
        options["filename"] = upload.name
    message = await getattr(bot, f"send_{upload.method}")(chat, upload.source, **options)
    return str(message.message_id)
