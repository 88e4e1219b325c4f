"""Odd texts, numbers and names, as strategies. What is known to have broken other programs comes often."""

from hypothesis import strategies as st

LAMP = "幸福小区门口路灯坏了一周"
ODD = [
    "",
    " ",
    "\u200b\u2060",
    "\u2800\u3164",
    "\u202egpj.exe",
    "a\0b",
    "\ud800",
    "\ufffd\uffff\U0010ffff",
    "\U00020000" * 2048,
    "👨‍👩‍👧‍👦" * 30,
    "🇨🇳" * 40,
    "&" * 500,
    "&amp;" * 300,
    "<b>x</i><script>",
    "é" * 3 + "é",
    "ﷺ" * 300,
    "{0.__class__} %s %n ${x} {{x}} { $name }",
    "'; DROP TABLE cases; -- \" OR 1=1",
    "% _ ! \\ %% __",
    '" OR *  NEAR(a b) -a',
    "a\nERROR forged line\r\nb\u2028c\u2029d\x85e",
    "((((((((((" * 40,
    "a" * 400 + "!",
    "=1+1",
    "＝cmd|' /C calc'!A0",
    "+86 138 0013 8000",
    "１３８００１３８０００",
    "一三八零零一三八零零零",
    "1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0",
    "11010519491231002X",
    "-1",
    str(2**63),
    "9" * 400,
    "1_0",
    "²",
    "٣",
    "NaN",
    "1e999",
    "今天 明天 12月32日",
    "2026-02-30",
    "99:99",
    "幸福小区",
    "城管局",
    "着火了 有人跳楼",
    "另外，工资拖欠三个月。还有，路灯坏了",
    "一、路灯不亮\n二、垃圾没人清\n三、工资没发",
    "谢谢 满意 你好",
    "进度",
    "1",
]
FRAGMENTS = [
    *[
        "路灯",
        "坏了",
        "垃圾",
        "工资",
        "拖欠",
        "幸福小区",
        "社区",
        "3号楼",
        "噪音",
        "。",
        "，",
        "、",
        "；",
        "！",
        "\n",
        " ",
    ],
    *[
        "另外",
        "还有",
        "一是",
        "二是",
        "1.",
        "2、",
        "①",
        "第一",
        "着火",
        "谢谢",
        "13812345678",
        "0931-8888888",
        "@",
        "/",
    ],
    *[
        "\u200b",
        "\u202e",
        "́",
        "👍",
        "🇨",
        "\U00020000",
        "﹏",
        "ａ",
        "ﬁ",
        "①",
        "㈠",
        "𝟏",
        "\ud83d",
        "\x1f",
        "東",
        "龍",
        "%",
    ],
]

plain = st.text(max_size=40)
pieced = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
mixed = st.lists(st.one_of(plain, st.sampled_from(ODD), st.sampled_from(FRAGMENTS)), max_size=6).map("".join)
texts = st.one_of(st.sampled_from(ODD), pieced, mixed)
surrogates = st.text(st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), max_size=3)
anything = st.one_of(texts, plain, surrogates, st.tuples(texts, surrogates).map("".join))

integers = st.one_of(
    st.sampled_from([0, 1, -1, 9, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**19, 10**4000]),
    st.integers(-(10**6), 10**6),
)
floats = st.one_of(st.sampled_from([0.0, -0.0, 90.0, 180.0, 91.0, 1e308, -1e308, 5e-324]), st.floats(-200, 200))

file_names = st.one_of(
    st.sampled_from(
        ["../../etc/passwd", "/etc/passwd", "C:\\CON", "NUL.pdf", ".", "..", "a" * 300, "名" * 200 + ".jpg"]
    ),
    texts,
    st.tuples(texts, st.sampled_from([".pdf", ".jpg", ".exe", ".svg", "."])).map("".join),
)
