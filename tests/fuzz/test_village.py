"""Everybody says and presses everything, in a village with a case in every state: there is an answer, in good shape,
and nothing of another's in it."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.outbound import keyboard_of
from bot.messages import Inbound, Kind, Location, Media, MediaKind, Outbound, pack_outbound, unpack_outbound
from bot.privacy import clean, file_name
from handlers import ASKED, BUTTONS, COMMANDS
from handlers.router import Button
from handlers.turn import Command
from tests.authorisation import forge
from tests.authorisation.conftest import in_the_village
from tests.authorisation.forge import LET_IN
from tests.authorisation.village import CITY_GROUP, SECRETS, Village
from tests.fuzz.rounds import rounds
from tests.fuzz.values import LAMP, anything, file_names, texts

pytestmark = in_the_village

PEOPLE = [*forge.PEOPLE, "stranger", "second admin"]
OUTSIDERS = ("stranger", "neighbour", "ex-staff", "other unit")
ANYTHING, TEXTS = anything.map(clean), texts.map(clean)  # as channels hand them over
LIKELY = "城管局 人社局 城乡建设 西街 路灯 路灯=5 甲 乙 08:30 9点 1 3 10 on off all add rename 2026-06 10月8日"
HOW = [
    "add",
    "add 丙",
    "rename",
    "remove",
    "retire",
    "restore",
    "城管局",
    "城乡建设",
    "route 城乡建设",
    "-",
    "1",
    "x 2026-10-08",
]
WORDS = st.one_of(
    TEXTS,
    st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),  # what a deep link may bring along
    st.lists(st.sampled_from(LIKELY.split()), min_size=1, max_size=4).map(" ".join),
    st.tuples(st.sampled_from(HOW), st.one_of(TEXTS, st.sampled_from(LIKELY.split()))).map(" ".join),
)
MEDIA = st.builds(Media, st.sampled_from(MediaKind), st.just("F"), file_names.map(file_name))
ODD = st.sampled_from(["9" * 30, "9" * 15, "", "-1", "0", "１", "x", "good", "2026-02-30", "~"])


@st.composite
def people(draw: st.DrawFn, entry: Button | Command) -> str:
    """Mostly somebody who may."""
    return draw(st.sampled_from(LET_IN[side(entry)] if draw(st.integers(0, 3)) else PEOPLE))


def side(entry: Button | Command) -> str:
    """From whose side it looks at things, so far as the promises of the authorisation name it."""
    module = entry.handler.__module__
    return forge.SIDES.get(module) or forge.SIDES.get(module.rpartition(".")[0]) or "own account"


@st.composite
def actions(draw: st.DrawFn, village: Village, who: str, name: str, table: Mapping[str, Button]) -> str:
    """The action of that name, with values that fit, that nearly fit, or that do not."""
    known = forge.values(village.plan, who)
    parameters = list(inspect.signature(table[name].handler).parameters)[1:]
    odd = draw(st.booleans())
    parts = [str(draw(ODD if odd and draw(st.booleans()) else st.sampled_from(list(known[one])))) for one in parameters]
    kept = draw(st.integers(0, len(parts) + 1)) if odd and draw(st.booleans()) else len(parts)
    return ":".join([name, *parts[:kept], *["1"] * (kept - len(parts))])


@st.composite
def said_next(draw: st.DrawFn, village: Village, who: str, group: str) -> Inbound:
    """What somebody says, sends or edits after that."""
    values: dict[str, Any] = {}
    match draw(st.sampled_from(["words", "words", "words", "file", "place", "edit", "number"])):
        case "words":
            values["text"] = draw(st.one_of(ANYTHING, WORDS, st.just(LAMP)))
        case "number":
            values["text"] = draw(st.sampled_from(sorted(village.plan.numbers.values())))
        case "file":
            values |= {"text": draw(TEXTS), "media": (draw(MEDIA),), "album": draw(st.sampled_from(["", "1"]))}
        case "place":
            point = draw(st.floats(-90, 90)), draw(st.floats(-180, 180))
            values["location"] = Location(*point, name=draw(TEXTS))
        case _:
            values |= {"kind": Kind.EDIT, "text": draw(TEXTS), "message": draw(st.sampled_from(["1", "k1", "k20"]))}
    if draw(st.integers(0, 4)) == 0:
        values["reply_to"] = village.plan.cards.get(who, "m1")
    return village.inbound(who, group=group, **values)


@st.composite
def deeds(draw: st.DrawFn, village: Village) -> tuple[str, list[Inbound], str]:
    """Who does what, one thing after the other; and what they were being asked before."""
    group, asked = CITY_GROUP if draw(st.integers(0, 9)) == 0 else "", ""
    what = draw(st.sampled_from(["command", "press", "press", "asked", "any"]))
    first: list[Inbound] = []
    match what:
        case "command":
            command = draw(st.sampled_from(COMMANDS))
            who = draw(people(command))
            text = f"/{command.name} {draw(WORDS) if draw(st.integers(0, 4)) else ''}".strip()
            first = [village.inbound(who, group=group, text=text)]
        case "press":
            name = draw(st.sampled_from(sorted(BUTTONS)))
            who = draw(people(BUTTONS[name]))
            first = [village.press(who, draw(actions(village, who, name, BUTTONS)), group=group)]
        case "asked":
            name = draw(st.sampled_from(sorted(ASKED)))
            who = draw(people(ASKED[name]))
            asked = draw(actions(village, who, name, ASKED))
        case _:
            who = draw(st.sampled_from(PEOPLE))
            first = [village.press(who, draw(ANYTHING), group=group)]
    more = draw(st.lists(said_next(village, who, group), min_size=int(not first), max_size=2))
    return who, [*first, *more], asked


def sound(said: Outbound) -> None:
    """It can be kept, read again, and said over any channel."""
    assert unpack_outbound(pack_outbound(said)) == said
    keyboard_of(said.choices)
    assert all(choice.label.strip() for row in said.choices for choice in row)
    said.text.encode()
    assert "\0" not in said.text


def answered(deed: Inbound, said: Sequence[Outbound]) -> bool:
    """Whether who did it hears of it: in private always, unless it is an edit or what goes with an album."""
    if deed.group or deed.kind is Kind.EDIT or deed.album:
        return True
    mine = [one for one in said if one.address.chat == deed.address.chat]
    return any(one.text.strip() or one.press or one.attachments or one.replaces for one in mine)


@rounds(60)
@given(data=st.data())
async def test_whatever_somebody_does_there_is_an_answer(village: Village, data: st.DataObject) -> None:
    who, did, asked = data.draw(deeds(village))
    known = 0
    for count in range(1, len(did) + 1):
        outcome = await village.attempt(*did[:count], asked=[asked] if asked else (), look=False)
        for said in outcome.said:
            sound(said)
        assert answered(did[count - 1], outcome.said[known:]), did
        known = len(outcome.said)
    if who in OUTSIDERS:
        account, name = village.plan.people[who]
        heard_in_all = " ".join(forge.text_of(said) for said in outcome.said if said.address.chat == account)
        own = [name, *(secret for secret in SECRETS if any(secret in f"{one.text} {one.choice}" for one in did))]
        assert not [secret for secret in SECRETS if secret in heard_in_all and secret not in own]
