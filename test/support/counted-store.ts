import type { VectorStore } from "../../src/store/vector-store.js";

export interface StoreCalls {
  readonly names: string[];
  /** How often each method was called since the last reset, counting only those that were. */
  count(): Record<string, number>;
  reset(): void;
}

/** The same store, with its calls written down. */
export function countCalls(store: VectorStore): { store: VectorStore; calls: StoreCalls } {
  const names: string[] = [];
  const counted = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        names.push(String(name));
        return Reflect.apply(member, target, args);
      };
    },
  });
  const count = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  return { store: counted, calls: { names, count, reset: () => names.splice(0) } };
}
