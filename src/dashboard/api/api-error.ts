/** The code of every failure to reach the server at all; the API's own codes are in its catalog. */
export const UNREACHABLE = "UNREACHABLE";

/** What a request ended in: an answer of the API with a code, or no answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get isUnreachable(): boolean {
    return this.code === UNREACHABLE;
  }
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("UNEXPECTED", error instanceof Error ? error.message : String(error), { cause: error });
}
