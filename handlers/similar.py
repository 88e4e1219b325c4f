"""Open cases about the same thing as another one: looked for by its words and its place."""

import json
from datetime import timedelta
from typing import NamedTuple

from bot.casework.lifecycle import Action, Status, Who, may
from bot.tagging import discretion, similar
from bot.tagging.segment import normalise
from handlers.turn import Work
from storage import cases, supports, words
from storage.records import Case

NEAR = 0.0045, 0.0055  # degrees of latitude and longitude: some 500 m in most of China
JUST_NOW = timedelta(minutes=10)  # within which what somebody writes next may belong to what they sent
SEVERAL = 3  # cases in which a word that may be somebody's name has stood before it is shown
LOOKED_AT = 5  # likely cases of which one is offered to the writer of a draft
MANY = 3  # people who stand behind a case that was sent without a name before anybody hears of it


class Alike(NamedTuple):
    """An open case that another one resembles: how much, which words they share (as the other one's writer put them, in
    their order; none that could tell whom or what a single neighbour wrote about), and how many people stand behind it,
    its reporter among them."""

    case: Case
    score: float
    shared: list[str]
    people: int


def telling(work: Work, title: str, text: str) -> tuple[str, ...]:
    """The words that tell a case from others. The text is cut first: then it was cut for its category just before."""
    cut = work.office.segmenter.cut
    said = cut(text)
    return similar.telling([*cut(title), *said] if title else said)


async def keep(work: Work, case: Case, *, new: bool) -> None:
    """An open case can be found from now on; a `new` one was never open before."""
    await words.add(work.tx, {case.id: telling(work, case.title, case.text)}, new=new)


async def likely(work: Work, case: Case, least: float, most: int) -> list[Alike]:
    """The open cases that a case or draft resembles, best first. Whoever is shown them, is asked for elsewhere."""
    own = telling(work, case.title, case.text)
    rarity = similar.Rarity(*await words.counts(work.tx, own))
    weights = {word: rarity.weight(word) for word in rarity.rarest(own)}
    place = words.Place(work.office.lineage(case.area_id), case.latitude, case.longitude)
    found = await words.candidates(work.tx, weights, place, near=NEAR, without=case.id)
    scored = [(similar.score(own, candidate.words, rarity), candidate) for candidate in found]
    best = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: (-pair[0], pair[1].case.id))[:most]
    supported = await supports.counts(work.tx, [candidate.case.id for _, candidate in best])
    common = discretion.harmless(own) | {word for word in own if rarity.counts.get(word, 0) >= SEVERAL}
    return [
        Alike(one.case, score, similar.shown(own, one.words & common, rarity), _people(one.case, supported))
        for score, one in best
    ]


def _people(case: Case, supporters: dict[int, int]) -> int:
    """How many stand behind a case: its supporters, and its reporter, unless they withdrew."""
    return (case.left_by is None) + supporters.get(case.id, 0)


class Offers(NamedTuple):
    """What the writer of a draft may want instead of sending it: to support the open case of somebody else, or to add
    it to an open case of their own."""

    other: Alike | None
    own: Case | None


async def offered(work: Work, draft: Case) -> Offers:
    """What resembles the draft; and what its writer was asked about, or sent just now, unless the draft is surely about
    something else. What is urgent is sent: for that there is nothing instead."""
    if draft.urgent:
        return Offers(None, None)
    other, own = None, None
    for alike in await likely(work, draft, similar.SIMILAR, LOOKED_AT):
        if alike.case.reporter_id == draft.reporter_id:
            own = own or alike.case
        elif other is None and _may_hear(work, draft, alike):
            supported = await supports.of(work.tx, draft.reporter_id or 0, alike.case.id)
            other = alike if supported is None else None
    if draft.reporter_id is not None:
        own = await cases.asked(work.tx, draft.reporter_id) or own
    if own is None and draft.reporter_id is not None:
        last = await cases.last_sent(work.tx, draft.reporter_id, work.now - JUST_NOW)
        sure = draft.decision and json.loads(draft.decision).get("confident")
        own = last if last and (not sure or last.category_id == draft.category_id) else None
    return Offers(other, own if own and may(Status(own.status), Action.ADD, Who.REPORTER) else None)


def _may_hear(work: Work, draft: Case, alike: Alike) -> bool:
    """Whether the writer of a draft may hear that somebody reported this: it is surely at the same place, it accuses
    nobody, and who asked not to be named is one of many."""
    said, other = (normalise(f"{case.title}\n{case.text}") for case in (draft, alike.case))
    if discretion.accuses(said) or discretion.accuses(other):
        return False
    if alike.case.anonymous and alike.people < MANY:
        return False
    return _same_place(draft, alike.case) or any(name in other for name in _places(work, draft))


def _same_place(one: Case, other: Case) -> bool:
    """Whether both say where they are, on the map or by an area: what is elsewhere was no candidate."""
    return None not in (one.latitude, other.latitude) or None not in (one.area_id, other.area_id)


def _places(work: Work, case: Case) -> set[str]:
    cut = work.office.segmenter.cut
    return discretion.places(cut(case.title)) | discretion.places(cut(case.text))
