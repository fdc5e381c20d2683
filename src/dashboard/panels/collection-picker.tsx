import type { JSX } from "preact";

import { navigate } from "../state/location.js";
import { collection, collectionName, collections } from "../state/overview.js";
import { formatCountOf } from "./format.js";

export function CollectionPicker(): JSX.Element | null {
  const all = collections.value;
  if (all === null || (all.length === 0 && collection.value === null)) return null;
  return (
    <label class="picker">
      <span class="picker-name">Collection</span>
      <select
        value={collectionName.value}
        onChange={({ currentTarget }) =>
          navigate({ collection: currentTarget.value, run: null, topic: null, document: null, search: null })
        }
      >
        {collection.value === null && <option value={collectionName.value}>{collectionName.value} (missing)</option>}
        {all.map(({ id, name, documentCount, readOnly }) => (
          <option key={id} value={name}>
            {documentCount === null ? name : `${name} · ${formatCountOf(documentCount, "document")}`}
            {readOnly && " · read only"}
          </option>
        ))}
      </select>
    </label>
  );
}
