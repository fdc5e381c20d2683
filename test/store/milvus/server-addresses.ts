import { test } from "vitest";

const COMMANDS = {
  MILVUS_LITE_URI: [
    "pip install milvus-lite pymilvus",
    "milvus-lite server --data-dir DIRECTORY --host 127.0.0.1 --port 19530   # MILVUS_LITE_URI=http://127.0.0.1:19530",
  ],
  MILVUS_STANDALONE_URI: [
    "pip install milvus",
    "milvus-server --data DIRECTORY --proxy-port 19531   # MILVUS_STANDALONE_URI=http://127.0.0.1:19531",
  ],
} as const;

/** The address of a real server; without one the tests of it are skipped, saying how to start it, except in CI. */
export function realServer(variable: keyof typeof COMMANDS): string | null {
  return needed(variable, `To start one:\n  ${COMMANDS[variable].join("\n  ")}`);
}

/** A Python that has pymilvus, for collections as other programs make them; without one such tests are skipped, except in CI. */
export function milvusPython(): string | null {
  return needed("MILVUS_PYTHON", "It is the path of a Python that has pymilvus:\n  pip install pymilvus");
}

function needed(variable: string, how: string): string | null {
  const value = process.env[variable];
  if (value) return value;
  const reason = `${variable} is not set. ${how}`;
  if (process.env.CI) {
    test(`${variable} is set`, () => {
      throw new Error(reason);
    });
  } else {
    console.warn(`Skipped: ${reason}`);
    test.skip(reason);
  }
  return null;
}
