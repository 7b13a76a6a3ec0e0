// Light, dark or as the system: kept in a cookie, so that the server draws the page right the first time.
function stored() {
  return document.documentElement.dataset.theme ?? "";
}

function choose(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (theme) {
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  } else {
    delete document.documentElement.dataset.theme;
    document.cookie = `theme=; Path=/; Max-Age=0; SameSite=Lax${secure}`;
  }
}

export function startTheme() {
  const box = document.querySelector("[data-theme-choice]");
  if (!box) return;
  box.hidden = false;
  for (const radio of box.querySelectorAll("input")) {
    radio.checked = radio.value === stored();
    radio.addEventListener("change", () => choose(radio.value));
  }
}
