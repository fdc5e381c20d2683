import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import { encodeText, isWellFormed } from "../../database/text-encoding.js";
import type { DocumentFilter, FieldCondition, FilterScalar } from "../document-filter.js";
import type { DocumentsSchema } from "./schema.js";

type Condition = Expression<SqlBool>;

/**
 * A validated filter as SQL over `documents`. User values and field names reach SQLite as JSON in parameters, never in the
 * statement: both sides of each comparison have then been read by the same JSON reader, so that numbers with 17 digits and
 * texts with NUL compare as they should.
 */
export function filterConditions(
  filter: DocumentFilter,
  build: ExpressionBuilder<DocumentsSchema, "documents">,
): Condition[] {
  const { all, any, keys, publishedAfter, publishedBefore } = filter;
  const conditions: Condition[] = (all ?? []).map(onField);
  if (any) conditions.push(any.length === 0 ? sql<SqlBool>`false` : build.or(any.map(onField)));
  if (keys) conditions.push(sql<SqlBool>`documents.key in ${keyList(keys)}`);
  if (publishedAfter !== undefined) conditions.push(build("documents.published_at", ">", publishedAfter));
  if (publishedBefore !== undefined) conditions.push(build("documents.published_at", "<", publishedBefore));
  return conditions;
}

/** Keys as a subquery on one parameter, however many they are. A key that no document can have is left out. */
export function keyList(keys: readonly string[]): Expression<string> {
  return sql`(select value from json_each(${JSON.stringify(keys.filter(isWellFormed).map(encodeText))}))`;
}

function onField({ field, op, value }: FieldCondition): Condition {
  return sql<SqlBool>`exists (select 1 from json_each(documents.fields) as f where f.key = ${json(field)} and ${matches(op, value)})`;
}

function matches(op: FieldCondition["op"], value: FieldCondition["value"]): Condition {
  if (op === "IN") return isOneOf(value as readonly FilterScalar[]);
  const scalar = value as FilterScalar;
  switch (op) {
    case "EQ":
      return equals("f", scalar);
    case "NE":
      return sql<SqlBool>`f.type <> 'null' and not (${equals("f", scalar)})`;
    case "LT":
      return compares(scalar, sql`<`);
    case "LE":
      return compares(scalar, sql`<=`);
    case "GT":
      return compares(scalar, sql`>`);
    case "GE":
      return compares(scalar, sql`>=`);
    case "CONTAINS":
      // json_each would fail on a text that is no JSON, and SQLite may open it before it looks at the type.
      return sql<SqlBool>`exists (
        select 1 from json_each(case f.type when 'array' then f.value else '[]' end) as e where ${equals("e", scalar)}
      )`;
  }
}

function equals(row: "f" | "e", value: FilterScalar): Condition {
  const type = sql.ref(`${row}.type`);
  if (typeof value === "boolean") return sql<SqlBool>`${type} = ${String(value)}`;
  return sql<SqlBool>`${type} in ${types(value)} and ${sql.ref(`${row}.value`)} = ${json(value)}`;
}

function compares(value: FilterScalar, operator: Expression<unknown>): Condition {
  if (typeof value === "boolean") return sql<SqlBool>`false`;
  return sql<SqlBool>`f.type in ${types(value)} and f.value ${operator} ${json(value)}`;
}

function isOneOf(values: readonly FilterScalar[]): Condition {
  const strings = values.filter((value) => typeof value === "string");
  const numbers = values.filter((value) => typeof value === "number");
  const booleans = values.filter((value) => typeof value === "boolean").map(String);
  return sql<SqlBool>`case f.type
    when 'text' then f.value in ${jsonList(strings)}
    when 'integer' then f.value in ${jsonList(numbers)}
    when 'real' then f.value in ${jsonList(numbers)}
    else f.type in ${jsonList(booleans)}
  end`;
}

function types(value: FilterScalar): Expression<unknown> {
  return typeof value === "string" ? sql`('text')` : sql`('integer', 'real')`;
}

function json(value: string | number): Expression<unknown> {
  return sql`json_extract(${JSON.stringify(value)}, '$')`;
}

function jsonList(values: readonly (string | number)[]): Expression<unknown> {
  return sql`(select value from json_each(${JSON.stringify(values)}))`;
}
