/**
 * From vectors to clusters, stage by stage, as a run computes them: exact graph, proven tree, labels, probabilities and
 * outlier scores. --peers runs a peer's script before and after, for figures of the same minutes.
 *
 *   npm run bench -- tree --vectors FILE.f32 [--dim 384] [--neighbors 50] [--min-samples 3] [--min-cluster-size 3]
 *     [--exactness CERTIFIED] [--repeat 3] [--peers "python peers.py --only fast-knn --repeat 3"]
 */
import { execSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cutClusters } from "../../src/pipeline/tasks/cut-clusters.js";
import { findNeighbors } from "../../src/pipeline/tasks/find-neighbors.js";
import { growTree } from "../../src/pipeline/tasks/grow-tree.js";
import type { TaskHooks } from "../../src/pipeline/tasks/task-hooks.js";
import { lapText, loadNow, peakMegabytes, timed } from "./stopwatch.js";

export const description = "vectors to clusters: exact graph, proven tree, labels and scores";

const silent: TaskHooks = { onProgress: () => undefined };

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      vectors: { type: "string" },
      dim: { type: "string", default: "384" },
      neighbors: { type: "string", default: "50" },
      "min-samples": { type: "string", default: "3" },
      "min-cluster-size": { type: "string", default: "3" },
      exactness: { type: "string", default: "CERTIFIED" },
      repeat: { type: "string", default: "3" },
      peers: { type: "string" },
    },
  });
  if (values.vectors === undefined) throw new Error("--vectors names a file of float32 values, row after row");
  const bytes = readFileSync(values.vectors);
  // Shared memory, as the stages get it.
  const vectors = new Float32Array(new SharedArrayBuffer(bytes.byteLength));
  new Uint8Array(vectors.buffer).set(bytes);
  const dimension = Number(values.dim);
  const neighbors = Number(values.neighbors);
  const minSamples = Number(values["min-samples"]);
  const minClusterSize = Number(values["min-cluster-size"]);
  const exactness = values.exactness as "AUTO" | "CERTIFIED" | "GRAPH";
  const n = vectors.length / dimension;
  console.log(
    `${n} x ${dimension}, ${neighbors} neighbors, min_samples ${minSamples}, min_cluster_size ${minClusterSize}`,
  );

  const peers = (): void => {
    const dimensions = `--vectors ${values.vectors} --dim ${dimension} --min-samples ${minSamples}`;
    if (values.peers)
      execSync(`${values.peers} ${dimensions} --min-cluster-size ${minClusterSize}`, { stdio: "inherit" });
  };
  peers();
  for (let round = 1; round <= Number(values.repeat); round++) {
    const load = loadNow();
    const [graph, graphLap] = await timed(() => findNeighbors({ vectors, dimension, width: neighbors }, silent));
    const input = { graph, vectors, dimension, neighbors, minSamples, exactness, exactLists: true };
    const [tree, treeLap] = await timed(() => growTree(input, silent));
    const [clusters, clustersLap] = await timed(() => cutClusters({ key: null, tree, options: { minClusterSize } }));
    const laps = [graphLap, treeLap, clustersLap];
    const total = {
      seconds: laps.reduce((sum, lap) => sum + lap.seconds, 0),
      cpuSeconds: laps.reduce((sum, lap) => sum + lap.cpuSeconds, 0),
    };
    console.log(`round ${round}, load ${load}`);
    console.log(`  neighbors ${lapText(graphLap)}`);
    console.log(
      `  tree      ${lapText(treeLap)}   ${tree.certifiedCount} of ${n - 1} proven, ${tree.queries} asked again`,
    );
    console.log(
      `  clusters  ${lapText(clustersLap)}   ${clusters.clusterCount} clusters, ${clusters.noiseCount} noise`,
    );
    console.log(`  all       ${lapText(total)}   peak ${peakMegabytes()} MB`);
  }
  peers();
}
