"""The bulletin (通报): a month in a few sentences, in the words that such offices use. Values in, sentences out.

Numbers are cut off, never rounded up: 92,399 is 9.23万, 27.2299 % is 27.22 %, and 99.996 % is 99.99 %.
"""

from fractions import Fraction
from typing import Literal

from bot.casework.indicators import Ratio, change, truncated
from bot.digests.review import Figures, Review
from bot.digests.windows import Rhythm
from bot.texts import Texts

Against = Literal["year", "month", "week"]
"""同比, against the same months a year earlier; 环比, against the month or week before."""

WAN = 10_000


def count(language: str, number: int) -> str:
    """A number of cases: in English with commas."""
    return str(number) if language == "zh" else f"{number:,}"


def total(texts: Texts, language: str, number: int) -> str:
    """A large total: in Chinese 9.2万 from 10,000 on, else with commas."""
    if language != "zh":
        return f"{number:,}"
    return (
        texts.say(language, "bulletin-ten-thousands", wan=truncated(Fraction(number, WAN)))
        if number >= WAN
        else str(number)
    )


def growth(texts: Texts, language: str, now: int, before: int, against: Against) -> str:
    """同比增长27.22%, 环比下降3%, 同比持平, 同比无可比数据."""
    share = change(now, before)
    percent = truncated(abs(share) * 100) if share is not None else ""
    way = "none" if share is None else "same" if percent == "0" else "more" if share > 0 else "fewer"
    return texts.say(language, "bulletin-growth", against=against, way=way, percent=f"{percent}%")


def points(texts: Texts, language: str, now: Ratio, before: Ratio, against: Against) -> str:
    """比上月提高1.2个百分点: how a rate changed; empty where there is nothing to compare."""
    moved = now.points(before)
    if moved is None:
        return ""
    shown = truncated(abs(moved))
    way = "same" if shown == "0" else "more" if moved > 0 else "fewer"
    return texts.say(language, "bulletin-points", against=against, way=way, points=shown)


def share(texts: Texts, language: str, ratio: Ratio) -> str:
    """95.2%（760/798）: a rate with what it is made of; "—" of nothing."""
    if not ratio.denominator:
        return ratio.percent()
    numerator = truncated(Fraction(ratio.numerator))
    return texts.say(language, "bulletin-share", percent=ratio.percent(), part=numerator, whole=ratio.denominator)


def rate_value(name: str, ratio: Ratio) -> str:
    """A rate as it is read beside its name: 95.2%, but 综合成绩 in points of 100."""
    return ratio.percent().removesuffix("%") if name == "score" else ratio.percent()


def headline(texts: Texts, language: str, subject: str, month: int, figures: Figures) -> str:
    """The first sentence, of the year up to the end of `month`: 截至6月底，…总量达9.2万个，同比增长17.4%；受理事件…"""
    year, last = figures.year, figures.last_year
    return texts.say(
        language,
        "bulletin-headline",
        month=texts.say(language, f"month-{month}"),
        subject=subject,
        voices=total(texts, language, figures.voices),
        voices_change=growth(texts, language, figures.voices, figures.last_voices, "year"),
        cases=count(language, year.submitted),
        cases_change=growth(texts, language, year.submitted, last.submitted, "year"),
        completion=year.completion.percent(),
        satisfaction=year.satisfaction.percent(),
    )


def of_month(texts: Texts, language: str, review: Review) -> str:
    """The second sentence, of the month alone."""
    now, before, year = review.figures.now, review.figures.before, review.figures.year_before
    return texts.say(
        language,
        "bulletin-month",
        month=texts.say(language, f"month-{review.window.start.astimezone(texts.zone).month}"),
        cases=count(language, now.submitted),
        before=growth(texts, language, now.submitted, before.submitted, "month"),
        year=growth(texts, language, now.submitted, year.submitted, "year"),
        resolved=count(language, now.resolved),
        timeliness=now.timeliness.percent(),
        timeliness_points=points(texts, language, now.timeliness, before.timeliness, "month"),
        satisfaction=now.satisfaction.percent(),
        satisfaction_points=points(texts, language, now.satisfaction, before.satisfaction, "month"),
        open=count(language, now.open),
        overdue=count(language, now.overdue),
        badly_late=count(language, now.badly_late),
    )


def words(texts: Texts, language: str, review: Review) -> str:
    """The whole bulletin of a month; empty for a week."""
    if review.rhythm is not Rhythm.MONTHLY:
        return ""
    month = review.window.start.astimezone(texts.zone).month
    return headline(texts, language, review.subject, month, review.figures) + of_month(texts, language, review)
