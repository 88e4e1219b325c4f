# What admins read. Every change can be taken back by /undo, but for what is deleted of a person.

command-categories = categories: add, rename, retire, time limit
command-category = show or change a category
command-keyword = keywords and their weights
command-units = units: add, rename, retire, digest, group
command-unit = show or change a unit
command-areas = areas: new ones, rename, retire, import a table
command-area = show or change an area
command-route = which unit gets what
command-schedule = when each unit gets its digest
command-invite = bring somebody in
command-roles = who is admin or dispatcher
command-person = hand out or delete the data of somebody who called or came by
command-try = see how a sentence would be sorted
command-why = see why a case was sorted as it was
command-undo = take back the last change
command-audit = who changed what
command-failures = what failed or did not arrive
command-retry = handle a message again

admin-done = Done; it counts from now on. If it was a mistake: /undo.
admin-not = All right, nothing was changed.
admin-gone = This is not here any more; somebody may have changed it just now. Open the list again to see.
admin-name-empty = I see no name. It must have one, such as: City Works
admin-name-long = That name is too long for a button. At most { $limit } characters, such as: City Works
admin-name-taken = There is a “{ $name }” already, perhaps a retired one. Choose another name, or restore that one.
button-never-mind = Never mind
button-back = Back

# Categories
admin-categories = Categories ({ $n } in use). Tap one to see or change it:
admin-category-line = · { $name }{ $retired ->
        [yes] {" (retired)"}
       *[no] {""}
    }: { $limit } · { $keywords ->
        [one] 1 keyword
       *[other] { $keywords } keywords
    } · { $has-unit ->
        [yes] { $unit }
       *[no] no unit
    }
admin-in-area = { $area } → { $unit }
admin-category = { $en } ({ $zh }){ $retired ->
        [yes] {", retired"}
       *[no] {""}
    }
    Limit: { $limit } · code { $code }
    Unit: { $has-units ->
        [yes] { $units }
       *[no] none yet, so the dispatchers sort these
    }
    { $keywords ->
        [one] 1 keyword
       *[other] { $keywords } keywords
    }{ $has-heaviest ->
        [yes] {": "}{ $heaviest }
       *[no] {""}
    }
button-category-new = New category
button-category-rename = Rename
button-category-limit = Time limit
button-category-retire = Retire
button-category-restore = Restore
button-keyword-list = All keywords
button-keyword-new = Add a keyword
button-route = Set the unit
admin-ask-category = What is the new category called? The Chinese name first, the English one behind it; the English one may be left out.
    For example: 物业管理 Property services
admin-ask-category-name = What is the new name? Now it is “{ $zh }” and “{ $en }”. Send only the Chinese or only the English one to change just that.
admin-limit = { $hours ->
        [0] { $days ->
            [one] 1 workday
           *[other] { $days } workdays
        }
        [one] 1 hour
       *[other] { $hours } hours
    }
admin-ask-limit = The limit of “{ $name }” is { $limit } now. How many workdays should it be? Tap one, or send a number.
    Where people are without water or power, it may be hours, counted by day and night: 24 hours
admin-days = { $n ->
        [one] 1 day
       *[other] { $n } days
    }
admin-wrong-limit = A limit is a whole number of workdays from 1 to { $most }, such as: 5. Or 1 to { $hours } hours, such as: 24 hours
admin-no-category = There is no category called “{ $name }”. There are: { $known }
    { $form }
admin-form-category = You can write:
    /category add 物业管理 Property services
    /category rename Property services Housing services
    /category limit Housing services 7 (or: 24 hours)
    /category retire Housing services (restore brings it back)

# Keywords
admin-keywords = “{ $name }” has { $n ->
        [one] 1 keyword
       *[other] { $n } keywords, the heaviest first
    }. Tap one to weigh or remove it:
admin-keyword = “{ $word }” has a weight of { $weight } in “{ $name }”. 5 nearly decides alone, 2 is a clear hint, 0.5 only tips the balance.
    What should it be?
button-keyword-remove = Remove
button-keyword-set = Do it
admin-ask-keyword = Which word should speak for “{ $name }”? You may put a weight behind it (0.5 to 5; without one, 3).
    For example: lift 4
admin-proposal = “{ $name }”: { $has-weight ->
        [no] take away “{ $word }” (weight { $was }).
       *[yes] { $has-was ->
            [yes] “{ $word }” from { $was } to { $weight }.
           *[no] add “{ $word }” with weight { $weight }.
        }
    }
    { $tried ->
        [0] There is no case yet to try it on.
       *[other] Tried on the last { $tried ->
            [one] case
           *[other] { $tried } cases
        }: { $n ->
            [0] none changes its category.
            [one] 1 changes its category:
           *[other] { $n } change their category:
        }
    }
admin-keyword-done = Done: { $name } { $has-weight ->
        [no] has lost “{ $word }”
       *[yes] { $has-was ->
            [yes] now has “{ $word }” at { $weight } instead of { $was }
           *[no] now has “{ $word }” at { $weight }
        }
    }; it counts from now on. If it was a mistake: /undo.
admin-shift = { $number }: { $before } → { $after } { $text }
admin-no-keyword = “{ $name }” has no keyword “{ $word }”.
admin-keyword-same = “{ $word }” already has the weight { $weight } in “{ $name }”.
admin-keyword-odd = “{ $word }” has punctuation in it and would never match. Use only letters, characters and digits, such as: street light
admin-keyword-long = “{ $word }” is too long. A keyword has at most 36 letters or 12 Chinese characters, such as: street light
admin-wrong-weight = A weight is a number above 0 and up to { $most }, such as: /keyword weight Environment smoke 3.5
admin-form-keyword = You can write:
    /keyword add Environment smoke 4
    /keyword weight Environment smoke 3
    /keyword remove Environment smoke
    First you see which cases it would touch; nothing changes until you say so.

# Units
admin-units = Units ({ $n } in use). Tap one to see or change it:
admin-unit-line = · { $name }{ $retired ->
        [yes] {" (retired)"}
       *[no] {""}
    }: { $hour } · { $people ->
        [one] 1 person
       *[other] { $people } people
    }{ $group ->
        [yes] {" · "}has a group
       *[no] {""}
    }
admin-unit = { $name }{ $retired ->
        [yes] {" (retired)"}
       *[no] {""}
    }
    Digest: workdays at { $hour }, sent to { $group ->
        [yes] the group
       *[no] everybody in it
    }
    { $people ->
        [one] 1 person
       *[other] { $people } people
    }, { $leads ->
        [one] 1 lead
       *[other] { $leads } leads
    } · { $open } in hand
    Gets: { $has-categories ->
        [yes] { $categories }
       *[no] nothing yet, set it with /route
    }
button-units = The units’ people
button-unit-list = All units
button-unit-new = New unit
button-unit-people = People
button-unit-rename = Rename
button-unit-hour = Digest time
button-unit-group = Tie a group
button-unit-group-off = Untie the group
button-unit-retire = Retire
button-unit-retire-yes = Retire
button-unit-restore = Restore
admin-want-chart = Chart: { $on ->
        [yes] yes
       *[no] no
    }
admin-want-ledger = Ledger: { $on ->
        [yes] yes
       *[no] no
    }
admin-want-empty = Empty days: { $on ->
        [yes] a line
       *[no] nothing
    }
admin-ask-unit = What is the new unit called? For example: City Works
admin-ask-name = What should “{ $name }” be called? Just send me the name.
admin-ask-hour = { $name } gets its digest at { $hour } now. When should it be? Tap one, or send a time such as 7:45.
admin-wrong-hour = I could not read that time. Write hours and minutes, such as: /schedule { $name } 08:30
admin-schedule = { $n ->
        [one] When the unit gets its digest
       *[other] When the { $n } units get their digests
    } (workdays). Tap to change:
admin-how-group = First add me to the group of { $name }, then send there:
    /unit "{ $name }" group
admin-group-tied = All right, the digest of { $name } comes to this group from now on, on workdays at { $hour }.
admin-group-untied = All right, the digest of { $name } goes to each of its people again, not to the group.
admin-unit-retired = { $name } is retired. Restore it first: /unit restore { $name }
admin-no-units = There is no unit yet. Make one first, such as: /unit add City Works
admin-no-unit = There is no unit called “{ $name }”.{ $has-known ->
        [yes] {" There are: "}{ $known }
       *[no] {""}
    }
    { $form }
admin-form-unit = You can write:
    /unit add City Works
    /unit rename City Works Urban Office
    /unit hour City Works 08:30
    /unit chart City Works on (also ledger, and empty for a line on empty days; off ends it)
    /unit retire City Works (restore brings it back)
    /unit group City Works, sent in a group, brings its digest there
admin-form-schedule = You can write: /schedule City Works 08:30
admin-retire-sure = Really retire { $name }?
    { $open ->
        [0] {""}
       *[other] What it has in hand ({ $open }) goes back to the dispatchers, and undoing it later does not bring it back.
    }{ $routes ->
        [0] {""}
       *[other] {" "}New cases of its routes ({ $routes }) go to the dispatchers first.
    }
admin-retired-note = { $unit } was retired, to be handed on again
admin-given-back = { $unit } was retired: { $n ->
        [one] 1 case waits
       *[other] { $n } cases wait
    } for you to hand on. Send /triage to begin.

# Areas
admin-areas = Areas ({ $n } in use). When residents name one, the local unit can get the case. Tap one to see or change it:
admin-area = { $name }{ $retired ->
        [yes] {" (retired)"}
       *[no] {""}
    }
admin-areas-within = { $name } has { $n } areas in it. Tap one to see or change it:
admin-areas-alike = { $n } areas have “{ $name }” in their name. Tap one to see or change it:
admin-area-more = { $has-kind ->
        [yes] { $kind }{" "}
       *[no] {""}
    }{ $has-others ->
        [yes] also called { $others }
       *[no] {""}
    }
admin-area-whole = All of { $name }
button-area-within = { $n } inside
button-area-below = New one inside
button-areas-file = Import a table
button-area-new = New area
button-area-rename = Rename
button-area-retire = Retire
button-area-restore = Restore
admin-ask-area = What is the new area called? Just as residents say it, such as: Riverside
admin-no-area = There is no area called “{ $name }”. { $has-known ->
        [yes] There are: { $known }
       *[no] Make it first: /area add { $name }
    }
    { $form }
admin-form-area = You can write:
    /area add Riverside
    /area rename Riverside West Riverside
    /area retire Riverside (restore brings it back)
    /area Riverside add Mill Lane (a new one in it)
    If there are many, send me a table together with /areas

# Routes
admin-routes = Which unit gets what. Tap one to change it:
admin-route-line = · { $name } → { $has-units ->
        [yes] { $units }
       *[no] no unit, the dispatchers first
    }
button-route-unit = Set the unit for all areas
button-route-area = Set the unit for one area
button-route-remove = Remove: { $has-area ->
        [yes] { $area } → { $unit }
       *[no] { $unit }
    }
button-route-dispatch = Hand out the { $n } waiting
admin-choose-area = “{ $name }”: in which area?
admin-choose-unit = Which unit gets “{ $name }”{ $has-area ->
        [yes] {" in "}{ $area }
       *[no] {""}
    }?
admin-waiting = { $n ->
        [one] 1 case has
       *[other] { $n } cases have
    } been waiting just for a unit, and can go out now.
admin-handed-out = { $n ->
        [one] 1 case is
       *[other] { $n } cases are
    } on the way, and the residents have been told.
admin-no-route = “{ $name }” has no such unit set.
admin-form-route = You can write:
    /route Environment City Works
    /route Environment Riverside Riverside Station
    /route remove Environment Riverside

# People
role-member = member
role-lead = lead
role-dispatcher = dispatcher
role-admin = admin
role-removed = You are no longer { $role }{ $has-unit ->
        [yes] {" of "}{ $unit }
       *[no] {""}
    }. If something is wrong or should be done, you can tell me any time.
admin-roles = Who may do what. Tap to take a role away:
admin-roles-line = { $role }: { $has-names ->
        [yes] { $names }
       *[no] nobody yet, the admins do it
    }
button-role-remove = Take away: { $name } ({ $role })
admin-last = This is the last admin who can be reached, so the role stays. Bring in another first: /invite admin
admin-left = All right, you are no longer an admin.
admin-not-yourself = You cannot give a role to yourself. Please ask another admin to tap this.
admin-people = People of { $name } ({ $n }):
admin-person = · { $name }{ $lead ->
        [yes] {" (lead)"}
       *[no] {""}
    }
admin-lead-button = { $lead ->
        [yes] No longer lead: { $name }
       *[no] Make lead: { $name }
    }
button-member-remove = Remove: { $name }
button-invite = Bring somebody in
button-invite-units = Somebody in a unit
button-invite-unit = Bring somebody in
button-invite-cancel = Cancel this invite
admin-choose-invite = Whom shall we bring in?
admin-choose-invite-unit = Into which unit?
admin-choose-unit-role = Into { $name }: as what?
admin-invite = The invite is ready: { $role }{ $has-unit ->
        [yes] {" of "}{ $unit }
       *[no] {""}
    }. It works once, until { $until }.
    Pass the next message on to that person.
admin-invitation = { $office } invites you to join as { $role }{ $has-unit ->
        [yes] {" of "}{ $unit }
       *[no] {""}
    }.{ $has-link ->
        [yes] {" Tap here:"}
    { $link }
    or send me in private:
       *[no] {" Send me in private:"}
    }
    /join { $code }
admin-invite-cancelled = This invite does not work any more.
admin-invite-gone = This invite has been used or has expired. To take a role away, send /roles or /units.
admin-form-invite = You can write:
    /invite City Works
    /invite City Works lead
    /invite dispatcher or /invite admin

# Somebody who does not write to the bot, and asks the office for what is kept of them
person-how = Which case? Send /person and its number, such as /person 261123-0001
    This is for cases from calls, visits and files. Who uses the bot gets and deletes their data there.
person-self = { $number } came from somebody who uses the bot. They get and delete their data themselves:
    ask them to send me /export_my_data or /delete_my_data
person-nobody = Nothing is kept of who reported { $number }, so there is nothing to hand out or delete.
person = Who reported { $number } does not use the bot. They have { $n ->
        [one] 1 case
       *[other] { $n } cases
    }: { $numbers }
    Make sure that it is really they who ask, then tap.
button-person-data = Get all their data
button-person-erase = Delete everything
person-data = All that is kept of the person who reported { $number } is in this file, with their name and number. It is for them only.
person-erase-sure = Really delete everything? Their name, number, words and photos will be gone for good, and what is still open will not be handled.
    { $n ->
        [one] 1 case
       *[other] { $n } cases
    }: { $numbers }
button-person-erase-yes = Delete everything
person-erased = All gone: nobody can tell who it was. The ledger keeps only numbers and dates: { $numbers }

# Looking
admin-ask-try = Send me a sentence, and I tell you how I would sort it. Nothing is registered.
    For example: The street light at the gate of Xingfu Estate has been out for a week
admin-try = Category: { $name }, { $sure ->
        [yes] sure
       *[no] not sure
    } (lead { $margin }; sure from { $needed } on){ $has-area ->
        [yes] {" · area: "}{ $area }
       *[no] {""}
    }
admin-try-score = · { $name }: { $score }
admin-try-words = Words that spoke: { $spoke }
admin-try-no-words = No word spoke. To add keywords, send /keyword
admin-try-unit = It would go straight to { $unit }.
admin-try-person = A dispatcher would see it, because { $reason ->
        [no-unit] no unit is set for this.
        [other] “Other” needs a person’s eye.
       *[not-sure] I am not sure.
    }
admin-undone = Taken back:
    { $what }
admin-undo-stale = This step cannot be taken back: something was changed after it, or the name is taken:
    { $what }
admin-nothing-to-undo = There is nothing left to take back.
button-undo-older = One step further back
admin-audit = The latest changes:
admin-audit-empty = Nothing has been changed yet.
admin-audit-line = { $at } { $has-who ->
        [yes] { $who }
       *[no] the system
    }: { $did }{ $has-subject ->
        [yes] {", "}{ $subject }
       *[no] {""}
    }{ $undone ->
        [yes] {" (taken back)"}
       *[no] {""}
    }
admin-no-failures = All is well: nothing failed, and everything arrived.
admin-dead = Received, but not handled:
admin-unsent = Not delivered:
admin-failure = · { $id } { $channel } { $why }
button-retry = Try { $number } again
admin-retry = All right, { $number } is handled again right now. If it fails again, you will hear.
admin-retry-not = { $number } cannot be handled again: there is none of that number, or it cannot be read.
button-resend = Send { $number } again
admin-resend = All right, { $number } is sent again right now.
admin-resend-not = { $number } cannot be sent again: it is being sent, or nothing is left of what it said.
admin-form-retry = Put the number behind it, such as: /retry 12. /failures shows the numbers.

# What was done, in the audit
audit-category-add = new category
audit-category-rename = category renamed
audit-category-limit = time limit changed
audit-category-retire = category retired
audit-category-restore = category restored
audit-keyword-add = keyword added
audit-keyword-weight = keyword weighed
audit-keyword-remove = keyword removed
audit-unit-add = new unit
audit-unit-rename = unit renamed
audit-unit-retire = unit retired
audit-unit-restore = unit restored
audit-unit-hour = digest time changed
audit-unit-group = group tied
audit-unit-group-off = group untied
audit-unit-chart-on = chart with the digest
audit-unit-chart-off = no chart with the digest
audit-unit-ledger-on = ledger with the digest
audit-unit-ledger-off = no ledger with the digest
audit-unit-empty-on = a line on empty days
audit-unit-empty-off = nothing on empty days
audit-area-add = new area
audit-area-rename = area renamed
audit-area-retire = area retired
audit-area-restore = area restored
audit-areas-import = imported areas
audit-route-set = unit set
audit-route-remove = route removed
audit-invite = invite made
audit-invite-cancel = invite cancelled
audit-admin-remove = no longer admin
audit-dispatcher-remove = no longer dispatcher
audit-member-remove = removed from the unit
audit-lead-on = made lead
audit-lead-off = no longer lead
audit-resend = sent again
audit-retry = handled again
audit-person-data = handed out somebody's data
audit-person-erase = deleted somebody's data
audit-undo = taken back
audit-join = joined a unit
audit-joined-by-invite = joined by invite
audit-claimed-the-bot = claimed the bot
audit-admin-from-settings = admin from the settings

why-how = Which case? Send /why and its number, such as /why 261123-0001
why-nothing = Nothing is kept of why { $number } was sorted so: no word spoke, or its words were deleted on time.
why-head = { $number } was sorted as: { $name }, { $sure ->
        [yes] sure
       *[no] not sure
    } (leading by { $margin })
why-now = Changed later to: { $name }

# The scheduled backup
backup-failed = This backup could not be made; it is tried again in an hour. What people wrote is safe.
    Please see whether the folder { $folder } has room and can be written to.
backup-damaged = The backup did not pass its check: the database may be damaged.
    The older backups are kept. Please run kaimen doctor on the machine soon, and kaimen restore if it says so.
backup-made = The backup is made now; the trouble is over.
