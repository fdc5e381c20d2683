import { FakeCollection, type FakeField } from "./fake-collection.js";
import type { FakeMilvus } from "./fake-milvus.js";

export interface ForeignField {
  readonly name: string;
  /** As Milvus calls it. */
  readonly type: string;
  readonly key?: boolean;
  readonly dim?: number;
  readonly element?: string;
  readonly nullable?: boolean;
}

export interface ForeignOptions {
  readonly metric?: string;
  readonly database?: string;
  readonly dynamic?: boolean;
  /** Vector fields with an index; by default all. */
  readonly indexed?: readonly string[];
}

/** A collection of another program's, with its rows, not loaded. */
export function foreignCollection(
  server: FakeMilvus,
  name: string,
  fields: readonly ForeignField[],
  rows: readonly Readonly<Record<string, unknown>>[],
  { metric = "L2", database, dynamic = false, indexed }: ForeignOptions = {},
): FakeCollection {
  const described = fields.map(({ name: field, type, key = false, dim, element, nullable = false }): FakeField => ({
    name: field,
    data_type: type,
    is_primary_key: key,
    nullable,
    ...(element !== undefined && { element_type: element }),
    type_params: dim === undefined ? [] : [{ key: "dim", value: String(dim) }],
  }));
  const collection = new FakeCollection(name, "", described, [], dynamic);
  const vectors = described.filter(({ data_type: type }) => type === "FloatVector").map((field) => field.name);
  for (const field of indexed ?? vectors) collection.indexes.set(field, { type: "FLAT", metric });
  collection.insert(rows);
  server.collections.set(database === undefined ? name : `${database}/${name}`, collection);
  return collection;
}

/** As the tutorial makes it: numbers for keys, one text, one vector. */
export const TUTORIAL_FIELDS: readonly ForeignField[] = [
  { name: "id", type: "Int64", key: true },
  { name: "embedding", type: "FloatVector", dim: 8 },
  { name: "text", type: "VarChar" },
];
