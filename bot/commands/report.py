"""`tag`, `digest`, `ledger`: what the bot knows, for a person or a program. All of them only read."""

import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import typer

from bot.app import open_reader
from bot.clock import now
from bot.commands import common
from bot.commands.common import WrongUse, quiet_settings, reading, show_json
from bot.digests import drawing
from bot.settings import Settings
from bot.tagging.classifier import Classifier
from bot.tagging.defaults import default_categories
from bot.tagging.lexicon import Keyword, Lexicon
from bot.tagging.segment import Segmenter
from storage import Tx, digests, learned, offices
from storage.records import Unit

_NO_TABLE = (sqlite3.OperationalError, asyncpg.UndefinedTableError)


@dataclass(frozen=True, slots=True)
class Tagger:
    """How texts are tagged here: by the database, or as a new office would. `names` are a category's names by code."""

    segmenter: Segmenter
    keywords: list[Keyword]
    classifier: Classifier
    names: dict[str, tuple[str, str, str]]  # code, zh, en


async def tag(text: str, as_json: bool) -> None:
    """Prints how a text would be tagged, with the database's keywords if there are some, and why."""
    office = await tagger(quiet_settings())
    names = {code: zh for code, (_, zh, _) in office.names.items()}
    decision = office.classifier.decide(text)
    margin = office.classifier.needed(decision.category)
    name = names.get(decision.category or "")
    if as_json:
        show_json(
            {
                "category": name,
                "code": decision.category,
                "confident": decision.confident,
                "margin": round(decision.margin, 4),
                "scores": {code: round(score, 4) for code, score in decision.scores.items()},
                "keywords": [asdict(spoke) for spoke in decision.keywords],
            }
        )
        return
    sure = "sure" if decision.confident else "not sure"
    typer.echo(f"{name or 'no category'}, {sure} ({decision.margin:.2f} of {margin:.2f} needed)")
    for code, score in list(decision.scores.items())[:3]:
        typer.echo(f"  {score:6.2f}  {names.get(code, code)}")
    if decision.keywords:
        typer.echo(
            "because of "
            + ", ".join(f"{k.word} {k.weight:g} ({names.get(k.category, k.category)})" for k in decision.keywords)
        )


async def tagger(settings: Settings) -> Tagger:
    """The tagger of the database if there is one, else that of a new office."""
    names = {c.code: (c.code, c.zh, c.en) for c in default_categories()}
    keywords = [keyword for category in default_categories() for keyword in category.keywords]
    weights: learned.Weights = {}
    margins: dict[str, float] = {}
    try:
        async with reading(settings.database_url) as db, db.snapshot() as tx:
            if kept := {c.code: (c.code, c.zh, c.en) for c in await offices.categories(tx) if c.retired_at is None}:
                names = kept
                keywords = [Keyword(k.word, k.weight, k.code) for k in await offices.keywords(tx) if k.code in names]
            margins, weights = await learned.thresholds(tx), await learned.all_weights(tx)
    except (FileNotFoundError, *_NO_TABLE):
        pass
    segmenter, lexicon = Segmenter(), Lexicon(keywords, weights)
    segmenter.keep_whole(lexicon.words)
    fixed = settings.routing_margin
    classifier = (
        Classifier(segmenter, lexicon, thresholds=margins or None)
        if fixed is None
        else Classifier(segmenter, lexicon, fixed)
    )
    return Tagger(segmenter, keywords, classifier, names)


async def digest(unit: str, at: str, language: str, as_json: bool) -> None:
    """Prints the digest that a unit would get."""
    settings = quiet_settings()
    moment = common.a_moment(at, "--at", now(), settings.zone) if at else now()
    async with open_reader(settings, moment) as reader:
        async with reader.db.snapshot() as tx:
            found = await find_unit(tx, unit)
        shown = await reader.digest(found.id, language or settings.language)
    if as_json:
        show_json(
            {
                "unit": found.name,
                "from": _local(shown.start, settings),
                "to": _local(shown.end, settings),
                "sent": shown.sent,
                "due": shown.due,
                "pages": shown.pages,
                "counts": shown.counts,
            }
        )
    else:
        typer.echo("\n\n".join(shown.pages))


def _local(at: datetime, settings: Settings) -> str:
    return at.astimezone(settings.zone).isoformat(timespec="seconds")


async def find_unit(tx: Tx, name: str) -> Unit:
    """The unit of that name, or the only one whose name holds it. Raises WrongUse, which lists the units."""
    units = [unit for unit in await offices.units(tx) if unit.retired_at is None]
    for found in ([u for u in units if u.name == name], [u for u in units if name and name in u.name]):
        if len(found) == 1:
            return found[0]
    listed = "、".join(unit.name for unit in units) or "none yet"
    raise WrongUse(f"There is no unit {name!r}. The units are: {listed}.")


async def ledger(first: str, end: str, unit: str, out: Path, language: str, as_json: bool) -> None:
    """Writes the work ledger of the cases submitted in [first, end) to a spreadsheet."""
    settings = quiet_settings()
    start, stop = (common.a_day(text, name, settings.zone) for text, name in ((first, "--from"), (end, "--to")))
    if start >= stop:
        raise WrongUse(f"--to {end} must be later than --from {first}: the day of --to is not part of it.")
    if out.suffix.lower() != ".xlsx":
        raise WrongUse(f"--out {out}: the file's name must end in .xlsx")
    part = common.a_new_file(out).with_name(f".{out.name}.part")
    async with reading(settings.database_url) as db:
        async with db.snapshot() as tx:
            unit_id = (await find_unit(tx, unit)).id if unit else None
            total = await digests.count_ledger(tx, start, stop, unit_id)
        try:
            with common.progress(out.name, total) as bar:

                def told(rows: int) -> None:
                    bar.update(0, completed=rows)  # type: ignore[arg-type]

                rows = await drawing.ledger(
                    db, settings, part, start, stop, unit_id, language or settings.language, now(), told=told
                )
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    result: dict[str, Any] = {"file": str(out), "rows": rows, "from": first, "to": end, "unit": unit or None}
    if as_json:
        show_json(result)
    else:
        typer.echo(f"{rows} cases submitted from {first} until before {end}: {out}")
