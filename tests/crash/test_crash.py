"""Nothing received is lost and nothing is handled twice, however often the process is killed."""

import os
from pathlib import Path

import pytest

from tests.crash.harness import rounds

SEED = int(os.environ.get("KAIMEN_SEED", "20261123"))
KILLS = int(os.environ.get("KAIMEN_KILLS", "1000"))  # on each engine


async def test_killed_a_few_times(database_url: str, tmp_path: Path) -> None:
    print(await rounds(database_url, tmp_path, kills=3, residents=12, seed=SEED))


@pytest.mark.long
async def test_killed_many_times(database_url: str, tmp_path: Path) -> None:
    print(await rounds(database_url, tmp_path, kills=KILLS, residents=30, seed=SEED))
