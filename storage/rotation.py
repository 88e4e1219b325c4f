"""Contact data from one key to another: whatever is not kept as the keys of the database say now, is from then on."""

from storage import contacts
from storage.database import Database, Tx
from storage.sealing import WrongKeys

_OTHERWISE = "sealed_with <> :first AND (sealed <> '' OR name <> '' OR phone <> '')"


async def fits(db: Database) -> None:
    """Raises WrongKeys if anything cannot be read with the keys that the database was opened with."""
    async with db.snapshot() as tx:
        rows = await tx.all(
            "SELECT sealed_with, COUNT(*) AS n FROM contacts WHERE sealed_with <> '' GROUP BY sealed_with"
        )
    if n := sum(row["n"] for row in rows if not tx.keys.knows(row["sealed_with"])):
        raise WrongKeys(str(n))


async def count(tx: Tx) -> int:
    """Of how many people the data is kept otherwise."""
    return int(await tx.value(f"SELECT COUNT(*) FROM contacts WHERE {_OTHERWISE}", first=tx.keys.first))


async def some(tx: Tx, after: int, limit: int) -> list[int]:
    """Keeps the data of at most `limit` people with an id above `after` as it should be. Returns their ids, in order;
    rows that another worker has in hand are passed over."""
    rows = await tx.all(
        f"SELECT * FROM contacts WHERE id > :after AND {_OTHERWISE} ORDER BY id LIMIT :n FOR UPDATE SKIP LOCKED",
        after=after,
        first=tx.keys.first,
        n=limit,
    )
    for row in rows:
        await contacts.keep(tx, contacts.opened(tx, row))
    return [row["id"] for row in rows]
