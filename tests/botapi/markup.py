"""Texts as Telegram counts and formats them: UTF-16 lengths, parse_mode HTML, entities.

The HTML rules and the wording of the errors follow TDLib's parser: only the tags below, each closed in its order, only
the entities &lt; &gt; &amp; &quot; and numeric ones (any other "&" stays as it is).
Markdown and MarkdownV2 are not checked by this server, so it refuses them rather than to let them pass unseen.
"""

from __future__ import annotations

import re
from typing import Any

from .errors import ApiError, bad

Entity = dict[str, Any]

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
SPECIAL = re.compile(r"[<&]")
CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)(?![A-Za-z])|#(?:x([0-9a-fA-F]{1,6})|(\d{1,7})));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TAG = re.compile(r"""<(/?)([^\s>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""")
ATTRIBUTE = re.compile(r"""\s+([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")

# What people's clients mark by themselves.
SEEN = re.compile(
    r"(?P<url>https?://[^\s<>，。；！？、（）]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w+)"
)


def utf16(text: str) -> int:
    """The length in UTF-16 code units, which is what Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) >> 1


def seen_entities(text: str) -> list[Entity]:
    """The entities that a client finds in a text that a person types."""
    if text.isascii() and text.isalnum():
        return []
    return [
        {"type": found.lastgroup, "offset": utf16(text[: found.start()]), "length": utf16(found[0])}
        for found in SEEN.finditer(text)
    ]


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The text that people see, trimmed as Telegram does it, and its entities. Raises ApiError."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode")
        text, entities = parse_html(text)
    elif entities:
        _check_entities(text, entities)
    entities = entities or []
    shown = text.rstrip()
    blank = len(shown) - len(shown.lstrip())
    if not entities:
        return shown.strip(), entities
    skipped, end = utf16(shown[:blank]), utf16(shown)
    trimmed = []
    for entity in entities:
        first, last = max(entity["offset"], skipped), min(entity["offset"] + entity["length"], end)
        if first < last:
            trimmed.append({**entity, "offset": first - skipped, "length": last - first})
    return shown[blank:], sorted(trimmed, key=lambda e: (e["offset"], -e["length"]))


def _check_entities(text: str, entities: list[Entity]) -> None:
    length = utf16(text)
    for entity in entities:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if first < 0 or last <= first or last > length:
            raise bad(
                f"entity beginning at UTF-16 offset {first} ends after the end of the text at UTF-16 offset {length}"
            )


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The plain text and the entities of a text in Telegram's HTML. Raises ApiError."""
    if not SPECIAL.search(html):
        return html, []
    parts: list[str] = []
    entities: list[Entity] = []
    opened: list[tuple[str, str, int, int]] = []  # tag, argument, UTF-16 offset, number of parts before
    position = offset = 0
    while found := SPECIAL.search(html, position):
        start = found.start()
        parts.append(html[position:start])
        offset += utf16(parts[-1])
        if found[0] == "&":
            character, position = _character(html, start)
            parts.append(character)
            offset += utf16(character)
            continue
        tag = TAG.match(html, start)
        if tag is None:
            kind = "end" if html.startswith("</", start) else "start"
            raise _cannot(html, start, f"Unclosed {kind} tag at byte offset {{}}")
        position = tag.end()
        name = tag[2].lower()
        if not tag[1]:
            opened.append((name, _argument(html, tag, name), offset, len(parts)))
            continue
        if not opened:
            raise _cannot(html, start, "Unexpected end tag at byte offset {}")
        open_name, argument, begin, first_part = opened.pop()
        if name and name != open_name:
            wanted = f'expected "</{open_name}>", found "</{name}>"'
            raise _cannot(html, start, "Unmatched end tag at byte offset {}, " + wanted)
        if offset > begin and (entity := _entity(open_name, argument, "".join(parts[first_part:]))):
            entities.append({**entity, "offset": begin, "length": offset - begin})
    if opened:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1][0]}\"")
    parts.append(html[position:])
    return "".join(parts), entities


def _character(html: str, start: int) -> tuple[str, int]:
    """The character that a reference stands for, and where it ends; an unknown one stays an ampersand."""
    found = CHARACTER.match(html, start)
    if found is None:
        return "&", start + 1
    if found[1]:
        return NAMED[found[1]], found.end()
    code = int(found[2], 16) if found[2] else int(found[3])
    if not 0 < code < 0x10FFFF:
        return "&", start + 1
    if 0xD800 <= code <= 0xDFFF:
        raise bad("can't parse entities: Text contains invalid Unicode characters after decoding HTML entities")
    return chr(code), found.end()


def _argument(html: str, tag: re.Match[str], name: str) -> str:
    """The one attribute that matters to a start tag. Raises ApiError for a tag or attribute that is not allowed."""
    if name not in TAGS:
        raise _cannot(html, tag.start(), f'Unsupported start tag "{name}" at byte offset {{}}')
    attributes: dict[str, str] = {}
    position = 0
    while found := ATTRIBUTE.match(tag[3], position):
        attributes[found[1]] = (found[2] or "").strip("\"'")
        position = found.end()
    if tag[3][position:].strip():
        raise _cannot(html, tag.start(), f'Malformed attributes of the tag "{name}" at byte offset {{}}')
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot(html, tag.start(), 'Tag "span" must have class "tg-spoiler" at byte offset {}')
    if name == "blockquote":
        return "expandable" if "expandable" in attributes else ""
    value = attributes.get({"a": "href", "tg-emoji": "emoji-id"}.get(name, ""), "")
    return CHARACTER.sub(lambda found: _character(found[0], 0)[0], value)


def _entity(name: str, argument: str, inner: str) -> Entity | None:
    kind = TAGS[name]
    if name == "a":
        url = argument or inner
        return {"type": kind, "url": url} if "." in url or "://" in url else None
    if name == "tg-emoji":
        if not argument.isdigit():
            raise bad("can't parse entities: Invalid custom emoji identifier specified")
        return {"type": kind, "custom_emoji_id": argument}
    if name == "blockquote" and argument == "expandable":
        return {"type": "expandable_blockquote"}
    return {"type": kind}


def _cannot(html: str, start: int, reason: str) -> ApiError:
    return bad("can't parse entities: " + reason.format(len(html[:start].encode())))
