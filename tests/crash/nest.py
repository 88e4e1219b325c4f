"""Where bots are born at once: a process that has read the program and the dictionary, which takes over a second, and
forks. Everything else is as in `python -m bot`.

Each line of its input is what is to be born, as JSON: a number, the command, the environment, the file of the log. It
answers with lines of the number, "born" and the process's id; and later the number, "ended" and how, as
`Popen.returncode` has it.
"""

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from asyncio import shield, wrap_future
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from tests.crash import victim

ROOT = Path(__file__).parents[2]


class Nest:
    """The same for all tests of a process, whatever loop they run in."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nest"],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._numbers = count(1)
        self._told: defaultdict[tuple[int, str], Future[int]] = defaultdict(Future)
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._close)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            number, what, value = line.split()
            self._told[int(number), what].set_result(int(value))

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    async def born(self, command: str, environment: Mapping[str, str], log: Path) -> "Born":
        """A process that does `command`."""
        assert self._process.stdin is not None
        number = next(self._numbers)
        birth, end = self._told[number, "born"], self._told[number, "ended"]
        said = {"number": number, "command": command, "environment": dict(environment), "log": str(log)}
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        return Born(await wrap_future(birth), end)


@cache
def nest() -> Nest:
    return Nest()


class Born:
    """A process out of the nest, to be used like one of asyncio's."""

    def __init__(self, pid: int, end: Future[int]) -> None:
        self.pid, self._end = pid, end

    @property
    def returncode(self) -> int | None:
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        return await shield(wrap_future(self._end))

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):  # it has ended
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


# In the nest itself


def read_all() -> None:
    """What a bot reads before it can work."""
    from bot import app
    from bot.tagging.segment import Segmenter

    for module in ("bot.__main__", "bot.channels.telegram", "bot.commands.serve"):
        import_module(module)
    segmenter = Segmenter()
    segmenter.load()
    app.Segmenter = lambda: segmenter  # type: ignore[misc, assignment]
    gc.freeze()


def give_birth(said: dict[str, Any]) -> None:
    """Forks somebody who waits for the end of what is born, and says it."""
    if os.fork():
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        live(said)
    tell(said["number"], "born", pid)
    tell(said["number"], "ended", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    os._exit(0)


def tell(*what: object) -> None:
    """A line in one write, for several processes write to this pipe: those of `print` mix, if it is not buffered."""
    os.write(1, f"{' '.join(map(str, what))}\n".encode())


def live(said: dict[str, Any]) -> None:
    """From here on as a process that was just started."""
    os.environ.clear()
    os.environ.update(said["environment"])
    log = os.open(said["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["kaimen", said["command"]]
    code: object = 1
    try:
        victim.main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    read_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them
    for line in sys.stdin:
        give_birth(json.loads(line))
