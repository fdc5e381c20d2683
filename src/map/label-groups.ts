/** Rows grouped by label: the rows of label l are rows[offsets[l] .. offsets[l + 1]), ascending. */
export interface LabelGroups {
  readonly clusterCount: number;
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
  readonly noiseCount: number;
}

export function groupByLabel(labels: Int32Array): LabelGroups {
  let clusterCount = 0;
  for (const label of labels) if (label >= clusterCount) clusterCount = label + 1;
  const offsets = new Int32Array(clusterCount + 1);
  let noiseCount = 0;
  for (const label of labels) {
    if (label < 0) noiseCount++;
    else offsets[label + 1]! += 1;
  }
  for (let label = 0; label < clusterCount; label++) offsets[label + 1]! += offsets[label]!;
  const next = offsets.slice();
  const rows = new Int32Array(labels.length - noiseCount);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (label >= 0) rows[next[label]!++] = row;
  }
  return { clusterCount, offsets, rows, noiseCount };
}

export function rowsOf(groups: LabelGroups, label: number): Int32Array {
  if (label < 0 || label >= groups.clusterCount) return new Int32Array(0);
  return groups.rows.subarray(groups.offsets[label], groups.offsets[label + 1]);
}

export function sizeOf(groups: LabelGroups, label: number): number {
  if (label < 0 || label >= groups.clusterCount) return 0;
  return groups.offsets[label + 1]! - groups.offsets[label]!;
}

export interface Centers {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The median place of each group in x and in y: a few far members do not pull it away. */
export function groupCenters(groups: LabelGroups, x: Float32Array, y: Float32Array): Centers {
  const centers = { x: new Float32Array(groups.clusterCount), y: new Float32Array(groups.clusterCount) };
  for (let label = 0; label < groups.clusterCount; label++) {
    const rows = rowsOf(groups, label);
    centers.x[label] = median(rows, x);
    centers.y[label] = median(rows, y);
  }
  return centers;
}

function median(rows: Int32Array, column: Float32Array): number {
  const values = new Float32Array(rows.length);
  for (let index = 0; index < rows.length; index++) values[index] = column[rows[index]!]!;
  values.sort();
  return values[values.length >> 1] ?? 0;
}
