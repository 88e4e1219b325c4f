"""The content of a message: its words, files, place and phone number.

A file can be sent again only by the method of its own type, so the `ref` of what MediaKind has no name for says which:
`animation:ID` and `video_note:ID`. (File ids have no colon.)
"""

from math import isfinite

from telegram import Animation, Audio, Document, Message, PhotoSize, Video, VideoNote, Voice

from bot.messages import Location, Media, MediaKind
from bot.privacy import clean, file_name


def words_of(message: Message) -> str:
    """What the message says in words, not cleaned yet. What has none but is readable as words (a poll, a checklist,
    another person's contact) is written out; so is nothing lost."""
    if message.checklist:
        return "\n".join([message.checklist.title, *(f"- {task.text}" for task in message.checklist.tasks)])
    if message.poll:
        return "\n".join([message.poll.question, *(f"- {option.text}" for option in message.poll.options)])
    if message.dice:
        return message.dice.emoji
    if message.contact and not phone_of(message):
        contact = message.contact
        return " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)
    return message.text or message.caption or ""


def phone_of(message: Message) -> str:
    """The phone number that the sender shared as their own; empty for anybody else's."""
    contact, sender = message.contact, message.from_user
    own = contact and sender and contact.user_id == sender.id and not message.sender_chat
    return clean(contact.phone_number) if contact and own else ""


def location_of(message: Message) -> Location | None:
    """The place, with its name if it is a venue. Raises ValueError for a point that is not on the earth."""
    point = message.location
    if point is None:
        return None
    if not (isfinite(point.latitude) and abs(point.latitude) <= 90 and abs(point.longitude) <= 180):
        raise ValueError("not a place")
    name = f"{message.venue.title} {message.venue.address}" if message.venue else ""
    return Location(point.latitude, point.longitude, clean(name).strip())


def media_of(message: Message) -> tuple[Media, ...]:
    """The file, if there is one; of a photo the largest size."""
    if message.photo:
        photo = max(message.photo, key=_pixels)
        return (Media(MediaKind.PHOTO, photo.file_id, mime="image/jpeg", size=photo.file_size or 0),)
    if animation := message.animation:  # before `document`, which Telegram sets as well
        return (_media(MediaKind.VIDEO, animation, ref=f"animation:{animation.file_id}"),)
    if note := message.video_note:
        return (_media(MediaKind.VIDEO, note, ref=f"video_note:{note.file_id}"),)
    if sticker := message.sticker:
        return (Media(MediaKind.STICKER, sticker.file_id, clean(sticker.emoji or ""), size=sticker.file_size or 0),)
    plain = {
        MediaKind.VIDEO: message.video,
        MediaKind.VOICE: message.voice,
        MediaKind.AUDIO: message.audio,
        MediaKind.DOCUMENT: message.document,
    }
    return tuple(_media(kind, file) for kind, file in plain.items() if file)


def _media(kind: MediaKind, file: Animation | Audio | Document | Video | VideoNote | Voice, ref: str = "") -> Media:
    name, mime = getattr(file, "file_name", None), getattr(file, "mime_type", None)  # not all kinds have them
    return Media(kind, ref or file.file_id, file_name(name) if name else "", clean(mime or ""), file.file_size or 0)


def _pixels(photo: PhotoSize) -> int:
    return photo.width * photo.height
