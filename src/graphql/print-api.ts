import { lexicographicSortSchema, printSchema } from "graphql";

import { buildGraphqlSchema } from "./build-schema.js";

const BANNER =
  "# Emitted from the classes in schema/ and resolvers/ by scripts/emit-schema.ts. Change those, not this file.\n\n";

/** The API as SDL, sorted. */
export function printApi(): string {
  return `${BANNER}${printSchema(lexicographicSortSchema(buildGraphqlSchema()))}\n`;
}
