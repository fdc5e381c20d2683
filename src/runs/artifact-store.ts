import type { JsonValue } from "../store/document.js";

export type ArtifactArray = Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array;

/** The immutable result of a stage: named columns and a small JSON part. */
export interface Artifact {
  readonly meta: JsonValue;
  readonly arrays: Readonly<Record<string, ArtifactArray>>;
}

/** Artifacts by key. A key names one content for ever, so writing a key that exists is no change. */
export interface ArtifactStore {
  has(key: string): Promise<boolean>;
  /** Null where there is none, or where it is damaged (which is logged; the stage then runs again). Arrays are the caller's. */
  read(key: string): Promise<Artifact | null>;
  /** Visible only when whole. */
  write(key: string, artifact: Artifact): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** All keys, with sizes in bytes. */
  list(): Promise<{ readonly key: string; readonly bytes: number }[]>;
}
