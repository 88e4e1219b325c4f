"""The tagger's time against jieba alone on the same texts, and how often the default keywords are right.

All cut every text in turn, several rounds; the fastest round of each counts, in one process. These texts are every
second message; the weights are learned from the others. What the keywords are right about is measured on messages with
known categories: macro-F1 is the mean of the categories' F1, each counting the same.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
from rich.progress import Progress

from benchmarks import rivals, texts
from benchmarks.figures import Figure
from benchmarks.texts import Labelled
from bot.tagging.batch import Table
from bot.tagging.classifier import Classifier, Decision
from bot.tagging.defaults import default_categories
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example

ROUNDS = 5
LEAST = 200_000  # characters in a round; few messages are read several times
OTHER = "other"  # what nothing speaks for


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    measured = await asyncio.to_thread(_run, folder, progress)
    return [*measured, *await asyncio.to_thread(rivals.run, folder, progress)]


def _run(folder: Path, progress: Progress) -> list[Figure]:
    messages, source = texts.labelled()
    lexicon = Lexicon(keyword for category in default_categories() for keyword in category.keywords)
    segmenter = Segmenter()
    began = time.perf_counter()
    segmenter.load()
    loaded = time.perf_counter() - began
    segmenter.keep_whole(lexicon.words)
    classifier = Classifier(segmenter, lexicon)
    learner = Learner(lexicon)
    examples = [
        Example(m.label, tuple(segmenter.cut(m.text)), tuple(segmenter.cut(m.title))) for m in messages[::2] if m.label
    ]
    Table(learner, examples).fit(range(len(examples))).teach(learner)
    learned = Classifier(segmenter, Lexicon(lexicon.keywords, learner.strongest()))
    decisions = [classifier.decide(message.text, message.title) for message in messages]
    return [
        *_speed(classifier, learned, messages[1::2], source, folder, progress),
        _loading(loaded),
        *_quality(messages, decisions),
    ]


def _speed(
    classifier: Classifier,
    learned: Classifier,
    messages: Sequence[Labelled],
    source: str,
    folder: Path,
    progress: Progress,
) -> list[Figure]:
    jieba.setLogLevel(logging.WARNING)
    jieba.dt.tmp_dir = str(folder)  # its cache file
    jieba.initialize()
    characters = sum(len(m.title) + len(m.text) for m in messages)
    times = -(-LEAST // characters)
    pairs = [(m.text, m.title, f"{m.title}\n{m.text}") for m in messages] * times
    alone = tagged = known = float("inf")
    for _ in progress.track(range(ROUNDS), description="tagging"):
        alone = min(alone, _timed(lambda: [jieba.lcut(whole) for _, _, whole in pairs]))
        tagged = min(tagged, _timed(lambda: [classifier.decide(text, title) for text, title, _ in pairs]))
        known = min(known, _timed(lambda: [learned.decide(text, title) for text, title, _ in pairs]))
    count, read = len(pairs), characters * times / 1000
    return [
        Figure("to tag a message", tagged / count * 1e6, "µs", f"{source}, {characters / len(messages):.0f} long"),
        Figure("to cut it with jieba.lcut alone", alone / count * 1e6, "µs", f"{read / alone:,.0f},000 characters/s"),
        Figure("tagged against cut", tagged / alone, "times", "fastest of each", "1.3 times"),
        Figure("  with what as many others taught", known / alone, "times", "fastest of each", "1.3 times"),
    ]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _loading(seconds: float) -> Figure:
    return Figure("to load the dictionary", seconds * 1000, "ms", "once, in a thread")


def _quality(messages: Sequence[Labelled], decisions: Sequence[Decision]) -> list[Figure]:
    known = [(m.label, d) for m, d in zip(messages, decisions, strict=True) if m.label is not None]
    pairs = [(label, d.category or OTHER) for label, d in known]
    sure = [(label, d.category) for label, d in known if d.confident]
    right = sum(label == said for label, said in pairs)
    right_sure = sum(label == said for label, said in sure)
    top = sum(label in d.guesses or (label == OTHER and not d.guesses) for label, d in known)
    count = f"of {len(known):,}, default keywords, nothing learned"
    return [
        Figure("macro-F1", macro_f1(pairs), "", count, "0.80"),
        Figure("accuracy", right / len(pairs), "", "" if right else "none right"),
        Figure("right one among the first two", top / len(pairs), ""),
        Figure("sure enough to go to a unit without a person", len(sure) / len(pairs), ""),
        Figure("  right among these", right_sure / max(1, len(sure)), ""),
    ]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean of F1 over the categories that occur as labels; `pairs` are (label, said)."""
    scores = []
    for category in {label for label, _ in pairs}:
        both = sum(label == said == category for label, said in pairs)
        labelled = sum(label == category for label, _ in pairs)
        said_so = sum(said == category for _, said in pairs)
        scores.append(2 * both / (labelled + said_so))
    return sum(scores) / len(scores)
