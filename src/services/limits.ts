import { TopographError } from "../errors.js";

/** Bounds of the API, told to clients as `ServerInfo.limits`. */
export const LIMITS = {
  maxPage: 100,
  maxK: 1000,
  maxTextBytes: 65_535,
  maxKeyBytes: 512,
  maxIngestDocuments: 5000,
  maxDeleteKeys: 10_000,
  maxIdempotencyKeyBytes: 256,
  maxDimension: 32_768,
  /** Rows that one operation may touch, as `src/graphql/operation-cost.ts` estimates them before it runs. */
  maxCost: 50_000,
} as const;

/** Documents that one request may have explained: each takes a sweep of its run. */
export const MAX_EXPLAINED = 10;

export const MAX_INT32 = 2 ** 31 - 1;
export const MIN_INT32 = -(2 ** 31);

/** @throws TopographError BAD_USER_INPUT {argument, min, max, actual} */
export function requireInteger(argument: string, actual: number, min: number, max: number): number {
  if (!Number.isInteger(actual)) throw outOfRange(argument, actual, min, max, "a whole number");
  return requireNumber(argument, actual, min, max, "a whole number");
}

/** @throws TopographError BAD_USER_INPUT {argument, min, max, actual} */
export function requireNumber(argument: string, actual: number, min: number, max: number, kind = "a number"): number {
  // Written so that NaN is refused too.
  if (!(actual >= min && actual <= max)) throw outOfRange(argument, actual, min, max, kind);
  return actual;
}

function outOfRange(argument: string, actual: number, min: number, max: number, kind: string): TopographError {
  return new TopographError("BAD_USER_INPUT", `${argument} must be ${kind} from ${min} to ${max}, got ${actual}.`, {
    argument,
    min,
    max,
    actual,
  });
}

/** @throws TopographError BAD_USER_INPUT where a list given as an argument is too long */
export function requireLength(argument: string, list: { readonly length: number }, max: number): void {
  if (list.length <= max) return;
  throw new TopographError(
    "BAD_USER_INPUT",
    `${argument} takes at most ${max} at a time, got ${list.length}; send them in several requests.`,
    { argument, min: 0, max, actual: list.length },
  );
}
