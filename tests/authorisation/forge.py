"""Actions that nobody was shown: made from the table of buttons itself, so that a new button is covered by itself.

What a parameter of a handler may be is known by its name; a name that is not known here fails, and says what to do.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from bot.messages import Outbound
from handlers.router import Button
from handlers.turn import Command, Needs
from tests.authorisation.village import Plan

NONE = 987_654  # an id that nothing has

# From whose side a handler looks at things, by its module. What is promised to whom follows from it.
SIDES = {
    "handlers.draft": "own case",
    "handlers.resident": "own case",
    "handlers.judging": "own case",
    "handlers.support": "own case",
    "handlers.account": "own account",
    "handlers.notice": "own account",
    "handlers.finding": "unit",
    "handlers.inbox": "unit",
    "handlers.staff": "unit",
    "handlers.numbers": "in charge",
    "handlers.extending": "unit",
    "handlers.helping": "helper",
    "handlers.quick": "unit",
    "handlers.replies": "lead",
    "handlers.daily": "unit",
    "handlers.meant": "unit",
    "handlers.reports": "unit",
    "handlers.subscribing": "unit",
    "handlers.dispatcher": "office",
    "handlers.topics": "office",
    "handlers.stats": "unit",
    "handlers.stats_units": "office",
    "handlers.merging": "office",
    "handlers.transferring": "office",
    "handlers.cohandling": "office",
    "handlers.extensions": "office",
    "handlers.suspending": "office",
    "handlers.record": "office",
    "handlers.imports": "admin",
    "handlers.admin": "admin",
}

OUTSIDERS = ("stranger", "hidden resident", "neighbour", "other unit", "ex-staff", "ex-dispatcher", "ex-admin")
# Who must be refused, by the side from which the handler looks at things. The resident reported every case but one.
REFUSED = {
    "own account": (),
    "own case": (*OUTSIDERS, "unit's staff", "unit's lead", "dispatcher", "admin"),
    "unit": (*OUTSIDERS, "resident"),
    "in charge": (*OUTSIDERS, "resident", "helper", "dispatcher", "admin"),
    "helper": (*OUTSIDERS, "resident", "unit's staff", "unit's lead", "dispatcher", "admin"),
    "lead": (*OUTSIDERS, "resident", "unit's staff", "helper", "dispatcher"),
    "office": (*OUTSIDERS, "resident", "unit's staff", "unit's lead", "helper"),
    "admin": (*OUTSIDERS, "resident", "unit's staff", "unit's lead", "helper", "dispatcher"),
}
LET_IN = {
    "own account": ("resident",),
    "own case": ("resident",),
    "unit": ("unit's staff", "admin"),
    "in charge": ("unit's staff",),
    "helper": ("helper",),
    "lead": ("unit's lead", "admin"),
    "office": ("dispatcher",),
    "admin": ("admin",),
}
NEEDS = {
    "own account": Needs.ANYONE,
    "own case": Needs.ANYONE,
    "unit": Needs.MEMBER,
    "in charge": Needs.MEMBER,
    "helper": Needs.MEMBER,
    "lead": Needs.LEAD,
    "office": Needs.OFFICE,
    "admin": Needs.ADMIN,
}
PEOPLE = sorted({kind for kinds in REFUSED.values() for kind in kinds})

# What is done with a draft of one's own: only the resident has one here, the dialogues of test_meant show the others.
OF_ONES_OWN_DRAFT = frozenset({"pass-on", "record-this", "record-this-from"})

# What one does with oneself alone, or looks for among what one may see: it names nothing that could be another's.
HARMLESS = frozenset(
    {"my-page", "language", "erase-me", "keep-me", "disagree", "reports", "report-units", "find-older"}
)


def side(button: Button | Command) -> str:
    """From whose side the handler looks at things."""
    module = button.handler.__module__
    found = SIDES.get(module) or SIDES.get(module.rpartition(".")[0])
    assert found, f"say in {__name__}.SIDES from whose side {module} looks at things"
    return found


def values(plan: Plan, presser: str) -> dict[str, Sequence[object]]:
    """What could stand for each parameter: the city office's things, and what is not there."""
    ids, cases = plan.ids, [*plan.cases.values(), NONE]
    return {
        "case_id": [case for case in cases if case != plan.cases["other unit's"]],
        "draft_id": [plan.cases["draft"], NONE],
        "since": [4102444800],  # in the year 2100
        "until": [4102444800],
        "other_id": [cases[0], plan.cases["anonymous"], plan.cases["anonymous, supported"], NONE],
        "unit_id": [ids["city"], ids["water"], ids["old unit"], 0, NONE],
        "digest_id": [ids["digest"], ids["weekly"], ids["office_monthly"], NONE],
        "category_id": [ids["urban"], ids["old category"], NONE],
        "area_id": [ids["area"], 0, NONE],
        "route_id": [ids["route"], NONE],
        "invite_id": [ids["invite"], NONE],
        "contact_id": [plan.contacts.get(presser, NONE), plan.contacts["admin"], plan.contacts["resident"], NONE],
        "member_id": [ids["member"], NONE],
        "line_id": [0, ids["audit"], NONE],
        "wanted": [0, ids["audit"]],
        "id": [ids["broken"], NONE],
        "unsent_id": [ids["unsent"], NONE],
        "task_id": [ids["compared"], NONE],
        "mark": ["2026-06-01~2026-06-30", "nonsense"],
        "month": ["2026-06", "2026-13", "nonsense"],
        "day": ["2026-10-08", "2026-02-30", "nonsense"],
        "page": [0, 1],
        "first": [0, 1],
        "days": [3],
        "rhythm": ["weekly", "monthly", "nonsense"],
        "part": ["chart", "workbook", "page", "nonsense"],
        "months": [1, 7],
        "hundredths": [0, 100],
        "word": ["路灯", "没有的词"],
        "wish": ["on", "off"],
        "want": ["chart", "ledger"],
        "role": ["admin", "dispatcher", "lead", "member"],
        "said": ["good", "fair", "bad"],
        "solved": ["yes", "no", "nonsense"],
        "action": ["answer", "ask", "resolve", "nonsense"],
        "reply_id": [ids["reply"], NONE],
        "reason": ["court", "nonsense"],
        "before": ["words"],
        "below": [10**9],
        "words": ["路灯", "没有的词"],
        "chosen": ["en"],
        "digits": ["0930"],
        "seen": [plan.split, "0"],
        "source": ["call", "座谈会"],
    }


def actions(name: str, button: Button, known: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """All ways to press it with these values, with and without what may be left out."""
    parameters = list(inspect.signature(button.handler).parameters.values())[1:]
    required = sum(1 for one in parameters if one.default is inspect.Parameter.empty)
    for count in sorted({required, len(parameters)}):
        for one in parameters[:count]:
            assert one.name in known, f"{name}: say in {__name__}.values what {one.name!r} may be"
        for chosen in product(*(known[one.name] for one in parameters[:count])):
            yield ":".join([name, *map(str, chosen)])


def text_of(said: Outbound) -> str:
    """All that somebody is shown by it: words, buttons, files."""
    return f"{said.text} {said.choices} {said.attachments}"
