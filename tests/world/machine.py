"""Who may do what, and what may happen to them: hypothesis plays residents, staff, the office, the platform, the power
supply and the clock against the model, and makes a run that fails as short as it can."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from itertools import count
from typing import Any, ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from storage import outbox
from tests.world import checks
from tests.world.known import Case, Office, Person
from tests.world.model import OPEN, Model, marks
from tests.world.mortal import POINTS, Died
from tests.world.platform import Fault, Update
from tests.world.world import ADMIN, DISPATCHER, MEMBERS, PEOPLE, RESIDENTS, UNITS, World

SENTENCES = (f"幸福小区门口路灯坏了，请打{checks.PHONE}", "这件事真让人头疼", "楼道里堆满了东西")
MATTERS = (
    "幸福小区门口路灯坏了{}。另外，工厂往河里排污水{}。",
    "1. 幸福小区门口路灯坏了{}\n2. 化工厂排放废气，污染严重{}",
)
# Buttons whose meaning the model knows, and such as only show something.
KNOWN = frozenset(
    {
        *("send", "discard", "add-to", "reopen-with", "withdraw-yes", "close-mine-yes", "sort", "sort-to", "unsort"),
        *("rate", "rate-bad", "rate-anew", "unsolved", "sign", "resume", "ask", "answer", "resolve", "return"),
        *("not-now", "decline-yes", "take-up", "support", "unsupport", "merge", "unmerge"),
        *(
            "help-to",
            "help-back",
            "help-done",
            "suspend-for",
            "review",
            "transfer-to",
            "split",
            "sort-split",
            "unsplit",
        ),
    }
)
LOOKS = frozenset(
    {
        *("mine", "my-page", "withdraw", "close-mine", "case", "case-more", "inbox", "inbox-page", "next-case"),
        *("triage-start", "triage-case", "triage-next", "sort-unit", "sort-other", "decline", "categories", "draft"),
        *("digest-page", "how-photo"),
    }
)
BY_RESIDENTS = ["send:{case}", "withdraw-yes:{case}", "close-mine-yes:{case}", "unsolved:{case}"]
BY_RESIDENTS += ["rate:{case}:good", "rate:{case}:bad", "rate-bad:{case}:no", "rate-anew:{case}", "discard:{case}"]
BY_RESIDENTS += ["support:{case}:{other}", "unsupport:{case}"]
BY_MEMBERS = [
    "help-done:{case}",
    "sign:{case}",
    "ask:{case}",
    "answer:{case}",
    "resolve:{case}",
    "return:{case}",
    "resume:{case}",
    "review:{case}",
]
BY_OFFICE = ["sort-to:{case}:{unit}", "decline-yes:{case}:court", "unsort:{case}", "take-up:{case}", *BY_MEMBERS[2:]]
BY_OFFICE += ["merge:{case}:{other}", "unmerge:{case}", "transfer-to:{case}:{unit}", "transfer-to:{case}:{unit}"]
COMMANDS = ("/my", "/help", "/inbox", "/triage", "/start", "/nothing")
HOURS = ("07:30", "09:00", "11:45")
LIMITS = ("2", "24小时", "5")
SPANS = [timedelta(seconds=20), timedelta(minutes=6), timedelta(hours=1), timedelta(hours=9)]
SPANS += [timedelta(days=days) for days in (1, 3, 6, 15)]
KEPT = timedelta(days=1)  # how long Telegram tells an update again; core.telegram.org/bots/api#getting-updates
HANGS = 30.0  # seconds, after which a step counts as one that never ends
BACK = [timedelta(minutes=-2), timedelta(hours=-1), timedelta(hours=-25)]


def _unless_it_died(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), Died):
        loop.default_exception_handler(context)


class Machine(RuleBasedStateMachine):
    """One run, from an office at rest to one that is calm again. `new_world` makes its world; `seen` counts what all
    runs together came by."""

    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.runner.get_loop().set_exception_handler(_unless_it_died)
        self.world = self.new_world(self.runner)
        self.mark = count(1)
        self.told: list[Update] = []  # what the bot has confirmed
        self.run(self.world.works())
        units = self.run(self._units())
        members = {id: units[unit] for id, (_, unit) in MEMBERS.items()}
        people = {id: Person(id, members.get(id), id in (DISPATCHER, ADMIN), id == ADMIN) for id in PEOPLE}
        settings = {f"hour {unit}": hour for unit, hour in UNITS.items()} | {f"group {unit}": "" for unit in UNITS}
        self.model = Model(people, Office(units, settings | {"limit 城乡建设": "5"}))

    def new_world(self, runner: asyncio.Runner) -> World:
        raise NotImplementedError

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        async def in_time() -> Any:
            async with asyncio.timeout(HANGS):
                return await work

        return self.runner.run(in_time())

    async def _units(self) -> dict[str, int]:
        assert self.world.app is not None
        async with self.world.app.db.snapshot() as tx:
            return {row["name"]: row["id"] for row in await tx.all("SELECT id, name FROM units")}

    # What people do

    @rule(who=st.sampled_from(list(RESIDENTS)), said=st.sampled_from(SENTENCES), held=st.booleans())
    def a_resident_writes(self, who: int, said: str, held: bool) -> None:
        self._does(who, held, text=f"{said}w{next(self.mark):04}w")

    @rule(who=st.sampled_from(list(PEOPLE)), back=st.integers(0, 5), held=st.booleans())
    def somebody_replies(self, who: int, back: int, held: bool) -> None:
        """To one of the last messages."""
        if posts := self.world.platform.chat(who).posts:
            post = posts[-1 - back % len(posts)]
            self._does(who, held, text=f"请看一下w{next(self.mark):04}w", reply=post.id)

    @precondition(lambda self: any(person.asked for person in self.model.people.values()))
    @rule(data=st.data(), held=st.booleans())
    def somebody_says_what_they_are_asked(self, data: st.DataObject, held: bool) -> None:
        asked = [person.id for person in self.model.people.values() if person.asked]
        self._does(data.draw(st.sampled_from(asked)), held, text=f"是这样的w{next(self.mark):04}w")

    @rule(who=st.sampled_from(list(PEOPLE)), old=st.booleans(), data=st.data(), held=st.booleans())
    def somebody_presses(self, who: int, old: bool, data: st.DataObject, held: bool) -> None:
        """A button in one of the last messages, or in a very old one."""
        posts = self.world.platform.chat(who).posts
        seen = [(b, post.id) for post in (posts if old else posts[-4:]) for b in post.buttons]
        if known := [(b, id) for b, id in seen if b.partition(":")[0] in KNOWN | LOOKS]:
            press, under = data.draw(st.sampled_from(known))
            self._does(who, held, press=press, under=under)

    @initialize(writers=st.lists(st.sampled_from(list(RESIDENTS)), max_size=4))
    def some_have_written(self, writers: list[int]) -> None:
        for who in writers:
            self.a_resident_writes(who, SENTENCES[0], False)
            self._goes_on(self._alive()[0], "good")

    @precondition(lambda self: self._alive())
    @rule(back=st.integers(0, 3), steps=st.integers(1, 4), rating=st.sampled_from(["good", "fair", "bad"]))
    def a_case_goes_on(self, back: int, steps: int, rating: str) -> None:
        """Whoever has to do something with it does that, and so on."""
        alive = self._alive()
        for _ in range(steps):
            self._goes_on(alive[back % len(alive)], rating)

    def _goes_on(self, case: Case, rating: str) -> None:
        member = next((id for id in MEMBERS if self.model.people[id].unit == case.unit), 0)
        match case.status:
            case "draft":
                self._does(case.reporter, False, press=f"send:{case.id}", under=1)
            case "submitted":
                self._does(DISPATCHER, False, press=f"sort-to:{case.id}:{1 + case.id % 2}", under=1)
            case "dispatched":
                self._does(member, False, press=f"sign:{case.id}", under=1)
            case "in_progress" if case.helpers:
                helper = next(id for id in MEMBERS if self.model.people[id].unit in case.helpers)
                self._does(helper, False, press=f"help-done:{case.id}", under=1)
                self.somebody_says_so(helper)
            case "in_progress":
                self._does(member, False, press=f"resolve:{case.id}", under=1)
                self.somebody_says_so(member)
            case "info_requested":
                self.somebody_says_so(case.reporter)
            case "suspended":
                self._does(member, False, press=f"review:{case.id}", under=1)
            case "resolved" if case.reporter:
                self._does(case.reporter, False, press=f"rate:{case.id}:{rating}", under=1)

    @rule(who=st.sampled_from(list(RESIDENTS)), said=st.sampled_from(MATTERS), split=st.booleans())
    def a_resident_writes_about_two_matters(self, who: int, said: str, split: bool) -> None:
        """And splits that, or sends it as it is."""
        self._does(who, False, text=said.format(*(f"w{next(self.mark):04}w" for _ in range(2))))
        before = len(self.model.cases)
        self._presses_last(who, "split:" if split else "send:")
        self.seen["split by residents"] += len(self.model.cases) > before

    @rule(who=st.sampled_from([DISPATCHER, ADMIN]), writer=st.sampled_from(list(RESIDENTS)), said=st.data())
    def a_dispatcher_splits_a_case(self, who: int, writer: int, said: st.DataObject) -> None:
        """Perhaps after its writer added something; and perhaps takes that back, at once or after something was done
        with what came out."""
        self.a_resident_writes_about_two_matters(writer, MATTERS[0], False)
        waits = [case for case in self._alive() if case.status == "submitted" and len(case.text) > 1]
        if not waits:
            return
        if said.draw(st.booleans(), "adds"):
            self.somebody_replies(waits[0].reporter or writer, 0, False)
        self._does(who, False, press=f"triage-case:{waits[0].id}", under=1)
        self._presses_last(who, "sort-split:")
        self.seen["split by dispatchers"] += bool(waits[0].parts)
        for part in waits[0].parts[: said.draw(st.integers(0, 1), "goes on")]:
            self._goes_on(self.model.cases[part], "good")
        if said.draw(st.booleans(), "back"):
            self.somebody_takes_a_split_back(who)

    @rule(who=st.sampled_from([DISPATCHER, DISPATCHER, *PEOPLE]))
    def somebody_takes_a_split_back(self, who: int) -> None:
        if split := [case for case in self.model.cases.values() if case.parts]:
            self._does(who, False, press=f"unsplit:{split[-1].id}", under=1)
            self.seen["put together again"] += not split[-1].parts

    def _presses_last(self, who: int, action: str) -> None:
        """A button in the last message, if there is such a one."""
        for post in self.world.platform.chat(who).posts[-1:]:
            for press in [button for button in post.buttons if button.startswith(action)]:
                self._does(who, False, press=press, under=post.id)

    @precondition(lambda self: len(self.model.cases) > 1)
    @rule(who=st.sampled_from([DISPATCHER, DISPATCHER, *PEOPLE]), one=st.integers(0, 3), two=st.integers(0, 3))
    def somebody_merges_two_cases(self, who: int, one: int, two: int) -> None:
        newest = sorted(self.model.cases, reverse=True)
        case, other = newest[one % len(newest)], newest[two % len(newest)]
        self._does(who, False, press=f"merge:{case}:{other}", under=1)

    @precondition(lambda self: any(case.status == "in_progress" for case in self.model.cases.values()))
    @rule(who=st.sampled_from([DISPATCHER, ADMIN, DISPATCHER, ADMIN, *PEOPLE]), back=st.booleans())
    def somebody_asks_a_unit_to_help(self, who: int, back: bool) -> None:
        """Or takes that back."""
        case = next(case for case in self.model.cases.values() if case.status == "in_progress")
        other = 1 if case.unit == 2 else 2
        self._does(who, False, press=f"{'help-back' if back else 'help-to'}:{case.id}:{other}", under=1)
        if not back:
            self.somebody_says_so(who)

    @precondition(lambda self: any(case.status == "in_progress" for case in self.model.cases.values()))
    @rule(who=st.sampled_from([DISPATCHER, ADMIN, DISPATCHER, ADMIN, *PEOPLE]))
    def somebody_puts_a_case_off(self, who: int) -> None:
        case = next(case for case in self.model.cases.values() if case.status == "in_progress")
        self._does(who, False, press=f"suspend-for:{case.id}:1", under=1)
        self.somebody_says_so(who)
        self.seen["put off"] += case.status == "suspended"

    @precondition(
        lambda self: any(case.unit and case.status in ("dispatched", "in_progress") for case in self._alive())
    )
    @rule(who=st.sampled_from([DISPATCHER, ADMIN, DISPATCHER, ADMIN, *PEOPLE]))
    def somebody_gives_a_case_to_another_unit(self, who: int) -> None:
        case = next(case for case in self._alive() if case.status in ("dispatched", "in_progress"))
        other = 1 if case.unit == 2 else 2
        self._does(who, False, press=f"transfer-to:{case.id}:{other}", under=1)
        self.seen["transferred"] += case.unit == other

    @precondition(lambda self: any(case.parent for case in self.model.cases.values()))
    @rule(who=st.sampled_from([DISPATCHER, DISPATCHER, *PEOPLE]))
    def somebody_says_that_they_are_two(self, who: int) -> None:
        merged = [case.id for case in self.model.cases.values() if case.parent]
        self._does(who, False, press=f"unmerge:{merged[-1]}", under=1)

    @rule(who=st.sampled_from(list(RESIDENTS)))
    def a_resident_wants_what_others_want(self, who: int) -> None:
        self.a_resident_writes(who, SENTENCES[0], False)
        if posts := self.world.platform.chat(who).posts:
            for press in (button for button in posts[-1].buttons if button.startswith("support:")):
                self._does(who, False, press=press, under=posts[-1].id)

    @precondition(lambda self: any(case.supporters and case.reporter for case in self.model.cases.values()))
    @rule()
    def somebody_takes_back_what_others_want_too(self) -> None:
        case = next(case for case in self.model.cases.values() if case.supporters and case.reporter)
        self._does(case.reporter, False, press=f"withdraw-yes:{case.id}", under=1)

    @rule(who=st.sampled_from(list(RESIDENTS)), sure=st.integers(0, 5))
    def a_resident_may_want_to_be_forgotten(self, who: int, sure: int) -> None:
        self._does(who, False, text="/delete_my_data")
        if sure == 0:
            self._does(who, False, press="erase-me", under=1)
            self.run(self._nobody_is(PEOPLE[who]))
            self.seen["forgotten people"] += 1

    async def _nobody_is(self, name: str) -> None:
        assert self.world.app is not None
        async with self.world.app.db.snapshot() as tx:
            assert await checks.where_stands(tx, name) == []

    def somebody_says_so(self, who: int) -> None:
        self._does(who, False, text=f"好的w{next(self.mark):04}w")

    def _alive(self) -> list[Case]:
        """Newest first."""
        alive = (case for case in self.model.cases.values() if case.status in (*OPEN, "draft", "resolved"))
        return sorted(alive, key=lambda case: -case.id)

    @precondition(lambda self: self.model.cases)
    @rule(who=st.sampled_from(list(RESIDENTS)), what=st.sampled_from(BY_RESIDENTS), back=st.integers(0, 3))
    def a_resident_does_something_with_a_case(self, who: int, what: str, back: int) -> None:
        """With a button that they found somewhere; or somebody else's, which they made up."""
        self._acts(who, what, back)

    @precondition(lambda self: self.model.cases)
    @rule(who=st.sampled_from(list(MEMBERS)), what=st.sampled_from(BY_MEMBERS), back=st.integers(0, 3))
    def a_member_does_something_with_a_case(self, who: int, what: str, back: int) -> None:
        self._acts(who, what, back)

    @precondition(lambda self: self.model.cases)
    @rule(who=st.sampled_from([DISPATCHER, ADMIN, 21]), what=st.sampled_from(BY_OFFICE), back=st.integers(0, 3))
    def the_office_does_something_with_a_case(self, who: int, what: str, back: int) -> None:
        self._acts(who, what, back)

    def _acts(self, who: int, what: str, back: int) -> None:
        newest = sorted(self.model.cases, reverse=True)
        case, other = newest[back % len(newest)], newest[(back + 1) % len(newest)]
        press = what.format(case=case, other=other, unit=1 + back % 2)
        self._does(who, False, press=press, under=1)

    @rule(who=st.sampled_from(list(PEOPLE)), words=st.sampled_from(COMMANDS))
    def somebody_commands(self, who: int, words: str) -> None:
        self._does(who, False, text=words)

    @rule(who=st.sampled_from([ADMIN, ADMIN, *PEOPLE]), unit=st.sampled_from(list(UNITS)), hour=st.sampled_from(HOURS))
    def somebody_sets_the_hour_of_a_digest(self, who: int, unit: str, hour: str) -> None:
        self._does(who, False, text=f"/unit hour {unit} {hour}")

    @rule(who=st.sampled_from([ADMIN, ADMIN, *PEOPLE]), limit=st.sampled_from(LIMITS))
    def somebody_sets_the_time_of_a_category(self, who: int, limit: str) -> None:
        self._does(who, False, text=f"/category limit 城乡建设 {limit}")

    @precondition(lambda self: self.model.office.changes)
    @rule(who=st.sampled_from([ADMIN, ADMIN, *PEOPLE]))
    def somebody_takes_back_what_was_changed(self, who: int) -> None:
        self._does(who, False, text="/undo")

    @rule(who=st.sampled_from(list(PEOPLE)), heard=st.booleans())
    def somebody_blocks_the_bot(self, who: int, heard: bool) -> None:
        """`heard`: the platform tells the bot."""
        if not self.world.platform.chat(who).blocked:
            if heard:
                self._does(who, False, blocks=True)
            self.world.platform.blocks(who)

    # What the platform does

    @rule(data=st.data())
    def what_was_held_arrives(self, data: st.DataObject) -> None:
        """In order within each chat, in any order across them."""
        waiting = self.world.platform.waiting
        heads = {update.chat: update for update in reversed(waiting)}
        if heads:
            chats = data.draw(st.lists(st.sampled_from(sorted(heads)), min_size=1, unique=True))
            self._arrive([heads[chat] for chat in chats])

    @rule(data=st.data())
    def the_platform_tells_it_again(self, data: st.DataObject) -> None:
        if recent := [update for update in self.told[-20:] if abs(self.world.now - update.at) < KEPT]:
            again = data.draw(st.lists(st.sampled_from(recent), min_size=1, max_size=5, unique_by=id))
            self.run(self.world.delivers(again))
            self._compare()

    @rule(plan=st.lists(st.sampled_from(list(Fault)), min_size=1, max_size=6))
    def sending_will_be_hard(self, plan: list[Fault]) -> None:
        self.world.platform.plan.extend(plan)

    # What happens to the process, and to time

    @rule(point=st.sampled_from(POINTS), times=st.integers(1, 60))
    def the_process_will_die(self, point: str, times: int) -> None:
        self.world.fuse.light(point, times if point == "statement" else 1 + times % 3)

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self._passes(span)

    @rule(span=st.sampled_from(BACK))
    def the_clock_jumps_back(self, span: timedelta) -> None:
        self.world.platform.clock_jumps(span)
        self._passes(span)

    @rule(span=st.sampled_from(SPANS))
    def the_bot_is_down(self, span: timedelta) -> None:
        self.run(self.world.close())
        self._passes(span)

    @rule()
    def all_is_calm(self) -> None:
        self._calm()

    def teardown(self) -> None:
        try:
            self._calm()
            self._count()
        finally:
            self.run(self.world.close())
            self.runner.close()

    # How

    def _does(self, who: int, held: bool, group: int = 0, **what: Any) -> None:
        """Somebody does something, and unless the platform holds it back, it arrives with what was held before it."""
        if "blocks" not in what and not group and self.world.platform.chat(who).blocked:
            self.world.platform.unblocks(who)
        update = self.world.platform.does(who, PEOPLE[who], group, **what)
        note(f"{update.id}: {PEOPLE[who]} {f'in {group} ' if group else ''}{what}")
        while not held and not update.stored:
            self._arrive([next(u for u in self.world.platform.waiting if u.chat == update.chat)])

    def _arrive(self, batch: list[Update]) -> None:
        """The bot gets these, one of a chat at most."""
        world = self.world
        world.platform.waiting = [update for update in world.platform.waiting if update not in batch]
        replies = self.run(self._about(batch))
        at, self.model.tick = world.now, world.platform.tick
        for update in batch:  # what was held back may have been done before they blocked the bot, which cannot know
            world.platform.chat(update.chat).refusals = 0
        self.run(world.delivers(batch))
        self.told.extend(batch)
        facts, by_mark = self.run(self._facts())
        for update in batch:
            self._apply(update, replies, at, facts, by_mark)
        self._compare()

    def _apply(self, update: Update, replies: dict[int, int], at: Any, facts: Any, by_mark: Any) -> None:
        who, group = update.who, update.chat if update.chat < 0 else 0
        if press := update.raw.get("callback_query"):
            self.model.presses(who, press["data"], at, facts, group)
        elif group:
            self._apply_in_group(update, group, replies.get(update.id), at)
        elif change := update.raw.get("my_chat_member"):
            blocked = change["new_chat_member"]["status"] == "kicked"
            self.model.blocks(who, blocked)
            if blocked:
                self.world.platform.chat(who).refused_at.append(self.world.platform.tick)
        elif (text := update.raw["message"]["text"]).startswith("/"):
            self.model.commands(who, text)
        else:
            self.model.says(who, list(marks(text)), replies.get(update.id), at, by_mark, facts)

    def _apply_in_group(self, update: Update, group: int, about: int | None, at: Any) -> None:
        """What is no press."""
        message = update.raw.get("message", {})
        if change := update.raw.get("my_chat_member"):
            if change["new_chat_member"]["status"] == "kicked":
                self.model.office.regroups(group, "")
                self.world.platform.chat(group).gone_at.append(self.world.platform.tick)
        elif new := message.get("migrate_to_chat_id"):
            self.model.office.regroups(group, str(new))
        elif old := message.get("migrate_from_chat_id"):
            self.model.office.regroups(old, str(group))
        elif (text := message["text"]).startswith("/"):
            self.model.commands(update.who, text, group)
        else:
            self.model.replies(update.who, group, next(marks(text)), about, at)

    async def _about(self, batch: list[Update]) -> dict[int, int]:
        """Which case the messages speak of that are replied to, by the update."""
        await self.world.works()
        assert self.world.app is not None
        async with self.world.app.db.snapshot() as tx:
            found = {}
            for update in batch:
                to = update.raw.get("message", {}).get("reply_to_message")
                if to and (case := await outbox.case_of(tx, "telegram", str(update.chat), str(to["message_id"]))):
                    found[update.id] = case
            return found

    async def _facts(self) -> Any:
        assert self.world.app is not None
        async with self.world.app.db.snapshot() as tx:
            return await checks.facts_of(tx)

    def _count(self) -> None:
        platform = self.world.platform
        self.seen["messages"] += len(self.told)
        self.seen["said"] += len(platform.said)
        self.seen.update({f"died: {point}": n for point, n in self.world.fuse.deaths.items()})
        self.seen.update({f"fault: {fault}": n for fault, n in platform.counts.items() if fault is not Fault.NONE})
        self.seen.update(f"case: {case.status}" for case in self.model.cases.values())
        self.seen["supporters"] += sum(len(case.supporters) for case in self.model.cases.values())
        self.seen["left to others"] += sum(bool(case.left) for case in self.model.cases.values())
        self.seen["tasks of helping units"] += sum(len(case.helped) for case in self.model.cases.values())
        self.seen["changes of an admin"] += self.model.office.changed
        self.seen["changes undone"] += self.model.office.undone

    def _passes(self, span: timedelta) -> None:
        self.world.now += span
        note(f"it is {self.world.now}")
        at = self.world.now
        known, self.model.tick = set(self.world.digests), self.world.platform.tick
        self.run(self.world.knocks())
        new = self.world.digests.keys() - known
        self.world.deaf |= {(person.id, id) for person in self.model.people.values() if person.blocked for id in new}
        facts, _ = self.run(self._facts())
        for case in list(self.model.cases.values()):
            fact = facts[case.id]
            if fact.status != case.status:
                assert self.model.may_become(case, fact.status, at), f"{case} became {fact}"
                self.model.becomes(case, fact, at)
            assert not self.model.must_have_been(case, at), f"time did nothing with {case}"
        self._compare()

    def _compare(self) -> None:
        async def compare() -> None:
            assert self.world.app is not None
            async with self.world.app.db.snapshot() as tx:
                await checks.as_the_model_says(tx, self.model)
                for row in await tx.all("SELECT account, blocked_at FROM contacts WHERE chat <> ''"):
                    self.model.people[int(row["account"])].blocked = row["blocked_at"] is not None
            checks.nothing_forbidden(self.world.platform, self.model)

        self.run(compare())

    def _calm(self) -> None:
        for _ in range(len(self.world.platform.waiting)):
            heads = {update.chat: update for update in reversed(self.world.platform.waiting)}
            if heads:
                self._arrive(list(heads.values()))
        self.run(self.world.calms())

        async def look() -> None:
            assert self.world.app is not None
            async with self.world.app.db.snapshot() as tx:
                await checks.calm(tx, self.world, self.model)

        self.run(look())
        self._compare()
