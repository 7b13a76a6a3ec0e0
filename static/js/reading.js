// Tells the server that the end of what is to be signed has been on the screen; without it a tick says so.
const form = document.getElementById("reading");
const end = document.querySelector("[data-end]");

if (form && end && "IntersectionObserver" in window) {
  const watch = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (!answer.ok) return;
      document.querySelector("[data-read]")?.setAttribute("hidden", "");
      document.querySelector("[data-read-done]")?.removeAttribute("hidden");
    } catch { /* no connection: the tick box stays */ }
  });
  watch.observe(end);
}
