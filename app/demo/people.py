"""The invented people of the sample district: officers, families who look for somebody, people who were brought.

One pair belongs together (the grandmother); the others have no counterpart, and no family of a small boy has come
yet: that is the story of the README. 示例 means "sample".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.access import Role
from app.found.facts import FoundFacts
from app.found.models import BroughtBy, Condition
from app.missing.facts import GuardianFacts, HeldBack, MissingFacts
from app.missing.models import Relation
from app.missing.rules import RiskFactor
from app.people.rules import (
    Bottom,
    Build,
    Colour,
    Communication,
    Hair,
    MedicalFlag,
    NoPhotoReason,
    Sex,
    Top,
    YesNo,
)

LATER = NoPhotoReason.LATER.value


@dataclass(frozen=True, slots=True)
class SampleOfficer:
    """An account of the sample district; `station` is a code of stations.csv, empty for none."""

    username: str
    full_name: str
    role: Role
    badge: str
    station: str = ""


OFFICERS = (
    SampleOfficer("officer1", "示例警官甲 Sample Officer A", Role.OFFICER, "S-001", "C1"),
    SampleOfficer("officer2", "示例警官乙 Sample Officer B", Role.OFFICER, "S-002", "C1"),
    SampleOfficer("supervisor1", "示例值班长 Sample Supervisor", Role.SUPERVISOR, "S-010", "C1"),
    SampleOfficer("admin1", "示例管理员 Sample Administrator", Role.ADMINISTRATOR, "S-020"),
    SampleOfficer("auditor1", "示例审计员 Sample Auditor", Role.AUDITOR, "S-030"),
)


def sought(at: datetime) -> list[MissingFacts]:
    """Whom families look for, as of this time, the longest missing first."""
    return [_teenager(at), _grandmother(at), _girl(at), _visitor(at)]


def brought(at: datetime) -> list[FoundFacts]:
    """Who was brought to the central station, as of this time."""
    return [_schoolboy(at), _old_woman(at)]


def _teenager(at: datetime) -> MissingFacts:
    """Nobody like her has been found."""
    father = GuardianFacts("示例父亲 Sample Father", Relation.FATHER, "+358505550201")
    return MissingFacts(
        form_key="sample-teenager",
        name="示例思远",
        nickname="小远",
        sex=Sex.FEMALE,
        age_low=16,
        age_high=16,
        height_cm=165,
        build=Build.SLIM,
        hair=Hair.DYED,
        glasses=YesNo.YES,
        top=Top.HOODIE,
        top_colour=Colour.BLACK,
        bottom=Bottom.JEANS,
        bottom_colour=Colour.BLUE,
        shoes_colour=Colour.WHITE,
        worn="黑色双肩包",
        last_seen_at=at - timedelta(hours=26),
        last_seen_about=True,
        lat=60.1716,
        lon=24.9411,
        place_text="火车站 railway station",
        risk_factors=[RiskFactor.DISPUTE.value],
        reporter_name=father.name,
        reporter_relation=father.relation,
        reporter_phone=father.phone,
        no_photo_reason=LATER,
        guardians=(father,),
        held_back=(HeldBack("她的手机壳是什么图案", "一只白鲸"), HeldBack("她左手腕上戴着什么", "红绳")),
    )


def _grandmother(at: datetime) -> MissingFacts:
    """She is the old woman who was brought half an hour ago."""
    daughter = GuardianFacts("示例女儿 Sample Daughter", Relation.CHILD, "+358505550211")
    return MissingFacts(
        form_key="sample-grandmother",
        name="示例桂英",
        nickname="桂英奶奶",
        sex=Sex.FEMALE,
        age_low=76,
        age_high=76,
        height_cm=156,
        build=Build.SLIM,
        hair=Hair.GREY,
        glasses=YesNo.NO,
        communication=Communication.FEW_WORDS,
        top=Top.PADDED_COAT,
        top_colour=Colour.PURPLE,
        bottom=Bottom.TROUSERS,
        bottom_colour=Colour.BLACK,
        shoes_colour=Colour.BLACK,
        worn="灰色毛线帽",
        marks="左手背有烫伤疤痕",
        home="浙江绍兴",
        accent="绍兴话",
        medical=[MedicalFlag.DEMENTIA.value],
        last_seen_at=at - timedelta(hours=9, minutes=10),
        lat=60.1752,
        lon=24.9462,
        place_text="植物园门口 garden gate",
        risk_factors=[RiskFactor.DEMENTIA.value],
        reporter_name=daughter.name,
        reporter_relation=daughter.relation,
        reporter_phone=daughter.phone,
        no_photo_reason=LATER,
        guardians=(daughter, GuardianFacts("示例外孙 Sample Grandson", Relation.OTHER_RELATIVE, "+358505550212")),
        held_back=(
            HeldBack("她口袋里总放着什么", "一小包桂花糖"),
            HeldBack("她叫女儿什么小名", "阿囡"),
            HeldBack("她右膝上有什么", "一块旧疤"),
        ),
    )


def _girl(at: datetime) -> MissingFacts:
    mother = GuardianFacts("示例母亲 Sample Mother", Relation.MOTHER, "+358505550221", "en")
    return MissingFacts(
        form_key="sample-girl",
        name="示例小雨 Sample Xiaoyu",
        sex=Sex.FEMALE,
        age_low=14,
        age_high=14,
        height_cm=158,
        hair=Hair.LONG,
        top=Top.DRESS,
        top_colour=Colour.YELLOW,
        bottom=Bottom.LEGGINGS,
        bottom_colour=Colour.WHITE,
        shoes_colour=Colour.PINK,
        worn="蝴蝶发夹",
        last_seen_at=at - timedelta(hours=13, minutes=20),
        lat=60.1683,
        lon=24.9419,
        place_text="商场二楼 mall, second floor",
        reporter_name=mother.name,
        reporter_relation=mother.relation,
        reporter_phone=mother.phone,
        reporter_language=mother.language,
        no_photo_reason=LATER,
        guardians=(mother,),
        held_back=(
            HeldBack("What hangs on her school bag?", "a felt rabbit called Doudou"),
            HeldBack("What does her little brother call her?", "Yuyu"),
        ),
    )


def _visitor(at: datetime) -> MissingFacts:
    wife = GuardianFacts("示例妻子 Sample Wife", Relation.SPOUSE, "+358505550231")
    return MissingFacts(
        form_key="sample-visitor",
        name="示例建国",
        sex=Sex.MALE,
        age_low=52,
        age_high=52,
        height_cm=174,
        build=Build.HEAVY,
        hair=Hair.BALD,
        top=Top.JACKET,
        top_colour=Colour.GREY,
        bottom=Bottom.TROUSERS,
        bottom_colour=Colour.NAVY,
        home="四川成都",
        accent="四川话",
        last_seen_at=at - timedelta(hours=30),
        last_seen_about=True,
        place_text="长途汽车上 on a long-distance bus",
        reporter_name=wife.name,
        reporter_relation=wife.relation,
        reporter_phone=wife.phone,
        no_photo_reason=LATER,
        guardians=(wife,),
        held_back=(HeldBack("他钥匙扣上挂着什么", "小铜铃"), HeldBack("他左肩上有什么", "手术疤")),
    )


def _schoolboy(at: datetime) -> FoundFacts:
    """Nobody has reported him yet."""
    return FoundFacts(
        form_key="sample-schoolboy",
        found_at=at - timedelta(minutes=55),
        condition=Condition.WELL,
        sex=Sex.MALE,
        age_low=6,
        age_high=9,
        hair=Hair.SHORT,
        communication=Communication.OTHER_LANGUAGE,
        top=Top.SCHOOL_UNIFORM,
        top_colour=Colour.GREEN,
        bottom=Bottom.TRACKSUIT_TROUSERS,
        bottom_colour=Colour.GREEN,
        worn="红领巾",
        lat=60.1691,
        lon=24.9487,
        place_text="教堂台阶 cathedral steps",
        brought_by=BroughtBy.PASSER_BY,
        finder_name="示例路人 Sample Passer-by",
        finder_phone="+358505550301",
        no_photo_reason=LATER,
    )


def _old_woman(at: datetime) -> FoundFacts:
    return FoundFacts(
        form_key="sample-old-woman",
        found_at=at - timedelta(minutes=35),
        condition=Condition.CANNOT_SAY,
        name_said="桂英",
        name_as_heard=True,
        sex=Sex.FEMALE,
        age_low=70,
        age_high=80,
        build=Build.SLIM,
        hair=Hair.GREY,
        glasses=YesNo.NO,
        communication=Communication.FEW_WORDS,
        top=Top.PADDED_COAT,
        top_colour=Colour.PURPLE,
        bottom=Bottom.TROUSERS,
        bottom_colour=Colour.BLACK,
        shoes_colour=Colour.BLACK,
        marks="左手背有疤",
        accent="绍兴话",
        lat=60.1733,
        lon=24.9489,
        place_text="公交站 bus stop",
        brought_by=BroughtBy.SHOP_OR_STAFF,
        finder_name="示例店员 Sample Shop Assistant",
        finder_phone="+358505550302",
        no_photo_reason=LATER,
    )
