import { TopographError } from "../errors.js";
import { decodeBase64Url } from "./global-id.js";

/** Where a page ended, of plain values that the list can find again after changes: never an offset. */
export type Position = readonly (string | number)[];

const MAX_LENGTH = 8192;

/** @param list names the list and all that decides its order, so that a cursor of another list is recognized */
export function encodeCursor(list: Position, position: Position): string {
  return Buffer.from(JSON.stringify([...list, ...position]), "utf8").toString("base64url");
}

/**
 * The position in a cursor that `encodeCursor` made for the same list.
 *
 * @param kinds the types of the position's parts
 * @throws TopographError BAD_CURSOR
 */
export function decodeCursor(cursor: string, list: Position, kinds: readonly ("string" | "number")[]): Position {
  const parts = parseParts(cursor);
  const position = parts?.slice(list.length);
  const fits =
    parts &&
    position?.length === kinds.length &&
    list.every((part, at) => parts[at] === part) &&
    kinds.every((kind, at) => typeof position[at] === kind);
  if (fits) return position as Position;
  throw new TopographError("BAD_CURSOR", "after: expected a cursor of this list, as endCursor or an edge gave it.", {
    argument: "after",
  });
}

function parseParts(cursor: string): unknown[] | null {
  const text = decodeBase64Url(cursor, MAX_LENGTH);
  if (text === null) return null;
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
}
