import { seededRandom } from "../../src/numeric/random.js";

/** The schedule is part of the measurement: another seed is another stream. */
export const STREAM_SEED = 20_260_101;
export const STREAM_DAYS = 30;
export const WINDOW_DAYS = 7;

/** Of the events, so many stop and come back after a pause. */
const RETURNING_SHARE = 0.15;
const [SHORTEST, LONGEST] = [2, 20];
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [2, 12];

/**
 * Gives each document of known events a day: each event gets a start and a length of its own (uneven, overlapping, some
 * longer than the stream, some returning after a pause), and its documents, in seeded order, fall into that time, more of
 * them at the beginning.
 *
 * @param events the event of each row
 * @returns the day of each row, 0 and up; days beyond the stream never come
 */
export function plantStream(events: readonly string[], seed = STREAM_SEED): Int32Array {
  const random = seededRandom(seed);
  const days = new Int32Array(events.length);
  const rowsOf = groupRows(events);
  for (const event of [...rowsOf.keys()].sort()) {
    const rows = shuffled(rowsOf.get(event) ?? [], random);
    const length = Math.round(SHORTEST * (LONGEST / SHORTEST) ** random());
    const start = Math.floor(random() * (STREAM_DAYS - SHORTEST));
    const returns = random() < RETURNING_SHARE;
    const pause = Math.round(SHORTEST_PAUSE + random() * (LONGEST_PAUSE - SHORTEST_PAUSE));
    const stop = returns ? 0.3 + 0.4 * random() : 1;
    rows.forEach((row, place) => {
      const share = (place + 0.5) / rows.length;
      // Squared, so that an event begins with a burst.
      const day = start + Math.floor(length * share * share);
      days[row] = share > stop ? day + pause : day;
    });
  }
  return days;
}

function groupRows(events: readonly string[]): Map<string, number[]> {
  const rowsOf = new Map<string, number[]>();
  events.forEach((event, row) => {
    const rows = rowsOf.get(event);
    if (rows) rows.push(row);
    else rowsOf.set(event, [row]);
  });
  return rowsOf;
}

function shuffled(rows: readonly number[], random: () => number): number[] {
  const order = [...rows];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
