"""Units, areas, categories, keywords and routes: what admins set up, and what the bot knows of its office."""

from collections.abc import Sequence
from typing import Protocol

from storage.database import Tx, record
from storage.facts import touch_keywords, touch_office
from storage.records import Area, Category, KeywordRow, RouteRow, Unit


async def units(tx: Tx) -> list[Unit]:
    """All units, retired ones too, in the order of their making."""
    return [record(Unit, row) for row in await tx.all("SELECT * FROM units ORDER BY id")]


async def unit(tx: Tx, id: int) -> Unit | None:
    row = await tx.one("SELECT * FROM units WHERE id = :id", id=id)
    return record(Unit, row) if row else None


async def unit_seen_by(tx: Tx, contact_id: int, id: int) -> Unit | None:
    """A unit, if this person belongs to it today, or to the office. (A retired unit has no members any more.)"""
    row = await tx.one(
        "SELECT u.* FROM units u WHERE u.id = :id AND ((u.retired_at IS NULL AND EXISTS (SELECT 1 FROM members m WHERE "
        "m.unit_id = u.id AND m.contact_id = :contact AND m.until IS NULL)) OR EXISTS (SELECT 1 FROM contacts o WHERE "
        "o.id = :contact AND (o.admin OR o.dispatcher)))",
        id=id,
        contact=contact_id,
    )
    return record(Unit, row) if row else None


async def areas(tx: Tx) -> list[Area]:
    """All areas, retired ones too, in the order of their making."""
    return [record(Area, row) for row in await tx.all("SELECT * FROM areas ORDER BY id")]


async def categories(tx: Tx) -> list[Category]:
    """All categories, retired ones too, in their order."""
    return [record(Category, row) for row in await tx.all("SELECT * FROM categories ORDER BY position, id")]


async def keywords(tx: Tx) -> list[KeywordRow]:
    rows = await tx.all(
        "SELECT k.category_id, c.code, k.word, k.weight FROM keywords k JOIN categories c ON c.id = k.category_id "
        "ORDER BY k.category_id, k.weight DESC, k.word"
    )
    return [record(KeywordRow, row) for row in rows]


async def keywords_of(tx: Tx, category_id: int) -> list[KeywordRow]:
    """A category's keywords, heaviest first."""
    rows = await tx.all(
        "SELECT k.category_id, c.code, k.word, k.weight FROM keywords k JOIN categories c ON c.id = k.category_id "
        "WHERE k.category_id = :id ORDER BY k.weight DESC, k.word",
        id=category_id,
    )
    return [record(KeywordRow, row) for row in rows]


async def keyword_counts(tx: Tx) -> dict[int, int]:
    """How many keywords each category has, by its id; a category without any is left out."""
    rows = await tx.all("SELECT category_id, COUNT(*) AS n FROM keywords GROUP BY category_id")
    return {row["category_id"]: row["n"] for row in rows}


async def routes(tx: Tx) -> list[RouteRow]:
    return [record(RouteRow, row) for row in await tx.all("SELECT * FROM routes ORDER BY id")]


async def move_group(tx: Tx, channel: str, old: str, new: str) -> int:
    """A unit's group has a new id. Returns how many units that concerned."""
    moved = await tx.run(
        "UPDATE units SET group_chat = :new WHERE group_channel = :channel AND group_chat = :old",
        channel=channel,
        old=old,
        new=new,
    )
    if moved:
        await touch_office(tx)
    return moved


async def drop_group(tx: Tx, channel: str, chat: str) -> int:
    """The bot was put out of a group: its unit has none any more. Returns how many units that concerned."""
    left = await tx.run(
        "UPDATE units SET group_channel = '', group_chat = '' WHERE group_channel = :channel AND group_chat = :chat",
        channel=channel,
        chat=chat,
    )
    if left:
        await touch_office(tx)
    return left


class NewCategory(Protocol):
    """What `seed` needs of a default category."""

    @property
    def code(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def limit_workdays(self) -> int: ...
    @property
    def keywords(self) -> Sequence["NewKeyword"]: ...


class NewKeyword(Protocol):
    @property
    def word(self) -> str: ...
    @property
    def weight(self) -> float: ...


async def seed(tx: Tx, defaults: Sequence[NewCategory]) -> bool:
    """Puts the default categories with their keywords into a database that has none. Returns whether it did."""
    if await tx.value("SELECT 1 FROM categories LIMIT 1"):
        return False
    for position, default in enumerate(defaults):
        id = await tx.value(
            "INSERT INTO categories (code, zh, en, limit_days, position) VALUES (:code, :zh, :en, :days, :position) "
            "RETURNING id",
            code=default.code,
            zh=default.zh,
            en=default.en,
            days=default.limit_workdays,
            # 其他 stays last, also behind the categories that admins add.
            position=position if default.keywords else 1000,
        )
        words = {keyword.word: float(keyword.weight) for keyword in default.keywords}
        await tx.many(
            "INSERT INTO keywords (category_id, word, weight) VALUES (:id, :word, :weight)",
            [{"id": id, "word": word, "weight": weight} for word, weight in words.items()],
        )
    await touch_keywords(tx)
    return True
