// Names while one types, in fields with data-find; data-adds puts the chosen line into another field.
const PAUSE = 150;

async function offer(field) {
  const words = field.value.trim();
  if (words.length < 2) return;
  const address = new URL(field.dataset.find, location.href);
  address.searchParams.set("q", words);
  let names;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    names = (await answer.json()).names;
  } catch { return; }
  if (field.value.trim() !== words) return;
  field.list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

function take(field) {
  const chosen = [...(field.list?.options ?? [])].some((option) => option.value === field.value);
  const into = document.getElementById(field.dataset.adds);
  if (!chosen || !into) return;
  into.value = `${into.value.replace(/\s+$/, "")}\n${field.value}\n`.trimStart();
  field.value = "";
}

export function startPeople() {
  let waiting;
  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-find]");
    if (!field) return;
    clearTimeout(waiting);
    if (field.dataset.adds) take(field);
    waiting = setTimeout(() => offer(field), PAUSE);
  });
}
