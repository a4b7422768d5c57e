"""The wording of every text: one table of templates with declared short variables. No free text can be sent.

The words stand in `templates/sms/<language>/<name>.<full|minimal>.txt` with fixed places such as {ref}.
A template without a `full` file says the same in both forms.
"""

import enum
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.core.errors import Refusal
from app.messaging.segments import plain_latin, segments

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "sms"
LANGUAGES = ("zh_Hans", "en")
UNIT = "公安"
"""The signature of a text whose sender has not named its unit yet."""
LONGEST: Mapping[str, int] = {
    "unit": 9,
    "ref": 6,
    "tid": 5,
    "grid": 2,
    "sex": 8,
    "age": 8,
    "min": 3,
    "stops": 180,
    "link": 100,
    "codes": 30,
    "words": 240,
}
"""Declared variables and their greatest length in characters."""
_PLACE = re.compile(r"\{([a-z]+)\}")
_SMALLEST_STOPS = 30


class Form(enum.Enum):
    """FULL may list stops and a link; MINIMAL holds codes only, as template-only providers want."""

    FULL = "full"
    MINIMAL = "minimal"


@dataclass(frozen=True, slots=True)
class Template:
    """What one kind of text needs, how long it stays worth sending, and what it may cost in segments."""

    variables: tuple[str, ...]
    lives: timedelta
    budget: Mapping[str, int]


ONE = {"zh_Hans": 1, "en": 1}
TEMPLATES: Mapping[str, Template] = {
    "patrol_task": Template(
        ("tid", "grid", "sex", "age", "min", "stops", "link"),
        timedelta(minutes=10),
        {"zh_Hans": 6, "en": 4},
    ),
    "patrol_overdue": Template(("tid",), timedelta(minutes=10), ONE),
    "patrol_stand_down": Template(("tid",), timedelta(hours=2), ONE),
    "family_news": Template(("ref",), timedelta(hours=4), ONE),
    "family_found": Template(("ref",), timedelta(hours=4), ONE),
    "family_ask": Template(("ref",), timedelta(hours=4), ONE),
    "family_closed": Template(("ref",), timedelta(hours=24), ONE),
    "finder_thanks": Template(("ref",), timedelta(hours=24), ONE),
    "help_patrol": Template(("words",), timedelta(minutes=30), {"zh_Hans": 3, "en": 2}),
    "help_family": Template((), timedelta(minutes=30), ONE),
    "which_task": Template(("codes",), timedelta(minutes=30), ONE),
    "answer_noted": Template(("tid",), timedelta(minutes=30), ONE),
}
"""`budget` holds for `full`; `minimal` always fits one segment."""

SEX_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh_Hans": {"male": "男", "female": "女", "unknown": "性别不清"},
    "en": {"male": "Male", "female": "Female", "unknown": "Sex n/k"},
}
AGE_WORDS: Mapping[str, Mapping[str, str]] = {"zh_Hans": {"unknown": "?"}, "en": {"unknown": "age n/k"}}
"""A band such as "3-5" is its own word; only the unknown one differs by language."""


def check(template: str, variables: Mapping[str, str]) -> None:
    """Raise `Refusal` unless these are exactly the template's variables, none too long (stops may be)."""
    wanted = set(TEMPLATES[template].variables)
    if set(variables) != wanted:
        raise Refusal("text_variables", template=template, names=", ".join(sorted(wanted ^ set(variables))))
    for name, value in variables.items():
        if name != "stops" and len(value) > LONGEST[name]:
            raise Refusal("text_variable_too_long", template=template, name=name)


def write(
    template: str, variables: Mapping[str, str], language: str, *, form: Form = Form.FULL, unit: str = UNIT
) -> str:
    """The text as it goes out, within its budget: long lists of stops are shortened, then left to the page."""
    check(template, variables)
    language = known(language)
    words = _in_words(variables, language) | {"unit": unit[: LONGEST["unit"]]}
    if form is Form.FULL:
        budget = TEMPLATES[template].budget[language]
        limit = LONGEST["stops"]
        while limit >= _SMALLEST_STOPS:
            text = _fill(template, language, form, words | _shortened(words, limit))
            if segments(text) <= budget:
                return text
            limit //= 2
    return _fill(template, language, Form.MINIMAL, words)


def parameters(template: str, variables: Mapping[str, str], language: str) -> dict[str, str]:
    """The variables of the minimal wording, in words: what a template-only provider fills in itself."""
    check(template, variables)
    words = _in_words(variables, known(language))
    return {name: words[name] for name in _PLACE.findall(source(template, language, Form.MINIMAL)) if name != "unit"}


def source(template: str, language: str, form: Form) -> str:
    """The wording with its places still open."""
    return _read(template, known(language), form)


def known(language: str) -> str:
    """This language if texts are written in it, else the station's own."""
    return language if language in LANGUAGES else LANGUAGES[0]


def shortened(lines: str, limit: int) -> str:
    """At most `limit` characters, taken fairly from every line so that no stop is lost."""
    if len(lines) <= limit:
        return lines
    parts = lines.split("\n")
    share = max(4, (limit - len(parts) + 1) // len(parts))
    return "\n".join(p if len(p) <= share else p[: share - 2].rstrip() + ".." for p in parts)[:limit]


def _shortened(words: Mapping[str, str], limit: int) -> dict[str, str]:
    return {"stops": shortened(words["stops"], limit)} if "stops" in words else {}


def _in_words(variables: Mapping[str, str], language: str) -> dict[str, str]:
    words = dict(variables)
    if "sex" in words:
        words["sex"] = SEX_WORDS[language].get(words["sex"], words["sex"])
    if "age" in words:
        words["age"] = AGE_WORDS[language].get(words["age"], words["age"])
    return words if language.startswith("zh") else {k: plain_latin(v) for k, v in words.items()}


def _fill(template: str, language: str, form: Form, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: words[place.group(1)], source(template, language, form))


@functools.cache
def _read(template: str, language: str, form: Form) -> str:
    path = FOLDER / language / f"{template}.{form.value}.txt"
    if form is Form.FULL and not path.exists():
        path = path.with_name(f"{template}.minimal.txt")
    text = path.read_text(encoding="utf-8").removesuffix("\n")
    unknown = set(_PLACE.findall(text)) - set(TEMPLATES[template].variables) - {"unit"}
    if unknown:
        raise ValueError(f"{path.name} uses {sorted(unknown)}, which {template} does not declare")
    return text
