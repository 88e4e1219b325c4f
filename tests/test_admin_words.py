"""How admins' words are understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.admin import words
from handlers.turn import NotPossible

KNOWN = words.names([(1, ["城管局"]), (2, ["城管局 二大队"]), (3, ["City Works", "works"])])


def test_names_are_found_however_they_are_typed() -> None:
    for typed in ("City Works", "ＣＩＴＹ　ｗｏｒｋｓ", "“city works”", '"City   Works"', "WORKS", "「works」"):
        assert words.take(words.split(typed), KNOWN) == (3, [])
    assert words.take(words.split("城管局 二大队 08:30"), KNOWN) == (2, ["08:30"])
    assert words.take(words.split("水务局 城管局"), KNOWN) == (None, ["水务局", "城管局"])


def test_a_verb_may_stand_before_or_behind_the_name() -> None:
    verbs = {"add", "rename", "hour"}
    assert words.understand("hour 城管局 08:30", verbs, KNOWN) == ("hour", 1, ["08:30"])
    assert words.understand("城管局 时间 08:30", verbs, KNOWN) == ("hour", 1, ["08:30"])
    assert words.understand("城管局", verbs, KNOWN) == ("", 1, [])
    assert words.understand("add 城管局 三大队", verbs, KNOWN) == ("add", None, ["城管局", "三大队"])
    assert words.understand("城管局 retire", verbs, KNOWN) == ("", 1, ["retire"])
    assert words.understand("", verbs, KNOWN) == ("", None, [])


def test_two_names_are_told_apart() -> None:
    assert words.two_names(words.split("物业管理 Property services")) == ("物业管理", "Property services")
    assert words.two_names(words.split('"5G 网络" "5G network"')) == ("5G 网络", "5G network")
    assert words.two_names(words.split("5G 网络 Cité")) == ("5G 网络", "Cité")
    assert words.two_names(words.split("Property services")) == ("", "Property services")
    assert words.two_names([]) == ("", "")


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("08:30", "08:30"),
        ("8:30", "08:30"),
        ("８：３０", "08:30"),
        ("8.30", "08:30"),
        ("8点半", "08:30"),
        ("8点", "08:00"),
        ("8 点 30 分", "08:30"),
        ("8", "08:00"),
        ("23:59", "23:59"),
        ("24:00", None),
        ("8:60", None),
        ("8:5", None),
        ("-8", None),
        ("٨", None),
        ("", None),
        ("early", None),
    ],
)
def test_hours(typed: str, hour: str | None) -> None:
    assert words.hour(typed) == hour


def test_numbers_within_bounds() -> None:
    assert [words.number(t, 1, 250) for t in ("5", "５", "5天", "5 个工作日", "250")] == [5, 5, 5, 5, 250]
    assert not [t for t in ("0", "251", "-1", "1_0", "", "5.0", "٥", str(2**63)) if words.number(t, 1, 250) is not None]
    assert [words.decimal(t, 10) for t in ("0.5", "３", "10", "9.99")] == [0.5, 3.0, 10.0, 9.99]
    assert not [
        t for t in ("0", "0.00", "10.01", "nan", "inf", "1e1", "-1", "1_0", "") if words.decimal(t, 10) is not None
    ]


def test_new_names() -> None:
    assert words.new_name("  水务\n 局\u200b ", KNOWN) == "水务 局"
    assert words.new_name("CITY works", KNOWN, 3) == "CITY works"
    for name in ("", "\u2800", "\u3164 \u200b", "x" * 41, "ｗｏｒｋｓ", "w or ks", "cityworks"):
        with pytest.raises(NotPossible):
            words.new_name(name, KNOWN)


@given(st.text(max_size=60))
def test_any_text_is_understood_somehow(text: str) -> None:
    said = words.understand(text, {"add", "retire"}, KNOWN)
    assert said.verb in ("", "add", "retire")
    assert all(said.rest) or '""' in text or "“”" in text or "「」" in text
    words.hour(text)
    words.number(text, 1, 9)
    words.decimal(text, 9)
    words.two_names(words.split(text))
