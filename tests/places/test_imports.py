"""Files of places and stations: what goes in, what is left out and why, and the same file twice."""

import json
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.audit.actions import SYSTEM
from app.audit.models import AuditEntry
from app.demo.actions import STREETS
from app.extensions import db
from app.places.actions import Outcome
from app.places.datum import Datum
from app.places.imports import BATCH, ImportResult, import_places, import_stations
from app.places.models import MapLayer, Place, Station
from app.places.rows import BadRow, UnreadableFile
from app.places.rules import PlaceKind, distance_m

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
  <node id="1" version="1" lat="60.1700" lon="24.9400">
    <tag k="tourism" v="hotel"/><tag k="name" v="Hotelli Esimerkki"/><tag k="name:zh" v="示例酒店"/>
    <tag k="name:en" v="Sample Hotel"/><tag k="addr:street" v="Esimerkkikatu"/><tag k="addr:housenumber" v="7"/>
    <tag k="phone" v="+358 50 5550001; +358 50 5550002"/>
  </node>
  <node id="2" version="1" lat="60.1710" lon="24.9410"><tag k="man_made" v="surveillance"/></node>
  <node id="3" version="1" lat="60.1720" lon="24.9420"><tag k="man_made" v="surveillance"/><tag k="surveillance:type" v="guard"/></node>
  <node id="10" version="1" lat="60.1730" lon="24.9430"/>
  <node id="11" version="1" lat="60.1740" lon="24.9430"/>
  <node id="12" version="1" lat="60.1740" lon="24.9450"/>
  <node id="13" version="1" lat="60.1730" lon="24.9450"/>
  <way id="20" version="1"><nd ref="10"/><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="10"/><tag k="leisure" v="park"/><tag k="name" v="Park"/></way>
  <way id="21" version="1"><nd ref="10"/><nd ref="12"/><tag k="highway" v="primary"/><tag k="name" v="Esimerkkikatu"/></way>
  <way id="22" version="1"><nd ref="900"/><nd ref="901"/><tag k="shop" v="bakery"/></way>
</osm>
"""  # noqa: E501 - one object a line


def _import(path, **options) -> ImportResult:
    result = import_places(path, by=SYSTEM, at=options.pop("at"), **options)
    db.session.commit()
    return result


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _csv(folder, *rows: str, header="id,kind,name,lat,lon", encoding="utf-8", name="hotels.csv"):
    path = folder / name
    path.write_text("\n".join((header, *rows)), encoding=encoding)
    return path


def test_an_openstreetmap_file_gives_places_with_all_their_names_and_the_map(app, tmp_path, at):
    path = tmp_path / "town.osm"
    path.write_text(OSM)
    result = _import(path, at=at)
    assert result.counts == Counter({Outcome.CREATED: 3})
    assert result.bad == [BadRow("way/22", "none of its nodes are in the file")]
    hotel = db.session.scalars(select(Place).filter_by(source="osm:node/1")).one()
    assert (hotel.kind, hotel.name, hotel.name_zh, hotel.name_en) == (
        PlaceKind.HOTEL, "Hotelli Esimerkki", "示例酒店", "Sample Hotel",
    )  # fmt: skip
    assert (hotel.address, hotel.phone, hotel.lat, hotel.lon) == ("Esimerkkikatu 7", "+358 50 5550001", 60.17, 24.94)
    park = db.session.scalars(select(Place).filter_by(kind=PlaceKind.PARK)).one()
    assert (park.source, park.lat, park.lon) == ("osm:way/20", 60.1735, 24.944)
    assert sorted(layer.name for layer in db.session.scalars(select(MapLayer))) == ["parks", "roads"]


def test_the_sample_district_holds_what_it_is_said_to_hold(app, at):
    result = _import(STREETS, at=at)
    kinds = Counter(db.session.scalars(select(Place.kind)))
    assert (kinds[PlaceKind.HOTEL], kinds[PlaceKind.HOSTEL], kinds[PlaceKind.CAMERA]) == (27, 3, 221)
    assert (kinds[PlaceKind.PARK], kinds[PlaceKind.MALL]) == (17, 4)
    assert result.bad == [] and _count(MapLayer) == 4


def test_the_same_file_twice_changes_nothing(app, at):
    first = _import(STREETS, at=at)
    entries, stamps = _count(AuditEntry), set(db.session.execute(select(Place.id, Place.updated_at)))
    second = _import(STREETS, at=at)
    assert second.counts == Counter({Outcome.UNCHANGED: first.counts[Outcome.CREATED]})
    assert set(second.layers) == {Outcome.UNCHANGED}
    assert _count(AuditEntry) == entries
    assert set(db.session.execute(select(Place.id, Place.updated_at))) == stamps


def test_an_import_that_was_interrupted_goes_on_where_it_stopped(app, at):
    def stop(number):
        db.session.commit()
        if number:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_places(STREETS, by=SYSTEM, at=at, on_batch=stop)
    db.session.rollback()
    stored = _count(Place)
    assert 0 < stored < BATCH
    again = _import(STREETS, at=at)
    assert again.counts[Outcome.UNCHANGED] == stored
    assert _count(MapLayer) == 4


def test_only_the_kinds_asked_for_go_in(app, at):
    result = _import(STREETS, at=at, kinds=(PlaceKind.HOTEL, PlaceKind.HOSTEL))
    assert result.counts == Counter({Outcome.CREATED: 30})


def test_a_file_that_breaks_off_keeps_what_came_before(app, tmp_path, at):
    whole = {"type": "Feature", "id": 1, "properties": {"kind": "hotel"},
             "geometry": {"type": "Point", "coordinates": [24.94, 60.17]}}  # fmt: skip
    path, result = tmp_path / "half.geojson", ImportResult()
    path.write_text('{"type": "FeatureCollection", "features": [\n' + json.dumps(whole) + ',\n{"type": "Fea')
    with pytest.raises(UnreadableFile, match=r"half\.geojson breaks off at line 3"):
        import_places(path, by=SYSTEM, at=at, result=result)
    db.session.commit()
    assert result.counts == Counter({Outcome.CREATED: 1}) and _count(Place) == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.osm.pbf", b"no map", "not a whole OpenStreetMap file"),
        ("b.osm.pbf", STREETS.read_bytes()[:200_000], "not a whole OpenStreetMap file"),
        ("a.csv", b"", "empty or not a CSV table"),
        ("a.csv", b"name,phone\nx,y\n", "no column kind, lat, lon in its first line"),
        ("a.csv", b"\x00\x01\x02", "is not a text file"),
        ("a.geojson", b"[1, 2]", "is not GeoJSON"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[\n{"type":', "breaks off at line 2"),
        ("a.geojson", b'{"features":[' + b"[" * 200_000, "cannot be read from line 1 on"),
        ("a.xlsx", b"PK", "is none of .osm.pbf, .osm, .geojson, .json, .csv"),
    ],
    ids=["no map", "half a map", "empty", "no columns", "no text", "an array", "breaks off", "too deep", "other"],
)
def test_a_file_that_cannot_be_read_says_why(app, tmp_path, at, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=says):
        import_places(path, by=SYSTEM, at=at)


def test_a_missing_file_says_so(app, tmp_path, at):
    with pytest.raises(UnreadableFile, match="There is no file"):
        import_places(tmp_path / "none.csv", by=SYSTEM, at=at)


def test_a_bad_row_gets_its_line_and_reason_and_the_good_rows_still_go_in(app, tmp_path, at):
    path = _csv(
        tmp_path,
        "1,hotel,Hotel Sample,60.17,24.94",
        "2,castle,Castle,60.17,24.94",
        "3,hotel,North,91,24.94",
        "4,hotel,No number,north,24.94",
        "5,hotel,Short,60.17",
        "1,hotel,Same id,60.18,24.94",
        f"6,hotel,{'x' * 121},60.17,24.94",
        "7,guest house,示例宾馆,60.171,24.941",
    )
    result = _import(path, at=at)
    assert result.counts == Counter({Outcome.CREATED: 2})
    reasons = {row.where: row.reason for row in result.bad}
    assert reasons.keys() == {"line 3", "line 4", "line 5", "line 6", "line 7", "line 8"}
    assert reasons["line 3"].startswith("kind 'castle' is not one of hotel")
    assert reasons["line 4"] == "lat is not between -90 and 90"
    assert reasons["line 5"] == "lat is not a number"
    assert reasons["line 6"] == "it has 4 cells, the first line has 5"
    assert reasons["line 7"] == "an earlier row has the same id, or is the same place"
    assert reasons["line 8"] == "name is longer than 120 characters"


def test_a_changed_row_of_the_same_id_updates_its_place(app, tmp_path, at):
    _import(_csv(tmp_path, "1,hotel,Old Name,60.17,24.94"), at=at)
    result = _import(_csv(tmp_path, "1,hostel,New Name,60.18,24.95"), at=at)
    assert result.counts == Counter({Outcome.UPDATED: 1})
    place = db.session.scalars(select(Place)).one()
    assert (place.kind, place.name, place.lat) == (PlaceKind.HOSTEL, "New Name", 60.18)
    assert "new name" in place.search_text


def test_a_table_of_a_chinese_spreadsheet_is_read(app, tmp_path, at):
    path = _csv(tmp_path, "1,hotel,示例酒店,60.17,24.94", encoding="gb18030")
    assert _import(path, at=at).counts == Counter({Outcome.CREATED: 1})
    assert db.session.scalars(select(Place.name)).one() == "示例酒店"


def test_in_china_a_coordinate_without_its_datum_is_refused(app, tmp_path, at):
    path = _csv(tmp_path, "1,hotel,示例酒店,39.91334545536069,116.38404722455657")
    result = _import(path, at=at)
    assert _count(Place) == 0
    assert [row.where for row in result.bad] == ["line 2"] and "its datum is not named" in result.bad[0].reason


@pytest.mark.parametrize("named_by", ["option", "column"])
def test_a_named_datum_is_turned_into_wgs84(app, tmp_path, at, named_by):
    lat, lon = "39.91334545536069", "116.38404722455657"
    if named_by == "option":
        _import(_csv(tmp_path, f"1,hotel,示例酒店,{lat},{lon}"), at=at, datum=Datum.GCJ_02)
    else:
        header = "id,kind,name,lat,lon,datum"
        _import(_csv(tmp_path, f"1,hotel,示例酒店,{lat},{lon},gcj-02", header=header), at=at)
    place = db.session.scalars(select(Place)).one()
    assert distance_m(place.lat, place.lon, 39.911954, 116.377817) < 0.5
    assert place.datum == "GCJ-02"


def test_geojson_is_read_with_our_own_columns_or_openstreetmap_tags(app, tmp_path, at):
    ring = [[24.94, 60.17], [24.94, 60.171], [24.942, 60.171], [24.942, 60.17], [24.94, 60.17]]
    features = [
        {"type": "Feature", "id": "h1", "properties": {"kind": "hotel", "name": "Own", "phone": "110"},
         "geometry": {"type": "Point", "coordinates": [24.94, 60.17]}},
        {"type": "Feature", "properties": {"@id": "way/5", "amenity": "school", "name:zh": "示例小学"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"highway": "primary"}, "geometry": None},
        {"type": "Feature", "properties": {"kind": "hotel"}, "geometry": None},
        {"type": "Feature", "properties": {"kind": "hotel"}, "geometry": {"type": "Point", "coordinates": [1e999, 2]}},
        {"type": "Feature", "properties": {"kind": "hotel"},
         "geometry": {"type": "Point", "coordinates": [10**400, 2]}},
        {"type": "Nothing"},
    ]  # fmt: skip
    path = tmp_path / "own.geojson"
    lines = ",\n".join(json.dumps(feature) for feature in features)
    path.write_text('{"type": "FeatureCollection", "name": "x", "features": [\n' + lines + "\n]}")
    result = _import(path, at=at)
    stored = {place.source: place for place in db.session.scalars(select(Place))}
    assert stored.keys() == {"own:h1", "osm:way/5"}
    assert (stored["osm:way/5"].kind, stored["osm:way/5"].name_zh) == (PlaceKind.SCHOOL, "示例小学")
    assert stored["osm:way/5"].lat == pytest.approx(60.1705) and stored["osm:way/5"].lon == pytest.approx(24.941)
    assert {row.where: row.reason for row in result.bad} == {
        "line 5": "its geometry has no position",
        "line 6": "lon is not between -180 and 180",
        "line 7": "its geometry has no position",
        "line 8": "it is not a GeoJSON Feature",
    }


def test_stations_come_from_a_table_and_the_same_table_twice_changes_nothing(app, tmp_path, at):
    header = "code,name,name_en,phone,lat,lon"
    path = _csv(
        tmp_path,
        "C1,示例站,Sample Station,+358505550001,60.17,24.94",
        "C1,示例站乙,Twice,,60.18,24.94",
        ",示例站丙,No code,,60.17,24.94",
        "C2,示例站丁,Bad,,here,24.94",
        header=header,
    )
    first = import_stations(path, by=SYSTEM, at=at)
    assert first.counts == Counter({Outcome.CREATED: 1})
    assert {row.where: row.reason for row in first.bad} == {
        "line 3": "an earlier row has the code 'C1' too",
        "line 4": "code is empty",
        "line 5": "lat is not a number",
    }
    assert import_stations(path, by=SYSTEM, at=at).counts == Counter({Outcome.UNCHANGED: 1})
    station = db.session.scalars(select(Station)).one()
    assert (station.name, station.name_en, station.lat) == ("示例站", "Sample Station", 60.17)
