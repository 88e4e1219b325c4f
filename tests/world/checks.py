"""What must be true. After each step: the database is as the model says, and the platform saw nothing forbidden. When
all is calm: nothing is left, everybody has read what is theirs and nothing else, and digests cover all time once."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from storage import Tx
from storage.database import Row, migrations, moment
from tests.town import START
from tests.world.known import Expected, Fact
from tests.world.model import Model, marks
from tests.world.platform import Platform
from tests.world.world import FORGOTTEN, GROUPS, MARK, RESIDENTS, World

PHONE = "13912345678"  # somebody says it to be called
SECRETS = (PHONE, *RESIDENTS.values())  # that no group may read


async def facts_of(tx: Tx) -> tuple[dict[int, Fact], dict[str, Fact]]:
    """The cases by their ids, and by the marks of what was said in them."""
    rows = await tx.all("SELECT id, status, unit_id, number, review_at, text, split_from FROM cases")
    supporters = await _supporters(tx)
    cases = {
        id: Fact(
            id, status, unit, number or "", frozenset(supporters[id]), moment(review), tuple(marks(text)), root or 0
        )
        for id, status, unit, number, review, text, root in map(tuple, rows)
    }
    said = await tx.all("SELECT case_id, text FROM entries")
    return cases, {mark: cases[row["case_id"]] for row in said for mark in marks(row["text"])}


async def _supporters(tx: Tx) -> dict[int, set[int]]:
    found = defaultdict[int, set[int]](set)
    for row in await tx.all("SELECT s.case_id, p.account FROM supports s JOIN contacts p ON p.id = s.contact_id"):
        found[row["case_id"]].add(int(row["account"]))
    return found


async def as_the_model_says(tx: Tx, model: Model) -> None:
    """Each word lies once where it must, each case stands where it must, and is in somebody's hands."""
    entries = await tx.all("SELECT case_id, side, text FROM entries")
    kept = Counter((row["case_id"], mark) for row in entries for mark in marks(row["text"]))
    known = Counter((case.id, mark) for case in model.cases.values() for mark in (*case.words, *case.theirs))
    forgotten = {case.id for case in model.cases.values() if case.status == "discarded"}  # the next day, or sooner
    missing = [what for what in known - kept if what[0] not in forgotten]
    assert not kept - known, f"kept beside what was said: {kept - known}"
    assert not missing, f"not kept: {missing}"
    rows = await tx.all("SELECT c.*, p.account FROM cases c LEFT JOIN contacts p ON p.id = c.reporter_id")
    assert {row["id"] for row in rows} == set(model.cases)
    supporters = await _supporters(tx)
    tasks = await tx.all("SELECT case_id, unit_id FROM helps WHERE done_at IS NULL AND ended_at IS NULL")
    helpers = {(case.id, unit) for case in model.cases.values() for unit in case.helpers}
    assert {(row["case_id"], row["unit_id"]) for row in tasks} == helpers
    for row in rows:
        case = model.cases[row["id"]]
        assert supporters[case.id] == case.supporters.keys(), f"{supporters[case.id]} support {case}"
        assert case.id in forgotten or list(marks(row["text"])) == case.text, f"{case} is about {row['text']!r}"
        assert (row["number"] or "") == case.number
        assert row["status"] == case.status, f"case {case.id} is {row['status']}, not {case.status}"
        assert row["unit_id"] == case.unit, f"case {case.id} is with {row['unit_id']}, not {case.unit}"
        assert row["account"] == (str(case.reporter) if case.reporter else None) or (
            row["account"] is None and case.id in forgotten
        )
        _goes_on(row)
    assert await _office(tx) == model.office.settings
    people = await tx.all("SELECT account, asking FROM contacts WHERE chat <> ''")
    for row in people:
        # What was asked before a command came in between (`meant`) is only remembered: nothing is asked any more.
        asked = "" if row["asking"].startswith("meant:") else ":".join(row["asking"].split(":")[:2])
        known = ":".join(model.people[int(row["account"])].asked.split(":")[:2])
        assert asked == known, f"{row['account']} is asked {asked!r}, not {known!r}"


async def _office(tx: Tx) -> dict[str, str]:
    """What admins can set, as the model calls it."""
    units = await tx.all("SELECT name, hour, group_chat FROM units")
    hours = {f"hour {row['name']}": row["hour"] for row in units}
    groups = {f"group {row['name']}": row["group_chat"] for row in units}
    limit = await tx.one("SELECT zh, limit_days, limit_hours FROM categories WHERE code = 'urban'")
    assert limit is not None
    hours_or_days = f"{limit['limit_hours']}小时" if limit["limit_hours"] else str(limit["limit_days"])
    return hours | groups | {f"limit {limit['zh']}": hours_or_days}


async def where_stands(tx: Tx, name: str) -> list[str]:
    """In which tables a person's name stands."""
    tables = [table for _, _, sql in migrations() for table in re.findall(r"CREATE TABLE (\w+)", sql)]
    rows = [(table, row) for table in tables for row in await tx.all(f"SELECT * FROM {table}")]
    return [table for table, row in rows if name in str(dict(row))]


def _goes_on(row: Row) -> None:
    """A case that is alive has somebody who has it, and a clock that will run again."""
    match row["status"]:
        case "draft":
            assert row["send_at"] is not None
        case "submitted":
            assert row["unit_id"] is None
            assert row["number"]
        case "dispatched" | "in_progress":
            assert row["due_at"] is not None
            assert row["paused_at"] is None
        case "info_requested":
            assert row["paused_at"] is not None
        case "suspended":
            assert row["paused_at"] is not None
            assert row["review_at"] is not None
        case "resolved":
            assert row["ask_at"] is not None or row["asked_at"] is not None
        case _:
            assert row["closed_at"] is not None


def nothing_forbidden(platform: Platform, model: Model) -> None:
    """No word on the wire that may not be there."""
    assert not platform.violations, platform.violations
    for said in platform.said:
        for mark in marks(said.text):
            assert said.chat in model.may_read(mark), f"{said.chat} read {said.text!r}"
        if said.chat < 0:
            assert not any(secret in said.text for secret in SECRETS), f"{said.chat} read {said.text!r}"


async def calm(tx: Tx, world: World, model: Model) -> None:
    """All that was to be done and said has been."""
    left = await tx.all("SELECT id, state, error FROM inbox WHERE state <> 'done'")
    assert not left, [dict(row) for row in left]
    unsaid = await tx.all("SELECT id, chat, state, reason, body FROM outbox WHERE state <> 'sent'")
    for row in (row for row in unsaid if row["body"]):  # or it was for somebody who is forgotten
        assert row["state"] == "refused", dict(row)
        assert row["reason"].startswith(("Forbidden", "BadRequest", "blocked", "left", "untied")), dict(row)
    _all_read(world.platform, model)
    _said_once(world)
    await _digests(tx, world)


def _all_read(platform: Platform, model: Model) -> None:
    """Everybody has read what was for them, unless they did not want to hear."""

    def heard(who: int, expected: Expected) -> bool:
        ids = platform.ids(who)
        lost = (at for id in ids for at in (*platform.chat(id).refused_at, *platform.chat(id).gone_at))
        read = (said for said in platform.said if said.chat in ids and expected.words in said.text)
        return any(at >= expected.since for at in lost) or any(read)

    for expected in model.expected:
        members = [id for id in expected.members if not model.people[id].blocked]
        assert (
            heard(expected.person, expected)
            or (members and all(heard(id, expected) for id in members))
            or (expected.members and any(heard(group, expected) for group in GROUPS))
        ), f"{expected.person} has not read {expected.words}"


def _said_once(world: World) -> None:
    """Nothing is said more often than it was to be, but what may have been lost on its way; and that is marked."""
    wanted = Counter((world.platform.ids(chat)[-1], words) for chat, words in world.rows.values())
    plain, marked = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for said in (said for said in world.platform.said if said.text != FORGOTTEN):  # what says so is forgotten itself
        what = world.platform.ids(said.chat)[-1], world.platform.words(said.text)
        (marked if said.text.endswith(MARK) else plain)[what] += 1
    for what, times in plain.items():
        known = wanted[what] or sum(n for whole, n in wanted.items() if _is_left_of(what, whole))
        assert times <= known, f"{what} was said {times} times without a mark, for {known}"
    for what, times in marked.items():
        unsure = sum(
            n for (chat, words), n in world.platform.unsure.items() if (world.platform.ids(chat)[-1], words) == what
        )
        assert times <= unsure, f"{what} was marked {times} times as a repeat"


def _is_left_of(what: tuple[int, str], whole: tuple[int, str]) -> bool:
    """Whether this is what there is left to say to the same person, once somebody's words were taken out of it."""
    lines = iter(whole[1].split("\n"))
    return what[0] == whole[0] and all(line in lines for line in what[1].split("\n"))


async def _digests(tx: Tx, world: World) -> None:
    """The windows of each unit follow each other, each case is in one of them, and each was told to its people."""
    by_unit: dict[int, list[Row]] = defaultdict(list)
    for row in await tx.all("SELECT * FROM digests WHERE kind = 'daily' AND unit_id IS NOT NULL ORDER BY to_at"):
        by_unit[row["unit_id"]].append(row)
    for unit, rows in by_unit.items():
        end = START
        for row in rows:
            assert moment(row["from_at"]) == end, f"unit {unit}: a window begins at {row['from_at']}, not at {end}"
            end = moment(row["to_at"])  # type: ignore[assignment]
            assert end > START
            await _told(tx, world, unit, row)
        await _each_in_one(tx, unit, rows)


async def _told(tx: Tx, world: World, unit: int, row: Row) -> None:
    page = json.loads(row["pages"])["zh"][0].partition("\n")[0]  # who was forgotten since is on it no more
    had_one = world.tied[row["id"]][unit]  # or has the other one by now, which was told then
    if had_one and any(_told_in(world, group, world.digests[row["id"]], page) for group in GROUPS):
        return
    members = await tx.all(
        "SELECT c.account FROM members m JOIN contacts c ON c.id = m.contact_id WHERE m.unit_id = :unit AND m.until IS "
        "NULL",
        unit=unit,
    )
    for member in members:
        id, since = int(member["account"]), world.digests[row["id"]]
        refused = any(at >= since for at in world.platform.chat(id).refused_at)
        told = any(said.chat == id and said.text.startswith(page) for said in world.platform.said)
        assert told or refused or (id, row["id"]) in world.deaf, f"{id} was not told {page!r}"


def _told_in(world: World, group: int, since: int, page: str) -> bool:
    """Whether a group was told, or refused to be. One that the bot was put out of did not: its people are told."""
    ids = world.platform.ids(group)
    refused = any(at >= since for id in ids for at in world.platform.chat(id).refused_at)
    return refused or any(said.chat in ids and said.text.startswith(page) for said in world.platform.said)


async def _each_in_one(tx: Tx, unit: int, rows: Sequence[Row]) -> None:
    """What was given to the unit, and is still there and not forgotten, stands in the one digest in whose window that
    was."""
    given = await tx.all(
        "SELECT c.id, c.number, MAX(e.at) AS at FROM cases c JOIN events e ON e.case_id = c.id WHERE c.unit_id = :unit "
        "AND e.unit_id = :unit AND e.kind IN ('dispatch', 'transfer') AND c.text <> '' GROUP BY c.id, c.number",
        unit=unit,
    )
    for case in given:
        at = moment(case["at"])
        assert at is not None
        windows = [r for r in rows if moment(r["from_at"]) <= at < moment(r["to_at"])]  # type: ignore[operator]
        assert len(windows) <= 1
        if rows and at < moment(rows[-1]["to_at"]):  # type: ignore[operator]
            assert case["number"] in "".join(json.loads(windows[0]["pages"])["zh"]), case["number"]
