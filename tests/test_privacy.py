import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from bot import privacy
from bot.patterns import Kind, possible
from bot.privacy import both_ends, clean, file_name, find, is_blank, mask, one_line, without

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


# Masking


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的电话13812345678。", "我的电话138****5678。"),
        ("+8613812345678", "+86138****5678"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("0086 13812345678", "0086 138****5678"),
        ("013812345678", "0138****5678"),
        ("138.0013.8000", "138.****.8000"),
        ("138 - 1234 - 5678", "138 - **** - 5678"),
        ("138\u30001234\u00a05678", "138\u3000****\u00a05678"),
        ("138\n1234\n5678", "138\n****\n5678"),
        ("138    1234    5678", "138    ****    5678"),
        ("(138)12345678", "(138)****5678"),
        ("+86（138）1234-5678", "+86（138）****-5678"),
        ("138/1234/5678", "138/****/5678"),
        ("一三八 / 一二三四 / 五六七八", "一三八 / **** / 五六七八"),
        ("1-3-8-1-2-3-4-5-6-7-8", "1-3-8-*-*-*-*-5-6-7-8"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("١٣٨١٢٣٤٥٦٧٨", "١٣٨****٥٦٧٨"),
        ("138\u200b1234\u20605678", "138\u200b****\u20605678"),
        ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "1️⃣3️⃣8️⃣*️⃣*️⃣*️⃣*️⃣5️⃣6️⃣7️⃣8️⃣"),
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("幺三八〇〇一三八〇〇〇", "幺三八****八〇〇〇"),
        ("壹叁捌1234五六七八", "壹叁捌****五六七八"),
        ("壹參捌零零壹參捌零零零", "壹參捌****捌零零零"),
        ("壹叄捌貳貮陸陸壹叄捌〇", "壹叄捌****壹叄捌〇"),
        ("138\u31640013\u31648000", "138\u3164****\u31648000"),
        ("\u115f".join("13800138000"), "\u115f".join("138****8000")),
        ("\u1160".join("13800138000"), "\u1160".join("138****8000")),
        ("\uffa0".join("13800138000"), "\uffa0".join("138****8000")),
        ("\u2800".join("13800138000"), "\u2800".join("138****8000")),
        ("⒈⒊⒏00⒈⒊⒏000", "⒈⒊⒏****⒏000"),
        ("⑴⑶⑻00⑴⑶⑻000", "⑴⑶⑻****⑻000"),
        ("❶❸❽⓿⓿❶❸❽⓿⓿⓿", "❶❸❽****❽⓿⓿⓿"),
        ("➊➌➑00➀➂➇⓵⓷⓽", "➊➌➑****➇⓵⓷⓽"),
        ("㊀㊂㊇〇〇㈠㈢㈧〇〇〇", "㊀㊂㊇****㈧〇〇〇"),
        ("〡〣〨〇〇〡〣〨〇〇〇", "〡〣〨****〨〇〇〇"),
        ("⑴13812345678，⒉0731", "⑴138****5678，⒉0731"),  # numbered, not part of it
        ("我是王一13812345678", "我是王一138****5678"),
        ("138一1234一5678", "138一****一5678"),  # 一 typed for a dash
        ("13812345678 13912345678", "138****5678 139****5678"),
        ("13812345678/13912345678", "138****5678/139****5678"),
        ("5栋20113812345678", "5栋201138********"),
        ("1381234567813912345678", "138********139********"),
        ("**13812345678**", "**138**********"),
    ],
)
def test_mobile_numbers_are_masked_however_they_are_typed(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert {span.kind for span in find(text)} == {Kind.MOBILE}


@pytest.mark.parametrize(
    ("text", "masked", "kind"),
    [
        ("0731-88888888", "0731-****8888", Kind.LANDLINE),
        ("073188888888", "0731****8888", Kind.LANDLINE),
        ("（010）8888 8888", "（010）**** 8888", Kind.LANDLINE),
        ("0746--2222222", "0746--***2222", Kind.LANDLINE),
        ("+86 731 88888888", "+86 731 ****8888", Kind.LANDLINE),
        ("零七三一八八八八八八八八", "零七三一****八八八八", Kind.LANDLINE),
        ("⒈0731-88888888", "⒈0731-****8888", Kind.LANDLINE),
        ("⑴430105198001011234", "⑴430***********1234", Kind.ID_NUMBER),
        ("身份证430105198001011234", "身份证430***********1234", Kind.ID_NUMBER),
        ("43010519800101123x", "430***********123x", Kind.ID_NUMBER),
        ("43010519800101123Ｘ", "430***********123Ｘ", Kind.ID_NUMBER),
        ("430105 19800101 1234", "430*** ******** 1234", Kind.ID_NUMBER),
        ("430105-1980-0101-1234", "430***-****-****-1234", Kind.ID_NUMBER),
        ("430105/19800101/1234", "430***/********/1234", Kind.ID_NUMBER),
        ("430105\n19800101\n123X", "430***\n********\n123X", Kind.ID_NUMBER),
        ("430105800101123", "430********1123", Kind.ID_NUMBER),
        ("6222 0212 3456 7894", "**** **** **** 7894", Kind.BANK_CARD),
        ("zhang.san@qq.com", "z********@qq.com", Kind.EMAIL),
        ("ａｂ＠qq．com", "ａ*＠qq．com", Kind.EMAIL),
        ("a@qq.com", "*@qq.com", Kind.EMAIL),
        ("13812345678@139.com", "1**********@139.com", Kind.EMAIL),
    ],
)
def test_other_personal_numbers_are_masked(text: str, masked: str, kind: Kind) -> None:
    assert mask(text) == masked
    assert [span.kind for span in find(text)] == [kind]


def test_an_id_number_inside_a_longer_row_is_known_by_its_check_digit() -> None:
    body = "43010520050101123"
    right = body + ric.calc_check_digit(body + "0")
    wrong = body + next(d for d in "0123456789" if d != right[-1])
    assert mask(f"9{right}") == "9430***************"
    assert mask(f"9{wrong}") == f"9{wrong}"


def test_a_row_of_sixteen_digits_is_a_bank_card_only_if_its_check_digit_is_right() -> None:
    body = "622202123456789"
    right = luhn.calc_check_digit(body)
    assert mask(body + right) == "*" * 12 + "789" + right
    assert mask(body + str((int(right) + 1) % 10)) == body + str((int(right) + 1) % 10)


@pytest.mark.parametrize(
    "text",
    [
        "261123-0042",
        "诉求261123-0742、261123-0731",
        "2026-11-23 08:00",
        "2026年11月23日17:30到18:30",
        "20261123080000",
        "一九九八年五月十二日",
        "1998-05-12 300元",
        "补贴1500.50元，共1380000元",
        "幸福小区5栋2单元1502",
        "3-2-1502",
        "135、136路和旅1路",
        "12345 110 119 120 122",
        "400-888-8888，95598",
        "罚了130、1500、2000元，150/20261123",
        "1 3 5 7 9 11 13 15 17楼",
        "13 14 15 16 17 18日",
        "⑴2026年5月⑵3栋⑶1500元",
        "㈠㈡㈢㈣㈤㈥㈦㈧㈨",
        "请@我",
        "＊＊＊",
    ],
)
def test_what_is_no_personal_number_stays(text: str) -> None:
    assert find(text) == []
    assert mask(text) == text


def test_nothing_is_left_of_them_where_words_are_counted() -> None:
    assert without("找ab@qq.com，打138 1234 5678，共5户", 99) == f"找{' ' * 9}，打{' ' * 13}，共5户"
    assert without("路灯坏了，找ab@qq.com", 10) == "路灯坏了，找    ", "what is cut is found whole"


def test_spans_say_where_and_what() -> None:
    text = "电话 138\u200b12345678，邮箱 ab@qq.com"
    phone, mail = find(text)
    assert text[phone.start : phone.end] == "138\u200b12345678"
    assert text[mail.start : mail.end] == "ab@qq.com"
    assert "".join(text[place] for place in phone.hidden) == "1234"
    assert mask(text) == "电话 138\u200b****5678，邮箱 a*@qq.com"


words = st.text("我家电话是，。：请打找王ab\n", max_size=8)
between = st.sampled_from(["", " ", "-", ".", "\u200b", " - ", "－", "\u3000"])
scripts = st.sampled_from(
    [
        "0123456789",
        "０１２３４５６７８９",
        "零一二三四五六七八九",
        "〇壹贰叁肆伍陆柒捌玖",
        "零壹貳參肆伍陸柒捌玖",
        "٠١٢٣٤٥٦٧٨٩",
    ]
)


@given(words, words, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), scripts, between, between)
def test_a_mobile_number_never_gets_through(
    before: str, after: str, number: str, script: str, one: str, other: str
) -> None:
    typed = [script[int(digit)] for digit in number]
    text = before + "".join(typed[:3]) + one + "".join(typed[3:7]) + other + "".join(typed[7:]) + after
    assert mask(text) == before + "".join(typed[:3]) + one + "****" + other + "".join(typed[7:]) + after


digit_soup = st.lists(
    st.one_of(
        st.text("0123456789"),
        st.text("0123456789 -.*Xx+()", max_size=12),
        st.text("一二三八九零幺8136- *", max_size=12),
        st.from_regex(r"1[3-9][0-9]{9}|0731-?[0-9]{8}|430105(19|20)[0-9]{2}0[1-9]1[0-9][0-9]{4}", fullmatch=True),
        st.from_regex(r"[a-z0-9.]{1,6}@[a-z0-9.]{1,12}", fullmatch=True),
        st.sampled_from(["261123-0042", "****", "\u200b", "\n", "电话"]),
    ),
    max_size=8,
).map("".join)


@given(digit_soup)
@example("010\n(88 - 88 - 88 - 8")
def test_nothing_is_found_where_nothing_is_possible(text: str) -> None:
    every = [*privacy._emails(text), *privacy._numbers(text), *privacy._spelled_numbers(text)]
    assert possible(text) or not every


@given(digit_soup)
@example("0731-0731-0731-0731-0731")
@example("138 1234 5678@qq.com")
@example("13812345678-0731-88888888")
def test_masking_again_changes_nothing_and_keeps_the_length(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert len(masked) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))


@given(digit_soup)
def test_no_eleven_digits_of_a_mobile_number_survive_in_any_surroundings(text: str) -> None:
    assert not re.search(r"1[3-9]\d{9}", mask(text).replace("\u200b", ""))


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    assert len(mask(text)) == len(text)
    assert [span.start for span in find(text)] == sorted(span.start for span in find(text))


# Cleaning


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" a\x00b\x07\x1b[0m\x9f ", "ab[0m"),
        ("a\tb", "a\tb"),
        ("1\r\n2\r3\n4\x0b5\x0c6\x857\u20288\u20299", "1\n2\n3\n4\n5\n6\n7\n8\n9"),
        ("gpj.\u202eexe\u2066\u2069", "gpj.exe"),
        ("路\u200b灯\u2060\ufeff", "路灯"),
        ("a\ud83db\ude00", "a\ufffdb\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),  # a pair that came in two pieces
        ("e\u0301", "é"),
        ("\u3000路灯\u00a0\n", "路灯"),
        (FAMILY, FAMILY),
        ("\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"),  # the rainbow flag
        ("\U0001f44d\U0001f3fd\u200d\u2640", "\U0001f44d\U0001f3fd\u200d\u2640"),
        ("a\u200db\u200d", "ab"),
        ("a\ufffe\uffff", "a"),
        ("{0.__class__} %s '; DROP TABLE", "{0.__class__} %s '; DROP TABLE"),
        ("", ""),
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


nasty = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Mn"]),
        st.sampled_from("\U0001f468\u200d\ufe0f\u0301\u0344\u0316 \n\r\ud83d\ude00é"),
    )
)


@given(nasty)
@example("\u0344" * 40)
@example("\U0001f468\u200d\u200d\U0001f468")
def test_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    cleaned.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]", cleaned)


def test_a_tower_of_marks_is_cut_down() -> None:
    assert clean("a" + "\u0316" * 500) == "a" + "\u0316" * 30


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060\ufeff", "\u2800", "\u3164\uffa0", "\x00", "\u200d\ufe0f"])
def test_blank_is_what_nobody_can_see(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(text + "。")
    assert not is_blank(text + "\U0001f600")


# One line


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("路灯坏了", 4, "路灯坏了"),
        ("路灯坏了\n\n 一周", 8, "路灯坏了 一周"),
        ("幸福小区门口的路灯坏了一个星期，晚上走路看不见", 20, "幸福小区门口的路灯坏了一个星期…"),
        ("幸福小区门口的路灯坏了一个星期晚上走路看不见", 20, "幸福小区门口的路灯坏了一个星期晚上走路…"),
        ("幸福小区门口路灯坏streetlight", 16, "幸福小区门口路灯坏street…"),
        ("The street lamp in front of building twelve", 26, "The street lamp in front…"),
        ("小区门口路灯streetlight", 11, "小区门口路灯stre…"),
        ("小区门口的大路灯坏lamp了", 12, "小区门口的大路灯坏…"),
        ("路灯", 1, "…"),
        (f"一家{FAMILY}都在", 8, "一家…"),
        (f"一家{FAMILY}都在", 10, f"一家{FAMILY}…"),
        ("\U0001f1e8\U0001f1f3" * 3, 4, "\U0001f1e8\U0001f1f3…"),
        ("ab\U0001f44d\U0001f3fdcdefgh", 4, "ab…"),
        ("abe\u0301fghijkl", 4, "ab…"),
    ],
)
def test_one_line_is_cut_where_a_reader_would(text: str, width: int, line: str) -> None:
    assert one_line(text, width) == line


def test_a_line_needs_room() -> None:
    with pytest.raises(ValueError, match="width of 0"):
        one_line("路灯", 0)


@given(
    st.lists(st.one_of(st.text(), st.sampled_from([FAMILY, "路灯，", "lamp ", "\U0001f1e8\U0001f1f3"]))).map("".join),
    st.integers(1, 60),
)
def test_a_line_fits_and_is_the_beginning_of_what_was_said(text: str, width: int) -> None:
    line = one_line(text, width)
    whole = " ".join(text.split())
    assert len(line) <= width
    assert len(line.splitlines()) <= 1
    assert whole == line or (line.endswith("…") and whole.startswith(line[:-1]))


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("路灯坏了", 12, "路灯坏了"),
        ("路灯坏了三天，晚上看不见路，井盖也松动了", 10, "路灯…井盖也松动了"),
        ("路灯坏了三天晚上看不见路井盖也松了", 12, "路灯坏…不见路井盖也松了"),
        (f"路灯坏了三天晚上看不见路{FAMILY}", 12, f"路灯坏…路{FAMILY}"),
        (f"路灯坏了三天晚上看不见路{FAMILY}都在", 9, "路灯…都在"),
    ],
)
def test_both_ends_of_what_is_long_are_shown(text: str, width: int, line: str) -> None:
    assert both_ends(text, width) == line


@given(
    st.lists(st.one_of(st.text(), st.sampled_from([FAMILY, "路灯，", "lamp ", "\U0001f1e8\U0001f1f3"]))).map("".join),
    st.integers(3, 60),
)
def test_both_ends_fit_and_are_the_ends_of_what_was_said(text: str, width: int) -> None:
    line = both_ends(text, width)
    whole = " ".join(text.split())
    assert len(line) <= width
    cuts = [i for i, character in enumerate(line) if character == "…"]
    assert whole == line or any(whole.startswith(line[:i]) and whole.endswith(line[i + 1 :]) for i in cuts)


# File names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("路灯.jpg", "路灯.jpg"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\a\\b.txt", "b.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1 .tar", "_com1.tar"),
        ("console.txt", "console.txt"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("a\r\nb\x00.txt", "a b.txt"),
        ('<a>:"|?*.txt', "_a______.txt"),
        (".bashrc. ", "bashrc"),
        ("...", "file"),
        ("", "file"),
        ("图" * 100 + ".jpeg", "图" * 31 + ".jpeg"),
        ("x." + "y" * 300, "x." + "y" * 98),
    ],
)
def test_file_names_are_safe(name: str, safe: str) -> None:
    assert file_name(name) == safe


@given(st.one_of(nasty, st.text("./\\ CONcon1:*\u202eab"), st.text(min_size=90, max_size=130)))
def test_any_name_becomes_safe_and_then_stays(name: str) -> None:
    safe = file_name(name)
    assert safe
    assert len(safe.encode()) <= 100
    assert not set(safe) & set('/\\<>:"|?*\n\t\x00')
    assert safe.strip(". ") == safe
    assert file_name(safe) == safe


# Time


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "138 ",
        "13812345678 ",
        "a@",
        "x@a.",
        "+(",
        "*",
        "* 1",
        "一",
        "\u0316\u0301",
        "\u0344",
        "\U0001f1e8",
        "👩\u200d",
    ],
)
@pytest.mark.parametrize("function", [mask, clean, file_name, is_blank, lambda text: one_line(text, 50_000)])
def test_a_hundred_thousand_characters_take_no_longer_than_their_length(
    piece: str, function: Callable[[str], object]
) -> None:
    """What is not linear takes minutes here."""
    text = (piece * 100_000)[:100_000]
    begun = time.perf_counter()
    function(text)
    assert time.perf_counter() - begun < 30
