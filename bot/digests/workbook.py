"""A report as a workbook (XLSX): figures that can be counted with, several sheets, and charts that Excel itself draws.

Every word is written as a text, never as a formula (see `ledger.safe_text`), every share as a number with its parts
beside it. Sheets have their heading frozen, widths that fit, and print on A4. Words come from the caller.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.casework.indicators import COUNTS, FEWEST, RATES, Indicators, Ratio, change, ranking
from bot.digests.ledger import LINE, row_height, safe_text
from bot.digests.report_text import why_late
from bot.digests.review import Review, Row
from bot.digests.windows import Rhythm

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Say = Callable[..., str]
"""Says the sentence of a key in the report's language."""

CHARTED = 12  # bars of a chart, and rows of a table below which it is still on the same printed page
_BLUE, _VERMILLION, _GREY = "#0072B2", "#D55E00", "#8C8C8C"
_WIDE, _NAME, _NUMBER, _MEANING = 42, 22, 10, 60
_SHARE, _COUNT, _DATE = "0.00%", "#,##0", "yyyy-mm-dd hh:mm"
TABLE = ("submitted", "resolved", "open", "overdue", "badly_late")
TABLE_RATES = ("completion", "timeliness", "satisfaction", "score")


def workbook(review: Review, say: Say, zone: ZoneInfo, title: str, bulletin: str, made_at: datetime) -> bytes:
    """The workbook of `review`; `bulletin` stands on its first sheet. Blocks: call it in a thread."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": safe_text(title), "created": made_at})
        book.set_calc_mode("manual")
        _Writer(book, review, say, zone, title, made_at).fill(bulletin)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading, its width, the format of its cells, and how a row's value is found."""

    heading: str
    width: int
    kind: str
    value: Callable[[Any], Any]

    @property
    def head(self) -> str:
        """The heading; what stands in brackets is on a line of its own if it must be on another one."""
        return self.heading if row_height([(self.heading, self.width)]) == LINE else self.heading.replace("（", "\n（")


class _Writer:
    def __init__(
        self, book: "Workbook", review: Review, say: Say, zone: ZoneInfo, title: str, made_at: datetime
    ) -> None:
        self._book, self._review, self._say, self._zone, self._title = book, review, say, zone, title
        self._stamp = f"{made_at.astimezone(zone):%Y-%m-%d %H:%M}"
        look = {"valign": "top", "border": 1, "border_color": "#D9D9D9", "font_size": 11}
        kinds: dict[str, dict[str, object]] = {
            "text": {"text_wrap": True, "align": "left", "indent": 1},
            "count": {"num_format": _COUNT},
            "share": {"num_format": _SHARE},
            "change": {"num_format": "+0.00%;-0.00%;0.00%"},
            "points": {"num_format": "+0.00;-0.00;0.00"},
            "times": {"num_format": "0.00"},
            "weighted": {"num_format": "#,##0.00"},
            "score": {"num_format": "0.00"},
            "date": {"num_format": _DATE, "align": "left", "indent": 1},
            "day": {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
        }
        self._formats = {kind: book.add_format({**look, **more}) for kind, more in kinds.items()}
        heading = {**look, "bold": True, "text_wrap": True, "bg_color": "#E7EEF5"}
        over_text, over_number = (
            book.add_format({**heading, **more}) for more in ({"align": "left", "indent": 1}, {"align": "right"})
        )
        self._headings = {kind: over_text if "indent" in more else over_number for kind, more in kinds.items()}
        self._big = book.add_format({"bold": True, "font_size": 16})
        self._plain = book.add_format({"text_wrap": True, "valign": "top", "font_size": 12})
        soft = {"valign": "top", "font_size": 10, "font_color": "#5C5C5C"}
        self._note, self._one_line = book.add_format({**soft, "text_wrap": True}), book.add_format(soft)

    def fill(self, bulletin: str) -> None:
        self._overview(bulletin)
        for key, rows in (
            ("units", self._review.units),
            ("categories", self._review.categories),
            ("areas", self._review.areas),
        ):
            if rows:
                self._groups(key, rows)
        if self._review.of_office:
            self._ranking()
        self._days()
        self._late()
        if self._review.rhythm is Rhythm.MONTHLY:
            self._promises()
        self._topics()
        self._residents()
        self._meanings()

    # Sheets

    def _sheet(self, key: str) -> Any:
        sheet = self._book.add_worksheet(safe_text(self._say(f"sheet-{key}"))[:31])
        self._printed(sheet)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_default_row(LINE)
        return sheet

    def _printed(self, sheet: Any) -> None:
        """On A4 on its side, with what it is above and the page's number below."""
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L{safe_text(self._title)[:80].replace('&', '&&')}&C&A&R{self._stamp}")
        sheet.set_footer("&C&P / &N")

    def _overview(self, bulletin: str) -> None:
        """The bulletin, and each indicator with what it is made of, beside the window before and the year before."""
        sheet = self._sheet("overview")
        figures = self._review.figures
        heads = ("indicator", "value", "numerator", "denominator", "before", "before-change", "year", "year-change")
        kinds = ("text", *["count"] * 7)
        sheet.set_row(3, 2 * LINE)
        for column, (head, kind, width) in enumerate(zip(heads, kinds, (24, 11, 11, 11, 11, 15, 11, 15), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, safe_text(self._say(f"column-{head}")), self._headings[kind])
        sheet.set_column(8, 8, _MEANING)
        sheet.write_string(3, 8, safe_text(self._say("column-meaning")), self._headings["text"])
        sheet.merge_range(0, 0, 0, 8, safe_text(self._title), self._big)
        sheet.merge_range(1, 0, 1, 8, safe_text(bulletin), self._plain)
        sheet.set_row(0, 27)
        sheet.set_row(1, 66)
        line = 4
        for name, count in COUNTS.items():
            now, before, year = (count(i) for i in (figures.now, figures.before, figures.year_before))
            self._cells(sheet, line, 0, [("text", self._say(f"indicator-{name.replace('_', '-')}")), ("count", now)])
            self._cells(sheet, line, 2, [("text", None), ("text", None), ("count", before)])
            self._cells(
                sheet, line, 5, [("change", change(now, before)), ("count", year), ("change", change(now, year))]
            )
            self._explained(sheet, line, name)
            line += 1
        for name, rate in RATES.items():
            now_, before_, year_ = (rate(i) for i in (figures.now, figures.before, figures.year_before))
            kind, part = _kind(name), "count" if now_.numerator == int(now_.numerator) else "weighted"
            self._cells(sheet, line, 0, [("text", self._say(f"indicator-{name}")), (kind, now_.value)])
            self._cells(sheet, line, 2, [(part, now_.numerator), ("count", now_.denominator), (kind, before_.value)])
            self._cells(
                sheet,
                line,
                5,
                [("points", now_.points(before_)), (kind, year_.value), ("points", now_.points(year_))],
            )
            self._explained(sheet, line, name)
            line += 1
        sheet.freeze_panes(4, 1)
        sheet.merge_range(line + 1, 0, line + 1, 8, safe_text(self._say("workbook-note")), self._note)
        sheet.set_row(line + 1, 48)

    def _explained(self, sheet: Any, line: int, name: str) -> None:
        """What an indicator is, at the end of its line on the first sheet."""
        meaning = self._meaning(name)
        sheet.set_row(line, row_height([(meaning, _MEANING)]))
        self._cells(sheet, line, 8, [("text", meaning)])

    def _groups(self, key: str, rows: Sequence[Row]) -> None:
        """A table by unit, category or area, with its sum, and a chart of the largest beside it."""
        columns = [_Column(self._say(f"column-{key}"), _NAME, "text", lambda row: row.name)]
        columns += [
            _Column(self._say(f"indicator-{name.replace('_', '-')}"), _NUMBER, "count", _count(name)) for name in TABLE
        ]
        columns += [
            _Column(
                self._say("column-before-change"),
                _NUMBER,
                "change",
                lambda r: change(r.now.submitted, r.before.submitted),
            ),
            _Column(
                self._say("column-year-change"),
                _NUMBER,
                "change",
                lambda r: change(r.now.submitted, r.year_before.submitted),
            ),
        ]
        for name in TABLE_RATES:
            columns.append(
                _Column(self._say(f"indicator-{name}"), _NUMBER, _kind(name), _rate(name, lambda r: r.value))
            )
            columns.append(_Column(self._say("column-parts"), 12, "text", _rate(name, lambda r: _parts(r))))
        whole = Row(
            self._say("column-sum"),
            sum((row.now for row in rows), Indicators()),
            sum((row.before for row in rows), Indicators()),
            sum((row.year_before for row in rows), Indicators()),
        )
        sheet = self._table(key, columns, [*rows, whole])
        last = min(len(rows), CHARTED)
        name = sheet.get_name()
        chart = self._book.add_chart({"type": "bar"})
        for column, colour in ((1, _BLUE), (2, _GREY), (4, _VERMILLION)):
            chart.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, 1, 0, last, 0],
                    "values": [name, 1, column, last, column],
                    "fill": {"color": colour},
                    "data_labels": {"value": True, "font": {"size": 8}},
                }
            )
        chart.set_title(
            {"name": safe_text(self._say("chart-of", what=self._say(f"sheet-{key}"))), "name_font": {"size": 12}}
        )
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 960, "height": 100 + 32 * last})
        if len(rows) <= CHARTED:
            sheet.insert_chart(len(rows) + 3, 0, chart)
        else:
            beside = self._book.add_chartsheet(safe_text(self._say("sheet-chart", sheet=name[:24]))[:31])
            self._printed(beside)
            beside.set_chart(chart)

    def _ranking(self) -> None:
        """Units by 综合成绩, without those that have too few ratings."""
        order = ranking({row.name: row.now for row in self._review.units}, RATES["score"])
        figures = {row.name: row.now for row in self._review.units}
        columns = [
            _Column(self._say("column-rank"), 8, "count", lambda item: item[0]),
            _Column(self._say("column-units"), _NAME, "text", lambda item: item[1]),
            *(
                _Column(self._say(f"indicator-{name}"), 14, _kind(name), _of(name, figures))
                for name in ("score", "response", "solution", "satisfaction", "timeliness")
            ),
            _Column(self._say("column-rated"), 14, "count", lambda item: figures[item[1]].rated),
        ]
        note = self._say("ranking-note", by=self._say("indicator-score"), fewest=FEWEST)
        self._table("ranking", columns, [(i, name) for i, (name, _) in enumerate(order, 1)], note=note)

    def _days(self) -> None:
        """Cases in and done by day, with a line for each."""
        days = list(zip(self._review.days, self._review.came, self._review.done, strict=True))
        columns = [
            _Column(self._say("column-day"), 14, "day", lambda row: row[0]),
            _Column(self._say("indicator-submitted"), _NUMBER, "count", lambda row: row[1]),
            _Column(self._say("indicator-resolved"), _NUMBER, "count", lambda row: row[2]),
        ]
        sheet = self._table("days", columns, days)
        if not days:
            return
        name, chart = sheet.get_name(), self._book.add_chart({"type": "line"})
        for column, colour, dash in ((1, _BLUE, "solid"), (2, _VERMILLION, "dash")):
            chart.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, 1, 0, len(days), 0],
                    "values": [name, 1, column, len(days), column],
                    "line": {"color": colour, "width": 2.25, "dash_type": dash},
                }
            )
        chart.set_title(
            {"name": safe_text(self._say("chart-of", what=self._say("sheet-days"))), "name_font": {"size": 12}}
        )
        apart = 1 if len(days) <= CHARTED else 5
        chart.set_x_axis({"num_format": "m/d", "date_axis": True, "major_unit": apart, "major_unit_type": "days"})
        chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 760, "height": 380})
        sheet.insert_chart(1, 4, chart)

    def _late(self) -> None:
        say = self._say
        columns = [
            _Column(say("column-number"), 14, "text", lambda late: late.number),
            _Column(say("column-units"), _NAME, "text", lambda late: late.unit),
            _Column(say("column-categories"), 16, "text", lambda late: late.category),
            _Column(say("column-words"), _WIDE, "text", lambda late: late.words),
            _Column(say("column-due"), 17, "date", lambda late: late.due_at),
            _Column(say("column-days-late"), 10, "count", lambda late: late.days),
            _Column(say("column-times"), 16, "times", lambda late: late.times),
            _Column(
                say("column-why"),
                _WIDE,
                "text",
                lambda late: why_late(late, say),
            ),
        ]
        self._table("late", columns, self._review.late)

    def _promises(self) -> None:
        say = self._say
        columns = [
            _Column(say("column-number"), 14, "text", lambda p: p.number),
            _Column(say("column-units"), _NAME, "text", lambda p: p.unit),
            _Column(say("column-words"), _WIDE, "text", lambda p: p.words),
            _Column(say("column-promised"), 18, "text", lambda p: say(f"report-how-{p.how.value}")),
            _Column(say("column-due"), 17, "date", lambda p: p.due_at),
            _Column(
                say("column-became"), 18, "text", lambda p: say(f"report-became-{p.became.value.replace('_', '-')}")
            ),
        ]
        self._table("promises", columns, self._review.promises)

    def _topics(self) -> None:
        say = self._say
        columns = [
            _Column(say("column-topic"), 30, "text", lambda t: t.name),
            _Column(say("column-people"), _NUMBER, "count", lambda t: t.people),
            _Column(say("column-people-before"), _NUMBER, "count", lambda t: t.before),
            _Column(say("column-supporters"), _NUMBER, "count", lambda t: t.supporters),
            _Column(say("column-examples"), 72, "text", lambda t: say("list-comma").join(t.numbers)),
        ]
        self._table("topics", columns, self._review.topics)

    def _residents(self) -> None:
        say, ratings = self._say, self._review.ratings
        columns = [
            _Column(say("column-number"), 14, "text", lambda said: said.number),
            _Column(say("column-units"), _NAME, "text", lambda said: said.unit),
            _Column(say("column-unhappy"), 50, "text", lambda said: said.words),
        ]
        sheet = self._table("residents", columns, self._review.unhappy)
        # Beside it how many said what, for the chart.
        for line, rating in enumerate(("good", "fair", "bad")):
            self._cells(sheet, line + 1, 4, [("text", say(f"rating-{rating}")), ("count", ratings.get(rating, 0))])
        sheet.set_column(4, 4, 14)
        sheet.write_string(0, 4, safe_text(say("column-rating")), self._headings["text"])
        sheet.write_string(0, 5, safe_text(say("column-people")), self._headings["count"])
        name, chart = sheet.get_name(), self._book.add_chart({"type": "column"})
        points = [{"fill": {"color": colour}} for colour in (_BLUE, _GREY, _VERMILLION)]
        chart.add_series(
            {
                "name": safe_text(say("sheet-residents")),
                "categories": [name, 1, 4, 3, 4],
                "values": [name, 1, 5, 3, 5],
                "points": points,
                "data_labels": {"value": True},
            }
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 420, "height": 300})
        sheet.insert_chart(5, 4, chart)

    def _meanings(self) -> None:
        say = self._say
        names = [*COUNTS, *RATES]
        columns = [
            _Column(say("column-indicator"), 24, "text", lambda name: say(f"indicator-{name.replace('_', '-')}")),
            _Column(say("column-meaning"), 100, "text", self._meaning),
        ]
        self._table("meanings", columns, names)

    def _meaning(self, name: str) -> str:
        return self._say(f"meaning-{name.replace('_', '-')}", weight=f"{self._review.fair_weight:g}")

    # Cells

    def _table(self, key: str, columns: Sequence[_Column], rows: Sequence[Any], *, note: str = "") -> Any:
        """A sheet with one table, its heading frozen; where there is no row, it says so."""
        sheet = self._sheet(key)
        sheet.set_row(0, row_height((column.head, column.width) for column in columns))
        for i, column in enumerate(columns):
            sheet.set_column(i, i, column.width)
            sheet.write_string(0, i, safe_text(column.head), self._headings[column.kind])
        for line, row in enumerate(rows, 1):
            cells = [(column.kind, column.value(row)) for column in columns]
            words = (
                (value, column.width) for column, (kind, value) in zip(columns, cells, strict=True) if kind == "text"
            )
            sheet.set_row(line, row_height(words))
            self._cells(sheet, line, 0, cells)
        if not rows:
            sheet.write_string(1, 0, safe_text(self._say("sheet-nothing")), self._one_line)
        elif note:
            sheet.write_string(len(rows) + 2, 0, safe_text(note), self._one_line)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        return sheet

    def _cells(self, sheet: Any, line: int, first: int, cells: Sequence[tuple[str, Any]]) -> None:
        for column, (kind, value) in enumerate(cells, first):
            form = self._formats[kind]
            match value:
                case None | "":
                    sheet.write_blank(line, column, None, form)
                case str():
                    sheet.write_string(line, column, safe_text(value), form)
                case datetime():
                    local = value.astimezone(self._zone).replace(second=0, microsecond=0, tzinfo=None)
                    sheet.write_datetime(line, column, local, form)
                case date():
                    sheet.write_datetime(line, column, value, form)
                case Fraction() if kind in ("share", "change"):
                    sheet.write_number(line, column, float(cut(value)), form)
                case Fraction() if kind == "score":  # of 100 points
                    sheet.write_number(line, column, float(cut(value) * 100), form)
                case Fraction() if kind != "count":
                    sheet.write_number(line, column, float(cut(value / 100) * 100), form)
                case _:
                    sheet.write_number(line, column, float(value), form)


def cut(share: Fraction) -> Fraction:
    """A share cut off behind the hundredth of a percent: Excel would round it, and show 99.996 % as 100 %, or another
    figure than the page and the message do."""
    return Fraction(int(share * 10_000), 10_000)


def _kind(rate: str) -> str:
    """How a rate is written: 综合成绩 in points of 100."""
    return "score" if rate == "score" else "share"


def _parts(ratio: Ratio) -> str:
    if not ratio.denominator:
        return ""
    numerator = float(ratio.numerator)
    return f"{numerator:g}/{ratio.denominator}" if numerator < 1e6 else f"{int(numerator)}/{ratio.denominator}"


def _count(name: str) -> Callable[[Row], int]:
    return lambda row: COUNTS[name](row.now)


def _rate(name: str, shown: Callable[[Ratio], Any]) -> Callable[[Row], Any]:
    return lambda row: shown(RATES[name](row.now))


def _of(name: str, figures: dict[str, Indicators]) -> Callable[[tuple[int, str]], Fraction | None]:
    return lambda item: RATES[name](figures[item[1]]).value
