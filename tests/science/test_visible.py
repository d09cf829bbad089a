"""R32: nothing hides in a text, and living scripts stay readable."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gadfly.science.visible import VisibleStream, visible

anything = st.text(st.characters(exclude_categories=[]))
hiding = st.text(
    st.sampled_from(
        "ab1#\n\r\t\x1b\x9b\u202e\u2066\u200b\u200c\u200d\u200f\ufeff\ufe0e\ufe0f\U000e0041👩🚀❤میक्\ud83d"
    )
)
ANGLES = {0x2039: "<", 0x203A: ">"}
JOINERS_AND_SELECTORS = "\u200c\u200d\ufe0e\ufe0f"


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("ab\u202ecd", "ab<U+202E>cd"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("pass\u200bword", "pass<U+200B>word"),
        ("a\u200db", "a<U+200D>b"),
        ("\ufeffstart", "<U+FEFF>start"),
        ("soft\u00adhyphen", "soft<U+00AD>hyphen"),
        ("tag\U000e0068\U000e0069", "tag<U+E0068><U+E0069>"),
        ("\x1b[2J\x1b]0;owned\x07", "<U+001B>[2J<U+001B>]0;owned<U+0007>"),
        ("\x9b31m", "<U+009B>31m"),
        ("over\rwritten", "over<U+000D>written"),
        ("nul\x00", "nul<U+0000>"),
        ("line\u2028break", "line<U+2028>break"),
        ("half \ud83d", "half <U+D83D>"),
        ("😀\ufe0f\ufe01\U000e0100", "😀\ufe0f<U+FE01><U+E0100>"),
        ("blank\u2800\u3164", "blank<U+2800><U+3164>"),
    ],
)
def test_r32_what_hides_is_shown_by_its_number(hidden: str, shown: str):
    assert visible(hidden).translate(ANGLES) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Salt the water, then wait.\n\tTwo minutes.",
        "“Curly” quotes — dashes … and ½ €",
        "می\u200cخواهم خانه\u200cها",  # Persian, with its non-joiners
        "مرحبا بالعالم",
        "שלום עולם",
        "क्\u200dष और श्री",  # Devanagari, with a joiner
        "👩\u200d🚀 👨\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 👍🏽 ❤️ 1️⃣ #️⃣",
        "日本語、中文，한국어",
        "e\u0301 combining",
    ],
)
def test_living_scripts_and_pictures_stay_as_they_are(text: str):
    assert visible(text) == text


@given(st.one_of(anything, hiding))
def test_r32_nothing_that_hides_or_commands_is_left(text: str):
    left = {
        char
        for char in visible(text)
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\n\t"
    }
    written = {char for char in left if char in JOINERS_AND_SELECTORS or is_a_written_sign(char)}
    assert left == written


def is_a_written_sign(char: str) -> bool:
    """Format characters with a shape or a use in scripts and notations: signs of number, of music."""
    return 0x600 <= ord(char) <= 0x8E2 or ord(char) > 0x110BC


@given(st.one_of(anything, hiding))
def test_r32_what_is_shown_encodes_and_is_shown_the_same_again(text: str):
    once = visible(text)
    once.encode()
    assert visible(once) == once


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("\n\t")))
def test_plain_text_is_untouched(text: str):
    assert visible(text) == text


@given(st.lists(st.one_of(hiding, anything)))
@example(["👩", "\u200d", "🚀"])
@example(["می", "\u200cخ"])
@example(["a\r", "\nb", "\r"])
def test_r32_a_text_in_pieces_is_shown_as_if_it_were_whole(pieces: list[str]):
    stream = VisibleStream()
    shown = "".join([*map(stream.feed, pieces), stream.rest()])
    assert shown == visible("".join(pieces))
