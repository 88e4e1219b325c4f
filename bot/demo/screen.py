"""What the demo prints: conversations side by side, as each person sees them, and the digests of the next morning."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from rich.box import MINIMAL
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.demo.stage import Line
from bot.texts import Texts

SIDE_BY_SIDE = 100  # columns from which on three conversations fit next to each other
WIDEST = 100  # columns that a digest takes at most: nobody's phone is wider
TIME = 6  # columns for the time of day

# A word of letters and digits stays whole; Chinese breaks anywhere, but no line begins with a full stop or ends with a
# bracket that opens.
_PIECE = re.compile(r"[“（【]*(?:[!-~]+|.)[，。：；！？、”）】…]*")


class Screen:
    """Prints to `console` in `language`. `column` is where somebody's conversation stands: 0, 1 or 2."""

    def __init__(self, console: Console, texts: Texts, language: str, column: Mapping[str, int]) -> None:
        self._console, self._texts, self._language, self._column = console, texts, language, column

    def say(self, key: str, **args: object) -> str:
        return self._texts.say(self._language, key, **args)

    def conversations(self, lines: Sequence[Line]) -> None:
        """What was said on one day."""
        title = self.say("demo-day", day=self._texts.day(self._language, lines[0].at, lines[0].at))
        self._console.print()
        self._console.rule(f"[bold]{title}", style="dim")
        if self._console.width < SIDE_BY_SIDE:
            self._below_each_other(lines)
        else:
            self._side_by_side(lines)

    def _side_by_side(self, lines: Sequence[Line]) -> None:
        width = (self._console.width - TIME - 12) // 3
        table = Table(box=MINIMAL, padding=(0, 1))
        table.add_column("", width=TIME - 1)
        for heading in ("demo-residents", "demo-staff", "demo-office"):
            table.add_column(self.say(heading), width=width)
        for time, column, said in self._scenes(lines):
            cells = ["", "", ""]
            table.add_row(time, *cells[:column], self._talk(said, width), *cells[column + 1 :])
        self._console.print(table)

    def _below_each_other(self, lines: Sequence[Line]) -> None:
        indent = (self._console.width - TIME) // 6
        for time, column, said in self._scenes(lines):
            width = self._console.width - TIME - 2 * indent
            grid = Table.grid(padding=(0, 1, 0, 0))
            grid.add_column(width=TIME - 1)
            grid.add_column(width=width)
            grid.add_row(time, self._talk(said, width))
            self._console.print(Padding(grid, (0, 0, 0, column * indent)))

    def _scenes(self, lines: Sequence[Line]) -> Iterator[tuple[str, int, list[Line]]]:
        """What is said in one column within one minute, with the time where that is another one than above."""
        above = ""
        scenes = groupby(_answers_first(lines), key=lambda x: (self._texts.time(x.at), self._column.get(x.who, 0)))
        for (time, column), said in scenes:
            yield time if time != above else "", column, list(said)
            above = time

    def _talk(self, lines: Iterable[Line], width: int) -> Text:
        talk, before = Text(overflow="fold"), ""
        for line in lines:
            who, style = (line.who, "bold cyan") if line.mine else (self._bot(line, before), "bold green")
            head = self.say("demo-head", who=who)
            files = f"[{self.say('demo-files', n=line.files)}]" if line.files else ""
            words = wrapped(head + "\n".join(filter(None, (line.text, files))), width)
            talk.append(words[: len(head)], style)
            talk.append(words[len(head) :] + "\n")
            if line.choices:
                talk.append(_buttons(line, width) + "\n", "yellow")
            before = line.who
        return talk

    def _bot(self, line: Line, before: str) -> str:
        """The bot's name, and to whom it speaks where that is not who spoke just before."""
        name = self.say("demo-bot")
        return name if line.who == before else f"{name} → {line.who}"

    def digests(self, lines: Iterable[Line]) -> None:
        """What the bot said at the hour of the digests: each text once, though several people got it."""
        seen: set[str] = set()
        for line in lines:
            if line.text not in seen:
                seen.add(line.text)
                self._frame(f"{self._texts.time(line.at)} · {line.who}", line.text, "green", line)

    def notice(self, title: str, text: str) -> None:
        """A message of the demo itself."""
        self._frame(title, text)

    def _frame(self, title: str, text: str, style: str = "none", line: Line | None = None) -> None:
        width = min(self._console.width, WIDEST)
        body = Text(wrapped(text, width - 4), overflow="fold")
        if line and line.choices:
            body.append("\n" + _buttons(line, width - 4), "yellow")
        self._console.print(Panel(body, title=title, border_style=style, width=width))


def _answers_first(lines: Sequence[Line]) -> list[Line]:
    """What the bot answers stands right below what it answers; then what others hear of it."""
    turn, speaker, order = 0, "", []
    for line in lines:
        if line.mine:
            turn, speaker = turn + 1, line.who
        order.append((turn, line.who != speaker))
    return [line for _, line in sorted(zip(order, lines, strict=True), key=lambda item: item[0])]


def wrapped(text: str, width: int) -> str:
    """`text` in lines of at most `width` columns; a Chinese character takes two."""
    return "\n".join(_filled(_PIECE.findall(line), width) for line in text.split("\n"))


def _buttons(line: Line, width: int) -> str:
    return _filled([f"[{choice.label}] " for choice in line.choices], width)


def _filled(pieces: Iterable[str], width: int) -> str:
    """Lines of whole pieces."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append("")
            piece = piece.lstrip(" ")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)
