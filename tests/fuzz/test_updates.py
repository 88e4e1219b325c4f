"""Updates over real HTTP into the real bot: whatever comes is taken, kept, handled, and can be exported."""

import inspect
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import BUTTONS
from handlers.turn import Needs
from tests.fuzz.conftest import Behind
from tests.fuzz.rounds import LONGER, rounds
from tests.fuzz.updates import messages, torn, updates, wrong
from tests.fuzz.values import anything

ids = st.sampled_from(["9" * 20, "9" * 20, "1", "2", "0", "-1", "", "abc", "１", "on", "good"])
OPEN = sorted(name for name, button in BUTTONS.items() if button.needs is Needs.ANYONE)


@st.composite
def forged(draw: st.DrawFn) -> str:
    """A button of the table, mostly one that everybody may press, with as many values as it wants, or about."""
    name = draw(st.sampled_from(OPEN if draw(st.integers(0, 3)) else sorted(BUTTONS)))
    wanted = len(inspect.signature(BUTTONS[name].handler).parameters) - 1
    count = max(0, wanted + draw(st.sampled_from([0, 0, 0, -1, 1])))
    return ":".join([name, *[draw(ids) for _ in range(count)]])


actions = st.one_of(
    forged(), forged(), anything, st.binary(max_size=64).map(lambda data: data.decode("utf-8", "replace"))
)
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
