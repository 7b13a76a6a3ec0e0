// Ticked lines: how many, from here to there with Shift, none again.
import { lines, words } from "./plan-fold.js";

export function tell(plan) {
  const count = plan.querySelector("#many [data-count]");
  if (count) count.textContent = words(plan).chosen.replace("%(n)s", plan.querySelectorAll(".pk:checked").length);
}

export function startSelection(plan) {
  const form = plan.querySelector("#many");
  if (!form) return;
  const boxes = () => [...plan.querySelectorAll(".pk")];
  let last = null;
  plan.addEventListener("click", (event) => {
    const box = event.target.closest?.(".pk");
    if (!box) return;
    if (event.shiftKey && last) {
      const all = boxes().filter((one) => !one.closest("tr").hidden);
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    tell(plan);
  });
  form.querySelector("[data-none]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    tell(plan);
  });
  tell(plan);
}

export function choose(row) {
  row?.querySelector(".pk")?.click();
}

// Press a verb for what is ticked, or else for the line walked to.
export function press(plan, change, row) {
  const made = plan.querySelector(`#many [data-change="${change}"]`);
  if (!made) return false;
  if (!lines(plan).some((line) => line.querySelector(".pk")?.checked)) choose(row);
  made.click();
  return true;
}
