import { isWellFormed } from "../database/text-encoding.js";
import type { JsonValue } from "./document.js";

export interface JsonRules {
  /** How deep objects and lists may nest; the value itself is at 1. */
  readonly maxDepth: number;
  readonly refusedNames?: ReadonlySet<string>;
}

export interface JsonFault {
  /** Where in the value, behind the name that was given to the whole. */
  readonly path: string;
  readonly fault: string;
}

/** The first thing in the value that could not be read back equal from JSON, or that the rules refuse; null: nothing. */
export function jsonFault(value: JsonValue, path: string, rules: JsonRules): JsonFault | null {
  return faultIn(value, path, rules, rules.maxDepth);
}

function faultIn(value: JsonValue, path: string, rules: JsonRules, depth: number): JsonFault | null {
  switch (typeof value) {
    case "string":
      return isWellFormed(value) ? null : { path, fault: "has a lone surrogate" };
    case "number":
      return Number.isFinite(value) ? null : { path, fault: "is not a finite number" };
    case "boolean":
      return null;
    case "object":
      if (value === null) return null;
      if (depth === 0) return { path, fault: `nests deeper than ${rules.maxDepth} levels` };
      return isList(value) ? faultInList(value, path, rules, depth) : faultInObject(value, path, rules, depth);
    default:
      return { path, fault: `is a ${typeof value}, which JSON cannot hold` };
  }
}

function faultInList(list: readonly JsonValue[], path: string, rules: JsonRules, depth: number): JsonFault | null {
  for (const [index, element] of list.entries()) {
    const found = faultIn(element, "", rules, depth - 1);
    if (found) return { ...found, path: `${path}[${index}]${found.path}` };
  }
  return null;
}

function faultInObject(object: object, path: string, rules: JsonRules, depth: number): JsonFault | null {
  for (const [name, member] of Object.entries(object) as [string, JsonValue][]) {
    if (rules.refusedNames?.has(name)) return { path, fault: `has a member named ${name}, which is not allowed` };
    if (!isWellFormed(name)) return { path, fault: "has a name with a lone surrogate" };
    const found = faultIn(member, "", rules, depth - 1);
    // Paths are put together on the way back, so that what has no fault costs no texts.
    if (found) return { ...found, path: `${path}.${name}${found.path}` };
  }
  return null;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
