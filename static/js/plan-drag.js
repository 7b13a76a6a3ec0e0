// Bars move, stretch and link on the time line; the server says what it would do before anything is saved.
import { lines } from "./plan-fold.js";

const NS = "http://www.w3.org/2000/svg";
const EDGE = 7;
const DAY = 86_400_000;

function later(day, days) {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

function barOf(plan, row) {
  return plan.querySelectorAll(".g-svg > .rw")[lines(plan).indexOf(row)]?.querySelector(".b");
}

function rowOf(plan, bar) {
  const place = [...plan.querySelectorAll(".g-svg > .rw")].indexOf(bar?.closest(".rw"));
  return place < 0 ? null : lines(plan)[place];
}

// Draw the bar where it would lie.
function preview(plan, bar, part, days) {
  const step = days * Number(plan.querySelector(".g-svg").dataset.scale);
  bar.classList.toggle("moved", days !== 0);
  if (part === "move") return bar.setAttribute("transform", `translate(${step},0)`);
  const rect = bar.querySelector(".bar");
  rect.dataset.x ??= rect.getAttribute("x");
  rect.dataset.w ??= rect.getAttribute("width");
  const [x, width] = [Number(rect.dataset.x), Number(rect.dataset.w)];
  rect.setAttribute("width", Math.max(part === "end" ? width + step : width - step, 3));
  if (part === "start") rect.setAttribute("x", x + Math.min(step, width - 3));
}

function restore(plan) {
  for (const bar of plan.querySelectorAll(".g-svg .b.moved")) {
    bar.classList.remove("moved");
    bar.removeAttribute("transform");
    const rect = bar.querySelector(".bar[data-x]");
    if (rect) { rect.setAttribute("x", rect.dataset.x); rect.setAttribute("width", rect.dataset.w); }
  }
}

// By key, the first field takes the focus, but not before htmx has taken its form in hand.
function open(plan, address, first) {
  const panel = clearPanel(plan);
  if (first) panel.addEventListener("htmx:load", () => panel.querySelector(first)?.focus(), { once: true });
  window.htmx.ajax("GET", address, { source: panel, target: panel, swap: "innerHTML" });
}

// What was asked before and has not come yet must not come any more.
function clearPanel(plan) {
  const panel = plan.querySelector("#g-panel");
  window.htmx.trigger(panel, "htmx:abort");
  panel.replaceChildren();
  return panel;
}

function ask(plan, row, part, days, first) {
  const { s, d, p, v } = row.dataset;
  // A bar that is stretched at its end begins as planned; one that is moved begins where it was put.
  const starts = part === "end" ? (p < s ? p : s) : later(s, days);
  const due = part === "start" ? d : later(d, days);
  const asked = new URLSearchParams({ starts_on: starts, due_on: due, version: v });
  open(plan, `${plan.dataset.plan}tasks/${row.id.slice(2)}/dates/?${asked}`, first);
}

export function closePanel(plan) {
  clearPanel(plan);
  restore(plan);
}

export function join(plan, row, before, first) {
  const asked = new URLSearchParams(before ? { predecessor: before.id.slice(2) } : {});
  open(plan, `${plan.dataset.plan}tasks/${row.id.slice(2)}/joining/?${asked}`, first);
}

// By key: a day more with each press; asked once the keys rest.
const pending = { row: null, days: 0, part: "", timer: 0 };

export function nudge(plan, row, part, days) {
  const bar = barOf(plan, row);
  if (!bar || !row.dataset.v || (part === "end" && !bar.querySelector(".bar"))) return false;
  if (pending.row !== row || pending.part !== part || !plan.querySelector(".b.moved")) {
    restore(plan);
    Object.assign(pending, { row, part, days: 0 });
  }
  clearPanel(plan);
  if (document.activeElement === document.body) row.querySelector("[data-walk-open]")?.focus({ preventScroll: true });
  pending.days += days;
  preview(plan, bar, part, pending.days);
  clearTimeout(pending.timer);
  pending.timer = setTimeout(() => {
    if (!pending.days) return closePanel(plan);
    ask(plan, row, part, pending.days, ".btn-primary");
  }, 250);
  return true;
}

function partAt(bar, x) {
  const rect = bar.querySelector(".bar")?.getBoundingClientRect();
  if (!rect || rect.width < 3 * EDGE) return "move";
  if (x > rect.right - EDGE) return "end";
  return x < rect.left + EDGE ? "start" : "move";
}

function addHandles(plan, svg) {
  let handle = null;
  svg.addEventListener("pointerover", (event) => {
    const bar = event.target.closest?.(".b");
    if (!bar || event.target === handle) return;
    const row = rowOf(plan, bar);
    if (!row || (!row.dataset.v && row.matches(".g"))) return;
    handle?.remove();
    handle = document.createElementNS(NS, "circle");
    handle.setAttribute("class", "ln");
    handle.setAttribute("r", "5");
    const box = (bar.querySelector(".bar") ?? bar).getBBox();
    handle.setAttribute("cx", box.x + box.width + 9);
    handle.setAttribute("cy", 16);
    bar.append(handle);
  });
}

function drawLine(svg, from) {
  const line = document.createElementNS(NS, "line");
  line.setAttribute("class", "joining");
  const box = svg.getBoundingClientRect();
  const put = (end, x, y) => { line.setAttribute(`x${end}`, x - box.left); line.setAttribute(`y${end}`, y - box.top); };
  put(1, from.clientX, from.clientY);
  put(2, from.clientX, from.clientY);
  svg.append(line);
  return { put, line };
}

export function startDrag(plan) {
  const svg = plan.querySelector(".g-svg");
  if (!svg || !plan.querySelector("#g-panel")) return;
  addHandles(plan, svg);
  plan.addEventListener("click", (event) => {
    if (!event.target.closest("[data-panel-close]")) return;
    event.preventDefault();
    closePanel(plan);
    document.querySelector(".k-walk [data-walk-open]")?.focus({ preventScroll: true });
  });
  svg.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest(".b");
    const row = rowOf(plan, bar);
    if (!row || event.button) return;
    if (event.target.matches(".ln")) return dragLink(plan, svg, row, event);
    if (!row.dataset.v) return;
    event.preventDefault();
    closePanel(plan);
    dragBar(plan, svg, row, bar, event);
  });
}

// Follow the pointer until it is let go; Escape gives up.
function follow(svg, event, move, done) {
  svg.setPointerCapture(event.pointerId);
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const finish = (last) => { stop.abort(); done(last); };
  svg.addEventListener("pointermove", move, options);
  svg.addEventListener("pointerup", finish, options);
  svg.addEventListener("pointercancel", () => finish(null), options);
  document.addEventListener("keydown", (pressed) => { if (pressed.key === "Escape") finish(null); }, options);
}

function dragBar(plan, svg, row, bar, event) {
  const part = partAt(bar, event.clientX);
  const scale = Number(svg.dataset.scale);
  let days = 0;
  follow(svg, event, (at) => {
    days = Math.round((at.clientX - event.clientX) / scale);
    preview(plan, bar, part, days);
  }, (last) => {
    if (!last || !days) return restore(plan);
    ask(plan, row, part, days);
  });
}

function dragLink(plan, svg, row, event) {
  event.preventDefault();
  const { put, line } = drawLine(svg, event);
  follow(svg, event, (at) => put(2, at.clientX, at.clientY), (last) => {
    line.remove();
    if (!last) return;
    const over = rowOf(plan, document.elementFromPoint(last.clientX, last.clientY)?.closest(".b"));
    if (over && over !== row) join(plan, over, row);
  });
}
