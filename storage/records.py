"""The frozen dataclasses that rows become. Field names are column names; times are aware UTC datetimes."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on a channel. Roles are read anew from the database for every message."""

    id: int
    channel: str
    account: str
    chat: str
    name: str
    phone: str
    language: str
    admin: bool
    dispatcher: bool
    asking: str
    slowed_at: datetime | None
    blocked_at: datetime | None
    created_at: datetime
    notice: int = 0  # which version of the notice on their data they were shown
    noticed_at: datetime | None = None
    agreed_at: datetime | None = None  # when they went on after it
    seen_at: datetime | None = None  # when they were last heard of, to the day; None: they are forgotten


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit (责任单位). `hour` is HH:MM in the office's zone."""

    id: int
    name: str
    hour: str
    group_channel: str
    group_chat: str
    empty_digest: bool
    chart: bool
    ledger: bool
    retired_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Area:
    """A place that residents name, within another (`parent_id`) or not. Its centre is in degrees of WGS 84."""

    id: int
    name: str
    retired_at: datetime | None
    parent_id: int | None
    kind: str
    other_names: str
    latitude: float | None
    longitude: float | None

    @property
    def names(self) -> list[str]:
        """All that it is called, its name first."""
        return [self.name, *filter(None, self.other_names.split("、"))]


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its limit in workdays, or else in hours. `code` never changes; names do."""

    id: int
    code: str
    zh: str
    en: str
    limit_days: int
    position: int
    retired_at: datetime | None
    limit_hours: int | None = None

    def name(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class KeywordRow:
    category_id: int
    code: str
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A category (in one area, or everywhere) goes to a unit."""

    id: int
    category_id: int
    area_id: int | None
    unit_id: int


@dataclass(frozen=True, slots=True)
class Case:
    """What a resident said should be done, with its number and its life (`bot.casework.lifecycle`)."""

    id: int
    number: str | None
    reporter_id: int | None
    anonymous: bool
    status: str
    text: str
    title: str
    source: str
    category_id: int | None
    area_id: int | None
    unit_id: int | None
    handler_id: int | None
    decision: str
    urgent: bool
    latitude: float | None
    longitude: float | None
    card: int | None
    send_at: datetime | None
    created_at: datetime
    submitted_at: datetime | None
    dispatched_at: datetime | None
    signed_at: datetime | None
    answered_at: datetime | None
    paused_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    resolved_at: datetime | None
    closed_at: datetime | None
    rating: str
    reopened: int
    parent_id: int | None = None  # the case that it was merged into
    split_from: int | None = None  # the case that it was one message with
    left_by: int | None = None  # who reported it and withdrew, while it goes on for others
    limit_days: int | None = None  # what it was given when its time last began
    limit_hours: float | None = None  # the same where that is hours by day and night
    claimed_by: int | None = None  # the dispatcher who has it on their card
    claimed_until: datetime | None = None
    extension: str = ""  # of its time: "asked" (by its unit), "granted" or "refused"
    extension_days: int | None = None  # workdays that were asked for
    review_at: datetime | None = None  # when it is looked at again, if it is put off
    solved: str = ""  # whether its reporter says so: yes or no; empty while they have not
    ask_at: datetime | None = None  # when they are asked for their rating next
    asked_at: datetime | None = None  # when they were asked first
    rated_at: datetime | None = None  # of a 不满意 that does not say yet whether it is solved
    follows_id: int | None = None  # the ended case that its reporter goes on from
    taken_by: int | None = None  # the dispatcher who took it in for somebody


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said or sent about a case, by the resident's or the unit's side."""

    id: int
    case_id: int
    at: datetime
    author_id: int | None
    side: str
    text: str
    media: str
    channel: str
    message: str
    album: str
    edited: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a case; `unit_id` and `due_at` are as they were right after it."""

    id: int
    case_id: int
    at: datetime
    kind: str
    actor_id: int | None
    unit_id: int | None
    note: str
    data: str
    due_at: datetime | None

    @property
    def details(self) -> dict[str, Any]:
        """What `data` holds by name; nothing where it holds a mark or is empty."""
        details: dict[str, Any] = json.loads(self.data) if self.data.startswith("{") else {}
        return details


class Happening(NamedTuple):
    """An event as figures need it, with what its case is about and where: made by the hundred thousand."""

    case_id: int
    at: datetime
    kind: str
    unit_id: int | None
    due_at: datetime | None
    data: str
    category_id: int | None
    area_id: int | None


@dataclass(frozen=True, slots=True)
class Help:
    """What a unit is asked to do for a case that another one has in charge (会办)."""

    id: int
    case_id: int
    unit_id: int
    task: str
    given_by: int | None
    given_at: datetime
    done_by: int | None
    done_at: datetime | None
    words: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class InboxRow:
    id: int
    channel: str
    key: str
    chat: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    channel: str
    chat: str
    body: str
    case_id: int | None
    attempts: int
    possible_repeat: bool
    message: str
    cause: str = ""  # which received message it answers, as channel:key


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest that was composed: its window [from_at, to_at) and its texts, page by page (JSON)."""

    id: int
    unit_id: int | None
    kind: str
    from_at: datetime
    to_at: datetime
    pages: str
    counts: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    id: int
    digest: str
    role: str
    unit_id: int | None
    created_by: int | None
    expires_at: datetime
    used_by: int | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    change: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    kind: str
    contact_id: int
    data: str
    state: str
    created_at: datetime
    started_at: datetime | None
