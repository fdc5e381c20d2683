/**
 * Runs one benchmark, each a file NAME.bench.ts beside this one:
 *
 *   npm run bench                     lists them
 *   npm run bench -- NAME [options]   runs one, in this process, so that its peak memory is its own
 */
import { readdirSync } from "node:fs";

/** What a file NAME.bench.ts exports. */
export interface Benchmark {
  /** One line for the list. */
  readonly description: string;
  readonly run: (args: string[]) => Promise<void>;
}

const SUFFIX = ".bench.ts";
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));
const load = async (name: string): Promise<Benchmark> => (await import(`./${name}${SUFFIX}`)) as Benchmark;

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && names.includes(name)) {
  await (await load(name)).run(args);
} else {
  for (const each of names) console.log(`${each.padEnd(16)} ${(await load(each)).description}`);
  if (name !== undefined) throw new Error(`There is no benchmark ${name}.`);
}
