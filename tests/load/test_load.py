"""Several workers on PostgreSQL: nothing lost, nothing twice, in order, also while they are killed."""

import os
from pathlib import Path

import pytest

from tests.load.harness import killed, throughput

SEED = int(os.environ.get("KAIMEN_SEED", "20261126"))


async def test_two_workers_of_which_some_are_killed(postgres_url: str, tmp_path: Path) -> None:
    print(await killed(postgres_url, tmp_path, workers=2, kills=2, residents=6, seed=SEED))


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2, 4])
async def test_one_is_killed_every_few_seconds(postgres_url: str, tmp_path: Path, workers: int) -> None:
    print(await killed(postgres_url, tmp_path, workers=workers, kills=25, residents=20, seed=SEED + workers))


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2, 4])
async def test_how_much_workers_do(postgres_url: str, tmp_path: Path, workers: int) -> None:
    print(await throughput(postgres_url, tmp_path, workers=workers, people=400))
