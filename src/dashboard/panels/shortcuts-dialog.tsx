import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { areShortcutsOpen } from "../state/page.js";
import { SHORTCUTS } from "../state/shortcuts.js";
import { Icon } from "./icon.js";

const POINTER = [
  ["Point at a document", "its title and topic"],
  ["Click a document", "its nearest neighbors"],
  ["Click in the legend", "switch a topic off or on"],
  ["Double-click in the legend", "leave only that topic; again for all"],
  ["Drag, scroll", "move and zoom the map"],
] as const;

export function ShortcutsDialog(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (areShortcutsOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-label="Keyboard shortcuts"
      onClose={() => (areShortcutsOpen.value = false)}
    >
      <div class="panel-head">
        <h2>Keys and pointer</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => (areShortcutsOpen.value = false)}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="keys">
        {SHORTCUTS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <dl class="keys pointer">
        {POINTER.map(([gesture, does]) => (
          <div key={gesture}>
            <dt>{gesture}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
