"""Read an OpenStreetMap file (.osm.pbf, .osm): places and the layers of the map, in one pass."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium

from app.places.datum import Datum, to_wgs84
from app.places.geometry import Coordinate, middle
from app.places.layers import Layers
from app.places.rows import BadRow, Item, PlaceRow, UnreadableFile
from app.places.rules import PlaceKind
from app.places.tags import area_layer, kind_of, texts_of

_AREA_KEYS = ("building", "leisure", "landuse", "natural", "waterway", "tourism", "amenity", "shop")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of the file with its tags, as a line or point, or as polygons."""

    source: str
    tags: dict[str, str]
    line: list[Coordinate]
    """A node's point, a way's nodes, the first outer ring of a relation."""
    polygons: list[list[list[Coordinate]]]
    """Of each polygon the outer ring, then its holes; empty for what is no area."""
    complete: bool = True
    """False when the file holds only some of its nodes, as at the edge of an extract."""


def read_osm(path: Path, kinds: Collection[PlaceKind], datum: Datum | None, layers: Layers) -> Iterator[Item]:
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
        return Shape(f"osm:node/{thing.id}", tags, _located([thing], datum), [])
    if thing.is_way():
        return _way(thing, tags, datum)
    if thing.is_area() and not thing.from_way():
        polygons = _polygons(thing, datum)
        return Shape(f"osm:relation/{thing.orig_id()}", tags, polygons[0][0], polygons)
    return None


def _way(way: Any, tags: dict[str, str], datum: Datum) -> Shape:
    points = _located(way.nodes, datum)
    is_area = way.is_closed() and len(points) > 2
    return Shape(f"osm:way/{way.id}", tags, points, [[points]] if is_area else [], len(points) == len(way.nodes))


def _located(nodes: Any, datum: Datum) -> list[Coordinate]:
    points = []
    for node in nodes:
        if node.location.valid():
            lat, lon = to_wgs84(node.location.lat, node.location.lon, datum)
            points.append((lon, lat))
    return points


def _polygons(area: Any, datum: Datum) -> list[list[list[Coordinate]]]:
    return [
        [_located(outer, datum), *(_located(inner, datum) for inner in area.inner_rings(outer))]
        for outer in area.outer_rings()
    ]


def _draw(shape: Shape, layers: Layers) -> None:
    """Water and parks cut by the extract's edge are closed along it; a cut building is left out."""
    layer = area_layer(shape.tags)
    if layer is not None and shape.polygons:
        if shape.complete or layer != "buildings":
            for rings in shape.polygons:
                layers.add_area(layer, rings)
    elif shape.source.startswith("osm:way/"):
        layers.add_line(shape.tags, shape.line)


def _place(shape: Shape, kinds: Collection[PlaceKind], datum: Datum) -> Item:
    kind = kind_of(shape.tags)
    if kind is None or kind not in kinds:
        return None
    where = shape.source.removeprefix("osm:")
    if not shape.line:
        return BadRow(where, "none of its nodes are in the file")
    lon, lat = middle(shape.line)
    texts = texts_of(shape.tags)
    return PlaceRow(shape.source, kind, round(lat, 7), round(lon, 7), datum.value, where=where, **texts)
