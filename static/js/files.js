// Files: drop several, see what will be sent, take one back, watch it go.
import { text } from "./texts.js";

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) { value /= 1000; unit += 1; }
  return `${value < 100 && unit > 1 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function put(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
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
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = [...event.dataTransfer.files];
    if (dropped.length) put(input, input.multiple ? [...input.files, ...dropped] : dropped.slice(0, 1));
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

export function startFiles(root) {
  if (root.matches?.("[data-drop]")) start(root);
  for (const zone of root.querySelectorAll?.("[data-drop]") ?? []) start(zone);
}
