// Helps with the two report forms; without it both still work.
const PHOTO_SIDE = 1600; // what the server keeps
const PHOTO_BYTES = 1_500_000; // below this a photo is sent as it is

// An input method ends a word with Enter; that Enter must not send the form.
let composedAt = 0;
document.addEventListener("compositionend", () => { composedAt = performance.now(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  const justComposed = event.isComposing || event.keyCode === 229 || performance.now() - composedAt < 100;
  if (justComposed) event.preventDefault();
});

// Without a network the page stays as it is, says so, and sends itself when the network is back.
for (const form of document.querySelectorAll("form[data-offline]")) {
  const note = form.querySelector("[data-offline-note]");
  let pressed = null;
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    pressed = event.submitter;
    note.textContent = form.dataset.offline;
    note.hidden = false;
  });
  addEventListener("online", () => {
    if (note.hidden) return;
    note.hidden = true;
    form.requestSubmit(pressed);
  });
}

// A phone's photo is made as small as the server would make it, and shown.
async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, PHOTO_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
  return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
}

for (const part of document.querySelectorAll("[data-photo]")) {
  const input = part.querySelector("input[type=file]");
  const now = part.querySelector(".photo-now");
  const note = part.querySelector("[data-photo-note]");
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    let kept = file;
    try {
      kept = file.size > PHOTO_BYTES ? await smaller(file) : file;
      if (kept !== file && input.files[0] === file) {
        const carrier = new DataTransfer();
        carrier.items.add(kept);
        input.files = carrier.files;
      }
    } catch {
      // The browser cannot read it; the server decides.
    }
    const shown = now.querySelector("img") ?? now.insertBefore(document.createElement("img"), now.firstChild);
    shown.className = "thumb";
    shown.alt = "";
    shown.onerror = () => shown.remove();
    shown.src = URL.createObjectURL(kept);
    now.querySelectorAll("p:not([data-photo-note])").forEach((old) => old.remove());
    note.textContent = note.dataset.words;
    note.hidden = false;
    part.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = false; });
  });
}

// Places by name; a choice fills the same hidden fields that a touch on the map fills.
for (const picker of document.querySelectorAll("[data-place-picker]")) {
  const finder = picker.querySelector("[data-place-find]");
  const [name, button, said, list] = ["input", "button", "[role=status]", "ul"].map((part) => finder.querySelector(part));
  const field = (id) => picker.closest("form").elements[id];
  finder.hidden = false;

  function choose(place) {
    field("lat").value = place.lat;
    field("lon").value = place.lon;
    field("place_text").value ||= place.name.slice(0, 60);
    picker.querySelector("input[value=picked]").checked = true;
    for (const id of ["lat", "lon"]) field(id).dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = `${said.dataset.chosen} ${place.name}`;
    list.replaceChildren();
    name.focus();
  }

  function line(place) {
    const row = document.createElement("li");
    const press = document.createElement("button");
    press.type = "button";
    press.textContent = [place.name, place.kind_word, place.address].filter(Boolean).join(" · ");
    press.addEventListener("click", () => choose(place));
    row.append(press);
    return row;
  }

  async function find() {
    if (!name.value.trim()) return name.focus();
    try {
      const reply = await fetch(`${finder.dataset.placeFind}?q=${encodeURIComponent(name.value)}`, { redirect: "error" });
      if (!reply.ok) throw new Error(String(reply.status));
      const { places } = await reply.json();
      list.replaceChildren(...places.map(line));
      said.textContent = places.length ? "" : said.dataset.none;
    } catch {
      said.textContent = said.dataset.trouble;
    }
  }

  button.addEventListener("click", find);
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const free = !event.defaultPrevented && !event.isComposing;
    event.preventDefault();
    if (free) find();
  });
}
