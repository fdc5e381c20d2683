import type { JsonObject } from "../../../../src/store/document.js";
import { parseExpression, type ExpressionRow, type ExpressionValue, type TemplateValue } from "./expression.js";
import { readScalar, toColumn, type Column } from "./fake-columns.js";

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface FakeField {
  readonly name: string;
  readonly data_type: string;
  readonly element_type?: string;
  readonly is_primary_key: boolean;
  readonly nullable?: boolean;
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
  /** By field. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
}

interface Pending {
  readonly timestamp: bigint;
  readonly at: number;
  apply(): void;
}

/** How long a write may stay unseen by those who do not ask for it: Milvus's time tick. */
const LAG_MS = 100;
export const DYNAMIC = "$meta";

/** One collection: rows become visible late, except to a reader who names a timestamp. */
export class FakeCollection {
  #rows: Row[] = [];
  readonly #pending: Pending[] = [];
  /** By field. */
  readonly indexes = new Map<string, { readonly type: string; readonly metric: string }>();
  loadedAt = Infinity;

  constructor(
    readonly name: string,
    readonly description: string,
    readonly fields: readonly FakeField[],
    public properties: readonly KeyValue[],
    readonly hasDynamicField = false,
  ) {}

  get keyField(): string {
    return this.fields.find((field) => field.is_primary_key)!.name;
  }

  dimensionOf(field: string): number {
    return Number(this.#parameter(field, "dim"));
  }

  /** Whether an answer can have this column. */
  typeOf(name: string): string | undefined {
    if (name === DYNAMIC && this.hasDynamicField) return "JSON";
    return this.fields.find((field) => field.name === name)?.data_type;
  }

  /** What another program inserts: rows by field, those without a field into the dynamic one. Seen at once. */
  insert(rows: readonly Readonly<Record<string, unknown>>[]): void {
    const made = rows.map((row): Row => {
      const columns: Record<string, ExpressionValue> = {};
      const json: Record<string, Uint8Array> = {};
      const vectors: Record<string, Float32Array> = {};
      for (const { name, data_type: type } of this.fields) {
        const value = row[name] ?? null;
        if (type === "FloatVector") vectors[name] = Float32Array.from(value as number[]);
        else columns[name] = value as ExpressionValue;
        if (type === "JSON") json[name] = Buffer.from(JSON.stringify(value));
      }
      if (this.hasDynamicField) {
        const others = Object.entries(row).filter(([name]) => this.typeOf(name) === undefined);
        json[DYNAMIC] = Buffer.from(JSON.stringify(Object.fromEntries(others)));
      }
      return { columns, json, vectors };
    });
    this.#replace(made);
  }

  /** What another program deletes. */
  remove(...keys: readonly ExpressionValue[]): void {
    this.#rows = this.#rows.filter(({ columns }) => !keys.includes(columns[this.keyField]!));
  }

  upsert(columns: readonly Column[], count: number, timestamp: bigint): void {
    const byName = new Map(columns.map((column) => [column.field_name, column]));
    if (byName.size !== this.fields.length)
      throw new Refusal(1100, "IllegalArgument", "fields do not match the schema");
    const vectors = byName.get("vector")?.vectors;
    const numbers = vectors?.float_vector?.data ?? [];
    const dimension = this.dimensionOf("vector");
    if (Number(vectors?.dim) !== dimension || numbers.length !== count * dimension)
      throw new Refusal(1100, "IllegalArgument", `the dim (${vectors?.dim}) of the vectors is not ${dimension}`);
    const rows = Array.from({ length: count }, (_, index) => this.#row(byName, numbers, index));
    this.#later(timestamp, () => this.#replace(rows));
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

  /** In the order of numbers, or of the bytes of UTF-8, which is Milvus's. */
  inKeyOrder(rows: readonly Row[]): Row[] {
    const key = ({ columns }: Row): ExpressionValue => columns[this.keyField]!;
    if (this.typeOf(this.keyField) === "Int64")
      return [...rows].sort((a, b) => ((key(a) as bigint) < (key(b) as bigint) ? -1 : 1));
    const bytes = new Map(rows.map((row) => [row, Buffer.from(key(row) as string)]));
    return [...rows].sort((a, b) => Buffer.compare(bytes.get(a)!, bytes.get(b)!));
  }

  /** Rows as the columns of an answer. */
  toColumns(rows: readonly Row[], names: readonly string[]): Column[] {
    return names.map((name) => {
      const type = this.typeOf(name);
      if (type === undefined) throw new Refusal(1100, "IllegalArgument", `field ${name} not exist`);
      const field = this.fields.find((one) => one.name === name);
      return toColumn(rows, name, type, { element: field?.element_type, dimension: this.dimensionOf(name) });
    });
  }

  /** As Milvus does: what was there goes, and of the new rows all stay, also two with one key. */
  #replace(rows: readonly Row[]): void {
    const keys = new Set(rows.map(({ columns }) => columns[this.keyField]));
    this.#rows = [...this.#rows.filter(({ columns }) => !keys.has(columns[this.keyField])), ...rows];
  }

  #later(timestamp: bigint, apply: () => void): void {
    this.#pending.push({ timestamp, at: performance.now(), apply });
  }

  #row(byName: ReadonlyMap<string, Column>, numbers: readonly number[], index: number): Row {
    const columns: Record<string, ExpressionValue> = {};
    const json: Record<string, Uint8Array> = {};
    for (const { name, data_type: type } of this.fields) {
      if (type === "FloatVector") continue;
      const value = readScalar(byName.get(name), index);
      if (value === undefined) throw new Refusal(1100, "IllegalArgument", `no value for ${name}`);
      if (value instanceof Uint8Array) {
        if (value.length > 65_536)
          throw new Refusal(1100, "IllegalArgument", `the length (${value.length}) of json field exceeds max length`);
        json[name] = value;
        columns[name] = JSON.parse(Buffer.from(value).toString()) as JsonObject;
        continue;
      }
      const length = typeof value === "string" ? Buffer.byteLength(value) : 0;
      if (length > Number(this.#parameter(name, "max_length")))
        throw new Refusal(1100, "IllegalArgument", `the length (${length}) of ${name} exceeds max length`);
      columns[name] = value;
    }
    const dimension = this.dimensionOf("vector");
    const vector = Float32Array.from(numbers.slice(index * dimension, (index + 1) * dimension));
    if (!vector.every(Number.isFinite)) throw new Refusal(1100, "IllegalArgument", "value is not a number or infinity");
    return { columns, json, vectors: { vector } };
  }

  #parameter(field: string, parameter: string): string | undefined {
    return this.fields.find(({ name }) => name === field)?.type_params.find(({ key }) => key === parameter)?.value;
  }
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
