"""A digest in words: pages that are each one readable message."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.casework.lifecycle import OPEN
from bot.digests.compose import Digest
from bot.privacy import brief
from bot.tagging.topics import Topic
from bot.texts import Texts
from storage.records import Case

PAGE = 1500  # characters: two screens of a phone, well within what any channel takes in one message
LINE = 42  # characters of a case's own words
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def pages(digest: Digest, texts: Texts, language: str) -> list[str]:
    """The digest as messages, the first of which says what must be done today. Case texts are masked."""
    if digest.empty:
        return [_head(digest, texts, language) + "\n" + texts.say(language, "digest-empty", open=digest.open)]
    made = [_head(digest, texts, language)]
    for line in _lines(digest, texts, language):
        if len(made[-1]) + 1 + len(line) > PAGE:
            made.append(line)
        else:
            made[-1] += "\n" + line
    if len(made) > 1:
        return [
            texts.say(language, "digest-page", text=text, page=i, pages=len(made)) for i, text in enumerate(made, 1)
        ]
    return made


def _head(digest: Digest, texts: Texts, language: str) -> str:
    end, window = digest.window.end, digest.window
    return texts.say(
        language,
        "digest-head",
        unit=digest.unit,
        day=texts.day(language, end, end),
        start=texts.moment(language, window.start, end),
        end=texts.moment(language, end, end),
    )


def _lines(digest: Digest, texts: Texts, language: str) -> Iterator[str]:
    def say(key: str, **args: object) -> str:
        return texts.say(language, key, **args)

    end = digest.window.end
    yield say(
        "digest-today",
        overdue=len(digest.overdue),
        badly=len(digest.badly),
        today=len(digest.today),
        unsigned=len(digest.unsigned),
    )
    above: set[int] = {case.id for case in (*digest.overdue, *digest.today, *digest.soon)}
    for case in sorted((*digest.overdue, *digest.today), key=lambda case: not case.urgent):
        near = how_near(case, end, texts, language, badly=case.id in digest.badly)
        yield _line(case, digest, texts, language, near)
    if digest.soon:
        yield say("digest-soon", n=len(digest.soon))
        for case in digest.soon:
            yield _line(case, digest, texts, language, how_near(case, end, texts, language))
    if digest.new:
        yield say("digest-new", n=digest.new_count, change=_change(digest))
        for category, cases in digest.new.items():
            rest = [case for case in cases if case.id not in above]  # one line for each case, where it presses most
            yield say("digest-category", category=category, n=len(cases), above=len(cases) - len(rest))
            for case in rest:
                yield _line(case, digest, texts, language, _how_new(case, digest, texts, language))
    else:
        yield say("digest-nothing-new")
    listed = above | {case.id for cases in digest.new.values() for case in cases}
    if waiting := [case for case in digest.unsigned if case.id not in listed]:
        yield say(
            "digest-unsigned",
            n=len(waiting),
            numbers=say("list-comma").join(c.number or "" for c in waiting[:5]),
        )
    if digest.topics:
        yield say(
            "digest-topics",
            topics=say("digest-topics-and").join(
                say("digest-topic", name=topic.name, people=topic.people, change=_signed(topic))
                for topic in digest.topics
            ),
        )
    if digest.asked:
        yield say(
            "digest-asked",
            n=len(digest.asked),
            numbers=say("list-comma").join(c.number or "" for c in digest.asked[:5]),
        )
    if digest.suspended:
        yield say(
            "digest-suspended",
            n=len(digest.suspended),
            cases=say("list-comma").join(
                say("digest-suspended-case", number=c.number or "", day=texts.day(language, c.review_at or end, end))
                for c in digest.suspended[:5]
            ),
        )
    if digest.helps:
        yield say("digest-helps", n=len(digest.helps))
        for help_, case in digest.helps:
            yield say(
                "digest-help",
                number=case.number or "",
                urgent="yes" if case.urgent else "no",
                text=brief(help_.task, LINE),
                age=texts.age(language, end - help_.given_at),
                near=how_near(case, end, texts, language) if case.due_at and case.paused_at is None else "",
            )
    if digest.resolved or digest.rated:
        yield _residents(digest, texts, language)
    back = {said.case.id: said for said in digest.rated if said.rating == "bad" and said.case.status in OPEN}
    for said in back.values():  # one line for each case, whoever said it and however often
        key = "digest-back" if said.solved else "digest-back-unsolved"
        yield _line(said.case, digest, texts, language, say(key))
    yield say("digest-open", n=digest.open)


def how_near(case: Case, at: datetime, texts: Texts, language: str, *, badly: bool = False) -> str:
    """How late it is, in days as the ledger counts them (hours where hours are what it was given); or until when."""
    assert case.due_at is not None
    late = at - case.due_at
    by_hours = case.urgent or case.limit_hours is not None
    if late > timedelta():
        if by_hours and late < DAY:
            return texts.say(language, "digest-late-hours", hours=-(-late // HOUR))
        return texts.say(language, "digest-late", days=-(-late // DAY), badly="yes" if badly else "no")
    if case.due_at.astimezone(texts.zone).date() == at.astimezone(texts.zone).date():
        return texts.say(language, "digest-due", time=texts.time(case.due_at))
    if by_hours:
        return texts.say(language, "digest-due-day", day=texts.moment(language, case.due_at, at), provisional="no")
    provisional = "yes" if case.due_provisional else "no"
    return texts.say(language, "digest-due-day", day=texts.day(language, case.due_at, at), provisional=provisional)


def line(case: Case, texts: Texts, language: str, near: str, unit: str = "") -> str:
    """A case on one line, outside of a digest: what it is about, how near its due time is, and whose it is."""
    key = "digest-line-urgent" if case.urgent else "digest-line"
    return texts.say(language, key, number=case.number or "", area=unit, text=_words(case, texts, language), tail=near)


def _words(case: Case, texts: Texts, language: str) -> str:
    """The beginning of what was said. A title such as 路灯 says little by itself; one that the text begins with says
    nothing more."""
    said = case.text if case.text.startswith(case.title) else f"{case.title}\n{case.text}"
    return brief(said, LINE) or texts.say(language, "digest-no-words")


def _residents(digest: Digest, texts: Texts, language: str) -> str:
    counts = {rating: sum(1 for said in digest.rated if said.rating == rating) for rating in ("good", "fair", "bad")}
    judged = texts.say(language, "list-comma").join(
        texts.say(language, f"digest-{rating}", n=n) for rating, n in counts.items() if n
    )
    if unsolved := sum(1 for said in digest.rated if not said.solved):
        judged += texts.say(language, "digest-unsolved", n=unsolved)
    return texts.say(language, "digest-resolved", n=digest.resolved, rated=len(digest.rated), judged=judged)


def _how_new(case: Case, digest: Digest, texts: Texts, language: str) -> str:
    """When a new case came; or where it stands, if there is nothing more to do about it."""
    if case.status not in OPEN:
        return texts.say(language, f"staff-status-{case.status.replace('_', '-')}")
    end = digest.window.end
    return texts.age(language, end - (case.submitted_at or end))


def _change(digest: Digest) -> str:
    """Against the digest before: +2, -3, or "same"; empty where there was none."""
    change = 0 if digest.new_before is None else digest.new_count - digest.new_before
    return "" if digest.new_before is None else f"{change:+d}" if change else "same"


def _signed(topic: Topic) -> str:
    """A topic's people against the days before: +2, -3, or "same"; empty where there was nobody."""
    change = topic.people - topic.before
    return "" if not topic.before else f"{change:+d}" if change else "same"


def _line(case: Case, digest: Digest, texts: Texts, language: str, tail: str) -> str:
    """A case on one line, with its area where the unit has several and the words do not say it themselves."""
    key = "digest-line-urgent" if case.urgent else "digest-line"
    words = _words(case, texts, language)
    if supporters := digest.supporters.get(case.id):
        words += texts.say(language, "digest-supporters", n=supporters)
    area = digest.areas.get(case.id, "")
    area = "" if area in words else area
    return texts.say(language, key, number=case.number or "", area=area, text=words, tail=tail)
