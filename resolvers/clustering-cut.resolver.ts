import { FieldResolver, Resolver, Root } from "type-graphql";

import { AssignmentColumns } from "../schema/assignment-columns.type.js";
import { ClusteringCut } from "../schema/clustering-cut.type.js";
import {
  AssignmentView,
  type AssignmentViewName,
  ColumnEncoding,
  type ColumnEncodingName,
} from "../schema/clustering.enums.js";
import { ArgWithDefault } from "./arg-with-default.js";
import { assignmentColumns } from "./assignment-columns.js";
import { COLUMNS_COST } from "./weights.js";

@Resolver(() => ClusteringCut)
export class ClusteringCutResolver {
  @FieldResolver(() => [String], { description: "Title of each cluster, by label." })
  titles(@Root() { cut }: ClusteringCut): Promise<readonly string[]> {
    return cut.titles();
  }

  @FieldResolver(() => AssignmentColumns, {
    complexity: COLUMNS_COST,
    description: "Where every document would belong.",
  })
  async assignments(
    @Root() { cut, collectionId }: ClusteringCut,
    @ArgWithDefault("view", () => AssignmentView, AssignmentView.RAW) view: AssignmentViewName,
    @ArgWithDefault("encoding", () => ColumnEncoding, ColumnEncoding.JSON) encoding: ColumnEncodingName,
  ): Promise<AssignmentColumns> {
    const soft = view === "SOFT" ? await cut.soft() : null;
    return assignmentColumns(collectionId, cut.columns, view, encoding, soft);
  }
}
