"""Reads the parameters of a request: query string, form, JSON and multipart bodies.

(starlette reads multipart bodies only with another package, and more slowly than the benchmarks want.)
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .checks import Upload
from .errors import TOO_LARGE, bad
from .files import MEGABYTE, UPLOAD_LIMIT

BODY_LIMIT = UPLOAD_LIMIT + MEGABYTE
PARAMETER = re.compile(rb';\s*(name|filename)="((?:[^"\\]|\\.)*)"')
CONTENT_TYPE = re.compile(rb"(?im)^content-type:\s*([^\r\n]+)")
BOUNDARY = re.compile(r'boundary="?([^";]+)')


@dataclass(frozen=True, slots=True)
class Body:
    """The parameters of a request; `texts` says that all values are strings still to be decoded."""

    parameters: dict[str, Any]
    texts: bool
    files: dict[str, Upload]


def read(query: bytes, content_type: str, body: bytes) -> Body:
    """The parameters of a request. Raises ApiError."""
    if len(body) > BODY_LIMIT:
        raise TOO_LARGE
    try:
        return _read(query, content_type, body)
    except UnicodeDecodeError as error:
        raise bad("strings must be encoded in UTF-8") from error


def _read(query: bytes, content_type: str, body: bytes) -> Body:
    parameters: dict[str, Any] = dict(parse_qsl(query.decode(), keep_blank_values=True)) if query else {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            values = json.loads(body) if body else {}
        except ValueError as error:
            raise bad("can't parse request body as JSON") from error
        if not isinstance(values, dict):
            raise bad("request body must be a JSON object")
        return Body({**parameters, **values}, not values, {})
    if kind == "application/x-www-form-urlencoded":
        parameters.update(parse_qsl(body.decode(), keep_blank_values=True))
        return Body(parameters, True, {})
    if kind == "multipart/form-data":
        texts, files = multipart(content_type, body)
        return Body({**parameters, **texts}, True, files)
    if body:
        raise bad(f"content type {kind or '(none)'} is not supported")
    return Body(parameters, True, {})


def multipart(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The texts and the files of a multipart/form-data body. Raises ApiError."""
    boundary = BOUNDARY.search(content_type)
    if boundary is None:
        raise bad("multipart body without a boundary")
    mark = b"\r\n--" + boundary[1].encode()
    parts = (b"\r\n" + body).split(mark)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise bad("multipart body without an end")
    texts: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in parts[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        names = {key.decode(): value.decode() for key, value in PARAMETER.findall(head)}
        if "name" not in names:
            raise bad("multipart part without a name")
        if "filename" in names:
            kind = CONTENT_TYPE.search(head)
            stated = kind[1].decode().strip() if kind else "application/octet-stream"
            files[names["name"]] = Upload(names["filename"].replace("%22", '"'), stated, content)
        else:
            texts[names["name"]] = content.decode()
    return texts, files
