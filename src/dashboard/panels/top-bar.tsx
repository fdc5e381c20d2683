import type { JSX } from "preact";

import { connection } from "../api/connection.js";
import { areShortcutsOpen } from "../state/page.js";
import { CollectionPicker } from "./collection-picker.js";
import { Icon } from "./icon.js";
import { RunPicker } from "./run-picker.js";
import { SearchBox } from "./search-box.js";

const CONNECTION_TITLES = { connecting: "Connecting", online: "Connected", lost: "Not connected" } as const;

export function TopBar(): JSX.Element {
  return (
    <header class="top-bar">
      <h1 class="brand">
        <img src="./favicon.svg" alt="" width="22" height="22" />
        <span class="brand-name">Topograph</span>
      </h1>
      <CollectionPicker />
      <RunPicker />
      <SearchBox />
      <span class="connection" data-state={connection.value} title={CONNECTION_TITLES[connection.value]}>
        <span class="visually-hidden">{CONNECTION_TITLES[connection.value]}</span>
      </span>
      <a class="quiet-link" href="./graphql" title="The GraphQL API and its explorer">
        API
      </a>
      <button
        type="button"
        class="icon-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => (areShortcutsOpen.value = true)}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}
