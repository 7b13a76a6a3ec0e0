// Keys: / and others by data-key, ? for the list, j and k walk, m marks, Escape cancels an editor.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

function press(node) {
  if (node.matches("input:not([type=checkbox], [type=radio]), textarea, select, [data-focus]")) node.focus();
  else node.click();
  if (node.matches("input[type=search]")) node.select();
}

function walked() {
  return document.querySelector("[data-walk] .k-walk, [data-walk] [data-walk-item][aria-current]");
}

export function walk(step) {
  const items = [...document.querySelectorAll("[data-walk] [data-walk-item]")].filter((item) => item.offsetParent !== null);
  if (!items.length) return false;
  const here = items.indexOf(walked());
  const next = items[Math.min(Math.max(here + step, 0), items.length - 1)];
  for (const item of items) item.classList.remove("k-walk");
  next.classList.add("k-walk");
  next.scrollIntoView({ block: "nearest" });
  const link = next.matches("a") ? next : next.querySelector("[data-walk-open], a, button");
  link?.focus({ preventScroll: true });
  if (next.hasAttribute("data-walk-follow")) link?.click();
  return true;
}

function mark() {
  const node = (walked() ?? document).querySelector("[data-mark]") ?? document.querySelector("[data-mark]");
  if (!node) return false;
  press(node);
  return true;
}

function cancel(target) {
  const button = target.closest("[data-editor]")?.querySelector("[data-cancel]");
  if (!button) return false;
  button.click();
  return true;
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape" && cancel(event.target)) return event.preventDefault();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form[data-editor]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      document.getElementById("keys")?.showModal();
      return event.preventDefault();
    }
    if ((event.key === "j" && walk(1)) || (event.key === "k" && walk(-1)) || (event.key === "m" && mark())) {
      return event.preventDefault();
    }
    const node = [...document.querySelectorAll("[data-key]")].find((n) => n.dataset.key === event.key && n.offsetParent !== null);
    if (node) { press(node); event.preventDefault(); }
  });
}
