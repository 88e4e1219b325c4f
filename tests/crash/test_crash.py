"""Nothing received is lost and nothing is handled twice, however often the process is killed."""

import os
from pathlib import Path

import pytest

from tests.crash.harness import rounds

SEED = int(os.environ.get("KAIMEN_SEED", "20261123"))


async def test_killed_a_few_times(database_url: str, tmp_path: Path) -> None:
    print(await rounds(database_url, tmp_path, kills=5, residents=12, seed=SEED))


@pytest.mark.long
async def test_killed_two_hundred_times(database_url: str, tmp_path: Path) -> None:
    print(await rounds(database_url, tmp_path, kills=200, residents=30, seed=SEED))
