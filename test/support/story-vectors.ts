import { MADE_DIMENSION } from "./made-space.js";

export const STORY_START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** Documents of a story lie close together around its own axis; `spread` moves each a little. */
export function story(axis: number, from: number, to: number, day = 0): object[] {
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const vector = new Array<number>(MADE_DIMENSION).fill(0);
    vector[axis] = 1;
    vector[(axis + 1) % MADE_DIMENSION] = 0.01 * ((number % 7) - 3) + 0.001 * (number % 5);
    vector[(axis + 2) % MADE_DIMENSION] = 0.01 * ((number % 5) - 2);
    return {
      key: `s${axis}-${String(number).padStart(3, "0")}`,
      title: `Story of axis ${"abcdefgh"[axis]}${"abcdefgh"[axis]}`,
      text: `Report ${number}`,
      publishedAt: new Date(STORY_START + day * DAY).toISOString(),
      vector,
    };
  });
}
