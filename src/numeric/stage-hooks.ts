/** How a long computation reports and is stopped; both are called between pieces of work, several times a second. */
export interface StageHooks {
  /** The share that is done, 0..1, never falling. */
  readonly onProgress?: (share: number) => void;
  /** When it returns true, the computation throws `StageStopped` and leaves nothing behind. */
  readonly shouldStop?: () => boolean;
}

export class StageStopped extends Error {
  override readonly name = "StageStopped";

  constructor() {
    super("The computation was stopped by its caller");
  }
}

/** @throws StageStopped when the caller wants an end */
export function checkStop(hooks: StageHooks): void {
  if (hooks.shouldStop?.()) throw new StageStopped();
}

/** Hooks for a part of the work: its progress 0..1 is told as `from`..`to` of the whole. */
export function partOf(hooks: StageHooks, from: number, to: number): StageHooks {
  const { onProgress, shouldStop } = hooks;
  return {
    ...(onProgress && { onProgress: (share: number) => onProgress(from + share * (to - from)) }),
    ...(shouldStop && { shouldStop }),
  };
}
