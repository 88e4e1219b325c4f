# What admins read about how well the bot sorts: /suggest, /quality, /relearn

command-suggest = learned words to choose keywords from
command-quality = how well cases were sorted by themselves this month
command-relearn = learn again from all confirmed cases

suggest-which = For which category? Press one, or write it behind, such as: /suggest Environment
suggest-nothing = Nothing has been learned yet. Each case that a dispatcher sorts teaches a little.
    If there are tables of cases sorted earlier, whoever runs the server can have them learned at once with kaimen learn.
suggest-none = There is no word to propose for “{ $name }” just now: no new word in the latest cases came from { $people } people or more.
suggest-head = Words for “{ $name }” ({ $n }); press one to see first what would change:
suggest-word = · { $word }: would change { $n } of the latest { $tried } cases
suggest-example = {"  "}such as { $number } { $text }
suggest-add = Add { $word }

quality-form = Which month? Write year and month, such as: /quality 2026-05
quality-none = There are no cases of { $month }.
quality-before = The month before
quality-total = { $month }: { $sent } cases came in; sent on without a person: { $routed }/{ $sent } ({ $share }).
    Their category was changed later: { $corrected }/{ $routed } ({ $wrong }).
quality-line = · { $name } { $routed }/{ $sent } ({ $share }), changed { $corrected }/{ $routed } ({ $wrong })
quality-title = Sorted by itself, { $month }
quality-all = all
quality-routed = by itself
quality-corrected = changed later
quality-by-person = left to a person
quality-mark = changed

relearn-too-few = It cannot be compared yet: people confirmed the category of { $n } cases, { $more } more are needed.
    Each one that a dispatcher sorts in /triage counts; so do imported tables with categories (/import).
relearn-begun = I will try it now and switch nothing yet. You will hear what came of it.
relearn-progress = Still learning, for { $minutes } min now. You will hear what came of it.
relearn-underway = It is being done already, perhaps another admin asked for it. Wait for the result first.
relearn-compared = Learned from { $learned } cases, tried on the latest { $n } that were kept out (people said their category).
    Right at the time: { $before }; right after learning again: { $after }, { $change ->
        [better] which is better.
        [worse] which is worse: better not.
       *[same] which is the same: no need.
    }
    Switch? /undo can take it back.
button-relearn-switch = Switch
button-relearn-keep = Do not
relearn-kept = All right, everything stays as it is.
relearn-stale = This comparison is out of date, or somebody has just switched. To compare again: /relearn
relearn-switching = I will learn from everything and then switch. You will hear when it is done.
relearn-switched = Done: learned from { $n } cases, and it counts from the next message on.
    To take it back: /undo. What is learned until then is lost by that.
relearn-failed = It did not work, and nothing has changed. Send /relearn again in a while.
audit-relearn = learned again and switched (cases)
