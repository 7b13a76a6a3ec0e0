// Files: drop several or whole folders, paste a screenshot, see what will be sent, take one back, watch it go.
import { text } from "./texts.js";

// What systems leave in folders by themselves.
const LEFT_BY_SYSTEMS = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

export function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit += 1; }
  return `${value < 100 && unit > 1 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function put(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// A folder hands out its entries in parts; an empty part is the end.
async function inside(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const part = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!part.length) return found;
    found.push(...part);
  }
}

async function filesOf(entries) {
  const found = [];
  for (const entry of entries) {
    if (LEFT_BY_SYSTEMS.test(entry.name)) continue;
    if (entry.isDirectory) found.push(...await filesOf(await inside(entry)));
    else found.push(await new Promise((done, failed) => entry.file(done, failed)));
  }
  return found;
}

// Entries have to be asked for while the drop is handled; a file without one is taken as it is.
function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const whole = [...transfer.files];
  return entries.some((entry) => entry.isDirectory) ? filesOf(entries) : Promise.resolve(whole);
}

function add(zone, files) {
  const input = zone.querySelector("input[type=file]");
  const most = input.multiple ? Number(zone.dataset.drop) : 1;
  const wanted = input.multiple ? [...input.files, ...files] : files;
  if (wanted.length) put(input, wanted.slice(0, most));
  const hint = zone.querySelector("[data-drop-hint]");
  if (hint && wanted.length > most) hint.textContent = text("many", { most, left: wanted.length - most });
}

function row(input, file, index) {
  const item = document.createElement("li");
  item.append(`${file.name} · ${size(file.size)}`);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "k-iconbtn";
  button.textContent = "×";
  button.setAttribute("aria-label", text("remove", { name: file.name }));
  button.addEventListener("click", () => put(input, [...input.files].filter((_, i) => i !== index)));
  item.append(button);
  return item;
}

function start(zone) {
  if (zone.dataset.dropOn) return;
  zone.dataset.dropOn = "1";
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-drop-list]");
  const hint = zone.querySelector("[data-drop-hint]");
  if (hint) hint.hidden = false;
  const draw = () => list?.replaceChildren(...[...input.files].map((file, index) => row(input, file, index)));
  input.addEventListener("change", draw);
  const camera = zone.querySelector("[data-camera]");
  if (camera) {
    camera.hidden = false;
    camera.querySelector("input").addEventListener("change", ({ target }) => add(zone, [...target.files].map((file) => named(file, "photo"))));
  }
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    dropped(event.dataTransfer).then((files) => add(zone, files));
  });
  zone.closest("form")?.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable || !input.files.length) return;
    let bar = zone.querySelector("progress");
    if (!bar) {
      bar = document.createElement("progress");
      bar.max = 100;
      zone.querySelector("div").append(bar);
    }
    bar.value = Math.round((100 * detail.loaded) / detail.total);
    bar.setAttribute("aria-label", text("sending", { percent: String(bar.value) }));
  });
}

// A picture from the clipboard or the camera has no name of its own.
function named(file, word = "screenshot") {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  const name = `${word} ${now.slice(0, 10)} ${now.slice(11, 19).replaceAll(":", ".")}${file.name.slice(5)}`;
  return new File([file], name, { type: file.type });
}

// Pasted into the form one is in, or the only one that takes files; words are pasted where they always are.
export function startPaste() {
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    const shown = [...document.querySelectorAll("[data-drop]")].filter((zone) => zone.offsetParent !== null);
    const zone = event.target.closest?.("form")?.querySelector("[data-drop]") ?? (shown.length === 1 ? shown[0] : null);
    if (!zone) return;
    event.preventDefault();
    add(zone, files.map((file) => named(file)));
  });
}

export function startFiles(root) {
  if (root.matches?.("[data-drop]")) start(root);
  for (const zone of root.querySelectorAll?.("[data-drop]") ?? []) start(zone);
}
