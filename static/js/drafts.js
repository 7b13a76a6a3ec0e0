// Drafts: what is typed in a form with data-draft stays in this browser until the form is sent.
import { text } from "./texts.js";

const PREFIX = "draft:";
const KEPT = 14 * 24 * 3600 * 1000;

function fields(form) {
  return [...form.elements].filter((field) => field.name && field.matches(
    "textarea, input:not([type=hidden], [type=password], [type=file], [type=submit], [type=checkbox], [type=radio]), select",
  ));
}

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null");
    return draft && Date.now() - draft.at < KEPT ? draft : null;
  } catch { return null; }
}

function write(key, form) {
  const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })); } catch { /* storage full or closed: typing goes on */ }
}

function tell(form, key, at) {
  const line = document.createElement("p");
  line.className = "k-note acc full";
  line.setAttribute("role", "status");
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(at);
  line.append(`${text("draft", { when })} `);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-quiet";
  button.textContent = text("discard");
  button.addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    line.remove();
  });
  line.append(button);
  form.prepend(line);
}

function start(form) {
  if (form.dataset.draftOn) return;
  form.dataset.draftOn = "1";
  const key = `${PREFIX}${form.dataset.draft}`;
  const draft = read(key);
  if (draft) {
    let changed = false;
    for (const field of fields(form)) {
      const kept = draft.values[field.name];
      if (kept === undefined || kept === field.value) continue;
      field.value = kept;
      changed = true;
    }
    if (changed) tell(form, key, draft.at);
  }
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, form), 300);
  });
  const done = () => { clearTimeout(timer); localStorage.removeItem(key); };
  // A plain post may still fail: keep the draft until the next page says it went through.
  form.addEventListener("submit", () => { if (!form.matches("[hx-post]")) sessionStorage.setItem("sent-draft", key); });
  form.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.elt === form && detail.successful) done(); });
}

function forgetSent() {
  const key = sessionStorage.getItem("sent-draft");
  if (!key) return;
  sessionStorage.removeItem("sent-draft");
  const back = document.querySelector(`form[data-draft="${CSS.escape(key.slice(PREFIX.length))}"]`);
  // The same form with errors in it, or the login page: not gone through yet.
  if (back?.querySelector(".err, .k-note.bad") || document.querySelector(".k-door")) return;
  localStorage.removeItem(key);
}

export function startDrafts(root) {
  if (root === document) forgetSent();
  if (root.matches?.("form[data-draft]")) start(root);
  for (const form of root.querySelectorAll?.("form[data-draft]") ?? []) start(form);
}
