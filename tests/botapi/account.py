"""The methods about the bot itself, about chats and members, files, and the answers to pressed buttons."""

from __future__ import annotations

import re
from typing import Any

from .cloud import QUERY_LIFETIME, Chat, Cloud
from .errors import CHAT_NOT_FOUND, NEVER_WROTE, QUERY_TOO_OLD, bad, forbidden
from .files import DOWNLOAD_LIMIT
from .registry import Parameters, Uploads, method

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")

STATUS_FIELDS: dict[str, dict[str, Any]] = {
    "creator": {"is_anonymous": False},
    "administrator": {
        "can_be_edited": False,
        "is_anonymous": False,
        **dict.fromkeys(
            [
                "can_manage_chat",
                "can_delete_messages",
                "can_manage_video_chats",
                "can_restrict_members",
                "can_promote_members",
                "can_change_info",
                "can_invite_users",
                "can_post_stories",
                "can_edit_stories",
                "can_delete_stories",
            ],
            True,
        ),
    },
    "kicked": {"until_date": 0},
}
FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"], False
    ),
}


@method("getMe")
def get_me(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    return cloud.bot


@method("getFile")
def get_file(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    file = cloud.files.of(call["file_id"])
    if file.file_id in cloud.files.expired:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {**file.about(), "file_path": file.path}


@method("answerCallbackQuery")
def answer_callback_query(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    query = cloud.queries.get(call["callback_query_id"])
    if query is None or query.answer is not None or cloud.now() - query.at > QUERY_LIFETIME:
        raise QUERY_TOO_OLD
    query.answer = call
    return True


# --- chats and members


@method("getChat")
def get_chat(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    return {**readable(cloud, call).about, **FULL}


@method("getChatMember")
def get_chat_member(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    chat = readable(cloud, call)
    user_id = call["user_id"]
    if user_id not in cloud.users and user_id != cloud.bot["id"]:
        raise bad("user not found")
    return member(cloud, user_id, chat.members.get(user_id, "left"))


@method("getChatAdministrators")
def get_chat_administrators(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    chat = readable(cloud, call)
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    admins = {user: status for user, status in chat.members.items() if status in ("creator", "administrator")}
    return [member(cloud, user, status) for user, status in admins.items() if user != cloud.bot["id"]]


@method("getChatMemberCount")
def get_chat_member_count(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    statuses = readable(cloud, call).members.values()
    return sum(1 for status in statuses if status not in ("left", "kicked"))


@method("leaveChat")
def leave_chat(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    chat = cloud.open_chat(call["chat_id"])
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.members[cloud.bot["id"]] = "left"
    chat.refusal = forbidden(f"bot is not a member of the {chat.type} chat")
    return True


def readable(cloud: Cloud, call: Parameters) -> Chat:
    """The chat that the call asks about: one from which the bot was not thrown out. Raises ApiError."""
    chat = cloud.chat(call["chat_id"])
    if chat.refusal is NEVER_WROTE:
        raise CHAT_NOT_FOUND
    if chat.refusal is not None and chat.type != "private":
        raise chat.refusal
    return chat


def member(cloud: Cloud, user_id: int, status: str) -> dict[str, Any]:
    """A ChatMember."""
    user = cloud.bot_sender if user_id == cloud.bot["id"] else cloud.users[user_id]
    return {"status": status, "user": user, **STATUS_FIELDS.get(status, {})}


# --- the bot's commands, texts and menu button


def scope_key(cloud: Cloud, call: Parameters) -> tuple[tuple[Any, ...], str]:
    """What commands are stored under: scope and language. Raises ApiError for an unknown chat or language."""
    scope = call.get("scope", {"type": "default"})
    key: tuple[Any, ...] = (scope["type"],)
    if "chat_id" in scope:
        chat = cloud.chat(scope["chat_id"])
        if chat.refusal is NEVER_WROTE:  # unknown to the bot, say of an admin who has not yet started it
            raise CHAT_NOT_FOUND
        key += (chat.id,)
    if "user_id" in scope:
        key += (scope["user_id"],)
    return key, language_of(call)


def language_of(call: Parameters) -> str:
    """The call's language, "" for all. Raises ApiError for anything but a two-letter ISO 639-1 code."""
    code: str = call.get("language_code", "")
    if not LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


@method("setMyCommands")
def set_my_commands(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    for command in call["commands"]:
        if not COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
    cloud.commands[scope_key(cloud, call)] = call["commands"]
    return True


@method("deleteMyCommands")
def delete_my_commands(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    cloud.commands.pop(scope_key(cloud, call), None)
    return True


@method("getMyCommands")
def get_my_commands(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    return cloud.commands.get(scope_key(cloud, call), [])


def profile_text(field: str, method_part: str) -> None:
    """Registers setMyName and getMyName, and their like."""

    @method(f"setMy{method_part}")
    def set_text(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
        cloud.profile[field, language_of(call)] = call.get(field, "")
        return True

    @method(f"getMy{method_part}")
    def get_text(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
        default = cloud.profile.get((field, ""), "")
        return {field: cloud.profile.get((field, language_of(call))) or default}


profile_text("name", "Name")
profile_text("description", "Description")
profile_text("short_description", "ShortDescription")


@method("setChatMenuButton")
def set_chat_menu_button(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    cloud.menu_buttons[_menu_chat(cloud, call)] = call.get("menu_button", {"type": "default"})
    return True


@method("getChatMenuButton")
def get_chat_menu_button(cloud: Cloud, call: Parameters, uploads: Uploads) -> Any:
    default = cloud.menu_buttons.get(0, {"type": "default"})
    return cloud.menu_buttons.get(_menu_chat(cloud, call), default)


def _menu_chat(cloud: Cloud, call: Parameters) -> int:
    """The private chat whose button it is, 0 for all. Raises ApiError."""
    if "chat_id" not in call:
        return 0
    chat = cloud.chat(call["chat_id"])
    if chat.type != "private":
        raise bad("menu buttons are for private chats only")
    return chat.id
