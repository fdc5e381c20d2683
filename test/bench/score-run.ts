/**
 * Scores the newest run of a collection on a running server against true groups that its documents carry in a field, and
 * prints the four numbers that belong together, the stages' seconds and the peak memory.
 *
 *   npx tsx test/bench/score-run.ts --group event [--url http://127.0.0.1:4000/graphql] [--collection default]
 */
import { parseArgs } from "node:util";
import { adjustedMutualInformation } from "../../scripts/distill/adjusted-mutual-information.js";

const NOISE = -1;
const PAGE = 100;

const { values: options } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:4000/graphql" },
    collection: { type: "string", default: "default" },
    group: { type: "string" },
  },
});
const { url, collection, group } = options;
if (group === undefined) throw new Error("--group names the field that holds the true group");

interface Run {
  readonly clusterCount: number;
  readonly noiseShare: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly stages: readonly {
    readonly stage: string;
    readonly seconds: number;
    readonly peakMemoryBytes: number | null;
  }[];
  readonly assignments: { readonly documentIds: readonly string[]; readonly labels: readonly number[] };
}
interface DocumentPage {
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly edges: readonly {
    readonly node: { readonly id: string; readonly fields: Readonly<Record<string, unknown>> };
  }[];
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { readonly data: T; readonly errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const { clustering } = await ask<{ readonly clustering: Run | null }>(
  `query ($collection: String!) {
    clustering(collection: $collection) {
      clusterCount noiseShare warnings { code message } stages { stage seconds peakMemoryBytes }
      params { minClusterSize minSamples neighbors selection }
      assignments { documentIds labels }
    }
  }`,
  { collection },
);
if (!clustering) throw new Error(`Collection ${collection} has no run that succeeded`);

const groups = new Map<string, string>();
for (let after: string | null = null, more = true; more;) {
  const { documents }: { readonly documents: DocumentPage } = await ask(
    `query ($collection: String!, $first: Int!, $after: String) {
      documents(collection: $collection, first: $first, after: $after) {
        pageInfo { endCursor hasNextPage } edges { node { id fields } }
      }
    }`,
    { collection, first: PAGE, after },
  );
  for (const { node } of documents.edges) groups.set(node.id, String(node.fields[group]));
  ({ endCursor: after, hasNextPage: more } = documents.pageInfo);
}

const { documentIds, labels } = clustering.assignments;
const truth = documentIds.map((id) => groups.get(id));
const clustered = labels.flatMap((label, row) => (label === NOISE ? [] : [row]));
const alone = labels.map((label, row) => (label === NOISE ? -1 - row : label));
const ofClustered = adjustedMutualInformation(
  clustered.map((row) => truth[row]),
  clustered.map((row) => labels[row]),
);
console.log(JSON.stringify(clustering.params));
console.log(`documents                ${labels.length}`);
console.log(`AMI of the clustered     ${ofClustered.toFixed(4)}`);
console.log(`AMI over all             ${adjustedMutualInformation(truth, alone).toFixed(4)}`);
console.log(`noise                    ${(100 * clustering.noiseShare).toFixed(1)}%`);
console.log(`clusters                 ${clustering.clusterCount}`);
for (const { stage, seconds, peakMemoryBytes } of clustering.stages) {
  const memory = peakMemoryBytes === null ? "" : `  peak ${Math.round(peakMemoryBytes / 2 ** 20)} MB`;
  console.log(`${stage.padEnd(24)} ${seconds.toFixed(2)} s${memory}`);
}
for (const { code, message } of clustering.warnings) console.log(`${code}: ${message}`);
