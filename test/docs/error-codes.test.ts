import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/errors.js";
import { projectRoot } from "../../src/project-root.js";

describe("docs/errors.md", () => {
  it("lists exactly the codes of the catalog, each with its meaning", () => {
    const text = readFileSync(join(projectRoot(), "docs/errors.md"), "utf8");
    const rows = [...text.matchAll(/^\| `([A-Z_]+)`\s+\| (.+?)\s+\|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(Object.entries(ERROR_CODES));
  });
});
