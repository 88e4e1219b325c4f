"""What people say, and what the bot does about it: the whole routing table, in order, on one page.

Whose case it is, is asked by each handler's own query; here stands only which role may call at all, and what may also
be called in a group.
"""

from handlers import account, daily, dispatcher, draft, imported, imports, inbox, resident, staff
from handlers.admin import (
    categories,
    common,
    history,
    keywords,
    people,
    places,
    routes,
    schedule,
    unit_changes,
    units,
    watch,
    why,
)
from handlers.router import Button, Table
from handlers.turn import Command, Needs

COMMANDS = (
    # everybody
    Command("start", account.start, group=True, listed=False),
    Command("my", resident.my),
    Command("help", account.help_, group=True),
    Command("language", account.language),
    Command("privacy", account.privacy),
    Command("export_my_data", account.export_my_data),
    Command("delete_my_data", account.delete_my_data),
    Command("join", account.join, listed=False),
    Command("withdraw", resident.take_back, listed=False),
    Command("stop", account.stop, listed=False),
    # staff of a unit
    Command("inbox", inbox.inbox, Needs.MEMBER),
    Command("case", inbox.find),
    # dispatchers
    Command("triage", dispatcher.triage, Needs.OFFICE),
    # admins
    Command("categories", categories.categories, Needs.ADMIN),
    Command("category", categories.category, Needs.ADMIN, listed=False),
    Command("keyword", keywords.keyword, Needs.ADMIN),
    Command("units", units.units, Needs.ADMIN),
    Command("unit", unit_changes.unit, Needs.ADMIN, group=True, listed=False),
    Command("areas", places.areas, Needs.ADMIN),
    Command("area", places.area, Needs.ADMIN, listed=False),
    Command("route", routes.route, Needs.ADMIN),
    Command("schedule", schedule.schedule, Needs.ADMIN),
    Command("invite", people.invite, Needs.ADMIN),
    Command("roles", people.roles, Needs.ADMIN),
    Command("try", watch.try_, Needs.ADMIN),
    Command("why", why.why, Needs.ADMIN),
    Command("undo", history.undo, Needs.ADMIN),
    Command("audit", history.show, Needs.ADMIN),
    Command("failures", watch.failures, Needs.ADMIN),
    Command("import", imports.command, Needs.ADMIN),
    Command("retry", watch.retry, Needs.ADMIN, listed=False),
)

BUTTONS = {
    # a resident's draft
    "send": Button(draft.send),
    "categories": Button(draft.show_categories),
    "draft": Button(draft.show_draft),
    "categorise": Button(draft.categorise),
    "how-photo": Button(draft.how_photo),
    "anonymous": Button(draft.anonymous),
    "named": Button(draft.named),
    "discard": Button(draft.discard),
    # a resident's cases
    "mine": Button(resident.mine),
    "my-page": Button(resident.my_page),
    "withdraw": Button(resident.withdraw),
    "withdraw-yes": Button(resident.withdraw_yes),
    "rate": Button(resident.rate),
    # one's own account
    "language": Button(account.set_language),
    "erase-me": Button(account.erase_me),
    "keep-me": Button(account.keep_me),
    # a digest
    "digest-page": Button(daily.show_page, Needs.MEMBER, group=True),
    "unit-ledger": Button(daily.send_ledger, Needs.MEMBER, group=True),
    "unit-chart": Button(daily.send_chart, Needs.MEMBER, group=True),
    # staff of a unit
    "inbox": Button(inbox.open_inbox, Needs.MEMBER, group=True),
    "inbox-page": Button(inbox.inbox_page, Needs.MEMBER, group=True),
    "case": Button(inbox.open_case, Needs.MEMBER, group=True),
    "next-case": Button(inbox.next_case, Needs.MEMBER, group=True),
    "photos": Button(inbox.photos, Needs.MEMBER, group=True),
    "reporter": Button(inbox.reporter, Needs.MEMBER),
    "sign": Button(staff.sign, Needs.MEMBER, group=True),
    "ask": Button(staff.ask, Needs.MEMBER),
    "answer": Button(staff.answer, Needs.MEMBER),
    "resolve": Button(staff.resolve, Needs.MEMBER),
    "resume": Button(staff.resume, Needs.MEMBER, group=True),
    "return": Button(staff.return_, Needs.MEMBER),
    "not-now": Button(staff.not_now, Needs.MEMBER),
    # dispatchers
    "triage-case": Button(dispatcher.triage_case, Needs.OFFICE),
    "triage-next": Button(dispatcher.triage_next, Needs.OFFICE),
    "sort": Button(dispatcher.sort, Needs.OFFICE),
    "sort-other": Button(dispatcher.sort_other, Needs.OFFICE),
    "sort-unit": Button(dispatcher.sort_unit, Needs.OFFICE),
    "sort-to": Button(dispatcher.sort_to, Needs.OFFICE),
    "unsort": Button(dispatcher.unsort, Needs.OFFICE),
    "decline": Button(dispatcher.decline, Needs.OFFICE),
    "decline-for": Button(dispatcher.decline_for, Needs.OFFICE),
    "decline-words": Button(dispatcher.decline_words, Needs.OFFICE),
    # admins
    "never-mind": Button(common.never_mind, Needs.ADMIN),
    "category-list": Button(categories.show_all, Needs.ADMIN),
    "category": Button(categories.show, Needs.ADMIN),
    "category-new": Button(categories.ask_new, Needs.ADMIN),
    "category-rename": Button(categories.ask_rename, Needs.ADMIN),
    "category-limit": Button(categories.choose_limit, Needs.ADMIN),
    "category-limit-set": Button(categories.set_limit, Needs.ADMIN),
    "category-retire": Button(categories.retire, Needs.ADMIN),
    "category-restore": Button(categories.restore, Needs.ADMIN),
    "keyword-list": Button(keywords.show_all, Needs.ADMIN),
    "keyword": Button(keywords.show, Needs.ADMIN),
    "keyword-new": Button(keywords.ask_new, Needs.ADMIN),
    "keyword-weigh": Button(keywords.weigh, Needs.ADMIN),
    "keyword-remove": Button(keywords.remove, Needs.ADMIN),
    "keyword-set": Button(keywords.set_, Needs.ADMIN),
    "unit-list": Button(units.show_all, Needs.ADMIN),
    "unit": Button(units.show, Needs.ADMIN),
    "unit-new": Button(unit_changes.ask_new, Needs.ADMIN),
    "unit-rename": Button(unit_changes.ask_rename, Needs.ADMIN),
    "unit-hour": Button(schedule.choose_hour, Needs.ADMIN),
    "unit-hour-set": Button(schedule.hour_chosen, Needs.ADMIN),
    "unit-want": Button(unit_changes.set_want, Needs.ADMIN),
    "unit-group": Button(unit_changes.how_group, Needs.ADMIN),
    "unit-group-off": Button(unit_changes.untie_group, Needs.ADMIN),
    "unit-retire": Button(unit_changes.retire, Needs.ADMIN),
    "unit-retire-yes": Button(unit_changes.retire_yes, Needs.ADMIN),
    "unit-restore": Button(unit_changes.restore, Needs.ADMIN),
    "schedule": Button(schedule.show_schedule, Needs.ADMIN),
    "area-list": Button(places.show_all, Needs.ADMIN),
    "area": Button(places.show, Needs.ADMIN),
    "area-new": Button(places.ask_new, Needs.ADMIN),
    "area-rename": Button(places.ask_rename, Needs.ADMIN),
    "area-retire": Button(places.retire, Needs.ADMIN),
    "area-restore": Button(places.restore, Needs.ADMIN),
    "route-list": Button(routes.show_all, Needs.ADMIN),
    "route": Button(routes.show, Needs.ADMIN),
    "route-area": Button(routes.choose_area, Needs.ADMIN),
    "route-unit": Button(routes.choose_unit, Needs.ADMIN),
    "route-set": Button(routes.set_, Needs.ADMIN),
    "route-remove": Button(routes.remove, Needs.ADMIN),
    "route-dispatch": Button(routes.dispatch, Needs.ADMIN),
    "invite": Button(people.choose, Needs.ADMIN),
    "invite-units": Button(people.choose_unit, Needs.ADMIN),
    "invite-unit": Button(people.choose_unit_role, Needs.ADMIN),
    "invite-make": Button(people.make, Needs.ADMIN),
    "invite-cancel": Button(people.cancel, Needs.ADMIN),
    "roles": Button(people.show_roles, Needs.ADMIN),
    "role-remove": Button(people.remove_role, Needs.ADMIN),
    "unit-people": Button(people.show_unit, Needs.ADMIN),
    "member-lead": Button(people.set_lead, Needs.ADMIN),
    "member-remove": Button(people.remove_member, Needs.ADMIN),
    "undo-older": Button(history.undo_before, Needs.ADMIN),
    "audit": Button(history.show_before, Needs.ADMIN),
    "retry": Button(watch.retry_id, Needs.ADMIN),
}

ASKED = {
    "supply": Button(resident.supply),
    "why-bad": Button(resident.why_bad),
    # staff of a unit
    "ask": Button(staff.ask_words, Needs.MEMBER),
    "answer": Button(staff.answer_words, Needs.MEMBER),
    "resolve": Button(staff.resolve_words, Needs.MEMBER),
    "return": Button(staff.return_words, Needs.MEMBER),
    # dispatchers
    "decline": Button(dispatcher.declined_words, Needs.OFFICE),
    # admins
    "category-new": Button(categories.new, Needs.ADMIN),
    "category-rename": Button(categories.renamed, Needs.ADMIN),
    "category-limit": Button(categories.limit_typed, Needs.ADMIN),
    "keyword-new": Button(keywords.new, Needs.ADMIN),
    "unit-new": Button(unit_changes.new, Needs.ADMIN),
    "unit-rename": Button(unit_changes.renamed, Needs.ADMIN),
    "unit-hour": Button(schedule.hour_typed, Needs.ADMIN),
    "area-new": Button(places.new, Needs.ADMIN),
    "area-rename": Button(places.renamed, Needs.ADMIN),
    "try": Button(watch.tried, Needs.ADMIN),
    "import-file": Button(imports.file, Needs.ADMIN),
}

# Who replies to the bot's message about a case: first the unit's side, then the resident's.
REPLIES = (staff.reply_about, resident.reply_about)

TABLE = Table(COMMANDS, BUTTONS, ASKED, draft.message, resident.edited, REPLIES, account.joined_group, imported.rows)
