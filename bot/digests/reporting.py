"""Reading what a weekly or monthly report is made of, in one consistent view, and composing it in a language.

Read once, it can be composed in each language. All is as it stood at the window's end, whenever it is read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from bot.casework.counting import DONE, NEVER_MIND, Flow
from bot.casework.counting import Figures as Counted
from bot.casework.indicators import Indicators, added
from bot.digests import figures, review, windows
from bot.digests.compose import Window
from bot.digests.review import Figures, Late, Promise, Review
from bot.digests.windows import Rhythm
from bot.privacy import brief
from bot.settings import Settings
from bot.tagging.gazetteer import lineage, readable
from bot.tagging.topics import Topic
from bot.texts import Texts
from storage import Tx, offices, reviews
from storage.records import Area, Category, Unit

WORDS = 42  # characters of a case's words in a list
WHY = 60  # of why it is late, and of what somebody says who is not satisfied
UNHAPPY = 100  # of those who were not satisfied whose words are read, the newest
_DONE = frozenset({"resolve", "rate_good", "expire", "close_by_resident"})
_NEVER_MIND = frozenset({"withdraw", "decline"})


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of all units in the windows that a report compares: read once for the reports of all."""

    now: Counted
    before: Counted
    year_before: Counted | None
    ratings: Mapping[int | None, Mapping[str, int]]  # by unit
    year: "SoFar"
    last_year: "SoFar"

    def of(self, unit_id: int | None) -> "Counts":
        """Those of one unit; None: of all."""
        if unit_id is None:
            return self
        return Counts(
            self.now.of_unit(unit_id),
            self.before.of_unit(unit_id),
            self.year_before.of_unit(unit_id) if self.year_before else None,
            {unit_id: self.ratings.get(unit_id, {})},
            self.year.of_unit(unit_id),
            self.last_year.of_unit(unit_id),
        )


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the bulletin says of a year so far, by unit: the indicators that it names (受理, 办结, 满意), as
    `bot.casework.counting` has them; and how many people chose to support a case."""

    indicators: Mapping[int | None, Indicators]
    supporters: Mapping[int | None, int]

    def of_unit(self, unit_id: int | None) -> "SoFar":
        indicators = {unit_id: self.indicators.get(unit_id, Indicators())}
        return SoFar(indicators, {unit_id: self.supporters.get(unit_id, 0)})

    @property
    def total(self) -> Indicators:
        return added(self.indicators.values())

    @property
    def voices(self) -> int:
        """Cases, and people who support one."""
        return self.total.submitted + sum(self.supporters.values())


@dataclass(frozen=True, slots=True)
class Material:
    """What was read for one report."""

    unit: Unit | None
    rhythm: Rhythm
    window: Window
    counts: Counts
    told: Mapping[int, reviews.Told]  # the cases that are late or were promised
    last_words: Mapping[int, tuple[str, str]]
    unhappy: Sequence[reviews.Unhappy]
    fair_weight: float
    categories: Mapping[int, Category]
    areas: Mapping[int, Area]
    units: Mapping[int, Unit]


async def count(tx: Tx, settings: Settings, rhythm: Rhythm, window: Window) -> Counts:
    """The figures of all units in `window` and those that it is compared with."""
    monthly, before = rhythm is Rhythm.MONTHLY, windows.before(rhythm, window, settings.zone)
    year = windows.year_so_far(window, settings.zone)
    nothing = SoFar({}, {})
    then, now = await figures.following(tx, settings, [before.start, window.start, window.end])
    return Counts(
        now if monthly else replace(now, promises=()),
        then,
        await figures.read(tx, settings, windows.year_before(window, settings.zone)) if monthly else None,
        await reviews.ratings(tx, window.start, window.end),
        await so_far(tx, settings, year) if monthly else nothing,
        await so_far(tx, settings, windows.year_before(year, settings.zone)) if monthly else nothing,
    )


async def read(
    tx: Tx, settings: Settings, unit_id: int | None, rhythm: Rhythm, window: Window, counts: Counts
) -> Material:
    """What the report of a unit (None: of the office) on `window` is made of. Raises LookupError for no such unit."""
    units = {unit.id: unit for unit in await offices.units(tx)}
    unit = units[unit_id] if unit_id is not None else None
    counted = counts.of(unit_id)
    late = [case.case_id for case in counted.now.badly_late]
    promised = [one.case_id for one in counted.now.promises]
    return Material(
        unit=unit,
        rhythm=rhythm,
        window=window,
        counts=counted,
        told=await reviews.told(tx, [*dict.fromkeys([*late, *promised])]),
        last_words=await reviews.last_words(tx, late, window.end),
        unhappy=await reviews.unhappy(tx, window.start, window.end, unit_id, UNHAPPY),
        fair_weight=settings.fair_weight,
        categories={c.id: c for c in await offices.categories(tx)},
        areas={a.id: a for a in await offices.areas(tx)},
        units=units,
    )


async def so_far(tx: Tx, settings: Settings, window: Window) -> SoFar:
    """What the bulletin says of a year so far; a whole year's events are not read for it."""
    as_today = await reviews.unchanged(tx, window.start, window.end)
    others = await reviews.changed(tx, window.start, window.end)
    last = {case.id: case for case in others}
    while missing := {parent for case in last.values() if (parent := _into(case)) is not None} - last.keys():
        # They were sent before the year began. One that did not stand then at all says nothing.
        found = {case.id: case for case in await reviews.standing(tx, list(missing), window.end)}
        last |= {id: found.get(id, reviews.Standing(id, None, "", "")) for id in missing}
    ratings = await reviews.ratings(tx, window.start, window.end)
    weight = Fraction(str(settings.fair_weight))
    counts: dict[int | None, Counter[str]] = {}

    def add(unit_id: int | None, n: int, *, never_mind: bool, done: bool) -> None:
        of = counts.setdefault(unit_id, Counter())
        of["submitted"] += n
        of["accountable"] += 0 if never_mind else n
        of["settled"] += n if done else 0

    for (unit_id, status), n in as_today.items():
        add(unit_id, n, never_mind=status in NEVER_MIND, done=status in DONE)
    for case in others:
        stands = _stands(case, last)
        add(stands.unit_id, 1, never_mind=stands.kind in _NEVER_MIND, done=stands.kind in _DONE)
    indicators = {
        unit: Indicators(submitted=of["submitted"], accountable=of["accountable"], settled=of["settled"])
        for unit, of in counts.items()
    }
    for unit, of in ratings.items():
        rated = Indicators(rated=of.total(), satisfied=Fraction(of["good"]) + weight * of["fair"])
        indicators[unit] = indicators.get(unit, Indicators()) + rated
    return SoFar(indicators, await reviews.supported(tx, window.start, window.end))


def _into(case: reviews.Standing) -> int | None:
    """The case that it went into."""
    return json.loads(case.data).get("parent") if case.kind == "merge" and case.data else None


def _stands(case: reviews.Standing, others: Mapping[int, reviews.Standing]) -> reviews.Standing:
    """One that was merged stands as the case that it went into."""
    for _ in range(100):  # a chain of merges; it has an end
        parent = _into(case)
        if parent is None:
            break
        case = others[parent]
    return case


def compose(
    material: Material, texts: Texts, language: str, office_name: str, hot_topics: Sequence[Topic] = ()
) -> Review:
    """The report in a language. Words of people are cut, and personal numbers in them masked."""
    return _Composed(material, texts, language).all(office_name, hot_topics)


class _Composed:
    def __init__(self, material: Material, texts: Texts, language: str) -> None:
        self._m, self._texts, self._language = material, texts, language
        self._unit_names = {id: unit.name for id, unit in material.units.items()}
        self._category_names = {id: category.name(language) for id, category in material.categories.items()}

    def _say(self, key: str) -> str:
        return self._texts.say(self._language, key)

    def all(self, office_name: str, hot_topics: Sequence[Topic]) -> Review:
        m = self._m
        c = m.counts
        nothing = Indicators()
        year = c.year_before
        units = review.rows(
            c.now.by_unit, c.before.by_unit, year.by_unit if year else {}, self._unit_names, self._say("report-no-unit")
        )
        best, slowest = review.ranked(units) if m.unit is None else ((), ())
        days = _days(m.window, self._texts)
        return Review(
            subject=m.unit.name if m.unit else office_name,
            of_office=m.unit is None,
            rhythm=m.rhythm,
            window=m.window,
            figures=Figures(
                now=c.now.total,
                before=c.before.total,
                year_before=year.total if year else nothing,
                year=c.year.total,
                last_year=c.last_year.total,
                voices=c.year.voices,
                last_voices=c.last_year.voices,
            ),
            units=units if m.unit is None else (),
            categories=review.rows(
                c.now.by_category,
                c.before.by_category,
                year.by_category if year else {},
                self._category_names,
                self._say("no-category"),
            ),
            areas=self._areas(),
            best=best,
            slowest=slowest,
            late=tuple(self._late()),
            promises=review.promises_in_order(self._promises()),
            topics=tuple(sorted(hot_topics[: review.TOPICS], key=lambda topic: -topic.people)),
            ratings=dict(sum((Counter(of) for of in c.ratings.values()), Counter[str]())),
            unhappy=tuple(
                review.Unhappy(said.number, self._unit(said.unit_id), brief(said.words, WHY)) for said in m.unhappy
            ),
            fair_weight=m.fair_weight,
            days=days,
            came=tuple(c.now.by_day.get(day, Flow()).submitted for day in days),
            done=tuple(c.now.by_day.get(day, Flow()).resolved for day in days),
        )

    def _unit(self, id: int | None) -> str:
        return self._unit_names.get(id or 0, self._say("report-no-unit"))

    def _areas(self) -> tuple[review.Row, ...]:
        """The figures by the largest areas of which there are several: districts, or streets of one."""
        m = self._m
        paths = {id: lineage(m.areas, id)[::-1] for id in m.areas}
        depth = 0
        while len({path[: depth + 1] for path in paths.values()}) == 1 and any(
            len(p) > depth + 1 for p in paths.values()
        ):
            depth += 1

        def rolled(counted: Counted | None) -> dict[int | None, Indicators]:
            found: dict[int | None, Indicators] = {}
            for id, indicators in (counted.by_area if counted else {}).items():
                path = paths.get(id or 0)
                key = path[min(depth, len(path) - 1)] if path else None
                found[key] = found.get(key, Indicators()) + indicators
            return found

        c = m.counts
        names = readable(m.areas)
        return review.rows(rolled(c.now), rolled(c.before), rolled(c.year_before), names, self._say("report-no-area"))

    def _late(self) -> Iterable[Late]:
        end = self._m.window.end
        for case in sorted(self._m.counts.now.badly_late, key=lambda case: case.due):
            if (told := self._m.told.get(case.case_id)) is None:
                continue
            step, why = self._m.last_words.get(case.case_id, ("", ""))
            yield Late(
                number=told.number,
                words=self._brief(told),
                unit=self._unit(case.unit),
                category=self._category_names.get(told.category_id or 0, self._say("no-category")),
                due_at=case.due,
                days=-(-(end - case.due) // timedelta(days=1)),
                times=review.times(case.started, case.due, end),
                step=step,
                why=brief(why, WHY),
            )

    def _promises(self) -> Iterable[Promise]:
        for one in self._m.counts.now.promises:
            if told := self._m.told.get(one.case_id):
                yield Promise(told.number, self._brief(told), self._unit(one.unit), one.how, one.due, one.became)

    def _brief(self, case: reviews.Told) -> str:
        return brief(_words(case.title, case.text), WORDS) or self._say("digest-no-words")


def _words(title: str, text: str) -> str:
    return text if text.startswith(title) else f"{title} {text}"


def _days(window: Window, texts: Texts) -> tuple[date, ...]:
    first, end = (at.astimezone(texts.zone).date() for at in (window.start, window.end))
    return tuple(first + timedelta(days=n) for n in range((end - first).days))
