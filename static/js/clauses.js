// The clause tree: typing in its filter unfolds what fits; emptying it folds back to the open path.
const tree = document.querySelector("[data-clause-tree]");
const field = document.querySelector("[data-clause-filter] input[type=search]");

if (tree && field) {
  const lines = [...tree.children];
  const folded = new Set(lines.filter((line) => line.hidden));
  const none = document.querySelector("[data-clause-none]");
  field.addEventListener("input", () => {
    const words = field.value.trim().toLowerCase();
    let shown = 0;
    for (const line of lines) {
      const fits = line.querySelector(".n").textContent.startsWith(words) || line.querySelector(".t").textContent.toLowerCase().includes(words);
      line.hidden = words ? !fits : folded.has(line);
      if (!line.hidden) shown += 1;
    }
    none.hidden = shown > 0;
  });
  tree.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}
