import { registerEnumType } from "type-graphql";

import type { ProjectionEngine as ProjectionEngineName } from "../src/runs/run-record.js";

export const ProjectionEngine = { UMAP_JS: "UMAP_JS" } as const satisfies Record<
  ProjectionEngineName,
  ProjectionEngineName
>;

registerEnumType(ProjectionEngine, {
  name: "ProjectionEngine",
  valuesConfig: { UMAP_JS: { description: "The umap-js library, on the exact neighbors of the run." } },
});
