"""A white page that charts are drawn on, in pixels, with a Chinese font on any machine.

The page is 1080 px wide and drawn at 72 dpi, so that one point is one pixel. The font is the file that the package
`zhplot` carries (Noto Sans SC), taken by its path: no font has to be installed, and matplotlib's defaults, which belong
to the whole process, stay untouched. A character that the font lacks never becomes a box or a warning: a letter is
shown as 〓, the printers' mark for a missing sort, a sign or an emoji is left out.

matplotlib is imported with the first text, not with this module: it takes longer than everything else at the start.
"""

import importlib.util
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

WIDTH = 1080
MARGIN = 48
INK, SOFT = "#1a1a1a", "#5c5c5c"
TITLE, HEADING, LABEL, SMALL = 50, 40, 34, 30  # a phone shows the page at about a third: nothing is smaller than 30
# Neither matplotlib nor the library that reads its fonts is for two threads at once, whatever the figure or the font:
# one that only measured a letter made another draw boxes in the place of letters, or the process crash.
_drawing = threading.RLock()


def can_show(text: str) -> bool:
    """Whether the font has a glyph for every character of `text` (white space aside)."""
    return all(char.isspace() or ord(char) in _font().glyphs for char in text)


def width(text: str, size: float) -> float:
    """How wide `text` is in pixels, set in `size`."""
    return sum(_advance(char) for char in text) * size


def fit(text: str, size: float, space: float) -> str:
    """`text` on one line, in characters that the font has, cut with … so that it is at most `space` pixels wide."""
    text = _showable(text)
    if width(text, size) <= space:
        return text
    space -= width("…", size)
    end = 0
    while end < len(text) and (space := space - width(text[end], size)) >= 0:
        end += 1
    return text[:end].rstrip() + "…"


def fold(text: str, size: float, space: float, small: float = SMALL) -> list[str]:
    """`text` on one line of `size` if it fits into `space` pixels, else on two lines of `small`, broken between words
    where it has some; only what does not fit on these is cut."""
    text = _showable(text)
    if width(text, size) <= space:
        return [text]
    end = 0
    while end < len(text) and width(text[: end + 1], small) <= space:
        end += 1
    end = min(end, max(end // 2, (len(text) + 1) // 2))  # two lines of about one length
    while end < len(text) and width(text[end:], small) > space and width(text[: end + 1], small) <= space:
        end += 1
    blank = text.rfind(" ", 1, end + 1)
    end = blank if blank > 0 and width(text[blank:].strip(), small) <= space else end
    return [text[:end].rstrip(), fit(text[end:].lstrip(), small, space)]


def folded(lines: Sequence[str]) -> float:
    """How wide a folded name is in pixels."""
    return max(width(line, LABEL if len(lines) == 1 else SMALL) for line in lines)


class Page:
    """Collects lines, bars and texts, y downwards; `y` is where the next part begins.

    `height` is what the content needs below the title and above the note."""

    def __init__(self, title: str, subtitle: str, note: str, height: float) -> None:
        self._artists: list[Any] = []
        self.y: float = MARGIN
        lines = fold(title, TITLE, WIDTH - 1.5 * MARGIN, HEADING)
        for line in lines:
            self.text(MARGIN, self.y + TITLE / 2, line, TITLE if len(lines) == 1 else HEADING)
            self.y += TITLE
        self.y += 22
        if subtitle:
            self.text(MARGIN, self.y + SMALL / 2, subtitle, SMALL, SOFT)
            self.y += SMALL + 18
        self.y += 18
        self._height = round(self.y + height + MARGIN)
        if note:
            self.text(MARGIN, self._height, note, SMALL, SOFT)
            self._height += SMALL + 18

    def text(self, x: float, y: float, text: str, size: float, colour: str = INK, *, to: str = "left") -> None:
        """Put one line with its `left`, `right` or `center` at x and its middle at y; it is cut where the page ends."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.text import Text

        space = {"left": WIDTH - MARGIN / 2 - x, "right": x, "center": 2 * min(x, WIDTH - x)}[to]
        text = fit(text, size, space)
        font = FontProperties(fname=_font().path, size=size)
        look: dict[str, Any] = {"color": colour, "horizontalalignment": to, "verticalalignment": "center_baseline"}
        self._artists.append(Text(x, y, text, fontproperties=font, parse_math=False, usetex=False, **look))

    def name(self, x: float, y: float, lines: Sequence[str]) -> None:
        """Put a name that was folded (see `fold`) with its right end at x and its middle at y."""
        if len(lines) == 1:
            self.text(x, y, lines[0], LABEL, to="right")
            return
        for line, down in zip(lines, (-SMALL * 0.55, SMALL * 0.55), strict=True):
            self.text(x, y + down, line, SMALL, to="right")

    def bar(self, x: float, y: float, length: float, thickness: float, colour: str, *, hatched: bool = False) -> None:
        """Put a bar from x to the right, with its middle at y."""
        from matplotlib.patches import Rectangle

        look: dict[str, Any] = {"facecolor": colour, "linewidth": 0}
        if hatched:
            look = {"facecolor": "white", "edgecolor": colour, "hatch": "//", "linewidth": 3, "hatch_linewidth": 6}
        self._artists.append(Rectangle((x, y - thickness / 2), length, thickness, **look))

    def line(self, points: Sequence[tuple[float, float]], colour: str, **look: Any) -> None:
        """Put a line through the points; `look` is what matplotlib's Line2D takes."""
        from matplotlib.lines import Line2D

        self._artists.append(Line2D(*zip(*points, strict=True), color=colour, **look))

    def png(self) -> bytes:
        """The page as a PNG file, `WIDTH` pixels wide."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with _drawing:
            figure = Figure(figsize=(WIDTH / 72, self._height / 72), dpi=72, facecolor="white")
            axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(self._height, 0))
            axes.set_axis_off()
            for artist in self._artists:
                axes.add_artist(artist)
            out = BytesIO()
            FigureCanvasAgg(figure)
            figure.savefig(out, format="png", dpi=72, facecolor="white", bbox_inches=None)
            return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Font:
    path: Path
    glyphs: frozenset[int]
    face: Any


def _font() -> _Font:
    with _drawing:
        return _read_font()


@cache
def _read_font() -> _Font:
    from matplotlib.ft2font import FT2Font

    package = importlib.util.find_spec("zhplot")  # found, not imported: importing it sets matplotlib's defaults
    if package is None or package.origin is None:
        raise FileNotFoundError("the package zhplot, which carries the Chinese font of the charts, is not installed")
    path = Path(package.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    face = FT2Font(str(path))
    return _Font(path, frozenset(face.get_charmap()), face)


@cache
def _advance(char: str) -> float:
    """How far a character moves the pen, in em."""
    from matplotlib.ft2font import LoadFlags

    with _drawing:
        face = _font().face
        return float(face.load_char(ord(char), flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM)


def _showable(text: str) -> str:
    kept = []
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        if char.isspace():
            kept.append(" ")
        elif kind[0] != "C" and ord(char) in _font().glyphs:
            kept.append(char)
        elif kind[0] in "LN":
            kept.append("〓")
    return " ".join("".join(kept).split())
