"""Names as they are heard at a counter: golden cases, by what they say for the pair."""

import pytest

from app.matching.rules import Agreement, Field, Part, compare
from app.people.rules import Description


def heard(said: str, name: str, nickname: str = "") -> Part:
    return compare(Description(name=said), Description(name=name, nickname=nickname)).part(Field.NAME)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("王小明", "王小明"),
        ("我叫王小明", "王小明"),
        ("wang xiaoming", "王小明"),
        ("WANGXIAOMING", "王小明"),
        ("Wáng Xiǎomíng", "王小明"),
        ("王晓铭", "王小明"),
        ("王小明", "Wang Xiaoming"),
        ("陳美麗", "陈美丽"),
        ("Ming Yao", "姚明"),
        ("张三丰", "Zhang Sanfeng"),
    ],
    ids=lambda text: text,
)
def test_a_whole_name_agrees_in_characters_in_pinyin_and_in_either_order(said: str, name: str) -> None:
    part = heard(said, name)
    assert part.agreement is Agreement.AGREES
    assert part.bits > 7


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("shan xiaoming", "单小明"),
        ("qiu xiaoming", "仇小明"),
        ("xie xiaoming", "解小明"),
        ("zha xiaoming", "查小明"),
        ("zeng xiaoming", "曾小明"),
        ("ren xiaoming", "任小明"),
    ],
    ids=lambda text: text,
)
def test_a_surname_is_read_as_surnames_are(said: str, name: str) -> None:
    assert heard(said, name).agreement is Agreement.AGREES


@pytest.mark.parametrize(
    ("said", "name"), [("dan xiaoming", "单小明"), ("cha xiaoming", "查小明"), ("ceng xiaoming", "曾小明")]
)
def test_the_everyday_reading_of_a_surname_weighs_less(said: str, name: str) -> None:
    surname = {"单": "shan", "查": "zha", "曾": "zeng"}[name[0]]
    assert heard(said, name).bits < heard(f"{surname} xiaoming", name).bits


@pytest.mark.parametrize(
    ("said", "name"), [("ouyang na", "欧阳娜"), ("歐陽娜", "欧阳娜"), ("chanyu fei", "单于飞"), ("Na Ouyang", "欧阳娜")]
)
def test_a_compound_surname_is_one_surname(said: str, name: str) -> None:
    assert heard(said, name).agreement is Agreement.AGREES


def test_traditional_and_simplified_characters_are_the_same_name() -> None:
    assert heard("陳美麗", "陈美丽").bits == heard("陈美丽", "陈美丽").bits > heard("陈美莉", "陈美丽").bits


def test_a_compound_surname_alone_is_the_surname() -> None:
    assert heard("欧阳", "欧阳娜娜").bits > 0


@pytest.mark.parametrize("said", ["小明", "明明", "阿明", "xiaoming", "Mingming"])
def test_a_pet_form_speaks_for_the_name_it_comes_from(said: str) -> None:
    part = heard(said, "王明")
    assert part.agreement is not Agreement.DIFFERS
    assert part.bits > 0


def test_the_pet_name_the_family_gave_is_strong() -> None:
    assert heard("豆豆", "王子轩", "豆豆").bits > heard("轩轩", "王子轩", "豆豆").bits > 0


@pytest.mark.parametrize("said", ["姓王", "小王", "老王", "王"])
def test_a_surname_alone_speaks_for_everybody_of_that_name_but_weakly(said: str) -> None:
    assert 0 < heard(said, "王建国").bits < heard("王建国", "王建国").bits


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Chan Siu Ming", "陈小明"),
        ("Wong Ming", "王明"),
        ("Wong Ming", "黄明"),
        ("Tsai Ming", "蔡明"),
        ("Hsu Na", "徐娜"),
    ],
)
def test_hong_kong_and_taiwan_spellings_are_understood(said: str, name: str) -> None:
    assert heard(said, name).agreement is Agreement.AGREES


@pytest.mark.parametrize(
    ("said", "name"), [("zang san", "张三"), ("牛兰", "刘兰"), ("lin fang", "林芳"), ("林方", "宁芳")]
)
def test_a_dialect_may_blur_the_sounds(said: str, name: str) -> None:
    assert heard(said, name).bits > 3


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Aino Virtanen", "Aino Virtanen"),
        ("Virtanen Aino", "Aino Virtanen"),
        ("Matti", "Matti Korhonen"),
        ("Jussi", "Jusi"),
    ],
)
def test_a_latin_name_agrees_in_any_order_and_with_a_slip(said: str, name: str) -> None:
    assert heard(said, name).bits > 5


@pytest.mark.parametrize(
    ("said", "name"), [("王小明", "李建国"), ("Aino", "Matti Korhonen"), ("zhang wei", "欧阳娜"), ("豆豆", "王子轩")]
)
def test_another_name_speaks_against(said: str, name: str) -> None:
    part = heard(said, name)
    assert part.agreement is Agreement.DIFFERS
    assert part.bits < 0


def test_the_more_of_a_name_agrees_the_more_it_weighs() -> None:
    whole, surname, none = (heard(said, "王建国").bits for said in ("王建国", "王德胜", "李德胜"))
    assert whole > surname
    assert whole > 0 > none


@pytest.mark.parametrize("said", ["", "  ", "·", "。"])
def test_no_name_weighs_nothing(said: str) -> None:
    assert heard(said, "王小明").bits == 0
    assert heard("王小明", said).bits == 0


@pytest.mark.parametrize("typed", ["a" * 40, "明" * 40, "'; DROP", "👶", "x" * 200, "\u202e明", "a b c d e f g h"])
def test_any_text_can_be_compared(typed: str) -> None:
    assert heard(typed, "王小明").bits < heard("王小明", "王小明").bits
