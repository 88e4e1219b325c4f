"""Everything that a database holds, to be searched."""

import re

from storage.database import migrations
from tests.town import Town

TABLES = sorted({name for _, _, sql in migrations() for name in re.findall(r"CREATE TABLE (\w+)", sql)})


async def stored(town: Town) -> dict[str, str]:
    """All rows of each table as text. The keywords that come with the program are nobody's."""
    async with town.app.db.snapshot() as tx:
        kept = {name: await tx.all(f"SELECT * FROM {name}") for name in TABLES if name != "keywords"}
    return {name: "\n".join(str(tuple(row)) for row in rows) for name, rows in kept.items()}
