import { mapCommands } from "../map/map-commands.js";
import { navigate, noiseMode, searchText, selectedDocument } from "./location.js";
import { areShortcutsOpen, inspectorView, isLegendOpen, isReclusterOpen } from "./page.js";
import { showAllTopics } from "./topic-switches.js";
import { stepTopic } from "./topics.js";

export interface Shortcut {
  /** As `KeyboardEvent.key` says. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly run: () => void;
}

export const SEARCH_BOX = "search-box";

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ["n"], shown: "n", does: "Hide or show documents of no topic", run: () => setNoise("hidden") },
  { keys: ["t"], shown: "t", does: "Join them to their nearest topic, or not", run: () => setNoise("nearest") },
  { keys: ["a"], shown: "a", does: "Switch all topics on", run: showAllTopics },
  { keys: ["j"], shown: "j", does: "Next topic", run: () => stepTopic(1) },
  { keys: ["k"], shown: "k", does: "Previous topic", run: () => stepTopic(-1) },
  { keys: ["f", "0"], shown: "f", does: "Show the whole map", run: mapCommands.fit },
  { keys: ["+", "="], shown: "+", does: "Zoom in", run: mapCommands.zoomIn },
  { keys: ["-"], shown: "-", does: "Zoom out", run: mapCommands.zoomOut },
  { keys: ["/"], shown: "/", does: "Search", run: () => document.getElementById(SEARCH_BOX)?.focus() },
  { keys: ["l"], shown: "l", does: "Open or close the legend", run: () => (isLegendOpen.value = !isLegendOpen.value) },
  {
    keys: ["r"],
    shown: "r",
    does: "Open or close the settings for a new run",
    run: () => (isReclusterOpen.value = !isReclusterOpen.value),
  },
  { keys: ["Escape"], shown: "Esc", does: "Close the panel on the right, one step at a time", run: closeInspector },
  { keys: ["?"], shown: "?", does: "This list", run: () => (areShortcutsOpen.value = !areShortcutsOpen.value) },
];

function setNoise(mode: "hidden" | "nearest"): void {
  navigate({ noise: noiseMode.peek() === mode ? "shown" : mode }, { replace: true });
}

export function closeInspector(): void {
  if (selectedDocument.peek() !== null) navigate({ document: null });
  else if (searchText.peek() !== null) navigate({ search: null });
  else if (inspectorView.peek() !== null) navigate({ topic: null });
}

export function listenForShortcuts(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target;
    const isTyping =
      target instanceof HTMLElement &&
      (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));
    if (isTyping) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (areShortcutsOpen.peek() && event.key !== "?") return;
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key));
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  });
}
