export const FILTER_OPERATORS = ["EQ", "NE", "LT", "LE", "GT", "GE", "IN", "CONTAINS"] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
export type FilterScalar = string | number | boolean;

/**
 * One condition on a member of `Document.fields`. No type is coerced: "1" is not 1. A missing or null field matches nothing,
 * NE included; a value of another type matches no operator but NE. LT..GE compare numbers by value and strings by their
 * UTF-8 bytes. CONTAINS: the field is an array with this element. IN: the field equals one of the values.
 */
export interface FieldCondition {
  readonly field: string;
  readonly op: FilterOperator;
  /** An array for IN only. */
  readonly value: FilterScalar | readonly FilterScalar[];
}

/** All parts must hold; absent parts hold. `any` needs one of its conditions (an empty `any` matches nothing). */
export interface DocumentFilter {
  readonly all?: readonly FieldCondition[];
  readonly any?: readonly FieldCondition[];
  readonly keys?: readonly string[];
  /** Exclusive bounds in milliseconds since 1970; a document without a date matches neither. */
  readonly publishedAfter?: number;
  readonly publishedBefore?: number;
}
