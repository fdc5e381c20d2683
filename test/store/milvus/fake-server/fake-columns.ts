import type { ExpressionValue } from "./expression.js";
import type { Row } from "./fake-collection.js";

interface Scalars {
  readonly string_data?: { readonly data: readonly string[] };
  readonly long_data?: { readonly data: readonly string[] };
  readonly int_data?: { readonly data: readonly number[] };
  readonly bool_data?: { readonly data: readonly boolean[] };
  readonly float_data?: { readonly data: readonly number[] };
  readonly double_data?: { readonly data: readonly number[] };
  readonly json_data?: { readonly data: readonly Uint8Array[] };
  readonly array_data?: { readonly data: readonly Scalars[]; readonly element_type: string };
}

/** A column in a request or an answer. */
export interface Column {
  readonly field_name: string;
  readonly type?: string;
  readonly is_dynamic?: boolean;
  readonly scalars?: Scalars;
  readonly vectors?: { readonly dim: string; readonly float_vector?: { readonly data: readonly number[] } };
  readonly valid_data?: readonly boolean[];
}

/** One value of a column that was sent: a text, a number or the bytes of JSON. Numbers of 64 bits are bigints. */
export function readScalar(column: Column | undefined, row: number): string | bigint | Uint8Array | undefined {
  const { string_data, long_data, json_data } = column?.scalars ?? {};
  if (long_data) return BigInt(long_data.data[row]!);
  return string_data?.data[row] ?? json_data?.data[row];
}

/** A column of an answer. Where some rows have null, it says which, with a gap for each. */
export function toColumn(
  rows: readonly Row[],
  name: string,
  type: string,
  { element, dimension }: { readonly element: string | undefined; readonly dimension: number },
): Column {
  const column = { field_name: name, type, is_dynamic: name.startsWith("$") };
  if (type === "FloatVector") {
    const data = rows.flatMap(({ vectors }) => [...vectors[name]!]);
    return { ...column, vectors: { dim: String(dimension), float_vector: { data } } };
  }
  if (type === "JSON") return { ...column, scalars: { json_data: { data: rows.map(({ json }) => json[name]!) } } };
  const values = rows.map(({ columns }) => columns[name] ?? null);
  const valid = values.map((value) => value !== null);
  return {
    ...column,
    scalars: toScalars(type, values, element),
    ...(valid.includes(false) && { valid_data: valid }),
  };
}

function toScalars(type: string, values: readonly ExpressionValue[], element: string | undefined): Scalars {
  switch (type) {
    case "VarChar":
      return { string_data: { data: values.map((value) => (value ?? "") as string) } };
    case "Int64":
      return { long_data: { data: values.map((value) => String(value ?? 0)) } };
    case "Int8":
    case "Int16":
    case "Int32":
      return { int_data: { data: values.map((value) => Number(value)) } };
    case "Bool":
      return { bool_data: { data: values.map(Boolean) } };
    case "Float":
      return { float_data: { data: values.map((value) => Number(value)) } };
    case "Double":
      return { double_data: { data: values.map((value) => Number(value)) } };
    case "Array": {
      const data = values.map((value) => toScalars(element!, (value ?? []) as ExpressionValue[], undefined));
      return { array_data: { data, element_type: element! } };
    }
    default:
      throw new Error(`the fake has no columns of type ${type}`);
  }
}
