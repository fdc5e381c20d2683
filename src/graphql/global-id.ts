/**
 * Ids as clients see them: opaque, unique over all types, stable across restarts. Inside, base64url of a letter for the type
 * and what names the object. Decoding accepts exactly what encoding makes; anything else names nothing and gives null.
 */
export type GlobalId =
  | { readonly type: "Collection"; readonly collectionId: string }
  | { readonly type: "Document"; readonly collectionId: string; readonly key: string }
  | { readonly type: "Clustering"; readonly runId: string }
  | { readonly type: "Cluster"; readonly runId: string; readonly label: number }
  | { readonly type: "Projection"; readonly projectionId: string };

const MAX_LENGTH = 8192;
const LABEL = /^(?:0|[1-9][0-9]{0,9})$/;

export function collectionGlobalId(collectionId: string): string {
  return encode(`c:${collectionId}`);
}

export function documentGlobalId(collectionId: string, key: string): string {
  return encode(`d:${collectionId}:${key}`);
}

export function clusteringGlobalId(runId: string): string {
  return encode(`r:${runId}`);
}

export function clusterGlobalId(runId: string, label: number): string {
  return encode(`k:${runId}:${label}`);
}

export function projectionGlobalId(projectionId: string): string {
  return encode(`p:${projectionId}`);
}

export function parseGlobalId(id: string): GlobalId | null {
  const text = decodeBase64Url(id, MAX_LENGTH);
  const parts = text === null ? null : /^([cdrkp]):([^:]+)(?::(.*))?$/s.exec(text);
  const [, letter, first, second] = parts ?? [];
  if (first === undefined) return null;
  switch (letter) {
    case "c":
      return second === undefined ? { type: "Collection", collectionId: first } : null;
    case "d":
      return second ? { type: "Document", collectionId: first, key: second } : null;
    case "r":
      return second === undefined ? { type: "Clustering", runId: first } : null;
    case "k":
      return second !== undefined && LABEL.test(second)
        ? { type: "Cluster", runId: first, label: Number(second) }
        : null;
    case "p":
      return second === undefined ? { type: "Projection", projectionId: first } : null;
    default:
      return null;
  }
}

/** The id's content where it is one of this type, else null. */
export function parseIdOf<T extends GlobalId["type"]>(type: T, id: string): Extract<GlobalId, { type: T }> | null {
  const parsed = parseGlobalId(id);
  return parsed?.type === type ? (parsed as Extract<GlobalId, { type: T }>) : null;
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}

/** Null unless `encoded` is the canonical base64url of a UTF-8 text. */
export function decodeBase64Url(encoded: string, maxLength: number): string | null {
  if (encoded.length > maxLength) return null;
  const text = Buffer.from(encoded, "base64url").toString("utf8");
  return encode(text) === encoded ? text : null;
}
