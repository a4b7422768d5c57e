// Keeps the clocks on a page running: whole minutes, then hours and minutes.
const pad = (n) => String(n).padStart(2, "0");

export function tick(root = document) {
  for (const element of root.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(element.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    element.textContent = `${hours}:${pad(minutes)}:${pad(seconds % 60)}`;
  }
}

tick();
setInterval(tick, 1000);
