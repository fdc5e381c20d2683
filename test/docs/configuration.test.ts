import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { projectRoot } from "../../src/project-root.js";

const text = readFileSync(join(projectRoot(), "docs/configuration.md"), "utf8");
const source = readFileSync(join(projectRoot(), "src/config.ts"), "utf8");

describe("docs/configuration.md", () => {
  it("names every variable that is read, and no other in its table", () => {
    const read = [...source.matchAll(/^ {2}([A-Z_]+): (?:z\.|wholeNumber|onOff)/gm)].map(([, name]) => name);
    const documented = [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(8);
    expect([...documented].sort()).toEqual([...read].sort());
  });

  it("states the defaults that hold", () => {
    const defaults = readConfig({});
    const stated = (name: string) => new RegExp(`^\\| \`${name}\`\\s+\\| \`([^\`]+)\``, "m").exec(text)?.[1];
    expect(stated("HOST")).toBe(defaults.host);
    expect(Number(stated("PORT"))).toBe(defaults.port);
    expect(stated("DATA_DIR")).toBe(defaults.dataDir);
    expect(stated("EMBEDDING_MODEL")).toBe(defaults.embeddingModel);
    expect(Number(stated("MAX_MEMORY_MB"))).toBe(defaults.maxMemoryMb);
    expect(stated("LOG_LEVEL")).toBe(defaults.logLevel);
  });
});
