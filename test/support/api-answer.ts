// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are as the test's own query shapes them
export type Data = any;

export interface Answer {
  readonly status: number;
  readonly data?: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

/** What a client learns of an operation that was refused. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export function refusalOf({ status, errors, data }: Answer): Refusal {
  const [first] = errors ?? [];
  if (!first) throw new Error(`expected an error, got ${JSON.stringify(data)}`);
  return { status, code: String(first.extensions["code"]), message: first.message, extensions: first.extensions };
}
