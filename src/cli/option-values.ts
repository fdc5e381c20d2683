import { InvalidArgumentError, Option } from "commander";

export function wholeNumber(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isSafeInteger(number))
    throw new InvalidArgumentError("It must be a whole number.");
  return number;
}

export function positiveNumber(value: string): number {
  const number = wholeNumber(value);
  if (number < 1) throw new InvalidArgumentError("It must be at least 1.");
  return number;
}

export function number(value: string): number {
  const parsed = Number(value);
  if (value.trim() === "" || !Number.isFinite(parsed)) throw new InvalidArgumentError("It must be a number.");
  return parsed;
}

/** `--field a,b --field c` -> [a, b, c] */
export function nameList(value: string, before: readonly string[] | undefined): string[] {
  const names = value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return [...(before ?? []), ...names];
}

/** An option with a fixed set of values, taken in any case. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  const option = new Option(flags, `${description} (${values.join(", ")})`);
  return option.argParser((value) => {
    const found = values.find((known) => known.toLowerCase() === value.toLowerCase());
    if (found === undefined) throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.`);
    return found;
  });
}

export function collectionOption(): Option {
  return new Option("-c, --collection <name>", "the collection").default("default");
}
