import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustedRandIndex } from "../numeric/hdbscan/partition.js";
import { milvusPython, realServer } from "../store/milvus/server-addresses.js";
import { ApiHarness, type Data } from "../support/api-harness.js";
import { milvusConfig } from "../support/milvus-config.js";
import { NEWS_DIMENSION } from "../support/news-vectors.js";

interface TutorialAnswer {
  readonly n: number;
  readonly clusters: number;
  readonly noiseShare: number;
  readonly labels: readonly number[];
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const tutorial = JSON.parse(readFileSync(path("../fixtures/tutorial/labels.json"), "utf8")) as TutorialAnswer;

const python = milvusPython();
for (const [name, variable] of [
  ["Milvus Lite", "MILVUS_LITE_URI"],
  ["Milvus", "MILVUS_STANDALONE_URI"],
] as const) {
  const uri = realServer(variable);
  if (uri && python) collectionOfTheTutorial(name, uri, python);
}

function collectionOfTheTutorial(server: string, uri: string, interpreter: string): void {
  describe(`the tutorial's collection, made by pymilvus on ${server}`, () => {
    const collection = `tutorial_${randomUUID().replaceAll("-", "")}`;
    const steps = (command: string, ...rest: readonly string[]) =>
      promisify(execFile)(interpreter, [path("tutorial-steps.py"), command, uri, collection, ...rest]);
    let api: ApiHarness;
    beforeAll(async () => {
      await steps("make", path("../fixtures/hdbscan/news-1500/vectors.f32"), String(NEWS_DIMENSION));
      api = await ApiHarness.open({ milvus: milvusConfig(uri) });
    }, 300_000);
    afterAll(async () => {
      await api.close();
      await steps("drop");
    }, 120_000);

    it("is attached as it is", async () => {
      const { attachCollection } = await api.data(
        `mutation ($input: AttachCollectionInput!) {
          attachCollection(input: $input) { metric dimension documentCount readOnly }
        }`,
        { input: { name: "news", milvusCollection: collection } },
      );
      expect(attachCollection).toEqual({ metric: "L2", dimension: 384, documentCount: tutorial.n, readOnly: true });
      const { documents } = await api.data(
        `{ documents(collection: "news", first: 100) { edges { node { key title text } } } }`,
      );
      const keys: string[] = documents.edges.map(({ node }: Data) => node.key);
      expect(keys).toEqual([...keys].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)));
      expect(documents.edges[0].node).toMatchObject({ title: "Headline 0", text: "Headline 0\nWhat it says." });
    });

    it("falls into the clusters that the tutorial finds", async () => {
      const id = await api.recluster({ collection: "news", minClusterSize: 3, minSamples: 3, layout: false });
      const { clustering } = await api.data(
        `query ($id: ID) { clustering(id: $id) { clusterCount noiseShare stale assignments { labels } } }`,
        { id },
      );
      // Ids grow as rows are inserted, so the order of numbers is that of the rows.
      const agreement = adjustedRandIndex(clustering.assignments.labels, tutorial.labels);
      expect(agreement).toBeGreaterThanOrEqual(0.92);
      expect(Math.abs(clustering.clusterCount / tutorial.clusters - 1)).toBeLessThanOrEqual(0.05);
      expect(Math.abs(clustering.noiseShare - tutorial.noiseShare)).toBeLessThanOrEqual(0.02);
      expect(clustering.stale).toBe(false);
    });
  });
}
