// Keeps the board fresh: asks for the live part every two seconds, swaps it in when it has changed,
// marks what is new, and says since when it is stale when the server does not answer.
import { tick } from "./clock.js";

const live = document.getElementById("live");
const stale = document.getElementById("stale");
const EVERY_MS = 2000;
let etag = "";
let lastGood = new Date();

function keys() {
  return new Set([...live.querySelectorAll("[data-key]")].map((row) => row.dataset.key));
}

function swap(html) {
  const focused = document.activeElement?.closest?.("#live a")?.getAttribute("href");
  const before = keys();
  live.innerHTML = html;
  for (const row of live.querySelectorAll("[data-key]")) {
    if (!before.has(row.dataset.key)) row.classList.add("changed");
  }
  if (focused) live.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  tick(live);
}

async function refresh() {
  try {
    const reply = await fetch(live.dataset.live, { headers: etag ? { "If-None-Match": etag } : {}, redirect: "error" });
    if (reply.status === 200) {
      const html = await reply.text();
      if (etag) swap(html);
      etag = reply.headers.get("ETag") ?? "";
    } else if (reply.status !== 304) {
      throw new Error(String(reply.status));
    }
    lastGood = new Date();
    stale.hidden = true;
  } catch {
    stale.querySelector("[data-stale-at]").textContent = lastGood.toTimeString().slice(0, 5);
    stale.hidden = false;
  }
}

setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);
