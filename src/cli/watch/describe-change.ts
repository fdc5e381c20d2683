import { printable } from "../../printable-text.js";
import type { TopicChangesQuery } from "../operations.generated.js";

export type Change = NonNullable<TopicChangesQuery["collection"]>["changes"]["edges"][number]["node"];

/** One line for people. */
export function describeChange(change: Change): string {
  const at = change.at.slice(0, 16).replace("T", " ");
  return `${at}  ${change.kind.padEnd(9)}  ${printable(change.title)}${details(change)}`;
}

function details({ kind, before, after }: Change): string {
  const sizes = (clusters: readonly { readonly size: number }[]): string =>
    clusters.map(({ size }) => size).join(" + ");
  switch (kind) {
    case "BORN":
      return `  (${sizes(after)})`;
    case "DIED":
      return before.length > 0 ? `  (${sizes(before)})` : "";
    default: {
      const lines = kind === "SPLIT" ? after : kind === "MERGED" ? before : [];
      const names = lines.map(({ title, size }) => `\n    ${String(size).padStart(5)}  ${printable(title)}`);
      return `  (${sizes(before) || "?"} -> ${sizes(after)})${names.join("")}`;
    }
  }
}
