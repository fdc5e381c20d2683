import { registerEnumType } from "type-graphql";

import type { Metric as MetricName, StoreKind as StoreKindName } from "../src/store/vector-store.js";

export const Metric = { COSINE: "COSINE", IP: "IP", L2: "L2" } as const satisfies Record<MetricName, MetricName>;

registerEnumType(Metric, {
  name: "Metric",
  description: "The space in which distances are Euclidean.",
  valuesConfig: {
    COSINE: { description: "Vectors of any length but zero; their directions count." },
    IP: { description: "Unit vectors only, where the inner product is as good as a distance." },
    L2: { description: "Vectors as they are." },
  },
});

export const StoreKind = { EMBEDDED: "EMBEDDED", MILVUS: "MILVUS" } as const satisfies Record<
  StoreKindName,
  StoreKindName
>;

registerEnumType(StoreKind, {
  name: "StoreKind",
  description: "Where documents and vectors are kept.",
  valuesConfig: {
    EMBEDDED: { description: "In the server's own data directory." },
    MILVUS: { description: "In a Milvus server." },
  },
});
