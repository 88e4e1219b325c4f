"""Runs the fake Bot API server as a process of its own: python -m tests.botapi --port 8081 --token 1:A

It prints its address when it listens, and stops at SIGINT or SIGTERM. control.py has its control API.
"""

from __future__ import annotations

import argparse
import asyncio
import signal

from .server import TOKEN, BotApi


async def run(port: int, token: str, webhook_scale: float, keep_calls: int | None) -> None:
    """Serves until a signal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = BotApi(token, webhook_scale=webhook_scale, keep_calls=keep_calls)
    await server.start(port)
    print(server.url, flush=True)
    await stop.wait()
    await server.stop()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (default) takes a free one")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in")
    parser.add_argument("--webhook-scale", type=float, default=1.0, help="factor for the delays of webhook retries")
    parser.add_argument("--keep-calls", type=int, default=None, help="remember only so many calls (default: all)")
    options = parser.parse_args()
    asyncio.run(run(options.port, options.token, options.webhook_scale, options.keep_calls))


if __name__ == "__main__":
    main()
