import type { JsonObject, JsonValue } from "../../../../src/store/document.js";
import { parseExpression, type ExpressionRow, type TemplateValue } from "./expression.js";

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface FakeField {
  readonly name: string;
  readonly data_type: string;
  readonly is_primary_key: boolean;
  readonly type_params: readonly KeyValue[];
}

/** A refusal as Milvus puts it. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly legacy: string,
    reason: string,
  ) {
    super(reason);
  }
}

export interface Row {
  readonly columns: ExpressionRow;
  /** JSON columns as they came. */
  readonly json: Readonly<Record<string, Uint8Array>>;
  readonly vector: Float32Array;
}

/** A column in a request or an answer. */
export interface Column {
  readonly field_name: string;
  readonly type?: string;
  readonly scalars?: {
    readonly string_data?: { readonly data: readonly string[] };
    readonly long_data?: { readonly data: readonly string[] };
    readonly json_data?: { readonly data: readonly Uint8Array[] };
  };
  readonly vectors?: { readonly dim: string; readonly float_vector?: { readonly data: readonly number[] } };
}

interface Pending {
  readonly timestamp: bigint;
  readonly at: number;
  apply(): void;
}

/** How long a write may stay unseen by those who do not ask for it: Milvus's time tick. */
const LAG_MS = 100;

/** One collection: rows become visible late, except to a reader who names a timestamp. */
export class FakeCollection {
  #rows: Row[] = [];
  readonly #pending: Pending[] = [];
  metric: string | null = null;
  indexType = "";
  loadedAt = Infinity;

  constructor(
    readonly name: string,
    readonly description: string,
    readonly fields: readonly FakeField[],
    public properties: readonly KeyValue[],
  ) {}

  get dimension(): number {
    return Number(this.#parameter("vector", "dim"));
  }

  upsert(columns: readonly Column[], count: number, timestamp: bigint): void {
    const byName = new Map(columns.map((column) => [column.field_name, column]));
    if (byName.size !== this.fields.length)
      throw new Refusal(1100, "IllegalArgument", "fields do not match the schema");
    const vectors = byName.get("vector")?.vectors;
    const numbers = vectors?.float_vector?.data ?? [];
    if (Number(vectors?.dim) !== this.dimension || numbers.length !== count * this.dimension)
      throw new Refusal(1100, "IllegalArgument", `the dim (${vectors?.dim}) of the vectors is not ${this.dimension}`);
    const rows = Array.from({ length: count }, (_, index) => this.#row(byName, numbers, index));
    const keys = new Set(rows.map(({ columns: { key } }) => key));
    this.#later(timestamp, () => {
      // As Milvus does: what was there goes, and of the new rows all stay, also two with one key.
      this.#rows = [...this.#rows.filter(({ columns: { key } }) => !keys.has(key!)), ...rows];
    });
  }

  delete(expression: string, values: Readonly<Record<string, TemplateValue>>, timestamp: bigint): void {
    const predicate = parseExpression(expression, values);
    this.#later(timestamp, () => {
      this.#rows = this.#rows.filter(({ columns }) => !predicate(columns));
    });
  }

  /** Rows as a reader with this guarantee sees them. */
  visible(guarantee: bigint, now: number): readonly Row[] {
    if (now < this.loadedAt)
      throw new Refusal(101, "UnexpectedError", `collection not loaded[collection=${this.name}]`);
    while (this.#pending[0] && (this.#pending[0].timestamp <= guarantee || this.#pending[0].at + LAG_MS <= now))
      this.#pending.shift()!.apply();
    return this.#rows;
  }

  #later(timestamp: bigint, apply: () => void): void {
    this.#pending.push({ timestamp, at: performance.now(), apply });
  }

  #row(byName: ReadonlyMap<string, Column>, numbers: readonly number[], index: number): Row {
    const columns: Record<string, JsonValue> = {};
    const json: Record<string, Uint8Array> = {};
    for (const { name, data_type: type } of this.fields) {
      const scalars = byName.get(name)?.scalars;
      if (type === "VarChar") {
        const text = scalars?.string_data?.data[index];
        if (text === undefined) throw new Refusal(1100, "IllegalArgument", `no value for ${name}`);
        const length = Buffer.byteLength(text);
        if (length > Number(this.#parameter(name, "max_length")))
          throw new Refusal(1100, "IllegalArgument", `the length (${length}) of ${name} exceeds max length`);
        columns[name] = text;
      } else if (type === "Int64") {
        columns[name] = Number(scalars?.long_data?.data[index]);
      } else if (type === "JSON") {
        const bytes = scalars?.json_data?.data[index];
        if (!bytes || bytes.length > 65_536)
          throw new Refusal(1100, "IllegalArgument", `the length (${bytes?.length}) of json field exceeds max length`);
        json[name] = bytes;
        columns[name] = JSON.parse(Buffer.from(bytes).toString()) as JsonObject;
      }
    }
    const vector = Float32Array.from(numbers.slice(index * this.dimension, (index + 1) * this.dimension));
    if (!vector.every(Number.isFinite)) throw new Refusal(1100, "IllegalArgument", "value is not a number or infinity");
    return { columns, json, vector };
  }

  #parameter(field: string, parameter: string): string | undefined {
    return this.fields.find(({ name }) => name === field)?.type_params.find(({ key }) => key === parameter)?.value;
  }
}

/** In the order of the bytes of UTF-8, which is Milvus's. */
export function inKeyOrder(rows: readonly Row[]): Row[] {
  const bytes = new Map(rows.map((row) => [row, Buffer.from(row.columns.key as string)]));
  return [...rows].sort((a, b) => Buffer.compare(bytes.get(a)!, bytes.get(b)!));
}

/** Rows as the columns of an answer. */
export function toColumns(rows: readonly Row[], names: readonly string[], collection: FakeCollection): Column[] {
  return names.map((name): Column => {
    const type = collection.fields.find((field) => field.name === name)?.data_type;
    const column = { field_name: name, type: type ?? "None" };
    switch (type) {
      case "VarChar":
        return { ...column, scalars: { string_data: { data: rows.map(({ columns }) => columns[name] as string) } } };
      case "Int64":
        return { ...column, scalars: { long_data: { data: rows.map(({ columns }) => String(columns[name])) } } };
      case "JSON":
        return { ...column, scalars: { json_data: { data: rows.map(({ json }) => json[name]!) } } };
      case "FloatVector": {
        const data = rows.flatMap(({ vector }) => [...vector]);
        return { ...column, vectors: { dim: String(collection.dimension), float_vector: { data } } };
      }
      default:
        throw new Refusal(1100, "IllegalArgument", `field ${name} not exist`);
    }
  });
}

/** As Milvus computes it, in single precision: what it gives for copies is not always 0 or 1. */
export function score(metric: string, a: Float32Array, b: Float32Array): number {
  const { fround } = Math;
  let [square, product, lengthA, lengthB] = [0, 0, 0, 0];
  a.forEach((x, at) => {
    const y = b[at]!;
    square = fround(square + fround(fround(x - y) ** 2));
    product = fround(product + fround(x * y));
    lengthA = fround(lengthA + fround(x * x));
    lengthB = fround(lengthB + fround(y * y));
  });
  if (metric === "L2") return square;
  return metric === "IP" ? product : fround(product / fround(fround(Math.sqrt(lengthA)) * fround(Math.sqrt(lengthB))));
}
