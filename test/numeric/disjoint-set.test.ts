import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DisjointSet } from "../../src/numeric/disjoint-set.js";

describe("DisjointSet", () => {
  it("keeps the same partition as a list of labels that are rewritten at each union", () => {
    const pairs = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 40 });
    fc.assert(
      fc.property(pairs, (unions) => {
        const sets = new DisjointSet(20);
        let labels = [...Array(20).keys()];
        for (const [a, b] of unions) {
          const [keep, drop] = [labels[a], labels[b]];
          expect(sets.union(a, b)).toBe(keep !== drop);
          labels = labels.map((label) => (label === drop ? keep! : label));
        }
        expect(sets.count).toBe(new Set(labels).size);
        for (let a = 0; a < 20; a++) {
          expect(sets.sizeOf(sets.find(a))).toBe(labels.filter((label) => label === labels[a]).length);
          for (let b = 0; b < 20; b++) expect(sets.find(a) === sets.find(b)).toBe(labels[a] === labels[b]);
        }
      }),
    );
  });

  it("takes a chain of 200,000 unions without deep recursion", () => {
    const sets = new DisjointSet(200_000);
    for (let i = 1; i < 200_000; i++) sets.union(i - 1, i);
    expect(sets.count).toBe(1);
    expect(sets.find(0)).toBe(sets.find(199_999));
    sets.reset();
    expect(sets.count).toBe(200_000);
    expect(sets.find(7)).toBe(7);
  });
});
