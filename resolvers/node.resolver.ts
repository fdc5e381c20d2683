import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";

import { Clustering } from "../schema/clustering.type.js";
import { Collection } from "../schema/collection.type.js";
import { Document } from "../schema/document.type.js";
import { Node } from "../schema/node.interface.js";
import { Projection } from "../schema/projection.type.js";
import type { Context } from "../src/graphql/context.js";
import { type GlobalId, parseGlobalId } from "../src/graphql/global-id.js";
import { findCluster } from "./look-up.js";

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: "Anything by its id; null where there is none with this id." })
  node(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<Node | null> | null {
    const parsed = parseGlobalId(id);
    return parsed && findNode(parsed, context);
  }
}

async function findNode(id: GlobalId, context: Context): Promise<Node | null> {
  const { collections, clusterings, documents, projections } = context.loaders;
  switch (id.type) {
    case "Collection": {
      const record = await collections.load(id.collectionId);
      return record && new Collection(record);
    }
    case "Document": {
      const document = (await collections.load(id.collectionId)) && (await documents.load(id));
      return document && new Document(id.collectionId, document);
    }
    case "Clustering": {
      const run = await clusterings.load(id.runId);
      return run && new Clustering(run);
    }
    case "Cluster":
      return findCluster(id, context);
    case "Projection": {
      const projection = await projections.load(id.projectionId);
      return projection && new Projection(projection);
    }
  }
}
