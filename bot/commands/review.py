"""`report`: a month's review pack as files, for whoever has no account with the bot. It only reads."""

from pathlib import Path

import typer

from bot.app import open_reader
from bot.clock import now
from bot.commands import common
from bot.commands.common import WrongUse, quiet_settings, show_json
from bot.commands.report import find_unit
from bot.digests import report_files, report_text, routed
from bot.digests.windows import Rhythm
from bot.privacy import file_name
from bot.texts import Texts


async def report(month: str, unit: str, out: Path, language: str, as_json: bool) -> None:
    """Writes the text, the workbook, the page and the pictures of a month into a folder."""
    settings = quiet_settings()
    first = routed.month_in(month)
    if first is None:
        raise WrongUse(f"--month {month}: not a month. Write it like 2026-06.")
    window = routed.window(first, settings.zone)
    at = now()
    if window.start > at:
        raise WrongUse(f"--month {month}: it has not begun yet.")
    if out.exists() and not out.is_dir():
        raise WrongUse(f"--out {out}: not a folder. Name one; it is made if it is not there.")
    language = language or settings.language
    texts = Texts(settings.zone)
    with common.progress("report", None) as bar:
        async with open_reader(settings, at) as reader:
            async with reader.db.snapshot() as tx:
                found = await find_unit(tx, unit) if unit else None
            review = await reader.review(found.id if found else None, Rhythm.MONTHLY, window, language)
        out.mkdir(parents=True, exist_ok=True)
        bar.update(0, total=report_files.FILES + 1)  # type: ignore[arg-type]
        stem = f"{file_name(review.subject)}-{first:%Y-%m}"
        pages = report_text.pages(review, texts, language)
        written = [_write(out / f"{stem}.txt", "\n\n".join([*pages, ""]).encode())]
        bar.advance(0)  # type: ignore[arg-type]
        for end, content in report_files.all_files(review, texts, language, at):
            written.append(_write(out / f"{stem}{end}", content))
            bar.advance(0)  # type: ignore[arg-type]
    if as_json:
        show_json({"month": f"{first:%Y-%m}", "unit": found.name if found else None, "files": written})
    else:
        typer.echo("\n".join([*pages, "", *map(str, written)]))


def _write(path: Path, content: bytes) -> Path:
    """The whole file at once, or none."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
