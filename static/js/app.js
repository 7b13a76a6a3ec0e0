// Starts the modules; each looks for its own attributes and does nothing where there are none.
import { startDrafts } from "./drafts.js";
import { startFiles, startPaste } from "./files.js";
import { startForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startParts } from "./parts.js";
import { startPeople } from "./people.js";
import { startRequests } from "./requests.js";
import { startTheme } from "./theme.js";
import { startTicks } from "./ticks.js";

startTheme();
startMenus();
startKeys();
startForms();
startRequests();
startDrafts(document);
startFiles(document);
startPaste();
startParts();
startPeople();
startTicks();

// What htmx brings in gets the same treatment.
document.addEventListener("htmx:load", (event) => {
  startDrafts(event.detail.elt);
  startFiles(event.detail.elt);
});
