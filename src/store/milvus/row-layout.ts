import type { Document } from "../document.js";
import type { DocumentFilter, FieldCondition } from "../document-filter.js";
import type { FilteredParts } from "../filter-test.js";
import type { KeyOrder } from "../key-order.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import type { MilvusColumns } from "./milvus-columns.js";
import type { Pushed } from "./pushed-condition.js";

/** What the fields of a collection's rows mean: those of collections made here, or of others. */
export interface RowLayout {
  readonly keyField: string;
  readonly keyOrder: KeyOrder;
  readonly vectorField: string;
  /** How far the lengths of stored vectors may be from 1 where they should have it. */
  readonly lengthSlack: number;
  /** Fields that make a document. */
  readonly documentFields: readonly string[];
  /** Fields that the filter looks at, beside the key. */
  filterFields(filter: DocumentFilter): readonly string[];
  documents(columns: MilvusColumns): Document[];
  /** What a filter looks at in each row. */
  filteredParts(columns: MilvusColumns): FilteredParts[];
  /**
   * In the metric space of the collection: of unit length unless the metric is L2. Row-major, owned by the receiver.
   *
   * @throws TopographError where a vector has no place in that space
   */
  vectors(columns: MilvusColumns): Float32Array;
  /** Null where Milvus must let through all. */
  onField(condition: FieldCondition, product: MilvusCapabilities["product"]): Pushed | null;
  onDate(after: number | undefined, before: number | undefined): Pushed | null;
}
