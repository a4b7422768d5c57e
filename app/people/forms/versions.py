"""What somebody else stored meanwhile beside what was typed, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.people import facts as people_facts
from app.people.facts import PersonFacts
from app.people.forms.person import PersonForm
from app.people.forms.summary import age_in_words, told
from app.people.models import Described
from app.people.rules import MedicalFlag, NoPhotoReason

# Columns that one question asks for together: the first stands for all.
_TOGETHER = {"age_high": "age_low", "lon": "lat"}
_LABELS = {
    "age_low": lazy_gettext("Age"),
    "lat": lazy_gettext("Place on the map"),
    "photo_id": lazy_gettext("Photo"),
}


def versions(
    form: PersonForm,
    report: Described,
    facts: PersonFacts,
    labels: Mapping[str, Any],
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[tuple[str, str, str]]:
    """(question, stored answer, typed answer) for all that differs, but nothing this officer may not see.

    `labels`: columns the form asks by another name; `words`: how to say a column of this kind of report.
    """
    said = _IN_WORDS | dict(words or {})
    changed = [_TOGETHER.get(name, name) for name in people_facts.differences(report, facts)]
    return [
        (_label(form, name, labels), _told(report, name, said), _told(facts, name, said))
        for name in dict.fromkeys(changed)
        if name not in form.kept
    ]


def _label(form: PersonForm, name: str, labels: Mapping[str, Any]) -> str:
    known = _LABELS | dict(labels)
    return str(known[name] if name in known else form[name].label.text)


def _told(side: Described | PersonFacts, name: str, said: Mapping[str, Callable[[Any], str]]) -> str:
    words = said.get(name)
    return (words(side) if words else told(getattr(side, name))) or str(gettext("not known"))


def _age(side: Described | PersonFacts) -> str:
    return age_in_words(side.age_low, side.age_high)


def _place(side: Described | PersonFacts) -> str:
    return "" if side.lat is None or side.lon is None else f"{side.lat:.5f}, {side.lon:.5f}"


def _photo(side: Described | PersonFacts) -> str:
    if side.photo_id is None:
        return str(gettext("no photo"))
    return str(gettext("another photo") if isinstance(side, PersonFacts) else gettext("a photo"))


def _why_no_photo(side: Described | PersonFacts) -> str:
    return told(NoPhotoReason(side.no_photo_reason)) if side.no_photo_reason else ""


def _medical(side: Described | PersonFacts) -> str:
    return told([MedicalFlag(flag) for flag in side.medical])


_IN_WORDS: dict[str, Callable[[Any], str]] = {
    "age_low": _age,
    "lat": _place,
    "photo_id": _photo,
    "no_photo_reason": _why_no_photo,
    "medical": _medical,
}
