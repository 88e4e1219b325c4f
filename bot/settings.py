"""Settings from the environment and .env, read once at the start and passed down.

Every setting has a default that works, or its absence is a clear error. `.env.example` lists them all, with the
description here and a Chinese one; a test compares the two.
"""

import base64
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

WEEK, YEAR, CENTURY = 7 * 24 * 60, 365 * 24, 36_500  # in minutes, hours, days: more than that no clock can be put back


class WrongSettings(Exception):
    """One line for each setting that cannot be used, naming it and saying what would be right."""


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class OfficeHours(NamedTuple):
    """When the office opens on every workday, and when it closes, in its own zone."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def _times_of_day(text: str) -> list[time]:
    """Times with commas between. Raises ValueError."""
    parts = [part.split(":") for part in text.replace("，", ",").replace("：", ":").split(",")]
    return [time(int(hour), int(minute)) for hour, minute in parts]


class Settings(BaseSettings):
    """All settings. Names in the environment are the field names in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", frozen=True)

    telegram_bot_token: SecretStr = Field(
        SecretStr(""), description="The bot's token from @BotFather. Needed by `run`."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="The Bot API server. Change it for one of your own."
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="How updates arrive: polling or webhook."
    )
    telegram_webhook_url: str = Field(
        "", description="The public https address of the webhook, such as https://bot.example.cn/telegram."
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="What Telegram must send along with each webhook call: 16 to 256 of A-Z a-z 0-9 _ -."
    )
    http_host: str = Field("127.0.0.1", description="The address that the webhook and /healthz listen on.")
    http_port: int = Field(
        8080, ge=0, le=65535, description="The port that the webhook and /healthz listen on. 0: none, when polling."
    )
    database_url: str = Field(
        "sqlite:///kaimen.db",
        repr=False,  # with its password
        description="Where everything is kept: sqlite:///FILE or postgresql://...",
    )
    admin_ids: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Telegram ids of the first admins, with commas between."
    )
    office_name: str = Field("开门办实事", description="The office's name, as residents read it.")
    timezone: str = Field("Asia/Shanghai", description="The office's time zone.")
    language: Literal["zh", "en"] = Field("zh", description="The language of those who have not chosen one: zh or en.")
    quiet_minutes: float = Field(
        5, gt=0, le=WEEK, description="After how many quiet minutes a draft is sent by itself."
    )
    cases_per_hour: int = Field(
        10, ge=1, description="How many cases one person may open in an hour before being slowed."
    )
    routing_margin: float | None = Field(
        None,
        ge=0,
        le=1,
        description="How sure the tagger must be to route without a person, 0 to 1. Empty: as measured.",
    )
    routing_precision: float = Field(
        0.97, ge=0.5, lt=1, description="How often what is routed without a person should be right; `learn` goes by it."
    )
    messages_per_second: float = Field(
        30, gt=0, le=10_000, description="How many messages a second are sent in all. Telegram allows about 30."
    )
    office_hours: Annotated[OfficeHours, NoDecode] = Field(
        OfficeHours(time(9), time(17, 30)),
        description="When the office is open on workdays; a day's time limit ends at closing.",
    )
    sorting_hours: float = Field(2, gt=0, le=YEAR, description="In how many office hours dispatchers sort a case.")
    signing_hours: float = Field(8, gt=0, le=YEAR, description="In how many office hours a unit signs for a case.")
    urgent_hours: float = Field(
        2, gt=0, le=YEAR, description="In how many hours, by day and night, an urgent case is due."
    )
    handling_workdays: int = Field(
        5, ge=1, le=1000, description="In how many workdays a case is due; each category may have a limit of its own."
    )
    return_workdays: int = Field(2, ge=0, le=1000, description="For how many workdays a unit may send a case back.")
    extension_workdays: int = Field(
        10, ge=0, le=1000, description="By how many workdays a case may be extended. 0: never."
    )
    reply_days: int = Field(
        5, ge=1, le=CENTURY, description="After how many days without the resident's answer a case goes on."
    )
    rating_days: int = Field(14, ge=1, le=CENTURY, description="For how many days a resident may rate what was done.")
    reopen_days: int = Field(10, ge=0, le=CENTURY, description="For how many days a resident may reopen a closed case.")
    fair_weight: float = Field(
        0.9, ge=0, le=1, description="How much a 基本满意 counts in the share of the satisfied; 满意 counts 1."
    )
    identity_days: int = Field(
        365,
        ge=90,
        le=CENTURY,
        description="After how many days it is forgotten who reported a closed case; also who fell silent.",
    )
    keep_days: int = Field(
        730, ge=30, le=CENTURY, description="After how many days the words of closed cases are deleted."
    )
    files: str = Field(
        "platform", description="Where files that people send are kept: platform, or a folder for copies of them."
    )
    contact_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="Keys that encrypt people's names and phone numbers, with commas between: the first encrypts, each "
        "decrypts (`kaimen new-key`). Empty: not encrypted.",
    )
    backup_folder: str = Field("", description="Where the SQLite file is copied to by the clock. Empty: nowhere.")
    backup_times: str = Field(
        "03:00", description="At what times of the day it is copied, such as 03:00 or 03:00,15:00."
    )
    backup_copies: int = Field(14, ge=1, description="How many of these copies are kept.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: LogFormat = Field(LogFormat.TEXT, description="text for people, json for machines.")

    @field_validator("*", mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        if isinstance(value, str) and "\0" in value:  # no path and no text of PostgreSQL can have one
            raise ValueError("has a character that cannot be seen (NUL): type it anew")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.replace("，", ",").split(",") if part.strip())
        return value

    @field_validator("admin_ids")
    @classmethod
    def _numbers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not (part.isascii() and part.isdigit()):
                raise ValueError(
                    f"{part!r} is not a Telegram id: ids are numbers, such as 123456789 (ask @userinfobot)"
                )
        return value

    @field_validator("contact_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        keys = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
        for i, key in enumerate(keys, 1):
            try:
                right = len(base64.urlsafe_b64decode(key)) == 32
            except ValueError:
                right = False
            if not right:
                raise ValueError(f"number {i} is no key: make one with `kaimen new-key`")
        return tuple(map(SecretStr, keys))

    @field_validator("office_hours", mode="before")
    @classmethod
    def _hours(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            hours = [part.split(":") for part in value.replace("：", ":").split("-")]
            opens, closes = (time(int(hour), int(minute)) for hour, minute in hours)
        except ValueError:
            raise ValueError(f"{value!r} are no office hours, try 09:00-17:30") from None
        if opens >= closes:
            raise ValueError("must open before it closes, such as 09:00-17:30")
        return OfficeHours(opens, closes)

    @field_validator("backup_times")
    @classmethod
    def _times(cls, value: str) -> str:
        try:
            _times_of_day(value)
        except ValueError:
            raise ValueError(f"{value!r} are no times, try 03:00 or 03:00,15:00") from None
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (LookupError, ValueError, OSError):  # no such name, one that leads out of the folder, a folder
            raise ValueError(f"{value!r} is not a time zone, try Asia/Shanghai") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        if value == "sqlite:///":
            raise ValueError("must name a file, such as sqlite:///kaimen.db")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _server(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http://)")
        return value

    @field_validator("routing_margin", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _webhook(self) -> "Settings":
        if self.telegram_mode == "webhook":
            if not self.telegram_webhook_url.startswith("https://"):
                raise ValueError("TELEGRAM_WEBHOOK_URL must be a public https:// address when TELEGRAM_MODE is webhook")
            secret = self.telegram_webhook_secret.get_secret_value()
            if not (16 <= len(secret) <= 256 and all(c.isascii() and (c.isalnum() or c in "_-") for c in secret)):
                raise ValueError(
                    "TELEGRAM_WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ - when TELEGRAM_MODE is webhook"
                )
            if self.http_port == 0:
                raise ValueError("HTTP_PORT must be set when TELEGRAM_MODE is webhook")
        return self

    @property
    def files_folder(self) -> Path | None:
        """The folder for copies of what people send; None if it is left with the platform."""
        return None if self.files.strip().lower() in ("", "platform") else Path(self.files.strip())

    @property
    def keys(self) -> list[str]:
        """The keys of `contact_keys`."""
        return [key.get_secret_value() for key in self.contact_keys]

    @property
    def backups_at(self) -> list[time]:
        """The times of the day of `backup_times`."""
        return _times_of_day(self.backup_times)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)


def load(**values: object) -> Settings:
    """Reads the settings; `values` come before the environment. Raises WrongSettings with a line for each mistake."""
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for mistake in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in mistake["loc"]).upper()
            what = mistake["msg"].removeprefix("Value error, ")
            lines.append(f"{name}: {what}" if name else what)
        raise WrongSettings("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise WrongSettings(".env: is not in UTF-8; save it again in that encoding") from None
