import { Field, Int, ObjectType } from "type-graphql";

import { collectionGlobalId } from "../src/graphql/global-id.js";
import type { CollectionRecord } from "../src/runs/collection-record.js";
import type { Metric as MetricName, StoreKind as StoreKindName } from "../src/store/vector-store.js";
import { Metric, StoreKind } from "./collection.enums.js";
import { connectionOf } from "./connection.type.js";
import { DateTime } from "./date-time.scalar.js";
import { Node } from "./node.interface.js";

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Documents whose vectors lie in one space, so that all of them can be compared.",
})
export class Collection implements Node {
  readonly id: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => StoreKind)
  readonly store: StoreKindName;

  @Field(() => Int, { description: "Numbers in a vector." })
  readonly dimension: number;

  @Field(() => Metric)
  readonly metric: MetricName;

  @Field(() => Boolean, {
    description: "Whether it is attached: it belongs to another program, and this server does not write to it.",
  })
  readonly readOnly: boolean;

  @Field(() => DateTime)
  readonly createdAt: number;

  constructor(readonly record: CollectionRecord) {
    this.id = collectionGlobalId(record.id);
    this.name = record.name;
    this.store = record.store;
    this.dimension = record.dimension;
    this.metric = record.metric;
    this.readOnly = record.readOnly;
    this.createdAt = record.createdAt;
  }
}

export const CollectionConnection = connectionOf("Collection", () => Collection);
