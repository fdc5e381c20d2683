export { type ProjectionEngine, projectorOf } from "./engines.js";
export type { ProjectionOptions, Projector } from "./projector.js";
