import { TopographError } from "../../errors.js";

/** What Milvus answered instead of a result. Its reason may name addresses and paths: it is for the log alone. */
export class MilvusRefusal extends Error {
  override readonly name = "MilvusRefusal";

  constructor(
    readonly method: string,
    readonly code: number,
    readonly legacyCode: string,
    reason: string,
  ) {
    super(reason);
  }

  get collectionIsMissing(): boolean {
    return this.code === 100 || this.legacyCode === "CollectionNotExists";
  }

  /** Lite has a code of its own. */
  get databaseIsMissing(): boolean {
    return (
      this.code === 800 ||
      this.legacyCode === "DatabaseNotFound" ||
      /database .*(not exist|not found)/i.test(this.message)
    );
  }

  get collectionIsNotLoaded(): boolean {
    return this.code === 101 || /not\s+(fully\s+)?loaded/i.test(this.message);
  }

  get indexIsMissing(): boolean {
    return this.code === 700 || this.legacyCode === "IndexNotExist";
  }

  get rateIsLimited(): boolean {
    return this.code === 8 || this.legacyCode === "RateLimit";
  }

  /** What was asked for is at fault. An unexpected error (65535) may be that of a node that is about to be replaced. */
  get isLasting(): boolean {
    const isInvalid = (this.code >= 1100 && this.code < 1200) || this.legacyCode === "IllegalArgument";
    return !this.willPass && (isInvalid || this.databaseIsMissing || this.indexIsMissing);
  }

  /** A node is starting, or hands its work to another. */
  get willPass(): boolean {
    return ["NotReadyServe", "NotReadyCoordActivating", "NotShardLeader", "NoReplicaAvailable"].includes(
      this.legacyCode,
    );
  }
}

interface Status {
  readonly error_code?: string | number;
  readonly code?: number;
  readonly reason?: string;
}

/**
 * Milvus answers an error as a value with empty results: a bad filter looks like no hits to whoever does not look. Servers
 * before 2.3 know only `error_code`, later ones both.
 *
 * @throws MilvusRefusal
 */
export function assertOk(response: object, method: string): void {
  const status = ("status" in response ? response.status : response) as Status | null | undefined;
  const legacy = status?.error_code ?? "Success";
  const code = status?.code ?? 0;
  if (status && code === 0 && (legacy === "Success" || legacy === 0)) return;
  throw new MilvusRefusal(method, code, String(legacy), status?.reason ?? "no status");
}

const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

function transportCode(error: unknown): number | null {
  if (error instanceof MilvusRefusal || !(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "number" ? error.code : null;
}

export function isUnreachable(error: unknown): boolean {
  const code = transportCode(error);
  return code === UNAVAILABLE || code === DEADLINE_EXCEEDED;
}

/** Whether the same call may succeed a moment later. */
export function isRetriable(error: unknown): boolean {
  if (error instanceof MilvusRefusal) return error.rateIsLimited || error.willPass;
  return transportCode(error) === RESOURCE_EXHAUSTED;
}

/** Transport errors in our own words; a refusal stays, since its meaning depends on what was asked. */
export function toUpstreamError(error: unknown, method: string): Error {
  if (error instanceof MilvusRefusal && !error.rateIsLimited) return error;
  if (error instanceof TopographError) return error;
  const options = { cause: error };
  switch (transportCode(error)) {
    case DEADLINE_EXCEEDED:
      return timedOut({ call: method }, options);
    case UNAUTHENTICATED:
    case PERMISSION_DENIED:
      return unavailable(
        "Milvus does not accept the token, or it lacks the right.",
        { call: method, lasting: true },
        options,
      );
    case CANCELLED:
    case UNAVAILABLE:
      return unavailable("Milvus cannot be reached.", { call: method }, options);
    case RESOURCE_EXHAUSTED:
    case null:
      if (error instanceof MilvusRefusal || transportCode(error) !== null)
        return unavailable("Milvus limits its rate; try again later.", { call: method }, options);
      return error instanceof Error ? error : new Error(String(error));
    default:
      return unavailable("The connection to Milvus failed.", { call: method }, options);
  }
}

/** A refusal that nothing more can be done about. */
export function toRefusedError(refusal: MilvusRefusal): TopographError {
  const { method, code, legacyCode } = refusal;
  const details = { call: method, ...(refusal.isLasting && { lasting: true }) };
  return unavailable(`Milvus refused ${method} (${legacyCode}, code ${code}).`, details, { cause: refusal });
}

export function unavailable(
  message: string,
  details: Record<string, unknown> = {},
  options?: ErrorOptions,
): TopographError {
  return new TopographError("UPSTREAM_UNAVAILABLE", message, details, options);
}

export function timedOut(details: Record<string, unknown> = {}, options?: ErrorOptions): TopographError {
  return new TopographError("UPSTREAM_TIMEOUT", "Milvus did not answer in time.", details, options);
}

export function cancelled(signal: AbortSignal): TopographError {
  return new TopographError("CANCELLED", "The work was cancelled.", {}, { cause: signal.reason });
}
