import type { JSX } from "preact";

const PATHS = {
  plus: "M8 3.500v9M3.5 8h9",
  minus: "M3.5 8h9",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M10 3.500L5.5 8l4.5 4.5",
  search: "M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.300L14 14",
  help: "M6 6.200a2 2 0 1 1 2.8 1.900c-.5.3-.8.7-.8 1.400M8 12v.2",
  redo: "M12.8 6A5.2 5.2 0 1 0 13.2 9M13 3v3.200H9.8",
  check: "M3.5 8.500l3 3 6-7",
  link: "M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5",
  down: "M4 6l4 4 4-4",
  legend: "M3 4.500h.01M3 8h.01M3 11.500h.01M6 4.500h7M6 8h7M6 11.500h7",
} as const;

/** A drawing beside words or inside a button that has a name of its own. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
