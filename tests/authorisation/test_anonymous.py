"""Who wants to stay anonymous is shown to nobody, anywhere: everything that others ever see of a case is searched."""

import io

import openpyxl

from bot.digests.drawing import draw
from bot.files import passing
from bot.messages import Attachment, Kind, Media, MediaKind
from handlers import COMMANDS
from tests.dialogues.test_staff import case_of, events_of
from tests.town import Person, Town

NAME, PHONE = "赵无名", "13900002222"
WORDS, UNSURE = "幸福小区门口的路灯坏了一周", "那件事怎么一直没个说法"


async def shown_to_others(town: Town, reporter: Person) -> str:
    """All that anybody but the reporter was shown, with the files as they would be drawn today."""
    shown: list[str] = []
    files: dict[str, Attachment] = {}
    for chat, messages in town.chats.items():
        for said in messages if chat != reporter.id else []:
            shown.append(f"{said.text} {said.buttons} {said.outbound.attachments}")
            files |= {str(file): file for file in said.outbound.attachments if file.recipe in ("ledger", "my-data")}
    drawn = [await draw(town.app.db, town.app.office.settings, file, town.now) for file in files.values()]
    return "\n".join([*shown, *(words_of(file.content) for file in drawn)])


def words_of(content: bytes) -> str:
    """What stands in a spreadsheet or a text."""
    if not content.startswith(b"PK"):
        return content.decode()
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    words = "\n".join(str(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return words


async def report(town: Town, reporter: Person, words: str, photo: str = "") -> str:
    """Sends a case without a name."""
    if photo:
        await reporter.sends_photo(photo, caption=words)
    else:
        await reporter.says(words)
    await reporter.presses("不留名")
    await reporter.presses("提交")
    return reporter.sees_number()


async def everybody_looks(town: Town, people: list[Person], number: str, group: str) -> None:
    """Each says every command, and presses every button of the case that only shows something."""
    case = (await case_of(town, number)).id
    said = [f"/{c.name} {number}" for c in COMMANDS if c.name not in ("delete_my_data", "language", "undo", "retry")]
    pressed = [
        f"{name}:{case}" for name in ("case", "photos", "reporter", "next-case", "mine", "triage-case", "not-now")
    ]
    for person in people:
        await town.deliver(
            *(
                person.inbound(text=words)
                for words in [*said, "/audit", "/roles", "/failures", "/inbox", "/my", "/why"]
            ),
            *(person.inbound(kind=Kind.PRESS, choice=action, press="p") for action in pressed),
            *(person.inbound(kind=Kind.PRESS, choice=action, press="p", group=group) for action in pressed),
        )


async def test_an_anonymous_reporter_is_named_nowhere_from_the_first_word_to_the_last(town: Town) -> None:
    unit = await town.unit("城管局", "urban", ledger=True, chart=True)
    labour = await town.unit("人社局", "labour")
    admin, dispatcher = await town.admin(), await town.dispatcher()
    member, lead, other = (
        await town.member(unit, "张科长"),
        await town.member(unit, "吴队长", lead=True),
        await town.member(labour, "刘科长"),
    )
    neighbour = await town.resident("孙邻居")
    await neighbour.says("/start")
    reporter = await town.resident(NAME)
    await town.deliver(reporter.inbound(phone=PHONE))
    everybody = [member, lead, other, dispatcher, admin, neighbour]

    unsure = await report(town, reporter, UNSURE)
    await dispatcher.presses_action(f"sort-unit:{(await case_of(town, unsure)).id}")
    await dispatcher.presses_action(f"sort-to:{(await case_of(town, unsure)).id}:{unit.id}")
    number = await report(town, reporter, WORDS, photo="p1")
    case = (await case_of(town, number)).id
    await reporter.says("就在东门边上", reply_to=reporter.last)
    await reporter.edits("就在东门边上", "就在西门边上")
    await everybody_looks(town, everybody, number, "-900")
    await town.clock_strikes("08:00")
    await member.presses_action(f"ask:{case}")
    await member.says("在几号楼？")
    await reporter.says("三号楼")
    await member.presses_action(f"resolve:{case}")
    await member.says("修好了")
    await reporter.presses("还没解决")
    await reporter.says("还是不亮")
    await everybody_looks(town, everybody, number, "-900")
    await lead.presses_action(f"return:{case}")
    await lead.says("不归我们")
    await everybody_looks(town, [dispatcher, admin], number, "-900")
    await admin.says("/unit 城管局 group", group="-100")
    await dispatcher.presses_action(f"sort-to:{case}:{unit.id}")
    await reporter.says("快一点吧", reply_to=reporter.saw(number, "已交给"))
    await everybody_looks(town, everybody, number, "-100")
    await town.clock_strikes("08:00")
    await reporter.presses_action(f"withdraw-yes:{case}")
    await everybody_looks(town, everybody, number, "-100")
    await reporter.presses_action(f"withdraw-yes:{(await case_of(town, unsure)).id}")
    await admin.says("/undo")

    shown = await shown_to_others(town, reporter)
    for mark in (WORDS, "就在西门边上", "三号楼", "快一点吧", "日报（", "匿名", "不留名"):
        assert mark in shown, mark  # they were shown the case, by all of these ways
    assert {"withdraw", "return", "rate_bad"} <= {*await events_of(town, number)}
    assert "seen_reporter" not in await events_of(town, number)
    for secret in (NAME, PHONE, f"'{reporter.id}'"):
        assert secret not in shown, secret


async def test_a_name_that_was_wanted_hidden_stays_so_when_the_case_is_sent(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    reporter = await town.resident(NAME)
    number = await report(town, reporter, WORDS)
    case = (await case_of(town, number)).id
    for forged in (f"named:{case}", f"anonymous:{case}"):
        for person in (member, reporter):
            await person.presses_action(forged)
    assert (await case_of(town, number)).anonymous
    await member.presses_action(f"reporter:{case}")
    member.sees("不留名")


async def test_a_dispatcher_who_sends_something_anonymously_is_not_named_by_it(town: Town) -> None:
    """What the bot does while somebody speaks stands in the history as the bot's."""
    unit = await town.unit("城管局", "urban")
    member, dispatcher = await town.member(unit), await town.dispatcher(NAME)
    number = await report(town, dispatcher, WORDS)
    await member.says(f"/case {number}")
    member.sees("自动派给城管局")
    member.never_saw(NAME)


async def test_a_file_is_passed_on_without_the_name_it_was_sent_with(town: Town) -> None:
    """By the platform's id it would be shown under that name."""
    unit = await town.unit("城管局", "urban")
    member, reporter = await town.member(unit), await town.resident(NAME)
    await reporter.says(WORDS)
    for kind, ending in ((MediaKind.DOCUMENT, "pdf"), (MediaKind.AUDIO, "mp3"), (MediaKind.VOICE, "")):
        named = f"{NAME}的材料.{ending}" if ending else ""
        await town.deliver(reporter.inbound(media=(Media(kind, f"ref-{kind}", name=named),)))
    await reporter.presses("不留名")
    await reporter.presses("提交")
    number = reporter.sees_number()
    await member.presses_action(f"photos:{(await case_of(town, number)).id}")
    files = member.last.outbound.attachments
    made = [await passing.pass_on(town.app.db, town.app.office.settings, town.app.fetch, file) for file in files]
    assert [file.ref for file in made] == ["", "", "ref-voice"]  # the console gives no bytes to be sent under another
    assert NAME not in await shown_to_others(town, reporter) + str(made)
