/** What the address of the page says after `#`: enough to come back to, or to send to somebody. */
export interface UrlState {
  /** null: the default collection. */
  readonly collection: string | null;
  /** null: the newest run that succeeded. */
  readonly run: string | null;
  readonly topic: string | null;
  readonly document: string | null;
  readonly search: string | null;
  readonly noise: NoiseMode;
}

/** What becomes of documents of no topic: shown gray, left out, or drawn with their nearest topic. */
export type NoiseMode = "shown" | "hidden" | "nearest";

export const START: UrlState = {
  collection: null,
  run: null,
  topic: null,
  document: null,
  search: null,
  noise: "shown",
};

const TEXT_KEYS = ["collection", "run", "topic", "document", "search"] as const;

/** Never throws: what it does not understand is left at its default. */
export function parseHash(hash: string): UrlState {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const noise = params.get("noise");
  const texts = Object.fromEntries(TEXT_KEYS.map((key) => [key, params.get(key) || null]));
  return { ...START, ...texts, noise: noise === "hidden" || noise === "nearest" ? noise : "shown" };
}

/** Empty for the start, else `#key=value&..`, with defaults left out. */
export function formatHash(state: UrlState): string {
  const params = new URLSearchParams();
  for (const key of TEXT_KEYS) {
    const value = state[key];
    if (value !== null && value !== "") params.set(key, value);
  }
  if (state.noise !== START.noise) params.set("noise", state.noise);
  const text = params.toString();
  return text === "" ? "" : `#${text}`;
}
