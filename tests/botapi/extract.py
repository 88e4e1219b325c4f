"""Takes the facts that the fake server checks by out of a machine-readable description of the Bot API.

    python -m tests.botapi.extract bot-api.json

writes facts.json beside this file: names, types, required fields, return types, lengths and ranges, fixed values; no
descriptions. The description file has the form {"version", "methods": {name: {"returns", "fields"}}, "types": {name:
{"fields"} or {"subtypes"}}}, each field with "name", "types", "required", "description".
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

FACTS = Path(__file__).with_name("facts.json")

# What a bot like ours could plausibly call; a method that is not listed is unknown to the server (404).
METHODS = [
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
    "sendAudio",
    "sendDocument",
    "sendVideo",
    "sendAnimation",
    "sendVoice",
    "sendMediaGroup",
    "sendLocation",
    "sendVenue",
    "sendContact",
    "sendChatAction",
    "forwardMessage",
    "copyMessage",
    "setMessageReaction",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "pinChatMessage",
    "unpinChatMessage",
    "answerCallbackQuery",
    "getFile",
    "getChat",
    "getChatAdministrators",
    "getChatMemberCount",
    "getChatMember",
    "leaveChat",
    "setMyCommands",
    "deleteMyCommands",
    "getMyCommands",
    "setMyName",
    "getMyName",
    "setMyDescription",
    "getMyDescription",
    "setMyShortDescription",
    "getMyShortDescription",
    "setChatMenuButton",
    "getChatMenuButton",
]

# What the server shows to the bot. Fields of types beyond these (gifts, stories, payments ...) are left out.
SHOWN = [
    "Update",
    "Message",
    "InaccessibleMessage",
    "MaybeInaccessibleMessage",
    "MessageEntity",
    "MessageId",
    "CallbackQuery",
    "User",
    "Chat",
    "ChatFullInfo",
    "ChatMemberUpdated",
    "ChatMember",
    "ChatMemberOwner",
    "ChatMemberAdministrator",
    "ChatMemberMember",
    "ChatMemberRestricted",
    "ChatMemberLeft",
    "ChatMemberBanned",
    "AcceptedGiftTypes",
    "InlineKeyboardMarkup",
    "InlineKeyboardButton",
    "PhotoSize",
    "Document",
    "Voice",
    "Video",
    "Audio",
    "Animation",
    "Sticker",
    "Location",
    "Venue",
    "Contact",
    "File",
    "LinkPreviewOptions",
    "MessageOrigin",
    "MessageOriginUser",
    "MessageOriginHiddenUser",
    "MessageOriginChat",
    "MessageOriginChannel",
    "WebhookInfo",
    "BotCommand",
    "BotName",
    "BotDescription",
    "BotShortDescription",
    "MenuButton",
]

SCALARS = {"Integer", "Float", "String", "Boolean", "InputFile"}
LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)(.{0,3}after entit)?", re.IGNORECASE)
ITEMS = re.compile(r"(\d+)-(\d+) (?:items|identifiers)")
AT_MOST = re.compile(r"at most (\d+) commands", re.IGNORECASE)
RANGE = re.compile(r"(?<![\w-])(\d+)-(\d+)(?![\w-])")
FIXED = re.compile(r"(?:must be|always) [\"“]?([a-z_]+)[\"”]?$")


def element(kind: str) -> str:
    """The innermost type of "Array of Array of X"."""
    return kind.rsplit("Array of ", 1)[-1]


def limit(kind: str, description: str) -> list[Any] | None:
    """The limit a description states: [least, most, what is counted], or None."""
    if kind == "String" and (found := LENGTH.search(description)):
        unit = "parsed characters" if found[4] else found[3].lower()
        return [int(found[1]), int(found[2]), unit]
    if kind.startswith("Array of ") and (found := ITEMS.search(description)):
        return [int(found[1]), int(found[2]), "items"]
    if kind.startswith("Array of ") and (found := AT_MOST.search(description)):
        return [0, int(found[1]), "items"]
    if kind in ("Integer", "Float") and (found := RANGE.search(description)):
        return [int(found[1]), int(found[2]), "value"]
    return None


def field_facts(field: dict[str, Any]) -> dict[str, Any]:
    """The facts of one field, without its name."""
    facts: dict[str, Any] = {"types": field["types"]}
    if field["required"]:
        facts["required"] = True
    if (stated := limit(field["types"][0], field["description"])) is not None:
        facts["limit"] = stated
    if field["types"] == ["String"] and (found := FIXED.search(field["description"])):
        facts["is"] = found[1]
    return facts


def type_facts(description: dict[str, Any], known: set[str] | None = None) -> dict[str, Any]:
    """The facts of one type; with `known`, only its fields of known types."""
    if "subtypes" in description:
        return {"one of": description["subtypes"]}
    fields = description.get("fields", [])
    kept = [f for f in fields if known is None or all(element(kind) in known for kind in f["types"])]
    return {"fields": {field["name"]: field_facts(field) for field in kept}}


def reachable(types: dict[str, Any], starts: set[str]) -> set[str]:
    """The types that the fields of these types, and theirs, are made of."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = element(waiting.pop())
        if name in types and name not in found:
            found.add(name)
            waiting += types[name].get("subtypes", [])
            waiting += [kind for field in types[name].get("fields", []) for kind in field["types"]]
    return found


def extract(description: dict[str, Any]) -> dict[str, Any]:
    """All facts that the server needs, from the whole description."""
    types = description["types"]
    methods = {name: description["methods"][name] for name in METHODS}
    sent = reachable(types, {kind for m in methods.values() for f in m.get("fields", []) for kind in f["types"]})
    known = sent | set(SHOWN) | SCALARS
    return {
        "version": description["version"],
        "methods": {
            name: {"returns": method["returns"], **type_facts({"fields": method.get("fields", [])})}
            for name, method in methods.items()
        },
        "types": {name: type_facts(types[name], None if name in sent else known) for name in sorted(sent | set(SHOWN))},
    }


def main() -> int:
    """Reads the description named on the command line, writes facts.json."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    facts = extract(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    FACTS.write_text(json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
