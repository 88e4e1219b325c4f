"""Checks requests (and what the server itself shows) against facts.json.

Each type and field is compiled once, at load, into a closure that returns the decoded value or raises ApiError 400.
Top-level parameters of form and multipart bodies are strings and are decoded; inside JSON every value must have exactly
the type that the Bot API states, which is stricter than the real server (it takes "5" for 5, ignores unknown fields and
clamps numbers), because what it forgives is a mistake nevertheless.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import bad
from .values import SCALARS, Check, array, fixed, from_json, from_text, identifier, limited

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Method:
    """One method: how to read each field from a text and from JSON, which fields must be there, what it returns."""

    name: str
    returns: str
    from_text: dict[str, Check]
    from_json: dict[str, Check]
    required: frozenset[str]
    file_fields: frozenset[str]

    def check(self, parameters: Mapping[str, Any], texts: bool, files: Mapping[str, Upload]) -> dict[str, Any]:
        """The decoded parameters; `texts` says that they come from a form or a query string. Raises ApiError."""
        readers = self.from_text if texts else self.from_json
        read: dict[str, Any] = {}
        for name, value in parameters.items():
            reader = readers.get(name)
            if reader is None:
                raise bad(f'unknown field "{name}" in {self.name}')
            if value is not None and (decoded := reader(value, name)) is not None:
                read[name] = decoded
        for name, upload in files.items():
            if name in self.file_fields:
                read.setdefault(name, upload)
            elif not any(isinstance(v, str) and f"attach://{name}" in v for v in parameters.values()):
                raise bad(f'unknown file "{name}" in {self.name}: no field, and no attach:// names it')
        if missing := self.required - read.keys():
            name = min(missing)
            raise bad(MISSING.get(name, f'field "{name}" of {self.name} is missing'))
        return read


class Checks:
    """All compiled checks: `methods` by lower-case name, `objects` by the name of the type."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.objects: dict[str, Check] = {}
        self._required = {
            name: (
                frozenset(f for f, fact in kind["fields"].items() if fact.get("required")),
                {f: fact["is"] for f, fact in kind["fields"].items() if "is" in fact},
            )
            for name, kind in facts["types"].items()
            if "fields" in kind
        }
        for name, kind in facts["types"].items():
            self.objects[name] = self._union(kind["one of"]) if "one of" in kind else self._object(name, kind["fields"])
        self.methods = {name.lower(): self._method(name, method) for name, method in facts["methods"].items()}

    def value(self, kind: str, value: Any) -> Any:
        """Checks a decoded JSON value against a type, say "Update" or "Array of Message". Raises ApiError."""
        return self._kind(kind)(value, kind)

    def _method(self, name: str, facts: Mapping[str, Any]) -> Method:
        fields = facts["fields"]
        strict = {field: self._field(fact) for field, fact in fields.items()}
        return Method(
            name,
            facts["returns"][0],
            {field: from_text(fact["types"], strict[field]) for field, fact in fields.items()},
            {field: from_json(fact["types"], strict[field]) for field, fact in fields.items()},
            frozenset(field for field, fact in fields.items() if fact.get("required")),
            frozenset(field for field, fact in fields.items() if "InputFile" in fact["types"]),
        )

    def _field(self, fact: Mapping[str, Any]) -> Check:
        kinds = fact["types"]
        if all(kind.startswith("Array of ") for kind in kinds):
            check = array(self._any([kind.removeprefix("Array of ") for kind in kinds]))
        else:
            check = self._any(kinds)
        if "is" in fact:
            return fixed(check, fact["is"])
        return limited(check, *fact["limit"]) if "limit" in fact else check

    def _any(self, kinds: list[str]) -> Check:
        kinds = [kind for kind in kinds if kind != "InputFile"] or ["String"]
        if len(kinds) == 1:
            return self._kind(kinds[0])
        if set(kinds) <= {"Integer", "String"}:
            return identifier
        return self._union(kinds)

    def _kind(self, kind: str) -> Check:
        if kind.startswith("Array of "):
            return array(self._kind(kind.removeprefix("Array of ")))
        if kind in SCALARS:
            return SCALARS[kind]
        objects = self.objects
        return lambda value, name: objects[kind](value, name)

    def _object(self, type_name: str, fields: Mapping[str, Any]) -> Check:
        checks = {field: self._field(fact) for field, fact in fields.items()}
        required = self._required[type_name][0]

        def check(value: Any, name: str) -> Any:
            if not isinstance(value, dict):
                raise bad(f'field "{name}" must be a JSON object ({type_name})')
            for field, inner in value.items():
                if field not in checks:
                    raise bad(f'unknown field "{field}" in {type_name}')
                checks[field](inner, f"{name}.{field}")
            if not required <= value.keys():
                raise bad(f'field "{min(required - value.keys())}" of {type_name} is missing in "{name}"')
            return value

        return check

    def _union(self, kinds: list[str]) -> Check:
        """The first of several types whose fixed values are there and whose required fields are, too."""

        def check(value: Any, name: str) -> Any:
            if not isinstance(value, dict):
                raise bad(f'field "{name}" must be a JSON object ({" or ".join(kinds)})')
            for kind in kinds:
                required, constants = self._required[kind]
                if required <= value.keys() and all(value.get(f) == constant for f, constant in constants.items()):
                    return self.objects[kind](value, name)
            raise bad(f'field "{name}" is none of {", ".join(kinds)}')

        return check


def load() -> Checks:
    """The checks of the facts beside this file."""
    return Checks(json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8")))
