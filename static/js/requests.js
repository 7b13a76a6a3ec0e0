// What htmx asks for: a refusal is shown as a sentence, beside the form where there is one.
import { text } from "./texts.js";

const WORDS = { 401: "login", 403: "forbidden", 404: "gone", 409: "stale", 410: "gone", 412: "stale", 413: "large" };

function said(xhr) {
  const sent = xhr.getResponseHeader("X-Refusal");
  if (!sent) return "";
  try { return decodeURIComponent(sent); } catch { return sent; }
}

function show(sentence, element) {
  const form = element?.closest?.("form:not(.k-inline)");
  if (form) {
    let line = form.querySelector(":scope > [data-refusal]");
    if (!line) {
      line = document.createElement("p");
      line.className = "k-note bad full";
      line.dataset.refusal = "";
      line.setAttribute("role", "alert");
      form.append(line);
    }
    line.textContent = sentence;
    return;
  }
  const bar = document.getElementById("offline");
  bar.textContent = sentence;
  bar.hidden = false;
}

function hide() {
  const bar = document.getElementById("offline");
  if (bar) bar.hidden = true;
}

// A part that scrolls by itself stays where it was when htmx brings it anew.
function keepScroll() {
  let at = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const part = document.querySelector("[data-keep-scroll]");
    at = part ? [part.scrollLeft, part.scrollTop] : null;
  });
  document.addEventListener("htmx:load", () => {
    const part = document.querySelector("[data-keep-scroll]");
    if (!part || !at) return;
    [part.scrollLeft, part.scrollTop] = at;
    at = null;
    part.querySelector("[data-editor]")?.scrollIntoView({ block: "nearest" });
  });
}

// The browser puts the focus into a new editor before htmx has taken it in hand; keys pressed then must not miss.
function takeInHand() {
  document.addEventListener("focusin", ({ target }) => {
    const editor = target.closest("[data-editor]");
    if (editor) window.htmx?.process(editor);
  });
}

export function startRequests() {
  keepScroll();
  takeInHand();
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    // A form that came back with its errors is an answer, not a failure.
    if (detail.xhr.status === 422 && !detail.xhr.getResponseHeader("X-Refusal")) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const status = detail.xhr.status;
    show(said(detail.xhr) || text(WORDS[status] ?? "failed"), detail.elt);
  });
  document.addEventListener("htmx:sendError", ({ detail }) => show(text("offline"), detail.elt));
  document.addEventListener("htmx:timeout", ({ detail }) => show(text("offline"), detail.elt));
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.elt.closest?.("form")?.querySelector(":scope > [data-refusal]")?.remove();
    hide();
  });
  window.addEventListener("offline", () => show(text("offline")));
  window.addEventListener("online", hide);
}
