// After a change only the rows that differ come back; a line that is opened comes alone, and goes back untouched.
import { lines, refold } from "./plan-fold.js";

const UNKNOWN = "--------";
let closed = null;

function plan() { return document.getElementById("plan"); }

// By its form: for a moment after it came, htmx lets a line look as the one in whose place it stands.
function opened(part) { return part?.querySelector("#edit")?.closest("tr"); }

// What the server drew before, so that it need not draw it again.
function have(part) {
  const open = opened(part);
  return `${part.dataset.shared} ${lines(part).map((row) => (row === open ? UNKNOWN : row.dataset.h)).join("")}`;
}

function putRows(part, rows) {
  for (const row of rows) {
    const old = document.getElementById(row.id);
    const box = old.querySelector(".pk");
    if (box?.checked) row.querySelector(".pk").checked = true;
    old.replaceWith(row);
    window.htmx.process(row);
  }
}

function putBars(part, drawn) {
  const svg = part.querySelector(".g-svg");
  if (!svg) return;
  const bars = svg.querySelectorAll(":scope > .rw");
  const places = drawn.dataset.places.split(" ");
  [...drawn.querySelectorAll(".rw")].forEach((bar, at) => bars[places[at]].replaceWith(bar));
  const links = new Map([...svg.querySelectorAll(".dep")].map((path) => [`${path.dataset.a} ${path.dataset.b}`, path]));
  for (const path of drawn.querySelectorAll(".dep")) links.get(`${path.dataset.a} ${path.dataset.b}`)?.replaceWith(path);
}

function redraw(part, html) {
  const came = document.createElement("template");
  came.innerHTML = html;
  putBars(part, came.content.querySelector("svg[data-places]"));
  putRows(part, [...came.content.querySelectorAll("table > tbody > tr")]);
  const head = came.content.querySelector(".g-head");
  part.querySelector(".g-head").replaceWith(head);
  window.htmx.process(head);
  closed = null;
  refold(part);
}

function putBack() {
  const open = opened(plan());
  if (!open || closed?.id !== open.id) return false;
  open.replaceWith(closed);
  // What htmx took out it let go of.
  window.htmx.process(closed);
  closed = null;
  return true;
}

export function startRedraw(after) {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb === "post" && detail.target?.id === "plan") detail.parameters.have = have(detail.target);
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { target, xhr } = detail;
    if (target?.id === "plan" && xhr.getResponseHeader("HX-Reswap") === "none") {
      redraw(target, detail.serverResponse);
      after(target);
    } else if (target?.matches?.("#plan tbody > tr") && target !== opened(plan())) {
      putBack();
      closed = target;
    }
  });
  document.addEventListener("click", (event) => {
    const line = event.target.closest?.("#edit [data-cancel]") && closed;
    if (!line || !putBack()) return;
    event.preventDefault();
    event.stopPropagation();
    after(plan(), line.id);
  }, { capture: true });
}
