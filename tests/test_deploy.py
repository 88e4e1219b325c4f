"""deploy/: what can be checked without Docker and systemd."""

import re
from pathlib import Path

import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    lines = read("Dockerfile").splitlines()
    last_stage = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM ")) :]
    users = [line for line in last_stage if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]
    assert "/healthz" in read("Dockerfile").partition("HEALTHCHECK")[2]
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", read("Dockerfile"), flags=re.MULTILINE):
        ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        for path in source.split():
            assert (ROOT / path).exists()
            assert f"!{path}" in ignored


def test_every_service_is_locked_up_and_every_setting_is_one() -> None:
    compose = yaml.safe_load(read("compose.yaml"))
    services = compose["services"]
    assert services.keys() == {"bot", "work", "db"}
    for name in ("bot", "work"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert int(service["stop_grace_period"].removesuffix("s")) > 10, "it stops within ten seconds by itself"
        assert service["environment"].keys() <= SETTINGS
        where = service["environment"]["HTTP_HOST"], service["environment"]["HTTP_PORT"]
        assert where == ("0.0.0.0", "8080"), "reached from outside, whatever .env says"
        assert service["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["bot"]["ports"] == ["127.0.0.1:8080:8080"], "not open to the world"
    assert "ports" not in services["db"]
    assert services["db"]["volumes"] == [f"{next(iter(compose['volumes']))}:/var/lib/postgresql/data"]


def test_the_unit_stops_in_time_and_may_write_to_its_state_alone() -> None:
    unit = dict(re.findall(r"^([A-Za-z]+)=(.*)$", read("kaimen.service"), flags=re.MULTILINE))
    assert unit["ExecStart"].endswith("/kaimen run")
    assert (unit["DynamicUser"], unit["ProtectSystem"], unit["Restart"]) == ("yes", "strict", "always")
    assert int(unit["TimeoutStopSec"]) > 10
    assert unit["WorkingDirectory"] == f"/var/lib/{unit['StateDirectory']}"
