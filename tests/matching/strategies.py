"""Any person as anybody may describe them, for tests of what holds for all."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from app.people.rules import Bottom, Build, Colour, Description, Hair, Sex, Sighting, Top, YesNo

NIGHT = datetime(2026, 3, 1, 15, 40, tzinfo=UTC)
NAMES = st.sampled_from(
    ["", "王小明", "小明", "明明", "姓王", "欧阳娜", "wang xiaoming", "Ming Yao", "Aino Virtanen", "王德胜", "Jussi"]
)
MARKS = st.sampled_from(
    [
        "",
        "birthmark, left knee",
        "birthmark right knee",
        "scar on the forehead",
        "痣 左手, 右膝疤",
        "scar",
        "mole, limp",
    ]
)
HOMES = st.sampled_from(["", "四川成都", "Chengdu", "四川", "绵阳", "上海", "Tampere", "Turku", "广东", "a village"])
ACCENTS = st.sampled_from(["", "四川话", "东北", "Shanghai", "Savo"])
SAID_PHONES = st.sampled_from([(), ("13x...88",), ("138",), ("13800138000",), ("040 123",), ("8000",), ("9999999",)])
PHONES = st.sampled_from([(), ("+8613800138000",), ("+358401234588", "+8613900139088")])


@st.composite
def ages(draw: st.DrawFn) -> dict[str, int | None]:
    low = draw(st.none() | st.integers(0, 100))
    return {"age_low": low, "age_high": None if low is None else draw(st.integers(low, low + 10))}


@st.composite
def sightings(draw: st.DrawFn) -> Sighting:
    at = draw(st.none() | st.integers(-60 * 24 * 60, 60 * 24 * 60).map(lambda m: NIGHT + timedelta(minutes=m)))
    point = draw(st.none() | st.tuples(st.floats(59, 61), st.floats(23, 30)))
    return Sighting(at, *(point or (None, None)))


@st.composite
def people(draw: st.DrawFn, phones: st.SearchStrategy[tuple[str, ...]] = PHONES) -> Description:
    return Description(
        name=draw(NAMES),
        nickname=draw(NAMES),
        sex=draw(st.sampled_from(Sex)),
        height_cm=draw(st.none() | st.integers(60, 200)),
        build=draw(st.sampled_from(Build)),
        hair=draw(st.sampled_from(Hair)),
        glasses=draw(st.sampled_from(YesNo)),
        top=draw(st.sampled_from(Top)),
        top_colour=draw(st.sampled_from(Colour)),
        bottom=draw(st.sampled_from(Bottom)),
        bottom_colour=draw(st.sampled_from(Colour)),
        shoes_colour=draw(st.sampled_from(Colour)),
        worn=draw(st.sampled_from(["", "红色奥特曼T恤", "blue jeans, white shoes"])),
        marks=draw(MARKS),
        home=draw(HOMES),
        accent=draw(ACCENTS),
        phones=draw(phones),
        sighting=draw(sightings()),
        **draw(ages()),
    )


found_people = people(SAID_PHONES)
