"""A village with somebody in every role and a case in every state, where anything can be tried without leaving a trace.

All cases are the resident's and with the city office, unless their name says otherwise. What belongs to them carries
marks (`SECRETS`), so that a test can tell whether somebody was shown what is not for them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from bot.app import App
from bot.channels.console import NAME
from bot.messages import Address, Inbound, Kind, Outbound, Sender, pack_inbound, unpack_outbound
from handlers import TABLE
from handlers.router import Router
from storage import Tx, contacts, digests, inbox, outbox, supports, tasks
from storage.database import migrations
from tests.town import Person, Town

WORDS, TITLE, NOTE, PHONE = "暗号黄鹤楼", "暗号画眉巷", "内部批注不归我们", "13800001111"
CALL = "13700003333"  # stands in the words of a case
REPORTER, HIDDEN, HIDDEN_PHONE, STAFF = "王秀英", "赵无名", "13900002222", "张科长"
SECRETS = (WORDS, TITLE, NOTE, PHONE, REPORTER, HIDDEN, HIDDEN_PHONE, STAFF)
LIFT = "幸福小区六栋的电梯坏了三天，楼道照明也不亮"
LAMP = f"幸福小区门口的路灯坏了一周，{WORDS}"
TWO_MATTERS = f"{LAMP}。另外，建筑公司拖欠工资三个月，讨薪没人管"
CITY_GROUP, LABOUR_GROUP, OTHER_GROUP = "-100", "-200", "-900"

# Tables that only say what came in and what was said, and columns that only say what somebody is being asked.
_TALK = frozenset({"inbox", "outbox"})
_OF_TALK = frozenset({"asking", "seen_at", "agreed_at"})
_KEYWORDS = "SELECT category_id, COUNT(*), SUM(weight) FROM keywords GROUP BY category_id ORDER BY category_id"
TABLES = [name for _, _, sql in migrations() for name in re.findall(r"CREATE TABLE (\w+)", sql) if name not in _TALK]

Stored = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands in the village's database: people by kind, cases by name, other ids by what they are."""

    people: Mapping[str, tuple[str, str]]  # account and name
    contacts: Mapping[str, int]
    cards: Mapping[str, str]  # the bot's message to them about the dispatched case
    cases: Mapping[str, int]
    numbers: Mapping[str, str]
    ids: Mapping[str, int]
    split: str  # what the draft's button for splitting carries
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a message: what was said to whom, and the rows that are stored otherwise than before."""

    said: tuple[Outbound, ...]
    changed: Mapping[str, tuple[list[str], list[str]]]  # by table: rows that went, rows that came

    def shown(self, chat: str) -> list[Outbound]:
        """What was said in this chat, menus left out."""
        return [one for one in self.said if one.address.chat == chat and (one.text or one.attachments)]


@dataclass(slots=True)
class Village:
    """The running bot with the village's plan."""

    app: App
    plan: Plan
    _keys: int = 0
    _before: Stored = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.plan.now

    def inbound(self, who: str, *, group: str = "", **values: Any) -> Inbound:
        """What somebody of that kind sends, privately or in a group."""
        self._keys += 1
        account, name = self.plan.people[who]
        key = f"try{self._keys}"
        values = {"message": key, **values}
        return Inbound(
            key, Address(NAME, group or account), self.now, Sender(account, name, "zh"), group=bool(group), **values
        )

    def press(self, who: str, action: str, *, group: str = "") -> Inbound:
        return self.inbound(who, kind=Kind.PRESS, choice=action, press="p", group=group)

    async def attempt(self, *messages: Inbound, asked: Sequence[str] = (), look: bool = True) -> Outcome:
        """Handles the messages, one after the other, and takes everything back. `asked` is what the speaker of each is
        being asked at that moment. Without `look` it is not looked at what is stored, which takes time."""
        router = Router(TABLE, self.app.office)
        try:
            async with self.app.db.transaction() as tx:
                if look and not self._before:
                    self._before = await stored(tx)  # whatever is tried, it is the same again afterwards
                last = await tx.value("SELECT COALESCE(MAX(id), 0) FROM outbox")
                for message, asking in zip_longest(messages, asked):
                    if asking and message.sender:
                        account = message.sender.user
                        await tx.run("UPDATE contacts SET asking = :a WHERE account = :id", a=asking, id=account)
                    await router.dispatch(tx, message, self.now)
                rows = await tx.all("SELECT body FROM outbox WHERE id > :last AND body <> '' ORDER BY id", last=last)
                heard = (unpack_outbound(row["body"]) for row in rows)
                said = tuple(
                    one for one in heard if "disagree" not in str(one.choices)
                )  # what strangers are told first
                raise _TakeBack(Outcome(said, differences(self._before, await stored(tx)) if look else {}))
        except _TakeBack as taken_back:
            return taken_back.outcome


class _TakeBack(Exception):
    """Undoes an attempt, of which the outcome is kept."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def stored(tx: Tx) -> Stored:
    """Everything that is stored but the talk: each row as text, by table. Of the many keywords their sum."""
    found = {name: await tx.all(f"SELECT * FROM {name} ORDER BY 1") for name in TABLES if name != "keywords"}
    found["keywords"] = await tx.all(_KEYWORDS)
    return {
        name: [str({key: value for key, value in dict(row).items() if key not in _OF_TALK}) for row in rows]
        for name, rows in found.items()
    }


def differences(before: Stored, after: Stored) -> dict[str, tuple[list[str], list[str]]]:
    """By table the rows that went and those that came; tables that are the same are left out."""
    return {
        name: (
            [row for row in before[name] if row not in after[name]],
            [row for row in after[name] if row not in before[name]],
        )
        for name in before
        if before[name] != after[name]
    }


async def settle(town: Town) -> Plan:
    """Builds the village by talking to the bot."""
    admin, second, former_admin = await town.admin("李主任"), await town.admin("周主任"), await town.admin("前主任")
    dispatcher, former_dispatcher = await town.dispatcher("小陈"), await town.dispatcher("前坐席")
    city = await town.unit("城管局", "urban", group_channel=NAME, group_chat=CITY_GROUP, ledger=True)
    labour = await town.unit("人社局", "labour", group_channel=NAME, group_chat=LABOUR_GROUP)
    staff, lead = await town.member(city, STAFF), await town.member(city, "吴队长", lead=True)
    former = await town.member(city, "前科长")
    other = await town.member(labour, "刘科长")
    water = await town.unit("园林局")
    helper = await town.member(water, "钱工")
    resident, hidden, neighbour = (
        await town.resident(REPORTER),
        await town.resident(HIDDEN),
        await town.resident("孙邻居"),
    )
    builder = _Builder(town, admin, dispatcher, staff)
    await town.deliver(resident.inbound(phone=PHONE), hidden.inbound(phone=HIDDEN_PHONE))
    await builder.cases(resident, hidden, neighbour)
    await town.clock_strikes("08:00")
    await builder.life(resident, water.id)
    await builder.late_cases(resident, hidden, city.id)
    ids = await builder.office(city.id, labour.id) | {"water": water.id}
    people = {
        "resident": resident,
        "hidden resident": hidden,
        "neighbour": neighbour,
        "unit's staff": staff,
        "unit's lead": lead,
        "other unit": other,
        "helper": helper,
        "dispatcher": dispatcher,
        "admin": admin,
        "second admin": second,
        "ex-staff": former,
        "ex-dispatcher": former_dispatcher,
        "ex-admin": former_admin,
    }
    contacts = {
        kind: await builder.id("SELECT id FROM contacts WHERE account = :x", person.id)
        for kind, person in people.items()
    }
    cards: dict[str, str] = {}
    for kind, person in people.items():
        await person.says(f"/case {builder.numbers['dispatched']}")  # those who may see it have it in their chat
        cards |= {kind: town.message_id(person.last)} if WORDS in person.last.text else {}
    for kind, role in (("ex-admin", "admin"), ("ex-dispatcher", "dispatcher")):
        await admin.presses_action(f"role-remove:{contacts[kind]}:{role}")
    member = "SELECT id FROM members WHERE until IS NULL AND contact_id = :x"
    await admin.presses_action(f"member-remove:{await builder.id(member, contacts['ex-staff'])}")
    await admin.says("/area add 西街")  # the newest change, to be undone
    async with town.app.db.transaction() as tx:  # nobody has a card open
        await tx.run("UPDATE cases SET claimed_by = NULL, claimed_until = NULL")
    ids |= {"member": await builder.id(member, contacts["unit's staff"])}
    accounts = {kind: (person.id, person.name) for kind, person in people.items()} | {"stranger": ("9001", "过路人")}
    return Plan(accounts, contacts, cards, builder.made, builder.numbers, ids, builder.split, town.now)


class _Builder:
    """Takes cases as far as their names say."""

    def __init__(self, town: Town, admin: Person, dispatcher: Person, staff: Person) -> None:
        self.town, self.admin, self.dispatcher, self.staff = town, admin, dispatcher, staff
        self.made: dict[str, int] = {}
        self.numbers: dict[str, str] = {}
        self.split = ""

    async def id(self, sql: str, x: object = None) -> int:
        async with self.town.app.db.snapshot() as tx:
            return int(await tx.value(sql, **({} if x is None else {"x": x})))

    async def reported(self, name: str, who: Person, text: str = LAMP) -> int:
        await who.says(text)
        await who.presses("提交")
        self.numbers[name] = who.sees_number()
        self.made[name] = await self.id("SELECT id FROM cases WHERE number = :x", self.numbers[name])
        return self.made[name]

    async def step(self, who: Person, action: str, case: int | str, words: str) -> None:
        await who.presses_action(f"{action}:{case}")
        await who.says(words)

    async def cases(self, resident: Person, hidden: Person, neighbour: Person) -> None:
        staff = self.staff
        await self.reported("submitted", resident, f"那件事怎么一直没个说法，{WORDS}")
        declined = await self.reported("declined", resident, f"那个，{WORDS}，怎么办")
        await self.step(self.dispatcher, "decline-words", declined, "不归这里管")
        await self.dispatcher.presses_action(f"decline-own:{declined}")
        await self.reported("dispatched", resident)
        await staff.presses_action(f"sign:{await self.reported('in progress', resident, f'{LAMP}，打{CALL}')}")
        await self.reported("info requested", resident)
        await self.step(staff, "resolve", await self.reported("resolved", resident), "换了灯泡")
        closed = await self.reported("closed", resident)
        await self.step(staff, "resolve", closed, "换了灯泡")
        await resident.presses_action(f"rate:{closed}:good")
        await resident.presses_action(f"withdraw-yes:{await self.reported('withdrawn', resident)}")
        await hidden.sends_photo(caption=f"幸福小区门口的路灯坏了一周，{TITLE}")
        await hidden.presses("不留名")
        await hidden.presses("提交")
        self.numbers["anonymous"] = hidden.sees_number()
        self.made["anonymous"] = await self.id("SELECT id FROM cases WHERE number = :x", self.numbers["anonymous"])
        await self.step(staff, "answer", self.made["anonymous"], "已经派人去看")
        await self.reported("other unit's", neighbour, "建筑公司拖欠工资三个月，讨薪没人管")

    async def late_cases(self, resident: Person, hidden: Person, city: int) -> None:
        """Those for which time matters, and the draft, which would be sent by itself."""
        await hidden.says(LIFT)
        await hidden.presses("不留名")
        await hidden.presses("提交")
        self.numbers["anonymous, supported"] = hidden.sees_number()
        lift = await self.id("SELECT id FROM cases WHERE number = :x", hidden.sees_number())
        self.made["anonymous, supported"] = lift
        await resident.says(LIFT)
        await resident.presses("不要了")  # what one person sent without a name is not offered to anybody, so:
        async with self.town.app.db.transaction() as tx:
            reporter = await contacts.by_chat(tx, NAME, resident.id)
            assert reporter is not None
            await supports.add(tx, lift, reporter.id, self.town.now)
        self.made["discarded"] = await self.id("SELECT id FROM cases WHERE status = 'discarded'")
        await self.step(self.staff, "resolve", await self.reported("dissatisfied", resident), "换了灯泡")
        await self.dispatcher.says("/record 来电 解放路井盖坏了")
        self.made["taken in"] = await self.id("SELECT id FROM cases WHERE taken_by IS NOT NULL")
        await self.reported("merged", resident)
        await self.dispatcher.presses_action(f"merge:{self.made['merged']}:{self.made['dispatched']}")
        await self.step(self.staff, "return", await self.reported("returned", resident), NOTE)
        await self.dispatcher.presses_action(f"sort-to:{self.made['returned']}:{city}")  # may be taken back
        await resident.says(TWO_MATTERS)
        self.made["draft"] = await self.id("SELECT id FROM cases WHERE status = 'draft'")
        (self.split,) = (b.action.split(":")[2] for b in resident.last.buttons if b.action.startswith("split:"))
        await resident.presses_action(f"rate:{self.made['dissatisfied']}:bad")  # and does not say whether it is solved
        await self.step(self.staff, "ask", self.made["info requested"], "在几号楼？")

    async def report(self, unit: int | None, kind: str) -> int:
        """A report that was composed before anybody here asked for it."""
        end = self.town.now.replace(day=1, hour=0) - timedelta(days=30)
        pages, counts = {"zh": [WORDS], "en": [WORDS]}, {"empty": False, "topics": []}
        async with self.town.app.db.transaction() as tx:
            id = await digests.add(
                tx,
                unit,
                kind,
                end - timedelta(days=7),
                end,
                pages=json.dumps(pages),
                counts=json.dumps(counts),
                now=self.town.now,
            )
        assert id is not None
        return id

    async def life(self, resident: Person, water: int) -> None:
        """What another unit helps with, what more time is asked for, what is put off."""
        for name in ("helped", "extension asked", "put off"):
            await self.staff.presses_action(f"sign:{await self.reported(name, resident)}")
        await self.step(self.dispatcher, f"help-to:{self.made['helped']}", water, "看看水管")
        await self.staff.presses_action(f"extend-days:{self.made['extension asked']}:3")
        await self.staff.says(NOTE)
        await self.step(self.dispatcher, "suspend-for", f"{self.made['put off']}:1", "等材料")

    async def office(self, city: int, labour: int) -> dict[str, int]:
        """What admins set up, and what went wrong."""
        for words in (
            "/area add 东街",
            "/unit add 旧局",
            "/unit retire 旧局",
            "/category add 旧事 Old",
            "/invite dispatcher",
            "/replies 城管局 add 已派人去看",
        ):
            await self.admin.says(words)
        broken = inbox.Received(
            NAME, "broken", "1000", pack_inbound(self.staff.inbound(text="坏了")), "ValueError: 坏了"
        )
        async with self.town.app.db.transaction() as tx:
            await inbox.receive(tx, [broken], self.town.now)
            unsent = await outbox.add(tx, NAME, self.dispatcher.id, "{}", self.town.now)
            await outbox.finish(tx, [outbox.Result(unsent, "dead", self.town.now)])
            admin = await tx.value("SELECT MIN(id) FROM contacts WHERE admin")
            compared = await tasks.add(tx, "relearn", admin, "", self.town.now)
            await tasks.finish(tx, compared, done=True)
        return {
            "compared": compared,
            "city": city,
            "labour": labour,
            "old unit": await self.id("SELECT id FROM units WHERE name = '旧局'"),
            "urban": await self.id("SELECT id FROM categories WHERE code = 'urban'"),
            "old category": await self.id("SELECT id FROM categories WHERE zh = '旧事'"),
            "area": await self.id("SELECT id FROM areas"),
            "reply": await self.id("SELECT id FROM replies"),
            "route": await self.id("SELECT MIN(id) FROM routes"),
            "digest": await self.id("SELECT id FROM digests WHERE unit_id = :x AND kind = 'daily'", city),
            "weekly": await self.report(city, "weekly"),
            "office_monthly": await self.report(None, "monthly"),
            "invite": await self.id("SELECT id FROM invites"),
            "unsent": await self.id("SELECT id FROM outbox WHERE state = 'dead'"),
            "broken": await self.id("SELECT id FROM inbox WHERE state = 'dead'"),
            "audit": await self.id("SELECT MAX(id) FROM audit"),
        }
