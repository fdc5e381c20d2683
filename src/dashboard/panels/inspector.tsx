import type { ComponentChildren, JSX } from "preact";

import { navigate } from "../state/location.js";
import { inspectorView } from "../state/page.js";
import { closeInspector } from "../state/shortcuts.js";
import { searchText, selectedDocument, selectedTopic } from "../state/location.js";
import { Icon } from "./icon.js";
import { MemberList } from "./member-list.js";
import { NeighborPanel } from "./neighbor-panel.js";
import { SearchResults } from "./search-results.js";

/** What is selected, in detail; lies over the topic list where the window is narrow. */
export function Inspector(): JSX.Element | null {
  switch (inspectorView.value) {
    case "document":
      return (
        <InspectorFrame name="Document" canGoBack={searchText.value !== null || selectedTopic.value !== null}>
          <NeighborPanel key={selectedDocument.value} />
        </InspectorFrame>
      );
    case "search":
      return (
        <InspectorFrame name="Search" canGoBack={false}>
          <SearchResults />
        </InspectorFrame>
      );
    case "topic":
      return (
        <InspectorFrame name="Topic" canGoBack={false}>
          <MemberList key={selectedTopic.value} />
        </InspectorFrame>
      );
    case null:
      return null;
  }
}

interface InspectorFrameProps {
  readonly name: string;
  readonly canGoBack: boolean;
  readonly children: ComponentChildren;
}

function InspectorFrame({ name, canGoBack, children }: InspectorFrameProps): JSX.Element {
  return (
    <aside class="inspector" aria-label={name}>
      <div class="panel-head">
        {canGoBack && (
          <button type="button" class="icon-button small" aria-label="Back" title="Back (Esc)" onClick={closeInspector}>
            <Icon name="back" />
          </button>
        )}
        <h2>{name}</h2>
        <button
          type="button"
          class="icon-button small"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => navigate({ topic: null, document: null, search: null })}
        >
          <Icon name="close" />
        </button>
      </div>
      {children}
    </aside>
  );
}
