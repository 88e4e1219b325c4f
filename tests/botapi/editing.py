"""The methods that change, remove or mark a message that is there."""

from __future__ import annotations

from typing import Any

from .cloud import Chat, Cloud, Post
from .errors import NOT_MODIFIED, bad
from .files import SHAPES
from .registry import Parameters, Uploads, method
from .sending import caption_content, check_markup, media_content, text_content

MEDIA = {"photo", *SHAPES}
TEXT = {"text", "entities", "link_preview_options"}
CAPTION = {"caption", "caption_entities"}


@method("editMessageText")
def edit_message_text(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    post = editable(cloud, call)
    content = text_content(call)
    if "text" not in post.api:
        raise bad("there is no text in the message to edit")
    return change(cloud, post, call, content, TEXT)


@method("editMessageCaption")
def edit_message_caption(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    post = editable(cloud, call)
    content = caption_content(call)
    if not MEDIA & post.api.keys():
        raise bad("there is no caption in the message to edit")
    return change(cloud, post, call, content, CAPTION)


@method("editMessageMedia")
def edit_message_media(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    post = editable(cloud, call)
    content = media_content(cloud, call["media"], uploads)
    return change(cloud, post, call, content, MEDIA | CAPTION | TEXT)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    return change(cloud, editable(cloud, call), call, {}, set())


@method("deleteMessage")
def delete_message(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    chat = cloud.open_chat(call["chat_id"])
    post = cloud.find(chat, call["message_id"], "delete")
    _check_deletable(chat, post, cloud)
    del chat.posts[call["message_id"]]
    return True


@method("deleteMessages")
def delete_messages(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    chat = cloud.open_chat(call["chat_id"])
    for message_id in call["message_ids"]:  # "if some of the messages can't be found, they are skipped"
        if message_id in chat.posts:
            _check_deletable(chat, chat.posts[message_id], cloud)
            del chat.posts[message_id]
    return True


@method("setMessageReaction")
def set_message_reaction(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    cloud.find(cloud.open_chat(call["chat_id"]), call["message_id"], "react")
    return True


@method("pinChatMessage")
@method("unpinChatMessage")
def pin_chat_message(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    chat = cloud.open_chat(call["chat_id"])
    if "message_id" in call:
        cloud.find(chat, call["message_id"], "pin")
    if chat.type != "private" and not is_admin(cloud, chat):
        raise bad("not enough rights to manage pinned messages in the chat")
    return True


def editable(cloud: Cloud, call: Parameters) -> Post:
    """The bot's own message that the call names. Raises ApiError."""
    if "inline_message_id" in call:
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in call:
        raise bad("chat_id is empty")
    if "message_id" not in call:
        raise bad("message identifier is not specified")
    check_markup(call.get("reply_markup"))
    post = cloud.find(cloud.open_chat(call["chat_id"]), call["message_id"], "edit")
    if not post.by_bot or post.keyboard or "forward_origin" in post.api:
        raise bad("message can't be edited")
    return post


def change(cloud: Cloud, post: Post, call: Parameters, content: dict[str, Any], replaced: set[str]) -> dict[str, Any]:
    """Puts the new content in the place of the fields `replaced`; no reply_markup in the call means no buttons.

    Raises ApiError "message is not modified" if nothing changes.
    """
    markup = call.get("reply_markup")
    if not (markup or {}).get("inline_keyboard"):
        markup = None
    old = {key: value for key, value in post.api.items() if key in replaced - {"link_preview_options"}}
    new = {key: value for key, value in content.items() if key != "link_preview_options"}
    if old == new and post.api.get("reply_markup") == markup:
        raise NOT_MODIFIED
    kept = {key: value for key, value in post.api.items() if key not in replaced and key != "reply_markup"}
    post.api = {**kept, "edit_date": int(cloud.now()), **content}  # a new object: earlier answers stay as they were
    cloud.set_markup(post, markup)
    return post.api


def is_admin(cloud: Cloud, chat: Chat) -> bool:
    """Whether the bot is an administrator of the group."""
    return chat.members.get(cloud.bot["id"]) == "administrator"


def _check_deletable(chat: Chat, post: Post, cloud: Cloud) -> None:
    """Its own messages and those of a private chat for 48 hours; as an administrator all. Raises ApiError."""
    if is_admin(cloud, chat):
        return
    if not (post.by_bot or chat.type == "private") or cloud.now() - post.api["date"] > 48 * 3600:
        raise bad("message can't be deleted for everyone")
