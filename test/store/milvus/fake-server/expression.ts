import type { JsonValue } from "../../../../src/store/document.js";

/** Numbers of 64 bits are bigints. */
export type ExpressionValue = JsonValue | bigint;
/** What an expression can look at: a row's columns by name. */
export type ExpressionRow = Readonly<Record<string, ExpressionValue>>;
export type Predicate = (row: ExpressionRow) => boolean;

/** A value that came beside the expression, as the message spells it. */
export interface TemplateValue {
  readonly val?: string;
  readonly bool_val?: boolean;
  readonly int64_val?: string;
  readonly float_val?: number;
  readonly string_val?: string;
  readonly array_val?: {
    readonly string_data?: { readonly data: readonly string[] };
    readonly long_data?: { readonly data: readonly string[] };
  };
}

export class ExpressionError extends Error {}

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\["\\nrt])*")|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|\{(\w+)\}|(\w+)|(==|<=|>=|[<>()[\],]))/y;

/**
 * The part of Milvus's filter language that the product uses: comparisons of columns and of members of a JSON column, `in`,
 * json_contains, `and`, `or` and parentheses, with literals or named values. Anything else is refused, as Milvus would.
 */
export function parseExpression(text: string, values: Readonly<Record<string, TemplateValue>>): Predicate {
  if (text === "") return () => true;
  return new Parser(tokens(text), values).whole();
}

interface Token {
  readonly kind: "literal" | "name" | "value" | "symbol";
  readonly text: string;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new ExpressionError(`cannot parse expression at ${at}`);
    const [, quoted, number, value, name, symbol] = match;
    if (quoted !== undefined || number !== undefined) found.push({ kind: "literal", text: quoted ?? number! });
    else if (value !== undefined) found.push({ kind: "value", text: value });
    else if (name !== undefined) found.push({ kind: "name", text: name });
    else found.push({ kind: "symbol", text: symbol! });
  }
  return found;
}

class Parser {
  #at = 0;

  constructor(
    private readonly all: readonly Token[],
    private readonly values: Readonly<Record<string, TemplateValue>>,
  ) {}

  whole(): Predicate {
    const predicate = this.#or();
    if (this.#at < this.all.length) this.#fail();
    return predicate;
  }

  #or(): Predicate {
    const parts = [this.#and()];
    while (this.#take("or")) parts.push(this.#and());
    return (row) => parts.some((part) => part(row));
  }

  #and(): Predicate {
    const parts = [this.#factor()];
    while (this.#take("and")) parts.push(this.#factor());
    return (row) => parts.every((part) => part(row));
  }

  #factor(): Predicate {
    if (this.#take("(")) {
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    if (this.#take("json_contains")) {
      this.#expect("(");
      const path = this.#path();
      this.#expect(",");
      const wanted = this.#value();
      this.#expect(")");
      return (row) => {
        const actual = path(row);
        return Array.isArray(actual) && actual.includes(wanted);
      };
    }
    const path = this.#path();
    if (this.#take("in")) {
      const wanted = new Set<unknown>(this.#list());
      return (row) => wanted.has(plain(path(row)));
    }
    const operator = this.#next().text;
    const value = this.#value();
    return (row) => compares(plain(path(row)), operator, value);
  }

  #path(): (row: ExpressionRow) => ExpressionValue | undefined {
    const { kind, text: column } = this.#next();
    if (kind !== "name") this.#fail();
    if (!this.#take("[")) return (row) => row[column];
    const member = this.#value();
    if (typeof member !== "string" || member === "") this.#fail();
    this.#expect("]");
    return (row) => {
      const json = row[column] as Record<string, JsonValue>;
      return Object.hasOwn(json, member as string) ? json[member as string] : undefined;
    };
  }

  #list(): readonly unknown[] {
    if (this.all[this.#at]?.kind === "value") {
      const { string_data, long_data } = this.#template().array_val ?? {};
      return string_data?.data ?? long_data?.data.map((digits) => plain(BigInt(digits))) ?? this.#fail();
    }
    this.#expect("[");
    const list: unknown[] = [];
    while (!this.#take("]")) {
      if (list.length > 0) this.#expect(",");
      list.push(this.#value());
    }
    return list;
  }

  #value(): Literal {
    const token = this.all[this.#at];
    if (token?.kind === "value") {
      const value = this.#template();
      switch (value.val) {
        case "string_val":
          return value.string_val!;
        case "int64_val":
          return plain(BigInt(value.int64_val!)) as Literal;
        case "float_val":
          return value.float_val!;
        default:
          return this.#fail();
      }
    }
    this.#at++;
    if (token?.kind === "name" && /^(true|false)$/.test(token.text)) return token.text === "true";
    if (token?.kind !== "literal") return this.#fail();
    if (/^-?\d+$/.test(token.text)) return plain(this.#wholeNumber(token.text)) as Literal;
    if (!token.text.startsWith('"')) return Number(token.text);
    const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
    return token.text.slice(1, -1).replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
  }

  #wholeNumber(digits: string): bigint {
    // Milvus reads the digits before it looks at the sign.
    return BigInt(digits.replace("-", "")) < 2n ** 63n ? BigInt(digits) : this.#fail();
  }

  #template(): TemplateValue {
    return this.values[this.#next().text] ?? this.#fail();
  }

  #next(): Token {
    return this.all[this.#at++] ?? this.#fail();
  }

  #take(text: string): boolean {
    const token = this.all[this.#at];
    if (token?.text !== text || token.kind === "literal" || token.kind === "value") return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #fail(): never {
    throw new ExpressionError(`cannot parse expression: unexpected ${this.all[this.#at]?.text ?? "end"}`);
  }
}

type Literal = string | number | bigint | boolean;

/** A number where it is one to the digit, so that what is equal is the same. */
function plain(value: ExpressionValue | undefined): ExpressionValue | undefined {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Values of different types compare as nothing; numbers of any size compare. */
function compares(actual: ExpressionValue | undefined, operator: string, value: Literal): boolean {
  const kind = (one: unknown): string => (typeof one === "bigint" ? "number" : typeof one);
  if (kind(actual) !== kind(value)) return false;
  if (operator === "==") return actual === value;
  if (typeof value === "boolean") return false;
  const order =
    typeof value === "string"
      ? Buffer.compare(Buffer.from(actual as string), Buffer.from(value))
      : (actual as number) < (value as number)
        ? -1
        : Number((actual as number) > (value as number));
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      throw new ExpressionError(`cannot parse expression: ${operator}`);
  }
}
