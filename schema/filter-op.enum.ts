import { registerEnumType } from "type-graphql";

import type { FilterOperator } from "../src/store/document-filter.js";

export const FilterOp = {
  EQ: "EQ",
  NE: "NE",
  LT: "LT",
  LE: "LE",
  GT: "GT",
  GE: "GE",
  IN: "IN",
  CONTAINS: "CONTAINS",
} as const satisfies Record<FilterOperator, FilterOperator>;

registerEnumType(FilterOp, {
  name: "FilterOp",
  description: 'No type is coerced: "1" is not 1. A document without the field, or with null there, never matches.',
  valuesConfig: {
    EQ: { description: "Equal." },
    NE: { description: "Not equal." },
    LT: { description: "Less than; numbers by value, strings by their UTF-8 bytes." },
    LE: { description: "Less than or equal." },
    GT: { description: "Greater than." },
    GE: { description: "Greater than or equal." },
    IN: { description: "Equal to one of the values of a list." },
    CONTAINS: { description: "The field is a list with this element." },
  },
});
