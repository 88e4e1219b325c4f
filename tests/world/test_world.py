"""The simulated world: whatever people do and whatever goes wrong, in whatever order, nothing is lost, nothing is said
to whom it does not concern, and the model knows it. A run that fails is made as short as it can be, and printed."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.tagging.segment import Segmenter
from tests.conftest import Pristine
from tests.world.groups import WithGroups
from tests.world.world import World, furnish

SEED = int(os.environ.get("KAIMEN_SEED", "20261126"))
RUNS = int(os.environ.get("KAIMEN_RUNS", "500"))
STEPS = int(os.environ.get("KAIMEN_STEPS", "50"))


def play(machine: type[WithGroups], *, runs: int, steps: int) -> None:
    """Plays so many runs of so many steps."""
    found = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    print(f"seed {SEED}: {runs} runs of {steps} steps")
    machine.seen.clear()
    run_state_machine_as_test(seed(SEED)(machine), settings=found)  # type: ignore[no-untyped-call]
    print(", ".join(f"{what} {n}" for what, n in sorted(machine.seen.items())))


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Path:
    """A furnished database, to be copied."""
    path = tmp_path / "office.db"
    shutil.copy(sqlite_template, path)
    asyncio.run(furnish(f"sqlite:///{path}"))
    return path


@pytest.fixture
def on_sqlite(office: Path, tmp_path: Path, segmenter: Segmenter) -> type[WithGroups]:
    class OnSqlite(WithGroups):
        def new_world(self, runner: asyncio.Runner) -> World:
            for left in tmp_path.glob("world.db*"):
                left.unlink()
            shutil.copy(office, tmp_path / "world.db")
            return World(f"sqlite:///{tmp_path}/world.db", segmenter)

    return OnSqlite


def test_a_short_while(on_sqlite: type[WithGroups]) -> None:
    play(on_sqlite, runs=10, steps=30)


@pytest.fixture
def on_postgres(postgres_database: Pristine, segmenter: Segmenter) -> type[WithGroups]:
    class OnPostgres(WithGroups):
        def new_world(self, runner: asyncio.Runner) -> World:
            runner.run(postgres_database.restore())
            runner.run(furnish(postgres_database.url))
            return World(postgres_database.url, segmenter)

    return OnPostgres


@pytest.mark.long
def test_a_long_time(on_sqlite: type[WithGroups]) -> None:
    play(on_sqlite, runs=RUNS, steps=STEPS)


@pytest.mark.long
def test_a_while_on_postgres(on_postgres: type[WithGroups]) -> None:
    play(on_postgres, runs=max(1, RUNS // 10), steps=STEPS)
