import type { Connection, Edge } from "../schema/connection.type.js";
import { decodeCursor, encodeCursor, type Position } from "../src/graphql/cursor.js";
import type { RowList } from "../src/services/cluster-order.js";
import { LIMITS, requireInteger } from "../src/services/limits.js";

/** Arguments of a list, as clients give them. */
export interface PageArgs {
  readonly first: number;
  readonly after?: string | null | undefined;
}

export interface PageSource<S, T> {
  /** Names the list and all that decides its order. */
  readonly list: Position;
  /** Types of the parts of a position. */
  readonly kinds: readonly ("string" | "number")[];
  /** Up to `limit` items after the position, from the beginning without one. */
  read(limit: number, after: Position | null): Promise<readonly S[]>;
  positionOf(item: S): Position;
  toNode(item: S): T;
  count(): number | Promise<number>;
}

/** A page of a list that its source reads by position. */
export async function toConnection<S, T>(args: PageArgs, source: PageSource<S, T>): Promise<Connection<T>> {
  const limit = requireInteger("first", args.first, 1, LIMITS.maxPage);
  const after = args.after ?? null;
  // One more than asked for tells whether there is a next page.
  const items = await source.read(limit + 1, after === null ? null : decodeCursor(after, source.list, source.kinds));
  const edges: Edge<T>[] = items.slice(0, limit).map((item) => ({
    node: source.toNode(item),
    cursor: encodeCursor(source.list, source.positionOf(item)),
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: items.length > limit,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => source.count(),
  };
}

/** A page of a list that never changes, such as the members of a cluster in some order. */
export function toConnectionOfRows<T>(
  args: PageArgs,
  list: Position,
  rows: RowList,
  toNode: (row: number) => T,
): Promise<Connection<T>> {
  return toConnection<number, T>(args, {
    list,
    kinds: ["number"],
    read: (limit, after) => Promise.resolve(rows.read(limit, after && (after[0] as number))),
    positionOf: (row) => [row],
    toNode,
    count: () => rows.count,
  });
}
