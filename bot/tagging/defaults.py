"""The categories and keywords that a new installation starts with, from `categories.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.tagging.lexicon import Keyword


@dataclass(frozen=True, slots=True)
class DefaultCategory:
    """A category to begin with.

    code, zh, en      its code and what people read
    limit_workdays    workdays until an answer is due
    keywords          none for 其他, which nothing speaks for
    """

    code: str
    zh: str
    en: str
    limit_workdays: int
    keywords: tuple[Keyword, ...]


@cache
def default_categories() -> tuple[DefaultCategory, ...]:
    """Read the packaged file; in its order, which is the order to show them in."""
    with (files(__package__) / "categories.toml").open("rb") as file:
        return tuple(map(_category, tomllib.load(file)["category"]))


def _category(table: dict[str, Any]) -> DefaultCategory:
    keywords = tuple(
        Keyword(word.strip(), float(weight), table["code"])
        for weight, words in table.pop("keywords", {}).items()
        for word in words.split("、")
        if word.strip()
    )
    return DefaultCategory(**table, keywords=keywords)
