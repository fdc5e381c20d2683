import type { DocumentInput } from "./news-inputs.js";

const TOPICS = [
  "flood river valley bridge",
  "strike airport pilots wages",
  "comet telescope night sky",
  "harvest olive drought farmers",
];
const TWISTS = [
  "officials",
  "thousands",
  "experts",
  "pictures",
  "timeline",
  "again",
  "today",
  "finally",
  "abroad",
  "why",
];
const ALONE = ["robot paints fence", "snow in june", "coffee prices", "whistle blower", "cinema closes"];

/** Four stories of 10, 9, 8 and 7 documents, each told by its own words, and five documents that stand alone. */
export function storyInputs(): DocumentInput[] {
  const told = TOPICS.flatMap((topic, story) =>
    TWISTS.slice(story).map((twist, nth) => ({
      key: `s${story}-${nth}`,
      title: `${topic} ${twist}`,
      text: `${topic} ${topic} ${twist}`,
      publishedAt: nth === 0 ? null : new Date(Date.UTC(2026, story, nth + 1)).toISOString(),
    })),
  );
  return [...told, ...ALONE.map((text, at) => ({ key: `x${at}`, text }))];
}
