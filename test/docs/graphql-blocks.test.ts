import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../src/project-root.js";

const root = projectRoot();
const schema = buildSchema(readFileSync(join(root, "schema/schema.graphql"), "utf8"));
const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);
const blocks = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^ *```graphql\n([^]*?)^ *```$/gm)].map(([, query = ""]) => ({ page, query }));
});

describe("the queries of the documentation", () => {
  it("are found, those of the tutorial among them", () => {
    const ofTutorial = blocks.filter(({ page }) => page === "docs/from-the-tutorial.md").map(({ query }) => query);
    const names = ofTutorial.map((query) => /^(?:query|mutation) (\w+)/.exec(query)?.[1]);
    expect(names).toEqual(["Insert", "Create", "Attach", "Neighbors", "Cluster", "Labels", "Map"]);
  });

  it.each(blocks)("are valid in $page: $query", ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([]);
  });
});
