import { Mutex } from "../database/mutex.js";

interface Lock {
  readonly mutex: Mutex;
  users: number;
}

/**
 * One lock a collection, shared by all who write documents and by the scan that takes a snapshot: a scan sees the documents
 * of one moment, and a revision read inside the lock belongs to them. Held only while the store reads or writes, never while
 * texts are embedded.
 */
export class CollectionLocks {
  readonly #locks = new Map<string, Lock>();

  async run<T>(collectionId: string, work: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(collectionId) ?? { mutex: new Mutex(), users: 0 };
    this.#locks.set(collectionId, lock);
    lock.users++;
    try {
      return await lock.mutex.run(work);
    } finally {
      lock.users--;
      if (lock.users === 0) this.#locks.delete(collectionId);
    }
  }
}
