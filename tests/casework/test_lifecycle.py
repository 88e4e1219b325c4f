from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.lifecycle import (
    ENDED,
    OPEN,
    TRANSITIONS,
    WITH_UNIT,
    Action,
    Clock,
    NotPossible,
    Status,
    Transition,
    Who,
    actions,
    may,
    step,
)

from .lifecycle_doc import FILE, document

OFFICE = {Who.DISPATCHER, Who.ADMIN}
STAFF = {Who.UNIT, Who.LEAD} | OFFICE


def test_each_row_is_there_once() -> None:
    assert max(Counter((row.source, row.action) for row in TRANSITIONS).values()) == 1
    assert all(row.who for row in TRANSITIONS)
    assert {row.action for row in TRANSITIONS} == set(Action)


def test_the_sets_of_statuses() -> None:
    assert WITH_UNIT < OPEN
    assert not OPEN & ENDED
    assert set(Status) - OPEN - ENDED == {Status.DRAFT, Status.RESOLVED}


def test_what_the_table_does_not_know_is_not_possible() -> None:
    known = {(row.source, row.action): row for row in TRANSITIONS}
    for status, action in product(Status, Action):
        if (status, action) in known:
            assert step(status, action) == known[status, action]
        else:
            assert not any(may(status, action, who) for who in Who)
            with pytest.raises(NotPossible):
                step(status, action)


def walk(*taken: Action) -> list[Status]:
    status = Status.DRAFT
    return [status := step(status, action).target for action in taken]


@pytest.mark.parametrize(
    ("taken", "passed"),
    [
        ("submit dispatch sign resolve rate_good", "submitted dispatched in_progress resolved closed"),
        ("submit dispatch sign resolve expire", "submitted dispatched in_progress resolved closed"),
        ("submit dispatch sign resolve rate_bad", "submitted dispatched in_progress resolved in_progress"),
        (
            "submit dispatch sign resolve rate_good reopen",
            "submitted dispatched in_progress resolved closed in_progress",
        ),
        ("submit dispatch sign ask supply", "submitted dispatched in_progress info_requested in_progress"),
        ("submit dispatch sign ask resume", "submitted dispatched in_progress info_requested in_progress"),
        ("submit dispatch return dispatch", "submitted dispatched submitted dispatched"),
        ("submit dispatch sign return decline", "submitted dispatched in_progress submitted declined"),
        ("submit dispatch sign transfer sign", "submitted dispatched in_progress dispatched in_progress"),
        (
            "submit dispatch sign co_handle ask_extension extend",
            "submitted dispatched in_progress in_progress in_progress in_progress",
        ),
        ("submit dispatch sign suspend review", "submitted dispatched in_progress suspended in_progress"),
        ("submit merge unmerge dispatch", "submitted merged submitted dispatched"),
        ("submit decline reopen", "submitted declined submitted"),
        ("add submit add dispatch withdraw", "draft submitted submitted dispatched withdrawn"),
        ("discard", "discarded"),
        ("discard restore submit", "discarded draft submitted"),
    ],
)
def test_the_ways_that_a_case_takes(taken: str, passed: str) -> None:
    assert walk(*map(Action, taken.split())) == [Status(name) for name in passed.split()]


@pytest.mark.parametrize(
    ("done", "allowed"),
    [
        ({Action.SIGN, Action.ANSWER, Action.RESOLVE, Action.RETURN, Action.ASK}, STAFF),
        ({Action.RESUME, Action.REVIEW}, STAFF | {Who.SYSTEM}),
        ({Action.DISPATCH}, OFFICE | {Who.SYSTEM}),
        ({Action.DECLINE, Action.MERGE, Action.EXTEND, Action.REFUSE_EXTENSION}, OFFICE),
        ({Action.UNMERGE}, OFFICE | {Who.SYSTEM}),
        ({Action.TRANSFER, Action.CO_HANDLE, Action.SUSPEND}, OFFICE),
        ({Action.ASK_EXTENSION}, {Who.UNIT, Who.LEAD}),
        ({Action.WITHDRAW, Action.RATE_GOOD, Action.RATE_BAD, Action.CLOSE_BY_RESIDENT}, {Who.REPORTER}),
        ({Action.ADD, Action.SUPPLY}, {Who.REPORTER}),
        ({Action.SUBMIT, Action.DISCARD}, {Who.REPORTER, Who.SYSTEM}),
        ({Action.EXPIRE}, {Who.SYSTEM}),
    ],
)
def test_who_may_do_what_is_the_same_in_every_status(done: set[Action], allowed: set[Who]) -> None:
    rows = [row for row in TRANSITIONS if row.action in done]
    assert {row.action for row in rows} == done
    assert all(row.who == allowed for row in rows)


def test_only_the_reporter_reopens_what_was_closed_and_only_the_office_what_it_declined() -> None:
    assert step(Status.CLOSED, Action.REOPEN).who == {Who.REPORTER}
    assert step(Status.DECLINED, Action.REOPEN).who == OFFICE


def test_a_draft_is_split_by_its_reporter_and_what_waits_by_the_office() -> None:
    assert step(Status.DRAFT, Action.SPLIT).who == {Who.REPORTER}
    assert step(Status.SUBMITTED, Action.SPLIT).who == step(Status.SUBMITTED, Action.UNSPLIT).who == OFFICE
    assert {row.source for row in TRANSITIONS if row.action is Action.SPLIT} == {Status.DRAFT, Status.SUBMITTED}


def test_buttons_stand_in_one_order_the_likeliest_first() -> None:
    assert actions(Status.RESOLVED, Who.REPORTER) == (
        Action.RATE_GOOD,
        Action.RATE_BAD,
        Action.ADD,
        Action.CLOSE_BY_RESIDENT,
    )
    assert actions(Status.DISPATCHED, Who.UNIT) == (Action.SIGN, Action.RETURN)
    assert actions(Status.SUBMITTED, Who.DISPATCHER) == (
        Action.DISPATCH,
        Action.MERGE,
        Action.SPLIT,
        Action.UNSPLIT,
        Action.DECLINE,
    )
    assert actions(Status.WITHDRAWN, Who.ADMIN) == ()
    for status, who in product(Status, Who):
        shown = actions(status, who)
        assert list(shown) == sorted(shown, key=list(Action).index)
        assert set(shown) == {action for action in Action if may(status, action, who)}


def test_withdrawn_is_final_and_the_other_ends_have_one_way_back() -> None:
    back = {
        (row.source, row.action, row.target) for row in TRANSITIONS if row.source in ENDED and row.target not in ENDED
    }
    assert back == {
        (Status.CLOSED, Action.REOPEN, Status.IN_PROGRESS),
        (Status.DECLINED, Action.REOPEN, Status.SUBMITTED),
        (Status.MERGED, Action.UNMERGE, Status.SUBMITTED),
        (Status.DISCARDED, Action.RESTORE, Status.DRAFT),
    }
    assert not any(row.source is Status.WITHDRAWN for row in TRANSITIONS)


def test_a_resident_may_withdraw_at_any_time_before_it_is_resolved() -> None:
    for status in OPEN | {Status.MERGED}:
        assert may(status, Action.WITHDRAW, Who.REPORTER)
    assert not may(Status.RESOLVED, Action.WITHDRAW, Who.REPORTER)


def test_no_open_case_depends_on_one_person_to_move_on() -> None:
    """The office or the bot itself can bring a case from any status but a draft to an end."""
    ends = set(ENDED)
    while more := {
        row.source
        for row in TRANSITIONS
        if row.target in ends and row.who & (OFFICE | {Who.SYSTEM}) and row.source not in ends
    }:
        ends |= more
    assert ends == set(Status)


class Model:
    """What a case must have besides its status: a clock, a unit, somebody who signed."""

    def __init__(self) -> None:
        self.status, self.clock, self.unit, self.signed = Status.DRAFT, "off", False, False

    def take(self, row: Transition) -> None:
        assert row.source == self.status
        match row.clock:
            case Clock.START:
                assert self.clock != "paused"
                self.clock = "running"
            case Clock.PAUSE:
                assert self.clock == "running"
                self.clock = "paused"
            case Clock.RESUME:
                assert self.clock == "paused"
                self.clock = "running"
            case Clock.STOP:
                self.clock = "off"
        if row.action is Action.DISPATCH:
            self.unit = True
        if row.action is Action.SIGN:
            self.signed = True
        if row.target in {Status.SUBMITTED, Status.DISPATCHED}:
            self.signed = False
        if row.target is Status.SUBMITTED:
            self.unit = False
        self.status = row.target

    def check(self) -> None:
        if self.status in {Status.DISPATCHED, Status.IN_PROGRESS}:
            assert self.clock == "running"
        elif self.status in {Status.INFO_REQUESTED, Status.SUSPENDED}:
            assert self.clock == "paused"
        elif self.status is not Status.SUBMITTED:
            assert self.clock == "off"
        if self.status in WITH_UNIT | {Status.RESOLVED, Status.CLOSED}:
            assert self.unit
        if self.status in WITH_UNIT - {Status.DISPATCHED} | {Status.RESOLVED, Status.CLOSED}:
            assert self.signed
        if self.status not in ENDED:
            assert any(row.source == self.status and row.target != self.status for row in TRANSITIONS)


@given(st.data())
def test_no_sequence_of_actions_leaves_a_case_without_clock_unit_or_way_out(data: st.DataObject) -> None:
    case = Model()
    for _ in range(data.draw(st.integers(0, 40))):
        rows = [row for row in TRANSITIONS if row.source == case.status]
        if not rows:
            assert case.status is Status.WITHDRAWN
            break
        case.take(data.draw(st.sampled_from(rows)))
        case.check()


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Who)), max_size=60))
def test_whatever_is_tried_by_whomever_a_case_stays_in_a_known_status(tried: list[tuple[Action, Who]]) -> None:
    case = Model()
    for action, who in tried:
        if may(case.status, action, who):
            case.take(step(case.status, action))
        case.check()
    assert case.status in Status


def test_the_document_shows_the_table_as_it_is() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: python tests/casework/lifecycle_doc.py"
