"""Stations, places, and the layers of the map."""

import uuid

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.records import Recorded
from app.places.rules import PlaceKind


class Station(Recorded):
    """A street police station: the point that searches and grid cells are counted from."""

    __tablename__ = "station"

    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    lat: Mapped[float]
    lon: Mapped[float]


class Place(Recorded):
    """A place where a family may be asked for, or a camera. Coordinates are WGS-84."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("source", name="uq_place_source"),
        Index("ix_place_kind_position", "kind", "lat", "lon"),
    )

    source: Mapped[str] = mapped_column(String(80))
    """Where it came from, such as "osm:node/25199537"; importing the same source again updates the row."""
    kind: Mapped[PlaceKind]
    name: Mapped[str] = mapped_column(String(120), default="")
    name_zh: Mapped[str] = mapped_column(String(120), default="")
    name_en: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(160), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    search_text: Mapped[str] = mapped_column(String(700), default="")
    """Its names and address as `rules.search_key` folds them, so that a search finds them in any case."""
    lat: Mapped[float]
    lon: Mapped[float]
    datum: Mapped[str] = mapped_column(String(8), default="WGS-84")
    """The datum the source used; lat and lon are already converted."""

    def name_in(self, language: str) -> str:
        """The name a reader of this language (such as "zh_Hans") can use at the door."""
        own = self.name_zh if language.startswith("zh") else self.name_en
        return own or self.name or self.name_en or self.name_zh


class GridCell(Recorded):
    """One cell of a station's grid: the ground that its own patrol answers for."""

    __tablename__ = "grid_cell"
    __table_args__ = (UniqueConstraint("station_id", "number", name="uq_grid_cell_number"),)

    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    station: Mapped[Station] = relationship()
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")
    ring: Mapped[list[list[float]]] = mapped_column(JSON)
    """Its outline as [longitude, latitude] pairs, the first one again at the end."""
    standby_lat: Mapped[float]
    standby_lon: Mapped[float]
    """Where its patrol waits."""


class MapLayer(Recorded):
    """One layer of the map as gzipped GeoJSON: roads, water, parks or buildings."""

    __tablename__ = "map_layer"
    __table_args__ = (UniqueConstraint("name", "source", name="uq_map_layer_name"),)

    name: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(80))
    """The file it was made from, by name."""
    geojson_gz: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    etag: Mapped[str] = mapped_column(String(64))
