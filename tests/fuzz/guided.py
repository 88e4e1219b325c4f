"""`python -m tests.fuzz.guided SECONDS SEED`: bytes that are led by which lines of the parsers they reached (atheris).

Each target has its own process, for atheris ends the one that it runs in. Where there is no atheris for this Python, a
line says so, and that is no failure. Exit code 1 if a target raised; the bytes that did it are shown.
"""

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SEEDS: dict[str, list[bytes]] = {
    "update": [
        json.dumps(update, ensure_ascii=False).encode()
        for update in (
            {
                "update_id": 1,
                "message": {
                    "message_id": 1,
                    "date": 1_780_000_000,
                    "chat": {"id": 5, "type": "private"},
                    "from": {"id": 5, "is_bot": False, "first_name": "王"},
                    "text": "路灯坏了",
                },
            },
            {
                "update_id": 2,
                "callback_query": {
                    "id": "1",
                    "from": {"id": 5, "is_bot": False, "first_name": "王"},
                    "chat_instance": "1",
                    "data": "send:1",
                },
            },
        )
    ],
    "words": ["另外，工资拖欠三个月。还有，路灯坏了 13812345678".encode(), "一、着火了\n二、谢谢".encode()],
    "table": ["内容,时间\n路灯坏了,2026-05-01\n".encode(), '{"内容": "路灯", "时间": 46000.5}\n'.encode()],
    "areas": ['名称,上级,纬度,经度,范围\n城关区,,36.0,103.8,"{}"\n'.encode()],
    "file": [b"%PDF-1.7", b"\xff\xd8\xff", b"PK\x03\x04"],
}


def _update(content: bytes) -> None:
    from bot.channels.telegram.inbound import read, unreadable
    from bot.channels.telegram.request import Request, Unreadable
    from bot.messages import pack_inbound, unpack_inbound

    now = datetime(2026, 6, 1, tzinfo=UTC)
    try:
        inbound = read(Request.parse_json_payload(content), "telegram", "kaimen_bot", now)
    except Unreadable as error:
        inbound = unreadable(error.text, "telegram", now)
    assert inbound is None or unpack_inbound(pack_inbound(inbound)) == inbound


def _words(content: bytes) -> None:
    from bot.messages import split
    from bot.privacy import clean, file_name, mask
    from bot.tagging import cues, discretion, matters
    from bot.tagging.classifier import Classifier
    from bot.tagging.lexicon import Lexicon
    from bot.tagging.segment import Segmenter

    if not _tagger:
        _tagger.extend([Classifier(Segmenter(), Lexicon([])), Segmenter()])
    classifier, segmenter = _tagger
    text = clean(content.decode("utf-8", "replace"))
    assert clean(text) == text
    assert len(mask(text)) == len(text)
    assert file_name(text)
    assert "".join("".join(split(text, 40)).split()) == "".join(text.split())
    for reads in (cues.cue, cues.wish, cues.emergency, discretion.accuses):
        reads(text)
    matters.find(text, segmenter.cut, classifier.decide_words)


def _table(content: bytes) -> None:
    from bot.intake import UnreadableFile, read

    for ending in ("csv", "jsonl"):
        path = Path(tempfile.gettempdir()) / f"kaimen-guided.{ending}"
        path.write_bytes(content)
        with suppress(UnreadableFile):
            list(read(path, ZoneInfo("Asia/Shanghai")))


def _areas(content: bytes) -> None:
    from bot.intake import UnreadableFile
    from bot.intake.areas import read_areas

    path = Path(tempfile.gettempdir()) / "kaimen-guided-areas.csv"
    path.write_bytes(content)
    with suppress(UnreadableFile):
        list(read_areas(path))


def _file(content: bytes) -> None:
    from bot.files.kinds import may_pass, never_passes

    name = content[:20].decode("utf-8", "replace")
    may_pass(name, content)
    never_passes(name)


_tagger: list[Any] = []  # made once in the process
TARGETS: dict[str, Callable[[bytes], None]] = {
    "update": _update,
    "words": _words,
    "table": _table,
    "areas": _areas,
    "file": _file,
}


def _run(name: str, seconds: int, seed: int, corpus: str) -> None:
    import atheris

    with atheris.instrument_imports(include=["bot"]):
        import bot.channels.telegram.inbound
        import bot.files.kinds
        import bot.intake.areas
        import bot.privacy
        import bot.tagging.classifier
        import bot.tagging.matters  # noqa: F401
    options = {"max_total_time": seconds, "seed": seed, "max_len": 4096, "print_final_stats": 1}
    given = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *given, f"-artifact_prefix={corpus}/", corpus], TARGETS[name])
    atheris.Fuzz()


def main(seconds: int, seed: int) -> int:
    """Each target for its part of the time. Returns the exit code."""
    if importlib.util.find_spec("atheris") is None:
        print(f"atheris: SKIPPED, there is none for Python {sys.version_info.major}.{sys.version_info.minor}")
        return 0
    failed = 0
    for name, seeds in SEEDS.items():
        with tempfile.TemporaryDirectory(prefix="kaimen-guided-") as corpus:
            for number, content in enumerate(seeds):
                (Path(corpus) / f"seed-{number}").write_bytes(content)
            each = max(1, seconds // len(SEEDS))
            command = [sys.executable, "-m", __spec__.name, name, str(each), str(seed), corpus]
            done = subprocess.run(command, check=False, capture_output=True)
            told = done.stderr.decode("utf-8", "replace")
            tried = re.search(r"number_of_executed_units:\s*(\d+)", told)
            found = [path.read_bytes() for path in Path(corpus).glob("*-*") if not path.name.startswith("seed-")]
            what = "raised" if done.returncode else "nothing raised"
            print(
                f"atheris {name}: {what}, {tried[1] if tried else '?'} inputs in {each} s from seed {seed}", flush=True
            )
            if done.returncode:
                failed = 1
                print(told[-4000:])
                print(*(f"bytes: {content!r}" for content in found), sep="\n")
    return failed


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
    _run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
