// What a page says of its points, as marks: shape, colour, words. Everything here also stands in a list on the page.
const STALE_MINUTES = 30;
const ANSWERED = { not_here: "–", closed: "–", unsure: "?", trace: "?", family_here: "✓" };

export function fill(words, text, facts) {
  return Object.entries(facts).reduce((said, [name, value]) => said.replace(`%${name}%`, value), words[text]);
}

function caseMark(point, colours) {
  const found = point.kind === "found";
  const look = { shape: found ? "circle" : "diamond", fill: found ? colours.blue : colours.bad, edge: colours.card, ink: colours.card, radius: 13, glyph: "person" };
  return { ...point, key: point.ref, look, lines: [point.ref, point.label], link: point.url, sort: found ? "found" : "missing" };
}

function patrolMark(point, colours, words) {
  const stale = point.age_minutes === null || point.age_minutes > STALE_MINUTES;
  const colour = point.color ?? colours.ink;
  const look = { shape: point.shape ?? "hexagon", fill: stale ? colours.card : colour, edge: stale ? colour : colours.card, ink: stale ? colour : point.color ? "#fff" : colours.card, radius: 14, dashed: stale, text: point.code };
  const age = point.age_minutes === null ? words.no_time : fill(words, "ago", { minutes: point.age_minutes });
  return { ...point, key: `patrol-${point.code}`, look, lines: [point.code, age], sort: "patrol" };
}

function stationMark(point, colours) {
  const look = { shape: "square", fill: colours.ink, edge: colours.card, ink: colours.card, radius: 12, glyph: "police" };
  return { ...point, key: "station", look, lines: [point.name], sort: "station" };
}

function foundMark(point, colours) {
  const look = { shape: "circle", fill: colours.card, edge: colours.bad, edgeWidth: 4, ink: colours.bad, radius: 13, glyph: "person" };
  return { ...point, key: "found-point", look, lines: [point.label], sort: "found_point" };
}

// Under way: filled. Only planned: outlined. Answered: a sign instead of its number, fainter unless the family is there.
function stopMark(point, colours) {
  const colour = point.color ?? colours.blue;
  const outlined = point.state === "planned";
  const look = { shape: point.shape ?? "circle", fill: outlined ? colours.card : colour, edge: outlined ? colour : colours.card, ink: outlined ? colours.ink : "#fff", radius: 14, edgeWidth: outlined ? 3 : 2, text: ANSWERED[point.state] ?? String(point.number), faded: point.state in ANSWERED && point.state !== "family_here" };
  return { ...point, key: `stop-${point.lat}-${point.lon}`, look, lines: [point.label, point.patrol], link: point.url, sort: "stop" };
}

export function placeMark(point, colours) {
  const look = { shape: "circle", fill: colours.card, edge: colours["line-strong"], edgeWidth: 1, ink: colours.ink, radius: 9, glyph: point.kind };
  return { ...point, key: `place-${point.lat}-${point.lon}`, look, lines: [point.label ?? point.name, point.chance ?? point.kind_word, point.address] };
}

// Least important first: what comes later lies on top.
export function marksOf(data, colours, words) {
  return [
    ...(data.places ?? []).map((point) => placeMark(point, colours)),
    ...(data.station ? [stationMark(data.station, colours)] : []),
    ...(data.patrols ?? []).map((point) => patrolMark(point, colours, words)),
    ...(data.stops ?? []).map((point) => stopMark(point, colours)),
    ...(data.cases ?? []).map((point) => caseMark(point, colours)),
    ...(data.found ? [foundMark(data.found, colours)] : []),
  ].filter((mark) => Number.isFinite(mark.lat) && Number.isFinite(mark.lon));
}

// What the view has to hold: the case and its stops, the cases of the board; without any of them patrols and the station.
// A point a day's journey away (a wrong click, a child lost on a train) must not shrink everything else to a dot.
const DEGREES_NEAR = 0.5;

export function toFit(data, [lat, lon]) {
  const placed = (points) => points.filter((point) => Number.isFinite(point.lat) && Number.isFinite(point.lon));
  const first = placed([...(data.cases ?? []), ...(data.stops ?? []), ...(data.found ? [data.found] : [])]);
  const points = first.length ? first : placed([...(data.patrols ?? []), ...(data.station ? [data.station] : []), ...(data.places ?? [])]);
  const near = points.filter((point) => Math.abs(point.lat - lat) < DEGREES_NEAR && Math.abs(point.lon - lon) < 2 * DEGREES_NEAR);
  return (near.length ? near : points).map((point) => [point.lat, point.lon]);
}

export function textOf(mark, words) {
  const box = document.createElement("div");
  for (const line of mark.lines.filter(Boolean)) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    box.append(paragraph);
  }
  if (mark.link) {
    const link = document.createElement("a");
    link.href = mark.link;
    link.textContent = words.open;
    box.append(link);
  }
  return box;
}
