"""Every command of the table, typed by everybody who may not, and by those who may about what is not theirs."""

import pytest

from bot.messages import Media, MediaKind
from bot.texts import Texts
from handlers import COMMANDS
from handlers.turn import Command, Needs
from tests.authorisation import forge
from tests.authorisation.forge import LET_IN, NEEDS, PEOPLE, REFUSED, text_of
from tests.authorisation.village import CITY_GROUP, OTHER_GROUP, SECRETS, Village
from tests.town import ZONE

UNKNOWN = Texts(ZONE).say("zh", "unknown-command")
FILE = (Media(MediaKind.DOCUMENT, "f1", name="rows.csv", size=100),)
EVERYBODYS = frozenset({"case"})  # stands with the staff's, and shows residents their own


def words(village: Village) -> list[str]:
    """What could stand behind a command: nothing, and whatever names something of the city office's."""
    plan = village.plan
    names = ["城管局", "城管局 member", "城管局 lead", "add 影子局", "admin", "dispatcher", "retire 城管局", "路灯"]
    return ["", *plan.numbers.values(), *map(str, plan.cases.values()), *names, *(n for _, n in plan.people.values())]


def needs(command: Command) -> Needs:
    """What is promised of it, by the module that answers it."""
    return Needs.ANYONE if command.name in EVERYBODYS else NEEDS[forge.side(command)]


def refused(command: Command, who: str) -> bool:
    side = forge.side(command)
    # Staff of any unit may call what is for staff; that they see nothing of another's is the other test.
    return needs(command) is not Needs.ANYONE and who in REFUSED[side] and (side, who) != ("unit", "other unit")


def test_what_a_command_needs_fits_the_module_that_answers_it() -> None:
    assert {c.name: c.needs for c in COMMANDS} == {c.name: needs(c) for c in COMMANDS}


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_command_that_is_not_for_somebody_is_answered_like_none(village: Village, who: str) -> None:
    for command in COMMANDS:
        if not refused(command, who):
            continue
        typed = [f"/{command.name} {said}" for said in words(village)]
        tried = [village.inbound(who, text=text) for text in typed]
        tried += [village.inbound(who, text=typed[0], media=FILE), village.inbound(who, text=typed[1].upper())]
        outcome = await village.attempt(*tried, village.inbound(who, text="/nosuchcommand"))
        assert [said.text for said in outcome.said] == [UNKNOWN] * (len(tried) + 1), command.name
        assert {*outcome.changed} <= ({"contacts"} if who == "stranger" else set()), command.name
        for group in (CITY_GROUP, OTHER_GROUP):
            outcome = await village.attempt(*(village.inbound(who, text=text, group=group) for text in typed))
            assert not outcome.said, command.name


async def test_the_same_commands_are_answered_to_those_who_may(village: Village) -> None:
    for command in COMMANDS:
        for who in LET_IN[forge.side(command)]:
            outcome = await village.attempt(
                *(village.inbound(who, text=f"/{command.name} {w}") for w in words(village))
            )
            assert any(said.text not in ("", UNKNOWN) for said in outcome.said), command.name


@pytest.mark.parametrize("who", ["stranger", "hidden resident", "neighbour", "other unit", "ex-staff", "ex-admin"])
async def test_a_command_that_is_for_everybody_shows_nothing_of_others(village: Village, who: str) -> None:
    own = {village.plan.numbers["anonymous"], village.plan.people[who][1]} if who == "hidden resident" else set()
    foreign = [said for said in words(village) if said not in own]
    for command in COMMANDS:
        if refused(command, who):
            continue
        tried = [village.inbound(who, text=f"/{command.name} {said}") for said in foreign]
        outcome = await village.attempt(*tried)
        told = [said for said in outcome.said if said.address.chat == village.plan.people[who][0]]
        assert len(told) == len(outcome.said), command.name
        hidden = [secret for secret in SECRETS if who != "hidden resident" or secret not in HIDDENS_OWN]
        assert not any(secret in text_of(said) for said in told for secret in hidden), command.name
        assert {*outcome.changed} <= {"attempts", "contacts"}, command.name  # wrong codes, one's own language


HIDDENS_OWN = frozenset({"暗号画眉巷", "赵无名", "13900002222"})
