"""/calendar: which days are worked, in plain words, and an admin's corrections of them. Open deadlines follow."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.messages import Choice
from handlers import following
from handlers.admin import common, dates, words
from handlers.turn import NotPossible, Turn
from storage import audit

MONTHS = 3  # shown at once
MOST = 31  # days corrected at once
AHEAD = 24  # months that can be corrected, from this one on; and BACK as many before it
BACK = 3
WISHES = {"on": True, "off": False, "restore": None}

_WISHED = {
    word: wish
    for wish, said in {
        "on": "上班 补班 调休上班 工作日 work workday on",
        "off": "放假 休息 休 假 holiday off",
        "restore": "恢复 还原 restore reset",
    }.items()
    for word in said.split()
}


async def calendar(turn: Turn, text: str) -> None:
    """/calendar: this and the next months; with a date and what it should be behind it, corrects it."""
    if not text.strip():
        return await show(turn)
    typed = words.fold(text)
    wish = next((w for w in sorted(_WISHED, key=len, reverse=True) if typed.endswith(w) or typed.startswith(w)), "")
    rest = typed.removesuffix(wish) if typed.endswith(wish) else typed.removeprefix(wish)
    days = dates.read(rest.strip(" ,，:：是"), turn.today) if wish else None
    if days is None:
        raise NotPossible("calendar-wrong")
    return await _correct(turn, *days, _WISHED[wish])


async def show(turn: Turn, month: str = "") -> None:
    """Three months from this one on; without one, from today's."""
    first = _month(turn, month)
    zone, calendar = turn.office.settings.zone, turn.office.calendar
    until = datetime.combine(calendar.covers_until, time(12), zone)
    months = [dates.next_month(first, n) for n in range(MONTHS)]
    text = [turn.t("calendar", until=turn.day(turn.language, until)), *(_described(turn, m) for m in months)]
    buttons = [_days_button(turn, m) for m in months if _reachable(turn, m)]
    after = dates.next_month(first, MONTHS)
    later = [[turn.button("calendar", f"{after:%Y-%m}")]] if _reachable(turn, after) else []
    await turn.reply(text="\n".join(text), choices=[buttons, *later], edit=True)


def _days_button(turn: Turn, month: date) -> Choice:
    name = turn.t(f"month-{month.month}")
    return turn.button("calendar-days", f"{month:%Y-%m}", month=name)


async def days(turn: Turn, month: str) -> None:
    """The days of a month as buttons, a week in each row."""
    first = _month(turn, month)
    calendar = turn.office.calendar
    rows: list[list[Choice]] = []
    for day in dates.between(first, dates.next_month(first) - timedelta(days=1)):
        if not rows or day.weekday() == 0:
            rows.append([])
        label = turn.t(
            "calendar-day-button",
            day=day.day,
            works="on" if calendar.is_workday(day) else "off",
            corrected="yes" if day in calendar.extra else "no",
        )
        rows[-1].append(turn.button("calendar-day", day.isoformat(), label=label))
    name = turn.office.texts.month(turn.language, first)
    await turn.reply(
        "calendar-days", month=name, choices=[*rows, common.back(turn, "calendar", f"{first:%Y-%m}")], edit=True
    )


async def day(turn: Turn, day: str) -> None:
    """One day, and what it could be instead."""
    found, calendar = _day(turn, day), turn.office.calendar
    works = calendar.is_workday(found)
    choices = [turn.button(f"calendar-{'off' if works else 'on'}", day)]
    if found in calendar.extra:
        choices.append(turn.button("calendar-restore", day))
    source = "corrected" if found in calendar.extra else "announced" if calendar.is_announced(found) else "assumed"
    await turn.reply(
        "calendar-day",
        day=_named(turn, found),
        works="on" if works else "off",
        source=source,
        choices=[choices, common.back(turn, "calendar-days", f"{found:%Y-%m}")],
        edit=True,
    )


async def make_workday(turn: Turn, day: str) -> None:
    await _correct(turn, _day(turn, day), _day(turn, day), "on")


async def make_holiday(turn: Turn, day: str) -> None:
    await _correct(turn, _day(turn, day), _day(turn, day), "off")


async def restore(turn: Turn, day: str) -> None:
    await _correct(turn, _day(turn, day), _day(turn, day), "restore")


async def _correct(turn: Turn, first: date, last: date, wish: str) -> None:
    """Makes these days so, as one change. What is so already by an admin's word is left."""
    least, most = _bounds(turn)
    if not least <= first <= last <= most:
        raise NotPossible("calendar-far", first=_named(turn, least), last=_named(turn, most))
    if (last - first).days >= MOST:
        raise NotPossible("calendar-long", most=MOST)
    extra, workday = turn.office.calendar.extra, WISHES[wish]
    changed = {d: workday for d in dates.between(first, last) if extra.get(d) is not workday}
    named = _run(turn, first, last)
    if not changed:
        await turn.reply("calendar-same", days=named, edit=True)
        return
    subject = first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
    await audit.put_days(
        turn.tx, changed, actor=turn.contact.id, at=turn.now, action=f"calendar-{wish}", subject=subject
    )
    await turn.office.refresh(turn.tx)
    await following.asked(turn)
    month = first.replace(day=1)
    done = turn.t("calendar-done", days=named, wish=wish)
    choices = [[_days_button(turn, month), *common.back(turn, "calendar", f"{month:%Y-%m}")]]
    await turn.reply(text=f"{done}\n{_described(turn, month)}", choices=choices, edit=True)


# In words


def _described(turn: Turn, month: date) -> str:
    """A month: its holidays, the weekends that are worked, and what an admin corrected."""
    calendar = turn.office.calendar
    last = dates.next_month(month) - timedelta(days=1)
    inside = list(dates.between(month, last))
    comma = turn.t("list-comma")
    worked = [_named(turn, d) for d in inside if d.weekday() >= 5 and calendar.is_workday(d)]
    corrected = [
        turn.t("calendar-corrected", day=_named(turn, d), works="on" if calendar.extra[d] else "off")
        for d in inside
        if d in calendar.extra
    ]
    lines = [
        turn.t(
            "calendar-month",
            month=turn.office.texts.month(turn.language, month),
            announced="yes" if last <= calendar.covers_until else "no",
            off=comma.join(_run(turn, *run) for run in _holidays(turn, month, last)),
        )
    ]
    lines += [turn.t("calendar-worked", days=comma.join(worked))] if worked else []
    lines += [turn.t("calendar-were-corrected", days=comma.join(corrected))] if corrected else []
    return "\n".join(lines)


def _holidays(turn: Turn, first: date, last: date) -> list[tuple[date, date]]:
    """The runs of free days that touch these days and are more than a weekend, from their first day to their last."""
    calendar = turn.office.calendar
    begin, end = first - timedelta(days=MOST), last + timedelta(days=MOST)
    runs: list[list[date]] = [[]]
    for d in dates.between(begin, end):
        if not calendar.is_workday(d):
            runs[-1].append(d)
        elif runs[-1]:
            runs.append([])
    return [(r[0], r[-1]) for r in runs if r and r[-1] >= first and r[0] <= last and any(d.weekday() < 5 for d in r)]


def _named(turn: Turn, day: date) -> str:
    return turn.day(turn.language, datetime.combine(day, time(12), turn.office.settings.zone))


def _run(turn: Turn, first: date, last: date) -> str:
    if first == last:
        return _named(turn, first)
    return turn.t("calendar-run", first=_named(turn, first), last=_named(turn, last))


# What a button may name


def _bounds(turn: Turn) -> Sequence[date]:
    """The first and the last day that can be corrected."""
    month = turn.today.replace(day=1)
    return dates.next_month(month, -BACK), dates.next_month(month, AHEAD) - timedelta(days=1)


def _reachable(turn: Turn, month: date) -> bool:
    least, most = _bounds(turn)
    return least <= month <= most


def _month(turn: Turn, month: str) -> date:
    first = dates.month_of(month) if month else turn.today.replace(day=1)
    if first is None or not _reachable(turn, first):
        raise NotPossible
    return first


def _day(turn: Turn, day: str) -> date:
    """The day that a button names. Raises NotPossible for anything else."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise NotPossible from None
    if not _reachable(turn, found.replace(day=1)):
        raise NotPossible
    return found
