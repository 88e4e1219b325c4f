"""What Prometheus reads at /metrics: counted where it happens, in memory; what lies in the database is read when asked.

All names begin with `kaimen_`. A process tells of itself what it counted, and of the database what all see alike; so
counters are summed over the processes, and of gauges any one's serves. No label names a person or a chat.
"""

import re

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.process_collector import ProcessCollector

# Seconds. Handling takes some milliseconds; a second is a person's patience.
_TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # memory, processor time and open files of this process

RECEIVED = Counter("kaimen_received", "Messages stored, redeliveries too.", ["channel"], registry=REGISTRY)
HANDLED = Counter("kaimen_handled", "Messages handled.", ["channel"], registry=REGISTRY)
FAILED = Counter("kaimen_failed", "Tries to handle a message that failed.", ["channel"], registry=REGISTRY)
SENT = Counter("kaimen_sent", "Messages that the platform took.", ["channel"], registry=REGISTRY)
REFUSED = Counter("kaimen_refused", "Messages not to be sent again.", ["channel", "reason"], registry=REGISTRY)
RETRIED = Counter("kaimen_retried", "Sends to be tried again.", ["channel", "reason"], registry=REGISTRY)
JOB_FAILURES = Counter("kaimen_job_failures", "Scheduled jobs that failed.", ["work"], registry=REGISTRY)

HANDLING = Histogram(
    "kaimen_handling_seconds",
    "From a message's turn to its end, without the commit.",
    buckets=_TIMES,
    registry=REGISTRY,
)
TAGGING = Histogram("kaimen_tagging_seconds", "One decision about a text.", buckets=_TIMES, registry=REGISTRY)
SENDING = Histogram(
    "kaimen_sending_seconds", "One call to the platform.", ["channel"], buckets=_TIMES, registry=REGISTRY
)

LEADING = Gauge("kaimen_leading", "1 in the process that knocks at the scheduled jobs.", registry=REGISTRY)
STORAGE_UP = Gauge(
    "kaimen_storage_up", "1 if the database answered in time; else what follows is old.", registry=REGISTRY
)
INBOX_WAITING = Gauge("kaimen_inbox_waiting", "Messages not handled yet.", registry=REGISTRY)
INBOX_AGE = Gauge("kaimen_inbox_age_seconds", "How long the oldest of them has waited.", registry=REGISTRY)
INBOX_DEAD = Gauge("kaimen_inbox_dead", "Messages set aside after the last try.", registry=REGISTRY)
OUTBOX_WAITING = Gauge("kaimen_outbox_waiting", "Messages not sent yet.", registry=REGISTRY)
OUTBOX_AGE = Gauge("kaimen_outbox_age_seconds", "How long the oldest of them has waited.", registry=REGISTRY)
OUTBOX_DEAD = Gauge("kaimen_outbox_dead", "Messages given up after the last try.", registry=REGISTRY)
DIGESTS_DUE = Gauge("kaimen_digests_due", "Units whose digest is due and not sent.", registry=REGISTRY)
DIGESTS_LATE = Gauge("kaimen_digests_late_seconds", "For how long the first of them is due.", registry=REGISTRY)

CONTENT_TYPE = CONTENT_TYPE_LATEST


def begin(channel: str) -> None:
    """Counts from 0: a series that only appears with its first failure has not risen, for Prometheus, and alerts
    nobody."""
    for counter in (RECEIVED, HANDLED, FAILED, SENT):
        counter.labels(channel)


def page() -> bytes:
    """Everything, as Prometheus reads it."""
    return generate_latest(REGISTRY)


def reason(text: str, *, blocked: bool = False) -> str:
    """A few words for many reasons: each different label is a series of its own, for ever."""
    if blocked:
        return "blocked"
    kind = text.partition(":")[0]
    return kind if re.fullmatch(r"[A-Z][A-Za-z]{2,30}|unreadable", kind) else "other"
