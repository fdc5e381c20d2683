import { type Arg, createParameterDecorator } from "type-graphql";

/** An argument for which null and absent mean the same default. */
export function ArgWithDefault(
  name: string,
  type: Parameters<typeof Arg>[1],
  defaultValue: string | number,
  description?: string,
): ParameterDecorator {
  return createParameterDecorator(({ args }) => (args as Readonly<Record<string, unknown>>)[name] ?? defaultValue, {
    arg: { name, typeFunc: type, options: { nullable: true, defaultValue, ...(description ? { description } : {}) } },
  }) as ParameterDecorator;
}
