import type { Command } from "commander";
import { answered } from "../client/answered.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import { type NeighborFieldsFragment, NeighborsDocument, SearchDocument } from "../operations.generated.js";
import { collectionOption, wholeNumber } from "../option-values.js";
import { formatTable } from "../output/table.js";

interface SearchOptions {
  readonly collection: string;
  readonly k: number;
}

export function registerNeighbors(program: Command, run: CommandRunner): void {
  program
    .command("neighbors")
    .description("List the documents nearest to a document")
    .argument("<key>", "the document's key")
    .addOption(collectionOption())
    .option("-k <n>", "how many", wholeNumber, 10)
    .action((key: string, options: SearchOptions, command: Command) =>
      run(command, (context) => neighbors(context, key, options)),
    );
}

export function registerSearch(program: Command, run: CommandRunner): void {
  program
    .command("search")
    .description("List the documents nearest to a text")
    .argument("<text...>", "the text; quotes are not needed")
    .addOption(collectionOption())
    .option("-k <n>", "how many", wholeNumber, 10)
    .action((words: string[], options: SearchOptions, command: Command) =>
      run(command, async (context) => {
        const { collection, k } = options;
        const { search } = await context.client.request(SearchDocument, { collection, text: words.join(" "), k });
        return printNeighbors(context, answered(search));
      }),
    );
}

async function neighbors(context: CommandContext, key: string, { collection, k }: SearchOptions): Promise<ExitCode> {
  const { document } = await context.client.request(NeighborsDocument, { collection, key, k });
  if (document === null)
    throw new CliError(`NOT_FOUND: collection ${collection} has no document with the key ${JSON.stringify(key)}`);
  context.note(document.title === "" ? document.text : document.title);
  return printNeighbors(context, answered(document.neighbors));
}

async function printNeighbors(context: CommandContext, found: readonly NeighborFieldsFragment[]): Promise<ExitCode> {
  if (context.options.json) {
    await context.printJson(found);
    return EXIT.done;
  }
  await context.print(
    formatTable(
      [
        { header: "rank", value: (row) => row.rank },
        { header: "distance", value: (row) => row.distance.toFixed(4) },
        { header: "similarity", value: (row) => row.similarity.toFixed(4) },
        {
          header: "title",
          value: ({ document }) => (document.title === "" ? document.text : document.title),
          ...context.textWidth(80),
        },
        { header: "key", value: (row) => row.document.key },
      ],
      found,
    ),
  );
  return EXIT.done;
}
