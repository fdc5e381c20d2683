export { BlockRows } from "./block-rows.js";
export { encodeModel } from "./model-proto.js";
export type {
  AttributeValue,
  Dimension,
  ElementType,
  GraphSpec,
  InitializerSpec,
  NodeSpec,
  ValueSpec,
} from "./model-proto.js";
export { OutsideRows } from "./outside-rows.js";
export { RowSearch } from "./row-search.js";
export type { SessionOptions } from "./session.js";
