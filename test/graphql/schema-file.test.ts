import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { printApi } from "../../src/graphql/print-api.js";

it("schema/schema.graphql is what the classes make; scripts/emit-schema.ts writes it anew", () => {
  expect(printApi()).toBe(readFileSync(new URL("../../schema/schema.graphql", import.meta.url), "utf8"));
});
