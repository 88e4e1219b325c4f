"""Placeholders in a unit's quick replies: {编号} or {number} is put in when the reply is used."""

import re
import unicodedata
from collections.abc import Mapping

PLACEHOLDERS: Mapping[str, str] = {"编号": "number", "单位": "unit", "办理期限": "due", "日期": "date"}
"""What may stand between braces, in Chinese and in English."""

_PLACEHOLDER = re.compile(r"[{｛]([^{}｛｝\n]{0,30})[}｝]")


def unknown(text: str) -> list[str]:
    """What stands between braces and is no placeholder, as it was typed."""
    return [m[0] for m in _PLACEHOLDER.finditer(text) if _name(m[1]) is None]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with `values` (by the English names) in place of the placeholders; others stay as they are."""
    return _PLACEHOLDER.sub(lambda m: values.get(_name(m[1]) or "", m[0]), text)


def _name(typed: str) -> str | None:
    """The English name of a placeholder that somebody typed, with spaces, fullwidth or in capitals too."""
    word = "".join(unicodedata.normalize("NFKC", typed).casefold().split())
    return PLACEHOLDERS.get(word) or (word if word in PLACEHOLDERS.values() else None)
