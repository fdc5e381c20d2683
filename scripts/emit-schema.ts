// Writes schema/schema.graphql from the classes in schema/ and resolvers/. Run it by `npx tsx scripts/emit-schema.ts`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { printApi } from "../src/graphql/print-api.js";

writeFileSync(fileURLToPath(new URL("../schema/schema.graphql", import.meta.url)), printApi());
