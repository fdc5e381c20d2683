import { signal } from "@preact/signals";

export type Connection = "connecting" | "online" | "lost";

/** Whether the server answered the last time it was asked. */
export const connection = signal<Connection>("connecting");

/** Grows each time the server is back after a loss: what failed meanwhile is asked for again. */
export const reconnections = signal(0);

export function reportAnswer(): void {
  if (connection.value === "lost") reconnections.value += 1;
  connection.value = "online";
}

export function reportSilence(): void {
  connection.value = "lost";
}
