/** A part that the schema lets be null, but only beside an error, which the client has thrown by then. */
export function answered<T>(part: T | null): T {
  if (part === null) throw new Error("the server sent neither an answer nor an error");
  return part;
}
