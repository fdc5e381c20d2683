import { render } from "preact";

import { App } from "./app.js";
import { watchServer } from "./state/overview.js";
import { listenForShortcuts } from "./state/shortcuts.js";

const root = document.getElementById("app");
if (!root) throw new Error("The page has no element #app.");
render(<App />, root);
listenForShortcuts();
void watchServer();
