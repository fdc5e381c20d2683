import { createHash } from "node:crypto";
import type { CollectionSchema } from "./attached-schema.js";
import type { MilvusMessages } from "./milvus-messages.js";
import type { Metric, StoreCollection } from "../vector-store.js";

/** FLAT is exact; the other two trade recall for speed. */
export type MilvusIndex =
  | { readonly type: "FLAT" }
  | { readonly type: "HNSW"; readonly M?: number; readonly efConstruction?: number }
  | { readonly type: "AUTOINDEX" };

/** UTF-8 bytes that Milvus keeps of a text, and of a JSON value. */
export const MAX_VARCHAR_BYTES = 65_535;
export const MAX_JSON_BYTES = 65_536;
/** The property that holds what Milvus has no place for. Lite keeps no description. */
const PROPERTY = "topograph";

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Made from the id, which people do not choose, so that no name can be one that Milvus refuses or another's. */
export function milvusName(id: string): string {
  const plain = /^[A-Za-z0-9-]{1,100}$/.test(id)
    ? id.replaceAll("-", "_")
    : createHash("sha256").update(id).digest("hex");
  return `topograph_${plain}`;
}

export function creationRequest(collection: StoreCollection, messages: MilvusMessages): object {
  const { id, name, metric, dimension } = collection;
  const text = { data_type: "VarChar", type_params: [{ key: "max_length", value: String(MAX_VARCHAR_BYTES) }] };
  const schema = {
    name: milvusName(id),
    description: `Topograph collection "${name}"`,
    fields: [
      { name: "key", ...text, is_primary_key: true },
      { name: "title", ...text },
      { name: "text", ...text },
      { name: "url", ...text },
      { name: "publishedAt", data_type: "Int64" },
      { name: "fields", data_type: "JSON" },
      { name: "vector", data_type: "FloatVector", type_params: [{ key: "dim", value: String(dimension) }] },
    ],
  };
  return {
    collection_name: milvusName(id),
    schema: messages.encode("schema.CollectionSchema", schema),
    consistency_level: "Bounded",
    properties: [{ key: PROPERTY, value: JSON.stringify({ id, name, metric }) }],
  };
}

export function indexRequest({ id, metric }: StoreCollection, index: MilvusIndex): object {
  const params = index.type === "HNSW" ? { M: index.M ?? 16, efConstruction: index.efConstruction ?? 200 } : {};
  return {
    collection_name: milvusName(id),
    field_name: "vector",
    index_name: "vector",
    extra_params: [
      { key: "index_type", value: index.type },
      { key: "metric_type", value: metric },
      { key: "params", value: JSON.stringify(params) },
    ],
  };
}

export interface DescribedCollection {
  readonly properties: readonly KeyValue[];
  readonly schema: CollectionSchema | null;
}

/** The collection as it was created; null where Topograph did not create it. */
export function readDescription(described: DescribedCollection): StoreCollection | null {
  const property = described.properties.find(({ key }) => key === PROPERTY)?.value;
  const vector = described.schema?.fields.find(({ name }) => name === "vector");
  const dimension = Number(vector?.type_params.find(({ key }) => key === "dim")?.value);
  if (property === undefined || !Number.isInteger(dimension)) return null;
  try {
    const { id, name, metric } = JSON.parse(property) as { id: string; name: string; metric: Metric };
    return { id, name, metric, dimension };
  } catch {
    return null;
  }
}
