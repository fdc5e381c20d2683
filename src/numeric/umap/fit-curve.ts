/** The similarity of two points in a layout at distance d: 1 / (1 + a d^(2b)). */
export interface LayoutCurve {
  readonly a: number;
  readonly b: number;
}

const SAMPLES = 300;
const SPREAD = 1;
const MOST_ROUNDS = 200;
/** The fit ends when a and b move by no larger share. */
const TOLERANCE = 1e-12;

/**
 * Least squares fit of the curve to 1 below `minDist` and exp(-(d - minDist)) beyond it, at 300 distances from 0 to 3, as
 * umap-learn's find_ab_params with a spread of 1; minDist 0.1 gives 1.577 and 0.895. Levenberg 1944, Marquardt 1963.
 *
 * @param minDist 0..1
 * @throws RangeError when minDist is out of range
 */
export function fitCurve(minDist: number): LayoutCurve {
  if (!(minDist >= 0 && minDist <= 1)) throw new RangeError(`minDist must be between 0 and 1, got ${minDist}`);
  let curve: LayoutCurve = { a: 1, b: 1 };
  let error = squaredError(curve, minDist);
  let damping = 1e-3;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = step(curve, minDist, damping);
    const nextError = next.a > 0 && next.b > 0 ? squaredError(next, minDist) : Infinity;
    if (nextError > error) {
      damping *= 10;
      if (damping > 1e12) break;
      continue;
    }
    const moved = Math.max(Math.abs(next.a / curve.a - 1), Math.abs(next.b / curve.b - 1));
    curve = next;
    error = nextError;
    damping = Math.max(damping / 10, 1e-12);
    if (moved <= TOLERANCE) break;
  }
  return curve;
}

function wanted(distance: number, minDist: number): number {
  return distance < minDist ? 1 : Math.exp(-(distance - minDist) / SPREAD);
}

function squaredError({ a, b }: LayoutCurve, minDist: number): number {
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const distance = (3 * SPREAD * i) / (SAMPLES - 1);
    sum += (1 / (1 + a * distance ** (2 * b)) - wanted(distance, minDist)) ** 2;
  }
  return sum;
}

/** One damped step on the normal equations. */
function step({ a, b }: LayoutCurve, minDist: number, damping: number): LayoutCurve {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ra = 0;
  let rb = 0;
  // At distance 0 the curve is 1 whatever a and b are.
  for (let i = 1; i < SAMPLES; i++) {
    const distance = (3 * SPREAD * i) / (SAMPLES - 1);
    const power = distance ** (2 * b);
    const value = 1 / (1 + a * power);
    const residual = wanted(distance, minDist) - value;
    const byA = -power * value ** 2;
    const byB = -2 * a * power * Math.log(distance) * value ** 2;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ra += byA * residual;
    rb += byB * residual;
  }
  aa *= 1 + damping;
  bb *= 1 + damping;
  const determinant = aa * bb - ab * ab;
  return { a: a + (bb * ra - ab * rb) / determinant, b: b + (aa * rb - ab * ra) / determinant };
}
