"""The layers of the map as compact GeoJSON, built feature by feature within a budget. Pure."""

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.places.geometry import Coordinate, closed, compact, extent_m, size_rank
from app.places.tags import Tags, is_water_line, road_class

LAYERS = ("water", "parks", "buildings", "roads")
"""In the order in which they are drawn."""
BUDGET = 24_000_000
"""Characters of GeoJSON in one layer, about 4 MB gzipped: a city of some millions."""
_HEAD, _TAIL = '{"type":"FeatureCollection","features":[', "]}"


@dataclass(slots=True)
class Layer:
    """One layer. Over the budget its least important rank goes, whole: a map with half its paths misleads."""

    budget: int = BUDGET
    left_out: int = 0
    _ranks: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _size: int = 0
    _from_rank: int = 1_000

    def add(self, rank: int, geometry: str, coordinates: Any, properties: Mapping[str, Any]) -> None:
        """Add a feature; rank 0 stays longest."""
        if rank >= self._from_rank:
            self.left_out += 1
            return
        shape = {"type": geometry, "coordinates": coordinates}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        self._ranks[rank].append(text)
        self._size += len(text)
        while self._size > self.budget:
            self._shed()

    def _shed(self) -> None:
        self._from_rank = max(self._ranks)
        dropped = self._ranks.pop(self._from_rank)
        self.left_out += len(dropped)
        self._size -= sum(map(len, dropped))

    def geojson(self) -> str:
        """The FeatureCollection, most important features first."""
        return _HEAD + ",".join(text for rank in sorted(self._ranks) for text in self._ranks[rank]) + _TAIL

    def __len__(self) -> int:
        return sum(map(len, self._ranks.values()))


class Layers:
    """Sorts the lines and areas of a file into the four layers."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.by_name = {name: Layer(budget) for name in LAYERS}

    def add_line(self, tags: Tags, points: Sequence[Coordinate]) -> None:
        """Draw an open line if the map shows such a thing."""
        line = compact(points)
        if len(line) < 2:
            return
        if (road := road_class(tags)) is not None:
            named = {"n": tags["name"]} if road < 5 and "name" in tags else {}
            self.by_name["roads"].add(road, "LineString", line, {"c": road, **named})
        elif is_water_line(tags):
            self.by_name["water"].add(0, "LineString", line, {})

    def add_area(self, layer: str, rings: Sequence[Sequence[Coordinate]]) -> None:
        """Draw a polygon (outer ring first, then its holes) on this layer."""
        shape = [ring for ring in (closed(compact(ring)) for ring in rings) if len(ring) > 3]
        if shape:
            self.by_name[layer].add(size_rank(extent_m(shape[0])), "Polygon", shape, {})


def packed(geojson: str) -> tuple[bytes, str]:
    """Gzipped bytes, the same for the same text, and their ETag."""
    data = gzip.compress(geojson.encode(), compresslevel=9, mtime=0)
    return data, hashlib.sha256(data).hexdigest()[:32]


def merged(packs: Iterable[bytes]) -> bytes:
    """Several files' GeoJSON of one layer as one, gzipped."""
    bodies = (gzip.decompress(pack).decode()[len(_HEAD) : -len(_TAIL)] for pack in packs)
    return packed(_HEAD + ",".join(filter(None, bodies)) + _TAIL)[0]
