"""Settings: every one is documented in .env.example, and every mistake is one clear line that names the setting."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import LogFormat, Settings, WrongSettings, load
from tests.reference import EXAMPLE, example

SECRET = "s3cret-s3cret-s3cret"


def test_the_example_lists_every_setting_with_its_description() -> None:
    expected = [(name.upper(), field.description) for name, field in Settings.model_fields.items()]
    assert [(name, english) for name, _, english in example()] == expected


def test_the_example_says_it_in_chinese_too() -> None:
    assert [name for name, chinese, _ in example() if not re.search("[一-鿿]", chinese)] == []


def test_the_example_has_the_defaults() -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_everything_has_a_default_that_works() -> None:
    settings = load()
    assert settings.database_url == "sqlite:///kaimen.db"
    assert settings.zone.key == "Asia/Shanghai"
    assert settings.telegram_bot_token.get_secret_value() == ""


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("OFFICE_NAME=从文件\nKEEP_DAYS=90\n", encoding="utf-8")
    monkeypatch.setenv("OFFICE_NAME", "从环境")
    settings = load()
    assert (settings.office_name, settings.keep_days) == ("从环境", 90)


def test_a_file_that_windows_saved_is_read_from_its_first_line_on() -> None:
    Path(".env").write_bytes("\ufeffOFFICE_NAME=幸福街道\r\nKEEP_DAYS=90\r\n".encode())
    settings = load()
    assert (settings.office_name, settings.keep_days) == ("幸福街道", 90)


def test_a_file_in_another_encoding_is_a_clear_mistake() -> None:
    Path(".env").write_bytes("OFFICE_NAME=幸福街道\n".encode("gb18030"))
    with pytest.raises(WrongSettings, match=r"^\.env: is not in UTF-8"):
        load()


def test_admins_may_be_listed_as_people_type_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", " 123， 456,,")
    assert load().admin_ids == ("123", "456")


def test_an_empty_margin_is_the_measured_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUTING_MARGIN", "")
    assert load().routing_margin is None
    monkeypatch.setenv("ROUTING_MARGIN", "0.7")
    assert load().routing_margin == 0.7


def test_office_hours_may_be_written_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_HOURS", "8：30-18:00")
    assert str(load().office_hours) == "08:30-18:00"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TELEGRAM_API_URL", "api.telegram.org", "must begin with https://"),
        ("TELEGRAM_MODE", "webook", "'polling' or 'webhook'"),
        ("HTTP_PORT", "http", "integer"),
        ("HTTP_PORT", "70000", "65535"),
        ("DATABASE_URL", "mysql://x", "sqlite:/// or postgresql://"),
        ("DATABASE_URL", "sqlite:///", "must name a file"),
        ("ADMIN_IDS", "@someone", "'@someone' is not a Telegram id"),
        ("ADMIN_IDS", "12²", "not a Telegram id"),
        ("TIMEZONE", "Beijing", "try Asia/Shanghai"),
        ("LANGUAGE", "fr", "'zh' or 'en'"),
        ("QUIET_MINUTES", "0", "greater than 0"),
        ("CASES_PER_HOUR", "0", "greater than or equal to 1"),
        ("ROUTING_MARGIN", "1.5", "less than or equal to 1"),
        ("MESSAGES_PER_SECOND", "0", "greater than 0"),
        ("OFFICE_HOURS", "9", "try 09:00-17:30"),
        ("OFFICE_HOURS", "18:00-9:00", "must open before it closes"),
        ("REPLY_DAYS", "0", "greater than or equal to 1"),
        ("KEEP_DAYS", "7", "greater than or equal to 30"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as mistake:
        load()
    (line,) = str(mistake.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert says in line


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"telegram_webhook_secret": SECRET}, "TELEGRAM_WEBHOOK_URL must be a public https:// address"),
        ({"telegram_webhook_url": "http://a.example"}, "TELEGRAM_WEBHOOK_URL must be a public https:// address"),
        ({"telegram_webhook_url": "https://a.example", "telegram_webhook_secret": "short"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_webhook_url": "https://a.example", "telegram_webhook_secret": f"{SECRET}!"}, "A-Z a-z 0-9 _ -"),
        (
            {"telegram_webhook_url": "https://a.example", "telegram_webhook_secret": SECRET, "http_port": 0},
            "HTTP_PORT must be set",
        ),
    ],
)
def test_a_webhook_needs_an_address_a_secret_and_a_port(values: dict[str, object], says: str) -> None:
    with pytest.raises(WrongSettings, match=says):
        load(telegram_mode="webhook", **values)


def test_a_whole_webhook_is_accepted() -> None:
    found = load(telegram_mode="webhook", telegram_webhook_url="https://a.example/hook", telegram_webhook_secret=SECRET)
    assert found.telegram_webhook_secret == SecretStr(SECRET)


def test_every_mistake_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEP_DAYS", "x")
    monkeypatch.setenv("LANGUAGE", "fr")
    with pytest.raises(WrongSettings) as mistakes:
        load()
    assert [line.partition(":")[0] for line in str(mistakes.value).splitlines()] == ["LANGUAGE", "KEEP_DAYS"]


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7000000001:AAF-canary")
    monkeypatch.setenv("TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "canary")
    with pytest.raises(WrongSettings) as mistake:
        load()
    assert "canary" not in str(mistake.value)
    monkeypatch.delenv("TELEGRAM_MODE")
    assert "canary" not in repr(load())
    assert load().log_format is LogFormat.TEXT


@pytest.mark.parametrize("value", ["inf", "nan", "1e300", "99999999999999999999"])
@pytest.mark.parametrize(
    "name", ["QUIET_MINUTES", "URGENT_HOURS", "KEEP_DAYS", "HANDLING_WORKDAYS", "MESSAGES_PER_SECOND"]
)
def test_no_number_is_so_large_that_the_clock_cannot_go_there(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings, match=f"^{name}: "):
        load()


def test_a_character_that_no_database_can_keep_is_a_clear_mistake() -> None:
    Path(".env").write_bytes(b"OFFICE_NAME=a\0b\n")
    with pytest.raises(WrongSettings, match=r"^OFFICE_NAME: has a character that cannot be seen"):
        load()
