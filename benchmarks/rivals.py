"""The tagger against what people would use instead, each taught the same messages and asked about the same others.

Each method is a process of its own (python -m benchmarks.rivals NAME), so that time and memory are its own. One part in
`PARTS` is asked about; messages that tell the same as one of these are not learned by anybody. In a folder of
KAIMEN_DATA, history.jsonl is learned as well. TF-IDF and naive Bayes see words and pairs of words that jieba cuts,
fastText the words, with pairs of them (its usual settings for short texts). `asked` counts cutting too.
"""

import dataclasses
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from rich.progress import Progress

from benchmarks import texts
from benchmarks.figures import Figure
from benchmarks.processes import ROOT
from benchmarks.texts import Labelled
from bot.tagging.classifier import Classifier, Decision
from bot.tagging.defaults import default_categories
from bot.tagging.evaluation import Evaluation, evaluate
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.segment import Segmenter
from bot.tagging.training import Example, alike, train

PARTS = 5
PRECISION = 0.97
CORRECTIONS = 500

Messages = Sequence[Labelled]
Ask = Callable[[str, str], Decision]
"""Decides about a text and its title."""


def _keywords() -> tuple[Segmenter, Lexicon]:
    lexicon = Lexicon(keyword for category in default_categories() for keyword in category.keywords)
    segmenter = Segmenter()
    segmenter.keep_whole(lexicon.words)
    return segmenter, lexicon


def _examples(segmenter: Segmenter, messages: Messages) -> list[Example]:
    return [Example(m.label or "", tuple(segmenter.cut(m.text)), tuple(segmenter.cut(m.title))) for m in messages]


def default(messages: Messages) -> Ask:
    """Kaimen's default keywords; nothing is learned."""
    return Classifier(*_keywords()).decide


def learned(messages: Messages) -> Ask:
    """Kaimen after `learn`."""
    segmenter, lexicon = _keywords()
    learner = Learner(lexicon)
    found = train(learner, lexicon, segmenter, _examples(segmenter, messages), PRECISION)
    return Classifier(segmenter, Lexicon(lexicon.keywords, learner.strongest()), thresholds=found or None).decide


def corrected(messages: Messages) -> Ask:
    """Kaimen after the first corrections, one by one."""
    segmenter, lexicon = _keywords()
    learner = Learner(lexicon)
    for example in _examples(segmenter, messages[:CORRECTIONS]):
        learner.learn(example.category, list(example.words), example.title)
    return Classifier(segmenter, Lexicon(lexicon.keywords, learner.weights)).decide


def _scikit(model: object) -> Callable[[Messages], Ask]:
    def learn(messages: Messages) -> Ask:
        import jieba
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline

        vectors = TfidfVectorizer(analyzer=_words_and_pairs(jieba.lcut), min_df=2, sublinear_tf=True)
        pipeline = make_pipeline(vectors, model)
        pipeline.fit([f"{m.title}\n{m.text}" for m in messages], [m.label for m in messages])
        scored = pipeline.predict_proba if hasattr(model, "predict_proba") else pipeline.decision_function

        def ask(text: str, title: str) -> Decision:
            return _decision(dict(zip(pipeline.classes_, scored([f"{title}\n{text}"])[0].tolist(), strict=True)))

        return ask

    return learn


def _words_and_pairs(cut: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    def analyse(text: str) -> list[str]:
        words = [word for word in cut(text) if word.strip()]
        return words + [f"{first} {second}" for first, second in pairwise(words)]

    return analyse


def vector_machine(messages: Messages) -> Ask:
    """scikit-learn: TF-IDF and LinearSVC."""
    from sklearn.svm import LinearSVC

    return _scikit(LinearSVC())(messages)


def naive_bayes(messages: Messages) -> Ask:
    """scikit-learn: TF-IDF and complement naive Bayes."""
    from sklearn.naive_bayes import ComplementNB

    return _scikit(ComplementNB())(messages)


def fasttext(messages: Messages) -> Ask:
    """fastText, one thread."""
    import fasttext
    import jieba

    def cut(text: str) -> str:
        return " ".join(jieba.lcut(text)).replace("\n", " ")

    file = Path("fasttext.txt")
    file.write_text("\n".join(f"__label__{m.label} {cut(f'{m.title} {m.text}')}" for m in messages), "utf-8")
    model = fasttext.train_supervised(
        str(file), lr=0.5, epoch=25, wordNgrams=2, dim=50, bucket=200_000, thread=1, seed=1, verbose=0
    )

    def ask(text: str, title: str) -> Decision:
        labels, chances = model.predict(cut(f"{title} {text}"), k=-1)
        return _decision(
            {label.removeprefix("__label__"): float(chance) for label, chance in zip(labels, chances, strict=True)}
        )

    return ask


def _decision(scores: dict[str, float]) -> Decision:
    """The others have no threshold: their surest decisions are counted afterwards, as many as can be."""
    scores = dict(sorted(scores.items(), key=lambda item: -item[1]))
    (category, first), (_, second) = list(scores.items())[:2]
    return Decision(category, False, first - second, scores)


METHODS: dict[str, Callable[[Messages], Ask]] = {
    "Kaimen, learned": learned,
    "Kaimen, default keywords": default,
    f"Kaimen, after {CORRECTIONS} corrections": corrected,
    "TF-IDF + LinearSVC": vector_machine,
    "TF-IDF + complement naive Bayes": naive_bayes,
    "fastText": fasttext,
}


def run(folder: Path, progress: Progress) -> list[Figure]:
    """The table: for each method its figures, time and memory. One that is not installed is left out, and said so."""
    figures = []
    for name in progress.track(METHODS, description="the tagger and others"):
        command = [sys.executable, "-m", "benchmarks.rivals", name, str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["ended without a word"])[-1]
            figures.append(Figure(name, float("nan"), "", last))
        else:
            figures += [Figure(**figure) for figure in json.loads(done.stdout.splitlines()[-1])]
    return figures


def _divided() -> tuple[list[Labelled], list[Labelled], str]:
    """What is learned, what is asked about, and in words how many of what."""
    known = [message for message in texts.labelled()[0] if message.label]
    history = texts.history()
    everything = known + history
    groups = alike(_examples(Segmenter(), everything))
    asked = {number for group in groups[::PARTS] for number in group}
    asked = {number for group in groups if any(n < len(known) and n in asked for n in group) for number in group}
    learn = [message for number, message in enumerate(everything) if number not in asked]
    ask = [message for number, message in enumerate(known) if number in asked]
    return learn, ask, f"{len(learn):,} learned, {len(ask):,} asked"


def measure(name: str, folder: Path) -> list[Figure]:
    """Teach one method and ask it. Runs in a process of its own."""
    learn, ask, count = _divided()
    os.chdir(folder)
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    decide = METHODS[name](learn)
    taught = time.process_time() - began
    began = time.process_time()
    judged = [(decide(message.text, message.title), message.label or "") for message in ask]
    each = (time.process_time() - began) / len(ask)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    titled = [(decide(m.title, ""), m.label or "") for m in ask if m.title]
    result = evaluate(judged)
    share = result.routed_share if name.startswith("Kaimen") else _surest(judged)
    return [
        Figure(f"{name}: macro-F1", result.macro_f1, "", count),
        *([Figure("  titles alone", evaluate(titled).macro_f1, "", f"{len(titled):,}")] if titled else []),
        Figure("  right one among the first two", _top2(judged), ""),
        Figure(f"  routed at {PRECISION:.0%} right", share, "", _kept(name, result)),
        Figure(
            "  to learn, in processor time", taught, "s", f"{before / 1024:,.0f} MB before, {memory:,.0f} MB at most"
        ),
        Figure("  to decide about one", each * 1e6, "µs", "with cutting"),
    ]


def _kept(name: str, result: Evaluation) -> str:
    if name.startswith("Kaimen"):
        return f"by its own thresholds; {result.routed_precision:.1%} of these were right"
    return "had somebody known the best threshold"


def _top2(judged: Sequence[tuple[Decision, str]]) -> float:
    return sum(label in list(decision.scores)[:2] for decision, label in judged) / len(judged)


def _surest(judged: Sequence[tuple[Decision, str]]) -> float:
    """The largest share of the surest decisions of which `PRECISION` are right."""
    best = right = 0
    for count, (decision, label) in enumerate(sorted(judged, key=lambda pair: -pair[0].margin), 1):
        right += decision.category == label
        if right >= PRECISION * count:
            best = count
    return best / len(judged)


if __name__ == "__main__":
    print(json.dumps([dataclasses.asdict(figure) for figure in measure(sys.argv[1], Path(sys.argv[2]))]))
