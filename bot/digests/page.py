"""A report as one HTML file for whoever has no account with the bot: read on a screen, printed on A4.

Nothing in it reaches out or runs: pictures are data URIs, there is no script and no link, and a policy in its head
forbids both. Every word is escaped. Chinese is shown in whatever font the reader's system has.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from html import escape

from bot.casework.indicators import COUNTS, FEWEST, RATES, Indicators, Ratio, truncated
from bot.casework.promises import Became, How
from bot.digests import bulletin
from bot.digests.report_text import changed, why_late
from bot.digests.review import Review, Row
from bot.digests.windows import Rhythm
from bot.texts import Texts

Say = Callable[..., str]
"""Says the sentence of a key in the report's language."""

LISTED = 40  # rows of a list: two pages; the workbook has them all
_STYLE = """
@page { size: A4; margin: 16mm 14mm; @bottom-center { content: counter(page) " / " counter(pages); } }
* { box-sizing: border-box; }
body { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
  "WenQuanYi Micro Hei", SimSun, sans-serif; font-size: 11pt; line-height: 1.55; color: #1a1a1a; max-width: 190mm;
  margin: 0 auto; padding: 6mm; }
h1 { font-size: 20pt; margin: 0 0 2mm; } h2 { font-size: 14pt; margin: 8mm 0 2mm; }
h2, h2 + p, tbody tr:first-child { break-after: avoid; }
p { margin: 0 0 2mm; } .soft { color: #5c5c5c; font-size: 9pt; line-height: 1.4; }
.two { columns: 2; column-gap: 6mm; }
.bulletin { font-size: 12.5pt; border-left: 1.2mm solid #0072b2; padding: 2mm 4mm; background: #f3f7fa; }
table { border-collapse: collapse; width: 100%; margin: 2mm 0; font-size: 9.5pt; }
th, td { border: 0.2mm solid #c8c8c8; padding: 0.7mm 1.4mm; text-align: left; vertical-align: top; }
th { background: #e7eef5; } th, td.k { word-break: keep-all; } th, td { text-wrap: balance; }
td.n, th.n { text-align: right; }
td:first-child { min-width: 24mm; } td small { color: #5c5c5c; }
tr.sum td { font-weight: bold; background: #f6f6f6; } tr.sum { break-before: avoid; }
thead { display: table-header-group; } tr { break-inside: avoid; }
.pictures { break-inside: avoid; } figure { margin: 0 0 4mm; break-inside: avoid; text-align: center; }
img { max-width: 88mm; width: 100%; }
@media print { body { padding: 0 0.3mm; max-width: none; } .pictures { columns: 2; column-gap: 6mm; } }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(
    review: Review, texts: Texts, language: str, title: str, pictures: Sequence[tuple[str, bytes]], made_at: datetime
) -> str:
    """The file. `pictures` are PNGs with what each shows."""
    return _Page(review, texts, language).whole(title, pictures, made_at)


class _Page:
    def __init__(self, review: Review, texts: Texts, language: str) -> None:
        self._review, self._texts, self._language = review, texts, language

    def _say(self, key: str, **args: object) -> str:
        return self._texts.say(self._language, key, **args)

    def whole(self, title: str, pictures: Sequence[tuple[str, bytes]], made_at: datetime) -> str:
        review = self._review
        parts = [f"<h1>{escape(title)}</h1>", self._soft(self._say("page-made", moment=self._moment(made_at)))]
        parts += [f'<p class="bulletin">{escape(text)}</p>' for text in self._bulletin()]
        parts += [self._indicators(), self._meanings()]
        parts += [f'<h2>{escape(self._say("page-pictures"))}</h2><div class="pictures">']
        parts += [_figure(what, png) for what, png in pictures] + ["</div>"]
        if len(review.units) > 1:
            parts += [self._groups("units", review.units)]
        parts += [self._groups("categories", review.categories)]
        if len(review.areas) > 1:
            parts += [self._groups("areas", review.areas)]
        parts += [self._ranking(), self._late()]
        if review.rhythm is Rhythm.MONTHLY:
            parts += [self._promises()]
        parts += [self._topics(), self._residents()]
        tag = {"zh": "zh-CN"}.get(self._language, self._language)
        return (
            f'<!DOCTYPE html>\n<html lang="{tag}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
            + "\n".join(part for part in parts if part)
            + "\n</body></html>\n"
        )

    def _bulletin(self) -> list[str]:
        review = self._review
        if review.rhythm is not Rhythm.MONTHLY:
            return []
        month = review.window.start.astimezone(self._texts.zone).month
        return [
            bulletin.headline(self._texts, self._language, review.subject, month, review.figures),
            bulletin.of_month(self._texts, self._language, review),
        ]

    def _indicators(self) -> str:
        figures = self._review.figures
        heads = ["indicator", "value", "parts", "before", "before-change", "year", "year-change"]
        rows = []
        for name, count in COUNTS.items():
            now, before, year = (count(i) for i in (figures.now, figures.before, figures.year_before))
            rows.append(
                [
                    self._say(f"indicator-{name.replace('_', '-')}"),
                    str(now),
                    "",
                    str(before),
                    self._changed(now, before),
                    str(year),
                    self._changed(now, year),
                ]
            )
        for name, rate in RATES.items():
            now_, before_, year_ = (rate(i) for i in (figures.now, figures.before, figures.year_before))
            rows.append(
                [
                    self._say(f"indicator-{name}"),
                    bulletin.rate_value(name, now_),
                    _parts(now_),
                    bulletin.rate_value(name, before_),
                    self._points(name, now_, before_),
                    bulletin.rate_value(name, year_),
                    self._points(name, now_, year_),
                ]
            )
        table = self._table([self._say(f"column-{head}") for head in heads], rows, numbers=range(1, 7))
        return f"<h2>{escape(self._say('sheet-overview'))}</h2>{table}"

    def _changed(self, now: int, before: int) -> str:
        shown = changed(now, before)
        return self._say("page-same") if shown == "same" else shown or "—"

    def _points(self, name: str, now: Ratio, before: Ratio) -> str:
        """By how many percentage points a rate moved, or points of the score."""
        moved = now.points(before)
        if moved is None:
            return "—"
        shown = truncated(moved)
        key = "page-score-points" if name == "score" else "page-points"
        return self._say(key, points=shown if shown.startswith("-") or shown == "0" else f"+{shown}")

    def _meanings(self) -> str:
        """One plain line for each indicator: what is counted, and against what."""
        lines = [
            self._say(
                "page-meaning",
                name=self._say(f"indicator-{name.replace('_', '-')}"),
                meaning=self._meaning(name),
            )
            for name in (*COUNTS, *RATES)
        ]
        lines.append(self._say("page-note"))
        return f'<p class="soft two">{"<br>".join(map(escape, lines))}</p>'

    def _meaning(self, name: str) -> str:
        return self._say(f"meaning-{name.replace('_', '-')}", weight=f"{self._review.fair_weight:g}")

    def _groups(self, key: str, rows: Sequence[Row]) -> str:
        if not rows:
            return ""
        heads = [self._say(f"column-{key}"), *(self._say(f"indicator-{n}") for n in ("submitted", "resolved"))]
        heads += [self._say("column-before-change"), self._say("column-year-change")]
        heads += [self._say(f"indicator-{name}") for name in ("open", "overdue", "timeliness", "satisfaction", "score")]
        lines = [self._group(row.name, row) for row in rows]
        total = Row("", *(sum((getattr(r, w) for r in rows), Indicators()) for w in ("now", "before", "year_before")))
        lines.append(self._group(self._say("column-sum"), total))
        table = self._table(heads, lines, numbers=range(1, len(heads)), last_is_sum=True)
        note = self._soft(self._say("page-groups-note"))
        return f"<h2>{escape(self._say(f'sheet-{key}'))}</h2>{note}{table}"

    def _group(self, name: str, row: Row) -> list[str]:
        now = row.now
        counts = [str(now.submitted), str(now.resolved)]
        changes = [
            self._changed(now.submitted, row.before.submitted),
            self._changed(now.submitted, row.year_before.submitted),
        ]
        shares = [_share(now.timeliness), _share(now.satisfaction), bulletin.rate_value("score", now.score)]
        return [name, *counts, *changes, str(now.open), str(now.overdue), *shares]

    def _ranking(self) -> str:
        review = self._review
        if not (review.of_office and (review.best or review.slowest)):
            return ""
        lines = [
            self._say(
                key,
                units=self._say("list-comma").join(
                    self._say("report-ranked", name=name, share=bulletin.share(self._texts, self._language, ratio))
                    for name, ratio in units
                ),
            )
            for key, units in (("report-best", review.best), ("report-slowest", review.slowest))
            if units
        ]
        text = "".join(f"<p>{escape(line)}</p>" for line in lines)
        note = self._say("ranking-note", by=self._say("indicator-timeliness"), fewest=FEWEST)
        return f"<h2>{escape(self._say('sheet-ranking'))}</h2>{text}{self._soft(note)}"

    def _late(self) -> str:
        late = self._review.late
        heads = ["number", "units", "words", "due", "days-late", "times", "why"]
        rows = [
            [
                one.number,
                one.unit,
                one.words,
                self._moment(one.due_at),
                str(one.days),
                truncated(one.times),
                why_late(one, self._say),
            ]
            for one in late[:LISTED]
        ]
        return self._list("late", heads, rows, len(late), numbers=(4, 5), kept=(3,))

    def _promises(self) -> str:
        broken = [one for one in self._review.promises if one.became is not Became.IN_TIME]
        heads = ["number", "units", "words", "promised", "due", "became"]
        rows = [
            [
                one.number,
                one.unit,
                one.words,
                self._say(f"report-how-{one.how.value}"),
                self._moment(one.due_at) if one.due_at else "",
                self._say(f"report-became-{one.became.value.replace('_', '-')}"),
            ]
            for one in broken[:LISTED]
        ]
        return self._list("promises", heads, rows, len(broken), kept=(3, 4, 5), above=self._kept())

    def _kept(self) -> str:
        """How many were promised, and how many of these were done in time, by kind."""
        said = [
            self._say("page-kept", how=self._say(f"report-how-{how.value}"), kept=kept, n=n)
            for how in How
            for kept, n in [self._review.kept(how)]
            if n
        ]
        return f"<p>{escape(self._say('digest-topics-and').join(said))}</p>" if said else ""

    def _topics(self) -> str:
        topics = self._review.topics
        heads = ["topic", "people", "people-before", "supporters", "examples"]
        rows = [
            [t.name, str(t.people), str(t.before), str(t.supporters), self._say("list-comma").join(t.numbers)]
            for t in topics
        ]
        return self._list("topics", heads, rows, len(topics), numbers=(1, 2, 3))

    def _residents(self) -> str:
        ratings, unhappy = self._review.ratings, self._review.unhappy
        counts = [self._say(f"digest-{rating}", n=ratings.get(rating, 0)) for rating in ("good", "fair", "bad")]
        above = f"<p>{escape(self._say('list-comma').join(counts))}</p>"
        rows = [[said.number, said.unit, said.words] for said in unhappy[:LISTED]]
        return self._list("residents", ["number", "units", "unhappy"], rows, len(unhappy), above=above)

    def _list(
        self,
        key: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        total: int,
        *,
        numbers: Sequence[int] = (),
        kept: Sequence[int] = (),
        above: str = "",
    ) -> str:
        if rows:
            body = self._table([self._say(f"column-{head}") for head in heads], rows, numbers=numbers, kept=kept)
            body += self._soft(self._say("page-more", n=total - len(rows))) if total > len(rows) else ""
        else:
            body = self._soft(self._say("sheet-nothing"))
        return f"<h2>{escape(self._say(f'sheet-{key}'))}</h2>{above}{body}"

    def _table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        numbers: Sequence[int] = (),
        kept: Sequence[int] = (),
        last_is_sum: bool = False,
    ) -> str:
        """`numbers` are columns of numbers, `kept` those whose few words are broken at spaces and brackets only."""
        kinds = dict.fromkeys(numbers, ' class="n"') | dict.fromkeys(kept, ' class="k"')
        kind = [kinds.get(i, "") for i in range(len(heads))]
        top = "".join(f"<th{k}>{escape(head)}</th>" for k, head in zip(kind, heads, strict=True))
        body = []
        for index, row in enumerate(rows):
            cells = "".join(f"<td{k}>{_cell(cell)}</td>" for k, cell in zip(kind, row, strict=True))
            total = ' class="sum"' if last_is_sum and index == len(rows) - 1 else ""
            body.append(f"<tr{total}>{cells}</tr>")
        return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table>"

    def _soft(self, text: str) -> str:
        return f'<p class="soft">{escape(text)}</p>'

    def _moment(self, at: datetime) -> str:
        return self._texts.moment(self._language, at, self._review.window.start)


def _figure(what: str, png: bytes) -> str:
    return (
        f'<figure><img alt="{escape(what, quote=True)}" src="data:image/png;base64,{b64encode(png).decode()}"></figure>'
    )


def _cell(text: str) -> str:
    """A cell's words; what stands on a second line is smaller."""
    first, _, more = text.partition("\n")
    return f"{escape(first)}<br><small>{escape(more)}</small>" if more else escape(first)


def _parts(ratio: Ratio) -> str:
    return f"{truncated(Fraction(ratio.numerator))}/{ratio.denominator}" if ratio.denominator else ""


def _share(ratio: Ratio) -> str:
    """The rate, and what it is made of on a line below."""
    return f"{ratio.percent()}\n{_parts(ratio)}" if ratio.denominator else ratio.percent()
