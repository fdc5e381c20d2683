import type { ComponentChildren, JSX } from "preact";

import { connection } from "../api/connection.js";
import { isFinal, isRunning, isStarting, job, jobError, lastFailure, startRecluster } from "../state/job.js";
import { navigate } from "../state/location.js";
import { collection, collectionName, collections } from "../state/overview.js";
import { pageState } from "../state/page.js";
import { run } from "../state/run.js";
import { formatCountOf } from "./format.js";
import { JobProgress } from "./job-progress.js";

/** In place of the map while there is none: what is missing, and what to do about it. */
export function PageNotice({ drawingFailure }: { readonly drawingFailure: string | null }): JSX.Element | null {
  if (pageState.value === "ready" && drawingFailure === null) return null;
  return (
    <div class="page-notice">
      <div class="page-notice-card">
        {isRunning.value && pageState.value !== "failed" ? <Working /> : notice(drawingFailure)}
      </div>
    </div>
  );
}

function Working(): JSX.Element {
  return (
    <>
      <h2>The first map is being made</h2>
      <JobProgress />
    </>
  );
}

function notice(drawingFailure: string | null): ComponentChildren {
  switch (pageState.value) {
    case "connecting":
      return connection.value === "lost" ? <h2>Waiting for the server</h2> : <h2 class="waiting">Connecting</h2>;
    case "loading":
      return connection.value === "lost" ? <h2>Waiting for the server</h2> : <h2 class="waiting">Loading the map</h2>;
    case "no-collection":
      return <MissingCollection />;
    case "empty":
      return <EmptyCollection />;
    case "unclustered":
      return <Unclustered />;
    case "failed":
      return (
        <>
          <h2>This run cannot be shown</h2>
          <p>{run.value.error?.message}</p>
          <button type="button" class="button" onClick={() => navigate({ run: null, topic: null })}>
            Show the newest
          </button>
        </>
      );
    case "no-map":
      return (
        <>
          <h2>This run has no map</h2>
          <p>It was made without a layout. Its topics are listed on the left.</p>
          <ReclusterButton name="Recluster with a layout" />
        </>
      );
    case "ready":
      return (
        <>
          <h2>The map cannot be drawn</h2>
          <p>It needs WebGL 2. The lists work without it.</p>
          <p class="meta">{drawingFailure}</p>
        </>
      );
  }
}

function MissingCollection(): JSX.Element {
  return (
    <>
      <h2>There is no collection named {collectionName.value}</h2>
      {(collections.value?.length ?? 0) > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => navigate({ collection: null, run: null, topic: null, document: null })}
        >
          Show the default one
        </button>
      )}
    </>
  );
}

function EmptyCollection(): JSX.Element {
  const name = collectionName.value;
  const flag = name === "default" ? "" : ` --collection ${name}`;
  if (collection.value?.readOnly) {
    return (
      <>
        <h2>No documents yet</h2>
        <p>This collection belongs to another program, which has to put some in.</p>
        <p class="meta">This page notices by itself.</p>
      </>
    );
  }
  return (
    <>
      <h2>No documents yet</h2>
      <p>Load a table of headlines, comments or abstracts, as CSV or JSON Lines, from the command line:</p>
      <pre>
        <code>{`npx topograph ingest news.csv${flag}`}</code>
      </pre>
      <p>
        or send them to the <a href="./graphql">API</a>:
      </p>
      <pre>
        <code>{`mutation {
  ingestDocuments(documents: [
    { title: "A headline", text: "What it says." }
  ]) { inserted }
}`}</code>
      </pre>
      <p class="meta">This page notices by itself.</p>
    </>
  );
}

function Unclustered(): JSX.Element {
  return (
    <>
      <h2>{formatCountOf(collection.value?.documentCount ?? 0, "document")}, not clustered yet</h2>
      <Trouble />
      <p>
        Finding neighbors, topics and the layout takes seconds for thousands of documents, minutes for a hundred
        thousand.
      </p>
      <ReclusterButton name="Find topics" />
    </>
  );
}

/** Why there is still no map: the last run failed, or the next could not be started. */
function Trouble(): JSX.Element | null {
  const failed = job.value && isFinal(job.value) ? job.value : lastFailure.value;
  const why = jobError.value?.message ?? failed?.error?.message;
  if (why === undefined) return null;
  return (
    <p class="error" role="alert">
      {jobError.value === null && "The last run failed: "}
      {why}
    </p>
  );
}

function ReclusterButton({ name }: { readonly name: string }): JSX.Element {
  return (
    <button
      type="button"
      class="button primary"
      disabled={isStarting.value || connection.value !== "online"}
      onClick={() => void startRecluster({})}
    >
      {name}
    </button>
  );
}
