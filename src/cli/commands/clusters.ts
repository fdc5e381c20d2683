import type { Command } from "commander";
import { pages } from "../client/pages.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import { ClustersDocument, type ClustersQuery } from "../operations.generated.js";
import { collectionOption, positiveNumber } from "../option-values.js";
import { count, formatTable, percent } from "../output/table.js";
import { describeWarnings } from "../run/run-report.js";

type Clustering = NonNullable<ClustersQuery["clustering"]>;

interface ClustersOptions {
  readonly collection: string;
  readonly run?: string;
  readonly first: number;
}

export function registerClusters(program: Command, run: CommandRunner): void {
  program
    .command("clusters")
    .description("List the clusters of a run, largest first")
    .addOption(collectionOption())
    .option("--run <id>", "the run; the newest of the collection otherwise")
    .option("--first <n>", "how many", positiveNumber, 30)
    .action((options: ClustersOptions, command: Command) => run(command, (context) => clusters(context, options)));
}

async function clusters(context: CommandContext, { collection, run, first }: ClustersOptions): Promise<ExitCode> {
  let clustering: Clustering | undefined;
  const nodes = pages(async (size, after) => {
    const answer = await context.client.request(ClustersDocument, { run: run ?? null, collection, first: size, after });
    clustering = requireClustering(answer.clustering, collection, run);
    return clustering.clusters;
  }, first);
  const rows: Clustering["clusters"]["edges"][number]["node"][] = [];
  for await (const node of nodes) rows.push(node);
  if (clustering === undefined) return EXIT.failed;
  const { clusters: connection, ...summary } = clustering;
  if (context.options.json) {
    await context.printJson({ ...summary, clusters: rows });
    return EXIT.done;
  }
  const keywords = (row: (typeof rows)[number]): string =>
    row.keywords
      .slice(0, 6)
      .map(({ term }) => term)
      .join(", ");
  await context.print(
    formatTable(
      [
        { header: "label", value: (row) => row.label },
        { header: "size", value: (row) => row.size },
        { header: "title", value: (row) => row.title, ...context.textWidth(60) },
        { header: "keywords", value: keywords, ...context.textWidth(50) },
        { header: "id", value: (row) => row.id },
      ],
      rows,
    ),
  );
  const rest = connection.totalCount - rows.length;
  if (rest > 0) await context.print(`and ${count(rest)} smaller ones (--first ${connection.totalCount} shows all)\n`);
  await context.print(
    `${count(clustering.noiseCount ?? 0)} of ${count(clustering.documentCount ?? 0)} documents (${percent(clustering.noiseShare)}) belong to no cluster\n`,
  );
  for (const line of describeWarnings(clustering.warnings, clustering.collection.name)) context.note(line);
  if (clustering.stale) context.note("the collection has changed since this run; topograph recluster makes a new one");
  return EXIT.done;
}

export function requireClustering<T>(clustering: T | null, collection: string, run: string | undefined): T {
  if (clustering !== null) return clustering;
  throw new CliError(
    run === undefined
      ? `NOT_FOUND: collection ${collection} has no finished run; topograph recluster --collection ${collection} makes one`
      : `NOT_FOUND: there is no run ${run}`,
  );
}
