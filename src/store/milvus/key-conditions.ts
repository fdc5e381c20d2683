import type { KeyOrder } from "../key-order.js";
import type { Condition } from "./expression-writer.js";

type KeyField = { readonly keyField: string; readonly keyOrder: KeyOrder };

/** The least number of 64 bits is none that Milvus can parse: it reads the digits before the sign. So it is what is below the next. */
const LEAST = String(-(2n ** 63n));
const AFTER_LEAST = String(1n - 2n ** 63n);

export function keyIsOneOf({ keyField, keyOrder }: KeyField, keys: readonly string[]): Condition {
  if (keyOrder === "TEXT") return (write) => `${keyField} in ${write.texts(keys)}`;
  if (!keys.includes(LEAST)) return (write) => `${keyField} in ${write.wholeNumbers(keys)}`;
  const others = keys.filter((key) => key !== LEAST);
  return (write) => {
    const least = `${keyField} < ${write.wholeNumber(AFTER_LEAST)}`;
    return others.length === 0 ? least : `${keyField} in ${write.wholeNumbers(others)} or ${least}`;
  };
}

/** @param after undefined for all keys, as a server orders by key only what it is asked for by key */
export function keyIsAfter({ keyField, keyOrder }: KeyField, after: string | undefined): Condition {
  if (keyOrder === "TEXT")
    return (write) => (after === undefined ? `${keyField} >= ${write.text("")}` : `${keyField} > ${write.text(after)}`);
  if (after === undefined) return () => `${keyField} >= 0 or ${keyField} < 0`;
  if (after === LEAST) return (write) => `${keyField} >= ${write.wholeNumber(AFTER_LEAST)}`;
  return (write) => `${keyField} > ${write.wholeNumber(after)}`;
}
