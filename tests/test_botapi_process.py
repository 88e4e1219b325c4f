"""The fake Bot API server as a process of its own, with its control API."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import httpx


async def test_as_a_process_with_the_control_api() -> None:
    command = [sys.executable, "-m", "tests.botapi", "--token", "1:A"]
    root = Path(__file__).parent.parent
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        async with httpx.AsyncClient(base_url=url, verify=False) as http:
            await _control(http)
    finally:
        process.terminate()
        assert await process.wait() == 0


async def _control(http: httpx.AsyncClient) -> None:
    async def order(path: str, **body: Any) -> Any:
        return (await http.post(f"/_control/{path}", json=body)).json()

    assert await order("person", name="甲", id=77) == {"id": 77}
    assert (await order("act", person=77, act="starts", args={"payload": "a"}))["text"] == "/start a"
    photo = await order("act", person=77, act="sends_photo", args={"content": "/9j/", "caption": "图"})
    assert photo["attachments"] == [{"kind": "photo", "name": None, "size": 3}]
    assert "error" in await order("act", person=77, act="__init__")
    two = (await http.post("/_control/person", json=[{"name": "乙", "id": 78}, {"name": "丙"}])).json()
    assert two[0] == {"id": 78}
    group = (await order("group", title="城管局", members=[77]))["id"]
    ids = (await http.post("/_control/updates", json=[{"poll": {}}, {"poll": {}}])).json()["ids"]
    assert ids[1] == ids[0] + 1
    await order("fault", fault="limit", args={"retry_after": 9, "chat": 77})
    send = {"chat_id": 77, "text": "好", "reply_markup": {"keyboard": [[{"text": "是"}]]}}
    statuses = [(await http.post("/bot1:A/sendMessage", json=send)).status_code for _ in range(2)]
    waiting = asyncio.create_task(http.get("/_control/wait", params={"method": "sendMessage", "calls": 1}))
    statuses.append((await http.post("/bot1:A/sendMessage", json={**send, "chat_id": group})).status_code)
    assert statuses == [429, 429, 200]
    assert (await waiting).json() == {"reached": True}
    calls = (await http.get("/_control/calls", params={"after": 1, "method": "sendMessage"})).json()
    assert [call["error"] and call["error"]["error_code"] for call in calls] == [429, None]
    [shown] = (await http.get("/_control/messages", params={"chat": group})).json()
    assert (shown["text"], shown["keyboard"]) == ("好", [["是"]])
    state = (await http.get("/_control/state")).json()
    assert (state["calls"], len(state["violations"]), state["pending_updates"]) == (3, 1, 6)
