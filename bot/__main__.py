"""The command line: `kaimen`, the same as `python -m bot`. What the commands do is in `bot.commands`.

Exit codes: 0 good, 1 it failed, 2 wrong use (wrong settings too). With --json only the result is on stdout.
Each command imports what it needs when it is called: a word of help must not wait for jieba and matplotlib.
"""

import gc
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot import __version__
from bot.commands.people import Role

Language = Literal["zh", "en"]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for programs.")]

app = typer.Typer(
    name="kaimen",
    help="Kaimen 开门: a chatbot for residents' feedback. Settings come from the environment and the file .env.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kaimen {__version__}")
        raise typer.Exit


@app.callback()
def kaimen(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Kaimen 开门: a chatbot for residents' feedback. Settings come from the environment and the file .env."""


@app.command()
def run() -> None:
    """Run the bot on Telegram, until SIGTERM or Ctrl-C. It needs TELEGRAM_BOT_TOKEN.

    Example: kaimen run
    """
    from bot.commands import serve
    from bot.commands.common import execute

    execute(serve.run(serve.leave_in_time))


@app.command()
def work() -> None:
    """Handle and send beside a `run` or `receive`, as often as you like. It needs PostgreSQL.

    Example: kaimen work
    """
    from bot.commands import serve
    from bot.commands.common import execute

    execute(serve.work(serve.leave_in_time))


@app.command()
def receive() -> None:
    """Only receive, and leave the rest to `work`; several with a webhook, one with polling. It needs PostgreSQL.

    Example: kaimen receive
    """
    from bot.commands import serve
    from bot.commands.common import execute

    execute(serve.receive(serve.leave_in_time))


@app.command()
def demo() -> None:
    """Play a day in a small town, without a token. Files go to demo-output/.

    Example: kaimen demo
    """
    from bot.demo import play

    play()


@app.command()
def chat(
    as_: Annotated[Role, typer.Option("--as", help="In which role to speak.")] = Role.RESIDENT,
    name: Annotated[str, typer.Option(help="Your name; another name is another person.")] = "",
    unit: Annotated[str, typer.Option(help="With --as staff: of which unit (else the first).")] = "",
) -> None:
    """Talk to the bot in this terminal, on the database of DATABASE_URL. Input may be piped in, too.

    Example: kaimen chat --as staff --name 张科长 --unit 城管局
    """
    from bot.commands import chat as conversation
    from bot.commands.common import execute

    execute(conversation.chat(as_, name, unit))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table: .csv, .xlsx or .jsonl.", show_default=False)],
    source: Annotated[str, typer.Option(help="Where rows come from that do not say it themselves.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look at the file; nothing is kept.")] = False,
    json: Json = False,
) -> None:
    """Bring in what was collected elsewhere. A row that is in already is not doubled.

    Columns or keys: 内容/text, and if there are any 标题/title, 时间/time, 来源/source, 电话/phone, 类别/label.

    Example: kaimen import 座谈会.xlsx --source 座谈会
    """
    from bot.commands import intake
    from bot.commands.common import execute

    execute(intake.bring_in(file, source, dry_run=dry_run, as_json=json))


@app.command()
def areas(
    file: Annotated[Path, typer.Argument(help="A table: .csv, .xlsx or .jsonl.", show_default=False)],
    json: Json = False,
) -> None:
    """Bring in a gazetteer: areas that residents name. Areas that are in already are brought up to date.

    Columns: 名称/name, and if there are any 上级/parent, 类别/kind, 别名/other names, 纬度/latitude, 经度/longitude,
    范围/outline (GeoJSON).

    Example: kaimen areas 区划.csv
    """
    from bot.commands import gazetteer
    from bot.commands.common import execute

    execute(gazetteer.bring_in(file, as_json=json))


@app.command()
def tag(text: Annotated[str, typer.Argument(help="What somebody might write.")], json: Json = False) -> None:
    """Say how a text would be tagged, and why.

    Example: kaimen tag 幸福小区门口路灯坏了一周 --json
    """
    from bot.commands import report
    from bot.commands.common import execute

    execute(report.tag(text, json))


@app.command()
def digest(
    unit: Annotated[str, typer.Option(help="The unit's name.")],
    at: Annotated[str, typer.Option(help="When, as the office's clock shows it; now if left out.")] = "",
    lang: Annotated[Language | None, typer.Option(help="The language, LANGUAGE if left out.")] = None,
    json: Json = False,
) -> None:
    """Print the digest that a unit would be sent. Nothing is sent, and the bot may be running.

    Example: kaimen digest --unit 城管局 --at "2026-11-24 08:00"
    """
    from bot.commands import report
    from bot.commands.common import execute

    execute(report.digest(unit, at, lang or "", json))


@app.command()
def ledger(
    from_: Annotated[str, typer.Option("--from", help="The first day, such as 2026-11-01.")],
    to: Annotated[str, typer.Option(help="The day after the last one: 2026-12-01 for all of November.")],
    out: Annotated[Path, typer.Option(help="The spreadsheet to be written, NAME.xlsx.")],
    unit: Annotated[str, typer.Option(help="Only this unit's cases.")] = "",
    lang: Annotated[Language | None, typer.Option(help="The language, LANGUAGE if left out.")] = None,
    json: Json = False,
) -> None:
    """Write the work ledger: all cases submitted from the beginning of --from until before the beginning of --to.

    Example: kaimen ledger --from 2026-11-01 --to 2026-12-01 --out november.xlsx
    """
    from bot.commands import report
    from bot.commands.common import execute

    execute(report.ledger(from_, to, unit, out, lang or "", json))


@app.command()
def stats(
    from_: Annotated[str, typer.Option("--from", help="The first day, such as 2026-06-01.")],
    to: Annotated[str, typer.Option(help="The day after the last one: 2026-07-01 for all of June.")],
    unit: Annotated[str, typer.Option(help="Only this unit's figures.")] = "",
    json: Json = False,
) -> None:
    """Show the indicators from the beginning of --from until before the beginning of --to, with how each is made up.

    They stand beside those of the window before and of the same one a year before. What came later changes nothing.

    Example: kaimen stats --from 2026-06-01 --to 2026-07-01 --unit 城管局
    """
    from bot.commands import stats as command
    from bot.commands.common import execute

    execute(command.stats(from_, to, unit, json))


@app.command()
def report(
    month: Annotated[str, typer.Option(help="The month, such as 2026-06.")],
    out: Annotated[Path, typer.Option(help="The folder for the files; it is made if it is not there.")],
    unit: Annotated[str, typer.Option(help="Only this unit's report.")] = "",
    lang: Annotated[Language | None, typer.Option(help="The language, LANGUAGE if left out.")] = None,
    json: Json = False,
) -> None:
    """Write a month's review pack: text, workbook (XLSX), page for printing (HTML) and pictures (PNG).

    Example: kaimen report --month 2026-06 --out reports
    """
    from bot.commands import review
    from bot.commands.common import execute

    execute(review.report(month, unit, out, lang or "", json))


@app.command()
def topics(
    from_: Annotated[str, typer.Option("--from", help="The first day; a week before --to if left out.")] = "",
    to: Annotated[
        str, typer.Option(help="The day after the last one; tomorrow if left out, so that today counts.")
    ] = "",
    json: Json = False,
) -> None:
    """List what many people wrote about from the beginning of --from until before the beginning of --to.

    Each window, and the one of the same length before it, is looked at by its newest 50,000 cases at most.

    Example: kaimen topics --from 2026-11-16 --to 2026-11-23
    """
    from bot.commands import trends
    from bot.commands.common import execute

    execute(trends.topics(from_, to, json))


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="The copy; a dated file in backups/ if left out.")] = None,
    json: Json = False,
) -> None:
    """Copy the SQLite database while the bot runs, and check the copy. (PostgreSQL: says which pg_dump does it.)

    Example: kaimen backup /mnt/safe/kaimen.db
    """
    from bot.commands import care
    from bot.commands.common import execute

    execute(care.backup(file, json))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The copy, as `backup` made it.", show_default=False)],
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace the database; else it is only said what would be.")
    ] = False,
    json: Json = False,
) -> None:
    """Check a copy and put it in the place of the SQLite database, which is kept beside it. The bot must be stopped.

    Example: kaimen restore backups/kaimen-20261123-080000.db --yes
    """
    from bot.commands import care
    from bot.commands.common import execute

    execute(care.restore(file, do_it=yes, as_json=json))


@app.command("new-key")
def new_key() -> None:
    """Print a new key for CONTACT_KEYS.

    Example: kaimen new-key
    """
    from bot.commands import keys

    keys.new_key()


@app.command("rotate-keys")
def rotate_keys(
    plain: Annotated[bool, typer.Option("--plain", help="Decrypt everything: no key is wanted any more.")] = False,
    json: Json = False,
) -> None:
    """Encrypt all names and phone numbers with the first of CONTACT_KEYS, whatever they were kept with before.

    Interrupted, it goes on when it is called again.

    Example: kaimen rotate-keys
    """
    from bot.commands import keys
    from bot.commands.common import execute

    execute(keys.rotate(plain=plain, as_json=json))


@app.command()
def doctor(json: Json = False) -> None:
    """Look whether everything is in order, and say what to do. Exit code 1 if something fails.

    Example: kaimen doctor
    """
    from bot.commands import doctor as looking
    from bot.commands.common import execute

    execute(looking.doctor(json))


@app.command()
def migrate(json: Json = False) -> None:
    """Bring the database's schema up to date. `run` does it by itself.

    Example: kaimen migrate
    """
    from bot.commands import care
    from bot.commands.common import execute

    execute(care.migrate(json))


@app.command("migrate-data")
def migrate_data(
    source: Annotated[str, typer.Argument(metavar="SQLITE_URL", help="sqlite:///FILE", show_default=False)],
    target: Annotated[str, typer.Argument(metavar="POSTGRES_URL", help="postgresql://...", show_default=False)],
    json: Json = False,
) -> None:
    """Copy everything from SQLite to an empty PostgreSQL database, and compare all of it. The bot must be stopped.

    Interrupted, it leaves nothing behind and can be called again.

    Example: kaimen migrate-data sqlite:///kaimen.db postgresql://kaimen@localhost/kaimen
    """
    from bot.commands import moving
    from bot.commands.common import execute

    execute(moving.migrate_data(source, target, json))


@app.command()
def learn(
    file: Annotated[Path, typer.Argument(help="A table: .csv, .xlsx or .jsonl.", show_default=False)],
    map_: Annotated[list[str] | None, typer.Option("--map", help="LABEL=CATEGORY, once for each label.")] = None,
    json: Json = False,
) -> None:
    """Teach the tagger messages whose category is known. Columns or keys: 内容/text (or seg), 标题/title, 类别/label.

    Example: kaimen learn history.jsonl --map 市容=城乡建设
    """
    from bot.commands import learning
    from bot.commands.common import execute

    execute(learning.learn(file, map_ or [], json))


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="A table: .csv, .xlsx or .jsonl.", show_default=False)],
    folds: Annotated[
        int | None, typer.Option(min=2, max=20, help="Cross-validate: learn from the others of so many parts.")
    ] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help="LABEL=CATEGORY, once for each label.")] = None,
    json: Json = False,
) -> None:
    """Measure the tagger on messages whose category is known. Nothing is learned.

    Example: kaimen evaluate confirmed.xlsx --folds 5
    """
    from bot.commands import learning
    from bot.commands.common import execute

    execute(learning.measure(file, folds or 0, map_ or [], json))


def main() -> None:
    """The console script."""
    from bot.commands.common import tidy_streams

    # Rows come by the hundred thousand and make no cycles: to look for some at every 700th took a tenth of a report.
    gc.set_threshold(10_000, 20, 20)
    tidy_streams()
    app()


if __name__ == "__main__":
    main()
