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
    assert pacer.too_early(to, now - timedelta(hours=1)) == 0  # that is over, also where the clock is put back


async def test_where_the_clock_is_put_back_meanwhile_a_chat_is_left_alone_as_long_once_more() -> None:
    pacer, now = Pacer(Features()), datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    to, before = Outbound(Address("telegram", "13"), "您好"), now - timedelta(hours=1)
    pacer.hold("13", now, 30)
    assert pacer.too_early(to, before) == 30
    pacer.hold("14", before, 30)
    assert pacer.too_early(to, before + timedelta(seconds=29)) == 1
    assert pacer.too_early(to, before + timedelta(seconds=30)) == 0
