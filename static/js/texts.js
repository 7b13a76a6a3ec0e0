// Sentences translated by the server with the page.
const texts = JSON.parse(document.getElementById("offline")?.dataset.texts ?? "{}");

export function text(key, values = {}) {
  let sentence = texts[key] ?? "";
  for (const [name, value] of Object.entries(values)) sentence = sentence.replace(`%(${name})s`, value);
  return sentence;
}
