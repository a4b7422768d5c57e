// Keeps the threads fresh without touching what is being typed; without it a reload does the same.
// Sending stays on the page: the form is posted in the background and the threads asked for again.
const phones = document.getElementById("phones");

function toEnd(thread) {
  thread.scrollTop = thread.scrollHeight;
}

function newest(thread) {
  return thread.lastElementChild?.dataset.text ?? "";
}

function refreshThread(now, then) {
  if (newest(now) === newest(then)) return;
  const known = new Set([...now.children].map((row) => row.dataset.text));
  now.replaceChildren(...then.children);
  for (const row of now.children) if (!known.has(row.dataset.text)) row.classList.add("changed");
  toEnd(now);
}

// A phone that got its first text leaves the quiet ones and takes its place among the others.
function place(handset, order) {
  const after = [...phones.children].find((other) => order.indexOf(other.id) > order.indexOf(handset.id));
  phones.querySelector(":scope > p")?.remove();
  phones.insertBefore(handset, after ?? null);
  toEnd(handset.querySelector(".thread"));
}

function apply(page) {
  const wanted = [...page.querySelectorAll("#phones > .handset")];
  const order = wanted.map((handset) => handset.id);
  for (const then of wanted) {
    const now = document.getElementById(then.id);
    if (now) refreshThread(now.querySelector(".thread"), then.querySelector(".thread"));
    if (now?.parentElement !== phones) place(now ?? document.importNode(then, true), order);
  }
}

async function refresh() {
  try {
    const reply = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (reply.ok && !reply.redirected) apply(new DOMParser().parseFromString(await reply.text(), "text/html"));
  } catch {
    // The next round asks again.
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.answer");
  if (!form) return;
  event.preventDefault();
  const body = form.elements.body;
  if (!body.value.trim()) return body.focus();
  const reply = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!reply?.ok) return form.submit();
  form.querySelector(".field-error")?.remove();
  body.removeAttribute("aria-invalid");
  body.removeAttribute("aria-describedby");
  body.value = "";
  body.focus();
  refresh();
});

document.querySelectorAll(".thread").forEach(toEnd);
setInterval(() => document.visibilityState === "visible" && refresh(), Number(phones.dataset.every));
