import { computed, effect, signal } from "@preact/signals";

import { navigate, noiseMode } from "./location.js";
import { map, shownRunId } from "./run.js";
import { LARGEST_TOPICS, topics } from "./topics.js";
import { ALL_VISIBLE, isIsolated, isolate, isVisible, toggle, type Visibility } from "./visibility.js";

/** Which topics are on the map. */
export const visibility = signal<Visibility>(ALL_VISIBLE);

/** The topics with a line of their own in the legend. */
export const legendTopics = computed(() => topics.value.slice(0, LARGEST_TOPICS));

/** Labels of all topics that share the legend's last line. */
export const otherLabels = computed(() => {
  const own = new Set(legendTopics.value.map((topic) => topic.label));
  const count = map.value?.groups.clusterCount ?? 0;
  return Array.from({ length: count }, (_, label) => label).filter((label) => !own.has(label));
});

// Labels mean something else in another run.
let runOfSwitches: string | null = null;
effect(() => {
  if (shownRunId.value === runOfSwitches) return;
  runOfSwitches = shownRunId.value;
  visibility.value = ALL_VISIBLE;
});

interface BeforeClick {
  readonly visibility: Visibility;
  readonly noise: ReturnType<typeof noiseMode.peek>;
}

let beforeClick: BeforeClick | null = null;
let noiseBeforeIsolation: BeforeClick["noise"] = "shown";

/**
 * One click switches, a second one soon after isolates: the browser counts them, and the second undoes what the first did,
 * so that nothing has to wait for a click that may not come.
 */
export function clickSwitch(labels: readonly number[], clickCount: number): void {
  if (clickCount >= 2 && beforeClick) {
    restore(beforeClick);
    beforeClick = null;
    isolateTopics(labels);
    return;
  }
  beforeClick = { visibility: visibility.peek(), noise: noiseMode.peek() };
  visibility.value = toggle(visibility.peek(), labels);
}

export function isolateTopics(labels: readonly number[]): void {
  const ends = isIsolated(visibility.peek(), labels);
  if (!ends && visibility.peek().shownByDefault) noiseBeforeIsolation = noiseMode.peek();
  visibility.value = isolate(visibility.peek(), labels);
  if (noiseMode.peek() !== "nearest") navigate({ noise: ends ? noiseBeforeIsolation : "hidden" }, { replace: true });
}

export function showAllTopics(): void {
  if (!visibility.peek().shownByDefault && noiseMode.peek() === "hidden")
    navigate({ noise: noiseBeforeIsolation }, { replace: true });
  visibility.value = ALL_VISIBLE;
}

function restore(before: BeforeClick): void {
  visibility.value = before.visibility;
  if (noiseMode.peek() !== before.noise) navigate({ noise: before.noise }, { replace: true });
}

export function isTopicVisible(label: number): boolean {
  return isVisible(visibility.value, label);
}

export const isEveryTopicVisible = computed(
  () => visibility.value.shownByDefault && visibility.value.exceptions.size === 0,
);
