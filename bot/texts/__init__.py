"""Every sentence the bot says, in Fluent files: one folder for each language, one file for each kind of reader.

The same keys with the same variables stand in all languages; a test compares them.
"""

import sys
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.runtime.types import fluent_number
from fluent.syntax.ast import Junk

LANGUAGES = ("zh", "en")

# Fluent refuses variables of more than 2,500 characters, against translations that blow up. Ours are our own, and what
# people write is often longer.
resolver.MAX_PART_LENGTH = sys.maxsize


class Texts:
    """Says things. Dates and times come out in the office's zone, in the form of the language."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def say(self, language: str, key: str, /, **args: object) -> str:
        """The sentence `key` in `language`. Raises LookupError for a key that is not there or a variable not given."""
        return _said(language, key, args) if args else _said_as_it_is(language, key)

    def has(self, language: str, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return bool(_bundle(language).has_message(key))

    def day(self, language: str, at: datetime, now: datetime) -> str:
        """The local day of `at`: 11月30日（周一）, with the year only when it is another one than that of `now`."""
        local = at.astimezone(self.zone)
        key = "date" if local.year == now.astimezone(self.zone).year else "date-year"
        weekday = self.say(language, f"weekday-{local.weekday()}")
        month = self.say(language, f"month-{local.month}")
        return self.say(language, key, year=str(local.year), month=month, day=str(local.day), weekday=weekday)

    def time(self, at: datetime) -> str:
        """The local time of day: 18:00."""
        return at.astimezone(self.zone).strftime("%H:%M")

    def month(self, language: str, first: date) -> str:
        """The month of a day: 2026年11月."""
        month = self.say(language, f"month-{first.month}")
        return self.say(language, "month-year", year=str(first.year), month=month)

    def moment(self, language: str, at: datetime, now: datetime) -> str:
        """Day and time: 11月30日 18:00."""
        local = at.astimezone(self.zone)
        key = "moment" if local.year == now.astimezone(self.zone).year else "moment-year"
        month = self.say(language, f"month-{local.month}")
        return self.say(language, key, year=str(local.year), month=month, day=str(local.day), time=self.time(at))

    def age(self, language: str, span: timedelta) -> str:
        """How long ago, in the largest unit that fits: 5分钟前, 2小时前, 3天前."""
        minutes = max(0, int(span.total_seconds() // 60))
        if minutes < 1:
            return self.say(language, "age-now")
        if minutes < 60:
            return self.say(language, "age-minutes", n=minutes)
        if minutes < 48 * 60:
            return self.say(language, "age-hours", n=minutes // 60)
        return self.say(language, "age-days", n=minutes // (24 * 60))


def load() -> None:
    """Reads all files, which takes 0.2 s, so that nobody who writes to the bot waits for it."""
    for language in LANGUAGES:
        _bundle(language)


def _said(language: str, key: str, args: dict[str, object]) -> str:
    bundle = _bundle(language)
    try:
        pattern = bundle.get_message(key).value
    except LookupError:
        pattern = None
    if pattern is None:
        raise LookupError(f"no text {key!r} in {language!r}")
    text, errors = bundle.format_pattern(pattern, _variables(args))
    if errors:
        raise LookupError(f"text {key!r} in {language!r}: {errors[0]}")
    return str(text)


@cache
def _said_as_it_is(language: str, key: str) -> str:
    """What has no variables, such as the words on most buttons."""
    return _said(language, key, {})


def _variables(args: dict[str, object]) -> dict[str, object]:
    """`a_b` becomes `$a-b`. For a text there is also `$has-a-b`, yes or no: Fluent cannot ask for an empty one."""
    variables: dict[str, object] = {}
    for name, value in args.items():
        key = name.replace("_", "-")
        variables[key] = _digits(value) if isinstance(value, int) else value
        if isinstance(value, str):
            variables[f"has-{key}"] = "yes" if value else "no"
    return variables


@lru_cache(maxsize=1024)
def _digits(number: int) -> object:
    """Plain digits: nobody writes 2,838 days, and a number in the middle of a case's number is no thousands."""
    return fluent_number(number, useGrouping=False)


@cache
def _bundle(language: str) -> FluentBundle:
    if language not in LANGUAGES:
        raise LookupError(f"no language {language!r}")
    # Isolation marks around variables show as boxes on old phones; names are cleaned of bidi controls on their way in.
    bundle = FluentBundle([{"zh": "zh-CN", "en": "en-GB"}[language]], use_isolating=False)
    for file in sorted((resources.files("bot.texts") / language).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".ftl"):
            resource = FluentResource(file.read_text(encoding="utf-8"))
            for entry in resource.body:
                if isinstance(entry, Junk):  # Fluent itself would leave it out without a word
                    raise ValueError(f"{language}/{file.name}: {entry.content!r}")
            bundle.add_resource(resource)
    return bundle
