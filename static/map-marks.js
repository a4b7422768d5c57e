// Marks on the map: a shape, a colour, and a number or a small glyph in it. Shapes differ wherever colours do.
const CORNERS = { square: [4, 45], diamond: [4, 0], pentagon: [5, -90], hexagon: [6, 0] };

// Strokes in a box of 16 × 16, one for each kind of place.
const GLYPHS = {
  hotel: "M2.5 4v9M2.5 11h11M13.5 13V9.5a2 2 0 0 0-2-2H6.5V11",
  hostel: "M3 2.5v11M13 2.5v11M3 6.5h10M3 11h10",
  guest_house: "M2.5 8 8 3l5.5 5M4.5 7v6h7V7",
  shop: "M3.5 6h9l.6 7.5H2.9zM5.5 6a2.5 2.5 0 0 1 5 0",
  mall: "M2.5 6.5 4 2.5h8l1.5 4zM3.5 6.5v7h9v-7M6.5 13.5v-4h3v4",
  restaurant: "M5 2v12M3 2v3a2 2 0 0 0 4 0V2M11 14V2C9 3 8.5 7 9.5 9H11",
  school: "M1.5 6.5 8 3.5l6.5 3L8 9.5zM4.5 8v3.5c2 1.5 5 1.5 7 0V8",
  kindergarten: "M2.5 9h5v5h-5zM8.5 9h5v5h-5zM5.5 3h5v5h-5z",
  hospital: "M8 3v10M3 8h10",
  police: "M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4z",
  bus_station: "M3 3h10v8H3zM3 7h10M5 11v2.5M11 11v2.5",
  railway_station: "M4 2.5h8v8H4zM4 6.5h8M5.5 10.5 4 14M10.5 10.5 12 14",
  underground: "M3 12.5 5 4l3 6 3-6 2 8.5",
  playground: "M2.5 13.5 5 3h6l2.5 10.5M7 3v7h2V3",
  park: "M8 14V9M8 2a3.5 3.5 0 0 1 2.5 6.5h-5A3.5 3.5 0 0 1 8 2z",
  attraction: "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
  camera: "M2 5h8v6H2zM10 7.5 14 5v6l-4-2.5",
  person: "M8 2.5a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4M3.5 14c0-3.5 2-5.5 4.5-5.5s4.5 2 4.5 5.5",
};
const paths = {};

function glyph(name) {
  if (!paths[name] && GLYPHS[name]) paths[name] = new Path2D(GLYPHS[name]);
  return paths[name];
}

function trace(ink, shape, x, y, radius) {
  ink.beginPath();
  if (!CORNERS[shape]) {
    ink.arc(x, y, radius, 0, Math.PI * 2);
    return;
  }
  const [number, from] = CORNERS[shape];
  const reach = radius * (shape === "hexagon" || shape === "pentagon" ? 1.12 : 1.25);
  for (let corner = 0; corner < number; corner += 1) {
    const angle = ((from + (corner * 360) / number) * Math.PI) / 180;
    ink.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  ink.closePath();
}

// A kind of Leaflet circle marker that draws itself as {shape, fill, edge, ink, text, glyph, dashed, faded}.
export function markClass(L) {
  return L.CircleMarker.extend({
    _updatePath() {
      const { _renderer: renderer, _point: at, options: look } = this;
      if (!renderer._drawing || this._empty()) return;
      const ink = renderer._ctx;
      ink.save();
      ink.globalAlpha = look.faded ? 0.6 : 1;
      trace(ink, look.shape, at.x, at.y, look.radius);
      ink.fillStyle = look.fill;
      ink.fill();
      ink.lineWidth = look.edgeWidth ?? 2;
      ink.setLineDash(look.dashed ? [3, 3] : []);
      ink.strokeStyle = look.edge;
      ink.stroke();
      ink.setLineDash([]);
      if (look.text) this._write(ink, at, look);
      else if (glyph(look.glyph)) this._draw(ink, at, look);
      ink.restore();
    },
    _write(ink, at, look) {
      ink.font = `600 ${look.text.length > 3 ? 9 : look.text.length > 2 ? 11 : 13}px system-ui, sans-serif`;
      ink.textAlign = "center";
      ink.textBaseline = "middle";
      ink.fillStyle = look.ink;
      ink.fillText(look.text, at.x, at.y + 0.5);
    },
    _draw(ink, at, look) {
      const scale = (look.radius * 1.3) / 16;
      ink.translate(at.x - 8 * scale, at.y - 8 * scale);
      ink.scale(scale, scale);
      ink.lineWidth = 1.8;
      ink.lineCap = ink.lineJoin = "round";
      ink.strokeStyle = look.ink;
      ink.stroke(glyph(look.glyph));
    },
  });
}
