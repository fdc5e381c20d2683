import type { SearchRequest, VectorStore } from "../../src/store/vector-store.js";

export interface StoreCalls {
  /** How often each method was called since the last reset, counting only those that were. */
  count(): Record<string, number>;
  /** What was searched for since the last reset. */
  searches(): SearchRequest[];
  /** The keys of each fetch since the last reset. */
  fetches(): (readonly string[])[];
  reset(): void;
}

/** The same store, with its calls written down. What it calls of itself is not counted. */
export function countCalls(store: VectorStore): { store: VectorStore; calls: StoreCalls } {
  const made: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  const counted = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        made.push({ name: String(name), args });
        return Reflect.apply(member, target, args);
      };
    },
  });
  const argument = (wanted: string): unknown[] => made.filter(({ name }) => name === wanted).map(({ args }) => args[1]);
  const calls: StoreCalls = {
    count() {
      const counts: Record<string, number> = {};
      for (const { name } of made) counts[name] = (counts[name] ?? 0) + 1;
      return counts;
    },
    searches: () => argument("search") as SearchRequest[],
    fetches: () => argument("get") as (readonly string[])[],
    reset: () => void made.splice(0),
  };
  return { store: counted, calls };
}
