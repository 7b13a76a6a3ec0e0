// Keys of the plan, beside those of every page: arrows walk and fold, Alt moves, letters press verbs.
import { walk } from "./keys.js";
import { join, nudge } from "./plan-drag.js";
import { fold } from "./plan-fold.js";
import { choose, press } from "./plan-selection.js";

const TYPING = "input:not([type=checkbox]), textarea, select";
const VERBS = { "[": "outdent", "]": "indent", c: "copy" };
let here = "";

function plan() { return document.getElementById("plan"); }
export function walked() { return plan()?.querySelector(".k-walk"); }

export function walkTo(id = here) {
  const row = id && document.getElementById(id);
  if (!row || row.matches(".edit")) return;
  row.classList.add("k-walk");
  row.querySelector("[data-walk-open]")?.focus({ preventScroll: true });
}

function withAlt(event, row) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) return nudge(plan(), row, event.shiftKey ? "end" : "move", step);
  if (event.key === "ArrowUp") return press(plan(), "up", row);
  return event.key === "ArrowDown" && press(plan(), "down", row);
}

function plain(event, row) {
  const { key } = event;
  if (key === "u") {
    const undo = document.querySelector("#messages [data-undo]");
    undo?.click();
    return Boolean(undo);
  }
  if (!row) return false;
  if (VERBS[key]) return press(plan(), VERBS[key], row);
  if (key === "x") { choose(row); return true; }
  if (key === "o") { row.querySelector("a[data-walk-open]")?.click(); return true; }
  if (key === "l" && row.dataset.v) { join(plan(), row, null, "select"); return true; }
  if (row.matches(".g") && (key === "ArrowLeft" || key === "ArrowRight")) { fold(plan(), row, key === "ArrowLeft"); return true; }
  if (key === "Enter" && event.target.matches("a[data-walk-open]")) {
    const edit = row.querySelector("[data-mark]");
    edit?.click();
    return Boolean(edit);
  }
  return false;
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || !plan()) return;
  if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]")) return;
  const row = walked();
  const inside = row && (event.target === document.body || event.target.closest?.(".g-wrap, #g-panel"));
  let done = false;
  if (event.altKey) done = inside && withAlt(event, row);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    done = inside && !event.target.closest?.("#g-panel") && walk(event.key === "ArrowDown" ? 1 : -1);
  } else done = plain(event, inside ? row : null);
  if (done) event.preventDefault();
}

// The plan is drawn anew after each change: whoever walked in it stays on the same line.
function stay() {
  document.addEventListener("htmx:beforeSwap", () => { here = walked()?.id ?? plan()?.querySelector("tr.edit")?.id ?? here; });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target?.id === "plan" || detail.elt?.id === "plan") walkTo(here);
  });
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  stay();
}
