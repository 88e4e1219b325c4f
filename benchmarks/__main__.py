"""The command line: python -m benchmarks [NAME ...] [--json]. Without a name all are run."""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks import digest, figures, growth, indicators, memory, pipeline, similar, start, tagging
from benchmarks.figures import Benchmark, Figure

Run = Callable[[Path, Progress], Awaitable[Sequence[Figure]]]

ALL: dict[str, tuple[str, Run]] = {
    "tagging": ("Tagging", tagging.run),
    "start": ("Start", start.run),
    "pipeline": ("Pipeline", pipeline.run),
    "digest": ("Digest and ledger", digest.run),
    "figures": ("Figures", indicators.run),
    "similar": ("Similar cases", similar.run),
    "growth": ("Growth of the archive", growth.run),
    "memory": ("Memory", memory.run),
}


async def benchmark(names: Sequence[str]) -> tuple[list[Benchmark], list[str]]:
    """Runs the named ones, each in a folder that is removed afterwards; progress goes to stderr, as do errors. Returns
    what was found, and the names of those that failed."""
    results, failed = [], []
    me = asyncio.current_task()
    assert me is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)  # all that was started is stopped
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for name in names:
            title, run = ALL[name]
            began = time.perf_counter()
            with tempfile.TemporaryDirectory(prefix="kaimen-bench-", ignore_cleanup_errors=True) as folder:
                try:
                    found = await run(Path(folder), progress)
                except Exception:  # the others took minutes, and may yet be run
                    traceback.print_exc()
                    failed.append(name)
                    continue
            results.append(Benchmark(name, title, found, time.perf_counter() - began))
    return results, failed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(ALL)}; all if none is given")
    parser.add_argument("--json", action="store_true", help="for machines, on stdout")
    options = parser.parse_args()
    if unknown := set(options.names) - ALL.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    facts = figures.machine()
    try:
        results, failed = asyncio.run(benchmark(options.names or list(ALL)))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
    if options.json:
        print(json.dumps(figures.as_json(facts, results), ensure_ascii=False, indent=2))
    else:
        console = Console()
        figures.show(console if console.is_terminal else Console(width=120), facts, results)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
