import { CliError, EXIT } from "../exit-codes.js";
import { ConnectionError, type GraphqlFault, RequestError } from "./request-error.js";

/**
 * The map of a run as the server draws it, an SVG document.
 *
 * @param apiUrl of the server's GraphQL; pictures are beside it
 * @param id of the run, as the API gives it
 */
export async function fetchPicture(apiUrl: string, id: string): Promise<string> {
  const url = new URL(`clusterings/${encodeURIComponent(id)}/map.svg`, apiUrl);
  let response: Response;
  let body: string;
  try {
    response = await fetch(url);
    body = await response.text();
  } catch (error) {
    throw new ConnectionError(apiUrl, error);
  }
  if (response.ok && response.headers.get("content-type")?.startsWith("image/svg+xml") === true) return body;
  throw new RequestError(faultsIn(body) ?? notAPicture(url, response.status), response.status);
}

function faultsIn(body: string): readonly GraphqlFault[] | null {
  try {
    const { errors } = JSON.parse(body) as { errors?: readonly GraphqlFault[] };
    return errors ?? null;
  } catch {
    return null;
  }
}

function notAPicture(url: URL, status: number): never {
  throw new CliError(`${url.href} answers (HTTP ${status}), but not with a picture`, EXIT.unreachable);
}
