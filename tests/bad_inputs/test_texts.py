"""Anything that can be typed: it is kept once and cleaned, or gets a friendly word; staff can read it and write it."""

import re
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.privacy import clean, is_blank
from bot.tagging import cues
from tests.bad_inputs.wire import Wire
from tests.town import Person, Town

FAMILY = "👨‍👩‍👧‍👦"
LONG = [
    "\U00020000" * 4096,
    FAMILY * 100 + "灯",
    "x" * 4090 + "&amp;&amp;",
    "路灯" + "\n" * 5000 + "坏了",
    "路" * 100_000,
    "路" + "\u0301" * 50_000,
    "ﷺ" * 4000,
    "\u3164\u2800" * 2000 + "灯",
    "灯" + "🇨🇳" * 2000,
    "&" * 4095 + "灯",
]
FOR_PATTERNS = [
    "1" * 4096,
    "1-" * 1200,
    "a@" * 1200 + "a.",
    "(86 " * 900,
    "*1" * 1200,
    "一二三" * 900,
    "没有着火" * 300,
]
ODD = [
    "\u202e路灯坏了\u202c",
    "路灯\0坏\ud800了",
    "<b>路灯<i>坏了</b>",
    '<a href="tg://user?id=1">灯</a> [灯](tg://user?id=1)',
    "路灯 {0.__class__} %s %(x)d {{ { $text } ${HOME} \\n",
    "路灯'; DROP TABLE cases; --",
    '" OR 1=1 * NEAR(路灯)',
    "路灯\n2026-06-01 09:00:00+0000 CRITICAL root: 伪造\r\n\x85· 260601-0001 也是\u2028",
    "=HYPERLINK(1)",
    "／路灯坏了",
    "/ 路灯坏了",
    "9223372036854775808",
    "²",
    "-1",
    "1_0",
]
KEPT = [*LONG, *FOR_PATTERNS, *ODD]
NOTHING = [" ", "\u200b\u2060\ufeff", "\u2800", "\u3164", "\ud83d", "\u0301" * 4096, "&" * 4096, "%", "_", "//", FAMILY]


async def town_hall(town: Town) -> tuple[Person, Person]:
    """A member of the unit that gets everything, and an admin."""
    unit = await town.unit("城管局", "urban")
    return await town.member(unit), await town.admin()


async def test_what_is_written_is_kept_once_as_it_was_but_for_what_cannot_be_seen(town: Town, wire: Wire) -> None:
    people = [await town.resident(f"居民{i}") for i in range(len(KEPT))]
    await wire.deliver(*(wire.message(person, text) for person, text in zip(people, KEPT, strict=True)))
    assert await wire.entries() == {p.id: [clean(text)] for p, text in zip(people, KEPT, strict=True)}
    for person in people:
        person.sees("草稿")
    assert [text for text in KEPT if unicodedata.normalize("NFC", text) != clean(text)]  # there was something to clean


async def test_nothing_to_see_gets_a_friendly_word(town: Town, wire: Wire) -> None:
    people = [await town.resident(f"居民{i}") for i in range(len(NOTHING))]
    await wire.deliver(*(wire.message(person, text) for person, text in zip(people, NOTHING, strict=True)))
    assert await wire.entries() == {}
    for person in people:
        person.sees(wire.words("cue-empty"))


async def test_two_spellings_of_the_same_are_the_same(town: Town, wire: Wire) -> None:
    composed, apart = await town.resident("甲"), await town.resident("乙")
    await wire.deliver(wire.message(composed, "café 门口"), wire.message(apart, "cafe\u0301 门口"))
    kept = await wire.entries()
    assert kept[composed.id] == kept[apart.id]


async def test_everybody_reads_and_answers_the_oddest_case(town: Town, wire: Wire) -> None:
    """From the draft to the rating and the digest: each text once as a report, an answer and a reason."""
    member, admin = await town_hall(town)
    odd = [clean(text) for text in (*LONG[:4], *(text[:200] for text in FOR_PATTERNS), *ODD)]
    people = [await town.resident(f"居民{i}") for i in range(len(odd))]
    await wire.deliver(*(wire.message(person, text) for person, text in zip(people, odd, strict=True)))
    drafts = await wire.rows(
        "SELECT d.id, c.account FROM cases d JOIN contacts c ON c.id = d.reporter_id ORDER BY d.id"
    )
    by_account = {row["account"]: row["id"] for row in drafts}
    cases = [by_account[person.id] for person in people]
    await wire.deliver(*(wire.press(p, f"send:{case}") for p, case in zip(people, cases, strict=True)))
    unit = (await wire.rows("SELECT id FROM units"))[0]["id"]
    waiting = await wire.rows("SELECT id FROM cases WHERE status = 'submitted'")
    await wire.deliver(*(wire.press(admin, f"sort-to:{row['id']}:{unit}:1") for row in waiting))
    for case, text in zip(cases, odd, strict=True):
        await wire.deliver(wire.press(member, f"case:{case}"), wire.press(member, f"resolve:{case}"))
        await wire.deliver(wire.message(member, text))
    for person, case, text in zip(people, cases, odd, strict=True):
        await wire.deliver(wire.press(person, f"rate:{case}:bad"), wire.message(person, f"还是{text}"))
        await wire.deliver(wire.press(person, f"mine:{case}"))
    done = await wire.rows("SELECT DISTINCT status, rating FROM cases")
    assert done == [{"status": "in_progress", "rating": "bad"}]
    assert await wire.rows("SELECT case_id, COUNT(*) AS n FROM entries GROUP BY case_id HAVING COUNT(*) <> 3") == []
    await town.passes(days=1)
    member.saw("日报")


async def test_who_writes_without_end_begins_new_drafts_and_loses_nothing(town: Town, wire: Wire) -> None:
    member, _ = await town_hall(town)
    resident = await town.resident()
    said = [f"第{i}段：" + "路灯坏了，" * 800 for i in range(8)]
    await wire.deliver(*(wire.message(resident, text) for text in said))
    assert await wire.entries() == {resident.id: [clean(text) for text in said]}
    await town.passes(minutes=5)
    cases = await wire.rows("SELECT number, text FROM cases ORDER BY id")
    assert "\n".join(case["text"] for case in cases) == "\n".join(map(clean, said))
    assert [case["number"] for case in cases] == ["260601-0001", "260601-0002", "260601-0003"]
    heard = len(town.shown(member.id))
    await wire.deliver(wire.press(member, "case:1"))
    assert len(town.shown(member.id)) - heard < 6


WORDS = st.text(st.characters(), max_size=40) | st.text(
    "路灯坏了你好 /\n\t\0\u200b\ud83d\u202e👍{}%_'\"0１", max_size=12
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(WORDS.filter(bool), min_size=4, max_size=12))
async def test_any_text_is_kept_exactly_once_or_answered(town: Town, wire: Wire, said: list[str]) -> None:
    people = [await town.resident("居民") for _ in said]
    await wire.deliver(*(wire.message(person, text) for person, text in zip(people, said, strict=True)))
    kept = await wire.entries()
    for person, text in zip(people, map(clean, said), strict=True):
        assert town.shown(person.id), text
        no_case = is_blank(text) or cues.cue(text) or cues.wish(text) or re.match("[/／][A-Za-z_]", text)
        assert kept.get(person.id, []) == ([] if no_case else [text])


async def test_a_command_is_understood_however_it_is_typed(town: Town, wire: Wire) -> None:
    resident = await town.resident()
    await resident.says("/help")
    for text in ("/my\t1", "/my　1", "／my", "/MY", "/my@kaimen_bot", "/my：1", "/my\n1", "/my1", "/my@other_bot"):
        heard = len(town.shown(resident.id))
        await wire.deliver(wire.message(resident, text))
        assert [said.text for said in town.shown(resident.id)[heard:]] == [wire.words("my-none")], text
