"""What the bot says, as calls of the Bot API. Texts go out without parse_mode, so nothing in them can be markup.

Each Outbound becomes as few calls as it can: words and one file (or one album without buttons) travel together as a
caption; a text that is too long for that goes first. If Telegram refuses a file, the words still arrive, and say so.
When a later call of several fails for a passing reason, the whole is said again; so what must never be doubled is best
sent as messages with one file at most.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from telegram import Bot, BotCommandScopeChat
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.channels.telegram import uploads
from bot.channels.telegram.receipts import seconds
from bot.channels.telegram.uploads import CAPTION, Draw, Keyboard, Unsayable, Upload, buttons
from bot.messages import Choice, Outbound, length, split

log = logging.getLogger(__name__)
T = TypeVar("T")

TEXT = 4096  # UTF-16 units
ACTION = 64  # bytes
WITHIN = 75.0  # seconds for all calls of one Outbound, so that none holds its place for ever
PATIENCE = 20.0  # seconds that the later calls of one Outbound wait when Telegram says when to come back

# python-telegram-bot's own methods make an object of the answer, which takes longer than all the rest of the call. With
# one underscore it would warn that it has them; two name the same method of the Bot API.
_SEND, _EDIT = "send__message", "edit__message_text"
_NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
# It is too old, gone, somebody else's, or of another kind: then the words are said anew.
_UNEDITABLE = ("can't be edited", "to edit not found", "message_id_invalid", "in the message to edit")


async def say(bot: Bot, message: Outbound, replaces: str, mark: str, draw: Draw) -> str:
    """Says all of `message`, with `mark` behind words that are said anew; edits message `replaces` if not empty.

    Returns the id of the message with the words and buttons, else of the first file, else nothing.
    Raises TelegramError, Unsayable, TimeoutError after WITHIN seconds, and what `draw` raises.
    """
    keyboard = keyboard_of(message.choices)
    shows = bool(message.text or message.attachments)
    if not (shows or message.press or message.menu):
        raise Unsayable("an empty message")
    async with asyncio.timeout(WITHIN):
        if message.press:
            await _acknowledge(bot, message.press, alone=not (shows or message.menu))
        if message.menu:
            await _set_menu(bot, message, alone=not shows)
        return await _show(bot, message, replaces, mark, draw, keyboard) if shows else ""


def keyboard_of(choices: Sequence[Sequence[Choice]]) -> Keyboard | None:
    """The buttons under a message, if there are any. Raises Unsayable for an action that is empty or too long.

    As the Bot API wants them: objects of the library, and JSON again of these, cost as much as the whole request.
    """
    for choice in (choice for row in choices for choice in row):
        if not 0 < len(choice.action.encode()) <= ACTION:
            raise Unsayable(
                f"the action {choice.action!r} has {len(choice.action.encode())} bytes, 1 to {ACTION} can be"
            )
    rows = [[{"text": choice.label, "callback_data": choice.action} for choice in row] for row in choices]
    return {"inline_keyboard": rows} if rows else None


async def _acknowledge(bot: Bot, press: str, alone: bool) -> None:
    """Stops the waiting sign on the button. What follows is not held back by it."""
    try:
        await bot.answer_callback_query(press)
    except BadRequest:
        log.debug("a button was pressed too long ago to be acknowledged")
    except TelegramError:
        if alone:
            raise


async def _set_menu(bot: Bot, message: Outbound, alone: bool) -> None:
    try:
        await bot.set_my_commands(message.menu, BotCommandScopeChat(message.address.chat))
    except BadRequest as error:
        if alone:
            raise
        log.warning("the commands of a chat cannot be set: %s", error)


async def _show(bot: Bot, message: Outbound, replaces: str, mark: str, draw: Draw, keyboard: Keyboard | None) -> str:
    batches, missing = await uploads.prepare(message.attachments, draw)  # before a word is said
    chat, text = message.address.chat, _and(message.text, missing)
    if replaces and text and await _edit(bot, chat, int(replaces), text, keyboard):
        return await _files(bot, chat, batches, replaces)
    if mark:
        text = f"{text}\n{mark}".strip()
    if len(batches) == 1 and uploads.carries(batches[0], text, keyboard):
        try:
            return await uploads.send(bot, chat, batches[0], text, keyboard)
        except BadRequest as error:
            batch, batches = batches[0], []
            if len(batch) > 1:  # one of an album may be at fault
                batches = [[upload] for upload in batch]
            else:
                text = _and(text, uploads.unsent(batch))
                if not text:
                    raise
            log.warning("a message with a file is refused, its words go alone: %s", error)
    if keyboard and not text:
        raise Unsayable("buttons with neither words nor a single file")
    said = await _words(bot, chat, text, keyboard) if text else ""
    return await _files(bot, chat, batches, said)


def _and(text: str, lines: Sequence[str]) -> str:
    return "\n".join([text, *lines] if text else lines)


async def _words(bot: Bot, chat: str, text: str, keyboard: Keyboard | None) -> str:
    """The text in as many messages as it needs, the buttons under the last. Returns the id of the last."""
    pieces, said = list(split(text, TEXT)), ""
    for number, piece in enumerate(pieces, 1):
        below = buttons(keyboard if number == len(pieces) else None)
        words = {"chat_id": chat, "text": piece, **below, **_NO_PREVIEW}
        answer: Mapping[str, object] = await _next(partial(bot.do_api_request, _SEND, words), said)
        said = str(answer["message_id"])
    return said


async def _files(bot: Bot, chat: str, batches: Sequence[Sequence[Upload]], said: str) -> str:
    """Files behind the words with the id `said`, or alone; at the end the words in the place of those that are refused.
    Returns that id, or else that of the first message."""
    refused: list[Upload] = []
    left = deque(batches)
    while left:
        batch = left.popleft()
        try:
            sent = await _next(partial(uploads.send, bot, chat, batch, "", None), said)
            said = said or sent
        except BadRequest as error:
            if len(batch) > 1:  # one of an album may be at fault
                left.extendleft([upload] for upload in reversed(batch))
                continue
            if not (said or batch[0].instead):
                raise
            log.warning("a file is refused, its words arrive: %s", error)
            refused += batch
    if words := _and("", uploads.unsent(refused)):
        sent = await _words(bot, chat, words, None)
        said = said or sent
    return said


async def _next(call: Callable[[], Awaitable[T]], said: str) -> T:
    """One call of several. If something was `said` already, it waits a little before the whole must be said again."""
    while True:
        try:
            return await call()
        except RetryAfter as error:
            if not said or seconds(error) > PATIENCE:
                raise
            await asyncio.sleep(seconds(error))


async def _edit(bot: Bot, chat: str, message: int, text: str, keyboard: Keyboard | None) -> bool:
    """Puts words and buttons in the place of the old ones, which may be a caption. False if they must be said anew."""
    if length(text, utf16=True) > TEXT:
        return False
    try:
        words = {"chat_id": chat, "message_id": message, "text": text, **buttons(keyboard), **_NO_PREVIEW}
        await bot.do_api_request(_EDIT, words)
    except BadRequest as error:
        if "no text in the message" not in str(error).lower() or length(text, utf16=True) > CAPTION:
            return _is_so_already(error)
        try:
            await bot.edit_message_caption(chat, message, caption=text, api_kwargs=buttons(keyboard))
        except BadRequest as second:
            return _is_so_already(second)
    return True


def _is_so_already(error: BadRequest) -> bool:
    """True: nothing was to be changed. False: it cannot be edited. Raises `error` if it means something else."""
    reason = str(error).lower()
    if "not modified" in reason:
        return True
    if any(sign in reason for sign in _UNEDITABLE):
        return False
    raise error
