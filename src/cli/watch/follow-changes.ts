import { ConnectionError } from "../client/request-error.js";
import { withRetries } from "../client/retry.js";
import type { CommandContext } from "../command-context.js";
import {
  CollectionChangedDocument,
  type TopicChangeKind,
  TopicChangesDocument,
  type TopicChangesQuery,
} from "../operations.generated.js";
import type { Change } from "./describe-change.js";

/** All but the topics that just go on. */
export const NEWS_KINDS: readonly TopicChangeKind[] = ["SPLIT", "MERGED", "BORN", "DIED", "GREW", "SHRANK"];

const PAGE = 100;
const RECONNECT_MS = 1000;

type Edge = NonNullable<TopicChangesQuery["collection"]>["changes"]["edges"][number];

interface Place {
  readonly cursor: string;
  readonly at: string;
}

export interface ChangesWanted {
  /** How many of those that are there already. */
  readonly last: number;
  /** Null: all. */
  readonly kinds: readonly TopicChangeKind[] | null;
}

/**
 * Changes, oldest first, without end; it ends when the collection is gone. The subscription only wakes: what is new is read
 * from the list down to where the last reading began, so that a connection that breaks loses nothing and repeats nothing.
 */
export async function* followChanges(
  { client, note }: Pick<CommandContext, "client"> & { readonly note: (text: string) => void },
  collection: string,
  { last, kinds }: ChangesWanted,
): AsyncGenerator<Change, void, undefined> {
  const read = async (first: number, after: string | null) => {
    const variables = { collection, kinds: kinds && [...kinds], first, after };
    const answer = await withRetries(
      () => client.request(TopicChangesDocument, variables),
      () => undefined,
    );
    return answer.collection?.changes ?? null;
  };
  const newer = async (place: Place | null): Promise<Edge[] | null> => {
    const found: Edge[] = [];
    for (let after: string | null = null; ;) {
      const page = await read(PAGE, after);
      if (!page) return null;
      for (const edge of page.edges) {
        if (place && (edge.cursor === place.cursor || edge.node.at < place.at)) return found;
        found.push(edge);
      }
      if (!page.pageInfo.hasNextPage) return found;
      after = page.pageInfo.endCursor;
    }
  };
  const start = await read(Math.min(PAGE, Math.max(1, last)), null);
  if (!start) return;
  yield* start.edges
    .slice(0, last)
    .map(({ node }) => node)
    .reverse();
  let place = placeOf(start.edges[0]);
  for (;;) {
    try {
      for await (const _ of client.subscribe(CollectionChangedDocument, { name: collection })) {
        const found = await newer(place);
        if (!found) return;
        place = placeOf(found[0]) ?? place;
        yield* found.map(({ node }) => node).reverse();
      }
      // The stream ends with the collection, or with a server that stops.
      if (!(await newer(place))) return;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      note("the connection broke; trying again");
    }
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

function placeOf(edge: Edge | undefined): Place | null {
  return edge ? { cursor: edge.cursor, at: edge.node.at } : null;
}
