import { FieldResolver, Resolver, Root } from "type-graphql";

import { Cluster } from "../schema/cluster.type.js";
import { Clustering } from "../schema/clustering.type.js";
import { Membership } from "../schema/membership.type.js";
import { NOISE } from "../src/services/clustering-result.js";

@Resolver(() => Membership)
export class MembershipResolver {
  @FieldResolver(() => Clustering)
  clustering(@Root() { run }: Membership): Clustering {
    return new Clustering(run);
  }

  @FieldResolver(() => Cluster, { nullable: true, description: "Null: noise." })
  cluster(@Root() { run, result, row }: Membership): Cluster | null {
    const info = result.clusters[result.columns.labels[row] ?? NOISE];
    return info ? new Cluster(run, result, info) : null;
  }
}
