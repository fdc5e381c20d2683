import { type Embedder, type EmbeddingModel, type ModelIdentity, sameModel } from "../embedding/embedder.js";
import { isUnreachable } from "../errors.js";
import type { StoreCapabilities, StoreHealth, StoreKind, VectorStore } from "../store/vector-store.js";
import type { ClusteringAccess } from "./run-access.js";

export interface ServerServiceDeps {
  readonly version: string;
  readonly store: VectorStore;
  readonly embedder: Embedder | null;
  readonly clusterings: Pick<ClusteringAccess, "queueLength">;
}

/** What the server says of itself. */
export class ServerService {
  constructor(private readonly deps: ServerServiceDeps) {}

  get version(): string {
    return this.deps.version;
  }

  get store(): StoreKind {
    return this.deps.store.kind;
  }

  get embeddingModel(): EmbeddingModel | null {
    return this.deps.embedder?.model ?? null;
  }

  /** Known of the server's own model only, and null where nobody said. */
  languagesOf(model: ModelIdentity): readonly string[] | null {
    const own = this.embeddingModel;
    return own && sameModel(model, own) && own.languages.length > 0 ? own.languages : null;
  }

  /** Null while the store cannot be asked. */
  async capabilities(): Promise<StoreCapabilities | null> {
    try {
      return await this.deps.store.capabilities();
    } catch (error) {
      if (isUnreachable(error)) return null;
      throw error;
    }
  }

  health(): Promise<StoreHealth> {
    return this.deps.store.health();
  }

  queueLength(): Promise<number> {
    return this.deps.clusterings.queueLength();
  }
}
