"""Every weight of the search by name: its default, where the default comes from, how far it may be moved. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, cast

from app.search.settings import DEFAULTS, SearchSettings

_QUARTILES = ("25", "50", "75", "95")
SOURCES: dict[str, str] = {
    "prior.quartiles_km": "isrid",
    "prior.rest_mass": "half_elsewhere",
    "detection": "judgement",
    "detection.heading_factor": "judgement",
    "travel.detour": "street_factor",
    "travel.speed_kmh": "street_factor",
    "clocks": "dispatch_practice",
}
"""Path (or its beginning) -> code of the sentence that names the source; the longest beginning counts."""
_SHARES = ("prior.rest_mass", "prior.cap", "prior.doubt", "detection.desk", "detection.unsure", "detection.phone",
           "detection.camera", "detection.closed_soon", "widen_below")  # fmt: skip
_MOST_STOPS = 3


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight; `group` and `key` are the parts of its name: "prior.kinds" and "hotel"."""

    name: str
    default: float
    low: float
    high: float
    source: str

    @property
    def group(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def key(self) -> str:
        return self.name.rpartition(".")[2]


def flat(settings: SearchSettings) -> dict[str, float]:
    """Path -> value; times in minutes."""
    values: dict[str, float] = {}
    _flatten("", settings, values)
    return values


def _flatten(path: str, value: Any, into: dict[str, float]) -> None:
    if isinstance(value, timedelta):
        into[path] = value.total_seconds() / 60
    elif is_dataclass(value):
        for field in fields(value):
            _flatten(f"{path}.{field.name}".lstrip("."), getattr(value, field.name), into)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(f"{path}.{key}", inner, into)
    elif isinstance(value, tuple):
        for key, inner in zip(_QUARTILES, value, strict=True):
            _flatten(f"{path}.{key}", inner, into)
    else:
        into[path] = float(value)


def changed(settings: SearchSettings, values: Mapping[str, float]) -> SearchSettings:
    """The settings with these paths changed; a path that is none is left out."""
    return cast(SearchSettings, _rebuilt("", settings, values)) if values else settings


def _rebuilt(path: str, value: Any, values: Mapping[str, float]) -> Any:
    if isinstance(value, timedelta):
        return timedelta(minutes=values[path]) if path in values else value
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            f.name: _rebuilt(f"{path}.{f.name}".lstrip("."), getattr(value, f.name), values) for f in fields(value)
        }
        return replace(value, **parts)
    if isinstance(value, Mapping):
        return {key: _rebuilt(f"{path}.{key}", inner, values) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_rebuilt(f"{path}.{key}", inner, values) for key, inner in zip(_QUARTILES, value, strict=True))
    return type(value)(values[path]) if path in values else value


def _source_of(name: str) -> str:
    begins = [path for path in SOURCES if name == path or name.startswith(f"{path}.")]
    return SOURCES[max(begins, key=len)] if begins else "judgement"


def _bounds(name: str) -> tuple[float, float]:
    if name == "stops_per_task":
        return 1, _MOST_STOPS
    if name.startswith(_SHARES):
        return 0, 0.99
    if name.startswith(("prior.kinds", "prior.clues", "detection.trace_factor", "detection.heading_factor")):
        return 0, 1_000
    return 0.01, 1_000_000


CATALOGUE: dict[str, Weight] = {
    name: Weight(name, default, *_bounds(name), _source_of(name)) for name, default in flat(DEFAULTS).items()
}
