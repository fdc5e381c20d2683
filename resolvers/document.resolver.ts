import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from "type-graphql";

import type { Connection } from "../schema/connection.type.js";
import { DocumentFilter } from "../schema/document-filter.input.js";
import { Document, DocumentConnection } from "../schema/document.type.js";
import { MembershipExplanation } from "../schema/explanation.type.js";
import { Membership } from "../schema/membership.type.js";
import { Neighbor } from "../schema/neighbor.type.js";
import { Point } from "../schema/point.type.js";
import { TopographError } from "../src/errors.js";
import type { Context } from "../src/graphql/context.js";
import { parseIdOf } from "../src/graphql/global-id.js";
import { withDocuments } from "../src/graphql/loaders/neighbor-loader.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { LIMITS, requireInteger } from "../src/services/limits.js";
import { filterTest } from "../src/store/filter-test.js";
import { ArgWithDefault } from "./arg-with-default.js";
import { documentConnection } from "./document-connection.js";
import { explainRow } from "./explanation.js";
import { readFilter } from "./filter-input.js";
import {
  collectionByName,
  requireClustering,
  requireCollection,
  requireCollectionByName,
  requireProjection,
  requireSameCollection,
} from "./look-up.js";
import { toNeighbors } from "./neighbors.js";
import { pointOf } from "./point.js";
import { EXPLAIN_COST } from "./weights.js";

@Resolver(() => Document)
export class DocumentResolver {
  @Query(() => DocumentConnection, {
    nullable: true,
    description:
      "In the order of the keys: by their UTF-8 bytes, or by value where they are the numbers of an attached collection. " +
      "Null, with an error, while the store cannot be reached.",
  })
  async documents(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Arg("filter", () => DocumentFilter, { nullable: true }) filter: DocumentFilter | null | undefined,
    @ArgWithDefault("first", () => Int, 20, "1 to 100.") first: number,
    @Arg("after", () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<Document>> {
    return documentConnection(await requireCollectionByName(name, context), { first, after }, filter, context);
  }

  @Query(() => Document, { nullable: true, description: "By id, or by collection and key; null where there is none." })
  async document(
    @Arg("id", () => ID, { nullable: true }) id: string | null | undefined,
    @ArgWithDefault("collection", () => String, DEFAULT_COLLECTION) name: string,
    @Arg("key", () => String, { nullable: true }) key: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Document | null> {
    const ref = await documentRef(id ?? null, name, key ?? null, context);
    const found = ref && (await context.loaders.documents.load(ref));
    return found && new Document(ref.collectionId, found);
  }

  @Query(() => [Neighbor], {
    nullable: true,
    description: "The documents nearest to a text or to a vector, nearest first. Null only with an error.",
  })
  async search(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Arg("text", () => String, { nullable: true, description: "Embedded by the collection's model." })
    text: string | null | undefined,
    @Arg("vector", () => [Float], { nullable: true, description: "Instead of a text." })
    vector: number[] | null | undefined,
    @ArgWithDefault("k", () => Int, 10, "1 to 1000.") k: number,
    @Arg("filter", () => DocumentFilter, { nullable: true }) input: DocumentFilter | null | undefined,
    @Ctx() context: Context,
  ): Promise<Neighbor[]> {
    const { services, loaders, signal } = context;
    const collection = await requireCollectionByName(name, context);
    const filter = await readFilter(input, collection, context);
    const query = { text: text ?? null, vector: vector ?? null };
    const hits = await services.neighbors.search(collection, query, k, filter, signal);
    return toNeighbors(await withDocuments(hits, collection.id, loaders.documents), collection);
  }

  @FieldResolver(() => [Neighbor], {
    nullable: true,
    description: "The nearest other documents, nearest first, ties by key. Null only with an error.",
  })
  async neighbors(
    @Root() { collectionId, key }: Document,
    @ArgWithDefault("k", () => Int, 10, "1 to 1000.") k: number,
    @Arg("filter", () => DocumentFilter, { nullable: true }) input: DocumentFilter | null | undefined,
    @Ctx() context: Context,
  ): Promise<Neighbor[]> {
    requireInteger("k", k, 1, LIMITS.maxK);
    const collection = await requireCollection(collectionId, context);
    const filter = await readFilter(input, collection, context);
    return toNeighbors(await context.loaders.neighbors.load({ collectionId, key, k, filter }), collection);
  }

  @FieldResolver(() => Membership, {
    nullable: true,
    description:
      "Where a run has put the document, by default the newest that succeeded; one that it has not seen is placed in it provisionally. Null without a run, where the run's filter leaves it out, and for a document that is gone. ARTIFACT_EXPIRED where it has to be placed and the run's vectors or its tree are no longer kept.",
  })
  async membership(
    @Root() document: Document,
    @Arg("clustering", () => ID, { nullable: true }) id: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Membership | null> {
    const { collectionId, key } = document;
    const run = id ? await requireClustering(id, context) : await context.loaders.newestClusterings.load(collectionId);
    if (!run) return null;
    requireSameCollection("clustering", run.collectionId, collectionId);
    const result = await context.loaders.results.load(run);
    const row = result.rowOf(key);
    if (row !== undefined) return Membership.ofRow(run, result, row, result.isChanged(row, document));
    // What the run left out by its filter is no newcomer.
    if (run.params.filter && !filterTest(run.params.filter)(document)) return null;
    const placed = await context.loaders.placements.load({ run, key });
    return placed && new Membership(run, result, null, { ...placed, stale: false });
  }

  @FieldResolver(() => MembershipExplanation, {
    nullable: true,
    complexity: EXPLAIN_COST,
    description:
      "Why a run, by default the newest that succeeded, has put it where it is; at most 10 documents a request. Null where the run has not seen it. ARTIFACT_EXPIRED where the run's neighbor lists or its tree are no longer kept.",
  })
  async explain(
    @Root() { collectionId, key }: Document,
    @Arg("clustering", () => ID, { nullable: true }) id: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<MembershipExplanation | null> {
    const run = id ? await requireClustering(id, context) : await context.loaders.newestClusterings.load(collectionId);
    if (!run) return null;
    requireSameCollection("clustering", run.collectionId, collectionId);
    const result = await context.loaders.results.load(run);
    const row = result.rowOf(key);
    return row === undefined ? null : explainRow(run, result, row, context);
  }

  @FieldResolver(() => Point, {
    nullable: true,
    description: "Its place on a map, by default the newest that is ready; null where the map does not have it.",
  })
  async point(
    @Root() { collectionId, key }: Document,
    @Arg("projection", () => ID, { nullable: true }) id: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Point | null> {
    const { newestProjections, layouts } = context.loaders;
    const projection = id ? await requireProjection(id, context) : await newestProjections.load(collectionId);
    if (!projection) return null;
    requireSameCollection("projection", projection.collectionId, collectionId);
    return pointOf(await layouts.load(projection), key);
  }
}

async function documentRef(
  id: string | null,
  name: string,
  key: string | null,
  context: Context,
): Promise<{ collectionId: string; key: string } | null> {
  if ((id === null) === (key === null)) {
    throw new TopographError("BAD_USER_INPUT", "document takes exactly one of id and key.", { argument: "id" });
  }
  if (id !== null) {
    const parsed = parseIdOf("Document", id);
    // The id of a dropped collection is the id of nothing.
    return parsed && (await context.loaders.collections.load(parsed.collectionId)) ? parsed : null;
  }
  const collection = await collectionByName(name, context);
  return collection && key !== null ? { collectionId: collection.id, key } : null;
}
