import { CliError, EXIT } from "../exit-codes.js";

export interface GraphqlFault {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

/** The server answered with errors; `code` and the message are those of the first. */
export class RequestError extends CliError {
  readonly code: string;

  constructor(
    readonly faults: readonly GraphqlFault[],
    readonly status: number,
  ) {
    const [first] = faults;
    const code = first?.extensions?.code ?? "INTERNAL_SERVER_ERROR";
    super(`${code}: ${first?.message ?? "the server gave no reason"}`);
    this.code = code;
  }
}

/** No answer came, so it is not known whether the request was carried out. */
export class ConnectionError extends CliError {
  constructor(url: string, cause: unknown) {
    const refused = reason(cause) === "ECONNREFUSED" || reason(cause) === "ENOTFOUND";
    const message = refused
      ? `no Topograph server at ${url}; start one with npm start, or name another with --url`
      : `the connection to ${url} broke (${reason(cause)})`;
    super(message, EXIT.unreachable, { cause });
  }
}

const PASSING_STATUS: ReadonlySet<number> = new Set([502, 503, 504]);
const PASSING_CODES: ReadonlySet<string> = new Set(["UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT"]);

/** Whether the same request may succeed a little later. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof RequestError && (PASSING_STATUS.has(error.status) || PASSING_CODES.has(error.code));
}

/** fetch wraps what happened, and several addresses that all failed come as one AggregateError. */
function reason(error: unknown): string {
  for (let inner: unknown = error; inner instanceof Error;) {
    const { code } = inner as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
    if (inner instanceof AggregateError && inner.errors.length > 0) inner = inner.errors[0];
    else if (inner.cause === undefined) return inner.message;
    else inner = inner.cause;
  }
  return String(error);
}
