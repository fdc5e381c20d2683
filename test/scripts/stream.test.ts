import { describe, expect, it } from "vitest";
import { plantStream, STREAM_DAYS } from "../../scripts/stream/planted-stream.js";
import { runStream } from "../../scripts/stream/run-stream.js";
import { scoreStream, type StreamDay } from "../../scripts/stream/score-stream.js";
import { seededRandom } from "../../src/numeric/random.js";
import { ApiHarness } from "../support/api-harness.js";

const DIMENSION = 12;

/** Events of uneven size, each around a direction of its own. */
function madeEvents(): { events: string[]; vectors: number[][] } {
  const next = seededRandom(5);
  const [events, vectors]: [string[], number[][]] = [[], []];
  for (let event = 0; event < DIMENSION; event++) {
    for (let nth = 0; nth < 20 + 5 * event; nth++) {
      events.push(`event ${event}`);
      vectors.push(Array.from({ length: DIMENSION }, (_, axis) => (axis === event ? 1 : 0) + 0.1 * (next() - 0.5)));
    }
  }
  return { events, vectors };
}

describe("the planted stream", () => {
  it("spreads events unevenly over the days, the same for the same seed", () => {
    const { events } = madeEvents();
    const days = plantStream(events);
    expect(plantStream(events)).toEqual(days);
    expect(plantStream(events, 1)).not.toEqual(days);
    expect(Math.min(...days)).toBeGreaterThanOrEqual(0);
    expect(new Set(days).size).toBeGreaterThan(STREAM_DAYS / 2);
  });

  it("finds that topics keep their identity through the whole server", async () => {
    const { events, vectors } = madeEvents();
    const days = plantStream(events).map((day) => day % 10);
    const api = await ApiHarness.open({ embedder: null });
    try {
      await api.data(`mutation { createCollection(input: { name: "stream", dimension: ${DIMENSION} }) { id } }`);
      const rows = vectors.map((vector, row) => ({ text: `document ${row}`, vector }));
      const input = { minClusterSize: 4, minSamples: 2, layout: false };
      const score = scoreStream(events, await runStream(api, "stream", rows, days, input, undefined, 10));
      expect(score.events).toBeGreaterThan(8);
      expect(score.identityKept).toBeGreaterThanOrEqual(0.9);
      expect(score.falseContinuations).toBeLessThanOrEqual(0.02);
      expect(score.continuations).toBeGreaterThan(40);
    } finally {
      await api.close();
    }
  });

  it("counts what goes wrong", () => {
    const events = [...Array<string>(24).fill("a"), ...Array<string>(24).fill("b")];
    const rows = events.map((_, row) => row);
    const day = (
      label: (row: number) => number,
      lineages: string[],
      merged: number[] = [],
      split: number[] = [],
    ): StreamDay => ({
      rows,
      labels: rows.map(label),
      lineages,
      split: new Set(split),
      merged: new Set(merged),
    });
    const apart = (row: number): number => (row < 24 ? 0 : 1);
    const together = (): number => 0;
    const swapped = scoreStream(events, [day(apart, ["x", "y"]), day(apart, ["y", "x"])]);
    expect(swapped).toMatchObject({ events: 2, identityKept: 0, steps: 2, falseContinuations: 1, continuations: 2 });
    const untold = scoreStream(events, [day(apart, ["x", "y"]), day(together, ["x"]), day(apart, ["x", "z"])]);
    expect(untold).toMatchObject({ merges: 1, missedMerges: 1, splits: 1, missedSplits: 1 });
    const told = scoreStream(events, [
      day(apart, ["x", "y"]),
      day(together, ["x"], [0]),
      day(apart, ["x", "y"], [], [0]),
    ]);
    expect(told).toMatchObject({ missedMerges: 0, missedSplits: 0, identityKept: 1 });
  });
});
