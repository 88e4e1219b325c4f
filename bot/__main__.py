"""The command line: `kaimen`, the same as `python -m bot`. What the commands do is in `bot.commands`.

Exit codes: 0 good, 1 it failed, 2 wrong use (wrong settings too). With --json only the result is on stdout.
Each command imports what it needs when it is called: a word of help must not wait for jieba and matplotlib.
"""

import typer

app = typer.Typer(
    name="kaimen",
    help="Kaimen 开门: a chatbot for residents' feedback. Settings come from the environment and the file .env.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def kaimen() -> None:
    """Kaimen 开门: a chatbot for residents' feedback. Settings come from the environment and the file .env."""


@app.command()
def run() -> None:
    """Run the bot on Telegram, until SIGTERM or Ctrl-C. It needs TELEGRAM_BOT_TOKEN.

    Example: kaimen run
    """
    from bot.commands import serve
    from bot.commands.common import execute

    execute(serve.run())


def main() -> None:
    """The console script."""
    from bot.commands.common import tidy_streams

    tidy_streams()
    app()


if __name__ == "__main__":
    main()
