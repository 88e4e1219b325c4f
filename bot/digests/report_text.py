"""A weekly or monthly report in words: one or two messages that are read on a phone. Numbers before words."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from bot.casework.indicators import Ratio, change, truncated
from bot.casework.promises import Became, How
from bot.digests import bulletin
from bot.digests.review import Late, Promise, Review, Row, Unhappy, top
from bot.digests.text import PAGE
from bot.digests.windows import Rhythm
from bot.texts import Texts

SHOWN = 5  # categories, areas and cases that a message names: the workbook has them all
SAID = 3  # residents whose words stand in a message


def pages(review: Review, texts: Texts, language: str) -> list[str]:
    """The report as messages, cut between lines. Words of people are masked."""
    made = [head(review, texts, language)]
    for line in _Lines(review, texts, language).all():
        if len(made[-1]) + 1 + len(line) > PAGE:
            made.append(line)
        else:
            made[-1] += "\n" + line
    return made


def head(review: Review, texts: Texts, language: str) -> str:
    """Whose report of which days it is."""
    return texts.say(language, "report-head", subject=review.subject, days=days(review, texts, language))


def days(review: Review, texts: Texts, language: str) -> str:
    """Of which days a report is: 2026年6月月报."""
    window, last = review.window, review.window.end - timedelta(days=1)
    if review.rhythm is Rhythm.MONTHLY:
        month = texts.month(language, window.start.astimezone(texts.zone).date())
        return texts.say(language, "report-monthly", month=month)
    first = texts.day(language, window.start, last)
    return texts.say(language, "report-weekly", first=first, last=texts.day(language, last, last))


def changed(now: int, before: int) -> str:
    """+12.5%, -3%, "same": how a number of a month changed; empty where there was nothing before."""
    share = change(now, before)
    if share is None:
        return ""
    shown = truncated(share * 100)
    return "same" if shown == "0" else f"{shown}%" if share < 0 else f"+{shown}%"


def why_late(late: Late, say: Callable[..., str]) -> str:
    """What the office said of a case that is badly late, by its last step."""
    if late.why:
        return say("report-why", step=late.step, words=late.why)
    return say("report-why-back" if late.step else "report-why-none")


def moved(now: int, before: int) -> str:
    """+2, -3, "same": how a number of a week changed, which is small; empty where there was nothing before."""
    return "" if not before else f"{now - before:+d}" if now != before else "same"


class _Lines:
    def __init__(self, review: Review, texts: Texts, language: str) -> None:
        self._review, self._texts, self._language = review, texts, language
        self._monthly = review.rhythm is Rhythm.MONTHLY

    def _say(self, key: str, **args: object) -> str:
        return self._texts.say(self._language, key, **args)

    def _share(self, ratio: Ratio) -> str:
        return bulletin.share(self._texts, self._language, ratio)

    def all(self) -> Iterator[str]:
        review, now = self._review, self._review.figures.now
        if review.empty:
            yield self._say("report-empty")
            return
        if self._monthly:
            month = (review.window.end - timedelta(days=1)).astimezone(self._texts.zone).month
            yield bulletin.headline(self._texts, self._language, review.subject, month, review.figures)
        yield self._flow()
        yield self._say("report-open", open=now.open, overdue=now.overdue, badly_late=now.badly_late)
        yield from self._rates()
        yield from self._groups("report-categories", review.categories)
        if len(review.areas) > 1:
            yield from self._groups("report-areas", review.areas)
        yield from self._ranking()
        yield from self._late()
        if self._monthly:
            yield from self._promises()
        yield from self._topics()
        yield from self._residents()

    def _flow(self) -> str:
        figures, by = self._review.figures, changed if self._monthly else moved
        return self._say(
            "report-flow",
            rhythm=self._review.rhythm.value,
            submitted=figures.now.submitted,
            before=by(figures.now.submitted, figures.before.submitted),
            year=by(figures.now.submitted, figures.year_before.submitted),
            resolved=figures.now.resolved,
            resolved_before=by(figures.now.resolved, figures.before.resolved),
        )

    def _rates(self) -> Iterator[str]:
        now, before = self._review.figures.now, self._review.figures.before
        if now.due:
            yield self._say("report-timeliness", **self._rate(now.timeliness, before.timeliness))
        if now.rated:
            weighted = now.satisfied.denominator != 1  # who reads 441.4 of 633 would ask
            weight = f"{self._review.fair_weight:g}" if weighted else ""
            yield self._say("report-satisfaction", weight=weight, **self._rate(now.satisfaction, before.satisfaction))

    def _rate(self, ratio: Ratio, before: Ratio) -> dict[str, str]:
        against: bulletin.Against = "month" if self._monthly else "week"
        moved = bulletin.points(self._texts, self._language, ratio, before, against)
        return {"share": self._share(ratio), "moved": moved}

    def _groups(self, key: str, rows: Sequence[Row]) -> Iterator[str]:
        shown = [row for row in rows if row.now.submitted]
        if not shown:
            return
        first, rest = top(shown, SHOWN)
        named = [self._say("report-group", name=row.name, n=row.now.submitted) for row in first]
        if rest.submitted:
            named.append(self._say("report-group", name=self._say("report-rest"), n=rest.submitted))
        yield self._say(key, groups=self._say("list-comma").join(named))

    def _ranking(self) -> Iterator[str]:
        for key, units in (("report-best", self._review.best), ("report-slowest", self._review.slowest)):
            if units and self._review.of_office:
                named = [self._say("report-ranked", name=name, share=self._share(ratio)) for name, ratio in units]
                yield self._say(key, units=self._say("list-comma").join(named))

    def _late(self) -> Iterator[str]:
        late = self._review.late
        if late:
            yield self._say("report-late", n=len(late))
            yield from map(self._late_line, late[:SHOWN])

    def _late_line(self, late: Late) -> str:
        why = why_late(late, self._say)
        unit = late.unit if self._review.of_office else ""
        return self._say("report-late-line", number=late.number, unit=unit, text=late.words, days=late.days, why=why)

    def _promises(self) -> Iterator[str]:
        promises = self._review.promises
        if not promises:
            return
        counts = Counter(promise.became for promise in promises)
        yield self._say(
            "report-promises",
            n=len(promises),
            in_time=counts[Became.IN_TIME],
            done_late=counts[Became.DONE_LATE],
            ended=counts[Became.ENDED],
            open=counts[Became.OPEN],
            open_late=counts[Became.OPEN_LATE],
        )
        broken = [p for p in promises if p.became is Became.OPEN_LATE and p.how is not How.DUE]
        yield from map(self._promise_line, broken[:SAID])

    def _promise_line(self, promise: Promise) -> str:
        unit = promise.unit if self._review.of_office else ""
        how = self._say(f"report-how-{promise.how.value}")
        return self._say("report-promise-line", number=promise.number, unit=unit, text=promise.words, how=how)

    def _topics(self) -> Iterator[str]:
        if self._review.topics:
            named = [self._say("report-topic", name=topic.name, people=topic.people) for topic in self._review.topics]
            yield self._say("report-topics", topics=self._say("digest-topics-and").join(named))

    def _residents(self) -> Iterator[str]:
        ratings = self._review.ratings
        if not sum(ratings.values()):
            return
        named = [self._say(f"digest-{rating}", n=n) for rating in ("good", "fair", "bad") if (n := ratings.get(rating))]
        yield self._say("report-rated", n=sum(ratings.values()), judged=self._say("list-comma").join(named))
        yield from map(self._unhappy_line, self._review.unhappy[:SAID])

    def _unhappy_line(self, said: Unhappy) -> str:
        unit = said.unit if self._review.of_office else ""
        return self._say("report-unhappy-line", number=said.number, unit=unit, text=said.words)
