export interface TaskHooks {
  /** The share that is done, 0..1. */
  readonly onProgress: (share: number) => void;
}
