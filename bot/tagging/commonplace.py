"""Words that people use whatever the matter (`commonplace.txt`). No given name is among them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def shares() -> Mapping[str, float]:
    """Each word with the share of messages that have it, from 0 to 1."""
    lines = (files(__package__) / "commonplace.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {word: int(share) / 1000 for share, *words in rows for word in words}
