"""Splink 5 on the same reports: comparisons, blocking and training as its guide advises, normalised for each person.

Splink is not told anything that our engine is not told: names also as pinyin, ages, garments, marks as lists.
"""

import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from app.matching import phones
from app.matching.clothes import filled
from app.matching.homes import accent_group, parse
from app.matching.name_grid import take_apart
from app.matching.place_time import minute
from app.matching.rows import (
    FOUND_COLUMNS,
    MISSING_COLUMNS,
    Described,
    found_report,
    missing_report,
    read,
)

TEXTS = (
    "name pinyin given surname nickname sex top top_colour bottom bottom_colour shoes_colour city province accent phone"
)
Ranked = dict[str, list[tuple[str, float]]]


def run(missing: Path, found: Path, top: int) -> tuple[Ranked, float, float]:
    """The best of each found person, seconds to train, and seconds to compare them all."""
    started = time.perf_counter()
    left = [_row(one) for one in read(found, FOUND_COLUMNS, found_report)]
    right = [_row(one) for one in read(missing, MISSING_COLUMNS, missing_report)]
    api = DuckDBAPI()
    tables = [
        api.register(pa.Table.from_pylist(rows), dataset_display_name=name)
        for rows, name in ((left, "found"), (right, "missing"))
    ]
    linker = Linker(tables, _settings(0.5 / max(1, len(right))), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("pinyin"), block_on("hour_cell"), block_on("given", "sex")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    trained = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_weight=-5).as_record_list()
    done = time.perf_counter()
    return _normalised(pairs, top), trained - started, done - trained


def _normalised(pairs: list[dict[str, Any]], top: int) -> Ranked:
    """At most one is right: odds shared among the candidates of one found person."""
    odds: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for pair in pairs:
        found, missing = pair["unique_id_l"], pair["unique_id_r"]
        if pair["source_dataset_l"] != "found":
            found, missing = missing, found
        odds[found].append((missing, 2.0 ** min(60.0, pair["match_weight"])))
    ranked = {}
    for found, candidates in odds.items():
        total = 1 + sum(share for _, share in candidates)
        best = sorted(candidates, key=lambda one: (-one[1], one[0]))[:top]
        ranked[found] = [(missing, share / total) for missing, share in best]
    return ranked


def _row(one: Described) -> dict[str, Any]:
    person = filled(one.person)
    name, nick, home = take_apart(person.name), take_apart(person.nickname), parse(person.home)
    syllables = [min(s) for s in name.ways[0]] if name.ways else name.text.split()
    ages = [age for age in (person.age_low, person.age_high) if age is not None]
    said = [phones.pattern_of(number) for number in person.phones]
    seen = person.sighting
    row: dict[str, Any] = dict.fromkeys(TEXTS.split())
    row |= {
        "unique_id": one.key,
        "name": name.text or None,
        "pinyin": " ".join(syllables) or None,
        "given": " ".join(syllables[name.surname :] if len(syllables) > 2 else syllables[-2:]) or None,
        "surname": syllables[0] if syllables else None,
        "nickname": nick.text or None,
        "city": min(home.cities, default=None),
        "province": min(home.provinces, default=None),
        "accent": accent_group(person.accent) or None,
        "phone": re.sub(r"\D", "", said[0])[-4:] if said else None,
        "age_low": min(ages, default=None),
        "age_high": max(ages, default=None),
        "height": person.height_cm,
        "marks": [piece for piece in re.split("[；;]", person.marks) if piece] or None,
        "minute": minute(seen.at) if seen.at else None,
        "lat": seen.lat,
        "lon": seen.lon,
        "hour_cell": f"{minute(seen.at) // 360},{seen.lat:.1f},{seen.lon:.1f}"
        if seen.at and seen.lat and seen.lon
        else None,
    }
    for field in ("sex", "top", "top_colour", "bottom", "bottom_colour", "shoes_colour"):
        value = getattr(person, field).value
        row[field] = None if value == "unknown" else value
    return row


def _custom(name: str, null: str, levels: list[str]) -> Any:
    own = [cll.CustomLevel(sql, label_for_charts=sql) for sql in levels]
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[cll.CustomLevel(null).configure(is_null_level=True), *own, cll.ElseLevel()],
    )


def _settings(prior: float) -> Any:
    km = "(111.2*sqrt(power(lat_l-lat_r,2)+power((lon_l-lon_r)*cos(radians(lat_l)),2)))"
    later = "abs(minute_l-minute_r)"
    gap = "greatest(0, age_low_l-age_high_r, age_low_r-age_high_l)"
    called = "(nickname_l = name_r or nickname_r = name_l)"
    comparisons = [
        _custom(
            "name",
            "name_l is null or name_r is null",
            [
                "name_l = name_r",
                called,
                "pinyin_l = pinyin_r",
                "given_l = given_r",
                "jaro_winkler_similarity(pinyin_l, pinyin_r) >= 0.92",
                "surname_l = surname_r",
            ],
        ),
        _custom(
            "place", "lat_l is null or lat_r is null", [f"{km} <= {edge}" for edge in (0.3, 1, 3, 10, 30, 100, 300)]
        ),
        _custom(
            "time",
            "minute_l is null or minute_r is null",
            [f"{later} <= {m}" for m in (90, 240, 480, 1440, 4320, 10080, 43200)],
        ),
        _custom("age", "age_low_l is null or age_low_r is null", [f"{gap} <= {years}" for years in (0, 1, 3, 8)]),
        _custom(
            "height",
            "height_l is null or height_r is null",
            [f"abs(height_l-height_r) <= {cm}" for cm in (3, 7, 12, 20)],
        ),
        _custom(
            "marks",
            "marks_l is null or marks_r is null",
            ["len(list_intersect(marks_l, marks_r)) > 1", "len(list_intersect(marks_l, marks_r)) > 0"],
        ),
        _custom("home", "province_l is null or province_r is null", ["city_l = city_r", "province_l = province_r"]),
    ]
    comparisons += [
        cl.ExactMatch(field).configure(term_frequency_adjustments=field not in ("sex", "phone"))
        for field in ("sex", "top", "top_colour", "bottom", "bottom_colour", "shoes_colour", "accent", "phone")
    ]
    near = "abs(l.lat-r.lat) < 4 and abs(l.lon-r.lon) < 5 and abs(l.minute-r.minute) < 43200"
    return SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("pinyin"),
            block_on("given"),
            near,
            "l.name = r.nickname",
            "r.name = l.nickname",
        ],
        probability_two_random_records_match=prior,
        retain_intermediate_calculation_columns=False,
    )
