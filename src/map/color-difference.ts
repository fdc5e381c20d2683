import { parseHex } from "./palette.js";

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Full red- and green-blindness in linear RGB, after Machado, Oliveira and Fernandes (2009), severity 1. */
const PROTANOPIA: Matrix = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];
const DEUTERANOPIA: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];

/** How far apart two colors look in OKLab (0 equal, 1 black and white), to the eye that tells them apart least. */
export function colorDifference(a: string, b: string): number {
  const [left, right] = [linearRgb(a), linearRgb(b)];
  return Math.min(
    distance(oklab(left), oklab(right)),
    distance(oklab(apply(PROTANOPIA, left)), oklab(apply(PROTANOPIA, right))),
    distance(oklab(apply(DEUTERANOPIA, left)), oklab(apply(DEUTERANOPIA, right))),
  );
}

function linearRgb(hex: string): Triple {
  const [red, green, blue] = parseHex(hex).map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return [red, green, blue];
}

function apply(matrix: Matrix, [r, g, b]: Triple): Triple {
  const [x, y, z] = matrix.map((row) => Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b)));
  return [x!, y!, z!];
}

/** Ottosson's OKLab (2020). */
function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
