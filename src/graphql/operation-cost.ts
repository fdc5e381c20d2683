import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLInterfaceType,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
  valueFromAST,
} from "graphql";

import { LIMITS } from "../services/limits.js";

/** Arguments that say how many objects a list may have. */
const COUNT_ARGUMENTS: ReadonlySet<string> = new Set(["first", "k"]);
/** What a list without `first` or `k` is taken to hold: stages, warnings, keywords. */
const UNBOUNDED_LIST = 10;
/** Introspection answers from memory; a whole schema is some 1,000 objects. */
const INTROSPECTION_COST = 1000;

type Parent = GraphQLObjectType | GraphQLInterfaceType;

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** By fragment: each is counted once however often it is spread, so that fragment bombs cost no time. */
  readonly fragmentCosts: Map<string, number>;
}

/** Whether the value of an argument decides the cost of its field. */
export function isCountArgument(name: string): boolean {
  return COUNT_ARGUMENTS.has(name);
}

/**
 * How many objects an operation may return, estimated from above before anything runs: each object is 1, lists multiply by
 * their `first` or `k`, a field may have a weight of its own (`complexity`), and so does a leaf under an alias.
 *
 * The document must be valid, so that no fragment spreads itself.
 *
 * @param variables coerced; those of directives and of count arguments are enough
 */
export function operationCost(
  schema: GraphQLSchema,
  root: Parent,
  selection: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): number {
  return selectionCost(selection, root, { schema, fragments, variables, fragmentCosts: new Map() });
}

function selectionCost(selectionSet: SelectionSetNode, parent: Parent, walk: Walk): number {
  let cost = 0;
  for (const selection of selectionSet.selections) {
    if (isLeftOut(selection, walk)) continue;
    switch (selection.kind) {
      case Kind.FIELD:
        cost += fieldCost(selection, parent, walk);
        break;
      case Kind.INLINE_FRAGMENT:
        cost += selectionCost(selection.selectionSet, typeOf(selection.typeCondition?.name.value, parent, walk), walk);
        break;
      case Kind.FRAGMENT_SPREAD:
        cost += fragmentCost(selection.name.value, parent, walk);
        break;
    }
  }
  return cost;
}

function fragmentCost(name: string, parent: Parent, walk: Walk): number {
  const known = walk.fragmentCosts.get(name);
  if (known !== undefined) return known;
  const fragment = walk.fragments.get(name);
  if (!fragment) return 0;
  const cost = selectionCost(fragment.selectionSet, typeOf(fragment.typeCondition.name.value, parent, walk), walk);
  walk.fragmentCosts.set(name, cost);
  return cost;
}

function fieldCost(node: FieldNode, parent: Parent, walk: Walk): number {
  const name = node.name.value;
  const aliasCost = node.alias ? 1 : 0;
  if (name.startsWith("__")) return name === "__typename" ? aliasCost : INTROSPECTION_COST;
  const field = parent.getFields()[name];
  if (!field) return 0;
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return (ownWeight(field) ?? 0) + aliasCost;
  const below = node.selectionSet && "getFields" in type ? selectionCost(node.selectionSet, type, walk) : 0;
  const count = requestedCount(field, node, walk);
  const isList = isListType(getNullableType(field.type));
  const weight = ownWeight(field) ?? 1;
  if (isList) return weight + (count ?? listLength(name, parent)) * (1 + below);
  // A connection: its `edges` are as many as were asked for.
  return weight + (count ?? 1) * below;
}

function ownWeight({ extensions }: GraphQLField<unknown, unknown>): number | undefined {
  return typeof extensions["complexity"] === "number" ? extensions["complexity"] : undefined;
}

/** The edges of a connection are multiplied where the connection is asked for. */
function listLength(name: string, parent: Parent): number {
  return name === "edges" && parent.name.endsWith("Connection") ? 1 : UNBOUNDED_LIST;
}

/** `first` or `k`; beyond its bounds as the nearest bound, since the resolver then refuses it and says so. */
function requestedCount(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { variables }: Walk,
): number | undefined {
  const argument = field.args.find(({ name }) => isCountArgument(name));
  if (!argument) return undefined;
  const max = argument.name === "k" ? LIMITS.maxK : LIMITS.maxPage;
  const given = node.arguments?.find(({ name }) => name.value === argument.name);
  // null means the default too; where a value does not fit, execution will say so.
  const value = valueFromAST(given?.value, argument.type, variables) ?? argument.defaultValue;
  return typeof value === "number" ? Math.min(Math.max(value, 1), max) : max;
}

function isLeftOut(node: Parameters<typeof getDirectiveValues>[1], { variables }: Walk): boolean {
  try {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
    return skip?.["if"] === true || include?.["if"] === false;
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

function typeOf(name: string | undefined, parent: Parent, { schema }: Walk): Parent {
  const type = name === undefined ? parent : schema.getType(name);
  return type instanceof GraphQLObjectType || type instanceof GraphQLInterfaceType ? type : parent;
}
