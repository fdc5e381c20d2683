import { TopographError } from "../../errors.js";
import type { AttachedSource, AttachRequest } from "../vector-store.js";
import type { KeyValue } from "./collection-schema.js";

/** A field of any collection, as Milvus describes it. */
export interface SchemaField {
  readonly name: string;
  readonly data_type: string;
  readonly is_primary_key: boolean;
  readonly nullable?: boolean;
  readonly type_params: readonly KeyValue[];
}

export interface CollectionSchema {
  readonly fields: readonly SchemaField[];
  /** Rows have members beyond the fields, in a JSON field with this name. */
  readonly enable_dynamic_field: boolean;
}

export const DYNAMIC_FIELD = "$meta";
const SCALARS = /^(Bool|Int8|Int16|Int32|Int64|Float|Double|String|VarChar|JSON|Array)$/;
const TEXTS = /^(String|VarChar)$/;
const DATES = /^(Int32|Int64|String|VarChar)$/;

/** As people write them; compared without case and separators, the first that is there counts. */
const COMMON_NAMES = {
  text: [
    "text",
    "content",
    "body",
    "document",
    "chunk",
    "passage",
    "page_content",
    "description",
    "summary",
    "abstract",
  ],
  title: ["title", "headline", "heading", "subject", "name"],
  date: [
    "published_at",
    "published",
    "publication_date",
    "pub_date",
    "date",
    "datetime",
    "created_at",
    "timestamp",
    "time",
  ],
  url: ["url", "link", "uri", "href"],
} as const;

export function scalarFields({ fields }: CollectionSchema): SchemaField[] {
  return fields.filter(({ data_type: type, name }) => SCALARS.test(type) && name !== DYNAMIC_FIELD);
}

export function dimensionOf({ fields }: CollectionSchema, vectorField: string): number {
  const parameters = fields.find(({ name }) => name === vectorField)?.type_params;
  return Number(parameters?.find(({ key }) => key === "dim")?.value);
}

/**
 * Which field means what: as the request says, else by type and common name. Where one text field is left, that is the text.
 *
 * @param members names of texts in the dynamic field of some rows
 * @throws TopographError BAD_USER_INPUT or AMBIGUOUS_VECTOR_FIELD
 */
export function chooseFields(
  schema: CollectionSchema,
  request: AttachRequest,
  members: readonly string[],
): Omit<AttachedSource, "milvusCollection" | "database"> {
  const key = schema.fields.find((field) => field.is_primary_key);
  if (key?.data_type !== "Int64" && key?.data_type !== "VarChar")
    throw refused("milvusCollection", `The primary key must be INT64 or VARCHAR, not ${key?.data_type ?? "missing"}.`);
  const vectorField = chooseVector(schema, request.vectorField);
  const scalars = scalarFields(schema).filter((field) => field !== key);
  const texts = [...scalars.filter(({ data_type: type }) => TEXTS.test(type)).map(({ name }) => name), ...members];
  const dates = [...scalars.filter(({ data_type: type }) => DATES.test(type)).map(({ name }) => name), ...members];
  const given = (argument: "textField" | "titleField" | "dateField", choices: readonly string[]): string | null => {
    const name = request[argument];
    if (name === null || choices.includes(name)) return name;
    const isMember = schema.enable_dynamic_field && !schema.fields.some((field) => field.name === name);
    if (isMember) return name;
    throw refused(argument, `The Milvus collection has no field ${shown(name)} that can be used.`, choices);
  };
  const [text, title, date] = [given("textField", texts), given("titleField", texts), given("dateField", dates)];
  const taken = new Set([text, title, date].filter((name) => name !== null));
  const find = (choices: readonly string[], names: readonly string[]): string | null => {
    const found = names.map((name) => choices.find((one) => !taken.has(one) && plain(one) === plain(name)));
    const first = found.find((name) => name !== undefined) ?? null;
    if (first !== null) taken.add(first);
    return first;
  };
  const titleField = title ?? find(texts, COMMON_NAMES.title);
  const commonText = text ?? find(texts, COMMON_NAMES.text);
  const dateField = date ?? find(dates, COMMON_NAMES.date);
  const urlField = find(texts, COMMON_NAMES.url);
  const left = scalars.filter(({ name, data_type: type }) => TEXTS.test(type) && !taken.has(name));
  return {
    keyField: key.name,
    keyType: key.data_type === "Int64" ? "INT64" : "VARCHAR",
    vectorField,
    textField: commonText ?? (left.length === 1 ? (left[0]?.name ?? null) : null),
    titleField,
    dateField,
    urlField,
  };
}

export function chooseVector({ fields }: CollectionSchema, named: string | null): string {
  const choices = fields.filter(({ data_type: type }) => type === "FloatVector").map(({ name }) => name);
  if (named !== null) {
    if (choices.includes(named)) return named;
    throw refused("vectorField", `The Milvus collection has no FLOAT_VECTOR field ${shown(named)}.`, choices);
  }
  const [only] = choices;
  if (only === undefined)
    throw refused("milvusCollection", "The Milvus collection has no FLOAT_VECTOR field.", choices);
  if (choices.length === 1) return only;
  throw new TopographError(
    "AMBIGUOUS_VECTOR_FIELD",
    `The Milvus collection has several vector fields; set vectorField to one of ${choices.map(shown).join(", ")}.`,
    { argument: "vectorField", choices },
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}

function refused(argument: string, message: string, choices: readonly string[] = []): TopographError {
  const rest = choices.length > 0 ? ` There are ${choices.map(shown).join(", ")}.` : "";
  return new TopographError("BAD_USER_INPUT", message + rest, { argument, choices });
}
