"""What the bot makes of each way in which a send can fail."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from bot.channels.telegram import TelegramChannel, outbound, request
from bot.channels.telegram.receipts import receipt
from bot.messages import Outcome, Receipt
from tests.botapi.server import BotApi
from tests.channels.conftest import Says

Connect = Callable[..., TelegramChannel]


@pytest.fixture
def wang(server: BotApi):
    person = server.person("王芳")
    person.starts()
    return person


async def test_flood_control_says_when_to_come_back(server: BotApi, wang, says: Says) -> None:
    server.limit(7, chat=wang.id)
    receipt = await says(wang.id, "日报")
    assert (receipt.outcome, receipt.wait) == (Outcome.DEFERRED, 7.0)


async def test_flood_control_without_a_time(server: BotApi, wang, says: Says) -> None:
    server.fail_next("sendMessage", 429, "Too Many Requests: retry later")
    receipt = await says(wang.id, "日报")
    assert (receipt.outcome, receipt.wait) == (Outcome.DEFERRED, 60.0)


async def test_who_blocked_the_bot_left_or_never_wrote_is_not_written_to_again(server: BotApi, says: Says) -> None:
    blocker, leaver, stranger = server.person("甲"), server.person("乙"), server.person("丙")
    blocker.starts()
    blocker.blocks()
    leaver.deletes_account()
    for person in (blocker, leaver, stranger):
        receipt = await says(person.id, "日报")
        assert (receipt.outcome, receipt.blocked) == (Outcome.REFUSED, True)
    assert "bot can't initiate conversation" in receipt.reason


async def test_a_group_that_put_the_bot_out(server: BotApi, wang, says: Says) -> None:
    group = server.group("城管局", wang)
    group.removes_bot(wang)
    receipt = await says(group.id, "日报")
    assert (receipt.outcome, receipt.blocked) == (Outcome.REFUSED, True)


async def test_a_group_with_a_new_id_says_which(server: BotApi, wang, says: Says) -> None:
    group = server.group("城管局", wang)
    old = group.id
    new = group.upgrade()
    receipt = await says(old, "日报")
    assert (receipt.outcome, receipt.wait, receipt.moved_to) == (Outcome.DEFERRED, 0.0, str(new))
    assert (await says(receipt.moved_to, "日报")).outcome is Outcome.SENT


async def test_an_unknown_chat_is_refused_but_nobody_blocked_anything(says: Says) -> None:
    receipt = await says(404, "日报")
    assert (receipt.outcome, receipt.blocked) == (Outcome.REFUSED, False)
    assert "Chat not found" in receipt.reason


async def test_a_request_that_is_wrong_in_itself_is_refused_with_the_reason(server: BotApi, wang, says: Says) -> None:
    server.fail_next("sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID")
    receipt = await says(wang.id, "日报")
    assert (receipt.outcome, receipt.blocked) == (Outcome.REFUSED, False)
    assert "Button_data_invalid" in receipt.reason


async def test_no_connection_means_that_it_certainly_did_not_arrive(connect: Connect) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    for address in (url, "nonsense://x"):
        receipt = await Says(connect(url=address))(1, "日报")
        assert receipt.outcome is Outcome.UNREACHED


async def test_all_connections_taken_means_that_it_did_not_arrive(
    server: BotApi, wang, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.CONNECTIONS", 1)
    monkeypatch.setattr(request, "READ", 0.5)
    says = Says(connect())
    server.stall("sendMessage")
    first = asyncio.create_task(says(wang.id, "月报"))
    await server.called.wait(5.0)  # it has the only connection
    monkeypatch.setattr(request, "POOL", 0.005)
    monkeypatch.setattr(request, "CONNECT", 0.005)
    assert (await says(wang.id, "日报")).outcome is Outcome.UNREACHED
    assert (await first).outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize("carried_out", [False, True])
async def test_a_connection_that_breaks_leaves_it_uncertain(
    server: BotApi, wang, says: Says, carried_out: bool
) -> None:
    server.drop("sendMessage", carried_out=carried_out)
    assert (await says(wang.id, "日报")).outcome is Outcome.UNCERTAIN
    assert len(wang.messages) == carried_out


async def test_no_answer_in_time_leaves_it_uncertain(
    server: BotApi, wang, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ", 0.05)
    server.stall("sendMessage")
    assert (await Says(connect())(wang.id, "日报")).outcome is Outcome.UNCERTAIN


async def test_all_calls_of_a_message_together_end_in_time(
    server: BotApi, wang, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "WITHIN", 0.05)
    server.stall("sendMessage")
    receipt = await says(wang.id, "日报")
    assert (receipt.outcome, receipt.reason) == (Outcome.UNCERTAIN, "TimeoutError: ")


def test_the_slowest_upload_has_time_enough() -> None:
    assert request.CONNECT + request.POOL + request.UPLOAD + request.READ <= outbound.WITHIN


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_in_trouble_leaves_it_uncertain(server: BotApi, wang, says: Says, status: int) -> None:
    server.fail_html("sendMessage", status)
    assert (await says(wang.id, "日报")).outcome is Outcome.UNCERTAIN
    server.fail_next("sendMessage", status, "Internal Server Error")
    assert (await says(wang.id, "日报")).outcome is Outcome.UNCERTAIN


async def test_a_good_answer_that_is_no_json_leaves_it_uncertain(server: BotApi, wang, says: Says) -> None:
    server.fail_html("sendMessage", 200)
    assert (await says(wang.id, "日报")).outcome is Outcome.UNCERTAIN


async def test_a_file_that_is_too_large_is_refused(server: BotApi, wang, says: Says) -> None:
    server.fail_next("sendMessage", 413, "Request Entity Too Large")
    assert (await says(wang.id, "日报")).outcome is Outcome.REFUSED


@pytest.mark.parametrize("token", ["7:AA-another-token", "no token at all"])
async def test_with_a_wrong_token_messages_wait_and_the_log_says_why(
    connect: Connect, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = await Says(connect(token=token))(1, "日报")
    assert (receipt.outcome, receipt.wait) == (Outcome.DEFERRED, 60.0)
    assert "TELEGRAM_BOT_TOKEN" in caplog.text


def test_what_is_no_error_of_telegrams_leaves_it_uncertain() -> None:
    assert receipt(ValueError("x" * 999)) == Receipt(Outcome.UNCERTAIN, reason=("ValueError: " + "x" * 999)[:200])


async def test_calls_go_through_the_proxy_of_the_environment(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1") as listening:
        port = listening.sockets[0].getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://office:opensesame@127.0.0.1:{port}")
        receipt = await Says(connect(url="https://telegram.invalid"))(77, "日报")
        assert heads[0].startswith(b"CONNECT telegram.invalid:443 ")
        assert b"\r\nProxy-Authorization: Basic " in heads[0]
        assert receipt.outcome is Outcome.UNREACHED
        assert "502" in receipt.reason
        assert "opensesame" not in receipt.reason
        monkeypatch.setenv("no_proxy", "telegram.invalid")
        receipt = await Says(connect(url="https://telegram.invalid"))(77, "日报")
        assert receipt.outcome is Outcome.UNREACHED
        assert len(heads) == 1
