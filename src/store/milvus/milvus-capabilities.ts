import type { StoreCapabilities } from "../vector-store.js";
import type { MilvusConnection } from "./milvus-connection.js";

/** What the server is and can do, asked once a connection. */
export interface MilvusCapabilities {
  readonly product: "MILVUS_LITE" | "MILVUS";
  readonly version: string;
  /** Values travel beside the expression instead of in it (Milvus 2.5). */
  readonly expressionValues: boolean;
  /** Reads can be told from which moment on they must see; a server without it sees its writes at once. */
  readonly timestamps: boolean;
  /** Queries that one search call takes: Lite holds queries x rows x dimension numbers at once. */
  readonly maxQueries: number;
  /** Search calls at a time. */
  readonly maxParallel: number;
}

export async function probeCapabilities(connection: MilvusConnection): Promise<MilvusCapabilities> {
  const { version: text } = await connection.call<{ version: string }>("GetVersion", {});
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(text) ?? [];
  const version = /\d[\w.+-]*/.exec(text)?.[0] ?? "unknown";
  // The name tells: Milvus's embeddable build calls itself "v2.3.5-lite" and is a whole Milvus.
  if (/^milvus[_-]lite/i.test(text)) {
    return {
      product: "MILVUS_LITE",
      version,
      expressionValues: false,
      timestamps: false,
      maxQueries: 10,
      maxParallel: 1,
    };
  }
  const expressionValues = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 5);
  return { product: "MILVUS", version, expressionValues, timestamps: true, maxQueries: 100, maxParallel: 4 };
}

export function describeServer(capabilities: MilvusCapabilities): string {
  const { product, version } = toStoreCapabilities(capabilities);
  return `${product} ${version}`;
}

export function toStoreCapabilities(capabilities: MilvusCapabilities): StoreCapabilities {
  const { product, version, expressionValues, maxQueries } = capabilities;
  return {
    product: product === "MILVUS" ? "Milvus" : "Milvus Lite",
    version,
    filterTemplates: expressionValues,
    jsonFields: true,
    queriesPerCall: maxQueries,
  };
}
