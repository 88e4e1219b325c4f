"""Figures, the table that shows them, and the machine that they were taken on."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `note` says against what, or of what; `bound` is what it should keep to, if there is one."""

    what: str
    value: float
    unit: str
    note: str = ""
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The figures of one benchmark, with the command that gives them again."""

    name: str
    title: str
    figures: Sequence[Figure]
    seconds: float

    @property
    def command(self) -> str:
        return f"python -m benchmarks {self.name}"


def machine() -> dict[str, str]:
    """What the figures depend on."""
    return {
        "cpu": _cpu(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "load": f"{os.getloadavg()[0]:.1f} before the run",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "python-telegram-bot": version("python-telegram-bot"),
        "jieba": version("jieba"),
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def as_json(facts: dict[str, str], results: Sequence[Benchmark]) -> dict[str, Any]:
    """Everything, for machines."""
    return {"machine": facts, "benchmarks": [{**asdict(result), "command": result.command} for result in results]}


def show(console: Console, facts: dict[str, str], results: Sequence[Benchmark]) -> None:
    """Everything, for people."""
    table = Table(title="Kaimen, measured", caption=" · ".join(f"{k} {v}" for k, v in facts.items()))
    table.add_column("what")
    table.add_column("figure", justify="right", no_wrap=True)
    table.add_column("to keep to", no_wrap=True)
    table.add_column("against, of what")
    for result in results:
        table.add_section()
        table.add_row(f"[bold]{result.title}[/]", "", "", f"[bold]{result.command}[/] ({result.seconds:.0f} s)")
        for figure in result.figures:
            table.add_row(f"  {figure.what}", f"{_short(figure.value)} {figure.unit}", figure.bound, figure.note)
    console.print(table)


def _short(value: float) -> str:
    """Three figures: 1,234 and 12.3 and 0.123."""
    if value and abs(value) < 10:
        return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
