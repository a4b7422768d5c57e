// Draws cells on the map of a page: a touch is a corner, the buttons close a cell or take a corner back.
// What is drawn goes as GeoJSON into a hidden field; without scripts a file does the same.
const panel = document.querySelector("[data-draw]");
const element = document.querySelector("[data-map]");

function begin(map, L) {
  const field = document.getElementById(panel.dataset.draw);
  const layer = L.layerGroup().addTo(map);
  const cells = [];
  let corners = [];
  const show = () => {
    layer.clearLayers();
    for (const ring of cells) L.polygon(ring, { weight: 2, interactive: false }).addTo(layer);
    if (corners.length) L.polyline(corners, { weight: 2, dashArray: "4 5", interactive: false }).addTo(layer);
    panel.querySelector("[data-draw-count]").textContent = String(cells.length);
    const features = cells.map((ring, n) => ({ type: "Feature", properties: { cell: n + 1 }, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]].map(([lat, lon]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))])] } }));
    field.value = cells.length ? JSON.stringify({ type: "FeatureCollection", features }) : "";
  };
  map.on("click", (event) => {
    corners.push([event.latlng.lat, event.latlng.lng]);
    show();
  });
  panel.querySelector("[data-draw-close]").addEventListener("click", () => {
    if (corners.length >= 3) cells.push(corners);
    corners = [];
    show();
  });
  panel.querySelector("[data-draw-undo]").addEventListener("click", () => {
    if (corners.length) corners.pop();
    else corners = cells.pop() ?? [];
    show();
  });
  panel.hidden = false;
}

if (panel && element) element.addEventListener("map-ready", (event) => begin(event.detail.map, event.detail.L), { once: true });
