import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { sizeOf } from "../../map/label-groups.js";
import { topicColor } from "../state/color-scheme.js";
import { noiseMode, selectedTopic } from "../state/location.js";
import { shownRunId, viewGroups } from "../state/run.js";
import { isTopicVisible } from "../state/topic-switches.js";
import {
  areTopicsLoaded,
  LARGEST_TOPICS,
  pointedLabel,
  selectTopic,
  topics,
  topicsFailed,
  topicTotal,
  type Topic,
} from "../state/topics.js";
import { formatCount, formatCountOf } from "./format.js";
import { TopicSwitch } from "./topic-switch.js";

const MORE = 100;
const KEYWORDS = 6;

/** The largest topics with what they are about, and how many more there are. */
export function TopicList(): JSX.Element | null {
  const shown = useSignal({ run: "", count: LARGEST_TOPICS });
  const run = shownRunId.value;
  const count = shown.value.run === run ? shown.value.count : LARGEST_TOPICS;
  const largest = useComputed(() => Math.max(1, ...topics.value.slice(0, 1).map((topic) => topic.size)));
  if (run === null) return null;
  if (topicsFailed.value && topics.value.length === 0) return <p class="hint">The topics could not be read.</p>;
  if (!areTopicsLoaded.value) return <p class="hint">Loading …</p>;
  if (topicTotal.value === 0) {
    return (
      <p class="hint">
        No topics: nothing is dense enough under these settings. Try a smaller smallest topic, or fewer min samples.
      </p>
    );
  }
  const rest = topicTotal.value - Math.min(count, topics.value.length);
  const canShowMore = topics.value.length > count;
  return (
    <div class="topic-list">
      <div class="list-head">
        <h2>{rest > 0 || count > LARGEST_TOPICS ? "Largest topics" : "Topics"}</h2>
        <span class="meta">documents</span>
      </div>
      <ol>
        {topics.value.slice(0, count).map((topic) => (
          <TopicRow key={topic.id} topic={topic} largest={largest.value} />
        ))}
      </ol>
      {rest > 0 &&
        (canShowMore ? (
          <button type="button" class="text-button more" onClick={() => (shown.value = { run, count: count + MORE })}>
            and {formatCountOf(rest, "more topic")}
          </button>
        ) : (
          <p class="hint">and {formatCountOf(rest, "more topic")}</p>
        ))}
    </div>
  );
}

function TopicRow({ topic, largest }: { readonly topic: Topic; readonly largest: number }): JSX.Element {
  const { id, label, title, keywords } = topic;
  const size = noiseMode.value === "nearest" ? sizeOf(viewGroups.value, label) : topic.size;
  const isSelected = selectedTopic.value === id;
  const color = topicColor(label);
  return (
    <li
      class="topic"
      data-selected={isSelected}
      data-off={!isTopicVisible(label)}
      style={{ "--topic": color, "--share": String(topic.size / largest) }}
    >
      <TopicSwitch labels={[label]} isOn={isTopicVisible(label)} name={title} color={color} />
      <button
        type="button"
        class="topic-open"
        aria-current={isSelected}
        onClick={() => selectTopic(isSelected ? null : id)}
        onPointerEnter={() => (pointedLabel.value = label)}
        onPointerLeave={() => (pointedLabel.value = null)}
      >
        <span class="topic-title">{title}</span>
        <span class="number">{formatCount(size)}</span>
        <span class="topic-keywords">
          {keywords
            .slice(0, KEYWORDS)
            .map(({ term }) => term)
            .join(" · ")}
        </span>
        <span class="topic-share" />
      </button>
    </li>
  );
}
