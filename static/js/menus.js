// Menus are <details>: Escape and a click elsewhere close them.
function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu === except || (except && menu.contains(except))) continue;
    menu.open = false;
  }
}

export function startMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
    event.stopPropagation();
  }, true);
  for (const node of document.querySelectorAll("[data-open-keys]")) {
    node.hidden = false;
    node.addEventListener("click", () => document.getElementById("keys").showModal());
  }
}
