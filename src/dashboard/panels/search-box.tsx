import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { navigate, searchText } from "../state/location.js";
import { SEARCH_BOX } from "../state/shortcuts.js";
import { Icon } from "./icon.js";

const PAUSE_MS = 280;
const SHORTEST = 3;

/** Searches while one types, after a pause; Enter does not wait. */
export function SearchBox(): JSX.Element {
  const text = useSignal(searchText.peek() ?? "");
  const timer = useRef<number>(0);
  // Back and forward, and the panel's own button, change the search from outside.
  useSignalEffect(() => {
    text.value = searchText.value ?? "";
  });
  const search = (): void => {
    clearTimeout(timer.current);
    const wanted = text.peek().trim() || null;
    if (wanted === searchText.peek()) return;
    navigate(
      { search: wanted, document: null, ...(wanted !== null && { topic: null }) },
      { replace: searchText.peek() !== null },
    );
  };
  const onInput = (value: string): void => {
    text.value = value;
    clearTimeout(timer.current);
    const length = value.trim().length;
    if (length >= SHORTEST || length === 0) timer.current = window.setTimeout(search, PAUSE_MS);
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <Icon name="search" />
      <input
        id={SEARCH_BOX}
        type="search"
        placeholder="Search by meaning"
        aria-label="Search documents by meaning"
        title="Search (/)"
        autocomplete="off"
        value={text.value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </form>
  );
}
