"""What is done to text from outside: cleaning it, hiding personal numbers in it, showing it on one line.

Three steps for three places: `clean` before anything is stored, `mask` before a text is shown to others than those who
handle the case, `one_line` and `file_name` where it must fit (`brief`: masked too). All take time in proportion to the
length of the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.patterns import EMAIL, FILLERS, FIRST, RULES, SPELLED, Kind, flat, possible


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data at text[start:end]; `hidden` are the places of the characters that `mask` replaces by `*`."""

    start: int
    end: int
    kind: Kind
    hidden: tuple[int, ...]


def mask(text: str) -> str:
    """The text with all that `find` finds hidden: 13812345678 becomes 138****5678. Its length does not change."""
    return _hide(text, find(text))


def find(text: str) -> list[Span]:
    """Mobile numbers, land lines, ID numbers, bank cards and e-mail addresses, in the order of the text.

    Digits may be of any script, fullwidth, Chinese or of lists, with a few spaces, dots, dashes or invisible characters
    between; with a line's end, brackets or slashes where they stand in the groups that such a number is said in.
    Strict rather than sparing: a mobile number is found inside a longer row of digits, and an ID number by its date of
    birth even if its check digit is wrong. Hotlines, dates, amounts, door and case numbers are none of these.
    """
    if not possible(text):
        return []
    found: list[Span] = []
    for look in (_emails, _numbers, _spelled_numbers):
        spans = look(text)
        found += spans
        text = _hide(text, spans)
    return sorted(found, key=lambda span: span.start)


def _hide(text: str, spans: Iterable[Span]) -> str:
    characters = list(text)
    for span in spans:
        for place in span.hidden:
            characters[place] = "*"
    return "".join(characters)


def _emails(text: str) -> list[Span]:
    plain, places = flat(text)
    return [
        Span(places[m.start()], places[m.end("host") - 1] + 1, Kind.EMAIL, tuple(places[slice(*m.span("hide"))]))
        for m in EMAIL.finditer(plain)
    ]


def _numbers(text: str, *, spelled: bool = False) -> list[Span]:
    """From left to right, at each place the first rule that fits; what fitted is not looked at again."""
    plain, places = flat(text, spelled=spelled)
    spans: list[Span] = []
    at = 0
    while begin := FIRST.search(plain, at):
        at = begin.start() + 1
        for rule in RULES:
            m = rule.pattern.match(plain, begin.start())
            if m and rule.holds(re.findall(r"[\dXx]+", m[0])):
                if rule.kind:
                    hidden = tuple(places[i] for i in range(*m.span("hide")) if plain[i].isalnum())
                    spans.append(Span(places[m.start()], places[m.end() - 1] + 1, rule.kind, hidden))
                at = m.end()
                break
    return spans


def _spelled_numbers(text: str) -> list[Span]:
    """Numbers with at least one Chinese digit, or one that lists are numbered with."""
    spans = _numbers(text, spelled=True)
    return [span for span in spans if any(character in SPELLED for character in text[span.start : span.end])]


_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DROPPED = dict.fromkeys(
    [
        *(code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\n\t"),
        *range(0x202A, 0x202F),  # embeddings and overrides of the direction of writing
        *range(0x2066, 0x206A),  # its isolates
        *(0x200B, 0x2060, 0xFEFF),  # zero-width
        *(0xFFFE, 0xFFFF),  # no XML file may hold these, so no spreadsheet
    ]
)
_JOINER = "\u200d"
_MARKS = 30
"""More combining marks on one character than any script needs (Stream-Safe Text Format, Unicode Annex 15). Without a
bound, normalising 100,000 of them takes seconds."""


def clean(text: str) -> str:
    """What any text from outside goes through before it is stored. Doing it again changes nothing.

    Line ends become newlines. Control characters but newline and tab, zero-width ones and those that turn the direction
    of writing go; a joiner stays between emoji. Lone surrogates become U+FFFD. NFC, without white space around it.
    """
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _LINE_ENDS.sub("\n", text).translate(_DROPPED)
    if _JOINER in text:
        text = "".join(c for i, c in enumerate(text) if c != _JOINER or _joins(text, i))
    return _thin(unicodedata.normalize("NFC", _thin(text))).strip()


def _joins(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and _is_emoji(text[place - 1]) and _is_emoji(text[place + 1])


def _is_emoji(character: str) -> bool:
    """Whether it is a picture, a skin tone or a variation selector: what a joiner may stand between."""
    return unicodedata.category(character) in {"So", "Sk"} or character in "↔\ufe0f"


def _thin(text: str) -> str:
    if not any(map(unicodedata.combining, text)):
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept)


_BLANK = FILLERS + "\u2800"


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: white space, control and zero-width characters, blank Braille and Hangul."""
    return all(
        character.isspace() or character in _BLANK or unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"}
        for character in text
    )


_LONGEST = 100  # characters of a number with all that may stand between its digits: one that is shown is found whole


def one_line(text: str, width: int) -> str:
    """The text on one line of at most `width` code points (a Chinese character counts 1), cut with an ellipsis.

    It is cut behind punctuation if there is some in the last quarter, else before a Latin word or a number, and never
    inside of what is seen as one character, such as a family emoji. Raises ValueError for a width below 1.
    """
    if width < 1:
        raise ValueError(f"nothing fits into a width of {width}")
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    most = width - 1
    last_quarter = range(most, most - width // 4, -1)
    phrases = (end for end in last_quarter if line[end - 1] in "，。；：！？、,;!? ")
    words = (end for end in last_quarter if not re.fullmatch("[A-Za-z0-9]{2}", line[end - 1 : end + 1]))
    end = next(phrases, next(words, most))
    while end and is_inside(line, end):
        end -= 1
    return line[:end].rstrip(" ，、；：,;:") + "…"


def both_ends(text: str, width: int) -> str:
    """The text on one line of at most `width` code points, as `one_line`; what is longer loses its middle, so that what
    was said last can be seen too: a third is its beginning, the rest its end. Raises ValueError for a width below 3."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    head = one_line(line, width // 3)
    room = width - len(head)
    first_third = range(len(line) - room, len(line) - room + room // 3)
    begin = next((i for i in first_third if line[i - 1] in "，。；：！？、,;!? "), first_third.start)
    while begin < len(line) and is_inside(line, begin):
        begin += 1
    return head + line[begin:].lstrip()


def is_inside(line: str, place: int) -> bool:
    """Whether a cut at this place would split what is seen as one character (the main rules of Unicode Annex 29)."""
    before, after = line[place - 1], line[place]
    if _is_flag_letter(before) and _is_flag_letter(after):
        letters = next((n for n in range(place) if not _is_flag_letter(line[place - 1 - n])), place)
        return letters % 2 == 1
    tone_or_tag = "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f"
    return _JOINER in (before, after) or tone_or_tag or unicodedata.category(after) in {"Mn", "Mc", "Me"}


def brief(text: str, width: int) -> str:
    """`one_line` of what others may read of the text: masked, in time that goes by what is shown, not by the text."""
    line = " ".join(text.split())
    return one_line(mask(line[: width + _LONGEST]), width)


def without(text: str, width: int) -> str:
    """The first `width` characters, with spaces in the place of all that `find` finds: for words that are shown alone,
    of which nobody could tell any more what they were a part of."""
    text = text[: width + _LONGEST]
    characters = list(text)
    for span in find(text):
        characters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(characters[:width])


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def file_name(name: str) -> str:
    """A name that is safe to store and to send: no folder, nothing invisible, nothing that a system forbids.

    At most 100 bytes of UTF-8 with its ending kept; never empty. What it says is not hidden: `mask` it before.
    """
    name = re.split(r"[/\\]", clean(name))[-1]
    name = "".join(c for c in name if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf"})
    name = " ".join(re.sub(r'[<>:"|?*]', "_", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not re.fullmatch("[A-Za-z0-9]{1,10}", ending) or not stem:
        stem, dot, ending = name, "", ""
    room = 100 - len(dot + ending)
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])", stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return (stem + dot + ending) or "file"
