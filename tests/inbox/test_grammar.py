import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.refs import DIGITS, LETTERS
from app.inbox.grammar import (
    OPT_IN,
    OPT_OUT,
    TABLE,
    Entry,
    Part,
    Reading,
    Word,
    as_markdown,
    bare,
    examples,
    help_words,
    normal,
    parse,
)

LANGUAGES = ("zh_Hans", "en")
ADVERTISED = [(entry, text) for language in LANGUAGES for entry in TABLE for text in examples(entry, language)]
WORDS = sorted({word for entry in TABLE for word in (*entry.latin, *entry.chinese)})
NOT_HERE = (Part(Word.NOT_HERE, "K7", 1),)


@st.composite
def nearly_right(draw: st.DrawFn) -> str:
    """Texts made of our own words, codes, digits and dirt in any order."""
    parts = st.sampled_from(
        [*WORDS, "K7", "m4", "1", "2", "Ｉ", "l", "0K", "13812345678", "，", "。", " ", "\n", "x", "人"]
    )
    return "".join(draw(st.lists(st.one_of(parts, st.text(max_size=3)), max_size=12)))


@given(st.one_of(st.text(), nearly_right()))
@example("\x00")
@example("K7 1 N" * 300)
@example("1" * 2000)
@example("+" + "1 -(" * 500)
def test_no_text_whatever_raises(text):
    reading = parse(text)
    for part in reading.parts:
        assert part.stop is None or 1 <= part.stop <= 9
        assert len(part.phone) <= 40


@given(nearly_right())
def test_a_task_that_was_not_named_is_never_made_up(text):
    written = re.sub(r"[^\w]", "", normal(text)).upper()
    for code in parse(text).codes:
        assert code in written
        assert code[0] in LETTERS and set(code[1:]) <= set(DIGITS)


@given(nearly_right())
def test_a_stop_never_gets_two_answers_from_one_text(text):
    said = [(p.code, p.stop) for p in parse(text).parts if p.word in
            (Word.NOT_HERE, Word.FAMILY_HERE, Word.CLOSED, Word.UNSURE)]  # fmt: skip
    assert len(said) == len(set(said))


@pytest.mark.parametrize(("entry", "text"), ADVERTISED, ids=[text for _, text in ADVERTISED])
def test_every_advertised_word_works(entry: Entry, text: str):
    (part,) = parse(text).parts
    assert part.word is entry.word
    if entry.word is not Word.HELP:
        assert part.code == "K7"
    assert part.stop == (1 if entry.of_stop else None)
    assert part.phone == ("13812345678" if entry.takes_phone else "")


@pytest.mark.parametrize(("entry", "text"), ADVERTISED, ids=[text for _, text in ADVERTISED])
def test_full_width_small_and_crowded_forms_read_the_same(entry: Entry, text: str):
    plain = parse(text).parts[0]
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "　" if c == " " else c for c in text)
    for form in (wide, text.lower(), f"  {text} 。", text.replace(" ", "，"), text.replace(" ", "  ")):
        (part,) = parse(form).parts
        assert (part.word, part.code, part.stop) == (plain.word, plain.code, plain.stop), form
        assert part.phone == plain.phone, form


@pytest.mark.parametrize(
    "text",
    ["K7 1 N", "k7 1 n", "K7 I N", "K7 l n", "K 7 1 N", "K7,1,N", "K7: 1 - N!", "K7 1N", "k7 1没有",
     "Ｋ７　１　Ｎ", "K7 1 没有了", "K7\n1\nN"],
)  # fmt: skip
def test_not_here_in_many_hands(text):
    assert parse(text).parts == NOT_HERE


@pytest.mark.parametrize("text", ["K7 OK", "K7 0K", "k7 ok", "K7 收到", "K7收到了"])
def test_taking_a_task(text):
    assert parse(text).parts == (Part(Word.ACCEPT, "K7"),)


@pytest.mark.parametrize(
    ("text", "phone", "note"),
    [("2 Y 13812345678", "13812345678", ""), ("2Y13812345678", "13812345678", ""),
     ("2 有 138 1234 5678", "138 1234 5678", ""), ("2 找到了 +86 13812345678", "+86 13812345678", ""),
     ("2 Y 13812345678 room 305", "13812345678", "room 305"), ("2 有 妈妈电话13812345678", "13812345678", "妈妈电话"),
     ("2 Y mother 13812345678 room 305", "13812345678", "mother room 305"), ("2 Y", "", "")],
)  # fmt: skip
def test_the_family_comes_with_its_phone_wherever_it_stands(text, phone, note):
    (part,) = parse(text).parts
    assert (part.word, part.stop, part.phone, part.note) == (Word.FAMILY_HERE, 2, phone, note)


def test_one_text_may_answer_several_stops():
    reading = parse("K7 1 N, 2 关门 3 Y 13812345678")
    assert [(p.stop, p.word, p.phone) for p in reading.parts] == [
        (1, Word.NOT_HERE, ""), (2, Word.CLOSED, ""), (3, Word.FAMILY_HERE, "13812345678")]  # fmt: skip
    assert {p.code for p in reading.parts} == {"K7"}


def test_the_digit_of_the_next_answer_is_no_part_of_the_phone():
    first, second = parse("1 Y 13812345678 2 N").parts
    assert first.phone == "13812345678"
    assert (second.stop, second.word) == (2, Word.NOT_HERE)


@pytest.mark.parametrize(
    "text",
    ["1 N Y", "1 N 找到", "1 没有找到孩子", "1 NO", "1 没有问题", "1 有人说见过", "1 找到一个线索", "N or Y", "no idea",
     "1 2 N", "0 N", "K7", "K7 1", "1", "好的", "I am here", "Not there", "Yes we have", "K71N", "OK but NO", "",
     "\n", "🙂", "K7 1 N K7 1 Y", "K7第1没有", "K7 okay"],
)  # fmt: skip
def test_what_could_mean_two_things_means_nothing(text):
    assert parse(text) == Reading()


@pytest.mark.parametrize("word", sorted(OPT_OUT))
def test_every_opt_out_word_of_the_providers_is_understood(word):
    for form in (word, word.lower(), f" {word}. "):
        assert parse(form).only(Word.OPT_OUT)


@pytest.mark.parametrize("word", sorted(OPT_IN))
def test_every_opt_in_word_is_understood(word):
    assert parse(word.title()).only(Word.OPT_IN)


def test_no_word_of_ours_is_a_word_of_the_providers():
    assert not {word.upper() for word in WORDS} & (OPT_OUT | OPT_IN)


@pytest.mark.parametrize("text", ["please STOP texting", "K7 STOP", "stop and go", "1 STOP"])
def test_stop_counts_only_alone(text):
    assert not parse(text).only(Word.OPT_OUT)


@pytest.mark.parametrize("text", ["HELP", "help!", "？", "?", "帮助", "K7 ?", "Help."])
def test_asking_for_help(text):
    assert parse(text).only(Word.HELP)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_line_and_the_documentation_say_every_row(language):
    for entry in TABLE:
        first = examples(entry, language)[0]
        assert first in help_words(language).replace("电话", "13812345678").replace("Y phone", "Y 13812345678")
        assert f"`{first}`" in as_markdown(language)
    assert "M4" in help_words(language, "M4") and "K7" not in help_words(language, "M4")


def test_a_word_alone_is_read_without_its_punctuation():
    assert bare(" １。 ") == "1"
    assert bare("stop  all!") == "STOP ALL"
