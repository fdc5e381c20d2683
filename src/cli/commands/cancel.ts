import type { Command } from "commander";
import type { CommandRunner } from "../command-context.js";
import { EXIT } from "../exit-codes.js";
import { CancelClusteringDocument } from "../operations.generated.js";

export function registerCancel(program: Command, run: CommandRunner): void {
  program
    .command("cancel")
    .description("Cancel a run that has not ended")
    .argument("<id>", "the run's id, as recluster prints it")
    .action((id: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const { cancelClustering } = await context.client.request(CancelClusteringDocument, { id });
        if (context.options.json) await context.printJson(cancelClustering);
        else await context.print(`run ${cancelClustering.id} is ${cancelClustering.status}\n`);
        return EXIT.done;
      }),
    );
}
