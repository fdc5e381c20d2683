import type { FieldCondition, FilterScalar } from "../document-filter.js";
import type { Condition } from "./expression-writer.js";

/** What Milvus sorts out for a condition: it lets through every document that passes, and where `exact` no other. */
export interface Pushed {
  readonly condition: Condition;
  readonly exact: boolean;
}

const MAX_ALTERNATIVES = 50;
const MAX_LITERAL = 1000;
const OPERATORS = { EQ: "==", LT: "<", LE: "<=", GT: ">", GE: ">=" } as const;

/** EQ, LT, LE, GT, GE and IN of a place in a row; null where Milvus must let through all. */
export function comparison(
  place: string,
  { op, value }: FieldCondition,
  isComparable: (value: FilterScalar) => boolean = () => true,
): Pushed | null {
  if (op === "NE" || op === "CONTAINS") return null;
  const compared = (operator: string, one: FilterScalar): Pushed | null =>
    isComparable(one) ? written(one, (text) => `${place} ${operator} ${text}`) : null;
  if (op !== "IN") return compared(OPERATORS[op], value as FilterScalar);
  const values = value as readonly FilterScalar[];
  return values.length > MAX_ALTERNATIVES ? null : oneOf(values.map((one) => compared("==", one)));
}

export function written(value: FilterScalar, say: (text: string) => string): Pushed | null {
  switch (typeof value) {
    case "string":
      return value.length > MAX_LITERAL ? null : { condition: (write) => say(write.text(value)), exact: true };
    case "number":
      return isPlainNumber(value) ? { condition: (write) => say(write.number(value)), exact: false } : null;
    default:
      return { condition: () => say(String(value)), exact: false };
  }
}

/** Written in digits, and read back as itself by every server. */
function isPlainNumber(value: number): boolean {
  const size = Math.abs(value);
  return Number.isInteger(value) ? size <= Number.MAX_SAFE_INTEGER : size > 1e-5 && size < 1e15;
}

export function oneOf(alternatives: readonly (Pushed | null)[]): Pushed | null {
  const pushed = alternatives.filter((one) => one !== null);
  if (pushed.length < alternatives.length) return null;
  return {
    condition: (write) => pushed.map(({ condition }) => `(${condition(write)})`).join(" or "),
    exact: pushed.every(({ exact }) => exact),
  };
}
