import type { JsonValue } from "../document.js";
import { bytesToFloats } from "./milvus-messages.js";

/** The values of a column or of an array in one, by type, as the SDK's messages spell them. */
interface Scalars {
  /** Which of the others it is. */
  readonly data: string;
  readonly string_data?: { readonly data: readonly string[] };
  readonly long_data?: { readonly data: readonly string[] };
  readonly int_data?: { readonly data: readonly number[] };
  readonly bool_data?: { readonly data: readonly boolean[] };
  readonly float_data?: { readonly data: Uint8Array };
  readonly double_data?: { readonly data: readonly number[] };
  readonly json_data?: { readonly data: readonly Uint8Array[] };
  readonly array_data?: { readonly data: readonly Scalars[] };
}

/** A column of a Milvus answer. */
export interface FieldData {
  readonly field_name: string;
  readonly scalars?: Scalars;
  readonly vectors?: { readonly dim: string; readonly float_vector?: { readonly data: Uint8Array } };
  /** Of fields that may be null, where some are. */
  readonly valid_data?: readonly boolean[];
}

export class MilvusColumns {
  readonly #columns: ReadonlyMap<string, FieldData>;

  constructor(columns: readonly FieldData[]) {
    this.#columns = new Map(columns.map((column) => [column.field_name, column]));
  }

  /** Texts as they are, 64-bit numbers in digits. */
  keys(name: string): readonly string[] {
    const scalars = this.#columns.get(name)?.scalars;
    return scalars?.string_data?.data ?? scalars?.long_data?.data ?? [];
  }

  strings(name: string): readonly string[] {
    return this.#columns.get(name)?.scalars?.string_data?.data ?? [];
  }

  /** 64-bit numbers in digits. */
  longs(name: string): readonly string[] {
    return this.#columns.get(name)?.scalars?.long_data?.data ?? [];
  }

  json(name: string): readonly Uint8Array[] {
    return this.#columns.get(name)?.scalars?.json_data?.data ?? [];
  }

  /** Of any scalar type; null where a row has none. */
  values(name: string): readonly JsonValue[] {
    const column = this.#columns.get(name);
    if (!column?.scalars) return [];
    const values = jsonValues(column.scalars);
    const valid = column.valid_data ?? [];
    if (valid.every(Boolean)) return values;
    // Some servers leave a gap for each null, some do not.
    const hasGaps = values.length === valid.length;
    let next = 0;
    return valid.map((isThere, row) => (isThere ? (values[hasGaps ? row : next++] ?? null) : null));
  }

  /** Row-major, one row after the other. */
  vectors(name: string): Float32Array {
    return bytesToFloats(this.#columns.get(name)?.vectors?.float_vector?.data ?? new Uint8Array(0));
  }

  /** About how many bytes the texts of these columns take. */
  textLength(names: readonly string[]): number {
    let total = 0;
    for (const name of names) {
      for (const text of this.strings(name)) total += text.length;
      for (const bytes of this.json(name)) total += bytes.length;
    }
    return total;
  }
}

function jsonValues(scalars: Scalars): readonly JsonValue[] {
  const { string_data, long_data, int_data, bool_data, float_data, double_data, json_data, array_data } = scalars;
  if (string_data) return string_data.data;
  if (long_data) return long_data.data.map(wholeNumber);
  if (int_data) return int_data.data;
  if (bool_data) return bool_data.data;
  if (float_data) return Array.from(bytesToFloats(float_data.data), finite);
  if (double_data) return double_data.data.map(finite);
  if (json_data) return json_data.data.map(parsed);
  return array_data?.data.map(jsonValues) ?? [];
}

/** One that a JavaScript number cannot hold stays in digits. */
function wholeNumber(digits: string): JsonValue {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
}

/** JSON has no NaN. */
function finite(value: number): JsonValue {
  return Number.isFinite(value) ? value : null;
}

function parsed(bytes: Uint8Array): JsonValue {
  if (bytes.byteLength === 0) return null;
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as JsonValue;
  } catch {
    // What Python writes for NaN is none that JSON knows.
    return null;
  }
}
