// One tick for a whole group: all, none, or a dash where only some are ticked.
export function startTicks() {
  for (const label of document.querySelectorAll("[data-tick-all]")) {
    const all = label.querySelector("input");
    const boxes = [...document.getElementsByName(label.dataset.tickAll)];
    const tell = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    label.hidden = boxes.length < 2;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
    for (const box of boxes) box.addEventListener("change", tell);
    tell();
  }
}
