"""What people see: messages as they stand in a chat, with their buttons and attachments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .cloud import Cloud, Post
from .files import SHAPES


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `data` of an inline one, `url` of a link; a reply keyboard's has neither."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message: "photo", "document" ..., its name if it has one, its bytes."""

    kind: str
    name: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands in a chat now: `text` is its text or caption, without markup, `raw` what the API shows."""

    chat_id: int
    id: int
    text: str
    buttons: tuple[tuple[Button, ...], ...]
    keyboard: tuple[tuple[Button, ...], ...]
    attachments: tuple[Attachment, ...]
    by_bot: bool
    raw: dict[str, Any]

    @property
    def labels(self) -> list[str]:
        """The labels of all inline buttons, row by row."""
        return [button.label for row in self.buttons for button in row]

    def button(self, label_or_data: str) -> Button | None:
        """The inline or keyboard button with this label or data, or else the only one whose label contains it."""
        every = [button for row in (*self.buttons, *self.keyboard) for button in row]
        for button in every:
            if label_or_data in (button.label, button.data):
                return button
        similar = [button for button in every if label_or_data in button.label]
        return similar[0] if len(similar) == 1 else None


def shown(cloud: Cloud, post: Post) -> Shown:
    """The message of a post."""
    raw = post.api
    return Shown(
        chat_id=raw["chat"]["id"],
        id=raw["message_id"],
        text=raw.get("text", raw.get("caption", "")),
        buttons=_rows(raw.get("reply_markup", {}).get("inline_keyboard", [])),
        keyboard=_rows((post.keyboard or {}).get("keyboard", [])),
        attachments=_attachments(cloud, raw),
        by_bot=post.by_bot,
        raw=raw,
    )


def _rows(rows: list[list[dict[str, Any]]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in rows)


def _attachments(cloud: Cloud, raw: dict[str, Any]) -> tuple[Attachment, ...]:
    objects = [("photo", raw["photo"][-1])] if "photo" in raw else []
    objects += [(kind, raw[kind]) for kind in SHAPES if kind in raw and not (kind == "document" and "animation" in raw)]
    files = [(kind, cloud.files.of(about["file_id"])) for kind, about in objects]
    return tuple(Attachment(kind, file.name, file.content) for kind, file in files)
