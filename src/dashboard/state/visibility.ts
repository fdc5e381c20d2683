/** Which topics are switched on: all but some, or none but some. */
export interface Visibility {
  readonly shownByDefault: boolean;
  readonly exceptions: ReadonlySet<number>;
}

export const ALL_VISIBLE: Visibility = { shownByDefault: true, exceptions: new Set() };

export function isVisible(visibility: Visibility, label: number): boolean {
  return visibility.exceptions.has(label) !== visibility.shownByDefault;
}

/** Switches all of them on if none is, else off. */
export function toggle(visibility: Visibility, labels: Iterable<number>): Visibility {
  const list = Array.from(labels);
  const target = !list.some((label) => isVisible(visibility, label));
  const exceptions = new Set(visibility.exceptions);
  for (const label of list) {
    if (target === visibility.shownByDefault) exceptions.delete(label);
    else exceptions.add(label);
  }
  return { ...visibility, exceptions };
}

export function isIsolated(visibility: Visibility, labels: readonly number[]): boolean {
  return (
    !visibility.shownByDefault &&
    visibility.exceptions.size === labels.length &&
    labels.every((label) => visibility.exceptions.has(label))
  );
}

/** Leaves these alone on the map; done a second time it brings all others back. */
export function isolate(visibility: Visibility, labels: readonly number[]): Visibility {
  return isIsolated(visibility, labels) ? ALL_VISIBLE : { shownByDefault: false, exceptions: new Set(labels) };
}
