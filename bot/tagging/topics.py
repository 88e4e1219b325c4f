"""Hot topics: what many people wrote about, found without being told.

Cases are grouped by the rare words that they share, by people and place (`rarity.py`, `grouping.py`). Of each group
only those cases stay that have two of the terms which most of its people use: one alone is often only a place. What
stays is a topic if enough people stand behind it, named by its terms.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from bot.tagging.grouping import grouped, likeness, product, total
from bot.tagging.rarity import Rarity, Told

WEEK = timedelta(days=7)  # the window where nobody says otherwise: a week, against the week before
PEOPLE = 3
"""Fewer are no topic, and a word that fewer people used is in no name: neither a phone number nor a neighbour's name
that one family wrote is shown."""
SAMPLES = 5  # numbers shown of a topic
KEYWORDS = 6  # shown of a topic
NAME = 3  # of them make its name
ALIKE = 0.12
"""Average product of two vectors in a group; of two cases chosen at random it is 0.01. Chosen on public messages (2,142
of one year, and 2,515 others): from 0.10 to 0.16 the large groups stay the same."""
MOST, MANY = 0.5, 0.25  # shares of a group's people: who use one of its main terms, and another that many have for it
SAME = 0.5  # likeness from which cases count as saying the same: more of it is copying
COPY = 0.95  # of the words of two cases: with so many in common they are copies of one text
COMPARED = 200  # different texts that are looked at for a copy: what makes a topic has no more
LONGEST = 8  # characters of a name put together: copies of one text would make a sentence of it
TITLE = 12  # words, as long as a title: what stands there makes a better name


@dataclass(frozen=True, slots=True)
class Topic:
    """What several people wrote about. A person counts once; so do copies of one text of which nobody is known."""

    name: str
    keywords: tuple[str, ...]
    cases: int
    people: int
    supporters: int
    before: int  # people in the window before
    first: date
    last: date
    numbers: tuple[str, ...]  # of the most typical cases, at most `SAMPLES`
    heat: float  # people and supporters, times the root of how much the cases say the same

    @property
    def growth(self) -> float | None:
        """People against the window before, (this - previous) / previous; None if there was nobody."""
        return (self.people - self.before) / self.before if self.before else None


def topics(
    window: Iterable[Told], before: Iterable[Told] = (), advance: Callable[[], object] = lambda: None
) -> list[Topic]:
    """What many wrote about in a window, the hottest first; `before` are the cases of the window before it.

    No case is in two topics, and the order of the input does not matter. `advance` is called once for each case of the
    window that has words. 10,000 messages take some five seconds: for a thread, never inside a transaction.
    """
    cases, earlier = _in_order(window), _in_order(before)
    rarity = Rarity([*cases, *earlier])
    told = [_Said(case, rarity) for case in cases]
    groups = [
        group
        for places in grouped([said.vector for said in told], ALIKE, advance)
        if (group := _group([told[i] for i in places], rarity))
    ]
    people = _people_of(groups, [_Said(case, rarity) for case in earlier])
    made = (_topic(group, len(then)) for group, then in zip(groups, people, strict=True))
    return sorted(made, key=lambda topic: (-topic.heat, topic.numbers))


def _in_order(cases: Iterable[Told]) -> list[Told]:
    return sorted((case for case in cases if case.content), key=lambda case: case.number)


class _Said:
    """A case in a group, and who it is that counts once."""

    def __init__(self, case: Told, rarity: Rarity) -> None:
        self.case, self.vector = case, rarity.vector(case)
        self.words = frozenset(case.content)
        self.has_one_word = sum(1 for word in self.words if rarity.of(word)) == 1
        self.person: Hashable = ("by", case.reporter) if case.reporter is not None else ("case", case.number)

    def is_copy(self, other: "_Said") -> bool:
        """Whether two cases say nearly the same."""
        return len(self.words & other.words) >= COPY * len(self.words | other.words)


@dataclass(slots=True)
class _Term:
    """One word, or several that stand side by side as one name, and who used them."""

    words: list[str]
    people: set[Hashable]

    @property
    def text(self) -> str:
        return "".join(self.words)

    def take(self, word: str, people: set[Hashable], one_name: Callable[[str, str], bool]) -> bool:
        """Takes the word in if it is part of the name, before or after the rest."""
        if len(self.text) + len(word) > LONGEST:
            return False
        if one_name(word, self.words[0]):
            self.words.insert(0, word)
        elif one_name(self.words[-1], word):
            self.words.append(word)
        else:
            return False
        self.people |= people
        return True

    def __call__(self, said: "_Said") -> bool:
        """Whether a case has it, or a part of it: names are often cut short."""
        return not said.words.isdisjoint(self.words)


@dataclass(frozen=True, slots=True)
class _Core:
    """What a case must share to belong to a group: a main term and a second one."""

    main: Sequence[_Term]  # those that most people use
    many: Sequence[_Term]  # those that many use, the main ones among them

    def has(self, said: "_Said") -> bool:
        """Whether the case shares enough; a case that has no other word to share needs no second one."""
        if not any(term(said) for term in self.main):
            return False
        return said.has_one_word or sum(1 for term in self.many if term(said)) > 1


@dataclass(frozen=True, slots=True)
class _Group:
    members: Sequence[_Said]
    terms: Sequence[_Term]  # the best first
    core: "_Core"


def _group(members: Sequence[_Said], rarity: Rarity) -> _Group | None:
    """The group without those that share too little with most of it; None if what stays is no topic."""
    _count_copies_once(members)
    while True:
        people = {said.person for said in members}
        if len(people) < PEOPLE:
            return None
        terms = _terms(members, rarity)
        main, many = ([t for t in terms if len(t.people) >= share * len(people)] for share in (MOST, MANY))
        core = _Core(main, many)
        stay = [said for said in members if core.has(said)]
        if len(stay) == len(members):
            return _Group(members, terms, core)
        members = stay


def _count_copies_once(members: Sequence[_Said]) -> None:
    """Of those who are not known, whoever says what another has said counts as the same one."""
    apart: list[_Said] = []
    for said in members:
        if said.case.reporter is None:
            first = next((other for other in apart[-COMPARED:] if said.is_copy(other)), None)
            if first is None:
                apart.append(said)
            else:
                said.person = first.person


def _terms(members: Sequence[_Said], rarity: Rarity) -> list[_Term]:
    """What a group is about, in terms that at least `PEOPLE` people used."""
    people: dict[str, set[Hashable]] = defaultdict(set)
    in_title: dict[str, set[Hashable]] = defaultdict(set)
    within, beside = Counter[str](), Counter[tuple[str, str]]()
    for said in members:
        within.update(said.words)
        beside.update(set(zip(said.case.row, said.case.row[1:], strict=False)))
        for word in said.words:
            people[word].add(said.person)
        for word in said.case.content[:TITLE]:
            in_title[word].add(said.person)
    weighed = {
        word: (len(who) + 3 * len(in_title[word])) * rarity.of(word)
        for word, who in people.items()
        if len(who) >= PEOPLE and rarity.says(word, within[word], len(members))
    }
    terms: list[_Term] = []
    for word in sorted((word for word in weighed if weighed[word] > 0), key=lambda word: (-weighed[word], word)):
        for term in terms:
            if term.take(word, people[word], lambda one, other: _one_name(one, other, within, beside)):
                break
        else:
            terms.append(_Term([word], set(people[word])))
    return terms


def _one_name(one: str, other: str, within: Counter[str], beside: Counter[tuple[str, str]]) -> bool:
    """Whether in most cases with either of two words the first stands right before the second."""
    together = beside[one, other]
    return together >= PEOPLE and together > MOST * max(within[one], within[other])


def _people_of(groups: Sequence[_Group], earlier: Sequence[_Said]) -> list[set[Hashable]]:
    """For each group the people whose cases of the window before would have been in it; a case is in one at most."""
    using: dict[str, list[tuple[int, int]]] = defaultdict(list)  # word -> its groups, and which term of them it is
    for place, group in enumerate(groups):
        for n, term in enumerate(group.core.many):
            for word in term.words:
                using[word].append((place, n))
    sums = [total(said.vector for said in group.members) for group in groups]
    people: list[set[Hashable]] = [set() for _ in groups]
    for said in earlier:
        having: dict[int, set[int]] = defaultdict(set)
        for word in said.words & using.keys():
            for place, n in using[word]:
                having[place].add(n)
        near = [
            (product(said.vector, sums[place]) / len(groups[place].members), -place)
            for place, terms in having.items()
            if (len(terms) > 1 or said.has_one_word) and groups[place].core.has(said)
        ]
        if near and (best := max(near))[0] >= ALIKE:
            people[-best[1]].add(said.person)
    return people


def _topic(group: _Group, before: int) -> Topic:
    everything = total(said.vector for said in group.members)
    typical = sorted(group.members, key=lambda said: (-product(said.vector, everything), said.case.number))
    one_each = list({said.person: said for said in reversed(typical)}.values())
    supporters = sum(said.case.supporters for said in group.members)
    keywords = tuple(term.text for term in group.terms[:KEYWORDS])
    return Topic(
        " ".join(keywords[:NAME]),
        keywords,
        len(group.members),
        len(one_each),
        supporters,
        before,
        min(said.case.day for said in group.members),
        max(said.case.day for said in group.members),
        tuple(said.case.number for said in typical[:SAMPLES]),
        (len(one_each) + supporters) * sqrt(min(likeness([said.vector for said in one_each]), SAME)),
    )
