"""Categories: their names, time limits, and whether they are in use. One in use is retired, never deleted."""

import re

from handlers import lists
from handlers.admin import common, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage import offices
from storage.records import Category

VERBS = frozenset({"add", "rename", "retire", "restore", "limit"})
LIMITS = (1, 3, 5, 7, 10, 15)  # workdays, as buttons; any other by words
MOST_DAYS = 250  # a year of workdays
MOST_HOURS = 720  # a month of days and nights


def known(turn: Turn) -> dict[str, Category]:
    """All categories, retired ones too, under their codes and both names."""
    return words.names((c, (c.code, c.zh, c.en)) for c in turn.office.categories.values())


def found(turn: Turn, category_id: int) -> Category:
    """The category that a button means. Raises NotPossible if there is none."""
    category = turn.office.categories.get(category_id)
    if category is None:
        raise NotPossible("admin-gone")
    return category


def unknown(turn: Turn, name: str, form: str) -> NotPossible:
    """What to say to a name that no category has: which there are, and how the command goes; without one only that."""
    if not name:
        return NotPossible(form)
    names = common.listed(turn, [c.name(turn.language) for c in turn.office.active_categories()])
    return NotPossible("admin-no-category", name=name[:40], known=names, form=turn.t(form))


async def categories(turn: Turn, text: str) -> None:
    """/categories: all of them, a button each."""
    await show_all(turn, 0)


async def category(turn: Turn, text: str) -> None:
    """/category: shows one, or changes it."""
    if not text:
        return await show_all(turn, 0)
    said = words.understand(text, VERBS, known(turn))
    if said.verb == "add":
        return await _add(turn, *words.two_names(said.rest))
    if said.thing is None:
        raise unknown(turn, said.words, "admin-form-category")
    match said.verb, said.rest:
        case "", []:
            return await show(turn, said.thing.id)
        case "rename", [_, *_]:
            return await _rename(turn, said.thing, *words.two_names(said.rest))
        case "retire", []:
            return await retire(turn, said.thing.id)
        case "restore", []:
            return await restore(turn, said.thing.id)
        case "limit", [_, *_]:
            return await _limit(turn, said.thing, said.words)
        case _:
            raise NotPossible("admin-form-category")


async def show_all(turn: Turn, page: int) -> None:
    """The categories with limit, unit and number of keywords."""
    counts = await offices.keyword_counts(turn.tx)
    shown, turning = lists.page_of(turn, list(turn.office.categories.values()), page, "category-list")
    lines = [
        turn.t(
            "admin-category-line",
            name=c.name(turn.language),
            limit=limit_of(turn, c),
            keywords=counts.get(c.id, 0),
            unit=units_of(turn, c, turn.t("list-comma")),
            retired="yes" if c.retired_at else "no",
        )
        for c in shown
    ]
    buttons = [turn.button("category", c.id, label=c.name(turn.language)) for c in shown]
    head = turn.t("admin-categories", n=len(turn.office.active_categories()))
    await turn.reply(
        text="\n".join([head, *lines]),
        choices=[*lists.rows(buttons), *turning, [turn.button("category-new")]],
        edit=True,
    )


def units_of(turn: Turn, category: Category, between: str) -> str:
    """Where its cases go: the unit for everywhere first, then those of single areas."""
    routes = sorted((r for r in turn.office.routes if r.category_id == category.id), key=lambda r: r.area_id or 0)
    return between.join(
        turn.office.unit_name(r.unit_id)
        if r.area_id is None
        else turn.t("admin-in-area", area=turn.office.area_name(r.area_id), unit=turn.office.unit_name(r.unit_id))
        for r in routes
    )


async def show(turn: Turn, category_id: int) -> None:
    """One category with what can be done with it."""
    await _card(turn, category_id)


async def _card(turn: Turn, category_id: int, *, done: bool = False) -> None:
    c = found(turn, category_id)
    keywords = await offices.keywords_of(turn.tx, c.id)
    heaviest = common.listed(turn, [f"{k.word} {k.weight:g}" for k in keywords])
    card = turn.t(
        "admin-category",
        zh=c.zh,
        en=c.en,
        code=c.code,
        limit=limit_of(turn, c),
        keywords=len(keywords),
        heaviest=heaviest,
        units=units_of(turn, c, turn.t("list-comma")),
        retired="yes" if c.retired_at else "no",
    )
    last = turn.button("category-restore", c.id) if c.retired_at else turn.button("category-retire", c.id)
    rows = [
        [turn.button("keyword-list", c.id, 0), turn.button("keyword-new", c.id)],
        [turn.button("category-rename", c.id), turn.button("category-limit", c.id)],
        [turn.button("route", c.id), last],
        common.back(turn, "category-list", 0),
    ]
    await turn.reply(text=f"{turn.t('admin-done')}\n{card}" if done else card, choices=rows, edit=True)


async def ask_new(turn: Turn) -> None:
    await common.ask(turn, "admin-ask-category", "category-new")


async def new(turn: Turn) -> None:
    """The names of a new category were typed."""
    typed = words.two_names(words.split(turn.inbound.text))
    await common.until_right(turn, _add(turn, *typed), "category-new")


async def _add(turn: Turn, zh: str, en: str) -> None:
    taken = known(turn)
    zh = words.new_name(zh or en, taken)
    en = words.new_name(en or zh, taken)
    values = {
        "code": _code(turn, en),
        "zh": zh,
        "en": en,
        "limit_days": turn.office.settings.handling_workdays,
        "position": 1 + max((c.position for c in turn.office.categories.values()), default=0),
    }
    await _card(turn, await put(turn, "categories", None, values, "category-add", zh), done=True)


def _code(turn: Turn, en: str) -> str:
    """A code from the English name; where that gives none, a running one. It never changes again."""
    taken = known(turn)
    wish = re.sub(r"[^a-z0-9]+", "-", en.lower()).strip("-")[:30].strip("-")
    n = len(turn.office.categories) + 1
    while not wish or words.fold(wish) in taken:
        wish, n = f"c{n}", n + 1
    return wish


async def ask_rename(turn: Turn, category_id: int) -> None:
    c = found(turn, category_id)
    await common.ask(turn, "admin-ask-category-name", "category-rename", c.id, zh=c.zh, en=c.en)


async def renamed(turn: Turn, category_id: int) -> None:
    """A new name was typed."""
    c, typed = found(turn, category_id), words.two_names(words.split(turn.inbound.text))
    await common.until_right(turn, _rename(turn, c, *typed), "category-rename", c.id)


async def _rename(turn: Turn, c: Category, zh: str, en: str) -> None:
    if not zh and not en:
        raise NotPossible("admin-name-empty")
    if c.zh == c.en:  # it has one name for both languages, and this is another one in its place
        zh, en = (zh, en or zh) if words.two_names([c.zh])[0] else (zh or en, en)
    taken = known(turn)
    values = {"zh": words.new_name(zh, taken, c)} if zh else {}
    values |= {"en": words.new_name(en, taken, c)} if en else {}
    subject = f"{c.zh} → {' / '.join(dict.fromkeys(values.values()))}"
    await put(turn, "categories", {"id": c.id}, values, "category-rename", subject)
    await _card(turn, c.id, done=True)


async def choose_limit(turn: Turn, category_id: int) -> None:
    """Some limits as buttons; another one can be typed."""
    c = found(turn, category_id)
    await turn.ask("category-limit", c.id)
    days = [turn.button("category-limit-set", c.id, n, label=turn.t("admin-days", n=n)) for n in LIMITS]
    choices = [*lists.rows(days, 3), [turn.button("never-mind")]]
    await turn.reply("admin-ask-limit", choices=choices, edit=True, name=c.name(turn.language), limit=limit_of(turn, c))


async def limit_typed(turn: Turn, category_id: int) -> None:
    c = found(turn, category_id)
    await common.until_right(turn, _limit(turn, c, turn.inbound.text), "category-limit", c.id)


async def set_limit(turn: Turn, category_id: int, days: int) -> None:
    await turn.ask("")
    await _limit(turn, found(turn, category_id), str(days))


async def _limit(turn: Turn, c: Category, typed: str) -> None:
    days, hours = words.number(typed, 1, MOST_DAYS), words.hours(typed, MOST_HOURS)
    if days is None and hours is None:
        raise NotPossible("admin-wrong-limit", most=MOST_DAYS, hours=MOST_HOURS)
    values = {"limit_days": days or c.limit_days, "limit_hours": hours}
    if (values["limit_days"], hours) != (c.limit_days, c.limit_hours):
        before, after = (f"{h} h" if h else str(d) for d, h in ((c.limit_days, c.limit_hours), (days, hours)))
        await put(turn, "categories", {"id": c.id}, values, "category-limit", f"{c.zh} {before} → {after}")
    await _card(turn, c.id, done=True)


def limit_of(turn: Turn, c: Category) -> str:
    """How much time its cases are given, in words."""
    return turn.t("admin-limit", days=c.limit_days, hours=c.limit_hours or 0)


async def retire(turn: Turn, category_id: int) -> None:
    """Nobody can choose it any more, and nothing is tagged so; cases that have it keep it."""
    c = found(turn, category_id)
    if c.retired_at is None:
        await put(turn, "categories", {"id": c.id}, {"retired_at": turn.now}, "category-retire", c.zh)
    await _card(turn, c.id, done=True)


async def restore(turn: Turn, category_id: int) -> None:
    c = found(turn, category_id)
    if c.retired_at is not None:
        await put(turn, "categories", {"id": c.id}, {"retired_at": None}, "category-restore", c.zh)
    await _card(turn, c.id, done=True)
