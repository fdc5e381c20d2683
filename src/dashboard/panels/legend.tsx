import type { JSX } from "preact";

import { noiseColor, topicColor } from "../state/color-scheme.js";
import { navigate, noiseMode } from "../state/location.js";
import { isLegendOpen } from "../state/page.js";
import { map } from "../state/run.js";
import {
  isEveryTopicVisible,
  isTopicVisible,
  legendTopics,
  otherLabels,
  showAllTopics,
} from "../state/topic-switches.js";
import { pointedLabel } from "../state/topics.js";
import { formatCountOf } from "./format.js";
import { Icon } from "./icon.js";
import { TopicSwitch } from "./topic-switch.js";

/** Works as the legend of a plot does: each line switches what it stands for. */
export function Legend(): JSX.Element {
  if (!isLegendOpen.value) {
    return (
      <button
        type="button"
        class="legend-opener icon-button"
        aria-label="Open the legend"
        title="Legend (l)"
        onClick={() => (isLegendOpen.value = true)}
      >
        <Icon name="legend" />
      </button>
    );
  }
  const others = otherLabels.value;
  return (
    <aside class="legend" aria-label="Legend">
      <div class="legend-head">
        <h2>Legend</h2>
        {!isEveryTopicVisible.value && (
          <button type="button" class="text-button" onClick={showAllTopics} title="Switch all topics on (a)">
            all on
          </button>
        )}
        <button
          type="button"
          class="icon-button small"
          aria-label="Close the legend"
          title="Close (l)"
          onClick={() => (isLegendOpen.value = false)}
        >
          <Icon name="close" />
        </button>
      </div>
      <ul>
        {legendTopics.value.map(({ label, title }) => (
          <li key={label}>
            <TopicSwitch
              class="legend-line"
              labels={[label]}
              isOn={isTopicVisible(label)}
              name={title}
              color={topicColor(label)}
              onPoint={(isOver) => (pointedLabel.value = isOver ? label : null)}
            >
              <span class="legend-title">{title}</span>
            </TopicSwitch>
          </li>
        ))}
        {others.length > 0 && (
          <li>
            <TopicSwitch
              class="legend-line others"
              labels={others}
              isOn={others.some(isTopicVisible)}
              name={formatCountOf(others.length, "smaller topic")}
              color="currentColor"
            >
              <span class="legend-title">{formatCountOf(others.length, "smaller topic")}</span>
            </TopicSwitch>
          </li>
        )}
        {noiseMode.value !== "nearest" && (map.value?.groups.noiseCount ?? 0) > 0 && <NoiseSwitch />}
      </ul>
    </aside>
  );
}

function NoiseSwitch(): JSX.Element {
  const isOn = noiseMode.value === "shown";
  return (
    <li>
      <button
        type="button"
        class="switch legend-line"
        style={{ "--topic": noiseColor.value }}
        data-label={-1}
        aria-pressed={isOn}
        aria-label="No topic: on the map"
        title={`Documents of no topic\nClick: ${isOn ? "off" : "on"} (n)`}
        onClick={() => navigate({ noise: isOn ? "hidden" : "shown" }, { replace: true })}
      >
        <span class="swatch" />
        <span class="legend-title">No topic</span>
      </button>
    </li>
  );
}
