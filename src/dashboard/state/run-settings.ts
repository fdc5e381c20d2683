import type { ClusterSelection } from "../operations.generated.js";

/** The settings of a run that the page offers. */
export interface RunSettings {
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly neighbors: number;
  readonly selection: ClusterSelection;
}

export const DEFAULT_SETTINGS: RunSettings = { minClusterSize: 3, minSamples: 3, neighbors: 50, selection: "EOM" };

export function settingsOf({ minClusterSize, minSamples, neighbors, selection }: RunSettings): RunSettings {
  return { minClusterSize, minSamples, neighbors, selection };
}

/** What a warning's suggestion says about these settings; null where it says nothing that the page can set. */
export function suggestedSettings(suggestion: Readonly<Record<string, unknown>> | null): Partial<RunSettings> | null {
  if (!suggestion) return null;
  const settings: { -readonly [Key in keyof RunSettings]?: RunSettings[Key] } = {};
  for (const key of ["minClusterSize", "minSamples", "neighbors"] as const) {
    const value = suggestion[key];
    if (typeof value === "number" && Number.isInteger(value)) settings[key] = value;
  }
  const { selection } = suggestion;
  if (selection === "EOM" || selection === "LEAF") settings.selection = selection;
  return Object.keys(settings).length > 0 ? settings : null;
}

const NAMES = { minClusterSize: "smallest topic", minSamples: "min samples", neighbors: "neighbors" } as const;

export function describeSettings(settings: Partial<RunSettings>): string {
  const numbers = (["minClusterSize", "minSamples", "neighbors"] as const)
    .filter((key) => settings[key] !== undefined)
    .map((key) => `${NAMES[key]} ${settings[key]}`);
  const selection =
    settings.selection === "LEAF" ? ["small topics"] : settings.selection === "EOM" ? ["stable topics"] : [];
  return [...numbers, ...selection].join(", ");
}

/** Steps of the slider for the smallest topic: fine where it matters. */
export const CLUSTER_SIZES = [
  2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200,
] as const;

export function nearestStep(size: number): number {
  let best = 0;
  CLUSTER_SIZES.forEach((each, step) => {
    if (Math.abs(each - size) < Math.abs(CLUSTER_SIZES[best]! - size)) best = step;
  });
  return best;
}
