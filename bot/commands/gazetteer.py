"""`areas`: a gazetteer, from a file."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from bot.app import open_app
from bot.areas import AreaReport
from bot.commands.common import Failed, WrongUse, quiet_settings, show_json
from bot.intake import Problem, UnreadableFile
from bot.texts import Texts
from storage import DatabaseBusy

SHOWN = 50  # refused rows that a person is told of; --json tells all

BUSY = """\
Another kaimen process writes to {path}, and SQLite takes one writer.
Send the file to the bot instead: as an admin, with the caption /areas. Or stop the bot, and call this again."""

NO_COLUMN = """\
there is no column 名称 or name within the first 10 rows. Such as:
  名称,上级,类别,别名,纬度,经度,范围
  东街街道,城关区,街道,东街,36.0611,103.8343,"""


async def bring_in(path: Path, *, as_json: bool) -> None:
    """Imports a gazetteer and reports. Raises WrongUse for a file that cannot be read, Failed while the bot runs."""
    settings = quiet_settings()
    try:
        async with open_app(settings, lambda draw: []) as app:
            report = await app.take_in_areas(path)
    except UnreadableFile as wrong:
        why = NO_COLUMN if wrong.problem is Problem.NO_TEXT_COLUMN else str(wrong)
        raise WrongUse(f"{path}: {why}") from None
    except DatabaseBusy as busy:
        raise Failed(BUSY.format(path=busy)) from None
    if as_json:
        show_json(as_dict(report))
    else:
        typer.echo("\n".join(in_words(report, Texts(settings.zone))))


def as_dict(report: AreaReport) -> dict[str, Any]:
    """The report with stable keys."""
    refused = [{"row": r.row, "sheet": r.sheet, "reason": r.reason.value, "detail": r.detail} for r in report.refused]
    return {**asdict(report), "refused": refused}


def in_words(report: AreaReport, texts: Texts) -> list[str]:
    """The report for a person."""
    lines = [
        f"{report.rows} rows read",
        f"{report.new} new areas, {report.changed} changed, {report.same} as they were",
        f"{len(report.refused)} refused",
    ]
    lines += [
        "  " + texts.say("en", "import-row", row=str(r.row), sheet=r.sheet, why=why, detail=r.detail)
        for r in report.refused[:SHOWN]
        for why in [texts.say("en", f"import-row-{r.reason}")]
    ]
    if len(report.refused) > SHOWN:
        lines.append(f"  ... and {len(report.refused) - SHOWN} more (--json lists all)")
    return lines
