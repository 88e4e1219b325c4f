"""The channel itself: what the pipeline, the handlers of files, and the start of the program call."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.inbound import WANTED, read, unreadable
from bot.channels.telegram.insistence import Stopped, insist, unless
from bot.channels.telegram.outbound import TEXT, say
from bot.channels.telegram.polling import Polling, Receive
from bot.channels.telegram.receipts import receipt
from bot.channels.telegram.request import Request, TooLong, Unreadable
from bot.channels.telegram.uploads import Draw, Unsayable
from bot.channels.web import Hook
from bot.files.kinds import LARGEST
from bot.messages import Features, FileGone, FileTooLarge, FileUnavailable, Inbound, Media, Outbound, Outcome, Receipt
from bot.secrecy import hide

log = logging.getLogger(__name__)

CONNECTIONS = 40  # for pipeline.CHATS sends at once, and a few calls beside them
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)

Menus = Mapping[str, Sequence[tuple[str, str]]]


class Me(NamedTuple):
    """The bot's own id and its username without @, as deep links need it."""

    id: str
    username: str


class TelegramChannel:
    """One bot on Telegram.

    `api_url` is the Bot API server, without a path. `draw` makes the file of an attachment with a recipe. `now` gives
    aware UTC. `repeat_mark` is put behind words that may have been said before. `per_second` counts messages in all.
    `requests` makes what calls the Bot API, with so many connections.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        draw: Draw,
        now: Callable[[], datetime],
        name: str = "telegram",
        per_second: float = 30.0,
        repeat_mark: str = "",
        requests: Callable[[int], Request] = Request,
    ) -> None:
        hide(token)
        self.name = name
        # 20 messages a minute in a group, about one a second in a chat: core.telegram.org/bots/faq
        self.features = Features(length=TEXT, per_second=per_second, chat_pause=1.0, group_pause=3.0)
        self._draw, self._now, self._mark = draw, now, repeat_mark
        self._requests = (requests(CONNECTIONS), requests(1))
        url = api_url.rstrip("/")
        self._bot = Bot(token, f"{url}/bot", f"{url}/file/bot", *self._requests)
        self._me: Me | None = None
        self._introducing = asyncio.Lock()
        self._polling: Polling | None = None

    async def close(self) -> None:
        """Closes the connections. Sends after this fail."""
        for request in self._requests:
            await request.shutdown()

    async def me(self) -> Me:
        """Who the bot is; asked for once. Raises TelegramError."""
        if self._me is None:
            user = await self._bot.get_me()  # not Bot.initialize, whose error would show the token
            self._me = Me(str(user.id), user.username or "")
        return self._me

    async def introduced(self, stop: asyncio.Event) -> Me:
        """Who the bot is, asked until Telegram answers; once, however many wait for it. Raises WrongToken, Stopped."""
        async with self._introducing:
            return await insist(lambda: unless(stop, self.me()), "asking Telegram who the bot is", stop)

    async def set_menus(self, private: Menus, groups: Menus, stop: asyncio.Event) -> None:
        """The commands (name, explanation) that people see, by two-letter language; "" is for all others.

        A chat whose own menu was set by an Outbound sees that one. Tries until it works. Raises WrongToken, Stopped.
        """

        async def call() -> None:
            for scope, menus in ((BotCommandScopeAllPrivateChats(), private), (BotCommandScopeAllGroupChats(), groups)):
                for language, commands in menus.items():
                    await self._bot.set_my_commands(commands, scope, language or None)

        await insist(lambda: unless(stop, call()), "setting the commands", stop)

    async def send(self, message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        """Says `message`; edits the message `replaces` instead if it is not empty and can be edited. Raises nothing."""
        try:
            said = await say(self._bot, message, replaces, self._mark if possible_repeat else "", self._draw)
        except Unsayable as mistake:
            log.error("a message is refused, which is a mistake of this program: %s", mistake)
            return Receipt(Outcome.REFUSED, reason=str(mistake))
        except Exception as error:
            return receipt(error)
        return Receipt(Outcome.SENT, said)

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file that somebody sent. Raises FileTooLarge, FileGone, FileUnavailable."""
        if media.size > LARGEST:
            raise FileTooLarge
        try:
            file = await self._bot.get_file(media.ref.rpartition(":")[2])
            return await self._requests[0].download(file.file_path or "", LARGEST)
        except BadRequest as error:
            raise (FileTooLarge if "too big" in str(error).lower() else FileGone) from None
        except TooLong:  # of a Bot API server of one's own, which gives more
            raise FileTooLarge from None
        except InvalidToken:  # 404: the link has expired, or there is nothing behind it
            raise FileGone from None
        except TelegramError:
            raise FileUnavailable from None

    async def poll(self, receive: Receive, stop: asyncio.Event) -> None:
        """Receives by long polling until `stop` is set. `receive` must have stored a batch when it returns.

        Raises WrongToken. Everything else (no network, storage full, a second poller) is waited out.
        """
        with suppress(Stopped):
            me = await self.introduced(stop)
            self._polling = Polling(self._bot, self.name, me.username, self._now)
            await self._polling.run(receive, stop)

    @property
    def answered_at(self) -> datetime | None:
        """When Telegram last answered a poll, which it does at least every half minute; None: not yet. For /healthz."""
        return self._polling.answered_at if self._polling else None

    async def set_webhook(self, url: str, secret: str, stop: asyncio.Event) -> None:
        """Lets Telegram post updates to `url`, with `secret`. Tries until it works. Raises WrongToken, Stopped."""
        hide(secret)

        async def call() -> None:
            await self._bot.set_webhook(url, allowed_updates=WANTED, secret_token=secret)

        await insist(lambda: unless(stop, call()), "setting the webhook", stop)

    def hook(self, path: str, secret: str, receive: Receive) -> Hook:
        """The webhook's end for the web server: answered well only when `receive` has stored the update."""
        hide(secret)

        async def accept(body: bytes) -> None:
            inbound = self._posted(body, (await self.me()).username)
            if inbound is not None:
                await receive([inbound])

        return Hook(path, SECRET_HEADER, secret, accept)

    def _posted(self, body: bytes, username: str) -> Inbound | None:
        try:
            update = Request.parse_json_payload(body)
        except Unreadable as error:  # refused, it would be posted again for ever; so it is kept and set aside
            return unreadable(error.text, self.name, self._now())
        return read(update, self.name, username, self._now())
