"""What tests of the command line share."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from bot.__main__ import app as cli


def kaimen(*args: str) -> Result:
    """Calls a command, in this process."""
    return CliRunner().invoke(cli, args)


def found(result: Result) -> Any:
    """What a command with --json printed: one JSON value on stdout, and nothing else there."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)
