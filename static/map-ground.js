// The ground of the map: water, parks, buildings and roads of our own database on one canvas, in the colours of the
// theme, with street names from close by. Lines and areas are gathered by class and by square, so that a city needs few objects.
const SQUARE = 0.02; // degrees of latitude and longitude
const WIDTHS = [0, 13, 10, 7, 4, 1.6, 1.6]; // pixels at zoom 17 by class of road: 1 main road … 5 path, 6 railway
const NAMES_FROM_ZOOM = 16;
const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function readColours() {
  const names = ["water", "park", "building", "road", "road-main", "land"];
  const colours = Object.fromEntries(names.map((name) => [name, tone(`--map-${name}`)]));
  for (const name of ["card", "ink", "ink-soft", "line-strong", "blue", "bad", "good", "wait"]) colours[name] = tone(`--${name}`);
  return colours;
}

const turned = (ring) => ring.map(([lon, lat]) => [lat, lon]);

// Twice the signed area. All outer rings turn one way and all holes the other: areas that overlap in one path then stay filled.
function area(ring) {
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return sum;
}

function polygon(rings) {
  return rings.map((ring, number) => {
    const points = turned(ring);
    return area(points) > 0 === (number === 0) ? points : points.reverse();
  });
}

function gather(features, keyOf) {
  const groups = new Map();
  for (const feature of features) {
    const [lon, lat] = feature.geometry.type === "Polygon" ? feature.geometry.coordinates[0][0] : feature.geometry.coordinates[0];
    const key = `${keyOf(feature)}/${Math.floor(lat / SQUARE)}/${Math.floor(lon / SQUARE)}`;
    if (!groups.has(key)) groups.set(key, { kind: keyOf(feature), features: [] });
    groups.get(key).features.push(feature);
  }
  return [...groups.values()].sort((a, b) => b.kind - a.kind);
}

function areas(L, collection, colour, options) {
  const features = collection.features.filter((feature) => feature.geometry.type === "Polygon");
  return gather(features, () => 0).map((group) =>
    Object.assign(L.polygon(group.features.map((feature) => polygon(feature.geometry.coordinates)),
      { ...options, stroke: false, fillOpacity: 1, fillRule: "nonzero" }), { colourName: colour }));
}

function lines(L, collection, colourOf, options) {
  const features = collection.features.filter((feature) => feature.geometry.type === "LineString");
  return gather(features, (feature) => feature.properties.c ?? 3).map((group) =>
    Object.assign(L.polyline(group.features.map((feature) => turned(feature.geometry.coordinates)),
      { ...options, dashArray: group.kind === 6 ? "6 5" : null, lineCap: "round" }),
    { colourName: colourOf(group.kind), roadClass: group.kind }));
}

const roadColour = (kind) => (kind === 1 ? "road-main" : kind === 6 ? "line-strong" : "road");

// Names along the longest straight piece of each street in view, none over another.
function streetNames(L, roads) {
  const named = roads.features.filter((feature) => feature.properties.n);
  return L.Layer.extend({
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide");
      map.getPane("names").append(this.canvas);
      map.on("moveend", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      map.off("moveend", this.draw, this);
      this.canvas.remove();
    },
    draw() {
      const map = this._map;
      const size = map.getSize();
      const dense = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      Object.assign(this.canvas, { width: size.x * dense, height: size.y * dense });
      Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      if (map.getZoom() < NAMES_FROM_ZOOM) return;
      const ink = this.canvas.getContext("2d");
      ink.scale(dense, dense);
      Object.assign(ink, { font: `12px ${getComputedStyle(document.body).fontFamily}`, textAlign: "center", textBaseline: "middle", lineWidth: 3, lineJoin: "round", strokeStyle: tone("--map-land"), fillStyle: tone("--ink-soft") });
      for (const spot of spots(map, named, ink)) {
        ink.save();
        ink.translate(spot.x, spot.y);
        ink.rotate(spot.angle);
        ink.strokeText(spot.name, 0, 0);
        ink.fillText(spot.name, 0, 0);
        ink.restore();
      }
    },
  });
}

function spots(map, named, ink) {
  const view = map.getBounds();
  const taken = [];
  const chosen = [];
  for (const { properties, geometry } of named) {
    const piece = longest(map, view, geometry.coordinates);
    const width = piece && ink.measureText(properties.n).width + 8;
    if (!piece || piece.length < width) continue;
    const near = (other) => Math.hypot(other.x - piece.x, other.y - piece.y) < (other.name === properties.n ? 260 : (other.width + width) / 2);
    if (taken.some(near)) continue;
    const spot = { ...piece, name: properties.n, width };
    taken.push(spot);
    chosen.push(spot);
  }
  return chosen;
}

function longest(map, view, coordinates) {
  let best = null;
  for (let i = 1; i < coordinates.length; i += 1) {
    const [lon1, lat1] = coordinates[i - 1];
    const [lon2, lat2] = coordinates[i];
    if (!view.contains([(lat1 + lat2) / 2, (lon1 + lon2) / 2])) continue;
    const a = map.latLngToContainerPoint([lat1, lon1]);
    const b = map.latLngToContainerPoint([lat2, lon2]);
    const length = a.distanceTo(b);
    if (best && best.length >= length) continue;
    const [from, to] = a.x <= b.x ? [a, b] : [b, a];
    best = { length, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, angle: Math.atan2(to.y - from.y, to.x - from.x) };
  }
  return best;
}

// Adds the ground to the map; returns what has to be called when the theme has changed.
export async function layGround(L, map, addresses) {
  const [water, parks, buildings, roads] = await Promise.all(
    addresses.map(async (address) => {
      const reply = await fetch(address);
      if (!reply.ok) throw new Error(`${reply.status} ${address}`);
      return reply.json();
    }),
  );
  map.createPane("ground").style.zIndex = 200;
  Object.assign(map.createPane("names").style, { zIndex: 300, pointerEvents: "none" });
  const options = { renderer: L.canvas({ pane: "ground", padding: 0.4 }), pane: "ground", interactive: false };
  const drawn = [
    ...areas(L, water, "water", options),
    ...lines(L, water, () => "water", options),
    ...areas(L, parks, "park", options),
    ...areas(L, buildings, "building", options),
    ...lines(L, roads, roadColour, options),
  ];
  const dress = () => {
    const colours = readColours();
    const scale = 2 ** (map.getZoom() - 17);
    for (const layer of drawn) {
      layer.options.color = layer.options.fillColor = colours[layer.colourName];
      if (layer.roadClass) layer.options.weight = Math.max(layer.roadClass > 3 ? 0.5 : 1, Math.min(24, WIDTHS[layer.roadClass] * scale));
    }
  };
  dress();
  map.on("zoomend", dress);
  L.layerGroup(drawn).addTo(map);
  const names = new (streetNames(L, roads))().addTo(map);
  return () => {
    dress();
    for (const layer of drawn) layer.redraw();
    names.draw();
  };
}
