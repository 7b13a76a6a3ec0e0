// The plan: fold, choose, walk, drag. Each part looks at the plan anew after htmx has brought it.
import { closePanel, startDrag } from "./plan-drag.js";
import { startFold } from "./plan-fold.js";
import { startKeys, walked, walkTo } from "./plan-keys.js";
import { startRedraw } from "./plan-redraw.js";
import { startSelection, tell } from "./plan-selection.js";

const AT = "plan:at";

function start() {
  const plan = document.getElementById("plan");
  if (!plan || plan.dataset.on) return;
  plan.dataset.on = "1";
  startFold(plan);
  startSelection(plan);
  startDrag(plan);
}

// A plain post, such as an undo, loads the page anew: it stays where it was, and on the same line.
function keepPlace() {
  const wrap = () => document.querySelector(".g-wrap");
  const kept = sessionStorage.getItem(AT)?.split(" ");
  sessionStorage.removeItem(AT);
  if (kept?.[0] === location.pathname && wrap()) {
    [wrap().scrollLeft, wrap().scrollTop] = [Number(kept[1]), Number(kept[2])];
    window.scrollTo(0, Number(kept[3]));
    walkTo(kept[4]);
  }
  document.addEventListener("submit", () => {
    const part = wrap();
    if (part) sessionStorage.setItem(AT, `${location.pathname} ${part.scrollLeft} ${part.scrollTop} ${window.scrollY} ${walked()?.id ?? ""}`);
  });
}

// Some rows stand there anew: what hung on them is said again, and one is where one was.
function redrawn(plan, line) {
  if (plan.querySelector("#g-panel")) closePanel(plan);
  tell(plan);
  walkTo(line);
}

start();
startKeys();
startRedraw(redrawn);
keepPlace();
document.addEventListener("htmx:load", start);
