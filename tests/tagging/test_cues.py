"""Small talk, plain words for commands, and cries for help, with the false alarms that lie near them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tagging.cues import Cue, Danger, Emergency, cue, emergency, wish
from tests.tagging.conftest import Message

SMALL_TALK = {
    Cue.GREETING: ["你好", "您好！", "你好，在吗", "早上好", "有人吗？？", "哈喽啊", "hello", "Hi there!", "hi"],
    Cue.THANKS: ["谢谢", "謝謝您", "好的，谢谢！辛苦了", "你好谢谢", "嗯嗯好的", "OK 👌", "thank you so much", "再见"],
    Cue.QUESTION_ABOUT_BOT: [
        *("怎么用？", "你好，请问怎么用", "請問怎麼用", "你是谁", "你是机器人吗", "能干什么", "转人工", "我要投诉"),
        *("您好我想反映一个问题", "How do I use this?", "who are you", "hi, what can you do"),
    ],
    Cue.SHORT: ["是", "不是。", "不要", "取消", "確定", "3", "12", "１", "Cancel"],
    Cue.EMPTY: ["", " ", "。。。", "？！", "😀", "👍🏽", "\u2800", "\u3164", "\u200b\u200d", "\ud800", "\x00"],
}
DANGERS = {
    Danger.FIRE: [
        "着火了！",
        "楼上起火了快来",
        "隔壁失火了，没人来救",
        "我家著火了",
        "仓库冒烟了",
        "there is a fire in our building",
    ],
    Danger.GAS: ["煤气味很重", "楼道里一股燃气味", "天然气泄漏了", "燃气灶漏气", "I smell gas in the hallway"],
    Danger.SUICIDE: ["有人要跳楼", "再不解决我就跳楼", "我不想活了", "he wants to kill himself"],
    Danger.DROWNING: ["有小孩落水了", "有人掉河里了", "someone is drowning"],
    Danger.VIOLENCE: ["有人持刀", "楼下打起来了", "孩子走丢了", "隔壁在打人", "I am being attacked"],
    Danger.TRAFFIC: ["路口出车祸了", "有人被车撞了", "car accident at the crossing"],
    Danger.MEDICAL: [
        "老人晕倒了",
        "有人触电了",
        "救命",
        "我爸突然倒地没反应",
        "my wife is not breathing",
        "he can’t breathe",
    ],
    Danger.TRAPPED: [
        *("我被困在电梯里了", "孩子困在电梯里", "电梯困人了", "我被锁在电梯里", "stuck in the elevator"),
        *("井盖没了有人掉下去了", "电线杆倒了压着人"),
    ],
}
NO_DANGER = [
    *(
        "消防通道被占",
        "着火点",
        "去年着火",
        "昨天楼下着火了",
        "没有着火",
        "怕着火",
        "容易起火",
        "存在火灾隐患",
        "火车站",
    ),
    *("万一着火了怎么办", "如果发生车祸谁负责", "建议开展火灾演练", "消防车进不来", "2019年起火", "烧烤摊烟熏火燎"),
    *("跳楼价大甩卖", "跳楼机太贵", "煤气涨价了", "没有煤气味", "煤气味不重", "防溺水宣传", "担心有人落水"),
    *("这条路经常出车祸", "救护车等了四十分钟才来", "救命稻草", "被打折", "总被打扰", "孩子被打疫苗", "骑车摔了两回"),
    *(
        "电梯经常困人",
        "怕电梯困人",
        "电梯困人事件谁负责",
        "井盖没了怕有人掉下去",
        "广告牌压着人行道",
        "担心树倒了压着人",
    ),
    *("烧烤摊天天冒烟", "烟囱又冒烟了", "自行车轮胎漏气", "反映了没反应"),
    *("fire drill at school", "the fire lane is blocked", "there was a house fire last year", "if there is a fire"),
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SMALL_TALK.items() for text in texts])
def test_small_talk_is_known(kind: Cue, text: str) -> None:
    assert cue(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        *(
            "你好，我家门口路灯坏了",
            "谢谢，但是路灯还没修",
            "我要投诉物业",
            "hi, the street light is broken",
            "好的路灯",
        ),
        *("12345", "history", "怎么用电这么贵", "好" * 61),
    ],
)
def test_what_says_more_is_not_small_talk(text: str) -> None:
    assert cue(text) is None


def test_no_real_message_is_small_talk_or_a_command(messages: list[Message]) -> None:
    for message in messages:
        if message.label:
            assert cue(message.text) is None, message.text
            assert wish(message.text) is None, message.text


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DANGERS.items() for text in texts])
def test_danger_is_heard(kind: Danger, text: str) -> None:
    heard = emergency(text)
    assert heard is not None
    assert heard.kind is kind
    assert heard.numbers


@pytest.mark.parametrize("text", NO_DANGER)
def test_what_only_sounds_like_danger_raises_no_alarm(text: str) -> None:
    assert emergency(text) is None


def test_ordinary_messages_raise_no_alarm(messages: list[Message]) -> None:
    assert [message.text for message in messages if emergency(message.text)] == []


def test_numbers_to_call() -> None:
    assert emergency("厨房起火了") == Emergency(Danger.FIRE, ("119",))
    assert emergency("出车祸了，司机昏迷") == Emergency(Danger.TRAFFIC, ("122", "120"))
    assert emergency("着火了，有人晕倒") == Emergency(Danger.FIRE, ("119", "120"))


def test_another_clause_does_not_excuse() -> None:
    assert emergency("去年就反映过没人管，现在真的着火了") == Emergency(Danger.FIRE, ("119",))
    assert emergency("着火了，没有人来") == Emergency(Danger.FIRE, ("119",))


def test_long_letters_tell_of_the_past_except_of_despair() -> None:
    letter = "这件事反映了很多遍也没有下文。" * 20
    assert emergency(letter + "楼下着火了") is None
    assert emergency(letter + "我不想活了") == Emergency(Danger.SUICIDE, ("110", "120", "12356"))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        *[("进度", "my"), ("进度？", "my"), ("我的訴求", "my"), (" My Cases ", "my"), ("帮助！", "help")],
        *[("HELP", "help"), ("隐私", "privacy"), ("语言", "language"), ("撤回", "withdraw"), ("退订", "stop")],
        *[
            ("办得怎么样了？", "my"),
            ("几号能办好", "my"),
            ("查一下进度", "my"),
            ("有结果了吗", "my"),
            ("怎么还没回复！", "my"),
        ],
        *[("any news?", "my"), ("路灯怎么还没回复", None)],
        *[("删除我的数据", "delete_my_data"), ("导出我的数据", "export_my_data")],
        *[("停止供水", None), ("帮助老人过马路", None), ("", None), ("我的路灯", None)],
    ],
)
def test_plain_words_do_what_commands_do(text: str, command: str | None) -> None:
    assert wish(text) == command


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(codec=None) | st.sampled_from("你好谢着火了没去年，。")))
def test_no_text_breaks_it(text: str) -> None:
    assert cue(text) in {*Cue, None}
    assert wish(text) is None or wish(text + "！") == wish(text)
    heard = emergency(text)
    assert heard is None or heard.numbers


@pytest.mark.parametrize(
    "piece", ["你好", "着火", "没轻生", "没有", "去年着火", "fire ", "，", "a", "\ud800", "不想活没"]
)
def test_no_text_stalls_it(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "x"
    start = time.perf_counter()
    cue(text)
    wish(text)
    emergency(text)
    assert time.perf_counter() - start <= 1
