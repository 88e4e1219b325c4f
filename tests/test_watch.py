"""Whether the work goes on: what counts as hanging, what as failing, and who hears of it when."""

import asyncio

import pytest

from bot import watch
from bot.watch import Watch


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def found(seconds: Seconds) -> Watch:
    made = Watch(seconds)
    made.begin("handling", "sending")
    return made


def test_what_does_not_move_hangs(found: Watch, seconds: Seconds) -> None:
    seconds.now += watch.RED
    found.moved("sending")
    assert found.trouble() == ""
    seconds.now += 1
    assert found.trouble() == "handling has not moved for 91 s"
    assert found.still() == ("handling", 91)
    found.moved("handling")
    assert found.trouble() == ""


def test_what_fails_moves_but_is_trouble_all_the_same(found: Watch, seconds: Seconds) -> None:
    for _ in range(200):
        seconds.now += 1
        found.failed("handling")
        found.moved("sending")
    assert found.trouble() == "nothing can be stored for 199 s"
    assert found.still()[1] == 0
    found.moved("handling")
    assert found.trouble() == ""


def test_one_that_works_does_not_hide_another_that_fails(found: Watch, seconds: Seconds) -> None:
    found.failed("receiving")
    seconds.now += 10
    found.moved("handling")
    assert found.failing() == 10
    found.moved("receiving")
    assert found.failing() == 0


def test_between_two_looks_at_the_clock_nothing_fails() -> None:
    times = iter(range(100))
    running = Watch(lambda: next(times))
    assert (running.failing(), running.still(), running.trouble()) == (0, ("", 0), "")


def test_before_the_work_begins_nothing_hangs(seconds: Seconds) -> None:
    idle = Watch(seconds)
    idle.moved("handling")
    seconds.now += 1000
    assert idle.trouble() == ""


async def test_the_alarm_is_told_once_and_what_is_over_once(
    found: Watch, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    answers = iter([False, True, True])
    stop, steps = asyncio.Event(), 0
    monkeypatch.setattr(watch, "monotonic", seconds)

    async def each_second(_: asyncio.Event, beat: float) -> None:
        nonlocal steps
        seconds.now += beat
        steps += 1
        if steps == 10:
            found.failed("receiving")
        if steps == 200:
            found.moved("receiving")
        if steps == 210:
            stop.set()

    async def prepare() -> None:
        calls.append("prepare")

    async def tell() -> bool:
        calls.append(f"tell at {steps}")
        return next(answers)

    async def over() -> None:
        calls.append(f"over at {steps}")

    monkeypatch.setattr(watch, "_wait", each_second)
    await watch.alarm(found, stop, prepare=prepare, tell=tell, over=over)
    assert calls[0] == "prepare"
    assert [call for call in calls if call != "prepare"] == ["tell at 16", "tell at 76", "over at 200"]
