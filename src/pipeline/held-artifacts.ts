import { TopographError } from "../errors.js";
import type { Artifact, ArtifactStore } from "../runs/artifact-store.js";

/** The artifacts of one job: what it made or read stays at hand, so that no stage reads back what the last one wrote. */
export class HeldArtifacts {
  readonly #held = new Map<string, Artifact>();

  constructor(private readonly store: ArtifactStore) {}

  /** Says nothing of damage, which only reading shows. */
  async has(key: string): Promise<boolean> {
    return this.#held.has(key) || (await this.store.has(key));
  }

  /** @throws TopographError ARTIFACT_EXPIRED */
  async get(key: string): Promise<Artifact> {
    const found = await this.find(key);
    if (found) return found;
    throw artifactExpired();
  }

  /** Null where there is none, or where it is damaged and was removed. */
  async find(key: string): Promise<Artifact | null> {
    const held = this.#held.get(key) ?? (await this.store.read(key));
    if (held) this.#held.set(key, held);
    return held;
  }

  async put(key: string, artifact: Artifact): Promise<void> {
    await this.store.write(key, artifact);
    this.#held.set(key, artifact);
  }
}

export function artifactExpired(): TopographError {
  return new TopographError("ARTIFACT_EXPIRED", "A part of the run is no longer kept; recluster to make it anew.");
}
