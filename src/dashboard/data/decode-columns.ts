/** Columns as the API packs them with `encoding: BASE64`: whole columns one after another, 4 bytes a value, little-endian. */

const BYTES_PER_VALUE = 4;

export interface EncodedColumns {
  readonly count: number;
  readonly data: string | null;
}

export interface ProjectedPoints {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** -1 for a document of no topic. */
  readonly labels: Int32Array;
}

export interface Assignments {
  readonly labels: Int32Array;
  /** 0..1; 0 for a document of no topic. */
  readonly probabilities: Float32Array;
  readonly outlierScores: Float32Array;
}

export function decodeProjection(columns: EncodedColumns): ProjectedPoints {
  const buffer = decodeBuffer(columns, 3);
  const { count } = columns;
  return {
    x: new Float32Array(buffer, 0, count),
    y: new Float32Array(buffer, count * BYTES_PER_VALUE, count),
    labels: new Int32Array(buffer, 2 * count * BYTES_PER_VALUE, count),
  };
}

export function decodeAssignments(columns: EncodedColumns): Assignments {
  const buffer = decodeBuffer(columns, 3);
  const { count } = columns;
  return {
    labels: new Int32Array(buffer, 0, count),
    probabilities: new Float32Array(buffer, count * BYTES_PER_VALUE, count),
    outlierScores: new Float32Array(buffer, 2 * count * BYTES_PER_VALUE, count),
  };
}

/** At least `columnCount` columns; a later server may append more. */
function decodeBuffer({ count, data }: EncodedColumns, columnCount: number): ArrayBuffer {
  if (data === null) throw new TypeError("expected columns encoded as BASE64, got none");
  const binary = atob(data);
  const expected = count * columnCount * BYTES_PER_VALUE;
  const rest = count === 0 ? 0 : (binary.length - expected) % (count * BYTES_PER_VALUE);
  if (binary.length < expected || rest !== 0) {
    throw new RangeError(
      `expected ${columnCount} columns of ${count} values in ${expected} bytes, got ${binary.length}`,
    );
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes.buffer;
}
