"""The pieces that checks are made of: functions that take a value and the name of its field, and return the value or
raise ApiError 400.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from .errors import bad
from .markup import utf16

Check = Callable[[Any, str], Any]

INTEGER = re.compile(r"-?\d{1,19}")
TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def integer(value: Any, name: str) -> Any:
    if type(value) is not int:
        raise bad(f'field "{name}" must be of type Integer')
    return value


def number(value: Any, name: str) -> Any:
    if type(value) not in (int, float):
        raise bad(f'field "{name}" must be of type Float')
    return value


def string(value: Any, name: str) -> Any:
    if not isinstance(value, str):
        raise bad(f'field "{name}" must be of type String')
    return value


def boolean(value: Any, name: str) -> Any:
    if not isinstance(value, bool):
        raise bad(f'field "{name}" must be of type Boolean')
    return value


def identifier(value: Any, name: str) -> Any:
    """Integer or String: a number, also as a text, becomes an int."""
    if isinstance(value, str):
        return int(value) if INTEGER.fullmatch(value) else value
    return integer(value, name)


SCALARS: dict[str, Check] = {"Integer": integer, "Float": number, "String": string, "Boolean": boolean}
TEXTS: dict[str, Callable[[str], Any]] = {"Integer": int, "Float": float, "Boolean": lambda text: TRUTH[text.lower()]}


def array(check: Check) -> Check:
    def items(value: Any, name: str) -> Any:
        if not isinstance(value, list):
            raise bad(f'field "{name}" must be an Array')
        for item in value:
            check(item, name)
        return value

    return items


def fixed(check: Check, constant: str) -> Check:
    def constant_only(value: Any, name: str) -> Any:
        if check(value, name) != constant:
            raise bad(f'field "{name}" must be "{constant}"')
        return value

    return constant_only


def limited(check: Check, least: int, most: int, unit: str) -> Check:
    """With a limit; what is counted "parsed" is left to the method, which parses it."""
    measures: dict[str, Callable[[Any], float]] = {
        "characters": utf16,
        "bytes": lambda text: len(text.encode()),
        "items": len,
        "value": lambda value: value,
    }
    measure = measures.get(unit)
    if measure is None:
        return check

    def within(value: Any, name: str) -> Any:
        checked = check(value, name)
        if not least <= measure(checked) <= most:
            if name.endswith("callback_data"):
                raise bad("BUTTON_DATA_INVALID")
            raise bad(f'field "{name}" is out of its limits: {least}-{most} {unit}')
        return checked

    return within


def from_text(kinds: list[str], strict: Check) -> Check:
    """Reads a form value, which is a string. An empty one means "not given", except for a String."""
    if "String" in kinds:
        return strict
    scalar = TEXTS.get(kinds[0])

    def read(text: Any, name: str) -> Any:
        if not text:
            return None
        if scalar is None:
            return strict(decoded(text, name), name)
        try:
            return strict(scalar(text), name)
        except (KeyError, ValueError) as error:
            raise bad(f'field "{name}" must be of type {kinds[0]}') from error

    return read


def from_json(kinds: list[str], strict: Check) -> Check:
    """Reads a top-level JSON value: objects may also come JSON-serialized, as in a form."""
    if "String" in kinds or not set(kinds).isdisjoint(SCALARS):
        return strict
    return lambda value, name: strict(decoded(value, name) if isinstance(value, str) else value, name)


def decoded(text: str, name: str) -> Any:
    """A JSON-serialized parameter."""
    try:
        return json.loads(text)
    except ValueError as error:
        what = "reply keyboard markup" if name == "reply_markup" else name
        raise bad(f"can't parse {what} JSON object") from error
