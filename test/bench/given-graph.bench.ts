/**
 * From a neighbor graph to clusters on one thread: spanning tree, hierarchy, labels, probabilities, outlier scores.
 *
 *   npm run bench -- given-graph [--n 1000000] [--neighbors 16] [--min-samples 3] [--min-cluster-size 10] [--repeat 2]
 */
import { parseArgs } from "node:util";
import { buildHierarchy, buildSpanningTree, extractClusters } from "../../src/numeric/hdbscan/index.js";
import { OutsideRows } from "../../src/onnx/index.js";
import { madeGraph } from "./made-graph.js";
import { lapText, loadNow, peakMegabytes, timed } from "./stopwatch.js";

export const description = "a made graph of a million points to clusters, one thread";

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: "string", default: "1000000" },
      neighbors: { type: "string", default: "16" },
      "min-samples": { type: "string", default: "3" },
      "min-cluster-size": { type: "string", default: "10" },
      repeat: { type: "string", default: "2" },
    },
  });
  const { graph, points, dimension } = madeGraph(Number(values.n), Number(values.neighbors));
  console.log(`${graph.n} points x ${graph.k} neighbors; ${peakMegabytes()} MB with the graph alone`);
  const options = { minSamples: Number(values["min-samples"]) };
  for (let round = 1; round <= Number(values.repeat); round++) {
    const load = loadNow();
    const outside = new OutsideRows(points, dimension, { threads: 1 });
    const [tree, treeLap] = await timed(() => buildSpanningTree(graph, options, outside));
    await outside.release();
    const [hierarchy, hierarchyLap] = await timed(() => buildHierarchy(tree));
    const cut = { minClusterSize: Number(values["min-cluster-size"]) };
    const [clusters, clustersLap] = await timed(() => extractClusters(hierarchy, cut));
    const laps = [treeLap, hierarchyLap, clustersLap];
    const seconds = laps.reduce((sum, lap) => sum + lap.seconds, 0);
    const cpuSeconds = laps.reduce((sum, lap) => sum + lap.cpuSeconds, 0);
    console.log(`round ${round}, load ${load}`);
    console.log(`  tree      ${lapText(treeLap)}   ${tree.queries} asked to join components`);
    console.log(`  hierarchy ${lapText(hierarchyLap)}`);
    console.log(
      `  clusters  ${lapText(clustersLap)}   ${clusters.clusterCount} clusters, ${clusters.noiseCount} noise`,
    );
    console.log(`  all       ${lapText({ seconds, cpuSeconds })}   peak ${peakMegabytes()} MB`);
  }
}
