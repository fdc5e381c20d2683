import { expect } from "vitest";

import type { ApiHarness, Data } from "./api-harness.js";

/** Asks for a list page by page until its end; what each page must hold to is checked on the way. */
export async function allPages(
  api: ApiHarness,
  query: string,
  variables: Record<string, unknown>,
  listOf: (data: Data) => Data,
): Promise<{ readonly nodes: Data[]; readonly cursors: string[]; readonly pages: number }> {
  const nodes: Data[] = [];
  const cursors: string[] = [];
  let after: string | null = null;
  for (let pages = 1; ; pages++) {
    const list: Data = listOf(await api.data(query, { ...variables, after }));
    const { edges, pageInfo } = list;
    expect(edges.length).toBeLessThanOrEqual(variables["first"] as number);
    expect(pageInfo).toMatchObject({
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    });
    for (const { node, cursor } of edges) {
      nodes.push(node);
      cursors.push(cursor);
    }
    if (!pageInfo.hasNextPage) {
      expect(list.totalCount).toBe(nodes.length);
      expect(new Set(cursors).size).toBe(cursors.length);
      return { nodes, cursors, pages };
    }
    expect(edges).toHaveLength(variables["first"] as number);
    after = pageInfo.endCursor;
  }
}

/** What `allPages` needs of a connection; `fields` are those of a node. */
export function connectionFields(fields: string): string {
  return `totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { ${fields} } }`;
}
