"""What people write cannot make a line of the log, whoever reads it by whatever ends of lines."""

import json
import logging

import pytest

from bot.logs import set_up
from bot.settings import LogFormat

FORGED = "2026-06-01 09:00:00+0000 CRITICAL root: 伪造"
TEXTS = [
    *(
        f"路灯{end}{FORGED}"
        for end in ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
    ),
    f"\x1b[2J\x1b[31m{FORGED}",
    f"\x08\x08\x7f\u202e{FORGED}\u2066",
    f"\ud800\0{FORGED}",
    "%s %d %(message)s {0.__class__} {levelname}",
]


@pytest.mark.parametrize("form", list(LogFormat))
def test_nobody_forges_a_line(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", form)
    log = logging.getLogger("bot.bad_inputs")
    for text in TEXTS:
        log.warning("somebody said %s", text)
        log.warning(text)
        try:
            raise ValueError(text)
        except ValueError:
            log.exception("it failed for %s", text)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3 * len(TEXTS)
    assert not [line for line in lines if not line.isprintable()]
    for line in lines:
        entry = (
            json.loads(line) if form is LogFormat.JSON else {"level": line.split()[2], "logger": line.split()[3][:-1]}
        )
        assert (entry["level"] in ("WARNING", "ERROR"), entry["logger"]) == (True, "bot.bad_inputs")
