import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { Logger } from "pino";

import type { ErrorCode } from "../errors.js";
import { toClientError } from "./client-error.js";

/** Faults of a request's body as Express's parser names them; those of its decompression have a status only. */
interface BodyFault {
  readonly type?: string;
  readonly limit?: number;
}

/** Answers in GraphQL's shape what never reaches GraphQL. */
export function jsonErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else if (isBodyFault(error)) answerBodyFault(error, response);
    else response.status(500).json({ errors: [toClientError(error, logger)] });
  };
}

export const requireJson: RequestHandler = (request, response, next) => {
  const hasBody = request.method === "POST" && request.headers["content-type"] !== undefined;
  if (hasBody && !request.is("application/json")) {
    answerFault(response, 415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON: send Content-Type: application/json.");
  } else {
    // Without a body Express leaves this undefined, which Apollo takes for a missing parser.
    request.body ??= {};
    next();
  }
};

export const notFound: RequestHandler = (_request, response) => {
  answerFault(response, 404, "NOT_FOUND", "There is nothing at this address; the API is at /graphql.");
};

function isBodyFault(error: unknown): error is BodyFault {
  if (typeof error !== "object" || error === null) return false;
  if ("type" in error && typeof error.type === "string") return true;
  return "expose" in error && error.expose === true && "status" in error && error.status === 400;
}

function answerBodyFault({ type, limit }: BodyFault, response: Response): void {
  switch (type) {
    case "entity.too.large":
      answerFault(response, 413, "PAYLOAD_TOO_LARGE", `The body is larger than ${limit} bytes; send less at a time.`, {
        limitBytes: limit,
      });
      break;
    case "charset.unsupported":
    case "encoding.unsupported":
      answerFault(response, 415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON in UTF-8, plain or gzip.");
      break;
    default:
      answerFault(response, 400, "BAD_REQUEST", "The body is not a JSON object.");
  }
}

export function answerFault(
  response: Response,
  status: number,
  code: ErrorCode,
  message: string,
  details: object = {},
): void {
  response.status(status).json(faultBody(code, message, details));
}

export function faultBody(code: ErrorCode, message: string, details: object = {}): object {
  return { errors: [{ message, extensions: { ...details, code } }] };
}
