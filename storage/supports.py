"""Who wants what a case wants (附议): its supporters, and what they may see of a case that is not theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from storage.database import Tx, moment, record
from storage.records import Case, Contact

_AT_ONCE = 400  # cases in one statement


@dataclass(frozen=True, slots=True)
class Support:
    """That somebody supports a case."""

    id: int
    case_id: int
    contact_id: int | None
    merged_id: int | None
    at: datetime
    rating: str
    solved: str


class Supported(NamedTuple):
    """A case as a supporter sees it: without its words, place and reporter; and since when they support it."""

    case: Case
    support: Support


# What is another's is left out in the query itself, so that nobody shows it by mistake.
_OWN = {"text": "''", "title": "''", "decision": "''", "reporter_id": "NULL", "latitude": "NULL", "longitude": "NULL"}
_OWN |= {"follows_id": "NULL", "taken_by": "NULL"}
_OWN["left_by"] = "c.left_by * 0"  # that somebody withdrew, but not who
_SEEN = ", ".join(
    f"CASE WHEN c.reporter_id = :contact THEN c.{name} ELSE {_OWN[name]} END AS {name}" if name in _OWN else f"c.{name}"
    for name in Case.__dataclass_fields__
)

_MINE = (
    "SELECT id FROM cases WHERE reporter_id = :contact AND number IS NOT NULL UNION SELECT case_id FROM supports WHERE "
    "contact_id = :contact"
)


async def add(tx: Tx, case_id: int, contact_id: int, at: datetime) -> bool:
    """Somebody who did not report a case supports it. False if they do already."""
    return bool(
        await tx.run(
            "INSERT INTO supports (case_id, contact_id, at) VALUES (:case, :contact, :at) "
            "ON CONFLICT (case_id, contact_id) DO NOTHING",
            case=case_id,
            contact=contact_id,
            at=at,
        )
    )


async def remove(tx: Tx, case_id: int, contact_id: int) -> bool:
    """Takes a support back. False if there was none."""
    return bool(
        await tx.run(
            "DELETE FROM supports WHERE case_id = :case AND contact_id = :contact", case=case_id, contact=contact_id
        )
    )


async def merge(tx: Tx, case: Case, parent: Case, at: datetime) -> None:
    """Who stands behind `case`, its reporter and its supporters, supports `parent` from now on, each once."""
    people = await tx.all("SELECT contact_id FROM supports WHERE case_id = :case ORDER BY id", case=case.id)
    reporter = [] if case.left_by is not None else [case.reporter_id]
    for contact_id in [*reporter, *(row["contact_id"] for row in people)]:
        if contact_id is None or contact_id != parent.reporter_id:
            await tx.run(
                "INSERT INTO supports (case_id, contact_id, merged_id, at) VALUES (:parent, :contact, :case, :at) "
                "ON CONFLICT (case_id, contact_id) DO NOTHING",
                parent=parent.id,
                contact=contact_id,
                case=case.id,
                at=at,
            )


async def unmerge(tx: Tx, case_id: int) -> None:
    """Who came to another case with this one supports that no longer."""
    await tx.run("DELETE FROM supports WHERE merged_id = :case", case=case_id)


async def copy(tx: Tx, from_id: int, to_id: int) -> None:
    """Who supports a case, supports what was taken out of it, too."""
    await tx.run(
        "INSERT INTO supports (case_id, contact_id, merged_id, at) "
        "SELECT CAST(:to AS BIGINT), contact_id, merged_id, at FROM supports WHERE case_id = :from_id ORDER BY id",
        to=to_id,
        from_id=from_id,
    )


async def take_back_copies(tx: Tx, from_id: int, to_id: int) -> bool:
    """What was taken out of a case goes back into it: who supports both, supports the one. False, and nothing is done,
    if anybody came who supports only the other."""
    came = await tx.value(
        "SELECT COUNT(*) FROM supports s WHERE s.case_id = :to AND s.contact_id IS NOT NULL AND NOT EXISTS (SELECT 1 "
        "FROM supports f WHERE f.case_id = :from_id AND f.contact_id = s.contact_id)",
        to=to_id,
        from_id=from_id,
    )
    if not came:
        await tx.run("DELETE FROM supports WHERE case_id = :to", to=to_id)
    return not came


async def counts(tx: Tx, case_ids: Iterable[int], *, merged: bool = True) -> dict[int, int]:
    """How many people support each of these cases, beside its reporter; cases that nobody supports are left out.
    Without `merged`, those who came with a case of their own that was merged into it are not counted."""
    ids, found = list(case_ids), dict[int, int]()
    for start in range(0, len(ids), _AT_ONCE):
        some = {f"c{i}": id for i, id in enumerate(ids[start : start + _AT_ONCE])}
        rows = await tx.all(
            f"SELECT case_id, COUNT(*) AS n FROM supports WHERE case_id IN ({', '.join(f':{name}' for name in some)}) "
            "AND (merged_id IS NULL OR CAST(:merged AS BOOLEAN)) GROUP BY case_id",
            merged=merged,
            **some,
        )
        found |= {row["case_id"]: row["n"] for row in rows}
    return found


async def count(tx: Tx, case_id: int) -> int:
    """How many people support a case, beside its reporter."""
    return (await counts(tx, [case_id])).get(case_id, 0)


async def people(tx: Tx, case_id: int) -> list[Contact]:
    """Who supports a case and wants to hear."""
    rows = await tx.all(
        "SELECT p.* FROM supports s JOIN contacts p ON p.id = s.contact_id WHERE s.case_id = :case AND p.blocked_at IS "
        "NULL ORDER BY s.id",
        case=case_id,
    )
    return [record(Contact, tx.keys.opened(row)) for row in rows]


async def of(tx: Tx, contact_id: int, case_id: int) -> Supported | None:
    """A case that this person supports."""
    row = await tx.one(
        f"SELECT {_SEEN}, s.id AS s_id, s.merged_id, s.at AS s_at, s.rating AS s_rating, s.solved AS "
        "s_solved FROM supports s JOIN cases c ON c.id = s.case_id WHERE s.case_id = :case AND s.contact_id = :contact",
        case=case_id,
        contact=contact_id,
    )
    if row is None:
        return None
    at = moment(row["s_at"])
    assert at is not None
    support = Support(row["s_id"], case_id, contact_id, row["merged_id"], at, row["s_rating"], row["s_solved"])
    return Supported(record(Case, row), support)


async def by_number(tx: Tx, contact_id: int, number: str) -> Supported | None:
    """The case of that number, if this person supports it."""
    id = await tx.value("SELECT id FROM cases WHERE number = :number", number=number)
    return await of(tx, contact_id, id) if id else None


async def page(tx: Tx, contact_id: int, offset: int, limit: int) -> list[Case]:
    """What this person sent or supports, newest first; of what they support only what a supporter may see."""
    rows = await tx.all(
        f"SELECT {_SEEN} FROM cases c WHERE c.id IN ({_MINE}) ORDER BY c.id DESC LIMIT :limit OFFSET :offset",
        contact=contact_id,
        limit=limit,
        offset=offset,
    )
    return [record(Case, row) for row in rows]


async def count_of(tx: Tx, contact_id: int) -> int:
    """How many cases `page` has in all."""
    return int(await tx.value(f"SELECT COUNT(*) FROM ({_MINE}) AS mine", contact=contact_id))


async def count_supported(tx: Tx, contact_id: int) -> int:
    """How many cases this person supports."""
    return int(await tx.value("SELECT COUNT(*) FROM supports WHERE contact_id = :contact", contact=contact_id))


async def rate(tx: Tx, id: int, rating: str, solved: str, at: datetime) -> bool:
    """Keeps what a supporter says of the work. `solved` is yes or no; empty while a 不满意 has not said that yet, which
    may then be said once. False if they have said all this already."""
    unsaid = "rating = 'bad' AND solved = ''" if solved else "FALSE"
    return bool(
        await tx.run(
            "UPDATE supports SET rating = :rating, solved = :solved, rated_at = :at WHERE id = :id "
            f"AND (rating = '' OR ({unsaid}))",
            id=id,
            rating=rating,
            solved=solved,
            at=None if solved else at,
        )
    )


async def unrate(tx: Tx, id: int) -> bool:
    """A 不满意 that has not said yet whether it is solved was a slip of the finger. False if there is none."""
    return bool(
        await tx.run(
            "UPDATE supports SET rating = '', rated_at = NULL WHERE id = :id AND rating = 'bad' AND solved = ''", id=id
        )
    )


async def unsaid(tx: Tx, before: datetime, limit: int) -> list[Support]:
    """Who said 不满意 before then and not whether it is solved, but for those that another worker has in hand."""
    rows = await tx.all(
        "SELECT * FROM supports WHERE rated_at <= :before ORDER BY rated_at, id LIMIT :n FOR UPDATE SKIP LOCKED",
        before=before,
        n=limit,
    )
    return [record(Support, row) for row in rows]


async def ask_anew(tx: Tx, case_id: int) -> None:
    """The work was done again: every supporter may rate it anew."""
    await tx.run("UPDATE supports SET rating = '', solved = '', rated_at = NULL WHERE case_id = :case", case=case_id)


async def unrated(tx: Tx, case_id: int) -> list[Contact]:
    """Who supports a case, wants to hear, and has not said what they think of the work."""
    rows = await tx.all(
        "SELECT p.* FROM supports s JOIN contacts p ON p.id = s.contact_id WHERE s.case_id = :case AND s.rating = '' "
        "AND p.blocked_at IS NULL ORDER BY s.id",
        case=case_id,
    )
    return [record(Contact, tx.keys.opened(row)) for row in rows]


async def forget(tx: Tx, contact_id: int) -> None:
    """This person supports nothing any more."""
    await tx.run("DELETE FROM supports WHERE contact_id = :contact", contact=contact_id)


async def forget_who(tx: Tx, case_ids: Iterable[int]) -> None:
    """How many supported these cases stays, who it was does not."""
    await tx.many("UPDATE supports SET contact_id = NULL WHERE case_id = :id", [{"id": id} for id in case_ids])
