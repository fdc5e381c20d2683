import type { Command } from "commander";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import {
  CancelClusteringDocument,
  type ClusteringGoal,
  type ClusterSelection,
  type Exactness,
  type NeighborsBy,
  type NeighborSearch,
  type ProjectionEngine,
  type ProjectionInput,
  ReclusterDocument,
  type ReclusterInput,
} from "../operations.generated.js";
import { choice, collectionOption, number, wholeNumber } from "../option-values.js";
import { startProgress } from "../output/progress.js";
import { followRun, isFinal, type Run } from "../run/follow-run.js";
import { describeRun } from "../run/run-report.js";
import { ask } from "../terminal.js";

interface ReclusterOptions {
  readonly collection: string;
  readonly minClusterSize?: number;
  readonly minSamples?: number;
  readonly neighbors?: number;
  readonly selection?: ClusterSelection;
  readonly epsilon?: number;
  readonly maxClusterSize?: number;
  readonly allowSingleCluster?: boolean;
  readonly exactness?: Exactness;
  readonly neighborsBy?: NeighborsBy;
  readonly maxNoise?: number;
  readonly clusters?: number;
  readonly neighborSearch?: NeighborSearch;
  readonly layout: boolean;
  readonly umapNeighbors?: number;
  readonly minDist?: number;
  readonly seed?: number;
  readonly epochs?: number;
  readonly engine?: ProjectionEngine;
  readonly wait: boolean;
}

export function registerRecluster(program: Command, run: CommandRunner): void {
  program
    .command("recluster")
    .description("Cluster a collection and lay it out; the same work again gives the run that is already there")
    .addOption(collectionOption())
    .option("--min-cluster-size <n>", "fewest documents of a cluster", wholeNumber)
    .option("--min-samples <n>", "neighbors that make a place dense", wholeNumber)
    .option("--neighbors <n>", "neighbors of each document in the graph", wholeNumber)
    .addOption(choice("--selection <method>", "how clusters are chosen from the tree", ["EOM", "LEAF"]))
    .option("--epsilon <distance>", "do not split clusters that are closer than this", number)
    .option("--max-cluster-size <n>", "most documents of a cluster", wholeNumber)
    .option("--allow-single-cluster", "let one cluster hold everything")
    .addOption(choice("--exactness <mode>", "how much of the tree is to be proven", ["AUTO", "CERTIFIED", "GRAPH"]))
    .addOption(choice("--neighbors-by <who>", "who computes the neighbor graph", ["AUTO", "PROCESS", "MILVUS"]))
    .option("--max-noise <share>", "choose size and selection for no larger a share of noise, 0 to 1", number)
    .option("--clusters <n>", "choose size and selection for so many clusters", wholeNumber)
    .addOption(choice("--neighbor-search <how>", "how the server searches neighbors", ["AUTO", "EXACT", "APPROXIMATE"]))
    .option("--no-layout", "no map")
    .option("--umap-neighbors <n>", "neighbors that shape the map, each document itself among them", wholeNumber)
    .option("--min-dist <distance>", "how close documents may lie on the map", number)
    .option("--seed <n>", "seed of the map", wholeNumber)
    .option("--epochs <n>", "rounds of moving the map's points", wholeNumber)
    .addOption(choice("--engine <name>", "whose code draws the map", ["NATIVE", "UMAP_JS"]))
    .option("--wait", "wait for the end (the default)", true)
    .option("--no-wait", "print the run's id and leave")
    .action((options: ReclusterOptions, command: Command) => run(command, (context) => recluster(context, options)));
}

async function recluster(context: CommandContext, options: ReclusterOptions): Promise<ExitCode> {
  const { recluster: started } = await context.client.request(ReclusterDocument, { input: toInput(options) });
  if (!options.wait) {
    if (context.options.json) await context.printJson(started);
    else await context.print(`${started.id}\n`);
    return EXIT.done;
  }
  const run = isFinal(started.status) ? started : await follow(context, started);
  if (run === null) return EXIT.interrupted;
  if (context.options.json) await context.printJson(run);
  else await context.print(`${describeRun(run)}\n`);
  if (run.status === "FAILED")
    throw new CliError(`${run.error?.code ?? "FAILED"}: ${run.error?.message ?? "no reason given"}`);
  return run.status === "SUCCEEDED" ? EXIT.done : EXIT.failed;
}

/** Only what was asked for: everything else is the server's default. */
function toInput(options: ReclusterOptions): ReclusterInput {
  const projection: ProjectionInput = {
    ...(options.umapNeighbors === undefined ? {} : { neighbors: options.umapNeighbors }),
    ...(options.minDist === undefined ? {} : { minDist: options.minDist }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    ...(options.engine === undefined ? {} : { engine: options.engine }),
  };
  return {
    collection: options.collection,
    layout: options.layout,
    ...(options.minClusterSize === undefined ? {} : { minClusterSize: options.minClusterSize }),
    ...(options.minSamples === undefined ? {} : { minSamples: options.minSamples }),
    ...(options.neighbors === undefined ? {} : { neighbors: options.neighbors }),
    ...(options.selection === undefined ? {} : { selection: options.selection }),
    ...(options.epsilon === undefined ? {} : { epsilon: options.epsilon }),
    ...(options.maxClusterSize === undefined ? {} : { maxClusterSize: options.maxClusterSize }),
    ...(options.allowSingleCluster === undefined ? {} : { allowSingleCluster: options.allowSingleCluster }),
    ...(options.exactness === undefined ? {} : { exactness: options.exactness }),
    ...(options.neighborsBy === undefined ? {} : { neighborsBy: options.neighborsBy }),
    ...(options.maxNoise === undefined && options.clusters === undefined ? {} : { goal: toGoal(options) }),
    ...(options.neighborSearch === undefined ? {} : { neighborSearch: options.neighborSearch }),
    ...(Object.keys(projection).length === 0 ? {} : { projection }),
  };
}

/** Both together are for the server to refuse. */
function toGoal({ maxNoise, clusters }: ReclusterOptions): ClusteringGoal {
  return {
    ...(maxNoise === undefined ? {} : { maxNoiseShare: maxNoise }),
    ...(clusters === undefined ? {} : { clusterCount: clusters }),
  };
}

/** The run in its last state; null where Ctrl-C ended the waiting and the run goes on. */
async function follow(context: CommandContext, started: Run): Promise<Run | null> {
  const { terminal, client } = context;
  let progress = startProgress(terminal, "recluster", 100, context.options.quiet);
  let leave: () => void = () => undefined;
  const left = new Promise<null>((resolve) => (leave = () => resolve(null)));
  let asking = false;
  const interrupted = async (): Promise<void> => {
    // A second Ctrl-C while the question stands means: enough.
    if (asking) return leave();
    asking = true;
    progress.stop();
    const answer = await ask(
      terminal,
      "\nCancel the run? y: cancel it, n: go on waiting, Enter: let it run and leave  ",
    );
    asking = false;
    if (answer === "y" || answer === "yes") await client.request(CancelClusteringDocument, { id: started.id });
    else if (answer !== "n" && answer !== "no") leave();
    else progress = startProgress(terminal, "recluster", 100, context.options.quiet);
  };
  const restore = terminal.onInterrupt(() => {
    interrupted().catch((error: unknown) => {
      context.note(error instanceof Error ? error.message : String(error));
      leave();
    });
  });
  const states = followRun(client, started.id);
  let last = started;
  try {
    for (;;) {
      const next = await Promise.race([states.next(), left]);
      if (next === null) {
        context.note(`run ${started.id} goes on; topograph cancel ${started.id} ends it`);
        return null;
      }
      if (next.done === true) return last;
      last = next.value;
      if (!asking) progress.update(Math.floor(last.progress * 100), (last.stage ?? last.status).toLowerCase());
    }
  } finally {
    restore();
    progress.stop();
  }
}
