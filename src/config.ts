import { availableParallelism } from "node:os";
import { z } from "zod";
import { TopographError } from "./errors.js";
import type { MilvusIndex } from "./store/milvus/collection-schema.js";

/** How to reach Milvus. */
export interface MilvusConfig {
  readonly uri: string;
  readonly token: string | null;
  readonly database: string | null;
  /** File with the certificates (PEM) that the server's is checked against; null: those that Node brings. */
  readonly caFile: string | null;
  /** How long a read may take as a whole, and any single call. */
  readonly deadlineMs: number;
  /** Of collections to come. */
  readonly index: MilvusIndex;
}

/** The server's settings, complete and checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly embeddingModel: string;
  readonly embeddingDtype: string | null;
  readonly embeddingPooling: "mean" | "cls" | "last_token" | null;
  readonly modelDir: string | null;
  readonly allowModelDownload: boolean;
  readonly logLevel: string;
  /** Threads that embed texts. */
  readonly workers: number;
  readonly maxMemoryMb: number;
  /** Up to so many documents neighbors are searched exactly where a run does not say. */
  readonly exactGraphMax: number;
  /** Null: documents are kept in dataDir. */
  readonly milvus: MilvusConfig | null;
  /** What a run's AUTO stands for; AUTO itself: by size. */
  readonly neighborsBy: "AUTO" | "PROCESS" | "MILVUS";
  /** Load the sample on an empty store. */
  readonly demo: boolean;
}

/** Settings that are read by later versions: refused rather than ignored, since ignoring them could surprise. */
const NOT_YET = {
  DATABASE_URL: "this version keeps its runs in SQLite in DATA_DIR only",
  API_TOKENS: "this version has no access control; keep HOST at 127.0.0.1 or put a proxy in front",
} as const;

export const DEFAULT_MODEL = "topograph/static-minilm-256";

const onOff = z.stringbool({ truthy: ["on", "true", "1", "yes"], falsy: ["off", "false", "0", "no"] });
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const ASCII_WORD = /^[!-~]+$/;
const HOST_AND_PORT = /^(https?:\/\/)?(\[[0-9a-f:]+\]|[^\s/:@?#]+)(:\d{1,5})?\/?$/i;

const environment = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(4000),
  DATA_DIR: z.string().default("./.topograph"),
  EMBEDDING_MODEL: z.string().default(DEFAULT_MODEL),
  EMBEDDING_DTYPE: z.enum(["fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"]).optional(),
  EMBEDDING_POOLING: z.enum(["mean", "cls", "last_token"]).optional(),
  MODEL_DIR: z.string().optional(),
  ALLOW_MODEL_DOWNLOAD: onOff.default(false),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("warn"),
  WORKERS: wholeNumber(1, 64).default(Math.min(2, availableParallelism())),
  MAX_MEMORY_MB: wholeNumber(512, 1_048_576).default(4096),
  EXACT_GRAPH_MAX: wholeNumber(0, 2 ** 31 - 1).default(200_000),
  MILVUS_URI: z.string().regex(HOST_AND_PORT, "must be host:port, http://host:port or https://host:port").optional(),
  MILVUS_TOKEN: z.string().optional(),
  MILVUS_DATABASE: z.string().regex(ASCII_WORD, "must be ASCII without spaces").optional(),
  MILVUS_CA_FILE: z.string().optional(),
  MILVUS_INDEX: z.enum(["FLAT", "HNSW", "AUTOINDEX"]).default("FLAT"),
  MILVUS_HNSW_M: wholeNumber(2, 2048).default(16),
  MILVUS_HNSW_EF_CONSTRUCTION: wholeNumber(8, 65_536).default(200),
  MILVUS_TIMEOUT_MS: wholeNumber(100, 600_000).default(5000),
  NEIGHBORS_BY: z.enum(["AUTO", "PROCESS", "MILVUS"]).default("AUTO"),
  DEMO: onOff.default(true),
});

/**
 * Reads the environment, and nothing else does. An empty variable counts as unset.
 *
 * @throws TopographError INVALID_CONFIGURATION that names every fault
 */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  for (const name of ["MILVUS_TOKEN", "MILVUS_DATABASE", "MILVUS_CA_FILE", "MILVUS_INDEX"]) {
    if (given[name] !== undefined && given["MILVUS_URI"] === undefined) faults.push(`${name}: needs MILVUS_URI`);
  }
  for (const name of ["MILVUS_HNSW_M", "MILVUS_HNSW_EF_CONSTRUCTION"]) {
    if (given[name] !== undefined && given["MILVUS_INDEX"] !== "HNSW") faults.push(`${name}: needs MILVUS_INDEX=HNSW`);
  }
  if (given["NEIGHBORS_BY"] === "MILVUS" && given["MILVUS_URI"] === undefined) {
    faults.push("NEIGHBORS_BY: MILVUS needs MILVUS_URI");
  }
  for (const [name, why] of Object.entries(NOT_YET)) if (given[name] !== undefined) faults.push(`${name}: ${why}`);
  if (!parsed.success || faults.length > 0) {
    throw new TopographError("INVALID_CONFIGURATION", `Change these environment variables:\n  ${faults.join("\n  ")}`, {
      faults,
    });
  }
  const env = parsed.data;
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    embeddingModel: env.EMBEDDING_MODEL,
    embeddingDtype: env.EMBEDDING_DTYPE ?? null,
    embeddingPooling: env.EMBEDDING_POOLING ?? null,
    modelDir: env.MODEL_DIR ?? null,
    allowModelDownload: env.ALLOW_MODEL_DOWNLOAD,
    logLevel: env.LOG_LEVEL,
    workers: env.WORKERS,
    maxMemoryMb: env.MAX_MEMORY_MB,
    exactGraphMax: env.EXACT_GRAPH_MAX,
    milvus:
      env.MILVUS_URI === undefined
        ? null
        : {
            uri: env.MILVUS_URI.replace(/\/$/, ""),
            token: env.MILVUS_TOKEN ?? null,
            database: env.MILVUS_DATABASE ?? null,
            caFile: env.MILVUS_CA_FILE ?? null,
            deadlineMs: env.MILVUS_TIMEOUT_MS,
            index: milvusIndex(env),
          },
    neighborsBy: env.NEIGHBORS_BY,
    demo: env.DEMO,
  };
}

function milvusIndex(env: z.infer<typeof environment>): MilvusIndex {
  if (env.MILVUS_INDEX !== "HNSW") return { type: env.MILVUS_INDEX };
  return { type: "HNSW", M: env.MILVUS_HNSW_M, efConstruction: env.MILVUS_HNSW_EF_CONSTRUCTION };
}

export interface CopyConfig {
  readonly dataDir: string;
  readonly milvus: MilvusConfig;
}

/**
 * What `topograph copy` works on: the data directory and a Milvus.
 *
 * @param to an address, or null for that of the environment
 */
export function readCopyConfig(to: string | null, variables: NodeJS.ProcessEnv = process.env): CopyConfig {
  if (to !== null && !HOST_AND_PORT.test(to)) {
    const message = "--to must be host:port, http://host:port or https://host:port, or the word embedded.";
    throw new TopographError("INVALID_CONFIGURATION", message, { faults: ["--to"] });
  }
  const { dataDir, milvus } = readConfig(to === null ? variables : { ...variables, MILVUS_URI: to });
  if (milvus) return { dataDir, milvus };
  throw new TopographError("INVALID_CONFIGURATION", "Set MILVUS_URI: it says which Milvus to copy from.", {
    faults: ["MILVUS_URI"],
  });
}

export interface CliEnvironment {
  /** Address of the API of a running server. */
  readonly url: string;
}

export function readCliEnvironment(variables: NodeJS.ProcessEnv = process.env): CliEnvironment {
  return { url: variables["TOPOGRAPH_URL"] || "http://127.0.0.1:4000/graphql" };
}
