import { describe, expect, it } from "vitest";

import { TopographError } from "../../src/errors.js";
import { IdempotentResults } from "../../src/services/idempotent-results.js";

const CANCELLED = new TopographError("CANCELLED", "The work was cancelled.");

describe("a request repeated with its idempotencyKey while the first one runs", () => {
  /** A request of some client: its work ends when the client goes, or when it is told to. */
  function client(results: IdempotentResults<string>, name: string) {
    const gone = new AbortController();
    let finish = (): void => undefined;
    let runs = 0;
    const work = (): Promise<string> => {
      runs++;
      return new Promise((resolve, reject) => {
        finish = () => resolve(name);
        gone.signal.addEventListener("abort", () => reject(CANCELLED));
      });
    };
    const answer = results.once("scope", "key", ["payload"], work, gone.signal);
    answer.catch(() => undefined);
    return { answer, leave: () => gone.abort(), finish: () => finish(), runs: () => runs };
  }

  it("gets its answer and runs nothing", async () => {
    const results = new IdempotentResults<string>();
    const [first, second] = [client(results, "first"), client(results, "second")];
    first.finish();
    expect(await Promise.all([first.answer, second.answer])).toEqual(["first", "first"]);
    expect([first.runs(), second.runs()]).toEqual([1, 0]);
  });

  it("is carried out itself where the first one's client has gone, once for all who wait", async () => {
    const results = new IdempotentResults<string>();
    const [first, second, third] = [
      client(results, "first"),
      client(results, "second"),
      client(results, "third"),
    ] as const;
    first.leave();
    await expect(first.answer).rejects.toBe(CANCELLED);
    await new Promise((resolve) => setImmediate(resolve));
    second.finish();
    third.finish();
    expect(await Promise.all([second.answer, third.answer])).toEqual(["second", "second"]);
    expect(third.runs()).toBe(0);
    const later = client(results, "later");
    expect(await later.answer).toBe("second");
  });

  it("is cancelled too where its own client has gone as well", async () => {
    const results = new IdempotentResults<string>();
    const [first, second] = [client(results, "first"), client(results, "second")];
    second.leave();
    first.leave();
    await expect(second.answer).rejects.toBe(CANCELLED);
    expect(second.runs()).toBe(0);
  });

  it("fails as the first one did for any other reason", async () => {
    const results = new IdempotentResults<string>();
    const failure = new Error("disk");
    const both = ["first", "second"].map(() => results.once("scope", "key", ["x"], () => Promise.reject(failure)));
    for (const each of both) await expect(each).rejects.toBe(failure);
  });
});
