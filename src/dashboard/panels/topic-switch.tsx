import type { ComponentChildren, JSX } from "preact";

import { clickSwitch, isolateTopics } from "../state/topic-switches.js";

interface TopicSwitchProps {
  readonly labels: readonly number[];
  readonly isOn: boolean;
  readonly name: string;
  readonly class?: string;
  readonly color: string;
  readonly children?: ComponentChildren;
  readonly onPoint?: (isOver: boolean) => void;
}

/** A click switches topics off and on, a double click, or Shift and Enter, leaves them alone on the map. */
export function TopicSwitch({
  labels,
  isOn,
  name,
  class: className = "",
  color,
  children,
  onPoint,
}: TopicSwitchProps): JSX.Element {
  return (
    <button
      type="button"
      class={`switch ${className}`}
      style={{ "--topic": color }}
      data-label={labels.length === 1 ? labels[0] : undefined}
      aria-pressed={isOn}
      aria-label={`${name}: on the map`}
      title={`${name}\nClick: ${isOn ? "off" : "on"} · double click: only this`}
      onClick={(event) => {
        if (event.shiftKey) isolateTopics(labels);
        else clickSwitch(labels, event.detail);
      }}
      onPointerEnter={() => onPoint?.(true)}
      onPointerLeave={() => onPoint?.(false)}
    >
      <span class="swatch" />
      {children}
    </button>
  );
}
