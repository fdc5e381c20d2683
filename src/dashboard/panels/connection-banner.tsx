import type { JSX } from "preact";

import { connection } from "../api/connection.js";

export function ConnectionBanner(): JSX.Element {
  return (
    <div class="banner-slot" role="status">
      {connection.value === "lost" && (
        <p class="banner">
          <strong>The server does not answer.</strong> What you see is what was loaded before; the page goes on by
          itself when it is back.
        </p>
      )}
    </div>
  );
}
