// Maps of a page: our own streets under the page's points. A map is made when it comes into view, fits its points once,
// and from then on keeps the view of whoever looks at it. With data-pick-lat a click chooses a place for a form.
import { layGround, readColours } from "./map-ground.js";
import { markClass } from "./map-marks.js";
import { marksOf, placeMark, textOf, toFit } from "./map-points.js";

const CLOSE = 16;
const LODGING = ["hotel", "hostel", "guest_house", "police", "hospital", "bus_station", "railway_station"];
const PLACES_FROM_ZOOM = { 15: LODGING, 16: ["underground", "mall", "school", "kindergarten", "playground", "attraction", "camera"], 17: ["park"], 18: ["shop", "restaurant"] };
const KEY_SHAPES = { found: "●", missing: "◆", found_point: "◎", patrol: "⬢", station: "■" };
const CREDIT = '<a href="https://www.openstreetmap.org/copyright" rel="noopener noreferrer" target="_blank">© OpenStreetMap contributors, ODbL</a>';

class StationMap {
  constructor(element, L) {
    Object.assign(this, { element, L, words: JSON.parse(element.dataset.words), Mark: markClass(L), said: "", data: {}, fitted: false });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(element, { preferCanvas: true, zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: false, maxZoom: 19, minZoom: 9 });
    this.map.setView(this.start(), CLOSE - 1);
    L.control.zoom({ zoomInTitle: this.words.zoom_in, zoomOutTitle: this.words.zoom_out }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    L.control.attribution({ prefix: false }).addAttribution(CREDIT).addTo(this.map);
    this.renderers = ["around", "points"].map((name, above) => {
      this.map.createPane(name).style.zIndex = 410 + above;
      return L.canvas({ pane: name, padding: 0.2, tolerance: 6 });
    });
    this.around = L.layerGroup().addTo(this.map);
    this.points = L.layerGroup().addTo(this.map);
    // A page scrolls past a map; the wheel turns it only once somebody works in it.
    element.addEventListener("focus", () => this.map.scrollWheelZoom.enable());
    element.addEventListener("blur", () => this.map.scrollWheelZoom.disable());
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(element);
  }

  start() {
    const [lat, lon] = (this.element.dataset.centre ?? "0 0").split(" ").map(Number);
    return [lat, lon];
  }

  async begin() {
    this.element.classList.add("map-waits");
    if (this.element.dataset.pickLat) this.letPick();
    const ground = layGround(this.L, this.map, this.element.dataset.layers.split(" "));
    await this.refresh();
    try {
      const dress = await ground;
      this.onTheme(() => {
        dress();
        this.draw();
      });
    } catch {
      this.say(this.words.no_streets);
    }
    this.element.classList.remove("map-waits");
    this.element.dataset.ready = "1";
    this.element.dispatchEvent(new CustomEvent("map-ready", { detail: { map: this.map, L: this.L } }));
    this.map.on("moveend", () => this.showAround());
    this.showAround();
    const every = Number(this.element.dataset.refresh) * 1000;
    if (every && this.element.dataset.source) this.timer = setInterval(() => document.visibilityState === "visible" && this.refresh(), every);
  }

  say(text) {
    let note = this.element.querySelector(".map-says");
    if (!text) {
      note?.remove();
      return;
    }
    if (!note) {
      note = Object.assign(document.createElement("p"), { className: "map-says" });
      note.setAttribute("role", "status");
      this.element.append(note);
    }
    note.textContent = text;
  }

  onTheme(dress) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
    new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  async refresh() {
    if (!this.element.dataset.source) return;
    try {
      const reply = await fetch(this.element.dataset.source, { redirect: "error" });
      if (reply.status === 404 || reply.status === 410) clearInterval(this.timer);
      if (!reply.ok) throw new Error(String(reply.status));
      const said = await reply.text();
      this.say("");
      if (said === this.said) return;
      this.said = said;
      this.data = JSON.parse(said);
      this.draw();
      if (!this.fitted) this.fit();
    } catch {
      this.say(this.words.no_points);
    }
  }

  fit() {
    const points = toFit(this.data, this.start());
    if (!points.length) return;
    this.fitted = true;
    this.map.fitBounds(this.L.latLngBounds(points).pad(0.15), { maxZoom: CLOSE, animate: false });
  }

  draw() {
    const colours = readColours();
    const open = this.open;
    this.points.clearLayers();
    for (const ring of this.data.rings ?? []) this.ring(ring, colours);
    for (const cell of this.data.cells ?? []) {
      const look = { renderer: this.renderers[0], color: colours.blue, weight: 2, fillOpacity: 0.06, interactive: false };
      this.L.polygon(cell.ring, look).addTo(this.points);
    }
    const marks = marksOf(this.data, colours, this.words);
    for (const mark of marks) {
      const drawn = this.put(mark, this.points, 1);
      if (mark.key === open) drawn.openPopup();
    }
    this.element.dataset.points = String(marks.length);
    this.explain(new Set(marks.map((mark) => mark.sort)));
    if (this.map.hasLayer(this.around)) this.showAround();
  }

  ring(ring, colours) {
    if (!this.data.found?.lat) return;
    const radius = typeof ring === "number" ? ring : ring.metres;
    const look = { renderer: this.renderers[0], radius, color: colours.bad, weight: 1.5, dashArray: "4 5", fill: false, interactive: false };
    this.L.circle([this.data.found.lat, this.data.found.lon], look).addTo(this.points);
  }

  put(mark, group, above) {
    const drawn = new this.Mark([mark.lat, mark.lon], { ...mark.look, renderer: this.renderers[above] });
    if (this.inputs) {
      drawn.on("click", (event) => {
        this.L.DomEvent.stop(event);
        this.pick(drawn.getLatLng());
      });
    } else {
      drawn.bindPopup(() => textOf(mark, this.words), { autoPan: false });
      drawn.on("popupopen", () => (this.open = mark.key));
      drawn.on("popupclose", () => (this.open = null));
    }
    if (matchMedia("(hover: hover)").matches) drawn.bindTooltip(() => textOf({ ...mark, link: "" }, this.words), { direction: "top", offset: [0, -10] });
    return drawn.addTo(group);
  }

  explain(sorts) {
    const key = this.element.parentElement.querySelector("[data-map-key]");
    const known = Object.keys(KEY_SHAPES).filter((sort) => sorts.has(sort));
    if (!key) return;
    key.hidden = !known.length;
    key.replaceChildren(...known.map((sort) => Object.assign(document.createElement("span"), { textContent: `${KEY_SHAPES[sort]} ${this.words[sort]}` })));
  }

  // Places in view, from close by, unless the page has places of its own to show.
  async showAround() {
    const kinds = Object.entries(PLACES_FROM_ZOOM).flatMap(([zoom, names]) => (this.map.getZoom() >= Number(zoom) ? names : []));
    if (!this.element.dataset.places || this.data.places || !kinds.length) {
      this.around.clearLayers();
      return;
    }
    const box = this.map.getBounds();
    const asked = new URLSearchParams({ south: box.getSouth(), west: box.getWest(), north: box.getNorth(), east: box.getEast() });
    for (const kind of kinds) asked.append("kind", kind);
    const address = `${this.element.dataset.places}?${asked}`;
    if (address !== this.asked) {
      this.asked = address;
      const reply = await fetch(address, { redirect: "error" }).catch(() => null);
      if (!reply?.ok || address !== this.asked) return;
      this.near = (await reply.json()).places;
    }
    const colours = readColours();
    this.around.clearLayers();
    for (const place of this.near ?? []) this.put(placeMark(place, colours), this.around, 0);
    this.element.dataset.around = String(this.near?.length ?? 0);
  }

  letPick() {
    const { pickLat, pickLon } = this.element.dataset;
    const inputs = [document.getElementById(pickLat), document.getElementById(pickLon)];
    if (inputs.includes(null)) return;
    this.inputs = inputs;
    this.element.classList.add("map-picks");
    this.element.setAttribute("aria-label", this.words.pick);
    this.map.on("click", (event) => this.pick(event.latlng));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.element) this.pick(this.map.getCenter());
    });
    for (const input of this.inputs) input.addEventListener("change", () => this.showPicked(true));
    this.showPicked(true);
  }

  pick(latlng) {
    const { lat, lng } = latlng.wrap();
    [lat, lng].forEach((value, place) => (this.inputs[place].value = value.toFixed(6)));
    this.showPicked(false);
    const radio = this.element.closest("[data-place-picker]")?.querySelector('input[type="radio"][value="picked"]');
    if (radio && !radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.picking = true;
    for (const input of this.inputs) input.dispatchEvent(new Event("change", { bubbles: true }));
    this.picking = false;
  }

  showPicked(move) {
    if (this.picking) return;
    const [lat, lon] = this.inputs.map((input) => Number.parseFloat(input.value));
    this.picked?.remove();
    if (!Number.isFinite(lat) || !Number.isFinite(lon)) return;
    const colours = readColours();
    const look = { shape: "pentagon", fill: colours.bad, edge: colours.card, edgeWidth: 3, ink: colours.card, radius: 14, glyph: "person" };
    this.picked = new this.Mark([lat, lon], { ...look, renderer: this.renderers[1], interactive: false }).addTo(this.map);
    this.fitted = true;
    if (move) this.map.setView([lat, lon], Math.max(this.map.getZoom(), CLOSE), { animate: false });
  }
}

async function make(element) {
  await import(element.dataset.leaflet); // puts itself into globalThis.L
  await new StationMap(element, globalThis.L).begin();
}

const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    inView.unobserve(target);
    make(target).catch(() => (target.textContent = JSON.parse(target.dataset.words).no_points));
  }
}, { rootMargin: "200px" });
for (const element of document.querySelectorAll("[data-map]")) inView.observe(element);
