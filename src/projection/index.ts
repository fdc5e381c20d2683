export { defaultEpochs, type ProjectionOptions, type Projector } from "./projector.js";
export { umapJsProjector } from "./umap-js-projector.js";
