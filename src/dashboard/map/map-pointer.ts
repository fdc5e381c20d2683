interface MapPointerOptions {
  /** The mouse rests or moves there, in pixels from the left and top edge; null when it has left. */
  readonly onMove: (at: readonly [left: number, top: number] | null) => void;
  /** A click that was no drag. */
  readonly onClick: (at: readonly [left: number, top: number]) => void;
}

/** A hand that moves less than this between press and release, in pixels, meant a click. */
const STEADY = 5;

/**
 * The pointer over the map, once a frame. The map library has clicks of its own, but drops every one that takes longer than
 * 250 ms, which on a slow machine is any.
 */
export function followPointer(element: HTMLElement, { onMove, onClick }: MapPointerOptions): () => void {
  const abort = new AbortController();
  const options = { signal: abort.signal };
  let pressed: readonly [number, number] | null = null;
  let frame = 0;
  const placeOf = (event: MouseEvent): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const move = (at: readonly [number, number] | null): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => onMove(at));
  };
  element.addEventListener("pointermove", (event) => move(event.buttons === 0 ? placeOf(event) : null), options);
  element.addEventListener("pointerleave", () => move(null), options);
  // Before the library, which may keep the event to itself.
  element.addEventListener("pointerdown", (event) => (pressed = placeOf(event)), { ...options, capture: true });
  element.addEventListener(
    "click",
    (event) => {
      const at = placeOf(event);
      if (pressed && Math.hypot(at[0] - pressed[0], at[1] - pressed[1]) < STEADY) onClick(at);
    },
    options,
  );
  return () => {
    cancelAnimationFrame(frame);
    abort.abort();
  };
}
