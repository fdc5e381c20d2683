import { isTopographError, TopographError, type ErrorCode } from "../errors.js";

/** What a worker can be asked: each method with its argument and result, plain data on both sides. */
export type WorkerMethods = Record<string, { readonly argument: unknown; readonly result: unknown }>;

export type WorkerRequest =
  | { readonly kind: "call"; readonly id: number; readonly method: string; readonly argument: unknown }
  | { readonly kind: "cancel"; readonly id: number };

export type WorkerReply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: PortableError };

/** An error as plain data: a structured clone of an Error would lose its class and its code. */
export interface PortableError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: ErrorCode | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export function toPortableError(error: unknown): PortableError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return isTopographError(error)
    ? { name, message, stack, code: error.code, details: error.details }
    : { name, message, stack, code: null, details: {} };
}

export function fromPortableError(error: PortableError): Error {
  const { name, message, stack, code, details } = error;
  const options = stack === undefined ? {} : { cause: { name, stack } };
  return code === null
    ? new Error(`${name}: ${message}`, options)
    : new TopographError(code, message, details, options);
}
