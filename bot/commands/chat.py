"""`chat`: the bot in this terminal, as one person, on the office's own database."""

import asyncio
import codecs
import os
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.app import App, open_app
from bot.channels.console import ConsoleChannel, numbered
from bot.clock import now
from bot.commands.common import WrongUse, quiet_settings
from bot.commands.people import Role, enrol, units
from bot.messages import Attachment, File, Inbound, Media, MediaKind, Outbound, Receipt
from bot.privacy import clean, file_name
from bot.texts import Texts

KNOCK = 5.0  # seconds between two looks at the timed jobs while nobody types
FOLDER = Path("chat-files")
YES = ("y", "yes", "是", "是的", "好", "要")

Draw = Callable[[Attachment], Awaitable[File]]


class Terminal(ConsoleChannel):
    """The console channel of one person: prints what they hear, saves files into `folder`, fetches them by path."""

    def __init__(self, console: Console, who: str, draw: Draw, folder: Path, texts: Texts, language: str) -> None:
        super().__init__(self._print, repeat_mark=texts.say(language, "possible-repeat"))
        self._console, self._who, self._draw, self._folder = console, who, draw, folder
        self._files: list[str] = []

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        """Prints a message and saves its files."""
        self._files = [await self._save(attachment) for attachment in message.attachments]
        return await super().send(message, replaces, possible_repeat)

    async def fetch(self, media: Media) -> bytes:
        """What lies at the path that somebody typed. Raises OSError."""
        return await asyncio.to_thread(Path(media.ref).read_bytes)

    async def _save(self, attachment: Attachment) -> str:
        drawn = await self._draw(attachment) if attachment.recipe else File(ref=attachment.ref)
        if not drawn.content:
            return drawn.ref or drawn.instead
        path = self._folder / file_name(drawn.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(path.write_bytes, drawn.content)
        return str(path)

    def _print(self, who: str, message: Outbound, text: str) -> None:
        to = "Kaimen" if who == self._who else f"Kaimen → {who}"
        self._console.print(f"[bold green]{escape(to)}[/]", highlight=False)
        lines = [*text.splitlines(), *numbered(message), *(f"  [{path}]" for path in self._files)]
        for line in lines:
            self._console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)


async def chat(role: Role, name: str, unit: str, descriptor: int = 0) -> None:
    """Talks until /quit or the end of what is typed into `descriptor`. Raises WrongUse and what storage raises."""
    settings = quiet_settings()
    texts, console = Texts(settings.zone), Console()
    say = texts.say
    who = name or say(settings.language, f"chat-name-{role}")
    made: list[Terminal] = []

    def channels(draw: Any) -> list[Terminal]:
        made.append(Terminal(console, who, draw, FOLDER, texts, settings.language))
        return made

    typed = Typed(descriptor)

    async def asks(question: str, **variables: object) -> str:
        console.print(escape(say(settings.language, question, **variables)), end=" ", highlight=False, soft_wrap=True)
        return (await typed.line() or "").strip()

    async with open_app(settings, channels) as app:
        if role is Role.STAFF:
            unit = await _choose_unit(app, unit, typed, asks)
        await enrol(app.db, made[0].name, who, settings.language, role, unit, now())
        console.print(
            say(settings.language, "chat-hello", who=who, role=role, unit=unit),
            style="dim",
            highlight=False,
            soft_wrap=True,
        )
        await app.pipeline.drain()
        while (line := await _next(app, typed, console, who)) is not None:
            if line in ("/quit", "/exit"):
                break
            inbound = understood(made[0], who, line)
            if inbound is None:
                console.print(say(settings.language, "chat-wrong"), style="dim", highlight=False, soft_wrap=True)
                continue
            await app.pipeline.receive([inbound])
            await app.pipeline.drain()
        await app.knock()  # what was asked for last, such as an import, is not left lying


async def _next(app: App, typed: "Typed", console: Console, who: str) -> str | None:
    """The next line that is not empty; until it comes, the timed jobs are knocked at. None at the end."""
    while True:
        if typed.by_a_person:
            console.print(f"[bold cyan]{escape(who)}[/] ", end="")
        waiting = asyncio.create_task(typed.line())
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=KNOCK)
            if not waiting.done():
                await app.knock()
        line = waiting.result()
        if line is None or line.strip():
            return line.strip() if line else None


async def _choose_unit(app: App, name: str, typed: "Typed", asks: Callable[..., Awaitable[str]]) -> str:
    """The unit to be a member of: the named one, else the first. A new one is made only if somebody says so.

    `asks` puts a question of the texts, with its variables, and returns what was typed.
    """
    known = await units(app.db)
    if not name and known:
        return known[0]
    if name in known:
        return name
    if not name:
        if not typed.by_a_person:
            raise WrongUse("There is no unit yet. Name the one to make: kaimen chat --as staff --unit 城管局")
        name = await asks("chat-first-unit")
        if not name or name.startswith("/"):  # /quit, say
            raise WrongUse("Without a unit nobody can be its staff.")
    elif typed.by_a_person:
        answer = await asks("chat-new-unit", name=name)
        if answer.lower() not in YES:
            raise WrongUse(f"The units are: {', '.join(known) or 'none yet'}.")
    return name


def understood(channel: ConsoleChannel, who: str, line: str) -> Inbound | None:
    """What a typed line says: words, or a photo, file or place. None if the place makes no sense."""
    kind, _, rest = line.partition(":")
    rest = rest.strip()
    if kind == "photo" and rest:
        return channel.said(who, "", now(), photo=_path(rest))
    if kind == "file" and rest:
        media = Media(MediaKind.DOCUMENT, _path(rest), name=Path(rest).name, size=_size(rest))
        return channel.said(who, "", now(), media=(media,))
    if kind == "place" and rest:
        try:
            latitude, longitude = map(float, rest.replace("，", ",").split(","))
        except ValueError:
            return None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        return channel.said(who, "", now(), location=(latitude, longitude))
    return channel.said(who, clean(line), now())


def _path(words: str) -> str:
    path = Path(words).expanduser()
    return str(path.absolute()) if path.exists() else words


def _size(words: str) -> int:
    path = Path(words).expanduser()
    return path.stat().st_size if path.exists() else 0


class Typed:
    """The lines of a file, terminal or pipe as they come.

    They are read in a thread of their own that nothing waits for, and below Python's buffers, which it would hold
    locked when the program ends.
    """

    def __init__(self, descriptor: int) -> None:
        self.by_a_person = os.isatty(descriptor)
        self._descriptor = descriptor
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, daemon=True).start()

    async def line(self) -> str | None:
        """The next line; None at the end, and ever after."""
        line = await self._lines.get()
        if line is None:
            self._lines.put_nowait(None)
        return line

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        while True:
            try:
                chunk = os.read(self._descriptor, 65536)
            except OSError:  # the terminal is gone
                chunk = b""
            *lines, rest = (rest + decoder.decode(chunk, final=not chunk)).split("\n")
            if not chunk and rest:
                lines.append(rest)
            with suppress(RuntimeError):  # the loop has ended before the input
                for line in lines:
                    self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
                if not chunk:
                    self._loop.call_soon_threadsafe(self._lines.put_nowait, None)
            if not chunk:
                return
