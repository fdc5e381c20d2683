import type { NonEmptyArray } from "type-graphql";

import { AssignmentResolver } from "./assignment.resolver.js";
import { ClusterResolver } from "./cluster.resolver.js";
import { ClusteringCutResolver } from "./clustering-cut.resolver.js";
import { ClusteringResolver } from "./clustering.resolver.js";
import { CollectionResolver } from "./collection.resolver.js";
import { DocumentResolver } from "./document.resolver.js";
import { IngestResolver } from "./ingest.resolver.js";
import { MemberResolver } from "./member.resolver.js";
import { MembershipResolver } from "./membership.resolver.js";
import { NodeResolver } from "./node.resolver.js";
import { ProjectionResolver } from "./projection.resolver.js";
import { RunResolver } from "./run.resolver.js";
import { ServerResolver } from "./server.resolver.js";
import { ClusterTopicResolver, CollectionTopicsResolver, TopicChangeResolver } from "./topic.resolver.js";
import { CollectionWatchResolver, WatchSettingsResolver } from "./watch.resolver.js";

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as type-graphql names a class
export const resolvers: NonEmptyArray<Function> = [
  CollectionResolver,
  DocumentResolver,
  IngestResolver,
  ClusteringResolver,
  ClusteringCutResolver,
  RunResolver,
  ClusterResolver,
  MemberResolver,
  MembershipResolver,
  ProjectionResolver,
  NodeResolver,
  ServerResolver,
  AssignmentResolver,
  CollectionTopicsResolver,
  ClusterTopicResolver,
  TopicChangeResolver,
  CollectionWatchResolver,
  WatchSettingsResolver,
];
