import type { FieldCondition, FilterScalar } from "../document-filter.js";
import type { SchemaField } from "./attached-schema.js";
import { comparison, type Pushed } from "./pushed-condition.js";

/** Words of Milvus's filter language, which a field may be called too. */
const RESERVED = /^(and|or|not|in|like|is|null|exists|true|false|between|match|some|all|any|escape)$/i;
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const INTEGER_BITS: Readonly<Record<string, number>> = { Int8: 8, Int16: 16, Int32: 32, Int64: 54 };

/**
 * A condition on a scalar field as Milvus reads it, where it reads it as we do: values of the field's own type, and within its
 * range. FLOAT is left out, as a number in digits is no longer what it is as a float32, and so is what lies in JSON and arrays.
 * Null where Milvus must let through all.
 */
export function attachedCondition({ name, data_type: type }: SchemaField, condition: FieldCondition): Pushed | null {
  if (!PLAIN_NAME.test(name) || RESERVED.test(name)) return null;
  const bits = INTEGER_BITS[type];
  if (bits !== undefined) {
    const isInRange = (value: FilterScalar): boolean =>
      typeof value === "number" && Number.isInteger(value) && value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
    const pushed = comparison(name, condition, isInRange);
    // Beyond 53 bits a number stays in digits and no longer compares as a number.
    return pushed && { ...pushed, exact: type !== "Int64" || condition.op === "EQ" || condition.op === "IN" };
  }
  switch (type) {
    case "VarChar":
      return comparison(name, condition, (value) => typeof value === "string");
    case "Bool":
      return comparison(name, condition, (value) => typeof value === "boolean");
    case "Double":
      return comparison(name, condition, (value) => typeof value === "number");
    default:
      return null;
  }
}
