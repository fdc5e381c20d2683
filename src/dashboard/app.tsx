import type { JSX } from "preact";

import { MapPanel } from "./map/map-panel.js";
import { ConnectionBanner } from "./panels/connection-banner.js";
import { Inspector } from "./panels/inspector.js";
import { ShortcutsDialog } from "./panels/shortcuts-dialog.js";
import { SidePanel } from "./panels/side-panel.js";
import { TopBar } from "./panels/top-bar.js";
import { inspectorView } from "./state/page.js";

export function App(): JSX.Element {
  return (
    <div class="app">
      <TopBar />
      <ConnectionBanner />
      <div class="work" data-inspector={inspectorView.value !== null}>
        <SidePanel />
        <MapPanel />
        <Inspector />
      </div>
      <ShortcutsDialog />
    </div>
  );
}
