# What `make demo` says to the person at the terminal.

demo-intro = A day in a small town: residents write, the bot registers, sorts and dispatches, units act and answer,
    residents judge. The way is the real one, through a real database; only the clock follows the play.
demo-before = First, two weeks go by…
demo-day = { $day }, as each of them sees it
demo-residents = Residents
demo-staff = Responsible units
demo-office = Dispatcher and admin
demo-bot = Kaimen
demo-head = { $who }:{" "}
demo-files = { $n ->
        [one] 1 file
       *[other] { $n } files
    }
demo-made = Ledger and charts
demo-ledger = Work ledger ({ $n } cases): { $file }
demo-chart = Chart: { $file }
demo-next-title = What to try next
demo-next = Talk to it yourself: make chat (or make chat ARGS="--as staff")
    Connect it to Telegram: get a token from @BotFather, put it into .env, then make run
    More: README.md
