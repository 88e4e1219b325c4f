"""What happens in units' groups: the bot is put in and out of them, admins tie them to units, staff and whoever else is
there press what they see, and people talk; and a group may get another id, or be gone before the bot knows."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.world.machine import BY_MEMBERS, BY_RESIDENTS, SPANS, Machine
from tests.world.model import IN_GROUP, marks
from tests.world.platform import Fault
from tests.world.world import ADMIN, DISPATCHER, GROUPS, MEMBERS, PASSER_BY, PEOPLE, RESIDENTS, UNITS

ANYBODY, MOSTLY_ADMIN = st.sampled_from(list(PEOPLE)), st.sampled_from([ADMIN, ADMIN, ADMIN, *PEOPLE])
WHICH = st.integers(0, 1)  # of the groups


class WithGroups(Machine):
    """The same people, and groups in which everybody reads along."""

    def __init__(self) -> None:
        super().__init__()
        self.groups = list(GROUPS)  # their ids of now
        self.next_id = min(GROUPS)

    # What people do

    @initialize(tied=st.booleans())
    def units_have_groups(self, tied: bool) -> None:
        for which, unit in enumerate(UNITS if tied else []):
            self.somebody_ties_a_group(ADMIN, unit, which)

    @rule(who=MOSTLY_ADMIN, unit=st.sampled_from(list(UNITS)), which=WHICH)
    def somebody_ties_a_group(self, who: int, unit: str, which: int) -> None:
        self._there(which)
        self._does(who, False, self.groups[which], text=f"/unit group {unit}")
        self.seen["groups tied"] += who == ADMIN

    @precondition(lambda self: self.model.office.tied)
    @rule(who=MOSTLY_ADMIN, which=st.sampled_from([0, 1, None]), waits=st.booleans())
    def somebody_unties_a_group(self, who: int, which: int | None, waits: bool) -> None:
        """In a group, or privately; perhaps while a digest waits for it."""
        if which is not None:
            self._there(which)
        if waits:
            self.world.platform.plan.extend([Fault.FLOOD] * len(PEOPLE))
            self._passes(timedelta(days=1))
        for unit in self.model.office.tied[:1]:
            self._does(who, False, 0 if which is None else self.groups[which], text=f"/unit group {unit} off")
            self.seen["groups untied"] += unit not in self.model.office.tied

    @rule(who=ANYBODY, which=WHICH, back=st.integers(0, 5))
    def somebody_presses_in_a_group(self, who: int, which: int, back: int) -> None:
        """A button of one of the last messages. Who is nobody there reads nothing by that."""
        self._there(which)
        if posts := [post for post in self.world.platform.chat(self.groups[which]).posts if post.buttons]:
            post = posts[-1 - back % len(posts)]
            self._presses_in_group(who, which, post.buttons[back % len(post.buttons)], post.id)

    @precondition(lambda self: self.model.cases)
    @rule(who=st.sampled_from([None, None, *PEOPLE]), which=WHICH, what=st.sampled_from(BY_MEMBERS + BY_RESIDENTS))
    def somebody_makes_up_a_press_in_a_group(self, who: int | None, which: int, what: str) -> None:
        """Or does there (None) what they could do with their own case privately."""
        case = max(self.model.cases)
        self._there(which)
        press = what.format(case=case, other=case, unit=1)
        self._presses_in_group(who or self.model.cases[case].reporter or PASSER_BY, which, press, 1)

    @precondition(lambda self: any(self.model.office.group_of(case.unit) for case in self._alive()))
    @rule(
        who=st.sampled_from([None, DISPATCHER, *PEOPLE]),
        what=st.sampled_from(["case", "case", *IN_GROUP]),
        elsewhere=st.sampled_from([False, False, True]),
    )
    def somebody_works_in_the_group_of_a_unit(self, who: int | None, what: str, elsewhere: bool) -> None:
        """One of its members (None), or somebody else who is there; or in the other group."""
        case = next(case for case in self._alive() if self.model.office.group_of(case.unit))
        member = next(id for id in MEMBERS if self.model.people[id].unit == case.unit)
        for which, group in enumerate(self.groups):
            if (group == self.model.office.group_of(case.unit)) is not elsewhere:
                self._there(which)
                self._presses_in_group(who or member, which, f"{what}:{case.id}", 1)

    def _presses_in_group(self, who: int, which: int, press: str, under: int) -> None:
        known, blocked = set(self.world.rows), self.run(self._is_blocked(who))
        self._does(who, False, self.groups[which], press=press, under=under)
        assert self.run(self._is_blocked(who)) or not blocked, f"{who} did not write privately again"
        if who in RESIDENTS or who == PASSER_BY:
            self.seen["presses of strangers in groups"] += 1
            for chat, text in (said for id, said in self.world.rows.items() if id not in known):
                assert chat > 0 or not list(marks(text)), f"{who} made the bot say {text!r}"
        else:
            self.seen["presses of staff in groups"] += 1

    @rule(who=st.sampled_from([*MEMBERS, DISPATCHER, *PEOPLE]), which=WHICH, back=st.integers(-1, 3))
    def somebody_talks_in_a_group(self, who: int, which: int, back: int) -> None:
        """As a reply to one of the bot's last messages there; or (-1) to nothing, and then the bot is silent."""
        self._there(which)
        posts, known = self.world.platform.chat(self.groups[which]).posts, set(self.world.rows)
        reply = posts[-1 - back % len(posts)].id if posts and back >= 0 else 0
        self._does(who, False, self.groups[which], text=f"大家看看w{next(self.mark):04}w", reply=reply)
        self.seen["talks in groups"] += 1
        assert reply or set(self.world.rows) == known, f"{who} was not talking to the bot"

    @rule(who=ANYBODY, which=WHICH, words=st.sampled_from(["/my", "/help", "/inbox", "/start"]))
    def somebody_commands_in_a_group(self, who: int, which: int, words: str) -> None:
        self._there(which)
        self._does(who, False, self.groups[which], text=words)

    @rule(who=ANYBODY, which=WHICH, heard=st.booleans(), sure=st.booleans())
    def somebody_may_put_the_bot_out_of_a_group(self, who: int, which: int, heard: bool, sure: bool) -> None:
        """`heard`: the platform tells the bot; else it finds out when it writes there."""
        if sure and not self.world.platform.chat(self.groups[which]).blocked:
            if heard:
                self._does(who, False, self.groups[which], blocks=True)
            self.world.platform.blocks(self.groups[which])
            self.seen["put out of groups"] += 1
            if not heard:
                self._passes(timedelta(days=1))

    def _there(self, which: int) -> None:
        """Somebody puts the bot into the group, unless it is there."""
        if self.world.platform.chat(self.groups[which]).blocked:
            self.world.platform.unblocks(self.groups[which])
            self._does(PASSER_BY, False, self.groups[which], blocks=False)

    # What the platform does

    @rule(which=WHICH, held=st.booleans(), span=st.sampled_from(SPANS))
    def a_group_gets_another_id(self, which: int, held: bool, span: timedelta) -> None:
        """Of which both the old one and the new one tell; or (`held`) the bot is told when it writes there before."""
        old = self.groups[which]
        if not self.world.platform.chat(old).blocked:
            self.next_id -= 1
            self.groups[which] = self.next_id
            self.world.platform.moves(old, self.next_id)
            self._does(ADMIN, held, old, moves={"migrate_to_chat_id": self.next_id})
            self._does(ADMIN, held, self.next_id, moves={"migrate_from_chat_id": old})
            self.seen["groups moved"] += 1
            if held:
                self._passes(span)

    # How

    def _passes(self, span: timedelta) -> None:
        tied = {id: self.model.office.group_of(id) for id in self.model.office.units.values()}
        super()._passes(span)
        for id in self.world.digests.keys() - self.world.tied.keys():
            self.world.tied[id] = tied

    def _count(self) -> None:
        super()._count()
        in_groups = [said.text for said in self.world.platform.said if said.chat < 0]
        self.seen["said in groups"] += len(in_groups)
        self.seen["digests in groups"] += sum("日报（" in text for text in in_groups)

    async def _is_blocked(self, who: int) -> bool:
        """Whether the bot knows that they blocked it. (Who is forgotten is not known any more.)"""
        assert self.world.app is not None
        async with self.world.app.db.snapshot() as tx:
            return await tx.value("SELECT blocked_at FROM contacts WHERE account = :who", who=str(who)) is not None

    def _compare(self) -> None:
        self.run(self._hear_of_groups())
        super()._compare()

    async def _hear_of_groups(self) -> None:
        """A group that the bot wrote to may have moved, or be gone."""
        assert self.world.app is not None
        platform, settings = self.world.platform, self.model.office.settings
        async with self.world.app.db.snapshot() as tx:
            for row in await tx.all("SELECT name, group_chat FROM units"):
                name, known = f"group {row['name']}", int(settings[f"group {row['name']}"] or 0)
                if known and row["group_chat"] != settings[name]:
                    moved, gone = int(row["group_chat"] or 0) in platform.ids(known)[1:], platform.chat(known).gone_at
                    assert moved or (not row["group_chat"] and gone), f"{row['name']} lost its group {known}"
                    settings[name] = row["group_chat"]
                    self.seen["group moved when written to" if moved else "group gone when written to"] += 1
        for unit in self.model.office.units.values():
            if group := self.model.office.group_of(unit):
                self.model.groups[unit].add(group)
