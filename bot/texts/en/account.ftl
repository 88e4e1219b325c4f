# Arriving, joining, language, one's own data.

start = Hello, this is { $office }.
    Is something wrong, or should something be done? Just send it to me: one sentence or one photo will do. I register it, pass it to the unit in charge, and tell you as soon as there is an answer.
    For example: The street light at the gate of Xingfu Estate has been out for a week
start-group = Hello everyone, this is { $office }. To report something, please write to me in private: { $link }
group-hello = Hello everyone, this is { $office }. Once an admin sends /unit NAME group here, this group gets that unit's daily digest.
help = { $office }: just write what is wrong or should be done. No command needed.
    Send “progress” to see where it stands. You can also use:
help-work = For your work:
help-line = /{ $name } – { $what }
join-how = Please put the invite code behind it, like this: /join AbC123…
join-wrong = This invite does not work; it may have been used or have expired. Please ask an admin for a new one.
join-too-many = That was too many tries. Please wait 15 minutes, or ask an admin for a new invite.
join-admin = You are an admin now. First send /units to set up the units, then /invite to bring people in. All commands: /help.
join-dispatcher = You are a dispatcher now. Cases that I am not sure about come to you; one tap passes them on. Send /triage to begin.
join-member = You have joined { $unit }{ $lead ->
        [yes] {" "}as a lead
       *[no] {""}
    }. The digest comes at { $hour } on workdays; /inbox shows what is waiting at any time.
language-set = All right, English from now on.
button-other-language = 中文
join-not-yourself = Nobody can give a role to themselves. The invite still works for somebody else.
privacy = What we keep: your account name, your phone number if you gave it, your words and photos, and what was done. Only the unit that handles your case, the dispatchers and the admins see it; other residents do not.
    If you choose to stay anonymous, nobody sees that it was you. Phone and ID numbers are masked; if the unit in charge has to read one in full, that is recorded.
    { $identity } days after a case is closed nobody knows any more who reported it; after { $days } days its words are deleted, too.
    Get a copy: /export_my_data  Delete everything: /delete_my_data
notice = Before we go on: your words, photos and account name are kept, and only those who handle your case can read them. { $identity } days after it is closed nobody knows any more that it was you; after { $days } days the words are deleted, too.
    If you go on, you agree, and need not tap anything. If you do not, tap below and all is deleted at once.
    More: /privacy
button-disagree = I do not agree: delete everything
export = This is everything we have about you.
delete-sure = Really delete everything? Your words, photos and account name will be gone for good, and what is still open will not be answered.
button-erase-me = Delete everything
deleted = All gone. You are welcome back any time.
delete-not = All right, nothing was deleted.
last-admin = You are the last admin. First bring in another with /invite admin, then delete your data.

command-start = say hello
command-my = my cases and where they stand
command-help = what I can do
command-language = 换成中文
command-privacy = what is kept, and for how long
command-export-my-data = get a copy of my data
command-delete-my-data = delete my data
command-join = join with an invite code
command-withdraw = Take back a case
command-stop = Stop hearing from the bot

stop = You only hear from me when something happens with a case of your own.
    To hear nothing at all, stop the bot in Telegram; to remove your data, send /delete_my_data.
