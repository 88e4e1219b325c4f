"""What runs beside the benchmark: processes that are stopped by their own id, whatever happens, and their memory."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.settings import Settings
from tests.postgres import serving

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15.0  # seconds that a process has to end by itself


def environment(**values: str) -> dict[str, str]:
    """This environment without anybody's own settings of the bot, and with `values`."""
    names = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in names}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", **values}


@asynccontextmanager
async def running(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None, stdout: int | None = subprocess.DEVNULL
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python ARGUMENTS` in `folder`, until the block ends. Raises RuntimeError if it ended by itself, and badly."""
    log = folder / f"{'-'.join(arguments).replace('/', '_')[:60]}.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=folder, env=env or environment(), stdout=stdout, stderr=errors
        )
    try:
        yield process
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {log.read_text()[-2000:]}")
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process said (its last line, as JSON if it is), how long it took, of that how long on a processor, and the
    most memory it had (bytes)."""

    said: str
    seconds: float
    processor: float
    peak: int

    @property
    def answer(self) -> Any:
        return json.loads(self.said.splitlines()[-1])


async def measured(*arguments: str, folder: Path, env: Mapping[str, str] | None = None) -> Ran:
    """Runs `python ARGUMENTS` to its end. Raises RuntimeError with its errors if it fails."""
    process: subprocess.Popen[bytes] | None = None

    def run() -> Ran:
        nonlocal process
        with (folder / "measured.out").open("w+b") as out, (folder / "measured.err").open("w+b") as errors:
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=folder, env=env or environment(), stdout=out, stderr=errors
            )
            peak = 0
            while True:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                peak = max(peak, peak_memory(process.pid))
                time.sleep(0.01)
            seconds = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            for file in (out, errors):
                file.seek(0)
            if process.returncode:
                raise RuntimeError(f"{' '.join(arguments)}: {errors.read().decode()[-2000:]}")
            return Ran(out.read().decode(), seconds, usage.ru_utime + usage.ru_stime, peak or _bytes(usage))

    try:
        return await asyncio.to_thread(run)
    finally:
        if process is not None and process.returncode is None:
            process.kill()


def resident_memory(process: int) -> int:
    """The memory that a process has now, in bytes; 0 where the system does not say so in /proc."""
    return _status(process, "VmRSS")


def peak_memory(process: int | None = None) -> int:
    """The most memory that a process (None: this one) has had so far, in bytes; 0 where the system does not say so.

    Of another process only Linux says it. There ru_maxrss would not do: it begins with what the parent had.
    """
    peak = _status(process or os.getpid(), "VmHWM")
    return peak if peak or process else _bytes(resource.getrusage(resource.RUSAGE_SELF))


def _status(process: int, what: str) -> int:
    """A line of /proc/PID/status in bytes; 0 if there is none."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), 0)


def _bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def processor_seconds(process: int) -> float:
    """How much time of a processor a process has used so far; 0 where the system does not say so in /proc."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()  # its name, in brackets, may have spaces in it
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """The fake Bot API server of the tests, as a process of its own, and people who write to the bot."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url, self._http = url, http

    async def people(self, first: int, count: int) -> None:
        """`count` strangers with ids from `first`."""
        await self._post("person", [{"name": f"居民{id}", "id": id} for id in range(first, first + count)])

    async def act(self, *acts: Mapping[str, Any]) -> None:
        """What people do, queued at once. See tests/botapi/control.py."""
        await self._post("act", list(acts))

    async def until(self, method: str, calls: int, seconds: float = 120.0) -> None:
        """Waits until the bot has made so many successful calls in all. Raises TimeoutError."""
        wanted = f"/_control/wait?method={method}&calls={calls}&timeout={seconds}"
        answer = await self._http.get(wanted, timeout=seconds + 5)
        if not answer.json()["reached"]:
            raise TimeoutError(f"fewer than {calls} calls of {method} after {seconds:.0f} s")

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """The successful calls of a method, oldest first."""
        calls: list[dict[str, Any]] = (
            await self._http.get("/_control/calls", params={"method": method, "limit": 10000})
        ).json()
        return [call for call in calls if call["error"] is None]

    async def calls_after(self, number: int) -> list[dict[str, Any]]:
        """All calls after the one of this number, oldest first."""
        found: list[dict[str, Any]] = (await self._http.get("/_control/calls", params={"after": number})).json()
        return found

    async def end_poll(self, token: str) -> None:
        """Ends a long poll as the real server does: by another one."""
        await self._http.get(f"/bot{token}/getUpdates")

    async def _post(self, path: str, body: object) -> None:
        (await self._http.post(f"/_control/{path}", json=body)).raise_for_status()


@asynccontextmanager
async def botapi(folder: Path) -> AsyncIterator[Server]:
    """A fresh server."""
    arguments = ("-m", "tests.botapi", "--keep-calls", "10000")
    async with running(*arguments, folder=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        if not url:
            await process.wait()
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            yield Server(url, http)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server with its own, durable settings (fsync and synchronous_commit on)."""
    with serving(folder / "run") as server:
        yield server.get_uri()
