"""`make examples`: the reports of a played town, as files for docs/examples/. Nobody in it is real, nor any word."""

import asyncio
import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.settled import ZONE, fill, found
from benchmarks.town import Played, play
from bot.app import open_reader
from bot.digests import report_files, report_text, windows
from bot.digests.windows import Rhythm
from bot.settings import Settings
from bot.texts import Texts
from storage import open_database

OUT = Path(__file__).parents[1] / "docs" / "examples"
START, END = datetime(2025, 1, 1, tzinfo=ZONE), datetime(2026, 7, 1, tzinfo=ZONE)
CASES, UNITS, PEOPLE = 16_000, 12, 6_000
NAME = "春江市民生服务中心"
MONTH, MADE = datetime(2026, 6, 1, tzinfo=ZONE), datetime(2026, 7, 1, 8, tzinfo=ZONE)

# What the people of that town write, by category; {} is a place.
_SAID = {
    "urban": ("{}路灯坏了，晚上看不见路", "{}井盖松了，车一过就响", "{}垃圾好几天没人清", "{}人行道的砖翘起来了"),
    "housing": ("{}电梯老是停，老人上不了楼", "{}楼道漏水，墙都湿了", "{}物业费涨了，没人说过为什么"),
    "transport": ("{}公交车等了四十分钟", "{}红绿灯时间太短，走不过去", "{}路口老有车乱停"),
    "education": ("{}小学门口放学时堵得厉害", "{}幼儿园报名要哪些材料"),
    "health": ("{}卫生院周末没有医生", "{}疫苗什么时候能打"),
    "environment": ("{}工地半夜还在施工，睡不着", "{}河水有股臭味", "{}饭店的油烟直往楼上飘"),
    "labour": ("{}工地欠了三个月工资", "{}厂里没给交社保"),
}
_OTHERS = ("{}停水一天了，没有通知", "{}想问老年证怎么办", "{}广场舞声音太大", "{}快递柜占了消防通道")
_PLACES = ("幸福里小区", "春江路", "东门菜市场", "柳林街", "石桥新村", "青山花园", "北站广场", "南湖公园")
_UNHAPPY = ("只是打了个电话，没人来看", "修了两天又坏了", "说是办好了，其实没动", "答复和我问的不是一回事")
_ANSWERS = ("材料已经订了，月底到货", "和物业谈了两次，还没说好", "要等雨季过了才能挖", "已经列入下个月的计划")


async def main() -> None:
    """Plays the town, and writes its reports anew."""
    texts = Texts(ZONE)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/town.db"
        await _settle(url)
        settings = Settings(database_url=url, office_name=NAME, _env_file=None)  # type: ignore[call-arg]
        async with open_reader(settings, MADE) as reader:
            for language in ("zh", "en"):
                window = windows.starting(Rhythm.MONTHLY, MONTH.date(), ZONE)
                review = await reader.review(None, Rhythm.MONTHLY, window, language)
                _write(OUT / f"monthly-{language}.txt", "\n\n".join(report_text.pages(review, texts, language)))
                for end, content in report_files.all_files(review, texts, language, MADE):
                    _write(OUT / f"monthly-{language}{end}", content)
                week = windows.ended(Rhythm.WEEKLY, MADE, ZONE)
                for who, unit_id in (("office", None), ("unit", 1)):
                    weekly = await reader.review(unit_id, Rhythm.WEEKLY, week, language)
                    pages = "\n\n".join(report_text.pages(weekly, texts, language))
                    _write(OUT / f"weekly-{who}-{language}.txt", pages)
                    _write(
                        OUT / f"weekly-{who}-{language}.png", report_files.make(weekly, texts, language, "flow", MADE)
                    )


async def _settle(url: str) -> None:
    db = await open_database(url)
    try:
        place = await found(db, START, END, CASES, units=UNITS)
        async with db.snapshot() as tx:
            codes = {row["id"]: row["code"] for row in await tx.all("SELECT id, code FROM categories")}
        async with db.transaction() as tx:
            await tx.many(
                "INSERT INTO contacts (channel, account, chat, language, created_at) VALUES ('telegram', :account, '', "
                "'zh', :at)",
                [{"account": str(n), "at": START} for n in range(1, PEOPLE + 1)],
            )
        town = play(place)
        entries = list(_speaking(town, codes))
        await fill(db, town)
        async with db.transaction() as tx:
            await tx.many(
                "INSERT INTO entries (case_id, at, side, text) VALUES (:case_id, :at, 'resident', :text)", entries
            )
            supports = [
                {"case": played.row["id"], "at": played.row["submitted_at"]} for played in town[::7] if played.events
            ]
            await tx.many("INSERT INTO supports (case_id, at) VALUES (:case, :at)", supports)
    finally:
        await db.close()


def _speaking(town: list[Played], codes: dict[int, str]) -> list[dict[str, Any]]:
    """Gives the cases words, and the units some; returns what residents said who were not satisfied."""
    dice = random.Random(7)
    said = []
    for played in town:
        place = dice.choice(_PLACES)
        words = dice.choice(_SAID.get(codes[played.row["category_id"]], _OTHERS)).format(place)
        played.row |= {"text": words, "reporter_id": dice.randint(1, PEOPLE)}
        for event in played.events:
            if event["kind"] == "answer":
                event["note"] = dice.choice(_ANSWERS)
            if event["kind"] == "rate_bad" and dice.random() < 0.6:
                at = event["at"] + timedelta(minutes=1)
                said.append({"case_id": played.row["id"], "at": at, "text": dice.choice(_UNHAPPY)})
    return said


def _write(path: Path, content: str | bytes) -> None:
    path.write_bytes(content if isinstance(content, bytes) else f"{content}\n".encode())


if __name__ == "__main__":
    asyncio.run(main())
