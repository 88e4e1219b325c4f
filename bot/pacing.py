"""How fast a channel may send: what its platform allows in all, in one chat, and in one group."""

from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from bot.messages import Features, Outbound


class Pacer:
    """Keeps a channel's sends within its platform's limits: in all, in one chat, in one group."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self._all: AsyncLimiter | None = None
        self._free_at: dict[str, datetime] = {}
        self._held: dict[str, tuple[datetime, datetime]] = {}
        self._sharers = 0
        self.share(1)

    def share(self, sharers: int) -> None:
        """The limit in all is for all workers together; each keeps to its part, for it sees no other's sends."""
        if self._features.per_second and sharers != self._sharers:
            self._sharers = sharers
            self._all = AsyncLimiter(max(1.0, self._features.per_second / sharers), 1.0)

    def too_early(self, message: Outbound, now: datetime) -> float:
        """How many seconds its chat must still be left alone; 0: it may be sent now, and the chat's pause begins."""
        since, until = self._held.pop(message.address.chat, (now, now))
        if now < since:  # the machine's clock was put back: how much of it is over, nobody knows
            since, until = now, now + (until - since)
        if now < until:
            self._held[message.address.chat] = since, until
            return (until - now).total_seconds()
        seconds = self._features.group_pause if message.group else self._features.chat_pause
        if not (seconds and message.text):
            return 0.0
        pause, chat = timedelta(seconds=seconds), message.address.chat
        wait = self._free_at.get(chat, now) - now
        if timedelta() < wait <= pause:  # longer: the machine's clock was put back
            return wait.total_seconds()
        self._free_at[chat] = now + pause
        if len(self._free_at) > 10_000:
            self._free_at = {chat: free for chat, free in self._free_at.items() if free > now}
        return 0.0

    def hold(self, chat: str, since: datetime, seconds: float) -> None:
        """The platform wants the chat to be left alone for so long, whatever is said next: who blocks the bot meanwhile
        and comes back has nothing waiting that would remember it."""
        self._held = {chat: (begin, end) for chat, (begin, end) in self._held.items() if since < end}
        self._held[chat] = since, since + timedelta(seconds=seconds)

    async def turn(self) -> None:
        """Returns when one more may be sent in all."""
        if self._all is not None:
            await self._all.acquire()
