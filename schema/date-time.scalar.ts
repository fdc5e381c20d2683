import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Inside the server a moment is a number: milliseconds since 1970. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: "DateTime",
  description:
    "A moment as RFC 3339 writes it, such as 2026-03-01T08:30:00Z. Answers are in UTC, to the millisecond; input may have any offset.",
  serialize(value) {
    if (typeof value === "number" && Number.isInteger(value)) return new Date(value).toISOString();
    throw new GraphQLError(`DateTime cannot represent ${String(value)}`);
  },
  parseValue: (value) => parseDateTime(value),
  parseLiteral(node) {
    if (node.kind === Kind.STRING) return parseDateTime(node.value);
    throw new GraphQLError("DateTime must be a string, such as 2026-03-01T08:30:00Z", { nodes: node });
  },
});

function parseDateTime(value: unknown): number {
  const time = typeof value === "string" && RFC_3339.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) {
    throw new GraphQLError("DateTime must be a date and time with an offset, such as 2026-03-01T08:30:00Z");
  }
  // Date.parse makes the 1st of March of the 30th of February.
  const day = Number(String(value).slice(8, 10));
  const month = Number(String(value).slice(5, 7));
  const year = Number(String(value).slice(0, 4));
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) {
    throw new GraphQLError(`DateTime has day ${day}, which month ${month} of ${year} does not have`);
  }
  return time;
}
