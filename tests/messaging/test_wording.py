import itertools
from collections.abc import Iterator

import pytest

from app.core.errors import Refusal
from app.core.words import sentence
from app.inbox.grammar import help_words
from app.messaging.segments import segments
from app.messaging.wording import (
    AGE_WORDS,
    FOLDER,
    LANGUAGES,
    LONGEST,
    SEX_WORDS,
    TEMPLATES,
    Form,
    known,
    shortened,
    source,
    write,
)
from app.patrol.rules import stops_text
from app.people.rules import AgeBand, Sex

UNIT = "示例市公安局示例区"
LONG_STOPS = {
    "zh_Hans": stops_text([("示例酒店" * 7, "示例市示例区示例街道" * 4)] * 3),
    "en": stops_text([("Grand Sample Hotel Railway Station", "Sample Boulevard 1234, 00100 Helsinki")] * 3),
}
# The table of the procedure (each one segment), with the unit's own name in the place of the sample one.
AGREED = {
    "family_news": (
        "【{unit}】您报警查找的家人有新进展,请保持电话畅通。民警只用报警回执上的号码联系您,不收费,不索要验证码和照片。编号{ref}",
        "Police: update on your report {ref}. Keep your phone on. We call only from the number on your receipt."
        " We never ask for money, codes or photos.",
    ),
    "family_found": (
        "【{unit}】您报警查找的家人已找到,目前平安。请带身份证到您报警的单位,凭编号{ref}核对。警方不收费,不索要验证码。",
        "Police: the person in report {ref} has been found and is safe. Bring photo ID to the unit where you reported."
        " We never ask for money or codes.",
    ),
    "family_ask": (
        "【{unit}】编号{ref}:我们需要您补充信息,请回到您报警的单位或拨打110并报编号。",
        "Police: we need more details for report {ref}. Please go back to the unit where you reported, or call 110 and"
        " give the number.",
    ),
    "family_closed": (
        "【{unit}】编号{ref}已办结,感谢配合。如非您本人知情,请立即拨打110并报编号。",
        "Police: report {ref} is closed. If you did not know about this, call 110 now and give the number.",
    ),
    "patrol_task": (
        "【{unit}】任务{tid}:网格{grid},走访附近旅馆,查监控。{sex},约{age}岁。{min}分钟内登录系统反馈。",
        "Task {tid}: grid {grid}, ask at nearby hotels, check CCTV. {sex}, about {age}. Log in and report"
        " within {min} min.",
    ),
    "patrol_overdue": (
        "【{unit}】任务{tid}超时未反馈,已转值班长。请立即登录系统。",
        "Task {tid} overdue. Passed to duty sergeant. Log in now.",
    ),
    "patrol_stand_down": ("【{unit}】任务{tid}取消,停止查找。", "Task {tid} cancelled. Stop searching."),
    "finder_thanks": (
        "【{unit}】感谢您协助,已接收并登记,编号{ref}。请勿在网上发布孩子的照片和位置。",
        "Police: thank you. Received and registered, ref {ref}. Please do not post the child's photo or place online.",
    ),
}


def longest(template: str, language: str) -> Iterator[dict[str, str]]:
    """Every combination of sex and age word with the longest value of everything else."""
    fill = {
        "ref": "W7M4QX", "tid": "W2345", "grid": "99", "min": "999", "link": "https://" + "x" * 92,
        "codes": "W2345, W2346, W2347, W2348", "stops": LONG_STOPS[language], "words": help_words(language, "W2345"),
    }  # fmt: skip
    for sex, band in itertools.product(Sex, AgeBand):
        words = fill | {"sex": sex.value, "age": band.value}
        yield {name: words[name] for name in TEMPLATES[template].variables}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_text_fits_its_segments_with_its_longest_values(template, language):
    for variables in longest(template, language):
        full = write(template, variables, language, unit=UNIT)
        assert segments(full) <= TEMPLATES[template].budget[language]
        assert segments(write(template, variables, language, form=Form.MINIMAL, unit=UNIT)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_task_still_names_its_stops_its_page_and_how_to_answer(language):
    for variables in longest("patrol_task", language):
        text = write("patrol_task", variables, language, unit=UNIT)
        lines = text.split("\n")
        assert [line[:2] for line in lines[1:4]] == ["1 ", "2 ", "3 "]
        assert all(len(line) > 6 for line in lines[1:4])
        assert text.endswith(variables["link"])
        assert "W2345 OK" in text and "W2345 1 N" in text and "W2345 1 Y" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_text_says_every_word_and_is_not_cut_down(language):
    (variables, *_) = longest("help_patrol", language)
    assert variables["words"] in write("help_patrol", variables, language, unit=UNIT)


@pytest.mark.parametrize("template", AGREED)
def test_the_words_are_those_agreed_with_the_police(template):
    for language, words in zip(LANGUAGES, AGREED[template], strict=True):
        assert source(template, language, Form.MINIMAL) == words


def test_no_text_to_a_family_names_person_place_or_finder():
    for template in ("family_news", "family_found", "family_ask", "family_closed", "finder_thanks"):
        assert TEMPLATES[template].variables == ("ref",)


def test_every_template_has_its_file_in_each_language_and_no_file_is_left_over():
    for language in LANGUAGES:
        files = {path.name.split(".")[0] for path in (FOLDER / language).glob("*.minimal.txt")}
        assert files == set(TEMPLATES)


def test_every_template_has_a_name_for_the_messages_page(reading):
    assert all(sentence(f"template_{template}") for template in TEMPLATES)


def test_every_sex_and_age_has_a_word():
    for language in LANGUAGES:
        assert set(SEX_WORDS[language]) == {sex.value for sex in Sex}
        assert all(len(word) <= LONGEST["sex"] for word in SEX_WORDS[language].values())
        assert all(len(AGE_WORDS[language].get(band.value, band.value)) <= LONGEST["age"] for band in AgeBand)


def test_free_text_cannot_be_sent():
    with pytest.raises(Refusal, match="text_variables"):
        write("family_news", {"ref": "ABC234", "note": "call me"}, "en")
    with pytest.raises(Refusal, match="text_variable_too_long"):
        write("family_news", {"ref": "ABC234 call me"}, "en")
    with pytest.raises(Refusal, match="text_variables"):
        write("family_news", {}, "en")


def test_a_long_list_is_cut_fairly_so_that_no_stop_is_lost():
    cut = shortened("1 " + "a" * 90 + "\n2 b\n3 " + "c" * 90, 60)
    assert len(cut) <= 60
    assert [line[0] for line in cut.split("\n")] == ["1", "2", "3"]


def test_a_place_name_with_braces_is_not_read_as_a_variable():
    variables = next(longest("patrol_task", "en")) | {"stops": "1 Hotel {link} {unit}"}
    assert "1 Hotel {link} {unit}" in write("patrol_task", variables, "en")


def test_a_language_without_texts_gets_the_stations_own():
    assert known("fi") == LANGUAGES[0]
    assert write("patrol_stand_down", {"tid": "K7"}, "fi", unit="示例公安").startswith("【示例公安】")
