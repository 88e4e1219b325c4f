"""How many sendMessage calls the server takes in a second: python -m tests.botapi.measure [CALLS]

The server runs as a process of its own; the clients here are a bare socket (the server's own limit), httpx and
python-telegram-bot (their limit). Each message has HTML and an inline keyboard.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import httpx
import telegram

from .server import TOKEN

KEYBOARD = {
    "inline_keyboard": [[{"text": "提交", "callback_data": "send:1"}, {"text": "改", "callback_data": "edit:1"}]]
}
MESSAGE = {
    "chat_id": 77,
    "text": "已收到 <b>261123-0042</b>",
    "parse_mode": "HTML",
    "reply_markup": json.dumps(KEYBOARD),
}


async def sockets(port: int, calls: int, connections: int) -> None:
    """Sends ready-made requests over bare sockets."""
    body = urlencode(MESSAGE).encode()
    head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
    request = head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(calls // connections):
            writer.write(request)
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not answer.startswith(b"http/1.1 200"):
                raise RuntimeError(answer)
            await reader.readexactly(int(answer.partition(b"content-length: ")[2].split(b"\r\n")[0]))
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))


async def parallel(call: Callable[[], Awaitable[object]], calls: int, tasks: int) -> None:
    """Calls so many times, from so many tasks."""

    async def some() -> None:
        for _ in range(calls // tasks):
            await call()

    await asyncio.gather(*(some() for _ in range(tasks)))


async def measure(url: str, calls: int) -> None:
    """Runs all clients against the server at this address, and prints their rates."""
    port = int(url.rpartition(":")[2])
    request = telegram.request.HTTPXRequest(connection_pool_size=32)
    async with httpx.AsyncClient(base_url=url) as http, telegram.Bot(TOKEN, f"{url}/bot", request=request) as bot:
        await http.post("/_control/person", json={"name": "甲", "id": 77})
        await http.post("/_control/act", json={"person": 77, "act": "starts"})
        keyboard = telegram.InlineKeyboardMarkup.de_json(KEYBOARD, bot)

        def httpx_call() -> Awaitable[object]:
            return http.post(f"/bot{TOKEN}/sendMessage", data=MESSAGE)

        def bot_call() -> Awaitable[object]:
            return bot.send_message(77, str(MESSAGE["text"]), "HTML", reply_markup=keyboard)

        runs: list[tuple[str, Callable[[], Awaitable[object]]]] = [
            ("bare socket, 1 connection", lambda: sockets(port, calls, 1)),
            ("bare sockets, 8 connections", lambda: sockets(port, calls, 8)),
            ("httpx, one at a time", lambda: parallel(httpx_call, calls, 1)),
            ("httpx, 8 at once", lambda: parallel(httpx_call, calls, 8)),
            ("python-telegram-bot, one at a time", lambda: parallel(bot_call, calls, 1)),
            ("python-telegram-bot, 8 at once", lambda: parallel(bot_call, calls, 8)),
        ]
        for name, run in runs:
            began = time.perf_counter()
            await run()
            print(f"{name:34} {calls / (time.perf_counter() - began):6.0f} requests/s")


async def main() -> None:
    """Starts the server, measures, stops it."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.botapi", stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    try:
        await measure((await server.stdout.readline()).decode().strip(), calls)
    finally:
        server.terminate()
        await server.wait()


if __name__ == "__main__":
    asyncio.run(main())
