/**
 * Twelve colors for each background, found by search: the smallest difference between any two is as large as it gets, also
 * as people with red- or green-blindness see them. Index i has the same hue on both, so a topic keeps its color when the
 * scheme changes.
 */
export const DARK_PALETTE = [
  "#f0a3a7", "#c85a47", "#c59900", "#fcda39", "#23c476", "#71fdb3",
  "#159589", "#4cb2ff", "#6776e7", "#ac5aba", "#fdcaff", "#e57dd6",
] as const; // prettier-ignore

export const LIGHT_PALETTE = [
  "#e75668", "#9c1500", "#876800", "#b89d03", "#139457", "#125c39",
  "#4cb2a6", "#06a4ff", "#3f44c0", "#ca76d8", "#683b6b", "#a25597",
] as const; // prettier-ignore

export const PALETTE_SIZE = DARK_PALETTE.length;

export type ColorScheme = "light" | "dark";

export function paletteOf(scheme: ColorScheme): readonly string[] {
  return scheme === "dark" ? DARK_PALETTE : LIGHT_PALETTE;
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** @param hex `#rrggbb` */
export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
