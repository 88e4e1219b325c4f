# `kaimen chat`: the bot in a terminal.

chat-name-resident = Resident
chat-name-staff = Staff
chat-name-admin = Admin
chat-hello = You are { $who }{ $role ->
        [staff] , of { $unit }
        [admin] , an admin
       *[resident] , a resident
    }. Just type; a number picks a numbered choice; photo: FILE or any word sends a photo; place: LATITUDE,LONGITUDE a place; file: PATH a file; /help says what can be done; /quit leaves.
chat-first-unit = There is no unit yet. What is the name of the first one?
chat-new-unit = There is no unit “{ $name }” yet. Make it? (y/n)
chat-wrong = Write a place like this: place: 30.27,120.15
audit-chat-as-admin = became admin in the terminal
audit-import = imported a table
