import { describe, expect, it } from "vitest";
import { RunEvents } from "../../src/pipeline/run-events.js";

describe("RunEvents.changes", () => {
  it("outlives any number of changes that a listener does not read", async () => {
    const events = new RunEvents();
    const changes = events.changes("run", new AbortController().signal);
    const first = changes.next();
    events.changed("run");
    await first;
    for (let count = 0; count < 5000; count++) events.changed("run");
    expect(await changes.next()).toEqual({ done: false, value: undefined });
  });

  it("gives one turn for all changes since the last turn", async () => {
    const events = new RunEvents();
    const stop = new AbortController();
    const changes = events.changes("run", stop.signal);
    const first = changes.next();
    for (let count = 0; count < 50; count++) events.changed("run");
    await first;
    const second = changes.next();
    let turned = false;
    void second.then(() => (turned = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(turned).toBe(false);
    events.changed("run");
    expect(await second).toEqual({ done: false, value: undefined });
  });

  it("loses no change that comes between two turns, and hears of its own run only", async () => {
    const events = new RunEvents();
    const changes = events.changes("run", new AbortController().signal);
    const first = changes.next();
    events.changed("another");
    events.changed("run");
    await first;
    events.changed("run");
    expect(await changes.next()).toEqual({ done: false, value: undefined });
  });

  it("ends when the signal aborts, before, during and between turns", async () => {
    const events = new RunEvents();
    expect(await events.changes("run", AbortSignal.abort()).next()).toMatchObject({ done: true });
    for (const waiting of [true, false]) {
      const stop = new AbortController();
      const changes = events.changes("run", stop.signal);
      const first = changes.next();
      events.changed("run");
      await first;
      const next = waiting ? changes.next() : undefined;
      stop.abort();
      expect(await (next ?? changes.next())).toMatchObject({ done: true });
    }
  });
});
