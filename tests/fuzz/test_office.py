"""An office that is set up in odd ways goes on: what admins, staff and dispatchers say is kept, and days pass."""

import io
import logging
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests import drawing
from bot.privacy import clean
from handlers import COMMANDS
from handlers.turn import Needs
from storage import offices
from tests.bad_inputs.conftest import assert_well
from tests.fuzz.conftest import formulas
from tests.fuzz.rounds import LONGER, rounds
from tests.fuzz.values import LAMP, texts
from tests.town import START, Person, Town

engines = ["sqlite", "postgres"] if LONGER > 1 else ["sqlite"]
pytestmark = pytest.mark.parametrize("database_url", engines, indirect=True)

NAMES = [
    "category",
    "keyword",
    "unit",
    "area",
    "route",
    "schedule",
    "calendar",
    "invite",
    "try",
    "why",
    "undo",
    "audit",
]
VERBS = ["add", "rename", "remove", "retire", "restore", "limit", "hour", "lead", ""]
THINGS = [
    "城管局",
    "城乡建设",
    "甲",
    "乙",
    "路灯",
    "5",
    "0.5",
    "-3",
    "1e9",
    "08:30",
    "2026-10-08",
    "12h",
    "/",
    "=",
    "→",
    "99999999999",
]
words = st.one_of(texts.map(clean), st.sampled_from(THINGS))
order = st.builds(
    lambda name, verb, said: " ".join([f"/{name}", verb, *said]),
    st.sampled_from(NAMES),
    st.sampled_from(VERBS),
    st.lists(words, min_size=1, max_size=3),
)
others = st.builds(
    lambda name, said: f"/{name} {said}",
    st.sampled_from([command.name for command in COMMANDS if command.needs is not Needs.ADMIN]).filter(
        lambda name: "delete" not in name
    ),
    words,
)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("admin"), order),
        st.tuples(st.sampled_from(["admin", "member", "dispatcher", "resident"]), others),
        st.tuples(st.sampled_from(["admin", "member", "dispatcher", "resident"]), words),
        st.tuples(st.sampled_from(["admin", "member", "dispatcher", "resident"]), st.integers(0, 99)),
    ),
    min_size=6,
    max_size=16,
)


async def people_of(town: Town) -> dict[str, Person]:
    if len(town.people) < 4:
        await town.admin()
        await town.dispatcher()
        await town.member(await town.unit("城管局", "urban", ledger=True))
        await town.resident()
    return dict(zip(("admin", "dispatcher", "member", "resident"), town.people.values(), strict=False))


@rounds(3, shrink=False)
@given(deeds=deeds)
async def test_days_pass_whatever_was_set_up(
    town: Town, caplog: pytest.LogCaptureFixture, deeds: list[tuple[str, str | int]]
) -> None:
    people = await people_of(town)
    for who, what in deeds:
        person = people[who]
        if isinstance(what, str):
            await person.says(what)
        elif buttons := [b for said in town.shown(person.id)[-3:] for b in said.buttons if "erase" not in b.action]:
            await person.presses_action(buttons[what % len(buttons)].action)
    await people["resident"].says(LAMP)
    await people["resident"].presses_action("send:1")
    await town.passes(days=1)
    await assert_well(town.app.db)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
    target = io.BytesIO()
    settings, since = town.app.office.settings, START - timedelta(days=1)
    await drawing.ledger(town.app.db, settings, target, since, town.now, None, "zh", town.now)
    assert formulas(target) == []
    async with town.app.db.snapshot() as tx:
        units = await offices.units(tx)
    for unit in units[-2:]:
        picture = await drawing.chart(town.app.db, settings, unit.id, town.now, "zh") if LONGER > 1 else b"\x89PNG"
        assert picture.startswith(b"\x89PNG")
