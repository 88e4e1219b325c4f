"""The table of who may do what, cell by cell, through every way in that a person has for it.

A cell is kept if somebody who is promised it can do it by at least one way, and nobody else by any. "own" is meant of
the resident's case, which is with the city office: the neighbour and the former staff have nothing to do with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.digests.drawing import draw
from bot.messages import Inbound, Media, MediaKind
from tests.authorisation.conftest import both_engines, in_the_village
from tests.authorisation.village import (
    CALL,
    HIDDEN,
    HIDDEN_PHONE,
    NOTE,
    PHONE,
    REPORTER,
    TITLE,
    WORDS,
    Outcome,
    Village,
)

PROMISED = """
action     | stranger| resident| neighbour| unit's staff| other unit| helper| dispatcher| admin| ex-staff| ex-admin
submit     | yes     | yes     | yes      | yes         | yes       | yes   | yes       | yes  | yes     | yes
see a case | no      | own     | no       | unit's      | no        | no    | yes       | yes  | no      | no
withdraw   | no      | own     | no       | no          | no        | no    | no        | no   | no      | no
rate       | no      | own     | no       | no          | no        | no    | no        | no   | no      | no
reopen     | no      | own     | no       | no          | no        | no    | no        | no   | no      | no
close      | no      | own     | no       | no          | no        | no    | no        | no   | no      | no
sign       | no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
answer     | no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
resolve    | no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
return     | no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
review     | no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
more time  | no      | no      | no       | unit's      | no        | no    | no        | no   | no      | no
quick reply| no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
keep those | no      | no      | no       | no          | no        | no    | no        | yes  | no      | no
see a task | no      | no      | no       | unit's      | no        | unit's| yes       | yes  | no      | no
do a task  | no      | no      | no       | no          | no        | unit's| no        | no   | no      | no
see who    | no      | own     | no       | unit's      | no        | no    | yes       | yes  | no      | no
see numbers| no      | no      | no       | unit's      | no        | no    | no        | no   | no      | no
dispatch   | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
decline    | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
take up    | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
transfer   | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
co-handle  | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
extend     | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
put off    | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
merge      | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
take in    | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
see reports| no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
see figures| no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
see of all | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
subscribe  | no      | no      | no       | unit's      | no        | no    | yes       | yes  | no      | no
all units' | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
to a group | no      | no      | no       | no          | no        | no    | yes       | yes  | no      | no
set up     | no      | no      | no       | no          | no        | no    | no        | yes  | no      | no
read audit | no      | no      | no       | no          | no        | no    | no        | yes  | no      | no
"""

Tried = Callable[[Village, str], Inbound]
Done = Callable[[Village, str, Outcome], bool]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do something: what is sent, what is being asked at that moment, and how to see that it was done."""

    send: Tried
    done: Done
    asked: str = ""


def says(words: str, asked: str = "", *, done: Done) -> Way:
    return Way(lambda v, who: v.inbound(who, text=filled(words, v)), done, asked)


def presses(action: str, asked: str = "", *, done: Done) -> Way:
    return Way(lambda v, who: v.press(who, filled(action, v)), done, asked)


def replies(words: str, *, done: Done) -> Way:
    """A reply to the bot's message about the case, in one's own chat."""
    return Way(lambda v, who: v.inbound(who, text=words, reply_to=v.plan.cards.get(who, "m1")), done)


def filled(words: str, village: Village) -> str:
    """`words` with ids and numbers in place of {names}."""
    cases = {name.replace(" ", "_"): id for name, id in village.plan.cases.items()}
    plan = village.plan
    return words.format(number=plan.numbers["dispatched"], dispatcher=plan.contacts["dispatcher"], **cases, **plan.ids)


def shows(*marks: str) -> Done:
    """The person was shown all of this."""
    return lambda v, who, outcome: any(all(m in s.text for m in marks) for s in outcome.shown(v.plan.people[who][0]))


def offers(action: str) -> Done:
    """The person was shown a button that does this."""
    return lambda v, who, outcome: any(
        choice.action.startswith(action) for said in outcome.said for row in said.choices for choice in row
    )


def writes(kind: str) -> Done:
    """An event of this kind stands with a case of the resident's."""
    return lambda v, who, outcome: any(f"'kind': '{kind}'" in row for row in outcome.changed.get("events", ([], []))[1])


def changes(*tables: str) -> Done:
    return lambda v, who, outcome: any(table in outcome.changed for table in tables)


def gets_file(recipe: str) -> Done:
    return lambda v, who, outcome: any(file.recipe == recipe for said in outcome.said for file in said.attachments)


def adds_up(unit: str) -> Done:
    """The figures of the unit (without one: of all) are being added up for them, to be told when that is done."""
    return lambda v, who, outcome: any(
        f'"unit": {v.plan.ids[unit] if unit else 0},' in row for row in outcome.changed.get("tasks", ([], []))[1]
    )


def names(village: Village, who: str, outcome: Outcome) -> bool:
    """The person was shown who reported the case; and that they saw it stands in its history."""
    shown = any(REPORTER in said.text for said in outcome.shown(village.plan.people[who][0]))
    assert not shown or writes("seen_reporter")(village, who, outcome)
    return shown


def exports_name(village: Village, who: str, outcome: Outcome) -> bool:
    """They get the file about the reporter, which is drawn when it is sent."""
    ids = [file.args["contact"] for said in outcome.said for file in said.attachments if file.args]
    return ids == [village.plan.contacts["resident"]]


WAYS: dict[str, list[Way]] = {
    "submit": [
        says("人行道的砖松了三块", done=changes("cases")),
        Way(lambda v, who: v.inbound(who, media=(Media(MediaKind.PHOTO, "p1"),)), changes("cases")),
    ],
    "see a case": [
        says("/case {number}", done=shows(WORDS)),
        says("/my {number}", done=shows(WORDS)),
        presses("case:{dispatched}", done=shows(WORDS)),
        presses("mine:{dispatched}", done=shows(WORDS)),
        presses("next-case:{in_progress}", done=shows(WORDS)),
        presses("triage-case:{submitted}", done=shows(WORDS)),
        presses("triage-start", done=shows(WORDS)),
        says("/triage", done=shows(WORDS)),
        presses("not-now:{dispatched}", done=shows(WORDS)),
        says("/inbox 城管局", done=shows(WORDS)),
        says(f"/find {WORDS[2:]}", done=shows(WORDS)),  # the answer names what was looked for
        presses(f"find-older:{10**9}:{WORDS[2:]}", done=shows(WORDS)),
    ],
    "withdraw": [presses("withdraw-yes:{dispatched}", done=writes("withdraw"))],
    "rate": [presses("rate:{resolved}:good", done=writes("rate_good"))],
    "reopen": [
        presses("unsolved:{closed}", done=writes("reopen")),
        presses("unsolved:{resolved}", done=writes("rate_bad")),
        presses("rate-bad:{dissatisfied}:yes", done=writes("rate_bad")),
        says("还是不亮", "why-bad:{dissatisfied}", done=writes("rate_bad")),
    ],
    "close": [presses("close-mine-yes:{in_progress}", done=writes("close_by_resident"))],
    "sign": [presses("sign:{dispatched}", done=writes("sign"))],
    "answer": [
        says("明天去修", "answer:{in_progress}", done=writes("answer")),
        replies("明天去修", done=writes("answer")),
    ],
    "resolve": [says("修好了", "resolve:{in_progress}", done=writes("resolve"))],
    "return": [says("不归我们", "return:{dispatched}", done=writes("return"))],
    "see who": [presses("reporter:{dispatched}", done=names), says("/export_my_data", done=exports_name)],
    "see numbers": [presses("numbers:{in_progress}", done=shows(CALL))],
    "dispatch": [
        presses("sort-to:{submitted}:{city}", done=writes("dispatch")),
        presses("sort:{submitted}:{urban}", done=writes("dispatch")),
    ],
    "decline": [
        presses("decline-yes:{submitted}:court", done=writes("decline")),
        presses("decline-own:{submitted}", "decline:{submitted}:words", done=writes("decline")),
        presses("decline-for:{submitted}:court", done=offers("decline-yes")),
        says("不归我们", "decline:{submitted}", done=offers("decline-own")),
    ],
    "transfer": [
        presses("transfer-to:{dispatched}:{labour}", done=writes("transfer")),
        presses("transfer:{in_progress}", done=offers("transfer-to")),
    ],
    "co-handle": [
        says("看看水管", "help-task:{in_progress}:{water}", done=writes("help")),
        presses("help-choose:{in_progress}", done=offers("help-to")),
        presses("help-back:{helped}:{water}", done=writes("unhelp")),
    ],
    "extend": [
        presses("extend:{extension_asked}:3", done=writes("extend")),
        says("不行", "extend-refuse:{extension_asked}:3", done=writes("refuse_extension")),
        says("/extensions", done=offers("extension:")),
        presses("extension:{extension_asked}", done=offers("extend:")),
    ],
    "put off": [
        says("等材料", "suspend-why:{in_progress}:2026-09-01", done=writes("suspend")),
        presses("suspend:{in_progress}", done=offers("suspend-for")),
    ],
    "merge": [
        presses("merge:{in_progress}:{dispatched}", done=writes("merge")),
        says("{number}", "merge:{in_progress}", done=writes("merge")),
    ],
    "take up": [presses("take-up:{declined}", done=writes("reopen"))],
    "review": [presses("review:{put_off}", done=writes("review"))],
    "more time": [
        says("等材料", "extend-why:{in_progress}:3", done=writes("ask_extension")),
        presses("extend-ask:{in_progress}", done=offers("extend-days")),
    ],
    "see a task": [
        presses("case:{helped}", done=shows(WORDS)),
        presses("not-now:{helped}", done=shows(WORDS)),
    ],
    "do a task": [says("查过了，没漏", "help-done:{helped}", done=writes("helped"))],
    "take in": [
        says("/record 来电 人行道的砖松了三块", done=shows("是谁说的")),
        says("人行道的砖松了三块", "record:call", done=shows("是谁说的")),
        presses("record-send:{taken_in}", done=shows("已登记")),
        says("王大爷", "record-who:{taken_in}", done=shows("王**")),
    ],
    "quick reply": [presses("quick:answer:{in_progress}:{reply}", done=shows("已派人去看"))],
    "keep those": [
        says("/replies 城管局 add 明天去看", done=changes("replies")),
        says("明天去看", "reply-new:{city}", done=changes("replies")),
        presses("reply-remove:{reply}", done=changes("replies")),
    ],
    "see reports": [
        presses("digest-page:{digest}:1", done=shows(WORDS)),
        presses("unit-ledger:{city}", done=gets_file("ledger")),
        presses("unit-chart:{city}", done=gets_file("chart")),
        presses("inbox:{city}", done=shows(WORDS)),
        presses("report-part:{weekly}:chart", done=gets_file("report")),
    ],
    "subscribe": [
        presses("report:{city}:weekly", done=shows("城管局周报")),
        presses("report-on:{city}:monthly", done=changes("subscriptions")),
        says("/subscribe 城管局 周报 周五 17:00", done=changes("subscriptions")),
        says("8点半", "report-hour:{city}:weekly", done=changes("subscriptions")),
    ],
    "all units'": [
        presses("report-part:{office_monthly}:page", done=gets_file("report")),
        presses("report:0:monthly", done=shows("全局月报")),
        presses("report-on:0:weekly", done=changes("subscriptions")),
    ],
    "to a group": [
        presses("report-group:{city}:weekly:on", done=changes("subscriptions")),
        says("/subscribe 城管局 周报 群", done=changes("subscriptions")),
    ],
    "see figures": [presses("stats:{city}:2026-06-01~2026-06-30", done=adds_up("city"))],
    "see of all": [
        presses("stats:0:2026-06-01~2026-06-30", done=adds_up("")),
        presses("stats-units:0:2026-06-01~2026-06-30", done=offers("stats:")),
        says("/stats", done=adds_up("")),
    ],
    "set up": [
        *(
            says(
                words,
                done=changes(
                    "invites", "units", "areas", "categories", "routes", "members", "contacts", "calendar_days"
                ),
            )
            for words in (
                "/invite dispatcher",
                "/unit add 水务局",
                "/category add 水电气 Utilities",
                "/area add 南街",
                "/schedule 城管局 09:30",
                "/route labour 城管局",
                "/calendar 2026-10-08 放假",
                "/undo",
            )
        ),
        presses("role-remove:{dispatcher}:dispatcher", done=changes("contacts")),
        presses("member-remove:{member}", done=changes("members")),
        presses("keyword-set:{urban}:300:新词", done=changes("keywords")),
        says("影子局", "unit-new", done=changes("units")),
        presses("calendar-off:2026-10-08", done=changes("calendar_days")),
    ],
    "read audit": [says("/audit", done=shows("李主任")), presses("audit:0", done=shows("李主任"))],
}


def cells() -> Iterator[tuple[str, str, bool]]:
    """Each cell as (action, who, promised)."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in PROMISED.strip().splitlines()]
    for action, *promised in rows:
        for who, promise in zip(head[1:], promised, strict=True):
            yield action, who, promise != "no"


async def tried(village: Village, way: Way, who: str) -> Outcome:
    """What comes of it, without the row that a stranger gets by speaking at all."""
    outcome = await village.attempt(way.send(village, who), asked=[filled(way.asked, village)])
    changed = {table: rows for table, rows in outcome.changed.items() if (who, table) != ("stranger", "contacts")}
    return Outcome(outcome.said, changed)


@both_engines
async def test_every_cell_of_the_table(village_anywhere: Village) -> None:
    village, broken, worked = village_anywhere, [], set()
    for action, who, promised in cells():
        done = [way.done(village, who, await tried(village, way, who)) for way in WAYS[action]]
        if any(done) != promised:
            broken.append((action, who, promised, done))
        worked |= {(action, i) for i, did in enumerate(done) if did}
    assert not broken
    # A way that works for nobody proves nothing.
    assert worked == {(action, i) for action, ways in WAYS.items() for i in range(len(ways))}


@in_the_village
async def test_an_export_is_of_oneself_alone(village: Village) -> None:
    for who in ("resident", "neighbour", "unit's staff", "admin", "ex-staff"):
        outcome = await village.attempt(village.inbound(who, text="/export_my_data"))
        (file,) = (file for said in outcome.said for file in said.attachments)
        data = (await draw(village.app.db, village.app.office.settings, file, village.now)).content.decode()
        assert village.plan.people[who][1] in data
        assert NOTE not in data  # what a unit writes to the office is not for who reported it
        if who != "resident":
            assert not any(secret in data for secret in {WORDS, TITLE, REPORTER, PHONE, HIDDEN, HIDDEN_PHONE}), who
        else:
            assert all(mark in data for mark in (WORDS, REPORTER, PHONE, "在几号楼？"))
