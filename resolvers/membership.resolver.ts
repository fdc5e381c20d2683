import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";

import { Cluster } from "../schema/cluster.type.js";
import { Clustering } from "../schema/clustering.type.js";
import { Membership } from "../schema/membership.type.js";
import { SoftMembership } from "../schema/soft-membership.type.js";
import type { Context } from "../src/graphql/context.js";
import { LIST_COST } from "./weights.js";

@Resolver(() => Membership)
export class MembershipResolver {
  @FieldResolver(() => Clustering)
  clustering(@Root() { run }: Membership): Clustering {
    return new Clustering(run);
  }

  @FieldResolver(() => [SoftMembership], {
    complexity: LIST_COST,
    description:
      "The clusters that it belongs to most, up to four, the firmest first, for noise too; none for a provisional one. ARTIFACT_EXPIRED as view SOFT.",
  })
  async soft(@Root() { run, result, row }: Membership, @Ctx() { services }: Context): Promise<SoftMembership[]> {
    if (row === null) return [];
    const { top, labels, probabilities } = await services.clusterings.softOf(run);
    return Array.from(labels.subarray(row * top, (row + 1) * top), (label, at) => {
      const info = result.clusters[label];
      return info ? { cluster: new Cluster(run, result, info), probability: probabilities[row * top + at] ?? 0 } : [];
    }).flat();
  }

  @FieldResolver(() => Cluster, { nullable: true, description: "Null: noise." })
  cluster(@Root() { run, result, label }: Membership): Cluster | null {
    const info = result.clusters[label];
    return info ? new Cluster(run, result, info) : null;
  }
}
