"""Updates over real HTTP into the real bot: whatever comes is taken, kept, handled, and can be exported."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import BUTTONS
from tests.fuzz.conftest import Behind
from tests.fuzz.rounds import LONGER, rounds
from tests.fuzz.updates import messages, torn, updates, wrong
from tests.fuzz.values import anything

ids = st.sampled_from(["", "0", "1", "2", "3", "-1", "99999999999999999999", "abc", "１", "on", "good", "2026-06"])
forged = st.tuples(st.sampled_from(sorted(BUTTONS)), st.lists(ids, max_size=4)).map(lambda f: ":".join([f[0], *f[1]]))
actions = st.one_of(forged, anything, st.binary(max_size=64).map(lambda data: data.decode("utf-8", "replace")))
right = updates(actions)
as_json = right.map(lambda update: json.dumps({"update_id": 7, **update}).encode())

engines = ["sqlite", "postgres"] if LONGER > 1 else ["sqlite"]
pytestmark = pytest.mark.parametrize("database_url", engines, indirect=True)


@rounds(6, shrink=False)
@given(st.lists(st.one_of(right, wrong(right)), min_size=4, max_size=12))
async def test_any_updates_are_taken_handled_and_exported(behind: Behind, batch: list[dict[str, Any]]) -> None:
    await behind.posts(*map(behind.numbered, batch))
    await behind.is_well()
    await behind.can_be_exported()


@rounds(6, shrink=False)
@given(st.lists(torn(as_json), min_size=4, max_size=12))
async def test_any_bytes_are_taken_and_block_nothing(behind: Behind, batch: list[bytes]) -> None:
    await behind.posts(*batch)
    await behind.is_well()


@rounds(4, shrink=False)
@given(st.lists(messages(), min_size=2, max_size=6))
async def test_what_comes_twice_or_out_of_order_is_handled_once(behind: Behind, batch: list[dict[str, Any]]) -> None:
    bodies = [behind.numbered({"message": message}) for message in batch]
    await behind.posts(*reversed(bodies))
    await behind.is_well()
    async with behind.app.db.snapshot() as tx:
        kept = await tx.value("SELECT COUNT(*) FROM inbox")
        entries = await tx.value("SELECT COUNT(*) FROM entries")
    await behind.posts(*bodies)
    await behind.is_well()
    async with behind.app.db.snapshot() as tx:
        assert kept == await tx.value("SELECT COUNT(*) FROM inbox")
        assert entries == await tx.value("SELECT COUNT(*) FROM entries")
