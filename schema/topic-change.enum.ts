import { registerEnumType } from "type-graphql";

import type { TopicChangeKind as TopicChangeKindName } from "../src/insight/topic-changes.js";

export const TopicChangeKind = {
  CONTINUED: "CONTINUED",
  GREW: "GREW",
  SHRANK: "SHRANK",
  SPLIT: "SPLIT",
  MERGED: "MERGED",
  BORN: "BORN",
  DIED: "DIED",
} as const satisfies Record<TopicChangeKindName, TopicChangeKindName>;

registerEnumType(TopicChangeKind, {
  name: "TopicChangeKind",
  description: "What can happen to a topic from one run to the next. Shares count documents that both runs have seen.",
  valuesConfig: {
    CONTINUED: { description: "It lives on at about the same size." },
    GREW: { description: "It lives on, larger by a fifth and by two documents at least." },
    SHRANK: { description: "It lives on, smaller by a fifth and by two documents at least." },
    SPLIT: { description: "Two clusters or more come mainly from it; `lineage` is that of the topic that was split." },
    MERGED: { description: "Two clusters or more went mainly into it; `lineage` is that of the cluster they are now." },
    BORN: { description: "It goes on with no earlier topic and is no part of one that was split." },
    DIED: { description: "No later topic goes on with it, and it went into none." },
  },
});
