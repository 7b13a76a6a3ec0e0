// Large files go before their form, part by part, and go on by themselves where the connection broke.
import { put, size } from "./files.js";
import { text } from "./texts.js";

const LARGE = 16 * 1024 * 1024;
const HEAD = 1024 * 1024;
const TRIES = 8;

class Refused extends Error {}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Only where the page came over a safe connection; elsewhere the parts go without a digest.
async function digest(bytes) {
  if (!globalThis.crypto?.subtle) return "";
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The same file chosen again, also after the page was loaded anew, is known by this.
async function markOf(file) {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const facts = new TextEncoder().encode(`${file.name}\n${file.size}\n${file.lastModified}\n`);
  const whole = new Uint8Array(facts.length + head.length);
  whole.set(facts);
  whole.set(head, facts.length);
  return await digest(whole) || weak(whole);
}

// Tells files of one person apart, nothing more.
function weak(bytes) {
  let mark = "";
  for (let seed = 1; seed <= 8; seed += 1) {
    let sum = (seed * 0x9e3779b1) >>> 0;
    for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
    mark += sum.toString(16).padStart(8, "0");
  }
  return mark;
}

// One request; what the network or the server could not do is tried again, what was refused is said.
async function ask(address, token, body, headers, broken) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(address, {
        method: "POST", body, headers: { "X-CSRFToken": token, ...headers }, credentials: "same-origin", redirect: "error",
      });
      const refusal = answer.headers.get("X-Refusal");
      if (refusal && answer.status !== 422) throw new Refused(decodeURIComponent(refusal));
      if (refusal && attempt >= 2) throw new Refused(decodeURIComponent(refusal));
      if (answer.ok || (answer.status === 409 && !refusal)) return await answer.json();
      if (answer.status < 500 && !refusal) throw new Refused(text(answer.status === 404 ? "gone" : "failed"));
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
    }
    if (attempt >= TRIES) return null;
    broken();
    await pause(Math.min(500 * 2 ** attempt, 15_000));
  }
}

async function send(file, zone, token, say) {
  let at = 0;
  const percent = () => String(Math.floor((100 * at) / file.size));
  const broken = () => say(text("waiting", { name: file.name, percent: percent() }), at / file.size);
  const about = new URLSearchParams({ name: file.name, size: file.size, mark: await markOf(file) });
  const begun = await ask(zone.dataset.parts, token, about, {}, broken);
  if (!begun) return null;
  at = begun.offset;
  while (at < file.size) {
    say(text("part", { name: file.name, percent: percent() }), at / file.size);
    const part = await file.slice(at, at + begun.part).arrayBuffer();
    const headers = {
      "Content-Type": "application/octet-stream", "Upload-Offset": String(at), "Part-Digest": await digest(part),
    };
    const answer = await ask(begun.address, token, part, headers, broken);
    if (!answer) return null;
    at = answer.offset;
  }
  return begun.id;
}

function ticked(zone, file, id) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", className: "form-check-input", name: "sent", value: id, checked: true });
  label.append(box, ` ${text("arrived", { name: file.name, size: size(file.size) })}`);
  item.append(label);
  zone.querySelector("[data-sent-list]").append(item);
}

function teller(zone) {
  const line = zone.querySelector("[data-parts-said]");
  const bar = document.createElement("progress");
  line.before(bar);
  const say = (sentence, done) => {
    if (line.textContent !== sentence) line.textContent = sentence;
    bar.value = done;
    bar.setAttribute("aria-label", sentence);
  };
  return { say, end: (sentence) => { bar.remove(); line.textContent = sentence; } };
}

async function sendLarge(zone, token) {
  const input = zone.querySelector("input[type=file]");
  const { say, end } = teller(zone);
  for (const file of [...input.files].filter((each) => each.size > LARGE)) {
    try {
      const id = await send(file, zone, token, say);
      if (!id) {
        end(text("halted", { name: file.name }));
        return false;
      }
      ticked(zone, file, id);
      put(input, [...input.files].filter((each) => each !== file));
    } catch (problem) {
      end(problem instanceof Refused ? `${file.name}: ${problem.message}` : text("halted", { name: file.name }));
      return false;
    }
  }
  end("");
  return true;
}

export function startParts() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const zone = form.querySelector("[data-parts]");
    const input = zone?.querySelector("input[type=file]");
    if (event.defaultPrevented || ![...(input?.files ?? [])].some((file) => file.size > LARGE)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.parting) return;
    form.dataset.parting = "1";
    const whole = await sendLarge(zone, form.querySelector("[name=csrfmiddlewaretoken]").value);
    delete form.dataset.parting;
    delete form.dataset.sent;
    if (whole) form.requestSubmit(event.submitter);
  }, true);
}
