"""How many examples a test is tried with. The short round is the same each time; the long one goes by its seed."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

LONGER = int(os.environ.get("KAIMEN_FUZZ", "1"))  # times as many examples: `make test-fuzz FUZZ=50 SEED=7`


def rounds(short: int, *, shrink: bool = True) -> Callable[[Any], Any]:
    """So many examples in the short round. Where one example builds on what others left, none can be made smaller."""
    return settings(
        max_examples=short * LONGER,
        derandomize=LONGER == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if shrink else ())),
        print_blob=True,
    )
