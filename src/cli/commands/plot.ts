import type { Command } from "commander";
import { fetchPicture } from "../client/fetch-picture.js";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { EXIT, type ExitCode } from "../exit-codes.js";
import { writeFileWhole } from "../export/output-file.js";
import { PlotRunDocument } from "../operations.generated.js";
import { collectionOption } from "../option-values.js";
import { requireClustering } from "./clusters.js";

interface PlotOptions {
  readonly collection: string;
  readonly run?: string;
  readonly out?: string;
}

export function registerPlot(program: Command, run: CommandRunner): void {
  program
    .command("plot")
    .description("Draw the map of a run as a picture (SVG), with its clusters colored and titled")
    .addOption(collectionOption())
    .option("--run <id>", "the run; the newest of the collection otherwise")
    .option("--out <file>", "where to; stdout otherwise")
    .action((options: PlotOptions, command: Command) => run(command, (context) => plot(context, options)));
}

async function plot(context: CommandContext, { collection, run, out }: PlotOptions): Promise<ExitCode> {
  const answer = await context.client.request(PlotRunDocument, { id: run ?? null, collection });
  const { id } = requireClustering(answer.clustering, collection, run);
  const picture = await fetchPicture(context.client.url, id);
  if (out === undefined) await context.print(picture);
  else await writeFileWhole(out, (append) => append(picture));
  if (context.options.json && out !== undefined) await context.printJson({ run: id, out });
  else if (out !== undefined) context.note(`map of run ${id} written to ${out}`);
  return EXIT.done;
}
