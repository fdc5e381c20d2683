import type { Command } from "commander";
import { pages } from "../client/pages.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import {
  CollectionsDocument,
  type CollectionsQuery,
  DropCollectionDocument,
  IngestTargetDocument,
} from "../operations.generated.js";
import { count, formatTable, percent } from "../output/table.js";
import { ask } from "../terminal.js";

type Collection = CollectionsQuery["collections"]["edges"][number]["node"];

export function registerCollections(program: Command, run: CommandRunner): void {
  program
    .command("collections")
    .description("List the collections")
    .action((_options: unknown, command: Command) => run(command, collections));
}

export function registerDrop(program: Command, run: CommandRunner): void {
  program
    .command("drop")
    .description("Delete a collection with its documents and runs; an attached one is forgotten and stays in Milvus")
    .argument("<name>", "the collection")
    .option("--yes", "do not ask")
    .action((name: string, { yes }: { yes?: boolean }, command: Command) =>
      run(command, (context) => drop(context, name, yes === true)),
    );
}

async function collections(context: CommandContext): Promise<ExitCode> {
  const rows: Collection[] = [];
  const nodes = pages(
    async (first, after) => (await context.client.request(CollectionsDocument, { first, after })).collections,
  );
  for await (const node of nodes) rows.push(node);
  if (context.options.json) {
    await context.printJson(rows);
    return EXIT.done;
  }
  await context.print(
    formatTable(
      [
        { header: "name", value: (row) => row.name },
        { header: "documents", value: (row) => row.documentCount },
        { header: "dimensions", value: (row) => row.dimension },
        { header: "metric", value: (row) => row.metric },
        { header: "model", value: (row) => row.model?.name ?? "-" },
        { header: "newest run", value: describeNewestRun },
      ],
      rows,
    ),
  );
  return EXIT.done;
}

function describeNewestRun({ clustering }: Collection): string {
  if (clustering === null) return "-";
  const outcome = `${count(clustering.clusterCount ?? 0)} clusters, ${percent(clustering.noiseShare)} noise`;
  return clustering.stale ? `${outcome} (stale)` : outcome;
}

async function drop(context: CommandContext, name: string, yes: boolean): Promise<ExitCode> {
  if (!yes) {
    const { collection } = await context.client.request(IngestTargetDocument, { name });
    if (collection === null) throw new CliError(`NOT_FOUND: there is no collection ${name}`);
    const documents = `${count(collection.documentCount ?? 0)} documents`;
    const question = collection.readOnly
      ? `Forget ${name} and all its runs? Its ${documents} stay in Milvus. [y/N] `
      : `Delete ${name} with its ${documents} and all runs? [y/N] `;
    const answer = await ask(context.terminal, question);
    if (answer !== "y" && answer !== "yes")
      throw new CliError(`nothing was deleted; --yes deletes ${name} without asking`);
  }
  await context.client.request(DropCollectionDocument, { name });
  if (context.options.json) await context.printJson({ dropped: name });
  else await context.print(`dropped ${name}\n`);
  return EXIT.done;
}
