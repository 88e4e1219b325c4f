"""Metrics: what is counted, what /metrics tells of the database; dashboard and alerts ask for what there is."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import yaml

from bot import metrics
from bot.channels.web import build, serving
from bot.clock import Clock, Job
from bot.messages import Features, Outcome, Receipt
from bot.pipeline import Pipeline
from tests.town import Town

DEPLOY = Path(__file__).parents[1] / "deploy"


@dataclass(frozen=True)
class Bare:
    """A channel that does nothing."""

    name: str = "bare"
    features: Features = field(default_factory=Features)


async def never(*_: object) -> None:
    raise AssertionError("nothing was to be handled")


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def series() -> set[str]:
    """The names of all that /metrics can show."""
    names: set[str] = set()
    for family in metrics.REGISTRY.collect():
        names.add(family.name)
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(family.type, ())
        names.update(family.name + end for end in ends)
    return names


def asked_for(*expressions: str) -> set[str]:
    return {name for text in expressions for name in re.findall(r"\b(?:kaimen|process)_[a-z_]+\b", text)}


def test_the_dashboard_asks_for_what_there_is() -> None:
    board = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    targets = [target for panel in board["panels"] for target in panel["targets"]]
    names = asked_for(*(target["expr"] for target in targets))
    assert names <= series()
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    own = {family.name for family in metrics.REGISTRY.collect() if family.name.startswith("kaimen_")}
    assert own <= {re.sub(r"_(total|bucket)$", "", name) for name in names}, "each metric is on the dashboard"


def test_alerts_ask_for_what_there_is() -> None:
    groups = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert asked_for(*(rule["expr"] for rule in rules)) <= series()
    for rule in rules:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert {"summary", "action"} == rule["annotations"].keys()


@pytest.mark.parametrize(
    ("text", "blocked", "shown"),
    [
        ("Forbidden: bot was blocked by the user", True, "blocked"),
        ("BadRequest: Chat not found", False, "BadRequest"),
        ("unreadable", False, "unreadable"),
        ("王芳 wrote: something", False, "other"),
        ("", False, "other"),
    ],
)
def test_reasons_are_few(text: str, blocked: bool, shown: str) -> None:
    assert metrics.reason(text, blocked=blocked) == shown


async def test_counters_begin_at_nought(town: Town) -> None:
    """Prometheus sees a counter rise only from a value that it saw before: the first failure must be seen."""
    name = "nothing-happened-here"
    Pipeline(town.app.db, lambda: town.now, *[never] * 3, channels=[Bare(name)])  # type: ignore[list-item]
    for counter in ("received", "handled", "failed", "sent"):
        assert metrics.REGISTRY.get_sample_value(f"kaimen_{counter}_total", {"channel": name}) == 0
    Clock([Job(name, 60, never)])
    assert metrics.REGISTRY.get_sample_value("kaimen_job_failures_total", {"work": name}) == 0


async def test_what_happens_to_a_message_is_counted(town: Town) -> None:
    def counts() -> list[float]:
        names = ("received_total", "handled_total", "sent_total")
        return [value(f"kaimen_{name}", channel=town.channel.name) for name in names]

    resident = await town.resident()
    await resident.says("/help")
    before, tagged = counts(), value("kaimen_tagging_seconds_count")
    handled = value("kaimen_handling_seconds_count")
    await resident.says("幸福小区门口路灯坏了一周")
    assert counts() == [number + 1 for number in before], town.channel.name
    assert value("kaimen_handling_seconds_count") == handled + 1
    assert value("kaimen_tagging_seconds_count") > tagged


async def test_a_refused_message_is_counted_by_its_reason(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> Receipt:
        return Receipt(Outcome.REFUSED, reason="Forbidden: blocked", blocked=True)

    labels = {"channel": town.channel.name, "reason": "blocked"}
    before = value("kaimen_refused_total", **labels)
    resident = await town.resident()
    monkeypatch.setattr(town.channel, "send", refuse)
    await resident.says("路灯坏了")
    assert value("kaimen_refused_total", **labels) == before + 1


async def test_what_waits_has_a_number_and_an_age(town: Town) -> None:
    resident = await town.resident()
    await resident.says("/help")
    await town.app.pipeline.receive([resident.inbound(text="路灯坏了")])
    town.now += timedelta(seconds=90)
    await town.app.measure()
    assert (value("kaimen_inbox_waiting"), value("kaimen_inbox_age_seconds")) == (1, 90)
    assert value("kaimen_outbox_waiting") == 0
    await town.app.pipeline.handle_some()
    town.now += timedelta(seconds=30)
    await town.app.measure()
    assert (value("kaimen_inbox_waiting"), value("kaimen_inbox_age_seconds")) == (0, 0)
    assert (value("kaimen_outbox_waiting"), value("kaimen_outbox_age_seconds")) == (1, 30)


async def test_a_digest_that_is_not_sent_is_late(town: Town) -> None:
    await town.unit("城管局")
    await town.clock_strikes("08:00")
    await town.app.measure()
    assert (value("kaimen_digests_due"), value("kaimen_digests_late_seconds")) == (0, 0)
    town.now += timedelta(days=1, minutes=20)
    await town.app.measure()
    assert (value("kaimen_digests_due"), value("kaimen_digests_late_seconds")) == (1, 1200)
    await town.app.knock()
    await town.app.measure()
    assert value("kaimen_digests_due") == 0


async def test_a_monitor_reads_it_also_when_the_database_is_away(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    async def health() -> dict[str, object]:
        return {}

    async def read(port: int) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"http://127.0.0.1:{port}/metrics")

    async with serving(build(health, measure=town.app.measure), "127.0.0.1", 0) as port:
        answer = await read(port)
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert "\nkaimen_storage_up 1.0\n" in answer.text
        await town.app.db.close()
        assert "\nkaimen_storage_up 0.0\n" in (await read(port)).text
    assert "did not say in time" in caplog.text
