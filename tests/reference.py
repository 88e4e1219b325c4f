"""The tables of settings and commands in both READMEs, made from the code: `python -m tests.reference` writes them,
and a test compares them."""

import re
from pathlib import Path

import typer
from typer.main import get_command

from bot.__main__ import app
from bot.settings import Settings
from bot.texts import Texts
from handlers import COMMANDS
from handlers.turn import Needs
from tests.town import ZONE

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / ".env.example"
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
WHO = {
    "en": {
        Needs.ANYONE: "everybody",
        Needs.MEMBER: "staff",
        Needs.LEAD: "leads of a unit, admins",
        Needs.OFFICE: "dispatchers",
        Needs.ADMIN: "admins",
    },
    "zh": {
        Needs.ANYONE: "所有人",
        Needs.MEMBER: "责任单位",
        Needs.LEAD: "单位负责人、管理员",
        Needs.OFFICE: "派单员",
        Needs.ADMIN: "管理员",
    },
}


def example() -> list[tuple[str, str, str]]:
    """What the file to copy says: the name of each setting, what it means in Chinese, and in English."""
    entries = re.findall(r"^# (.+)\n# (.+)\n([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [(name, chinese, english) for chinese, english, name in entries]


def settings(language: str) -> str:
    """Name, default, meaning."""
    chinese = {name: meaning for name, meaning, _ in example()}
    head = {"en": "| setting | default | meaning |", "zh": "| 设置 | 默认 | 意思 |"}[language]
    rows = [head, "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "" if default is None or not str(default).strip("*()") else f"`{default}`"
        meaning = field.description if language == "en" else chinese[name.upper()]
        rows.append(f"| `{name.upper()}` | {shown} | {meaning} |")
    return "\n".join(rows)


def cli() -> str:
    """Command and the first line of its help."""
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    rows = ["| command | what it does |", "|---|---|"]
    for name, command in group.commands.items():
        if not command.hidden:
            first = (command.help or "").strip().split("\n\n")[0].replace("\n", " ").strip()
            rows.append(f"| `{name}` | {first} |")
    return "\n".join(rows)


def commands(language: str) -> str:
    """Command, what it does, for whom."""
    texts = Texts(ZONE)
    head = {"en": "| command | what it does | for |", "zh": "| 命令 | 做什么 | 谁能用 |"}[language]
    rows = [head, "|---|---|---|"]
    for command in COMMANDS:
        what = texts.say(language, f"command-{command.name.replace('_', '-')}")
        rows.append(f"| `/{command.name}` | {what} | {WHO[language][command.needs]} |")
    return "\n".join(rows)


def filled(language: str) -> str:
    """The README as it should be."""
    text = READMES[language].read_text(encoding="utf-8")
    for name, table in (("settings", settings(language)), ("cli", cli()), ("commands", commands(language))):
        mark = f"<!-- {name} -->"
        text = re.sub(rf"{mark}\n(?:\n\|(?:.*\n)+?(?=\n))?", lambda _, t=table, m=mark: f"{m}\n\n{t}\n", text)
    return text


if __name__ == "__main__":
    for language, path in READMES.items():
        path.write_text(filled(language), encoding="utf-8")
