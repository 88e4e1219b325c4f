"""What people read: the same in both languages, nothing missing that the code says, and no officialese."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.texts import LANGUAGES, Texts
from handlers import ASKED, BUTTONS, COMMANDS

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "bot" / "texts"
SOURCES = sorted(path for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py"))

# The argument (without `self`) in which these functions are given the key of a text.
KEY_AT = {"t": 0, "say": 1, "reply": 0, "tell": 1, "NotPossible": 0, "tell_unit": 2, "tell_reporter": 2}
KEY_AT |= {"tell_helper": 3, "tell_office": 2}
# The voice is plain and spoken; this is how offices write.
OFFICIALESE = re.compile(
    "经研究|予以|敬请|贵局|贵单位|相关部门|有关部门|高度重视|特此|兹|收悉|知悉|该同志|上述|届时|逾期|烦请|谨此|"
    "为盼|请予|妥善处理|Dear Sir|kindly|hereby|the relevant department|at your earliest convenience|please be advised",
    re.IGNORECASE,
)
EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


def messages(language: str) -> dict[str, tuple[str, ftl.Message]]:
    """Each key with the name of its file and its entry. Raises on what Fluent cannot read, and on a key given twice."""
    found: dict[str, tuple[str, ftl.Message]] = {}
    for path in sorted((TEXTS / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{language}/{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}"
                found[entry.id.name] = (path.name, entry)
    return found


ALL = {language: messages(language) for language in LANGUAGES}


def walk(node: object) -> Iterator[object]:
    yield node
    if isinstance(node, ftl.BaseNode):
        for value in vars(node).values():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ftl.BaseNode):
                    yield from walk(child)


def variables(entry: ftl.Message) -> set[str]:
    """What must be given to say it. `has-x` comes with x by itself (`bot.texts`)."""
    return {node.id.name.removeprefix("has-") for node in walk(entry) if isinstance(node, ftl.VariableReference)}


def numbers(entry: ftl.Message) -> set[str]:
    """The variables that it counts with: `[one]`, or a number as a variant."""
    return {
        node.selector.id.name
        for node in walk(entry)
        if isinstance(node, ftl.SelectExpression)
        and isinstance(node.selector, ftl.VariableReference)
        and any(
            isinstance(v.key, ftl.NumberLiteral) or (isinstance(v.key, ftl.Identifier) and v.key.name == "one")
            for v in node.variants
        )
    }


def test_both_languages_have_the_same_texts_in_the_same_files() -> None:
    zh, en = ({key: file for key, (file, _) in ALL[language].items()} for language in ("zh", "en"))
    assert zh.items() ^ en.items() == set()


def test_both_languages_use_the_same_variables() -> None:
    differ = {
        key: (variables(entry), variables(ALL["en"][key][1]))
        for key, (_, entry) in ALL["zh"].items()
        if key in ALL["en"] and variables(entry) != variables(ALL["en"][key][1])
    }
    assert differ == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_said(language: str) -> None:
    texts = Texts(ZoneInfo("Asia/Shanghai"))
    for key, (_, entry) in ALL[language].items():
        counted = numbers(entry)
        for n, word in ((1, "yes"), (0, "no"), (2, "whatever"), (5, "")):
            said = texts.say(language, key, **{name: n if name in counted else word for name in variables(entry)})
            assert "{" not in said, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_officialese_and_at_most_one_emoji(language: str) -> None:
    for key, (_, entry) in ALL[language].items():
        words = " ".join(node.value for node in walk(entry) if isinstance(node, ftl.TextElement))
        assert not OFFICIALESE.search(words), key
        assert len(EMOJI.findall(words)) <= 1, key
        assert "你" not in words, f"{key}: people are addressed as 您"


# What the code says


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call in the sources, with the name of what is called."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                yield path, node, name


def patterns(node: ast.expr | None) -> Iterator[str]:
    """The keys that an argument may stand for, as regular expressions; none where only running it would tell."""
    match node:
        case ast.Constant(value=str(value)) if value:
            yield re.escape(value)
        case ast.JoinedStr(values=parts):
            yield "".join(re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in parts)
        case ast.IfExp(body=body, orelse=orelse):
            yield from patterns(body)
            yield from patterns(orelse)
        case _:
            pass


def argument(call: ast.Call, at: int) -> ast.expr | None:
    return call.args[at] if at < len(call.args) else None


def has_label(call: ast.Call) -> bool:
    return any(keyword.arg == "label" for keyword in call.keywords)


def is_turn(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id in ("turn", "work")


def said_keys() -> Iterator[tuple[Path, str]]:
    for path, call, name in calls():
        if name in KEY_AT:
            for pattern in patterns(argument(call, KEY_AT[name])):
                if " " not in pattern:  # the exception of the same name in `lifecycle` speaks to programmers
                    yield path, pattern
        if name in ("button", "choice") and not has_label(call):
            for pattern in patterns(argument(call, 0 if name == "button" else 1)):
                yield path, f"button-{pattern}"
        if name == "ask" and is_turn(argument(call, 0)):
            for pattern in patterns(argument(call, 1)):
                yield path, pattern


def actions() -> Iterator[tuple[Path, str]]:
    for path, call, name in calls():
        if name in ("button", "choice"):
            for pattern in patterns(argument(call, 0 if name == "button" else 1)):
                yield path, pattern
        if name == "back":
            for pattern in patterns(argument(call, 1)):
                yield path, pattern


def asked() -> Iterator[tuple[Path, str]]:
    for path, call, name in calls():
        if name == "ask":
            for pattern in patterns(argument(call, 2 if is_turn(argument(call, 0)) else 0)):
                yield path, pattern


def test_every_text_that_the_code_says_is_there() -> None:
    found = list(said_keys())
    assert len(found) > 150  # the search itself works
    missing = [
        (path.name, pattern) for path, pattern in found if not any(re.fullmatch(pattern, key) for key in ALL["zh"])
    ]
    assert missing == []


def test_every_button_and_question_leads_somewhere() -> None:
    assert [(p.name, a) for p, a in actions() if not any(re.fullmatch(a, b) for b in BUTTONS)] == []
    assert [(p.name, a) for p, a in asked() if not any(re.fullmatch(a, b) for b in ASKED)] == []


def test_every_command_of_the_menu_is_explained() -> None:
    missing = [c.name for c in COMMANDS if f"command-{c.name.replace('_', '-')}" not in ALL["zh"]]
    assert missing == []


def test_every_text_is_said_somewhere() -> None:
    """A text that nobody reads any more is taken out."""
    words: Counter[str] = Counter()
    built: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words[node.value] += 1
            if isinstance(node, ast.JoinedStr):
                built.update(patterns(node))
    built = {pattern for pattern in built if len(pattern.replace(".+", "")) > 3}  # f"{a}-{b}" would fit everything
    unread = [
        key
        for key in ALL["zh"]
        if key not in words
        and key.removeprefix("button-") not in words
        and key.removeprefix("audit-") not in words
        and not any(re.fullmatch(pattern, key) for pattern in built)
    ]
    assert unread == []
