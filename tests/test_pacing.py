"""How fast a channel may send."""

from datetime import UTC, datetime, timedelta

from bot.messages import Address, Features, Outbound
from bot.pacing import Pacer


async def test_workers_share_what_the_platform_allows() -> None:
    pacer = Pacer(Features(per_second=30))
    assert pacer._all is not None
    assert pacer._all.max_rate == 30
    pacer.share(3)
    assert pacer._all.max_rate == 10


async def test_a_chat_that_the_platform_wants_left_alone_is_left_alone_whatever_is_said_next() -> None:
    pacer, now = Pacer(Features()), datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    to, other = Outbound(Address("telegram", "13"), "您好"), Outbound(Address("telegram", "14"), "您好")
    pacer.hold("13", now, 30)
    assert pacer.too_early(to, now + timedelta(seconds=29)) == 1
    assert pacer.too_early(other, now) == 0
    assert pacer.too_early(to, now + timedelta(seconds=30)) == 0
    assert pacer.too_early(to, now - timedelta(hours=1)) == 0  # the machine's clock was put back
