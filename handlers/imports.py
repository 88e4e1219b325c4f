"""Importing a file by chat: an admin sends it with /import, it is read between transactions, and the report comes back.
The same for a table of areas, which is sent with /areas.

What becomes of its rows is in `handlers.imported`.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter

from bot.areas import AreaReport
from bot.files.kinds import LARGEST
from bot.imports import Progress, Report
from bot.intake import Problem, Refused, UnreadableFile
from bot.messages import Address, Media, MediaKind, Outbound
from bot.privacy import file_name, mask
from handlers.office import Office
from handlers.turn import NotPossible, Turn, Work
from storage import Database, audit, contacts, tasks
from storage.records import Task

log = logging.getLogger(__name__)

KIND = "import"
SHOWN = 10  # refused rows that the report names
OFTEN = timedelta(seconds=5)  # between two words on how far it is

Fetch = Callable[[str, Media], Awaitable[bytes]]  # the bytes of a file on the channel of that name
Take = Callable[[Path, str, Progress], Awaitable[Report]]  # imports a file, with the source for rows that name none
TakeAreas = Callable[[Path, int], Awaitable[AreaReport]]  # imports a table of areas that the contact of that id sent

_media: TypeAdapter[Media] = TypeAdapter(Media)


async def command(turn: Turn, words: str) -> None:
    """/import [SOURCE]: with a file it begins, without one it asks for the file."""
    if turn.inbound.media:
        return await file(turn, words)
    await turn.ask("import-file", words.replace(":", "：")[:40])
    await turn.reply("import-how", choices=[[turn.button("never-mind")]])
    return None


async def file(turn: Turn, source: str = "") -> None:
    """The file to be imported has come."""
    await _take(turn, source)


async def areas_file(turn: Turn) -> None:
    """The table of areas has come."""
    await _take(turn, areas=True)


async def _take(turn: Turn, source: str = "", *, areas: bool = False) -> None:
    """Asks for the file of this message to be read, between transactions."""
    found = next((media for media in turn.inbound.media if media.kind is MediaKind.DOCUMENT), None)
    if found is None:
        raise NotPossible("areas-no-file" if areas else "import-no-file")
    if found.size > LARGEST:
        raise NotPossible("import-too-large")
    name = mask(file_name(found.name))
    card = await turn.reply("import-begun", name=name)
    data = {"channel": turn.inbound.address.channel, "media": asdict(found), "source": source.strip(), "card": card}
    data["areas"] = areas
    await tasks.add(turn.tx, KIND, turn.contact.id, json.dumps(data), turn.now)
    if not areas:  # what became of those is noted with the change itself
        await audit.note(turn.tx, actor=turn.contact.id, at=turn.now, action="import", subject=name)


async def do_next(
    db: Database, office: Office, now: Callable[[], datetime], fetch: Fetch, take: Take, take_areas: TakeAreas
) -> int:
    """Imports the next file that somebody sent, if there is one, and reports. Returns 1 if there was, else 0.

    Cut off in the middle, it is done again from the beginning, which doubles nothing.
    """
    async with db.transaction() as tx:
        task = await tasks.claim(tx, KIND, now())
        if task is None:
            return 0
        asker = await contacts.get(tx, task.contact_id)
        if asker is None or not asker.admin:  # they were when they asked; roles are read anew
            await tasks.finish(tx, task.id, done=False)
            return 1
    doing = _Doing(db, office, now, task)
    try:
        with TemporaryDirectory(prefix="kaimen-import-") as folder:
            path = Path(folder) / doing.file
            path.write_bytes(await fetch(doing.asked["channel"], doing.media))
            if doing.areas:
                await doing.report_areas(await take_areas(path, task.contact_id))
            else:
                await doing.report(await take(path, doing.asked["source"], doing.progress))
    except UnreadableFile as wrong:
        if doing.areas and wrong.problem is Problem.NO_TEXT_COLUMN:
            await doing.fail("areas-no-column")
        else:
            await doing.fail(f"import-file-{wrong.problem}")
    except Exception:
        log.exception("the file of task %s could not be imported", task.id)
        await doing.fail("areas-failed" if doing.areas else "import-failed")
    return 1


class _Doing:
    """One import under way, and what its admin hears of it."""

    def __init__(self, db: Database, office: Office, now: Callable[[], datetime], task: Task) -> None:
        self.asked: dict[str, Any] = json.loads(task.data)
        self.media = _media.validate_python(self.asked["media"])
        self.file = file_name(self.media.name)
        self.name = mask(self.file)  # as it is shown
        self.areas = bool(self.asked.get("areas"))
        self._db, self._office, self._now, self._task = db, office, now, task
        self._told_at = now()

    async def progress(self, report: Report) -> None:
        """Tells how far it is, now and then, in the place of the first answer; and keeps the task."""
        if self._now() - self._told_at < OFTEN:
            return
        self._told_at = self._now()
        await self._tell("import-progress", replaces=self.asked["card"], rows=report.rows)

    async def report(self, report: Report) -> None:
        """Tells what became of the file; a report of what was refused names the first rows."""
        async with self._db.transaction() as tx:
            work = Work(tx, self._office, self._now())
            person = await contacts.get(tx, self._task.contact_id)
            if person is not None:
                lines = [work.say(person.language, "import-report", name=self.name, **counts(report))]
                lines += details(report, lambda key, **args: work.say(person.language, key, **args), SHOWN)
                await work.tell(person, "", text="\n".join(lines))
            await tasks.finish(tx, self._task.id, done=True)

    async def report_areas(self, report: AreaReport) -> None:
        """Tells what became of the areas."""
        async with self._db.transaction() as tx:
            work = Work(tx, self._office, self._now())
            person = await contacts.get(tx, self._task.contact_id)
            if person is not None:
                numbers = {name: getattr(report, name) for name in ("rows", "new", "changed", "same")}
                refused = len(report.refused)
                lines = [work.say(person.language, "areas-report", name=self.name, refused=refused, **numbers)]
                lines += refusals(report.refused, lambda key, **args: work.say(person.language, key, **args), SHOWN)
                await work.tell(person, "", text="\n".join(lines))
            await tasks.finish(tx, self._task.id, done=True)

    async def fail(self, key: str) -> None:
        await self._tell(key, done=True)

    async def _tell(self, key: str, *, replaces: int | None = None, done: bool = False, **args: object) -> None:
        async with self._db.transaction() as tx:
            work = Work(tx, self._office, self._now())
            person = await contacts.get(tx, self._task.contact_id)
            if person is not None and person.chat:
                text = work.say(person.language, key, name=self.name, **args)
                to = Address(person.channel, person.chat)
                await self._office.post(tx, Outbound(to, text, replaces=replaces), work.now)
            if done:
                await tasks.finish(tx, self._task.id, done=False)
            else:
                await tasks.renew(tx, self._task.id, work.now)


def counts(report: Report) -> dict[str, int]:
    """The figures of a report, as its sentence wants them."""
    return {name: getattr(report, name) for name in ("rows", "new", "known", "routed", "waiting")} | {
        "refused": len(report.refused)
    }


def details(report: Report, say: Callable[..., str], shown: int) -> list[str]:
    """Lines on what was not taken as it stood: refused rows with the reason, rows set aside, labels nobody knows; and
    what can be learned from."""
    lines = refusals(report.refused, say, shown)
    if report.failed:
        some = say("list-comma").join(map(str, report.failed[:shown])) + ("…" if len(report.failed) > shown else "")
        lines.append(say("import-set-aside", n=len(report.failed), rows=some))
    if report.labels:
        some = say("list-comma").join(f"{label} ({n})" for label, n in report.labels.most_common(shown))
        lines.append(say("import-labels", n=sum(report.labels.values()), labels=some))
    if report.labelled:
        lines.append(say("import-labelled", n=report.labelled))
    return lines


def refusals(refused: Sequence[Refused], say: Callable[..., str], shown: int) -> list[str]:
    """Lines on rows that were not taken, with the reason."""
    lines = [
        say("import-row", row=str(r.row), sheet=mask(r.sheet), why=say(f"import-row-{r.reason}"), detail=r.detail)
        for r in refused[:shown]
    ]
    return lines if len(refused) <= shown else [*lines, say("import-more-rows", n=len(refused) - shown)]
