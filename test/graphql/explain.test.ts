import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { newsInputs } from "../support/news-inputs.js";

const EXPLAIN = `coreDistance leftAtDistance nearestCluster { label } distanceToNearest joinsWhen { parameter value } via { rank distance document { id } }`;

describe("the explanation of a membership", () => {
  let api: ApiHarness;
  let id: string;
  let columns: Data;
  beforeAll(async () => {
    api = await ApiHarness.open();
    await api.ingest(newsInputs(400));
    id = await api.recluster({ layout: false });
    columns = (
      await api.data(
        `query ($id: ID) { clustering(id: $id) { raw: assignments { documentIds labels } nearest: assignments(view: NEAREST) { labels distances } } }`,
        { id },
      )
    ).clustering;
  });
  afterAll(() => api.close());

  const rowsOf = (isWanted: (label: number) => boolean): number[] =>
    columns.raw.labels.flatMap((label: number, row: number) => (isWanted(label) ? [row] : []));
  const explain = async (row: number): Promise<Data> =>
    (
      await api.data(
        `query ($document: ID, $id: ID) { document(id: $document) { neighbors(k: 50) { distance } explain(clustering: $id) { ${EXPLAIN} } } }`,
        {
          document: columns.raw.documentIds[row],
          id,
        },
      )
    ).document;
  const rowOf = (documentId: string): number => columns.raw.documentIds.indexOf(documentId);

  it("tells of noise which cluster is nearest and how far, and through whom", async () => {
    for (const row of rowsOf((label) => label === -1).slice(0, 5)) {
      const { explain: why, neighbors } = await explain(row);
      expect(why.coreDistance).toBeCloseTo(neighbors[2].distance, 5);
      expect(why.leftAtDistance).toBeGreaterThanOrEqual(why.coreDistance);
      expect(why.nearestCluster.label).toBe(columns.nearest.labels[row]);
      expect(why.distanceToNearest).toBeCloseTo(columns.nearest.distances[row], 10);
      for (const { document } of why.via) {
        expect(columns.raw.labels[rowOf(document.id)]).toBe(columns.nearest.labels[row]);
      }
    }
  });

  it("gives changes of the parameters that take noise in, when they are applied", async () => {
    const parameters = new Set<string>();
    for (const row of rowsOf((label) => label === -1)
      .filter((_, at) => at % 12 === 0)
      .slice(0, 8)) {
      const { explain: why } = await explain(row);
      expect(why.joinsWhen.length).toBeGreaterThan(0);
      for (const { parameter, value } of why.joinsWhen) {
        parameters.add(parameter);
        const { clustering } = await api.data(
          `query ($id: ID) { clustering(id: $id) { recut(${parameter}: ${value}) { assignments { labels } } } }`,
          { id },
        );
        expect(clustering.recut.assignments.labels[row]).toBeGreaterThanOrEqual(0);
      }
    }
    expect(parameters.size).toBeGreaterThan(1);
  });

  it("tells of members what holds them, and which other cluster is nearest", async () => {
    for (const row of rowsOf((label) => label >= 0).slice(0, 4)) {
      const { explain: why } = await explain(row);
      const label = columns.raw.labels[row];
      expect(why.joinsWhen).toEqual([]);
      expect(why.via.length).toBeGreaterThan(0);
      for (const { document } of why.via) expect(columns.raw.labels[rowOf(document.id)]).toBe(label);
      const { clustering } = await api.data(
        `query ($id: ID) { clustering(id: $id) { clusters(first: 100) { edges { node { label nearest(first: 1) { distance cluster { label } } } } } } }`,
        { id },
      );
      const own = clustering.clusters.edges.find(({ node }: Data) => node.label === label).node;
      expect(why.nearestCluster).toEqual(own.nearest[0].cluster);
      expect(why.distanceToNearest).toBe(own.nearest[0].distance);
    }
  });

  it("is for ten documents a request, and for those that the run has seen", async () => {
    const ask = (count: number) =>
      `query ($id: ID) { ${Array.from({ length: count }, (_, at) => `d${at}: document(key: "${newsInputs(400)[at]!.key}") { explain(clustering: $id) { coreDistance } }`).join(" ")} }`;
    await api.data(ask(10), { id });
    expect((await api.refusal(ask(11), { id })).code).toBe("BAD_USER_INPUT");
    await api.ingest(newsInputs(401).slice(400));
    const { document } = await api.data(
      `query ($key: String, $id: ID) { document(key: $key) { explain(clustering: $id) { coreDistance } } }`,
      {
        key: newsInputs(401)[400]!.key,
        id,
      },
    );
    expect(document.explain).toBeNull();
  });
});
