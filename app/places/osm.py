"""Read an OpenStreetMap file (.osm.pbf, .osm): places and the layers of the map, in one pass."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium

from app.places.datum import Datum, to_wgs84
from app.places.geometry import Coordinate, middle
from app.places.layers import Layers
from app.places.rows import BadRow, PlaceRow, UnreadableFile
from app.places.rules import PlaceKind
from app.places.tags import area_layer, kind_of, texts_of

_AREA_KEYS = ("building", "leisure", "landuse", "natural", "waterway", "tourism", "amenity", "shop")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of the file: its tags, and its rings (the outer one first) or its one line or point."""

    source: str
    tags: dict[str, str]
    rings: list[list[Coordinate]]
    complete: bool
    """False when the file holds only some of its nodes, as at the edge of an extract."""

    @property
    def is_area(self) -> bool:
        outer = self.rings[0]
        return len(self.rings) > 1 or (len(outer) > 3 and outer[0] == outer[-1])


def read_osm(
    path: Path, kinds: Collection[PlaceKind], datum: Datum | None, layers: Layers
) -> Iterator[PlaceRow | BadRow | None]:
    """One item for each tagged object: a place, a bad row, or None; the layers fill meanwhile.

    The format itself names its datum (WGS-84); `datum` is for files that were drawn on another.
    Raises `UnreadableFile`, possibly after some rows.
    """
    try:
        for thing in _tagged(path):
            shape = _shape(thing, datum or Datum.WGS_84)
            if shape is None:
                yield None
                continue
            _draw(shape, layers)
            yield _place(shape, kinds, datum or Datum.WGS_84)
    except (RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableFile(f"{path.name} is not a whole OpenStreetMap file: {reason}.") from error


def _tagged(path: Path) -> Iterator[Any]:
    processor = osmium.FileProcessor(path).with_areas(osmium.filter.KeyFilter(*_AREA_KEYS))
    yield from processor.with_filter(osmium.filter.EmptyTagFilter())


def _shape(thing: Any, datum: Datum) -> Shape | None:
    """None for relations (they come again as areas) and areas of one way (that came as the way)."""
    tags = {tag.k: tag.v for tag in thing.tags}
    if thing.is_node():
        return Shape(f"osm:node/{thing.id}", tags, [_located([thing], datum)], True)
    if thing.is_way():
        points = _located(thing.nodes, datum)
        return Shape(f"osm:way/{thing.id}", tags, [points], len(points) == len(thing.nodes))
    if thing.is_area() and not thing.from_way():
        return Shape(f"osm:relation/{thing.orig_id()}", tags, _rings(thing, datum), True)
    return None


def _located(nodes: Any, datum: Datum) -> list[Coordinate]:
    points = []
    for node in nodes:
        if node.location.valid():
            lat, lon = to_wgs84(node.location.lat, node.location.lon, datum)
            points.append((lon, lat))
    return points


def _rings(area: Any, datum: Datum) -> list[list[Coordinate]]:
    """Every outer ring, each followed by its holes."""
    rings = []
    for outer in area.outer_rings():
        rings.append(_located(outer, datum))
        rings.extend(_located(inner, datum) for inner in area.inner_rings(outer))
    return rings


def _draw(shape: Shape, layers: Layers) -> None:
    if len(shape.rings[0]) < 2:
        return
    if shape.is_area or not shape.complete:
        _draw_area(shape, layers)
    if len(shape.rings) == 1:
        layers.add_line(shape.tags, shape.rings[0])


def _draw_area(shape: Shape, layers: Layers) -> None:
    """Water and parks cut by the extract's edge are closed along it; a cut building is left out."""
    layer = area_layer(shape.tags)
    if shape.complete or layer in ("water", "parks"):
        layers.add_area(shape.tags, shape.rings)


def _place(shape: Shape, kinds: Collection[PlaceKind], datum: Datum) -> PlaceRow | BadRow | None:
    kind = kind_of(shape.tags)
    if kind is None or kind not in kinds:
        return None
    outer: Sequence[Coordinate] = shape.rings[0]
    if not outer:
        return BadRow(shape.source.removeprefix("osm:"), "none of its nodes are in the file")
    lon, lat = middle(outer)
    position = {"lat": round(lat, 7), "lon": round(lon, 7), "datum": datum.value}
    return PlaceRow(source=shape.source, kind=kind, **texts_of(shape.tags), **position)  # type: ignore[arg-type]
