"""A person's word teaches the tagger, from the next message on."""

from bot.privacy import mask
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon, features
from handlers.turn import Work
from storage import learned
from storage.records import Case


async def teach(work: Work, case: Case, category: str) -> None:
    """Learns that a case belongs to a category (its code). Writes only the words that moved; they are heard with the
    next message. Phone numbers and the like are hidden first: what is learned outlives the case's words."""
    cut = work.office.segmenter.cut
    words, title = cut(mask(case.text)), cut(mask(case.title))
    known, doubts = await learned.of(work.tx, {**features(words, title), **features(title or words)})
    learner = Learner(Lexicon(work.office.keywords), known, doubts)
    if learner.learn(category, words, title):
        moved = {word: weights for word, weights in learner.weights.items() if weights != known.get(word)}
        await learned.put(work.tx, moved, learner.doubts, work.now)
