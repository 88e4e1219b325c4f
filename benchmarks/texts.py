"""The messages that the benchmarks send and tag: this project's own, or those of a folder in KAIMEN_DATA."""

import json
import os
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.processes import ROOT
from bot.tagging import cues
from bot.tagging.defaults import default_categories

OWN = ROOT / "tests" / "tagging" / "messages.jsonl"
LONGEST = 4000  # characters; what is longer, Telegram does not take in one message


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message (with a title, perhaps) and the code of its category; None where only a person could tell."""

    text: str
    title: str
    label: str | None


def data() -> Path | None:
    """The folder with other people's messages, if one is given. They are measured with, and never kept."""
    return Path(os.environ["KAIMEN_DATA"]) if os.environ.get("KAIMEN_DATA") else None


def messages(count: int) -> tuple[list[str], str]:
    """So many messages (from the beginning again where there are not enough), and in words where they are from.

    Left out are those that get another number of answers than one.
    """
    folder = data()
    path = folder / "traffic.jsonl" if folder else OWN
    found = [text[:LONGEST] for text in (str(row["text"] or "").strip() for row in _rows(path)) if text]
    plain = [text for text in found if _plain(text)]
    average = sum(map(len, plain)) / len(plain)
    return list(islice(cycle(plain), count)), f"{path.name}, {average:.0f} characters on average"


def unsure() -> list[str]:
    """Messages of this project's own of which only a person can tell the category."""
    return [message.text for message in own() if message.label is None and _plain(message.text)]


def _plain(text: str) -> bool:
    return not cues.emergency(text) and not cues.cue(text) and not cues.wish(text)


def labelled() -> tuple[list[Labelled], str]:
    """Messages whose category is known, and in words where they are from."""
    folder = data()
    rows = _labelled(folder / "gold.jsonl") if folder else own()
    return rows, f"{len(rows):,} messages of {'gold.jsonl' if folder else OWN.name}"


def history() -> list[Labelled]:
    """More messages to learn from: those of the folder's history.jsonl, cut already; none without a folder."""
    folder = data()
    return _labelled(folder / "history.jsonl") if folder else []


def own() -> list[Labelled]:
    """This project's own messages."""
    return _labelled(OWN)


def _labelled(path: Path) -> list[Labelled]:
    codes = {category.zh: category.code for category in default_categories()}
    return [
        Labelled(
            row.get("text") or row.get("seg") or "", row.get("title") or "", codes.get(row["label"] or "", row["label"])
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
