import { computed, signal } from "@preact/signals";

import { paletteOf, parseHex, type ColorScheme, type Rgb } from "../../map/palette.js";
import { map } from "./run.js";

const darkQuery = matchMedia("(prefers-color-scheme: dark)");
export const colorScheme = signal<ColorScheme>(darkQuery.matches ? "dark" : "light");
darkQuery.addEventListener("change", () => (colorScheme.value = darkQuery.matches ? "dark" : "light"));

/** Gray is in neither palette, so that noise is never taken for a topic. */
const NOISE: Record<ColorScheme, string> = { dark: "#8b939e", light: "#7a828c" };
const INK: Record<ColorScheme, string> = { dark: "#f4f6f8", light: "#14181d" };

export const palette = computed(() => paletteOf(colorScheme.value));
export const paletteRgb = computed(() => palette.value.map(parseHex));
export const noiseColor = computed(() => NOISE[colorScheme.value]);
export const noiseRgb = computed(() => parseHex(noiseColor.value));
export const ink = computed((): Rgb => parseHex(INK[colorScheme.value]));

/** The color of a topic on the map and beside its name everywhere. */
export function topicColor(label: number): string {
  const index = label < 0 ? undefined : map.value?.colors[label];
  return index === undefined ? noiseColor.value : palette.value[index]!;
}
