"""Every button and every awaited message of the table, pressed and answered by everybody who may not.

The presses are made from the table, with ids of the city office's cases, units, digests and people. Nothing that is
stored changes, nobody hears of it, and the answer is word for word the one to a button that never was.
"""

import pytest

from bot.messages import Inbound
from bot.texts import Texts
from handlers import ASKED, BUTTONS
from handlers.turn import Needs
from tests.authorisation import forge
from tests.authorisation.conftest import in_the_village
from tests.authorisation.forge import LET_IN, PEOPLE, REFUSED, text_of
from tests.authorisation.village import (
    CITY_GROUP,
    HIDDEN,
    HIDDEN_PHONE,
    LABOUR_GROUP,
    OTHER_GROUP,
    PHONE,
    REPORTER,
    SECRETS,
    TITLE,
    WORDS,
    Outcome,
    Village,
)
from tests.town import ZONE

pytestmark = in_the_village

NEVER = {Texts(ZONE).say("zh", "not-possible-any-more", staff=staff) for staff in ("yes", "no")}  # to each their own
PRIVATELY = Texts(ZONE).say("zh", "write-privately", link="")
DRAFT = "先记在草稿里了"


def actions_of(village: Village, name: str, who: str, *, asked: bool = False) -> list[str]:
    """The forged presses of one entry by one person; of the anonymous case none by its own reporter."""
    known = forge.values(village.plan, who)
    if who == "hidden resident":
        own = {id for case, id in village.plan.cases.items() if case.startswith("anonymous")}
        known["case_id"] = [case for case in known["case_id"] if case not in own]
    return list(forge.actions(name, (ASKED if asked else BUTTONS)[name], known))


def stored_of_others(village: Village, who: str, outcome: Outcome) -> dict[str, tuple[list[str], list[str]]]:
    """What changed, without the row that a stranger gets by speaking at all; that row has no role."""
    changed = dict(outcome.changed)
    if who == "stranger" and "contacts" in changed:
        gone, (new,) = changed.pop("contacts")
        assert not gone
        assert f"'account': '{village.plan.people[who][0]}'" in new
        assert "'admin': 0, 'dispatcher': 0" in new or "'admin': False, 'dispatcher': False" in new
    return changed


async def refused(village: Village, who: str, names: list[str], group: str = "") -> int:
    """Asserts that all forged presses of these entries change nothing, and are answered like a button that never was;
    in a group perhaps like one that is not for groups, whatever stands behind it: of those a few will do.

    Returns how many presses they were."""
    few = {name: 4 if group and not BUTTONS[name].group else None for name in names}
    pressed = [(name, action) for name in names for action in actions_of(village, name, who)[: few[name]]]
    outcome = await village.attempt(*(village.press(who, action, group=group) for _, action in pressed))
    shown = outcome.shown(group or village.plan.people[who][0])
    assert len(shown) == len(pressed) == len(outcome.said), f"somebody else hears of what {who} presses"
    answers: dict[str, set[str]] = {}
    for (name, _), said in zip(pressed, shown, strict=True):
        answers.setdefault(name, set()).add(text_of(said))
    allowed = [{f"{text} () ()"} for text in (*NEVER, *([PRIVATELY] if group else []))]
    assert {name: texts for name, texts in answers.items() if texts not in allowed} == {}
    assert stored_of_others(village, who, outcome) == {}
    return len(pressed)


# Buttons


def not_for(who: str) -> list[str]:
    """The buttons that somebody may not press."""
    return [name for name, b in BUTTONS.items() if who in REFUSED[forge.side(b)] and name not in forge.HARMLESS]


@pytest.mark.parametrize("who", PEOPLE)
async def test_who_may_not_press_changes_and_learns_nothing(village: Village, who: str) -> None:
    assert await refused(village, who, not_for(who)) > 150


async def test_the_same_presses_let_those_in_who_may(village: Village) -> None:
    """Without this the test above would also pass with ids that mean nothing to anybody."""
    for name, button in BUTTONS.items():
        if name in forge.OF_ONES_OWN_DRAFT:
            continue
        for who in LET_IN[forge.side(button)]:
            assert await any_let_in(
                village, [village.press(who, action) for action in actions_of(village, name, who)]
            ), f"{name}: {who} may press it, but forge.values has nothing that would do anything"


async def any_let_in(village: Village, messages: list[Inbound], asked: list[str] | None = None) -> bool:
    """Whether one of these is answered otherwise than as if it never was. They are tried until one is."""
    for message, asking in zip(messages, asked or [""] * len(messages), strict=True):
        outcome = await village.attempt(message, asked=[asking], look=False)
        if any(said.text and said.text not in NEVER and not said.text.startswith(DRAFT) for said in outcome.said):
            return True
    return False


@pytest.mark.parametrize("who", ["stranger", "neighbour", "ex-staff"])
async def test_what_one_does_with_oneself_touches_nothing_of_others(village: Village, who: str) -> None:
    for action in ("my-page:0", "my-page:3", "language:en", "erase-me", "keep-me", "language:../etc"):
        outcome = await village.attempt(village.press(who, action))
        gone = [row for rows, _ in outcome.changed.values() for row in rows]
        assert not any(secret in text for text in [*map(text_of, outcome.said), *gone] for secret in SECRETS), action
        assert {said.address.chat for said in outcome.said} <= {village.plan.people[who][0], LABOUR_GROUP}


# Awaited messages


@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "stranger"])  # nobody asks a stranger anything
async def test_who_may_not_answer_changes_and_learns_nothing(village: Village, who: str) -> None:
    """Somebody was asked, and may not answer any more; or the row in the database says so for whatever reason."""
    entries = {name: entry for name, entry in ASKED.items() if who in REFUSED[forge.side(entry)]}
    for anyone in (True, False):
        names = [name for name, entry in entries.items() if (entry.needs is Needs.ANYONE) is anyone]
        asked = [action for name in names for action in actions_of(village, name, who, asked=True)]
        outcome = await village.attempt(*(village.inbound(who, text="新说法") for _ in asked), asked=asked)
        assert len(outcome.said) == len(asked)
        if anyone:  # what was asked about another's case is settled for this person: they speak for themselves
            assert all(said.text.startswith(DRAFT) for said in outcome.said)
            assert all(not gone and table in ("cases", "entries") for table, (gone, _) in outcome.changed.items())
        else:
            assert {said.text for said in outcome.said} <= NEVER
            assert outcome.changed == {}
        assert not any(secret in text_of(said) for said in outcome.said for secret in SECRETS)


async def test_the_same_answers_are_taken_from_those_who_may(village: Village) -> None:
    for name, entry in ASKED.items():
        if name in ("anew", "meant"):
            continue  # becomes a draft, as what anybody says
        for who in LET_IN[forge.side(entry)]:
            asked = actions_of(village, name, who, asked=True)
            assert await any_let_in(village, [village.inbound(who, text="7") for _ in asked], asked), name


# Groups


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_group_is_no_way_round(village: Village, who: str) -> None:
    """In the unit's own group nobody else is let in; in another unit's group, or nobody's, nobody at all: not even who
    may see all of it in private."""
    await refused(village, who, not_for(who), CITY_GROUP)
    for group in (LABOUR_GROUP, OTHER_GROUP):
        await refused(village, who, list(BUTTONS), group)


async def test_in_the_units_own_group_staff_are_let_in_and_no_reporter_is_named(village: Village) -> None:
    shown = ""
    for name in BUTTONS:
        presses = [
            village.press("unit's staff", action, group=CITY_GROUP)
            for action in actions_of(village, name, "unit's staff")
        ]
        outcome = await village.attempt(*presses, look=False)
        shown += "".join(text_of(said) for said in outcome.shown(CITY_GROUP))
    assert WORDS in shown
    assert TITLE in shown
    assert not any(secret in shown for secret in (REPORTER, PHONE, HIDDEN, HIDDEN_PHONE))
