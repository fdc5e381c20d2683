interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What the API gives at most in one page. */
export const PAGE_SIZE = 100;

/** The nodes of a connection, fetched page by page as they are asked for, at most `limit`. */
export async function* pages<Node>(
  fetchPage: (first: number, after: string | null) => Promise<Page<Node>>,
  limit = Infinity,
): AsyncGenerator<Node> {
  let after: string | null = null;
  let left = limit;
  do {
    const page: Page<Node> = await fetchPage(Math.min(PAGE_SIZE, left), after);
    for (const { node } of page.edges) yield node;
    left -= page.edges.length;
    after = page.pageInfo.hasNextPage && page.edges.length > 0 ? page.pageInfo.endCursor : null;
  } while (after !== null && left > 0);
}
