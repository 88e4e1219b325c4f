"""Files: what people and the bot upload, by file_id, with their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .checks import Upload
from .errors import TOO_LARGE, bad

MEGABYTE = 1 << 20
DOWNLOAD_LIMIT = 20 * MEGABYTE  # what a bot can download (getFile)
UPLOAD_LIMIT = 50 * MEGABYTE  # what a bot can send
PHOTO_LIMIT = 10 * MEGABYTE

FOLDERS = {
    "photo": ("photos", "jpg"),
    "document": ("documents", "bin"),
    "voice": ("voice", "oga"),
    "video": ("videos", "mp4"),
    "audio": ("music", "mp3"),
    "animation": ("animations", "mp4"),
    "sticker": ("stickers", "webp"),
}
PLAYED = {"voice": {"duration": 3}, "audio": {"duration": 30}, "video": {"width": 1280, "height": 720, "duration": 10}}
SHAPES: dict[str, dict[str, Any]] = {
    "document": {},
    **PLAYED,
    "animation": PLAYED["video"],
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}
IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF")


@dataclass(frozen=True, slots=True)
class File:
    """A stored file; `size` may be declared larger than the content, to try the limits without the bytes."""

    file_id: str
    kind: str
    content: bytes
    size: int
    name: str | None
    mime: str | None
    path: str

    def about(self) -> dict[str, Any]:
        """What every object that holds a file shows of it."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": self.size}


class Files:
    """All files of the server."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self.expired: set[str] = set()
        """File ids that the bot cannot use any more, though people still see the files."""

    def add(
        self, kind: str, content: bytes, name: str | None = None, mime: str | None = None, size: int | None = None
    ) -> File:
        """Stores a file under a new file_id."""
        number = len(self._by_id) + 1
        folder, suffix = FOLDERS[kind]
        if name and "." in name:
            suffix = "".join(c for c in name.rsplit(".", 1)[1] if c.isascii() and c.isalnum())
        path = f"{folder}/file_{number}.{suffix}"
        file = File(f"{kind}-{number:08d}", kind, content, len(content) if size is None else size, name, mime, path)
        self._by_id[file.file_id] = self._by_path[path] = file
        return file

    def of(self, file_id: str) -> File:
        """The file with this id. Raises ApiError."""
        if file_id not in self._by_id:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def at(self, path: str) -> File | None:
        """The file to download from this path, or None."""
        file = self._by_path.get(path)
        return file if file and file.size <= DOWNLOAD_LIMIT else None

    def sent(self, kind: str, value: Upload | str, uploads: dict[str, Upload]) -> File:
        """The file that a bot sends: an upload, "attach://name", or a file_id that it saw. Raises ApiError."""
        if isinstance(value, str) and value.startswith("attach://"):
            name = value.removeprefix("attach://")
            if name not in uploads:
                raise bad("can't parse InputMedia: media not found")
            value = uploads[name]
        if isinstance(value, str):
            if "://" in value:
                raise bad("failed to get HTTP URL content")
            file = self._by_id.get(value)
            if file is None or value in self.expired:
                raise bad("wrong file identifier/HTTP URL specified")
            if file.kind != kind:
                raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
            return file
        if not value.content:
            raise bad("file must be non-empty")
        if len(value.content) > UPLOAD_LIMIT:
            raise TOO_LARGE
        if kind == "photo":
            _check_photo(value.content)
        return self.add(kind, value.content, value.name, value.kind)

    def shown(self, file: File) -> dict[str, Any]:
        """The fields of a Message that show this file."""
        if file.kind == "photo":
            return {"photo": [self._thumbnail(file), {**file.about(), "width": 1280, "height": 960}]}
        about = {**file.about(), **SHAPES[file.kind]}
        if file.name and file.kind not in ("voice", "sticker"):
            about["file_name"] = file.name
        if file.mime and file.kind != "sticker":
            about["mime_type"] = file.mime
        shown: dict[str, Any] = {file.kind: about}
        if file.kind == "animation":  # "for backward compatibility, the document field is set as well"
            shown["document"] = {key: about[key] for key in about if key not in PLAYED["video"]}
        return shown

    def _thumbnail(self, file: File) -> dict[str, Any]:
        """The small size of a photo: other bytes, so that a bot that takes it for the photo is found out."""
        thumbnail_id = f"{file.file_id}-s"
        if thumbnail_id not in self._by_id:
            content = file.content[: len(file.content) // 8]
            small = File(thumbnail_id, "photo", content, len(content), None, None, f"thumbnails/{file.path}")
            self._by_id[thumbnail_id] = self._by_path[small.path] = small
        return {**self._by_id[thumbnail_id].about(), "width": 90, "height": 67}


def _check_photo(content: bytes) -> None:
    """A photo must be an image, at most 10 MB, width and height together at most 10,000, and at most 20 to 1."""
    if len(content) > PHOTO_LIMIT:
        raise bad("file is too big for a photo")
    if not content.startswith(IMAGES):
        raise bad("IMAGE_PROCESS_FAILED")
    if content.startswith(b"\x89PNG"):  # a PNG states its size in a fixed place
        width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
