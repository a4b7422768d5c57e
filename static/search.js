// Keeps the page of a search fresh, part by part, and never touches a part that somebody is working in:
// that part says instead that the plan has changed, and is renewed once nothing is being edited in it.
import { tick } from "./clock.js";

const page = document.getElementById("search");
const stale = document.getElementById("stale");
const EVERY_MS = 3000;
let etag = "";
let lastGood = new Date();

// A part as the server wrote it: running clocks and our own marks do not count as a change.
function written(part) {
  const copy = part.cloneNode(true);
  for (const clock of copy.querySelectorAll("[data-since]")) clock.textContent = "";
  for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
  for (const row of copy.querySelectorAll("[data-key]")) row.classList.remove("changed");
  for (const note of copy.querySelectorAll("[data-behind]")) note.hidden = true;
  return copy.innerHTML;
}

function touched(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return false;
}

function inUse(part) {
  const at = document.activeElement;
  if (part.contains(at) && at.matches("input, select")) return true;
  return [...part.querySelectorAll("input, select")].some(touched);
}

function renew(old, fresh) {
  const open = [...old.querySelectorAll("details[open][id]")].map((details) => details.id);
  const closed = [...old.querySelectorAll("details:not([open])[id]")].map((details) => details.id);
  const keys = new Set([...old.querySelectorAll("[data-key]")].map((row) => row.dataset.key));
  const at = old.contains(document.activeElement) ? document.activeElement : null;
  const focused = at?.id ? `#${CSS.escape(at.id)}` : at?.getAttribute("href") ? `a[href="${CSS.escape(at.getAttribute("href"))}"]` : null;
  old.replaceWith(fresh);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const id of closed) document.getElementById(id)?.removeAttribute("open");
  for (const row of fresh.querySelectorAll("[data-key]")) row.classList.toggle("changed", !keys.has(row.dataset.key));
  if (focused) fresh.querySelector(focused)?.focus();
  tick(fresh);
}

// True when every part shows what the server says.
function apply(html) {
  let all = true;
  const sent = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of sent.querySelectorAll("[data-part]")) {
    const old = page.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (!old || written(old) === written(fresh)) continue;
    if (inUse(old)) {
      all = false;
      for (const note of old.querySelectorAll("[data-behind]")) note.hidden = false;
    } else {
      renew(old, document.importNode(fresh, true));
    }
  }
  return all;
}

async function refresh() {
  try {
    const reply = await fetch(page.dataset.live, { headers: etag ? { "If-None-Match": etag } : {}, redirect: "error" });
    if (reply.status === 200) etag = apply(await reply.text()) ? (reply.headers.get("ETag") ?? "") : "";
    else if (reply.status !== 304) throw new Error(String(reply.status));
    lastGood = new Date();
    stale.hidden = true;
  } catch {
    stale.querySelector("[data-stale-at]").textContent = lastGood.toTimeString().slice(0, 5);
    stale.hidden = false;
  }
}

if (page.dataset.live) setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);
