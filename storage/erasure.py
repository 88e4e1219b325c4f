"""Taking a person out of what speaks of many: digests and lists that were sent, what speaks of another case that may be
the same as theirs, and what colleagues were shown."""

import json
from collections.abc import Iterable

from storage.database import Tx


async def forget_in_lists(tx: Tx, reporter_id: int) -> None:
    """Takes the lines about this person's cases out of digests, and out of lists that were sent or wait to be."""
    own = await tx.all(
        "SELECT number, submitted_at FROM cases WHERE reporter_id = :id AND number IS NOT NULL", id=reporter_id
    )
    for case in own:
        mark, since = f"%{case['number']}%", case["submitted_at"]
        rows = await tx.all(
            "SELECT id, body FROM outbox WHERE created_at >= :since AND body LIKE :mark",
            mark=mark,
            since=since,
        )
        for row in rows:
            body = json.loads(row["body"])
            body["text"] = without(body.get("text", ""), case["number"])
            await tx.run("UPDATE outbox SET body = :body WHERE id = :id", id=row["id"], body=_pack(body))
        rows = await tx.all(
            "SELECT id, pages FROM digests WHERE to_at >= :since AND pages LIKE :mark", mark=mark, since=since
        )
        for row in rows:
            pages: dict[str, list[str]] = json.loads(row["pages"])
            kept = {language: [without(page, case["number"]) for page in texts] for language, texts in pages.items()}
            await tx.run("UPDATE digests SET pages = :pages WHERE id = :id", id=row["id"], pages=_pack(kept))


def without(text: str, number: str) -> str:
    """`text` without the lines about a case: the one with its number, and the indented ones below."""
    kept: list[str] = []
    about_it = False
    for line in text.split("\n"):
        about_it = number in line or (about_it and line.startswith(" "))
        if not about_it:
            kept.append(line)
    return "\n".join(kept)


def _pack(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _found(words: str) -> str:
    """What LIKE finds `words` by within a packed text, where quotes and line ends are written in another way."""
    return _like(_pack(words)[1:-1])


def _like(words: str) -> str:
    """What LIKE finds just these `words` by."""
    return "".join(f"!{char}" if char in "!%_" else char for char in words)


async def forget_asked(tx: Tx, case_ids: Iterable[int]) -> None:
    """Takes back what colleagues were about to say to who reported these cases: it lies with what they are asked."""
    marks = {f"decline:{id}" for id in case_ids}
    asked = await tx.all(
        "SELECT id, asking FROM contacts WHERE (admin OR dispatcher) AND asking LIKE :words", words="decline:%:%"
    )
    about = [{"id": row["id"]} for row in asked if row["asking"].rpartition(":")[0] in marks]
    await tx.many("UPDATE contacts SET asking = '' WHERE id = :id", about)


async def forget_colleague(tx: Tx, contact_id: int, name: str) -> None:
    """Empties what others were shown, where it names this person: about cases that they worked on, where it was looked
    for (the words are in the button that goes on) and, of somebody who ever had a role, in all lists and answers that
    are about no case. What they wrote themselves stays, without the name."""
    if not name:
        return
    had_role = await tx.value(
        "SELECT 1 FROM members WHERE contact_id = :id UNION SELECT 1 FROM audit WHERE change LIKE :change",
        id=contact_id,
        change=f'{{"table": "contacts", "key": {{"id": {contact_id}}}%',
    )
    await tx.run(
        "UPDATE outbox SET body = '' WHERE state IN ('sent', 'refused', 'dead') AND body LIKE :name ESCAPE '!' AND ("
        "EXISTS (SELECT 1 FROM events e WHERE e.case_id = outbox.case_id AND e.actor_id = :id) "
        "OR (case_id IS NULL AND body LIKE :list))",
        id=contact_id,
        list="%" if had_role else '%"find-older:%',
        name=f"%{_found(name)}%",
    )
    if had_role and len(name) > 1:  # a single letter stands in many words
        await _unname(tx, contact_id, name)


NAMELESS = "**"


async def _unname(tx: Tx, contact_id: int, name: str) -> None:
    """Takes the name out of what the office's side wrote, and of what stands about its changes. What residents wrote is
    theirs."""
    # A name may be anything, also another's: it goes where this person was at work, and nowhere else.
    cases = "case_id IN (SELECT e.case_id FROM events e WHERE e.actor_id = :id)"
    units = "COALESCE(unit_id, 0) IN (SELECT m.unit_id FROM members m WHERE m.contact_id = :id UNION SELECT 0)"
    for table, column, where, written in (
        ("entries", "text", f"side <> 'resident' AND {cases}", name),
        ("events", "note", cases, name),
        ("helps", "task", cases, name),
        ("helps", "words", cases, name),
        ("replies", "text", units, name),
        ("digests", "pages", units, _pack(name)[1:-1]),
        ("audit", "subject", "actor_id = :id", name),
        ("audit", "change", "actor_id = :id", json.dumps(name)[1:-1]),  # as `audit.put` writes it
    ):
        await tx.run(
            f"UPDATE {table} SET {column} = REPLACE({column}, :name, :nameless) WHERE {column} LIKE :found ESCAPE '!' "
            f"AND {where}",
            name=written,
            nameless=NAMELESS,
            found=f"%{_like(written)}%",
            id=contact_id,
        )


async def forget_learned(tx: Tx, contact_id: int, name: str) -> None:
    """A name that the tagger learned as a word is none of its any more; but for a name that others use as a word, for
    somebody may call themselves anything."""
    found = f"%{_like(name)}%"
    learned = "word LIKE :found ESCAPE '!'"
    if len(name) < 2 or not await tx.value(f"SELECT 1 FROM learned_words WHERE {learned} LIMIT 1", found=found.lower()):
        return
    others = "text LIKE :found ESCAPE '!' AND COALESCE(reporter_id, 0) <> :id"
    if not await tx.value(f"SELECT 1 FROM cases WHERE {others} LIMIT 1", found=found, id=contact_id):
        for table in ("learned_weights", "learned_words"):
            await tx.run(f"DELETE FROM {table} WHERE {learned}", found=found.lower())
