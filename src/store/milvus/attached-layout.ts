import type { Document, JsonValue } from "../document.js";
import type { DocumentFilter, FieldCondition } from "../document-filter.js";
import { firstLine } from "../first-line.js";
import { parseDate } from "../../ingest/parse-date.js";
import type { AttachedCollection } from "../vector-store.js";
import { attachedCondition } from "./attached-condition.js";
import { DYNAMIC_FIELD, scalarFields, type CollectionSchema, type SchemaField } from "./attached-schema.js";
import { metricVectors, LENGTH_TOLERANCE } from "./metric-vectors.js";
import type { MilvusColumns } from "./milvus-columns.js";
import type { RowLayout } from "./row-layout.js";

/** Documents out of the fields of a collection that others made. What has no role of its own is among a document's fields. */
export class AttachedLayout implements RowLayout {
  readonly keyField: string;
  readonly keyOrder: RowLayout["keyOrder"];
  readonly vectorField: string;
  readonly lengthSlack: number;
  readonly documentFields: readonly string[];
  /** By name, those that documents show as their fields. */
  readonly #shown: ReadonlyMap<string, SchemaField>;
  /** Of members of the dynamic field too. */
  readonly #roles: ReadonlySet<string>;
  readonly #hasDynamic: boolean;

  constructor(
    private readonly collection: Pick<AttachedCollection, "source" | "metric" | "dimension">,
    schema: CollectionSchema,
  ) {
    const { keyField, keyType, vectorField, textField, titleField, dateField, urlField } = collection.source;
    this.keyField = keyField;
    this.keyOrder = keyType === "INT64" ? "NUMBER" : "TEXT";
    this.vectorField = vectorField;
    this.lengthSlack = collection.metric === "IP" ? LENGTH_TOLERANCE : 0;
    this.#roles = new Set([keyField, textField, titleField, dateField, urlField].filter((name) => name !== null));
    this.#hasDynamic = schema.enable_dynamic_field;
    const scalars = scalarFields(schema);
    this.#shown = new Map(scalars.filter(({ name }) => !this.#roles.has(name)).map((field) => [field.name, field]));
    this.documentFields = [...scalars.map(({ name }) => name), ...(this.#hasDynamic ? [DYNAMIC_FIELD] : [])];
  }

  filterFields({ all = [], any = [], publishedAfter, publishedBefore }: DocumentFilter): string[] {
    const names = [...all, ...any].map(({ field }) => field);
    const { dateField } = this.collection.source;
    if (dateField !== null && (publishedAfter ?? publishedBefore) !== undefined) names.push(dateField);
    const wanted = new Set(names);
    const inSchema = this.documentFields.filter((name) => wanted.has(name) && name !== DYNAMIC_FIELD);
    return this.#hasDynamic && inSchema.length < wanted.size ? [...inSchema, DYNAMIC_FIELD] : inSchema;
  }

  documents(columns: MilvusColumns): Document[] {
    const { source } = this.collection;
    const dynamic = this.#hasDynamic ? columns.values(DYNAMIC_FIELD) : [];
    const fixed = this.documentFields
      .filter((name) => name !== DYNAMIC_FIELD)
      .map((name) => [name, columns.values(name)] as const);
    return columns.keys(this.keyField).map((key, row) => {
      const values = new Map<string, JsonValue>(Object.entries((dynamic[row] ?? {}) as object));
      for (const [name, column] of fixed) values.set(name, column[row] ?? null);
      const role = (name: string | null): JsonValue => (name === null ? null : (values.get(name) ?? null));
      const [text, title] = [asText(role(source.textField)), asText(role(source.titleField))];
      const fields = [...values].filter(([name, value]) => value !== null && !this.#roles.has(name));
      return {
        key,
        title: title.trim() || firstLine(text) || key,
        text: text || title,
        url: asText(role(source.urlField)).trim() || null,
        publishedAt: asDate(role(source.dateField)),
        fields: Object.fromEntries(fields),
      };
    });
  }

  filteredParts(columns: MilvusColumns): Document[] {
    return this.documents(columns);
  }

  vectors(columns: MilvusColumns): Float32Array {
    return metricVectors(this.collection, columns.vectors(this.vectorField), columns.keys(this.keyField));
  }

  onField(condition: FieldCondition) {
    const field = this.#shown.get(condition.field);
    return field ? attachedCondition(field, condition) : null;
  }

  /** Dates are spelled in many ways: each is read here. */
  onDate(): null {
    return null;
  }
}

function asText(value: JsonValue): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function asDate(value: JsonValue): number | null {
  return typeof value === "string" || typeof value === "number" ? parseDate(value) : null;
}
