"""What should have become of all that was said: a few plain rules beside the thousands of lines that do it.

The model is told of each update that the platform knows to be stored, in their order. It says where each word must lie,
where each case must stand, what each person must be being asked, and who must have read what. What only time brings
about it does not foretell: it says whether that may be (`may_become`) and whether it must have been (`must_have_been`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from tests.world.known import Case, Expected, Fact, Office, Person

MARK = re.compile(r"w\d{4}w")  # each sentence that somebody says carries one of its own

OPEN = ("submitted", "dispatched", "in_progress", "info_requested", "suspended")
MERGEABLE = ("submitted", "dispatched", "in_progress")
ADDABLE = (*OPEN, "resolved")  # what its reporter may add to
QUIET, REPLY, RATING, REOPEN = timedelta(minutes=5), timedelta(days=5), timedelta(days=14), timedelta(days=10)

# What staff say on being asked: in which states, and where the case stands then (None: as before).
WORDED = {
    "ask": (("dispatched", "in_progress"), "info_requested"),
    "answer": (("dispatched", "in_progress", "info_requested", "suspended", "resolved"), None),
    "resolve": (("dispatched", "in_progress"), "resolved"),
    "return": (("dispatched", "in_progress"), "submitted"),
}
TASKS = ("help-task", "help-done")  # what is asked of the office and of a helping unit
CHOSEN = (*WORDED, *TASKS, "suspend-why")  # what is asked of staff, and can be left be
STANDS = ("supply", "return")  # what is still asked after a command
IN_GROUP = ("sign", "resume", "review")  # what needs no words


class Model:
    def __init__(self, people: Mapping[int, Person], office: Office) -> None:
        self.people, self.office = dict(people), office
        self.groups = defaultdict[int, set[int]](set)  # that ever were a unit's
        self.cases: dict[int, Case] = {}
        self.expected: list[Expected] = []
        self.tick = 0  # of the platform, before what is being told of
        self.secret: dict[str, set[int]] = {}  # who may read a mark, beside its case's people
        self.cases_of = defaultdict[str, set[int]](set)  # where each mark lies
        self.internal: dict[str, int] = {}  # about which case it was said between units and the office

    # What people do

    def says(
        self,
        person: int,
        said: Sequence[str],
        about: int | None,
        at: datetime,
        facts: Mapping[str, Fact],
        cases: Mapping[int, Fact],
    ) -> None:
        """Words said privately with these marks (several, if they are about several matters), perhaps as a reply to the
        bot's message about a case. `facts` are of the cases by their marks, `cases` by their ids."""
        who = self._speaks(person)
        self.secret |= {mark: {person} for mark in said}
        if about is not None and self._replied(who, about, said, at, facts):
            return
        action, *rest = who.asked.split(":")
        case, who.asked = self.cases.get(int(rest[0]) if rest else 0), ""
        own = case is not None and case.reporter == who.id
        if action in TASKS and case is not None:
            self._helps(who, case, int(rest[1]) if action == "help-task" else None, said[0])
        elif action == "suspend-why" and case is not None:
            self._suspends(who, case, date.fromisoformat(rest[1]), said[0], at, cases[case.id])
        elif action in WORDED and case is not None:
            self._staff_says(who, action, case, said[0], at)
        elif action == "supply" and own and case.status == "info_requested":
            self._adds(who, case, said, at)
            self._asks_again(who)
        elif action == "why-bad" and own and case.status in (*ADDABLE, "closed"):
            if case.status == "resolved" and case.badly:
                self._stands(case, "in_progress", at)
            self._said_about(who, case, said, at, facts)
            self._asks_again(who)
        else:
            self._writes(who, said, at, facts)

    def replies(self, person: int, group: int, mark: str, about: int | None, at: datetime) -> None:
        """In a group staff answer so; all else is talk among people, and nobody reads it from the bot."""
        who, self.secret[mark] = self.people[person], set()
        if about is not None and self.sees(who, self.cases[about], group):
            self._staff_says(who, "answer", self.cases[about], mark, at)

    def commands(self, person: int, words: str, group: int = 0) -> None:
        who = self.people[person] if group else self._speaks(person)
        name, *rest = words.split(" ")
        staff, office, admin = who.unit is not None or who.office, who.office, who.admin
        known = {"/nothing": False, "/inbox": staff, "/triage": office, "/unit": admin, "/category": admin}
        if not (known | {"/undo": admin}).get(name, True):
            return  # there is no such command for them
        if group and name not in ("/start", "/help", "/unit"):
            return  # it is to be said privately
        if rest[:1] == ["group"]:
            if group or rest[2:]:  # else they read how
                self.office.sets(f"group {rest[1]}", "" if rest[2:] else str(group))
        elif name in ("/unit", "/category") and not group:
            what, thing, *value = rest
            self.office.sets(f"{what} {thing}", " ".join(value))
        elif name == "/undo":
            self.office.undoes()
        if who.asked.startswith("why-bad"):
            who.asked = ""
            self._asks_again(who)
        elif who.asked.partition(":")[0] not in STANDS:
            who.asked = ""

    def blocks(self, person: int, blocked: bool) -> None:
        self.people[person].blocked = blocked

    def presses(self, person: int, action: str, at: datetime, facts: Mapping[int, Fact], group: int = 0) -> None:
        """A button that the model knows; all others only look."""
        who = self.people[person] if group else self._speaks(person)
        name, *args = action.split(":")
        if group and name not in IN_GROUP:
            return
        if name == "erase-me":
            self._forgets(who, at)
            return
        case = self.cases.get(int(args[0])) if args and args[0].isdigit() else None
        if case is None:
            return
        mine, seen = case.reporter == who.id, self.sees(who, case, group)
        match name:
            case "send" if mine and case.status == "draft":
                self._sent(case, facts[case.id], at)
            case "split" if mine and case.status == "draft":
                if parts := self._splits(case, facts, at):  # if that is what they saw
                    self._sent(case, facts[case.id], at)
                    for part in parts:
                        self._sent(part, facts[part.id], at)
            case "sort-split" if who.office and case.status == "submitted":
                if parts := self._splits(case, facts, at):
                    case.parts = [part.id for part in parts]
                    self._expect(case.reporter, case.number)
                    for part in parts:
                        self._sent(part, facts[part.id], at)
            case "unsplit" if who.office and case.status == "submitted" and case.parts:
                if any(facts[part].status == "merged" != self.cases[part].status for part in case.parts):
                    self._unites(case, at)
            case "discard" if mine and case.status == "draft":
                self._stands(case, "discarded", at)
            case "add-to" if mine and case.status == "draft":
                other = self.cases[int(args[1])]
                if other.reporter == who.id and other.status in ADDABLE:
                    self._moves(who, case, other, at)
                    if other.status == "info_requested":
                        self._stands(other, "in_progress", at)
                        self._settles(who, other)
                        self._asks_again(who)
            case "reopen-with" if mine and case.status == "draft":
                other = self.cases[int(args[1])]
                if other.reporter == who.id and self._reopenable(other, at):
                    self._moves(who, case, other, at)
                    self._stands(other, "in_progress", at)
            case "withdraw-yes" if mine and case.status in OPEN and case.supporters and case.parent is None:
                self._leaves(who, case)
                case.left = who.id
                if case.status == "info_requested":
                    self._stands(case, "in_progress", at)
            case "withdraw-yes" if mine and case.status in (*OPEN, "merged"):
                self._stands(case, "withdrawn", at)
                if case.parent is not None:
                    self.cases[case.parent].supporters.pop(who.id, None)
            case "support" if mine and case.status == "draft":
                other = self.cases[int(args[1])]
                if who.id in facts[other.id].supporters - other.supporters.keys():
                    assert other.status in OPEN, f"{who.id} supports {other}"
                    self._supports(who.id, other, None)
                    self._stands(case, "discarded", at)
                    self._expect(who.id, other.number)
            case "unsupport" if who.id in case.supporters:
                del case.supporters[who.id]
            case "merge" if who.office and case.status in MERGEABLE:
                if facts[case.id].status == "merged":
                    self._merges(case, self.cases[int(args[1])], at)
            case "unmerge" if who.office and case.status == "merged":
                if facts[case.id].status == "submitted":
                    self._unmerges(case, at)
            case "close-mine-yes" if mine and case.status in ("in_progress", "info_requested", "suspended", "resolved"):
                self._stands(case, "closed", at)
                self._settles(who, case)
            case "rate" if mine and case.status == "resolved" and args[1] in ("good", "fair"):
                self._stands(case, "closed", at)
                self._settles(who, case)
            case "rate" if mine and case.status == "resolved" and args[1] == "bad":
                case.badly, who.asked = at, f"why-bad:{case.id}"
            case "rate-bad" if mine and case.status == "resolved" and case.badly:
                self._stands(case, "in_progress", at)
                who.asked = f"why-bad:{case.id}"
            case "rate-anew" if mine and case.status == "resolved":
                case.badly = None
                self._settles(who, case)
            case "unsolved" if mine and (case.status == "resolved" or self._reopenable(case, at)):
                self._stands(case, "in_progress", at)
                who.asked = f"why-bad:{case.id}"
            case "unsolved" if mine and case.status == "closed":
                who.asked = f"anew:{case.id}"
            case "sign" if seen and case.status == "dispatched":
                self._signs(who, case, at)
            case "resume" if seen and case.status == "info_requested":
                self._stands(case, "in_progress", at)
            case "suspend-for" if who.office and case.status == "in_progress":
                who.asked = f"suspend-why:{case.id}:{at.date()}"
            case "review" if seen and case.status == "suspended":
                self._stands(case, "in_progress", at)
            case "ask" | "answer" | "resolve" | "return" if seen and self._able(name, case):
                who.asked = f"{name}:{case.id}"
            case "help-to" if who.office and self._may_help(case, int(args[1])):
                who.asked = f"help-task:{case.id}:{args[1]}"
            case "help-done" if who.unit in case.helpers:
                who.asked = f"help-done:{case.id}"
            case "help-back" if who.office:
                case.helpers.discard(int(args[1]))
            case "not-now" if (seen or who.unit in case.helpers) and who.asked.partition(":")[0] in CHOSEN:
                who.asked = ""
            case "sort" | "sort-to" if who.office and case.status == "submitted":
                if facts[case.id].status == "dispatched":  # or the list of units, or it is on another's card
                    self._sent(case, facts[case.id], at)
            case "transfer-to" if who.office and case.status in ("dispatched", "in_progress"):
                if int(args[1]) != case.unit:
                    self._transfers(who, case, int(args[1]), at)
            case "decline-yes" if who.office and case.status == "submitted":
                if facts[case.id].status == "declined":
                    self._stands(case, "declined", at)
            case "unsort" if who.office and case.status == "dispatched":
                if facts[case.id].status == "submitted":
                    self._stands(case, "submitted", at)
            case "take-up" if who.office and case.status == "declined":
                self._stands(case, "submitted", at)

    # What time does

    def may_become(self, case: Case, status: str, at: datetime) -> bool:
        """Whether time alone may bring a case from where it stands to `status`. (A draft knows itself when it goes.)"""
        waited = at - (case.since or at)
        match case.status, status:
            case "draft", "submitted" | "dispatched" | "discarded":
                return True
            case "info_requested", "in_progress":
                return waited >= REPLY
            case "suspended", "in_progress":
                return case.review is not None and at >= case.review
            case "resolved", "closed":
                return waited >= RATING
            case "resolved", "in_progress":
                return case.badly is not None and at - case.badly >= QUIET
        return False

    def must_have_been(self, case: Case, at: datetime) -> bool:
        """Whether a case stands where time should have taken it away."""
        if case.status == "info_requested":
            return at - (case.since or at) > REPLY
        if case.status == "suspended":
            return case.review is not None and at > case.review
        return case.badly is not None and case.status == "resolved" and at - case.badly > QUIET

    def becomes(self, case: Case, fact: Fact, at: datetime) -> None:
        """Time did it."""
        if case.status == "draft" and fact.status != "discarded":
            self._sent(case, fact, at)
            return
        if case.status == "resolved" and fact.status == "in_progress":
            person = self.people[case.reporter]
            person.asked = person.asked or f"why-bad:{case.id}"
        self._stands(case, fact.status, at)

    # Who sees what

    def sees(self, who: Person, case: Case, group: int = 0) -> bool:
        """Privately, or in a group, where everybody reads along: that is its unit's."""
        if group and self.office.group_of(case.unit) != group:
            return False
        return case.status not in ("draft", "discarded") and (who.office or (who.unit or 0) == case.unit)

    def may_read(self, mark: str) -> set[int]:
        """Who may ever have read this sentence: its writer, whoever had its case in hand, the office; its case's
        reporter, unless it was said between units and the office."""
        may = {p.id for p in self.people.values() if p.office} | self.secret[mark]
        for case in (self.cases[id] for id in self.cases_of.get(mark, ())):
            may |= {case.reporter} | self._of_its_units(case)
            if mark in case.public:
                may |= case.heard
        if (id := self.internal.get(mark)) is not None:
            may |= self._of_its_units(self.cases[id])
        return may

    def _of_its_units(self, case: Case) -> set[int]:
        """The people and the groups of all units that ever had to do with it."""
        units = case.units | case.helped
        members = {person.id for person in self.people.values() if person.unit in units}
        return members.union(*(self.groups[unit] for unit in units))

    # Rules

    def _speaks(self, person: int) -> Person:
        self.people[person].blocked = False
        return self.people[person]

    def _replied(self, who: Person, about: int, said: Sequence[str], at: datetime, facts: Mapping[str, Fact]) -> bool:
        case = self.cases[about]
        if self.sees(who, case) and case.reporter != who.id:
            asked = who.asked.split(":")
            if asked[0] in WORDED and asked[1] == str(about):
                return False
            self._staff_says(who, "answer", case, said[0], at)
            return True
        if who.unit in case.helpers:
            return who.asked != f"help-done:{about}"  # for whom the words are, nobody knows: they read how to say it
        if case.reporter != who.id or case.status not in (*ADDABLE, "closed"):
            return False
        self._said_about(who, case, said, at, facts)
        return True

    def _said_about(
        self, who: Person, case: Case, said: Sequence[str], at: datetime, facts: Mapping[str, Fact]
    ) -> None:
        if case.status == "closed":
            self._writes(who, said, at, facts)
            return
        self._settles(who, case)
        supplied = case.status == "info_requested"
        self._adds(who, case, said, at)
        if supplied:
            self._asks_again(who)

    def _writes(self, who: Person, said: Sequence[str], at: datetime, facts: Mapping[str, Fact]) -> None:
        """A free message: into the draft, or a new one."""
        draft = next((c for c in self.cases.values() if (c.reporter, c.status) == (who.id, "draft")), None)
        if draft is None:
            assert said[0] in facts, f"{said} of {who.id} was stored, and is in no case"
            draft = self.cases[facts[said[0]].id] = Case(facts[said[0]].id, who.id, since=at)
        self._lies(draft, said)
        draft.text += said
        self._expect(who.id, said[-1])  # on the card

    def _adds(self, who: Person, case: Case, said: Sequence[str], at: datetime) -> None:
        self._lies(case, said)
        if case.status == "info_requested":
            self._stands(case, "in_progress", at)
        for mark in said:
            self._tells_unit(who, case, mark)

    def _moves(self, who: Person, draft: Case, case: Case, at: datetime) -> None:
        self._lies(case, draft.words)
        for mark in draft.words:
            self.cases_of[mark].remove(draft.id)
            self._tells_unit(who, case, mark)
        draft.words, draft.text = [], []
        self._stands(draft, "discarded", at)

    def _lies(self, case: Case, said: Sequence[str]) -> None:
        """Its reporter said this in it."""
        case.words += said
        for mark in said:
            self.cases_of[mark].add(case.id)

    def _splits(self, case: Case, facts: Mapping[int, Fact], at: datetime) -> list[Case]:
        """Several matters, if the bot thought so: each word is about one of them, or about all. The case goes on with
        one, and keeps all that was said; each of the others has a case of its own, with what was added since it was
        sent."""
        root = case.root or case.id
        made = [fact for fact in facts.values() if fact.root == root and fact.id not in self.cases]
        if not made:
            return []
        about = Counter(mark for fact in (facts[case.id], *made) for mark in fact.text)
        assert about.keys() == set(case.text), f"{case} was torn"
        assert set(about.values()) <= {1, 1 + len(made)}, f"{case} was doubled"
        added = [mark for mark in case.words if mark not in (case.whole or case.text)]
        parts = []
        for fact in made:
            part = Case(fact.id, case.reporter, case.left, text=list(fact.text), root=root, since=at)
            part.supporters, part.heard = dict(case.supporters), set(case.heard)
            self._lies(part, [*fact.text, *added])
            parts.append(part)
            self.cases[part.id] = part
        case.whole, case.text = case.text, list(facts[case.id].text)
        return parts

    def _unites(self, case: Case, at: datetime) -> None:
        """What was taken out of it goes back."""
        for part in (self.cases[id] for id in case.parts):
            self._stands(part, "merged", at)
            part.parent, part.supporters = case.id, {}
        case.text, case.whole, case.parts = case.whole, [], []
        self._expect(case.reporter, case.number)

    def _tells_unit(self, who: Person, case: Case, words: str, unit: int | None = None) -> None:
        """The unit in charge (or that one) reads it: whoever signed for the case, or its group, or all its members."""
        if (unit := unit or case.unit) is None:
            return
        members = [p.id for p in self.people.values() if p.unit == unit]
        if case.handler in members:
            members = [case.handler]
        elif group := self.office.group_of(unit):
            self.expected.append(Expected(group, words, self.tick, tuple(members)))
            return
        for id in members:
            if id != who.id:
                self._expect(id, words)

    def _transfers(self, who: Person, case: Case, unit: int, at: datetime) -> None:
        """Another unit has it now; its reporter and that unit hear of it."""
        self._given(case, unit)
        self._stands(case, "dispatched", at)
        self._expect(case.reporter, case.number)
        self._tells_unit(who, case, case.number)

    def _given(self, case: Case, unit: int) -> None:
        case.unit, case.handler = unit, None
        case.units.add(unit)
        case.helpers.discard(unit)

    def _sent(self, case: Case, fact: Fact, at: datetime) -> None:
        """It has its number, and is with a unit or with the dispatchers."""
        first = case.status == "draft"
        self._stands(case, fact.status, at)
        if fact.unit is not None:
            self._given(case, fact.unit)
        if first:
            case.number = fact.number
            self._expect(case.reporter, fact.number)

    def _supports(self, person: int, case: Case, came_with: int | None) -> None:
        if person and person != case.reporter:
            case.supporters.setdefault(person, came_with)
            case.heard.add(person)

    def _merges(self, case: Case, other: Case, at: datetime) -> None:
        """Who stands behind `case` stands behind `other`, and its reporter knows."""
        assert other.status in OPEN, f"{case} went into {other}"
        assert other is not case
        for person in (case.reporter, *case.supporters):
            self._supports(person, other, case.id)
        self._stands(case, "merged", at)
        case.parent = other.id
        self._expect(case.reporter, other.number)

    def _unmerges(self, case: Case, at: datetime) -> None:
        for other in self.cases.values():
            other.supporters = {who: case_id for who, case_id in other.supporters.items() if case_id != case.id}
        case.parent = None
        self._stands(case, "submitted", at)
        self._expect(case.reporter, case.number)

    def _able(self, action: str, case: Case) -> bool:
        deaf = not case.reporter or self.people[case.reporter].blocked
        hindered = (action == "ask" and deaf) or (action == "resolve" and case.helpers)
        return case.status in WORDED[action][0] and not hindered

    def _may_help(self, case: Case, unit: int) -> bool:
        return case.status == "in_progress" and unit != case.unit and unit not in case.helpers

    def _helps(self, who: Person, case: Case, unit: int | None, mark: str) -> None:
        """A unit is asked to help, or (None) has done what it was asked for. The unit in charge reads so."""
        if unit is None and who.unit in case.helpers:
            case.helpers.discard(who.unit)
        elif unit is not None and self._may_help(case, unit):
            case.helpers.add(unit)
            case.helped.add(unit)
            self._tells_unit(who, case, mark, unit)
        else:
            return  # it is over; they read so
        self.internal[mark] = case.id
        self._tells_unit(who, case, mark)

    def _staff_says(self, who: Person, action: str, case: Case, mark: str, at: datetime) -> None:
        if not (self.sees(who, case) and self._able(action, case)):
            return  # what was asked is over; they read so
        if action == "return":
            self._stands(case, "submitted", at)
            self.internal[mark] = case.id
            for office in (p for p in self.people.values() if p.office and p.id != who.id):
                self.secret[mark].add(office.id)
            return
        case.theirs.append(mark)
        self.cases_of[mark].add(case.id)
        if case.status == "dispatched":
            self._signs(who, case, at)
        if to := WORDED[action][1]:
            self._stands(case, to, at)
        if action == "ask":
            self.people[case.reporter].asked = f"supply:{case.id}"
        self._expect(case.reporter, mark)
        if action in ("answer", "resolve"):
            case.public.append(mark)
            for supporter in case.supporters:
                self._expect(supporter, mark)

    def _suspends(self, who: Person, case: Case, asked: date, mark: str, at: datetime, fact: Fact) -> None:
        """It is put off for a month, and everybody reads why."""
        if not (who.office and case.status == "in_progress"):
            return  # they read so
        if fact.status != "suspended":
            assert (at.date() - asked).days > 27, f"{case} was not put off"  # that day is over
            return
        assert fact.review is not None
        assert fact.review > at
        self._stands(case, "suspended", at)
        case.review = fact.review
        self.cases_of[mark].add(case.id)
        case.public.append(mark)
        for person in (case.reporter, *case.supporters):
            self._expect(person, mark)
        self._tells_unit(who, case, mark)
        for unit in case.helpers:
            self._tells_unit(who, case, mark, unit)

    def _said_in(self, case: Case) -> list[str]:
        said = [mark for mark, ids in self.cases_of.items() if case.id in ids]
        return said + [mark for mark, id in self.internal.items() if id == case.id]

    def _leaves(self, who: Person, case: Case) -> None:
        """It is not theirs any more; what they have read, they have."""
        case.reporter = 0
        for mark in self._said_in(case):
            if mark not in self.internal:
                self.secret[mark].add(who.id)

    def _forgets(self, who: Person, at: datetime) -> None:
        """Nothing names them any more: what they began is not worked on, and what was said in their cases is gone. What
        others reported and was merged into it goes on."""
        stopped = []
        for case in self.cases.values():
            case.supporters.pop(who.id, None)
            if who.id in (case.reporter, case.left):
                if case.status in OPEN or case.status == "draft":
                    self._stands(case, "discarded" if case.status == "draft" else "withdrawn", at)
                    stopped.append(case)
                gone = {*self._said_in(case), case.number}
                self.expected = [e for e in self.expected if e.words not in gone]
                self._leaves(who, case)
                case.left, case.words, case.text, case.theirs, case.badly = 0, [], [], [], None
        for case in stopped:
            for merged in [c for c in self.cases.values() if c.parent == case.id and c.status == "merged" and c.text]:
                self._unmerges(merged, at)
                if case.unit:
                    self._stands(merged, "dispatched", at)
                    self._given(merged, case.unit)
        self.expected = [e for e in self.expected if e.person != who.id]
        who.asked, who.blocked = "", True  # until they write again

    def _signs(self, who: Person, case: Case, at: datetime) -> None:
        case.handler = who.id
        self._stands(case, "in_progress", at)

    def _stands(self, case: Case, status: str, at: datetime) -> None:
        case.status, case.since, case.badly, case.review = status, at, None, None
        if status == "submitted":
            case.unit = case.handler = None
        if status not in OPEN:
            case.helpers = set()

    def _settles(self, who: Person, case: Case) -> None:
        if who.asked.split(":")[1:2] == [str(case.id)]:
            who.asked = ""

    def _asks_again(self, who: Person) -> None:
        waiting = (c.id for c in sorted(self.cases.values(), key=lambda c: c.id))
        for id in waiting:
            if (self.cases[id].reporter, self.cases[id].status) == (who.id, "info_requested"):
                who.asked = f"supply:{id}"
                return

    def _reopenable(self, case: Case, at: datetime) -> bool:
        return case.status == "closed" and at <= (case.since or at) + REOPEN

    def _expect(self, person: int, words: str) -> None:
        if person and not self.people[person].blocked:
            self.expected.append(Expected(person, words, self.tick))


def marks(text: str) -> Iterator[str]:
    return iter(MARK.findall(text))
