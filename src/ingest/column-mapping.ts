import { TopographError } from "../errors.js";
import { shorten } from "./shorten.js";

/** The parts of a document that a column can hold; every other column becomes one of its `fields`. */
export const ROLES = ["title", "text", "url", "publishedAt", "key"] as const;
export type Role = (typeof ROLES)[number];

/** Column by role; null where the file has none. */
export type ColumnMapping = Readonly<Record<Role, string | null>> & {
  readonly vector: string | null;
  readonly fields: readonly string[];
};

/** The column to take for a role, by name; the empty string means none. */
export type ColumnOverrides = Readonly<Partial<Record<Role, string>>>;

/** The names by which a role is found, best first. */
const NAMES: Readonly<Record<Role, readonly RegExp[]>> = {
  title: [/^title$/, /^headline$/, /^name$/],
  text: [/^description$/, /^summary$/, /^text$/, /^body$/, /^content$/, /^abstract$/],
  url: [/^url$/, /^link$/],
  // Not who published it, nor in which zone.
  publishedAt: [/^published(?!.*by$)/, /^(pub_?)?date$/, /^time(?!.?zone)/, /^created(?!.*by$)/],
  key: [/^key$/, /^id$/, /^guid$/],
};

export interface MappingOptions {
  readonly overrides?: ColumnOverrides;
  /** Columns to keep as fields; without it all that have no role. */
  readonly fields?: readonly string[];
  /** The column of ready vectors, in formats that can hold them. */
  readonly vector?: string;
}

/** Decides what each column is. Names are compared without regard to case. */
export function mapColumns(path: string, columns: readonly string[], options: MappingOptions = {}): ColumnMapping {
  const roles: Record<Role, string | null> = { title: null, text: null, url: null, publishedAt: null, key: null };
  const claimed = new Set<string>();
  const vector = options.vector !== undefined && columns.includes(options.vector) ? options.vector : null;
  if (vector !== null) claimed.add(vector);
  for (const role of ROLES) {
    const name = options.overrides?.[role];
    if (name === undefined || name === "") continue;
    roles[role] = findColumn(path, columns, name);
    claimed.add(roles[role]);
  }
  for (const role of ROLES) {
    if (options.overrides?.[role] !== undefined) continue;
    roles[role] = columnNamed(NAMES[role], columns, claimed);
    if (roles[role] !== null) claimed.add(roles[role]);
  }
  if (roles.title === null && roles.text === null) {
    throw new TopographError(
      "BAD_USER_INPUT",
      `${path} has no column for the title or the text. Columns found: ${listColumns(columns)}. Name one with --title or --text; the first row of a CSV file must name the columns.`,
      { path, columns: columns.slice(0, 100) },
    );
  }
  const fields =
    options.fields?.map((name) => findColumn(path, columns, name)) ?? columns.filter((column) => !claimed.has(column));
  return { ...roles, vector, fields: [...new Set(fields)] };
}

function columnNamed(
  names: readonly RegExp[],
  columns: readonly string[],
  claimed: ReadonlySet<string>,
): string | null {
  for (const name of names) {
    const found = columns.find((column) => !claimed.has(column) && name.test(column.trim().toLowerCase()));
    if (found !== undefined) return found;
  }
  return null;
}

function findColumn(path: string, columns: readonly string[], name: string): string {
  const wanted = name.trim().toLowerCase();
  const found =
    columns.find((column) => column === name) ?? columns.find((column) => column.trim().toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw new TopographError(
    "BAD_USER_INPUT",
    `${path} has no column "${name}". Columns found: ${listColumns(columns)}.`,
    {
      path,
      columns: columns.slice(0, 100),
    },
  );
}

function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, 30).map((column) => shorten(column, 40));
  const rest = columns.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
