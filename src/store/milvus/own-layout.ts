import type { FieldCondition, FilterScalar } from "../document-filter.js";
import { NO_DATE, readDate, readFields, toDocuments } from "./document-row.js";
import type { MilvusCapabilities } from "./milvus-capabilities.js";
import { comparison, written, type Pushed } from "./pushed-condition.js";
import type { RowLayout } from "./row-layout.js";

/** Field names that no server reads as anything else. */
const PLAIN_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/** Of the collections that are made here. */
export const OWN_LAYOUT: RowLayout = {
  keyField: "key",
  keyOrder: "TEXT",
  vectorField: "vector",
  lengthSlack: 0,
  documentFields: ["key", "title", "text", "url", "publishedAt", "fields"],
  filterFields: () => ["publishedAt", "fields"],
  documents: toDocuments,
  filteredParts(columns) {
    const [dates, fields] = [columns.longs("publishedAt"), columns.json("fields")];
    return columns
      .keys("key")
      .map((key, row) => ({ key, publishedAt: readDate(dates[row]), fields: readFields(fields[row]) }));
  },
  vectors: (columns) => columns.vectors("vector"),
  onField,
  onDate(publishedAfter, publishedBefore) {
    const after = Math.max(Math.floor(publishedAfter ?? NO_DATE), NO_DATE);
    const before = Math.min(Math.ceil(publishedBefore ?? Infinity), Number.MAX_SAFE_INTEGER);
    return {
      condition: (write) => {
        const lower = `publishedAt > ${write.number(Math.min(after, Number.MAX_SAFE_INTEGER))}`;
        if (publishedBefore === undefined) return lower;
        return `${lower} and publishedAt < ${write.number(Math.max(before, NO_DATE))}`;
      },
      exact: true,
    };
  },
};

/** A member of the JSON column. */
function onField(condition: FieldCondition, product: MilvusCapabilities["product"]): Pushed | null {
  const { field, op, value } = condition;
  if (!PLAIN_NAME.test(field)) return null;
  const path = `fields["${field}"]`;
  if (op !== "CONTAINS") return comparison(path, condition);
  // Lite's parser takes no sign in there.
  if (product === "MILVUS_LITE" && typeof value === "number" && value < 0) return null;
  const pushed = written(value as FilterScalar, (text) => `json_contains(${path}, ${text})`);
  return pushed && { ...pushed, exact: pushed.exact && product === "MILVUS" };
}
