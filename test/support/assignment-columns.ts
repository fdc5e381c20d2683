import type { Data } from "./api-harness.js";

/** The columns in `data` as they come with encoding BASE64: Int32 or Float32, one after the other, little-endian. */
export function decodeColumns(data: string, count: number, kinds: readonly ("int" | "float")[]): number[][] {
  const bytes = Buffer.from(data, "base64");
  if (bytes.length !== 4 * count * kinds.length)
    throw new Error(`expected ${kinds.length} columns of ${count}, got ${bytes.length} bytes`);
  return kinds.map((kind, column) =>
    Array.from({ length: count }, (_, row) => {
      const at = 4 * (column * count + row);
      return kind === "int" ? bytes.readInt32LE(at) : bytes.readFloatLE(at);
    }),
  );
}

/** The same partition as sets of row names, whatever the labels are; noise apart. */
export function groupsOf(names: readonly string[], { labels }: Data): string[] {
  const groups = new Map<number, string[]>();
  names.forEach((name, row) => groups.set(labels[row], [...(groups.get(labels[row]) ?? []), name]));
  return [...groups].map(([label, group]) => `${label === -1 ? "noise" : "group"} ${group.sort().join(" ")}`).sort();
}
