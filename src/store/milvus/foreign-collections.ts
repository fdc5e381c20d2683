import { TopographError } from "../../errors.js";
import type { JsonValue } from "../document.js";
import type { AttachedCollection, AttachRequest, Metric } from "../vector-store.js";
import { AttachedLayout } from "./attached-layout.js";
import { chooseFields, chooseVector, dimensionOf, DYNAMIC_FIELD } from "./attached-schema.js";
import type { CollectionCatalog, FoundIndex, KnownCollection } from "./collection-catalog.js";
import { NO_FILTER } from "./filter-plan.js";
import type { MilvusColumns } from "./milvus-columns.js";
import { MilvusRefusal, toRefusedError } from "./milvus-errors.js";
import type { RowReader } from "./row-reader.js";

/** The sample that is looked at: so many rows, and no more of their vectors than this. */
const SAMPLE_ROWS = 1000;
const SAMPLE_BYTES = 16_000_000;
const METRICS: ReadonlySet<string> = new Set<Metric>(["COSINE", "L2", "IP"]);

type Found = Pick<AttachedCollection, "source" | "metric" | "dimension">;

/** What a collection of others holds, by its schema, its index and a sample of its rows. */
export async function inspectForeign(
  catalog: CollectionCatalog,
  rows: RowReader,
  request: AttachRequest,
): Promise<Found> {
  const { milvusCollection, database } = request;
  const place = { milvusName: milvusCollection, database: database ?? undefined };
  const schema = (await catalog.describe(place))?.schema;
  if (!schema) {
    const where = database === null ? "" : ` in database ${JSON.stringify(database.slice(0, 100))}`;
    const message = `Milvus has no collection ${JSON.stringify(milvusCollection.slice(0, 100))}${where}.`;
    throw new TopographError("NOT_FOUND", message, { kind: "MilvusCollection", id: milvusCollection.slice(0, 100) });
  }
  const vectorField = chooseVector(schema, request.vectorField);
  const dimension = dimensionOf(schema, vectorField);
  const index = await catalog.indexOf(place, vectorField);
  if (!index) throw unusableIndex(vectorField, "has no index in Milvus");
  const metric = metricOf(vectorField, index);
  const layoutOf = (fields: Omit<Found["source"], "milvusCollection" | "database">): [Found, AttachedLayout] => {
    const found = { source: { milvusCollection, database, ...fields }, metric, dimension };
    return [found, new AttachedLayout(found, schema)];
  };
  // Rows are read by their key and vector alone, whatever the others turn out to be.
  const [, plain] = layoutOf(chooseFields(schema, { ...request, vectorField }, []));
  const known = await catalog.known(
    { id: milvusCollection, name: milvusCollection, metric, dimension },
    place,
    plain,
    index,
  );
  try {
    return await catalog.whenLoaded(place, async () => {
      const members = schema.enable_dynamic_field ? await textMembers(rows, known) : [];
      const vectors = await sample(rows, known, [vectorField], Math.floor(SAMPLE_BYTES / (4 * dimension)));
      if (vectors) plain.vectors(vectors);
      return layoutOf(chooseFields(schema, { ...request, vectorField }, members))[0];
    });
  } catch (error) {
    throw error instanceof MilvusRefusal ? toRefusedError(error) : error;
  }
}

function metricOf(vectorField: string, { metric }: FoundIndex): Metric {
  if (metric !== null && METRICS.has(metric)) return metric as Metric;
  throw unusableIndex(vectorField, `has an index of metric ${metric ?? "unknown"}`);
}

function unusableIndex(vectorField: string, fault: string): TopographError {
  const message = `Field ${vectorField} ${fault}; build one with metric L2, COSINE or IP.`;
  return new TopographError("BAD_USER_INPUT", message, { argument: "vectorField" });
}

/** The first rows by key; null where there is none. */
async function sample(
  rows: RowReader,
  known: KnownCollection,
  fields: readonly string[],
  most: number,
): Promise<MilvusColumns | null> {
  const limit = Math.max(1, Math.min(SAMPLE_ROWS, most));
  for await (const { columns } of rows.pages(known, NO_FILTER, fields, { limit: () => limit })) return columns;
  return null;
}

/** Names of texts in the dynamic field, the usual place of a collection made without a schema. */
async function textMembers(rows: RowReader, known: KnownCollection): Promise<string[]> {
  const columns = await sample(rows, known, [DYNAMIC_FIELD], SAMPLE_ROWS);
  const names = new Set<string>();
  for (const row of columns?.values(DYNAMIC_FIELD) ?? []) {
    for (const [name, value] of Object.entries((row ?? {}) as Record<string, JsonValue>))
      if (typeof value === "string") names.add(name);
  }
  return [...names];
}
