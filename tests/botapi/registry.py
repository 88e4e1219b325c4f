"""The table of implemented methods: name (lower case) -> function of the cloud, the checked parameters, the uploads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .checks import Upload
from .cloud import Cloud

Parameters = dict[str, Any]
Uploads = dict[str, Upload]
Function = Callable[[Cloud, Parameters, Uploads], Any]

METHODS: dict[str, Function] = {}


def method(name: str) -> Callable[[Function], Function]:
    """Registers a function as the Bot API method of this name."""

    def register(function: Function) -> Function:
        METHODS[name.lower()] = function
        return function

    return register
