import { computed, effect, signal } from "@preact/signals";

import { toApiError, type ApiError } from "../api/api-error.js";
import { request } from "../api/client.js";
import { reconnections } from "../api/connection.js";
import { MembersDocument, type MemberPageFragment } from "../operations.generated.js";
import { selectedTopic } from "./location.js";

export type Member = MemberPageFragment["edges"][number]["node"];

interface MemberPages {
  readonly topic: string | null;
  readonly members: readonly Member[];
  readonly total: number | null;
  readonly after: string | null;
  readonly isLoading: boolean;
  readonly error: ApiError | null;
}

const PAGE = 50;
const NONE: MemberPages = { topic: null, members: [], total: null, after: null, isLoading: false, error: null };

/** Members of the selected topic as far as they were asked for, the surest first. */
const pages = signal<MemberPages>(NONE);
export const members = computed(() => pages.value);
export const hasMoreMembers = computed(() => pages.value.after !== null);

let abort = new AbortController();

effect(() => {
  const topic = selectedTopic.value;
  void reconnections.value;
  const before = pages.peek();
  if (before.topic === topic && before.error === null) return;
  abort.abort();
  pages.value = { ...NONE, topic };
  if (topic !== null) void loadPage();
});

export async function loadPage(): Promise<void> {
  const before = pages.peek();
  if (before.topic === null || before.isLoading) return;
  abort = new AbortController();
  const { signal } = abort;
  pages.value = { ...before, isLoading: true, error: null };
  try {
    const { cluster } = await request(
      MembersDocument,
      { cluster: before.topic, first: PAGE, after: before.after },
      { signal },
    );
    if (!cluster) throw new Error("This topic does not exist any more.");
    const { edges, totalCount, pageInfo } = cluster.members;
    pages.value = {
      topic: before.topic,
      members: [...before.members, ...edges.map((edge) => edge.node)],
      total: totalCount,
      after: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      isLoading: false,
      error: null,
    };
  } catch (error) {
    if (!signal.aborted) pages.value = { ...before, isLoading: false, error: toApiError(error) };
  }
}
