import { afterAll, beforeAll } from "vitest";
import { MilvusStore } from "../../src/store/milvus/milvus-store.js";
import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { graphWays } from "./graph-ways.js";

let server: FakeMilvus;
beforeAll(async () => {
  server = await FakeMilvus.start();
});
afterAll(() => server.stop());

graphWays(
  "a server that speaks Milvus 2.5",
  async (index) => new MilvusStore({ uri: server.uri, ...(index && { index }) }),
  { count: 600, approximate: 300 },
);
