"""Reading what a weekly or monthly report is made of, in one consistent view, and composing it in a language.

Read once, it can be composed in each language. All is as it stood at the window's end, whenever it is read.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from bot.casework.counting import Figures as Counted
from bot.casework.indicators import Indicators
from bot.digests import figures, review, windows
from bot.digests.compose import Window, by_day
from bot.digests.review import Figures, How, Late, Promise, Review
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

    def of(self, unit_id: int | None) -> "Counts":
        """Those of one unit; None: of all."""
        if unit_id is None:
            return self
        year = self.year_before.of_unit(unit_id) if self.year_before else None
        return Counts(self.now.of_unit(unit_id), self.before.of_unit(unit_id), year)


@dataclass(frozen=True, slots=True)
class Material:
    """What was read for one report."""

    unit: Unit | None
    rhythm: Rhythm
    window: Window
    counts: Counts
    year: Indicators
    last_year: Indicators
    voices: int
    last_voices: int
    told: Mapping[int, reviews.Told]  # the cases that were badly late at the end of this window or the one before
    last_words: Mapping[int, tuple[str, str]]
    promised: Sequence[reviews.Promised]
    ratings: Mapping[str, int]
    unhappy: Sequence[reviews.Unhappy]
    came: Sequence[datetime]
    done: Sequence[datetime]
    fair_weight: float
    categories: Mapping[int, Category]
    areas: Mapping[int, Area]
    units: Mapping[int, Unit]


async def count(tx: Tx, settings: Settings, rhythm: Rhythm, window: Window) -> Counts:
    """The figures of all units in `window` and those that it is compared with."""
    year = windows.year_before(window, settings.zone) if rhythm is Rhythm.MONTHLY else None
    return Counts(
        await figures.read(tx, settings, window),
        await figures.read(tx, settings, windows.before(rhythm, window, settings.zone)),
        await figures.read(tx, settings, year) if year else None,
    )


async def read(
    tx: Tx, settings: Settings, unit_id: int | None, rhythm: Rhythm, window: Window, counts: Counts
) -> Material:
    """What the report of a unit (None: of the office) on `window` is made of. Raises LookupError for no such unit."""
    units = {unit.id: unit for unit in await offices.units(tx)}
    unit = units[unit_id] if unit_id is not None else None
    before = windows.before(rhythm, window, settings.zone)
    monthly = rhythm is Rhythm.MONTHLY
    year = windows.year_so_far(window, settings.zone)
    last_year = windows.year_before(year, settings.zone)
    counted = counts.of(unit_id)
    late = [case.case_id for case in counted.now.badly_late]
    late_before = [case.case_id for case in counted.before.badly_late] if monthly else []
    came, done = await reviews.times(tx, window.start, window.end, unit_id)
    nothing = (Indicators(), 0)
    so_far, voices = await _so_far(tx, settings, year, unit_id) if monthly else nothing
    last_so_far, last_voices = await _so_far(tx, settings, last_year, unit_id) if monthly else nothing
    return Material(
        unit=unit,
        rhythm=rhythm,
        window=window,
        counts=counted,
        year=so_far,
        last_year=last_so_far,
        voices=voices,
        last_voices=last_voices,
        told=await reviews.told(tx, [*dict.fromkeys([*late, *late_before])]),
        last_words=await reviews.last_words(tx, late, window.end),
        promised=await reviews.promised(tx, before.start, window.start, window.end, unit_id) if monthly else (),
        ratings=await reviews.ratings(tx, window.start, window.end, unit_id),
        unhappy=await reviews.unhappy(tx, window.start, window.end, unit_id, UNHAPPY),
        came=came,
        done=done,
        fair_weight=settings.fair_weight,
        categories={c.id: c for c in await offices.categories(tx)},
        areas={a.id: a for a in await offices.areas(tx)},
        units=units,
    )


async def _so_far(tx: Tx, settings: Settings, window: Window, unit_id: int | None) -> tuple[Indicators, int]:
    """What the bulletin says of a year so far, and how many voices there were: cases, and people who support one."""
    cases = await reviews.standing(tx, window.start, window.end, unit_id)
    ratings = await reviews.ratings(tx, window.start, window.end, unit_id)
    supported = await reviews.supported(tx, window.start, window.end, unit_id)
    satisfied = ratings.get("good", 0) + Fraction(str(settings.fair_weight)) * ratings.get("fair", 0)
    indicators = Indicators(
        submitted=len(cases), **_stands(cases), rated=sum(ratings.values()), satisfied=Fraction(satisfied)
    )
    return indicators, len(cases) + supported


def _stands(cases: Iterable[reviews.Standing]) -> dict[str, int]:
    """办结率, as `bot.casework.counting` has it: one that was merged stands as the case that it went into."""
    last = {case.id: case for case in cases}
    accountable = settled = 0
    for case in last.values():
        for _ in range(100):  # a chain of merges; it has an end
            parent = json.loads(case.data).get("parent") if case.kind == "merge" and case.data else None
            if parent not in last:
                break
            case = last[parent]
        accountable += case.kind not in _NEVER_MIND
        settled += case.kind in _DONE
    return {"accountable": accountable, "settled": settled}


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
                year=m.year,
                last_year=m.last_year,
                voices=m.voices,
                last_voices=m.last_voices,
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
            topics=tuple(hot_topics[: review.TOPICS]),
            ratings=m.ratings,
            unhappy=tuple(
                review.Unhappy(said.number, self._unit(said.unit_id), brief(said.words, WHY)) for said in m.unhappy
            ),
            fair_weight=m.fair_weight,
            days=days,
            came=tuple(by_day(m.came, days, self._texts.zone)),
            done=tuple(by_day(m.done, days, self._texts.zone)),
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
        for case in self._m.counts.before.badly_late if self._m.rhythm is Rhythm.MONTHLY else ():
            if told := self._m.told.get(case.case_id):
                yield self._promise(told, case.unit, How.LATE, case.due)
        for one in self._m.promised:
            yield self._promise(one, one.unit_id, How(one.how), one.due_at)

    def _promise(
        self, case: reviews.Told | reviews.Promised, unit: int | None, how: How, due_at: datetime | None
    ) -> Promise:
        return Promise(
            number=case.number,
            words=self._brief(case),
            unit=self._unit(unit),
            how=how,
            due_at=due_at,
            became=review.became(due_at, case.resolved_at, case.closed_at, self._m.window.end),
        )

    def _brief(self, case: reviews.Told | reviews.Promised) -> str:
        return brief(_words(case.title, case.text), WORDS) or self._say("digest-no-words")


def _words(title: str, text: str) -> str:
    return text if text.startswith(title) else f"{title} {text}"


def _days(window: Window, texts: Texts) -> tuple[date, ...]:
    first, end = (at.astimezone(texts.zone).date() for at in (window.start, window.end))
    return tuple(first + timedelta(days=n) for n in range((end - first).days))
