import {
  type ArgumentNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from "graphql";

import type { ErrorCode } from "../errors.js";
import { LIMITS } from "../services/limits.js";
import { isCountArgument, operationCost } from "./operation-cost.js";
import { aliasesIn, depthOf, rootFieldsOf } from "./operation-shape.js";

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Bounds of an operation, the same over HTTP and WebSocket. */
export const OPERATION_LIMITS = {
  maxTokens: 5000,
  maxValidationErrors: 5,
  maxCoercionErrors: 10,
  maxDepth: 15,
  maxAliases: 30,
  maxRootFields: 20,
  maxCost: LIMITS.maxCost,
} as const;

/**
 * Refuses an operation that asks for too much, before any resolver runs. The document must be valid.
 *
 * @param rawVariables as the client sent them; where they do not fit, execution says so
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rawVariables: Readonly<Record<string, unknown>> | null | undefined,
): GraphQLError | null {
  const fragments = fragmentsOf(document);
  const { selectionSet } = operation;
  const { maxDepth, maxAliases, maxRootFields, maxCost, maxCoercionErrors } = OPERATION_LIMITS;
  const depth = depthOf(selectionSet, fragments);
  if (depth > maxDepth) return refusal("QUERY_TOO_DEEP", `nests ${depth} fields deep`, maxDepth, depth);
  const aliases = aliasesIn(selectionSet, fragments);
  if (aliases > maxAliases) return refusal("TOO_MANY_ALIASES", `uses ${aliases} aliases`, maxAliases, aliases);
  const roots = rootFieldsOf(selectionSet, fragments);
  if (roots > maxRootFields) return refusal("QUERY_TOO_COMPLEX", `has ${roots} root fields`, maxRootFields, roots);
  // The others may be thousands of vectors, which execution coerces anyway.
  const decisive = variablesThatDecide(operation, fragments);
  const definitions = (operation.variableDefinitions ?? []).filter(({ variable }) => decisive.has(variable.name.value));
  const { coerced } = getVariableValues(schema, definitions, rawVariables ?? {}, { maxErrors: maxCoercionErrors });
  const root = schema.getRootType(operation.operation);
  if (!coerced || !root) return null;
  const cost = operationCost(schema, root, selectionSet, fragments, coerced);
  if (cost > maxCost)
    return refusal("QUERY_TOO_COMPLEX", `may return ${cost} objects`, maxCost, cost, { cost, maxCost });
  return null;
}

/** Names of the variables that the cost hangs on: those of directives, and of how many objects a list may have. */
function variablesThatDecide(operation: OperationDefinitionNode, fragments: Fragments): Set<string> {
  const names = new Set<string>();
  const note = ({ value }: ArgumentNode): void => {
    if (value.kind === Kind.VARIABLE) names.add(value.name.value);
  };
  for (const root of [operation, ...fragments.values()]) {
    visit(root, {
      Field: (node) => node.arguments?.filter(({ name }) => isCountArgument(name.value)).forEach(note),
      Directive: (node) => node.arguments?.forEach(note),
    });
  }
  return names;
}

function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

function refusal(
  code: ErrorCode,
  fault: string,
  max: number,
  actual: number,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(`The operation ${fault}, the limit is ${max}; ask for less, or in several operations.`, {
    extensions: { code, max, actual, ...details, http: { status: 400 } },
  });
}
