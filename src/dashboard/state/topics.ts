import { computed, effect, signal } from "@preact/signals";

import { request } from "../api/client.js";
import { reconnections } from "../api/connection.js";
import { TopicDocument, TopicsDocument, type TopicsQuery, type TopicSummaryFragment } from "../operations.generated.js";
import { navigate, selectedTopic } from "./location.js";
import { resource } from "./resource.js";
import { shownRunId } from "./run.js";

export type Topic = TopicSummaryFragment;

/** Listed and in the legend from the start. */
export const LARGEST_TOPICS = 30;
const PAGE = 100;
/** Titles further down the list are fetched when they are looked at. */
const MOST_TOPICS = 1_000;

interface TopicList {
  readonly run: string | null;
  /** Largest first. */
  readonly topics: readonly Topic[];
  readonly total: number;
  readonly failed: boolean;
}

const NO_TOPICS: TopicList = { run: null, topics: [], total: 0, failed: false };
const list = signal<TopicList>(NO_TOPICS);

export const topics = computed(() => list.value.topics);
export const topicTotal = computed(() => list.value.total);
export const topicsFailed = computed(() => list.value.failed);
export const areTopicsLoaded = computed(
  () => list.value.run !== null && list.value.run === shownRunId.value && !list.value.failed,
);
export const topicByLabel = computed(() => new Map(topics.value.map((topic) => [topic.label, topic])));

// The largest first, so that the page is of use at once; then the rest, whose titles the map shows when it is zoomed in.
effect(() => {
  const run = shownRunId.value;
  void reconnections.value;
  if (run === null) {
    list.value = NO_TOPICS;
    return undefined;
  }
  const before = list.peek();
  if (before.run === run && !before.failed) return undefined;
  const abort = new AbortController();
  void loadAll(run, abort.signal);
  return () => abort.abort();
});

async function loadAll(run: string, signal: AbortSignal): Promise<void> {
  let found: readonly Topic[] = [];
  let after: string | null = null;
  try {
    do {
      const first = found.length === 0 ? LARGEST_TOPICS : PAGE;
      const page: TopicsQuery = await request(TopicsDocument, { clustering: run, first, after }, { signal });
      if (!page.clustering) return;
      const { edges, pageInfo, totalCount } = page.clustering.clusters;
      found = [...found, ...edges.map((edge) => edge.node)];
      list.value = { run, topics: found, total: totalCount, failed: false };
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null && found.length < MOST_TOPICS);
  } catch {
    if (!signal.aborted)
      list.value = { run, topics: found, total: list.peek().run === run ? list.peek().total : 0, failed: true };
  }
}

const topicWanted = computed(() => (shownRunId.value === null ? null : selectedTopic.value));

/** The selected topic, from the list where it is there already. */
const fetched = resource(topicWanted, async (id, signal) => (await request(TopicDocument, { id }, { signal })).cluster);

export const topic = computed(() => {
  const id = selectedTopic.value;
  if (id === null) return null;
  return topics.value.find((each) => each.id === id) ?? (fetched.value.data?.id === id ? fetched.value.data : null);
});

/** Unlike the topic itself it stays equal while more of the list comes in. */
export const selectedLabel = computed(() => topic.value?.label ?? null);

// Topics belong to one run: when another is shown, the selection of the old one ends.
effect(() => {
  const { status, data } = fetched.value;
  const run = shownRunId.value;
  if (status !== "ready" || run === null || selectedTopic.peek() === null) return;
  if (data === null || (data.id === selectedTopic.peek() && data.clustering.id !== run))
    navigate({ topic: null }, { replace: true });
});

/** The topic under the pointer in a list or on the map. */
export const pointedLabel = signal<number | null>(null);

export function selectTopic(id: string | null): void {
  navigate({ topic: id, document: null, search: null });
}

export function selectLabel(label: number): void {
  const id = topicByLabel.peek().get(label)?.id;
  if (id !== undefined) selectTopic(id);
}

/** The next topic in the list, or the one before. */
export function stepTopic(step: 1 | -1): void {
  const all = topics.peek();
  const place = all.findIndex((each) => each.id === selectedTopic.peek());
  const next = all[place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step];
  if (next) selectTopic(next.id);
}
