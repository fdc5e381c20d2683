import { afterAll } from "vitest";

import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { milvusConfig } from "../support/milvus-config.js";
import { milvusCollections } from "./milvus-collections.js";

let fake: FakeMilvus | undefined;
afterAll(() => fake?.stop());

milvusCollections("a fake Milvus", async () => {
  fake = await FakeMilvus.start();
  return milvusConfig(`127.0.0.1:${fake.port}`);
});
