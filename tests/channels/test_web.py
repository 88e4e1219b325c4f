"""The web server, over real HTTP: who may post, what is answered, and how it stops."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.channels.web import BODY, Hook, Unhealthy, build, serving

SECRET = "a-secret-of-16-characters"
HEADERS = {"X-Secret": SECRET}


class House:
    """What is behind the server. `full`: nothing can be stored; `ill`: why it is not well."""

    def __init__(self) -> None:
        self.posts: list[bytes] = []
        self.full = False
        self.ill: Exception | None = None

    async def accept(self, body: bytes) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        self.posts.append(body)

    async def health(self) -> dict[str, object]:
        if self.ill:
            raise self.ill
        return {"waiting": 3}


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = build(house.health, [Hook("/hook", "X-Secret", SECRET, house.accept)])
    async with (
        serving(app, "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


async def test_what_comes_with_the_secret_is_stored(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.post("/hook", content=b'{"x": 1}', headers=HEADERS)
    assert (answer.status_code, house.posts) == (200, [b'{"x": 1}'])


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "\xe9" * 16])
async def test_what_comes_without_it_is_not(house: House, client: httpx.AsyncClient, secret: str | None) -> None:
    headers = {} if secret is None else {"X-Secret": secret.encode("latin-1")}
    answer = await client.post("/hook", content=b"{}", headers=headers)
    assert (answer.status_code, house.posts) == (403, [])


async def test_a_megabyte_is_enough(house: House, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    assert (await client.post("/hook", content=b"x" * BODY, headers=HEADERS)).status_code == 200
    assert (await client.post("/hook", content=b"x" * (BODY + 1), headers=HEADERS)).status_code == 413
    assert [len(post) for post in house.posts] == [BODY]
    assert "refused" in caplog.text


async def test_a_body_without_a_stated_length_is_cut_off_as_well(house: House, client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 100_000

    try:
        status = (await client.post("/hook", content=endless(), headers=HEADERS)).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        status = 413  # the server hung up while we were still talking
    assert (status, house.posts) == (413, [])
    assert sent < 1000


async def test_what_cannot_be_stored_now_is_to_be_posted_again(
    house: House, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    house.full = True
    assert (await client.post("/hook", content=b"{}", headers=HEADERS)).status_code == 503
    assert [record.exc_info for record in caplog.records] == [None]
    house.full = False
    assert (await client.post("/hook", content=b"{}", headers=HEADERS)).status_code == 200


async def test_a_post_that_breaks_off_is_not_stored(house: House, client: httpx.AsyncClient) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Secret: {SECRET}\r\nContent-Length: 9\r\n\r\n{{".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await client.post("/hook", content=b"{}", headers=HEADERS)).status_code == 200
    assert house.posts == [b"{}"]


async def test_other_methods_and_paths(client: httpx.AsyncClient) -> None:
    assert (await client.get("/hook", headers=HEADERS)).status_code == 405
    assert (await client.get("/")).status_code == 404
    assert (await client.post("/healthz")).status_code == 405


async def test_health(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "waiting": 3})
    assert "server" not in answer.headers
    house.ill = Unhealthy("the last poll was 10 minutes ago")
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "reason": "the last poll was 10 minutes ago"}
    house.ill = RuntimeError("with a password in it")
    assert (await client.get("/healthz")).json() == {"status": "failing", "reason": "RuntimeError"}


async def test_stopping_lets_a_post_under_way_finish() -> None:
    begun, may_end, stored = asyncio.Event(), asyncio.Event(), []

    async def accept(body: bytes) -> None:
        begun.set()
        await may_end.wait()
        stored.append(body)

    async with httpx.AsyncClient(trust_env=False) as client:
        async with serving(build(House().health, [Hook("/hook", "X-Secret", SECRET, accept)]), "127.0.0.1", 0) as port:
            url = f"http://127.0.0.1:{port}/hook"
            post = asyncio.create_task(client.post(url, content=b"{}", headers=HEADERS))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.2, may_end.set)
        assert ((await post).status_code, stored) == (200, [b"{}"])
        with pytest.raises(httpx.ConnectError):
            await client.post(url, content=b"{}", headers=HEADERS)


async def test_an_address_that_is_taken_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        async with serving(build(House().health), "127.0.0.1", taken.getsockname()[1]):
            pass


async def test_errors_inside_the_block_come_through_and_close_the_port() -> None:
    with pytest.raises(KeyError):
        async with serving(build(House().health), "127.0.0.1", 0) as port:
            raise KeyError("the program's own")
    async with serving(build(House().health), "127.0.0.1", port) as again:
        assert again == port
