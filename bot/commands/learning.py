"""`learn` and `evaluate`: confirmed messages from a file teach the tagger, or measure it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from sys import intern

import typer

from bot.app import open_app
from bot.commands.common import Failed, WrongUse, progress, quiet_settings, show_json
from bot.commands.report import tagger
from bot.intake import Entry, UnreadableFile, read
from bot.privacy import mask
from bot.settings import Settings
from bot.tagging import training
from bot.tagging.classifier import Decision
from bot.tagging.evaluation import Evaluation, evaluate
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example
from storage import DatabaseBusy

FEWEST = 10  # examples: fewer teach and measure nothing


async def learn(path: Path, renamed: Sequence[str], as_json: bool) -> None:
    """Learns again from all that is known, with the labelled messages of a file, which are kept for the next time.

    Raises WrongUse for a file that cannot be read or has labels that name no category: then nothing was learned.
    """
    settings = quiet_settings()
    try:
        async with open_app(settings, lambda draw: []) as app:
            async with app.db.snapshot() as tx:
                await app.office.refresh(tx)
            names = {name: c.code for c in app.office.active_categories() for name in (c.code, c.zh, c.en)}
            with progress(path.name, None) as bar:
                examples = await asyncio.to_thread(
                    lambda: _examples(path, settings, app.office.segmenter, names, renamed)
                )
                bar.update(0, total=training.steps())  # type: ignore[arg-type]
                every, found = await app.learn(examples, lambda done: bar.update(0, completed=done))  # type: ignore[arg-type]
    except DatabaseBusy as busy:
        raise Failed(
            f"Another kaimen process writes to {busy}, and SQLite takes one writer. Stop it, and call this again."
        ) from None
    if as_json:
        show_json({"learned": len(examples), "messages": every, "thresholds": found})
    else:
        typer.echo(f"{len(examples)} messages of the file, and all that was known before: learned from {every}.")


async def measure(path: Path, folds: int, renamed: Sequence[str], as_json: bool) -> None:
    """Prints how good the tagger is on a file's messages; with folds, how good learning from the others would be."""
    settings = quiet_settings()
    office = await tagger(settings)
    names = {name: code for code, several in office.names.items() for name in several}

    def work() -> list[tuple[Decision, str]]:
        examples = _examples(path, settings, office.segmenter, names, renamed)
        with progress(path.name, len(examples)) as bar:
            if folds:
                judged = training.cross_validate(
                    Lexicon(office.keywords), office.segmenter, examples, folds, settings.routing_precision
                )
            else:
                judged = ((office.classifier.decide_words(e.words, e.title), e.category) for e in examples)
            return list(bar.track(judged, task_id=0))  # type: ignore[arg-type]

    result = evaluate(await asyncio.to_thread(work))
    if as_json:
        show_json(asdict(result) | {"confusion": _nested(result)})
    else:
        typer.echo("\n".join(_in_words(result)))


def _examples(
    path: Path, settings: Settings, segmenter: Segmenter, names: dict[str, str], renamed: Sequence[str]
) -> list[Example]:
    """The labelled rows, cut. Raises WrongUse before anything is cut if a label names no category."""
    known = {name.casefold(): code for name, code in names.items()}
    for pair in renamed:
        label, _, category = pair.partition("=")
        if not label.strip() or category.strip().casefold() not in known:
            raise WrongUse(f"--map {pair}: write it LABEL=CATEGORY, with one of {'、'.join(sorted(set(names)))}.")
        known[label.strip().casefold()] = known[category.strip().casefold()]
    try:
        entries = [row for row in read(path, settings.zone) if isinstance(row, Entry) and row.label]
    except UnreadableFile as wrong:
        raise WrongUse(f"{path}: {wrong}") from None
    unknown = Counter(entry.label for entry in entries if entry.label.casefold() not in known)
    if unknown:
        listed = "\n".join(f"  {label}: {count} rows" for label, count in unknown.most_common())
        raise WrongUse(f"These labels name no category; say which they are with --map LABEL=CATEGORY:\n{listed}")
    if len(entries) < FEWEST:
        raise WrongUse(
            f"{path} has {len(entries)} rows with a text and a label (类别/label): at least {FEWEST} are needed."
        )

    def cut(text: str) -> tuple[str, ...]:
        return tuple(map(intern, segmenter.cut(mask(text))))  # each word once in memory, however many messages have it

    return [Example(known[entry.label.casefold()], cut(entry.text), cut(entry.title)) for entry in entries]


def _nested(result: Evaluation) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (label, guess), count in result.confusion.items():
        table.setdefault(label, {})[guess or ""] = count
    return table


def _in_words(result: Evaluation) -> list[str]:
    lines = [
        f"{result.n} messages: macro-F1 {result.macro_f1:.3f}, accuracy {result.accuracy:.3f}, "
        f"among the first two {result.top2:.3f}",
        f"routed without a person {result.routed_share:.1%}, of these right {result.routed_precision:.1%}",
        f"{'category':<16} precision  recall      F1       n",
    ]
    lines += [
        f"{code:<16} {score.precision:9.3f} {score.recall:7.3f} {score.f1:7.3f} {score.n:7}"
        for code, score in result.per_category.items()
    ]
    lines += ["taken for another:"]
    wrong = [item for item in result.confusion.items() if item[0][0] != item[0][1]]
    lines += [f"  {label} for {guess or 'none'}: {n}" for (label, guess), n in sorted(wrong, key=lambda i: -i[1])]
    return lines
