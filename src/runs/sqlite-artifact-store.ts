import { randomUUID, webcrypto } from "node:crypto";
import { isTopographError } from "../errors.js";
import type { OpenDatabase } from "../database/open-database.js";
import { ArtifactDecoder, DamagedArtifactError, encodeArtifact } from "./artifact-format.js";
import type { Artifact, ArtifactStore } from "./artifact-store.js";
import type { RunsSchema } from "./schema.js";

/** A pino logger, or whatever else takes its warnings. */
export interface WarningLog {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
}

const CHUNK_BYTES = 1 << 20;
const DIGEST_BYTES = 32;
/** Chunks removed in one transaction, so that other writes get their turn. */
const PURGE_BATCH = 16;

type Manifest = Pick<RunsSchema["artifacts"], "key" | "upload" | "chunks" | "digests">;

/**
 * Artifacts in runs.db, in chunks of 1 MB under the name of their upload. The manifest row comes last: before it nobody
 * sees the chunks. Only copying a chunk happens on the calling thread; hashing and SQL do not. The arrays of an artifact
 * must not change while it is being written.
 */
export class SqliteArtifactStore implements ArtifactStore {
  readonly #insertChunk: string;

  constructor(
    private readonly database: OpenDatabase<RunsSchema>,
    private readonly log: WarningLog,
  ) {
    this.#insertChunk = database.writer
      .insertInto("artifact_chunks")
      .values({ upload: "", ordinal: 0, data: new Uint8Array(0) })
      .compile().sql;
  }

  async has(key: string): Promise<boolean> {
    return (
      (await this.database.reader
        .selectFrom("artifacts")
        .select("number")
        .where("key", "=", key)
        .executeTakeFirst()) !== undefined
    );
  }

  async read(key: string): Promise<Artifact | null> {
    const manifest = await this.#manifest(key);
    if (!manifest) return null;
    try {
      return await this.#decode(manifest);
    } catch (error) {
      if (!(error instanceof DamagedArtifactError) && !isTopographError(error, "STORAGE_CORRUPT")) throw error;
      // Deleted meanwhile, chunks first or last: that is no damage.
      if ((await this.#manifest(key))?.upload !== manifest.upload) return null;
      this.log.warn({ key, reason: error.message }, "a stored artifact is damaged and will be made again");
      await this.#remove(manifest).catch((reason: unknown) => {
        this.log.warn({ key, reason: String(reason) }, "a damaged artifact could not be removed");
      });
      return null;
    }
  }

  async write(key: string, artifact: Artifact): Promise<void> {
    if (await this.has(key)) return;
    const upload = randomUUID();
    try {
      const digests: Uint8Array[] = [];
      let bytes = 0;
      for (const chunk of encodeArtifact(artifact, CHUNK_BYTES)) {
        bytes += chunk.length;
        digests.push(await sha256(chunk));
        await this.database.connection.write(
          [{ sql: this.#insertChunk, rows: [[upload, digests.length - 1, chunk]] }],
          [chunk.buffer],
        );
      }
      const { numInsertedOrUpdatedRows } = await this.database.writer
        .insertInto("artifacts")
        .values({ key, upload, bytes, chunks: digests.length, digests: Buffer.concat(digests) })
        .onConflict((conflict) => conflict.column("key").doNothing())
        .executeTakeFirstOrThrow();
      // Another writer of the key was faster.
      if (!numInsertedOrUpdatedRows) await this.#removeChunks(upload);
    } catch (error) {
      // What stays behind here is swept at the next start.
      await this.#removeChunks(upload).catch(() => undefined);
      throw error;
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const manifest = await this.#manifest(key);
      if (manifest) await this.#remove(manifest);
    }
  }

  async list(): Promise<{ readonly key: string; readonly bytes: number }[]> {
    return this.database.writer.selectFrom("artifacts").select(["key", "bytes"]).orderBy("key").execute();
  }

  /** Removes the chunks of writers that were stopped before their end. Call it before anybody writes. */
  async sweep(): Promise<void> {
    const orphans = await this.database.writer
      .selectFrom("artifact_chunks")
      .select("upload")
      .distinct()
      .where("upload", "not in", (build) => build.selectFrom("artifacts").select("upload"))
      .execute();
    for (const { upload } of orphans) await this.#removeChunks(upload);
  }

  async #manifest(key: string): Promise<Manifest | undefined> {
    const query = this.database.reader.selectFrom("artifacts").select(["key", "upload", "chunks", "digests"]);
    return query.where("key", "=", key).executeTakeFirst();
  }

  async #decode({ upload, chunks, digests }: Manifest): Promise<Artifact> {
    const decoder = new ArtifactDecoder();
    for (let ordinal = 0; ordinal < chunks; ordinal++) {
      const row = await this.database.writer
        .selectFrom("artifact_chunks")
        .select("data")
        .where("upload", "=", upload)
        .where("ordinal", "=", ordinal)
        .executeTakeFirst();
      if (!row) throw new DamagedArtifactError(`chunk ${ordinal} is missing`);
      const expected = digests.subarray(ordinal * DIGEST_BYTES, (ordinal + 1) * DIGEST_BYTES);
      if (Buffer.compare(await sha256(row.data), expected) !== 0) {
        throw new DamagedArtifactError(`chunk ${ordinal} does not match its SHA-256`);
      }
      decoder.push(row.data);
    }
    return decoder.finish();
  }

  async #remove({ key, upload }: Manifest): Promise<void> {
    await this.database.writer.deleteFrom("artifacts").where("key", "=", key).where("upload", "=", upload).execute();
    await this.#removeChunks(upload);
  }

  async #removeChunks(upload: string): Promise<void> {
    const { writer } = this.database;
    const batch = writer
      .selectFrom("artifact_chunks")
      .select("ordinal")
      .where("upload", "=", upload)
      .limit(PURGE_BATCH);
    for (;;) {
      const query = writer.deleteFrom("artifact_chunks").where("upload", "=", upload).where("ordinal", "in", batch);
      const { numDeletedRows } = await query.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return;
    }
  }
}

/** In the thread pool, unlike createHash. */
async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.digest("SHA-256", bytes));
}
