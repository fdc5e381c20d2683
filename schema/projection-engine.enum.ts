import { registerEnumType } from "type-graphql";

import type { ProjectionEngine as ProjectionEngineName } from "../src/runs/run-record.js";

export const ProjectionEngine = { NATIVE: "NATIVE", UMAP_JS: "UMAP_JS" } as const satisfies Record<
  ProjectionEngineName,
  ProjectionEngineName
>;

registerEnumType(ProjectionEngine, {
  name: "ProjectionEngine",
  description: "Whose code draws a map. docs/maps.md says how the two differ.",
  valuesConfig: {
    NATIVE: { description: "UMAP by this project: faster, in a tenth of the memory." },
    UMAP_JS: { description: "The umap-js library." },
  },
});
