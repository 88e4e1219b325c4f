"""`python -m tests.audit`: whether a pinned dependency has a known vulnerability (pip-audit). Exit code 1 if one has.

It needs the network. Where the advisories cannot be had, it says so in a line and lets `make check` go on.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
PATIENCE = 120  # seconds for all


def ask() -> Mapping[str, Any] | None:
    """What pip-audit found, as it says it in JSON; None if it could not be asked."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(CONSTRAINTS), "--no-deps", "--disable-pip", "-f", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off", "--timeout", "10"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        found: Mapping[str, Any] = json.loads(done.stdout)
    except (ValueError, subprocess.TimeoutExpired):
        return None
    return found


def judge(found: Mapping[str, Any] | None) -> tuple[str, int]:
    """What to say, and the exit code."""
    packages = found["dependencies"] if found else []
    known = [package for package in packages if "skip_reason" not in package]
    if not known:
        return (
            "pip-audit: SKIPPED, nothing is known about vulnerabilities: the advisories cannot be reached from here",
            0,
        )
    bad = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none'}"
        for package in known
        for flaw in package["vulns"]
    ]
    if bad:
        return "\n".join(bad), 1
    left = f" ({len(packages) - len(known)} are not known there)" if len(known) < len(packages) else ""
    return f"pip-audit: no known vulnerability in {len(known)} packages{left}", 0


def main() -> None:
    """See above."""
    text, code = judge(ask())
    print(text)
    sys.exit(code)


if __name__ == "__main__":
    main()
