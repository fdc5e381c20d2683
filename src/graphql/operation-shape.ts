import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** How deep fields nest; the root fields are at 1. Introspection does not count: the shape of a type takes it deep. */
export function depthOf(
  selectionSet: SelectionSetNode,
  fragments: Fragments,
  known = new Map<string, number>(),
): number {
  let depth = 0;
  for (const selection of selectionSet.selections) {
    switch (selection.kind) {
      case Kind.FIELD:
        if (selection.name.value.startsWith("__")) break;
        depth = Math.max(depth, 1 + (selection.selectionSet ? depthOf(selection.selectionSet, fragments, known) : 0));
        break;
      case Kind.INLINE_FRAGMENT:
        depth = Math.max(depth, depthOf(selection.selectionSet, fragments, known));
        break;
      case Kind.FRAGMENT_SPREAD:
        depth = Math.max(depth, fragmentDepth(selection.name.value, fragments, known));
        break;
    }
  }
  return depth;
}

function fragmentDepth(name: string, fragments: Fragments, known: Map<string, number>): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  const fragment = fragments.get(name);
  const depth = fragment ? depthOf(fragment.selectionSet, fragments, known) : 0;
  known.set(name, depth);
  return depth;
}

/** Fields under an alias in a selection set and all below it, spread fragments once each. */
export function aliasesIn(selectionSet: SelectionSetNode, fragments: Fragments, seen = new Set<string>()): number {
  let aliases = 0;
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      aliases += aliasesIn(fragment.selectionSet, fragments, seen);
      continue;
    }
    if (selection.kind === Kind.FIELD && selection.alias) aliases++;
    if (selection.selectionSet) aliases += aliasesIn(selection.selectionSet, fragments, seen);
  }
  return aliases;
}

/** Fields of the root, those of its fragments included. */
export function rootFieldsOf(selectionSet: SelectionSetNode, fragments: Fragments, seen = new Set<string>()): number {
  let fields = 0;
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      fields++;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      fields += rootFieldsOf(selection.selectionSet, fragments, seen);
    } else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment) fields += rootFieldsOf(fragment.selectionSet, fragments, seen);
    }
  }
  return fields;
}
