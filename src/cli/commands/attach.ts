import type { Command } from "commander";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { EXIT, type ExitCode } from "../exit-codes.js";
import { AttachCollectionDocument, type AttachCollectionInput } from "../operations.generated.js";
import { count } from "../output/table.js";

interface AttachOptions {
  readonly as?: string;
  readonly database?: string;
  readonly vector?: string;
  readonly text?: string;
  readonly title?: string;
  readonly date?: string;
  readonly model?: string;
}

export function registerAttach(program: Command, run: CommandRunner): void {
  program
    .command("attach")
    .description("Make a collection that others keep in the server's Milvus readable here, as it is")
    .argument("<collection>", "its name in Milvus")
    .option("--as <name>", "its name here (default: the name in Milvus)")
    .option("--database <name>", "its database in Milvus")
    .option("--vector <field>", "the vectors, where there are several fields of them")
    .option("--text <field>", "the text; found by its name, or as the only text")
    .option("--title <field>", "the title; else the first line of the text")
    .option("--date <field>", "when a document was published")
    .option("--model <name>", "the server's model, where it made the vectors")
    .action((name: string, options: AttachOptions, command: Command) =>
      run(command, (context) => attach(context, name, options)),
    );
}

async function attach(context: CommandContext, name: string, options: AttachOptions): Promise<ExitCode> {
  const { attachCollection: made } = await context.client.request(AttachCollectionDocument, {
    input: toInput(name, options),
  });
  if (context.options.json) await context.printJson(made);
  else {
    const space = `${made.dimension} dimensions, ${made.metric}, ${made.model?.name ?? "no model"}`;
    await context.print(`attached ${made.name}: ${count(made.documentCount ?? 0)} documents, ${space}\n`);
  }
  return EXIT.done;
}

/** Only what was named: everything else is found by the server. */
function toInput(milvusCollection: string, options: AttachOptions): AttachCollectionInput {
  const { as: name = milvusCollection, database, vector, text, title, date, model } = options;
  return {
    name,
    milvusCollection,
    ...(database === undefined ? {} : { database }),
    ...(vector === undefined ? {} : { vectorField: vector }),
    ...(text === undefined ? {} : { textField: text }),
    ...(title === undefined ? {} : { titleField: title }),
    ...(date === undefined ? {} : { dateField: date }),
    ...(model === undefined ? {} : { model }),
  };
}
