"""Bad updates and odd texts over real HTTP, polling and webhook: what the wire itself could break."""

import asyncio
import json
import logging
from itertools import count
from typing import Any

import httpx
import pytest

from bot.messages import length
from tests.botapi.people import Person
from tests.channels.test_dialogue import Office, presses

LAMP = "幸福小区门口路灯坏了一周"
FAMILY = "👨‍👩‍👧‍👦"
NO_JSON = [
    b"",
    b"\xff\xfe\x00",
    b'{"update_id": 1, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"update_id": 2, "message": {"message_id": ' + b"9" * 5_000 + b"}}",
    b'{"update_id": 3, "message": {"location": {"latitude": NaN, "longitude": 1}}}',
    b"[]",
]
NO_UPDATES: list[dict[str, Any]] = [
    {"message": LAMP},
    {"message": {"message_id": 1, "text": LAMP}},
    {"message": {"message_id": 1, "date": "gestern", "chat": {"id": 1, "type": "private"}, "text": LAMP}},
    {"callback_query": {"id": "1", "chat_instance": "1"}},
    {"my_chat_member": None},
]
_ids = count(900_000_000)


async def post(office: Office, body: bytes) -> None:
    """A webhook's post, byte for byte."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s" * 32}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as client:
        assert (await client.post(office.server.updates.webhook_url, content=body)).status_code == 200


async def sends(office: Office, update: dict[str, Any]) -> None:
    """An update as no client of the fake server sends it, the way this office receives."""
    if office.server.updates.webhook_url:
        await post(office, json.dumps({"update_id": next(_ids), **update}).encode())
    else:
        office.server.inject(update)


def message(person: Person, text: str, **fields: Any) -> dict[str, Any]:
    chat = {"id": person.id, "type": "private", "first_name": "王"}
    return {"message": {"message_id": 9_000 + len(text), "date": 1_780_000_000, "chat": chat, "text": text, **fields}}


async def test_what_cannot_be_read_is_set_aside_and_holds_up_nobody(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before, after = office.server.person("王阿姨"), office.server.person("小林")
    before.says(LAMP)
    bad = len(NO_UPDATES) - 1  # one of them is only empty
    for update in NO_UPDATES:
        await sends(office, update)
    if office.server.updates.webhook_url:
        for body in NO_JSON:
            await post(office, body)
            await post(office, body)
        bad += len(NO_JSON)
    else:
        office.server.inject({"message": {"location": {"latitude": float("nan"), "longitude": 1.0}}})
        bad += 1
    nobody = message(after, LAMP)  # without `from`
    await sends(office, nobody)
    after.says("幸福小区的垃圾没人收")
    await before.sees(LAMP)
    await after.sees("垃圾没人收")
    async with office.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM inbox WHERE state = 'dead'") == bad
        assert await tx.value("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == 0
        assert await tx.value("SELECT COUNT(*) FROM entries") == 2
    lines = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert bad <= len(lines) <= 3 * (bad + len(NO_JSON))
    assert not [line for line in lines if line.exc_info or LAMP in line.getMessage()]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("office", ["polling"], indirect=True)
async def test_the_longest_texts_reach_staff_whole_and_are_cut_between_what_is_seen(office: Office) -> None:
    unit = await office.unit("城管局", "urban")
    member = office.server.person("张科长")
    await office.joins(member, unit)
    async with office.app.db.transaction() as tx:
        await tx.run("UPDATE contacts SET admin = TRUE")
    texts = [
        FAMILY * 372 + "灯",
        "🇨🇳" * 1020 + "灯",
        "\U00020000" * 4096,
        "&amp;" * 819,
        "路\ud800灯\n\n" + "长" * 4000,
    ]
    for i, text in enumerate(texts, 1):
        resident = office.server.person(f"居民{i}")
        resident.starts()
        await resident.sees("开门办实事")
        await sends(office, message(resident, text, **{"from": resident.user}))
        await resident.sees("草稿")
        await presses(resident, "提交")
        number = (await resident.sees("编号")).text.split("编号 ")[1][:11]
        known = len(member.messages)
        member.says(f"/case {number}")
        await office.server.until(lambda at=known: any("经过" in shown.text for shown in member.messages[at:]))
        pieces = [shown.text for shown in member.messages[known:]]
        assert max(length(piece, utf16=True) for piece in pieces) <= 4096
        whole = "".join(pieces).replace("\n", "")
        assert text.replace("\ud800", "\ufffd").replace("\n", "") in whole
        assert sum(piece.count(FAMILY) for piece in pieces) == text.count(FAMILY)
        assert sum(piece.count("🇨🇳") for piece in pieces) == text.count("🇨🇳")
    async with office.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM inbox WHERE state = 'dead'") == 0
    assert [call for call in office.server.calls if call.error and "query" not in str(call.error)] == []


@pytest.mark.parametrize("office", ["polling"], indirect=True)
async def test_a_group_is_asked_and_answers_under_its_new_id(office: Office) -> None:
    member = office.server.person("张科长")
    group = office.server.group("城管局群", member)
    unit = await office.unit("城管局", "urban", group_channel="telegram", group_chat=str(group.chat.id))
    await office.joins(member, unit)
    resident = office.server.person("王阿姨")
    resident.says("楼道里着火了，路灯都烧了")
    await presses(resident, "提交")
    await group.sees("加急")
    group.upgrade()
    group.says_anonymously("/inbox@kaimen_test_bot")
    await office.passes(days=1)
    digest = await group.sees("日报")
    member.presses("待办", digest)
    await group.sees("手上 1 件")
    member.presses("看详情" if digest.button("看详情") else "260601-0001", group.last)
    card = await group.sees("经过")
    member.replies_to(card, "已经派人去了")
    await resident.sees("已经派人去了")
    assert not [m for m in group.messages if "做不了了" in m.text]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("office", ["webhook"], indirect=True)
async def test_a_callback_of_a_message_that_is_gone(office: Office) -> None:
    resident = office.server.person("王阿姨")
    resident.says(LAMP)
    await resident.sees("草稿")
    query = {"id": "1", "from": resident.user, "chat_instance": "1", "data": "send:1"}
    await sends(office, {"callback_query": query})
    await resident.sees("已登记")
    forged = resident.forges("\U0001f600" * 16 + "x", resident.last)
    await resident.sees("做不了了")
    async with asyncio.timeout(5):
        await office.server.until(lambda: office.server.cloud.queries[forged].answer is not None)
