"""The methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from .cloud import Cloud
from .errors import bad
from .files import SHAPES
from .markup import formatted, utf16
from .registry import Parameters, Uploads, method

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BUTTONS_IN_ROW, BUTTONS = 8, 100  # inline keyboards; seen in practice, not in the documentation
ALBUMS = ({"photo", "video"}, {"document"}, {"audio"})  # what may stand together
ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]
BUTTON_LOOKS = {"text", "icon_custom_emoji_id", "style"}


@method("sendMessage")
def send_message(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    return deliver(cloud, call, text_content(call))


@method("sendLocation")
def send_location(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    return deliver(cloud, call, {"location": place(call)})


@method("sendVenue")
def send_venue(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    venue = {"location": place(call), "title": call["title"], "address": call["address"]}
    return deliver(cloud, call, {"venue": venue, "location": venue["location"]})


@method("sendContact")
def send_contact(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    contact = {key: call[key] for key in ("phone_number", "first_name", "last_name", "vcard") if key in call}
    return deliver(cloud, call, {"contact": contact})


@method("sendChatAction")
def send_chat_action(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    if call["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    cloud.open_chat(call["chat_id"]).actions.append(call["action"])
    return True


def send_file(kind: str) -> None:
    """Registers sendPhoto, sendDocument ... for one kind of file."""

    @method(f"send{kind}")
    def send(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
        content = caption_content(call)
        check_markup(call.get("reply_markup"))
        cloud.open_chat(call["chat_id"])
        shown = cloud.files.shown(cloud.files.sent(kind, call[kind], uploads))
        return deliver(cloud, call, {**shown, **content})


for _kind in SHAPES.keys() - {"sticker"} | {"photo"}:
    send_file(_kind)


@method("sendMediaGroup")
def send_media_group(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    kinds = {item["type"] for item in call["media"]}
    if not any(kinds <= together for together in ALBUMS):
        raise bad("these media types can't be grouped together")
    contents = [media_content(cloud, item, uploads) for item in call["media"]]
    group = f"album-{cloud.chat(call['chat_id']).id}-{cloud.chat(call['chat_id']).last_id + 1}"
    return [deliver(cloud, call, {**content, "media_group_id": group}) for content in contents]


@method("copyMessage")
def copy_message(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    original = cloud.find(cloud.open_chat(call["from_chat_id"]), call["message_id"], "copy").api
    kept = {"text", "entities", "caption", "caption_entities", "location", "contact", "venue", "photo", *SHAPES}
    content = {key: value for key, value in original.items() if key in kept}
    if "caption" in call:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(call)
    return {"message_id": deliver(cloud, call, content)["message_id"]}


@method("forwardMessage")
def forward_message(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    original = cloud.find(cloud.open_chat(call["from_chat_id"]), call["message_id"], "forward").api
    left = {"message_id", "from", "sender_chat", "chat", "date", "reply_to_message", "reply_markup", "edit_date"}
    content = {key: value for key, value in original.items() if key not in left}
    origin = {"type": "user", "date": original["date"], "sender_user": original.get("from")}
    if "from" not in original:
        origin = {"type": "channel", "date": original["date"], "chat": original["chat"]}
        origin["message_id"] = original["message_id"]
    return deliver(cloud, call, {**content, "forward_origin": origin})


def deliver(cloud: Cloud, call: Parameters, content: dict[str, Any]) -> dict[str, Any]:
    """Posts the content as the bot, with the reply and the buttons of the call. Raises ApiError."""
    markup = call.get("reply_markup")
    check_markup(markup)
    chat = cloud.open_chat(call["chat_id"])
    reply_to = None
    if reply := call.get("reply_parameters"):
        if reply["message_id"] in chat.posts and reply.get("chat_id", chat.id) == chat.id:
            reply_to = reply["message_id"]
        elif not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
    return cloud.post(chat, content, cloud.bot_sender, reply_to=reply_to, markup=markup).api


def text_content(call: Parameters) -> dict[str, Any]:
    """The fields of a text message. Raises ApiError."""
    text, entities = formatted(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    if not text:
        raise bad("message text is empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad("message is too long")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    if options := call.get("link_preview_options"):
        content["link_preview_options"] = options
    return content


def caption_content(call: Parameters) -> dict[str, Any]:
    """The fields of a caption, none for an empty one. Raises ApiError."""
    text, entities = formatted(call.get("caption", ""), call.get("parse_mode"), call.get("caption_entities"))
    if utf16(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    content: dict[str, Any] = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    return content


def media_content(cloud: Cloud, item: dict[str, Any], uploads: Uploads) -> dict[str, Any]:
    """The fields of a message made from an InputMedia. Raises ApiError."""
    if item["type"] not in SHAPES and item["type"] != "photo":
        raise bad(f'can\'t parse InputMedia: type "{item["type"]}" is unsupported')
    return {**cloud.files.shown(cloud.files.sent(item["type"], item["media"], uploads)), **caption_content(item)}


def place(call: Parameters) -> dict[str, Any]:
    """A Location. Raises ApiError for a point that is not on the earth."""
    if not (-90 <= call["latitude"] <= 90 and -180 <= call["longitude"] <= 180):
        raise bad("wrong latitude or longitude")
    return {key: call[key] for key in ("latitude", "longitude", "horizontal_accuracy", "live_period") if key in call}


def check_markup(markup: dict[str, Any] | None) -> None:
    """What the types do not say of inline keyboards: one action for each button, not too many. Raises ApiError."""
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_IN_ROW for row in rows):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        actions = button.keys() - BUTTON_LOOKS
        if not button["text"].strip():
            raise bad("can't parse inline keyboard button: button text must be non-empty")
        if not actions:
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            raise bad("can't parse inline keyboard button: exactly one action must be used")
        url = button.get("url", "https://")
        if not url.startswith(("http://", "https://", "tg://")):
            raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
