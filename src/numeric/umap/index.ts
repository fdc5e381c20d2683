/** UMAP (McInnes, Healy and Melville 2018) in stages: fuzzy graph, curve, plan, optimization. */
export { fitCurve, type LayoutCurve } from "./fit-curve.js";
export { fuzzyGraph, type FuzzyGraph } from "./fuzzy-graph.js";
export { type ExchangeMemory, LayoutExchange } from "./layout-exchange.js";
export { type LayoutPlan, planLayout } from "./layout-plan.js";
export { layoutStart } from "./layout-start.js";
export { layoutByRow, optimizeLayout, optimizeShare } from "./optimize-layout.js";
export { principalComponents } from "./principal-components.js";
export { trustworthiness15 } from "./trustworthiness.js";
