import { seededRandom } from "../../../src/numeric/random.js";

export interface StoryDocument {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly publishedAt: string;
}

/** A large story, two of middle size, and enough small ones that not all of them are listed at first. */
export const STORY_SIZES: readonly number[] = [64, 30, 20, ...Array.from({ length: 33 }, () => 6)];
const LONERS = 70;
const SYLLABLES =
  "ba be bi bo da de di do fa fe ka ke ki ko la le li lo ma me mi mo na ne pa pe ra re sa se ta te".split(" ");

/** Stories that are told in the same few words each, and documents that share none: so many topics, so much noise. */
export function storyDocuments(): StoryDocument[] {
  const next = seededRandom(7);
  const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(next() * from.length)]!;
  const word = (): string => Array.from({ length: 4 }, () => pick(SYLLABLES)).join("");
  const words = (count: number): string[] => Array.from({ length: count }, word);
  const made = (key: string, own: readonly string[], told: number): StoryDocument => ({
    key,
    title: [...own.slice(0, 3), word()].join(" "),
    text: [...own, ...own, ...own, ...own, ...words(told)].join(" "),
    publishedAt: new Date(Date.UTC(2026, 2, 1 + Math.floor(next() * 28))).toISOString(),
  });
  const stories = STORY_SIZES.flatMap((size, story) => {
    const own = words(6);
    return Array.from({ length: size }, (_, at) => made(`story-${story}-${at}`, own, 3));
  });
  return [...stories, ...Array.from({ length: LONERS }, (_, at) => made(`loner-${at}`, words(6), 8))];
}
