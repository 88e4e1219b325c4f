"""Every command of the table, typed by everybody who may not, and by those who may about what is not theirs."""

import pytest

from bot.messages import Media, MediaKind
from bot.texts import Texts
from handlers import COMMANDS
from handlers.turn import Command, Needs
from tests.authorisation import forge
from tests.authorisation.conftest import in_the_village
from tests.authorisation.forge import LET_IN, PEOPLE, REFUSED, text_of
from tests.authorisation.village import CITY_GROUP, HIDDEN, HIDDEN_PHONE, OTHER_GROUP, REPORTER, SECRETS, TITLE, Village
from tests.town import ZONE

pytestmark = in_the_village

UNKNOWN = Texts(ZONE).say("zh", "unknown-command")
FILE = (Media(MediaKind.DOCUMENT, "f1", name="rows.csv", size=100),)
HIDDENS_OWN = (TITLE, HIDDEN, HIDDEN_PHONE)


def words(village: Village) -> list[str]:
    """What could stand behind a command: nothing, and whatever names something of the city office's."""
    plan, cases = village.plan, ("submitted", "dispatched", "resolved", "anonymous")
    names = ["城管局", "城管局 lead", "add 影子局", "admin", "dispatcher", "retire 城管局", "路灯", REPORTER, HIDDEN]
    return ["", *(plan.numbers[case] for case in cases), *(str(plan.cases[case]) for case in cases), *names]


def refused(command: Command, who: str) -> bool:
    side = forge.side(command)
    # Staff of any unit may call what is for staff; that they see nothing of another's is the other test.
    return command.needs is not Needs.ANYONE and who in REFUSED[side] and (side, who) != ("unit", "other unit")


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_command_that_is_not_for_somebody_is_answered_like_none(village: Village, who: str) -> None:
    names = [command.name for command in COMMANDS if refused(command, who)]
    typed = [f"/{name} {said}" for name in names for said in words(village)]
    tried = [village.inbound(who, text=text) for text in ("/nosuchcommand", *typed, *(f"/{n.upper()}" for n in names))]
    tried += [village.inbound(who, text=f"/{name}", media=FILE) for name in names]
    outcome = await village.attempt(*tried)
    assert [said.text for said in outcome.said] == [UNKNOWN] * len(tried)
    assert {*outcome.changed} <= ({"contacts"} if who == "stranger" else set())
    for group in (CITY_GROUP, OTHER_GROUP):
        outcome = await village.attempt(*(village.inbound(who, text=text, group=group) for text in typed[::4]))
        assert not outcome.said  # it may be meant for another bot, and nobody learns that there is such a command


async def test_the_same_commands_are_answered_to_those_who_may(village: Village) -> None:
    for command in COMMANDS:
        for who in LET_IN[forge.side(command)]:
            tried = [village.inbound(who, text=f"/{command.name} {said}") for said in words(village)]
            outcome = await village.attempt(*tried, look=False)
            assert any(said.text not in ("", UNKNOWN) for said in outcome.said), command.name


@pytest.mark.parametrize("who", ["stranger", "hidden resident", "neighbour", "other unit", "ex-staff", "ex-admin"])
async def test_a_command_that_is_for_everybody_shows_nothing_of_others(village: Village, who: str) -> None:
    hidden_ones = who == "hidden resident"
    own = {village.plan.numbers["anonymous"], *village.plan.people[who], *HIDDENS_OWN} if hidden_ones else set()
    for command in COMMANDS:
        if refused(command, who):
            continue
        tried = [village.inbound(who, text=f"/{command.name} {w}") for w in words(village) if w not in own]
        outcome = await village.attempt(*tried)
        assert {said.address.chat for said in outcome.said} <= {village.plan.people[who][0]}, command.name
        assert not any(s in text_of(said) for said in outcome.said for s in SECRETS if s not in own), command.name
        # Wrong codes, one's own language, the figures of one's own unit.
        assert {*outcome.changed} <= {"attempts", "contacts", "tasks"}, command.name
        asked = outcome.changed.get("tasks", ([], []))[1]
        assert not any(f'"unit": {id},' in row for row in asked for id in (0, village.plan.ids["city"])), command.name
