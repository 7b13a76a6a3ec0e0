// Groups fold away; which ones is remembered in this browser, for each person and plan.
export const ROW = 36;

export function words(plan) {
  return JSON.parse(plan.dataset.words);
}

export function lines(plan) {
  return [...plan.querySelectorAll(".g-table tbody > tr")];
}

function key(plan) {
  return `folded:${plan.dataset.person}:${plan.dataset.plan}`;
}

function read(plan) {
  try { return new Set(JSON.parse(localStorage.getItem(key(plan)) ?? "[]")); } catch { return new Set(); }
}

function write(plan, folded) {
  try { localStorage.setItem(key(plan), JSON.stringify([...folded])); } catch { /* storage closed: it stays folded until the page is left */ }
}

function arrange(plan, folded) {
  const rows = lines(plan);
  const bars = plan.querySelectorAll(".g-svg > .rw");
  const tops = [];
  let under = Infinity;
  let shown = 0;
  rows.forEach((row, place) => {
    const level = Number(row.dataset.l);
    if (level <= under) under = Infinity;
    const hidden = under !== Infinity;
    row.hidden = hidden;
    tops.push(hidden ? null : shown * ROW);
    bars[place]?.setAttribute(hidden ? "display" : "transform", hidden ? "none" : `translate(0,${shown * ROW})`);
    if (!hidden) bars[place]?.removeAttribute("display");
    if (!hidden) shown += 1;
    if (!hidden && folded.has(row.id)) under = level;
    row.querySelector(".fd")?.setAttribute("aria-expanded", String(!folded.has(row.id)));
  });
  draw(plan, tops, shown * ROW);
}

// Links are drawn over all rows: each end goes along with its row.
function draw(plan, tops, height) {
  const svg = plan.querySelector(".g-svg");
  if (!svg) return;
  for (const path of svg.querySelectorAll(".dep")) {
    const [a, b] = [Number(path.dataset.a), Number(path.dataset.b)];
    if (tops[a] === null || tops[b] === null) { path.setAttribute("display", "none"); continue; }
    path.removeAttribute("display");
    path.dataset.d ??= path.getAttribute("d");
    const [up, down] = [tops[a] - a * ROW, tops[b] - b * ROW];
    let pair = 0;
    path.setAttribute("d", path.dataset.d.replace(/([ML])(-?[\d.]+) (-?[\d.]+)/g, (_all, step, x, y) => {
      pair += 1;
      return `${step}${x} ${Number(y) + (pair <= 2 ? up : down)}`;
    }));
  }
  svg.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${height}`);
  for (const line of svg.querySelectorAll(":scope > line")) line.setAttribute("y2", height);
}

export function fold(plan, row, wanted) {
  const folded = read(plan);
  const now = wanted ?? !folded.has(row.id);
  if (now) folded.add(row.id); else folded.delete(row.id);
  write(plan, folded);
  arrange(plan, folded);
}

export function foldAll(plan, wanted) {
  const folded = new Set(wanted ? lines(plan).filter((row) => row.matches(".g")).map((row) => row.id) : []);
  write(plan, folded);
  arrange(plan, folded);
}

function button(label, cls, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = cls;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", press);
  return made;
}

function addButtons(plan) {
  const said = words(plan);
  for (const row of plan.querySelectorAll(".g-table tbody > .g")) {
    if (row.querySelector(".fd")) continue;
    const name = row.querySelector(".nm").textContent;
    const made = button(said.fold.replace("%(name)s", name), "fd", () => fold(plan, row));
    if (!row.querySelector("a.nm")) made.dataset.walkOpen = "";
    made.setAttribute("aria-expanded", "true");
    row.querySelector("th").prepend(made);
  }
}

// Some rows were drawn anew: they fold as those did in whose place they stand.
export function refold(plan) {
  addButtons(plan);
  const folded = read(plan);
  if (folded.size) arrange(plan, folded);
}

export function startFold(plan) {
  const said = words(plan);
  addButtons(plan);
  const head = plan.querySelector(".g-table thead th");
  if (head && plan.querySelector(".g-table tbody > .g")) {
    head.append(button(said.fold_all, "fa fa-in", () => foldAll(plan, true)), button(said.unfold_all, "fa fa-out", () => foldAll(plan, false)));
  }
  const folded = read(plan);
  const edited = plan.querySelector(".g-table .edit");
  // What is being changed is never folded away.
  if (edited) {
    let level = Number(edited.dataset.l);
    for (let row = edited.previousElementSibling; row; row = row.previousElementSibling) {
      if (Number(row.dataset.l) < level) { folded.delete(row.id); level = Number(row.dataset.l); }
    }
  }
  if (folded.size) arrange(plan, folded);
}
