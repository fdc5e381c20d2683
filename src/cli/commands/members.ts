import type { Command } from "commander";
import { pages } from "../client/pages.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import { MembersDocument, type MembersQuery } from "../operations.generated.js";
import { positiveNumber } from "../option-values.js";
import { count, formatTable } from "../output/table.js";

type Cluster = NonNullable<MembersQuery["cluster"]>;

export function registerMembers(program: Command, run: CommandRunner): void {
  program
    .command("members")
    .description("List the documents of a cluster, the surest first")
    .argument("<id>", "the cluster's id, as clusters prints it")
    .option("--first <n>", "how many", positiveNumber, 50)
    .action((id: string, { first }: { first: number }, command: Command) =>
      run(command, (context) => members(context, id, first)),
    );
}

async function members(context: CommandContext, id: string, first: number): Promise<ExitCode> {
  let cluster: Cluster | undefined;
  const nodes = pages(async (size, after) => {
    const answer = await context.client.request(MembersDocument, { id, first: size, after });
    if (answer.cluster === null)
      throw new CliError(`NOT_FOUND: there is no cluster ${id}; topograph clusters lists their ids`);
    cluster = answer.cluster;
    return cluster.members;
  }, first);
  const rows: Cluster["members"]["edges"][number]["node"][] = [];
  for await (const node of nodes) rows.push(node);
  if (cluster === undefined) return EXIT.failed;
  const { members: connection, ...summary } = cluster;
  if (context.options.json) {
    await context.printJson({ ...summary, members: rows });
    return EXIT.done;
  }
  const state = (row: (typeof rows)[number]): string =>
    row.document === null ? "deleted" : row.stale ? "changed" : "";
  await context.print(
    formatTable(
      [
        { header: "probability", value: (row) => row.probability.toFixed(3) },
        { header: "outlier", value: (row) => row.outlierScore.toFixed(3) },
        { header: "published", value: (row) => row.document?.publishedAt?.slice(0, 10) ?? "" },
        { header: "title", value: (row) => row.document?.title ?? "", ...context.textWidth(80) },
        { header: "key", value: (row) => row.key },
        ...(rows.some((row) => state(row) !== "") ? [{ header: "since", value: state }] : []),
      ],
      rows,
    ),
  );
  const rest = connection.totalCount - rows.length;
  if (rest > 0) await context.print(`and ${count(rest)} more (--first ${connection.totalCount} shows all)\n`);
  return EXIT.done;
}
