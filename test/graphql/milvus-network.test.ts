import { afterAll } from "vitest";

import { FakeMilvus } from "../store/milvus/fake-server/fake-milvus.js";
import { milvusFaults } from "./milvus-faults.js";

let fake: FakeMilvus | undefined;
afterAll(() => fake?.stop());

milvusFaults("a fake Milvus", 800, async () => (fake = await FakeMilvus.start()));
