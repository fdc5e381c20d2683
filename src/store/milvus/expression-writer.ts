type TemplateValue =
  | { readonly string_val: string }
  | { readonly int64_val: string }
  | { readonly float_val: number }
  | { readonly array_val: { readonly string_data: { readonly data: readonly string[] } } }
  | { readonly array_val: { readonly long_data: { readonly data: readonly string[] } } };

/** Part of a filter expression; written anew for each request, as its values travel with the request. */
export type Condition = (write: ExpressionWriter) => string;

/** What a request for rows says about the rows it wants. */
export interface WrittenExpression {
  readonly expression: string;
  readonly expr_template_values: Readonly<Record<string, TemplateValue>>;
}

/**
 * Writes values into expressions: beside them where the server can (so that nothing that users wrote is ever part of an
 * expression), else as literals by one rule for all.
 */
export class ExpressionWriter {
  readonly #values: Record<string, TemplateValue> = {};
  #count = 0;

  private constructor(private readonly valuesBeside: boolean) {}

  /** All conditions at once; an empty expression where there are none. */
  static write(conditions: readonly Condition[], valuesBeside: boolean): WrittenExpression {
    const writer = new ExpressionWriter(valuesBeside);
    const parts = conditions.map((condition) => condition(writer));
    // One alone stays bare: deletes before 2.4 know "key in [...]" only, and Lite answers that without a look at all rows.
    const expression = parts.length === 1 ? (parts[0] ?? "") : parts.map((part) => `(${part})`).join(" and ");
    return { expression, expr_template_values: writer.#values };
  }

  text(value: string): string {
    return this.valuesBeside ? this.#beside({ string_val: value }) : textLiteral(value);
  }

  texts(values: readonly string[]): string {
    if (this.valuesBeside) return this.#beside({ array_val: { string_data: { data: values } } });
    return `[${values.map(textLiteral).join(",")}]`;
  }

  /** In digits, of 64 bits. */
  wholeNumber(digits: string): string {
    return this.valuesBeside ? this.#beside({ int64_val: digits }) : digits;
  }

  wholeNumbers(digits: readonly string[]): string {
    return this.valuesBeside ? this.#beside({ array_val: { long_data: { data: digits } } }) : `[${digits.join(",")}]`;
  }

  /** A whole number that a 64-bit integer holds exactly, or a fraction of ordinary size. */
  number(value: number): string {
    if (!this.valuesBeside) return String(value === 0 ? 0 : value);
    return this.#beside(Number.isInteger(value) ? { int64_val: String(value) } : { float_val: value });
  }

  #beside(value: TemplateValue): string {
    const name = `v${this.#count++}`;
    this.#values[name] = value;
    return `{${name}}`;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A literal that Milvus and Milvus Lite read alike: only these five are escaped, all else stands for itself. */
export function textLiteral(value: string): string {
  return `"${value.replace(/[\\"\n\r\t]/g, (character) => ESCAPES[character] ?? character)}"`;
}
