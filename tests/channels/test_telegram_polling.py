"""Long polling: nothing is confirmed before it is stored, and nothing stops it but being told to."""

import asyncio
import logging
import socket
from collections.abc import Callable

import pytest

from bot.channels.telegram import TelegramChannel, WrongToken, polling
from bot.messages import Kind
from tests.botapi.server import BotApi
from tests.channels.conftest import NOW, PNG, Ear

Connect = Callable[..., TelegramChannel]


def offsets(server: BotApi) -> list[int | None]:
    """What the polls so far confirmed."""
    return [call.parameters.get("offset") for call in server.calls if call.method == "getUpdates"]


async def polls(server: BotApi, times: int = 1) -> None:
    """Waits until the bot has asked so many times."""
    async with asyncio.timeout(5):
        while server.updates._poll < times:
            await server.updates.changed.wait(5)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the bot itself (not the server) complained of."""
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    return [record.getMessage() for record in ours if record.levelno >= logging.WARNING]


async def test_what_people_say_is_received_in_order(server: BotApi, ear: Ear) -> None:
    wang, li = server.person("王芳"), server.person("李雷")
    wang.says("路灯坏了")
    li.sends_photo(PNG, "井盖没了")
    wang.says("在幸福小区门口")
    assert [i.text for i in await ear.hears(3)] == ["路灯坏了", "井盖没了", "在幸福小区门口"]
    assert [i.address.chat for i in ear.heard] == [str(wang.id), str(li.id), str(wang.id)]


async def test_everything_a_person_can_do_is_understood(server: BotApi, ear: Ear, says) -> None:
    wang = server.person("王芳")
    link = wang.starts("invite_42")
    wang.edits(link, "改了")
    wang.sends_voice(b"OggS")
    wang.sends_video(b"film", "看")
    wang.sends_document(b"%PDF", "材料.pdf")
    wang.sends_location(31.2, 121.4)
    wang.sends_contact("+8613800138000")
    wang.sends_sticker("👍")
    wang.blocks()
    wang.unblocks()
    heard = await ear.hears(10)
    assert [i.kind for i in heard] == [Kind.MESSAGE, Kind.EDIT, *[Kind.MESSAGE] * 6, Kind.BLOCKED, Kind.UNBLOCKED]
    assert (heard[0].text, heard[1].text, heard[1].message) == ("/start invite_42", "改了", str(link.id))
    assert [m.kind for i in heard for m in i.media] == ["voice", "video", "document", "sticker"]
    assert heard[4].media[0].name == "材料.pdf"
    assert (heard[5].location.latitude, heard[6].phone) == (31.2, "+8613800138000")


async def test_a_conversation_in_a_group(server: BotApi, ear: Ear, says) -> None:
    wang, li = server.person("王芳"), server.person("李雷")
    group = server.group("城管局", wang, li)
    (joined,) = await ear.hears(1)
    assert (joined.kind, joined.group, joined.title, joined.sender.user) == (Kind.JOINED, True, "城管局", str(wang.id))
    receipt = await says(group.id, "新诉求：路灯")
    li.replies_to(group.last, "明天去修")
    li.says("/inbox@kaimen_test_bot", group)
    group.promotes_bot(wang)
    li.says("/start@some_other_bot", group)
    group.says_anonymously("收到")
    _, reply, command, anonymous = await ear.hears(4)
    assert (reply.text, reply.reply_to, reply.sender.user) == ("明天去修", receipt.message, str(li.id))
    assert (command.text, anonymous.text, anonymous.sender) == ("/inbox", "收到", None)
    old, new = group.id, group.upgrade()
    moves = (await ear.hears(6))[4:]
    assert [(i.kind, i.address.chat, i.moved_to) for i in moves] == [(Kind.MOVED, str(old), str(new))] * 2


async def test_a_press_arrives_with_what_must_be_acknowledged(server: BotApi, ear: Ear, says) -> None:
    from bot.messages import Choice

    wang = server.person("王芳")
    wang.starts()
    await says(wang.id, "满意吗", Choice("满意", "rate:17:good"))
    query = wang.presses("满意")
    _, press = await ear.hears(2)
    assert (press.kind, press.choice, press.press, press.message) == (
        Kind.PRESS,
        "rate:17:good",
        query,
        str(wang.last.id),
    )


async def test_the_offset_moves_only_when_the_batch_is_stored(server: BotApi, channel: TelegramChannel) -> None:
    storing, stored, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
    received = []

    async def receive(batch) -> None:
        received.append([i.text for i in batch])
        if len(received) == 1:
            storing.set()
            await stored.wait()

    server.person("王芳").says("路灯坏了")
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(receive, stop))
        await storing.wait()
        server.person("李雷").says("井盖没了")
        assert (offsets(server), len(server.updates)) == ([None], 2)  # not told yet, however long storing takes
        stored.set()
        await polls(server, 3)
        stop.set()
    assert received == [["路灯坏了"], ["井盖没了"]]
    first = server.updates._next_id - 2
    assert offsets(server)[:2] == [None, first + 1]


async def test_a_full_disk_loses_nothing(server: BotApi, ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    ear.broken = 3
    server.person("王芳").says("路灯坏了")
    (inbound,) = await ear.hears(1)
    assert (inbound.text, ear.broken) == ("路灯坏了", 0)
    assert offsets(server) == [None]
    await polls(server, 2)
    assert len(server.updates) == 0
    lines = warnings(caplog)
    assert len(lines) == 3  # one for each failure, no traceback
    assert all("No space left on device" in line and "nothing is lost" in line for line in lines)
    assert not any(record.exc_info for record in caplog.records)


async def test_stopped_before_it_could_store_it_confirms_nothing(server: BotApi, channel: TelegramChannel) -> None:
    stop = asyncio.Event()

    async def receive(batch) -> None:
        stop.set()
        raise OSError("disk full")

    server.person("王芳").says("路灯坏了")
    await channel.poll(receive, stop)
    assert (offsets(server), len(server.updates)) == ([None], 1)  # it comes again


async def test_stopping_does_not_wait_for_the_long_poll(server: BotApi, channel: TelegramChannel) -> None:
    ear = Ear(server)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        await polls(server)
        start = loop.time()
        stop.set()
    assert loop.time() - start < 2  # of 30
    await channel.poll(ear.receive, stop)  # told to stop before it began
    assert server.updates._poll == 1


async def test_it_is_known_when_telegram_last_answered(server: BotApi, channel: TelegramChannel) -> None:
    ear, stop = Ear(server), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        await polls(server)
        assert channel.answered_at is None
        server.person("王芳").says("路灯坏了")
        await ear.hears(1)
        assert channel.answered_at == NOW
        stop.set()


async def test_one_update_that_cannot_be_read_does_not_stop_the_others(
    server: BotApi, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    wang = server.person("王芳")
    wang.says("一")
    bad = server.inject({"message": {"text": "二", "chat": "no chat"}})
    wang.says("三")
    one, two, three = await ear.hears(3)
    assert (one.text, two.kind, two.key, three.text) == ("一", Kind.UNREADABLE, f"u{bad}", "三")
    assert '"no chat"' in two.raw
    assert len(warnings(caplog)) == 1


async def test_a_batch_that_is_no_json_is_taken_one_by_one(
    server: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    """NaN makes the whole answer something that is no JSON; the updates around it arrive all the same."""
    wang, ear, stop = server.person("王芳"), Ear(server), asyncio.Event()
    wang.says("一")
    wang.says("二")
    bad = [server.inject({"message": {"location": {"latitude": float("nan")}}})]
    wang.says("三")
    bad.append(server.inject({"message": {"location": {"latitude": float("-inf")}}}))
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        heard = await ear.hears(5)
        wang.says("四")
        assert (await ear.hears(6))[5].text == "四"
        stop.set()
    assert [i.text or i.key for i in heard[:5]] == ["一", "二", f"u{bad[0]}", "三", f"u{bad[1]}"]
    assert [i.kind for i in heard if not i.text] == [Kind.UNREADABLE] * 2
    assert "NaN" in heard[2].raw
    assert [line for line in warnings(caplog) if str(bad[0]) in line] == [
        f"update {bad[0]} cannot be parsed; it is set aside and passed over"
    ]
    limits = [call.parameters["limit"] for call in server.calls if call.method == "getUpdates"]
    assert (limits[0], set(limits), limits[-1]) == (100, {1, 100}, 100)  # and back to whole batches


async def test_a_page_of_a_proxy_is_not_taken_for_an_update(
    server: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    ear, stop = Ear(server), asyncio.Event()
    server.fail_html("getUpdates", status=200, times=4)
    server.person("王芳").says("路灯坏了")
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        assert [i.text for i in await ear.hears(1)] == ["路灯坏了"]
        stop.set()
    assert any("cannot be read" in line for line in warnings(caplog))
    assert len(warnings(caplog)) <= 4


async def test_trouble_is_one_line_each_and_ends_by_itself(
    server: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    ear, stop = Ear(server), asyncio.Event()
    server.drop("getUpdates", times=2)
    server.fail_html("getUpdates", times=2)
    server.fail_next("getUpdates", 429, "Too Many Requests", {"retry_after": 1})
    server.person("王芳").says("路灯坏了")
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        assert [i.text for i in await ear.hears(1)] == ["路灯坏了"]
        stop.set()
    assert len(warnings(caplog)) == 5
    assert all(line.startswith("receiving: ") for line in warnings(caplog))
    assert not any("\n" in line for line in warnings(caplog))


async def test_two_pollers_are_told_what_to_do(server: BotApi, ear: Ear, connect: Connect, caplog) -> None:
    other, stop = Ear(server), asyncio.Event()
    await polls(server)
    conflict = Heard("bot.channels.telegram.insistence", 1)
    async with asyncio.TaskGroup() as group:
        group.create_task(connect().poll(other.receive, stop))
        await conflict.wait()
        stop.set()
    assert "Stop it, or give one of the two another bot" in caplog.text
    server.person("王芳").says("路灯坏了")
    await ear.hears(1)  # the one that is left goes on


async def test_a_webhook_that_is_set_is_removed(server: BotApi, channel: TelegramChannel, caplog) -> None:
    server.webhook.set({"url": "http://127.0.0.1:9/nobody"})
    ear, stop = Ear(server), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(channel.poll(ear.receive, stop))
        await server.until(lambda: not server.updates.webhook_url)
        server.person("王芳").says("路灯坏了")
        await ear.hears(1)
        stop.set()
    assert len(server.sent("deleteWebhook")) == 1
    assert "TELEGRAM_MODE is polling" in caplog.text


async def test_without_a_webhook_none_is_deleted(server: BotApi, ear: Ear) -> None:
    server.person("王芳").says("路灯坏了")
    await ear.hears(1)
    assert server.sent("deleteWebhook") == []
    assert server.sent("getMe")[0].number == 1  # its name is known before the first update is read


@pytest.mark.parametrize("token", ["7:AA-another-token", "no token at all"])
async def test_a_wrong_token_ends_it_with_advice(connect: Connect, token: str) -> None:
    with pytest.raises(WrongToken, match="TELEGRAM_BOT_TOKEN"):
        await connect(token=token).poll(Ear.receive, asyncio.Event())


async def test_a_token_that_is_revoked_ends_it_too(server: BotApi, channel: TelegramChannel) -> None:
    task = asyncio.create_task(channel.poll(Ear(server).receive, asyncio.Event()))
    await polls(server)
    server.token = "7:AA-a-new-token"
    server.updates.end_poll()
    with pytest.raises(WrongToken):
        await asyncio.wait_for(task, 5)


class Heard(logging.Handler):
    """Waits for so many lines of a logger."""

    def __init__(self, logger: str, lines: int) -> None:
        super().__init__()
        self.left, self.all, self.logger = lines, asyncio.Event(), logging.getLogger(logger)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.left -= 1
        if self.left <= 0:
            self.all.set()

    async def wait(self) -> None:
        await asyncio.wait_for(self.all.wait(), 5)
        self.logger.removeHandler(self)


async def test_it_waits_for_the_network_to_come(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    late, stop = BotApi(), asyncio.Event()
    ear = Ear(late)
    failed = Heard("bot.channels.telegram.insistence", 3)
    async with asyncio.TaskGroup() as group:
        group.create_task(connect(url=f"http://127.0.0.1:{port}").poll(ear.receive, stop))
        await failed.wait()
        await late.start(port)
        late.person("王芳").says("路灯坏了")
        assert [i.text for i in await ear.hears(1)] == ["路灯坏了"]
        stop.set()
        await late.stop()
    assert all("ClientConnectorError" in line for line in warnings(caplog))


async def test_updates_that_cannot_be_confirmed_are_not_stored_over_and_over(
    channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that gives no update_id is no Bot API; it is told of, with pauses, and stores nothing."""
    reader = polling.Polling(channel._bot, "telegram", "kaimen", channel._now)
    with pytest.raises(Exception, match="without update_id"):
        reader._behind([{"message": {}}, 5])
    assert reader._behind([]) is None
    assert reader._behind([{"update_id": 10**30}, {"update_id": 41}]) == 42
