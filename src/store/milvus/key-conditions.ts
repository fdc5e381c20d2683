import type { KeyOrder } from "../key-order.js";
import type { Condition } from "./expression-writer.js";

type KeyField = { readonly keyField: string; readonly keyOrder: KeyOrder };

export function keyIsOneOf({ keyField, keyOrder }: KeyField, keys: readonly string[]): Condition {
  return (write) => `${keyField} in ${keyOrder === "NUMBER" ? write.wholeNumbers(keys) : write.texts(keys)}`;
}

/** @param after undefined for all keys, as a server orders by key only what it is asked for by key */
export function keyIsAfter({ keyField, keyOrder }: KeyField, after: string | undefined): Condition {
  if (keyOrder === "TEXT")
    return (write) => (after === undefined ? `${keyField} >= ${write.text("")}` : `${keyField} > ${write.text(after)}`);
  // The least number of 64 bits is none that Milvus can parse.
  if (after === undefined) return () => `${keyField} >= 0 or ${keyField} < 0`;
  return (write) => `${keyField} > ${write.wholeNumber(after)}`;
}
