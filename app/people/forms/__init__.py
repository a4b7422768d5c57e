"""Words, fields and the shared questions of both reports."""

from app.people.forms import words
from app.people.forms.fields import (
    Clock,
    Day,
    EnumTicks,
    MaybeOne,
    Phone,
    SomeOf,
    WholeNumber,
    hidden,
    on_station_clock,
    phone,
    photo_file,
    whole_number,
)
from app.people.forms.person import PersonForm
from app.people.forms.place import point_of, refuse_half_a_place, where_shown
from app.people.forms.summary import age_in_words, garment_in_words, in_five_words, told, who
from app.people.forms.versions import versions

__all__ = [
    "Clock",
    "Day",
    "EnumTicks",
    "MaybeOne",
    "PersonForm",
    "Phone",
    "SomeOf",
    "WholeNumber",
    "age_in_words",
    "garment_in_words",
    "hidden",
    "in_five_words",
    "on_station_clock",
    "phone",
    "photo_file",
    "point_of",
    "refuse_half_a_place",
    "told",
    "versions",
    "where_shown",
    "who",
    "whole_number",
    "words",
]
