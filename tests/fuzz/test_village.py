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
from tests.authorisation import forge
from tests.authorisation.conftest import in_the_village
from tests.authorisation.village import CITY_GROUP, SECRETS, Village
from tests.fuzz.rounds import rounds
from tests.fuzz.values import LAMP, anything, file_names, texts

pytestmark = in_the_village

PEOPLE = [*forge.PEOPLE, "stranger", "second admin"]
OUTSIDERS = ("stranger", "neighbour", "ex-staff", "other unit")
ANYTHING, TEXTS = anything.map(clean), texts.map(clean)  # as channels hand them over
WORDS = st.one_of(
    TEXTS,
    st.sampled_from(
        ["城管局", "城乡建设", "西街", "路灯 5", "add 甲", "add 乙 08:30", "1", "on", "off", "2026-06", "all"]
    ),
    st.tuples(st.sampled_from(["add", "城管局", "城乡建设", "-", "1", "rename", "remove", "x 2026-10-08"]), TEXTS).map(
        " ".join
    ),
)
MEDIA = st.builds(
    Media, st.sampled_from(MediaKind), st.just("F"), file_names.map(file_name), st.just(""), st.integers(0, 30_000_000)
)

Deed = tuple[Inbound, str]  # what comes in, and what the speaker is being asked at that moment


@st.composite
def actions(draw: st.DrawFn, village: Village, who: str, table: Mapping[str, Button]) -> str:
    """An action of the table, with values that fit, that nearly fit, or that do not."""
    name = draw(st.sampled_from(sorted(table)))
    known = forge.values(village.plan, who)
    parameters = list(inspect.signature(table[name].handler).parameters)[1:]
    odd = st.sampled_from(["", "-1", "0", "999999999999999", "9" * 30, "１", "x", "abc", "good", "2026-02-30", "~"])
    parts = [
        str(
            draw(
                st.one_of(st.sampled_from(list(known[one])), odd)
                if draw(st.booleans())
                else st.sampled_from(list(known[one]))
            )
        )
        for one in parameters
    ]
    kept = draw(st.integers(0, len(parts) + 1)) if draw(st.booleans()) else len(parts)
    return ":".join([name, *parts[:kept], *["1"] * (kept - len(parts))])


@st.composite
def deeds(draw: st.DrawFn, village: Village) -> Deed:
    """Something that somebody does."""
    who = draw(st.sampled_from(PEOPLE))
    group = CITY_GROUP if draw(st.integers(0, 9)) == 0 else ""
    asked = draw(actions(village, who, ASKED)) if draw(st.integers(0, 2)) == 0 else ""
    what = draw(st.sampled_from(["command", "command", "press", "press", "words", "words", "file", "place", "edit"]))
    values: dict[str, Any] = {}
    match what:
        case "command":
            command = draw(st.sampled_from([command.name for command in COMMANDS]))
            values["text"] = f"/{command} {draw(WORDS)}".strip()
            asked = ""
        case "press":
            return village.press(who, draw(st.one_of(actions(village, who, BUTTONS), ANYTHING)), group=group), ""
        case "words":
            values["text"] = draw(st.one_of(ANYTHING, WORDS, st.just(LAMP)))
        case "file":
            values |= {"text": draw(TEXTS), "media": (draw(MEDIA),), "album": draw(st.sampled_from(["", "1"]))}
        case "place":
            point = draw(st.floats(-90, 90)), draw(st.floats(-180, 180))
            values["location"] = Location(*point, name=draw(TEXTS))
        case _:
            values |= {"kind": Kind.EDIT, "text": draw(TEXTS), "message": draw(st.sampled_from(["1", "k1", "k20"]))}
    if draw(st.integers(0, 4)) == 0:
        values["reply_to"] = village.plan.cards.get(who, "m1")
    return village.inbound(who, group=group, **values), asked


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


@rounds(40, shrink=True)
@given(data=st.data())
async def test_whatever_somebody_does_there_is_an_answer(village: Village, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(3, 8))):
        deed, asked = data.draw(deeds(village))
        outcome = await village.attempt(deed, asked=[asked] if asked else (), look=False)
        for said in outcome.said:
            sound(said)
        assert answered(deed, outcome.said), deed
        assert deed.sender is not None
        account, name = deed.sender.user, deed.sender.name
        if next(kind for kind, person in village.plan.people.items() if person[0] == account) in OUTSIDERS:
            heard = " ".join(forge.text_of(said) for said in outcome.said if said.address.chat == account)
            own = [name, *(secret for secret in SECRETS if secret in f"{deed.text} {deed.choice}")]
            assert not [secret for secret in SECRETS if secret in heard and secret not in own]
