import { registerEnumType } from "type-graphql";

import type {
  ClusterSelection as ClusterSelectionName,
  ComputedBy as ComputedByName,
  Exactness as ExactnessName,
  PipelineStage as PipelineStageName,
  RunStatus as RunStatusName,
} from "../src/runs/run-record.js";
import type { NeighborsBy as NeighborsByName } from "../src/pipeline/graph/graph-way.js";
import type { WantedSearch } from "../src/pipeline/graph/search-way.js";
import type {
  ClusterOrder as ClusterOrderName,
  MemberOrder as MemberOrderName,
} from "../src/services/cluster-order.js";

export const RunStatus = {
  QUEUED: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
} as const satisfies Record<RunStatusName, RunStatusName>;

registerEnumType(RunStatus, {
  name: "RunStatus",
  description: "How far a run is.",
  valuesConfig: {
    QUEUED: { description: "Waits for its turn." },
    RUNNING: { description: "Is being computed; after a restart it goes on from its finished stages." },
    SUCCEEDED: { description: "Final: the result is there." },
    FAILED: { description: "Final: `error` says why." },
    CANCELLED: { description: "Final: somebody stopped it." },
  },
});

export const PipelineStage = {
  SNAPSHOT: "SNAPSHOT",
  NEIGHBORS: "NEIGHBORS",
  FOREST: "FOREST",
  CLUSTERS: "CLUSTERS",
  LABELS: "LABELS",
  LAYOUT: "LAYOUT",
  PUBLISH: "PUBLISH",
} as const satisfies Record<PipelineStageName, PipelineStageName>;

registerEnumType(PipelineStage, {
  name: "PipelineStage",
  description:
    "What a run does, in this order. A stage whose input and parameters were seen before is not computed again.",
  valuesConfig: {
    SNAPSHOT: { description: "Reads documents and vectors as of one moment." },
    NEIGHBORS: { description: "Finds the nearest neighbors of each document, for clusters and layout alike." },
    FOREST: { description: "Builds the spanning tree of mutual reachability, which `minSamples` decides." },
    CLUSTERS: { description: "Condenses the tree and selects clusters." },
    LABELS: { description: "Finds keywords, exemplars and titles." },
    LAYOUT: { description: "Draws the map." },
    PUBLISH: { description: "Makes the whole result visible at once." },
  },
});

export const ClusterSelection = { EOM: "EOM", LEAF: "LEAF" } as const satisfies Record<
  ClusterSelectionName,
  ClusterSelectionName
>;

registerEnumType(ClusterSelection, {
  name: "ClusterSelection",
  description: "Which clusters of the condensed tree are taken.",
  valuesConfig: {
    EOM: { description: "Excess of mass: those that persist over the widest range of densities." },
    LEAF: { description: "The leaves: more and smaller clusters of more even size." },
  },
});

export const Exactness = { AUTO: "AUTO", CERTIFIED: "CERTIFIED", GRAPH: "GRAPH" } as const satisfies Record<
  ExactnessName,
  ExactnessName
>;

registerEnumType(Exactness, {
  name: "Exactness",
  description: "How far a run goes to make its answer that of full HDBSCAN, over all pairs of documents.",
  valuesConfig: {
    AUTO: { description: "Proves the spanning tree as long as that takes no more questions than there are documents." },
    CERTIFIED: { description: "Proves all of it: the same answer as full HDBSCAN, in any order of the documents." },
    GRAPH: { description: "Trusts the neighbor graph and asks only to join what it leaves apart." },
  },
});

export const ClusterOrder = {
  SIZE: "SIZE",
  PERSISTENCE: "PERSISTENCE",
  LABEL: "LABEL",
  NEWEST: "NEWEST",
} as const satisfies Record<ClusterOrderName, ClusterOrderName>;

registerEnumType(ClusterOrder, {
  name: "ClusterOrder",
  valuesConfig: {
    SIZE: { description: "Largest first." },
    PERSISTENCE: { description: "Most persistent first." },
    LABEL: { description: "By label, ascending." },
    NEWEST: { description: "The one with the newest document first; without dates last." },
  },
});

export const MemberOrder = {
  PROBABILITY: "PROBABILITY",
  OUTLIER_SCORE: "OUTLIER_SCORE",
  NEWEST: "NEWEST",
} as const satisfies Record<MemberOrderName, MemberOrderName>;

registerEnumType(MemberOrder, {
  name: "MemberOrder",
  valuesConfig: {
    PROBABILITY: { description: "Surest members first." },
    OUTLIER_SCORE: { description: "Most outlying first." },
    NEWEST: { description: "Newest first; without a date last." },
  },
});

export const AssignmentView = { RAW: "RAW", NEAREST: "NEAREST", SOFT: "SOFT" } as const;
export type AssignmentViewName = keyof typeof AssignmentView;

registerEnumType(AssignmentView, {
  name: "AssignmentView",
  valuesConfig: {
    RAW: { description: "Noise has label -1." },
    NEAREST: { description: "Noise gets the label of the cluster it is nearest to; `distances` says how far." },
    SOFT: {
      description:
        "`soft` says how much each document belongs to the clusters it belongs to most; its label is the first of them, noise or not. Takes the vectors of the run: ARTIFACT_EXPIRED where they are no longer kept and it was not asked for before.",
    },
  },
});

export const ColumnEncoding = { JSON: "JSON", BASE64: "BASE64" } as const;
export type ColumnEncodingName = keyof typeof ColumnEncoding;

registerEnumType(ColumnEncoding, {
  name: "ColumnEncoding",
  valuesConfig: {
    JSON: { description: "Lists of numbers." },
    BASE64: { description: "The numbers as bytes, little-endian, whole columns one after the other, in `data`." },
  },
});

export const ComputedBy = { PROCESS: "PROCESS", MILVUS: "MILVUS", CACHE: "CACHE" } as const satisfies Record<
  ComputedByName,
  ComputedByName
>;

registerEnumType(ComputedBy, {
  name: "ComputedBy",
  valuesConfig: {
    PROCESS: { description: "This server." },
    MILVUS: { description: "The Milvus server." },
    CACHE: { description: "Nobody: an earlier run had it." },
  },
});

export const NeighborsBy = { AUTO: "AUTO", PROCESS: "PROCESS", MILVUS: "MILVUS" } as const satisfies Record<
  NeighborsByName,
  NeighborsByName
>;

registerEnumType(NeighborsBy, {
  name: "NeighborsBy",
  description: "Who computes the neighbor graph.",
  valuesConfig: {
    AUTO: {
      description:
        "As the server's NEIGHBORS_BY says; by default this server as long as that fits MAX_MEMORY_MB, else Milvus where it keeps the vectors.",
    },
    PROCESS: { description: "This server, from vectors read out of the store once." },
    MILVUS: {
      description:
        "The Milvus server, by batched searches; distances are measured here. Exact on a FLAT index. BAD_USER_INPUT where no Milvus keeps the vectors.",
    },
  },
});

export const NeighborSearch = {
  AUTO: "AUTO",
  EXACT: "EXACT",
  APPROXIMATE: "APPROXIMATE",
} as const satisfies Record<WantedSearch, WantedSearch>;

registerEnumType(NeighborSearch, {
  name: "NeighborSearch",
  description: "How this server searches the neighbors of the graph.",
  valuesConfig: {
    AUTO: {
      description:
        "Exactly up to the server's EXACT_GRAPH_MAX documents, as long as that fits MAX_MEMORY_MB, and wherever exactness is CERTIFIED; else approximately.",
    },
    EXACT: {
      description:
        "Every document is compared with every other. COLLECTION_TOO_LARGE where that does not fit MAX_MEMORY_MB.",
    },
    APPROXIMATE: {
      description:
        "Every document is compared with those of the cells nearest to it. Exactness.recallAtK tells how many of the true neighbors that finds; nothing is proven.",
    },
  },
});
