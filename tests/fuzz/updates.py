"""Whole updates, made from the Bot API's description: right ones with odd values, wrong ones, and torn bytes."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests import botapi
from tests.fuzz.values import LAMP, anything, file_names, floats, integers, plain, texts

TYPES: dict[str, Any] = json.loads(Path(botapi.__file__).with_name("facts.json").read_text(encoding="utf-8"))["types"]
KINDS = [*["message"] * 4, *["callback_query"] * 4, *["edited_message"] * 2, "my_chat_member", "channel_post"]
CONTENT = ["photo", "document", "video", "voice", "audio", "animation", "sticker", "location", "venue", "contact"]
PEOPLE, GROUPS = (1001, 1002, 1003), (-500, -501)
COMMANDS = ["/start", "/help", "/my", "/language", "/inbox", "/case 1", "/export_my_data", "/nothing"]
DEPTH = 3  # of objects in objects that are there by chance

string = st.one_of(plain, plain, plain, plain, anything)  # a lone surrogate makes the whole unreadable
number = st.one_of(*[st.integers(1, 2**31 - 1)] * 8, integers)  # and so does a date that is none
user = st.one_of(
    st.fixed_dictionaries(
        {"id": st.sampled_from(PEOPLE), "is_bot": st.just(False), "first_name": texts},
        optional={"last_name": texts, "language_code": st.sampled_from(["zh-hans", "en", "", "x" * 99])},
    ),
)
private = st.sampled_from(PEOPLE).map(lambda account: {"id": account, "type": "private"})
group = st.fixed_dictionaries(
    {"id": st.sampled_from(GROUPS), "type": st.sampled_from(["group", "supergroup"])}, optional={"title": texts}
)


@st.composite
def of_type(draw: st.DrawFn, kind: str, depth: int = DEPTH) -> Any:
    """A value of a type of the Bot API, as it could come."""
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return draw(st.lists(of_type(inner, depth - 1), min_size=int(depth > 0), max_size=2))
    scalars = {
        "Integer": number,
        "Float": floats,
        "Boolean": st.booleans(),
        "String": anything,
        "True": st.just(True),
    }
    if kind in scalars:
        return draw(scalars[kind])
    if kind == "User":
        return draw(user)
    if kind == "Chat":
        return draw(st.one_of(private, group))
    facts = TYPES.get(kind)
    if facts is None:
        return draw(st.dictionaries(st.text(max_size=5), integers, max_size=1))
    if "one of" in facts:
        return draw(of_type(draw(st.sampled_from(facts["one of"])), depth))
    values = {}
    for name, field in facts["fields"].items():
        if field.get("required"):
            values[name] = field["is"] if "is" in field else draw(of_type(field["types"][0], depth - 1))
    optional = [name for name, field in facts["fields"].items() if not field.get("required")]
    if depth > 0 and optional:
        for name in draw(st.lists(st.sampled_from(optional), max_size=2, unique=True)):
            values[name] = draw(of_type(facts["fields"][name]["types"][0], depth - 1))
    if "file_name" in values:
        values["file_name"] = draw(file_names)
    return values


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """A message that somebody can have sent, with whatever else may stand in one."""
    sender = draw(user)
    chat = draw(st.one_of(st.just({"id": sender["id"], "type": "private"}), st.one_of(private, group)))
    message = draw(of_type("Message", 2))
    message |= {"from": sender, "chat": chat, "date": draw(number)}
    message["message_id"] = draw(st.one_of(st.integers(1, 50), integers))
    if draw(st.integers(0, 2)):
        message["text"] = draw(st.one_of(texts, st.sampled_from([LAMP, *COMMANDS])))
    else:
        name = draw(st.sampled_from(CONTENT))
        message |= {name: draw(of_type(TYPES["Message"]["fields"][name]["types"][0], 2)), "caption": draw(texts)}
    return message


@st.composite
def updates(draw: st.DrawFn, actions: st.SearchStrategy[str]) -> dict[str, Any]:
    """An update; of a press the data is one of `actions`."""
    kind = draw(st.sampled_from(KINDS))
    content: Any
    if kind in ("message", "edited_message", "channel_post"):
        content = draw(messages())
    elif kind == "callback_query":
        content = {**draw(of_type("CallbackQuery", 2)), "data": draw(actions)}
    else:
        content = draw(of_type("ChatMemberUpdated", 2))
    return {kind: content}


@st.composite
def wrong(draw: st.DrawFn, right: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """An update of which one field, at any depth, is gone or is of a wrong type."""
    update = draw(right)
    place: Any = update
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return update
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        if draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw(st.one_of(st.none(), integers, floats, anything, st.just([]), st.just({}), st.booleans()))
        return update


@st.composite
def torn(draw: st.DrawFn, right: st.SearchStrategy[bytes]) -> bytes:
    """Bytes of which some were changed, cut out, said twice or put in."""
    content = bytearray(draw(right))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, 1 << 16)) % (len(content) + 1)  # a workbook's length changes with the hour
        length = draw(st.integers(0, 12))
        match draw(st.sampled_from(["change", "cut", "twice", "put"])):
            case "change":
                content[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del content[at : at + length]
            case "twice":
                content[at:at] = content[at : at + length]
            case _:
                content[at:at] = draw(
                    st.sampled_from([b"\0", b"\xff", b'"', b"{", b"[" * 50, b"NaN", b"1e999", b"\\ud800"])
                )
    return bytes(content)
