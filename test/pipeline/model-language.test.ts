import { afterEach, describe, expect, it, vi } from "vitest";
import type { ModelIdentity } from "../../src/embedding/embedder.js";
import type { RunWarning } from "../../src/runs/run-record.js";
import { identityOf } from "../../src/services/embedding-access.js";
import { NEWS_DIMENSION, newsDocuments } from "../support/news-vectors.js";
import { PipelineHarness } from "../support/pipeline-harness.js";
import { TinyEmbedder } from "../support/tiny-embedder.js";

// In this thread only: the texts of a large collection take seconds, and belong into a worker.
vi.mock("../../src/embedding/script-coverage.js", () => ({
  uncoveredShare: () => {
    throw new Error("The texts were looked through on the main thread");
  },
}));

const { model } = new TinyEmbedder();

describe("MODEL_LANGUAGE", () => {
  let harness: PipelineHarness;
  afterEach(() => harness.close());

  /** The warnings of a run over Chinese texts in a collection of this model. */
  async function warnings(of: ModelIdentity | null): Promise<readonly RunWarning[]> {
    harness = await PipelineHarness.open({ model });
    const collection = await harness.createCollection("news", NEWS_DIMENSION, of);
    const documents = newsDocuments(60).map((document) => ({ ...document, title: "新闻", text: "今天的新闻很多" }));
    await harness.write(collection, documents);
    const run = await harness.run({ collection: "news", layout: false });
    expect(run).toMatchObject({ status: "SUCCEEDED", error: null });
    return run.warnings.filter(({ code }) => code === "MODEL_LANGUAGE");
  }

  it("is warned of where the server's model has embedded the texts", async () => {
    const [warning] = await warnings(identityOf(model));
    expect(warning?.message).toContain("100%");
    expect(warning?.message).toContain("(Han)");
  });

  it("is no matter of a model that the vectors are not of", async () => {
    expect(await warnings(null)).toEqual([]);
    await harness.close();
    expect(await warnings({ ...identityOf(model), prefix: "query: " })).toEqual([]);
  });
});
