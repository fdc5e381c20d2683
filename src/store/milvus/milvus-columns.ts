import { bytesToFloats } from "./milvus-messages.js";

/** A column of a Milvus answer, as the SDK's messages spell it. */
export interface FieldData {
  readonly field_name: string;
  readonly scalars?: {
    readonly data: string;
    readonly string_data?: { readonly data: readonly string[] };
    readonly long_data?: { readonly data: readonly string[] };
    readonly json_data?: { readonly data: readonly Uint8Array[] };
  };
  readonly vectors?: { readonly dim: string; readonly float_vector?: { readonly data: Uint8Array } };
}

export class MilvusColumns {
  readonly #columns: ReadonlyMap<string, FieldData>;

  constructor(columns: readonly FieldData[]) {
    this.#columns = new Map(columns.map((column) => [column.field_name, column]));
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

  /** Row-major, one row after the other. */
  vectors(name: string): Float32Array {
    return bytesToFloats(this.#columns.get(name)?.vectors?.float_vector?.data ?? new Uint8Array(0));
  }
}
