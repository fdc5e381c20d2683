import { Command } from "commander";
import { registerAttach } from "./commands/attach.js";
import { registerCancel } from "./commands/cancel.js";
import { registerClusters } from "./commands/clusters.js";
import { registerCollections, registerDrop } from "./commands/collections.js";
import { registerCopy } from "./commands/copy.js";
import { registerExport } from "./commands/export.js";
import { registerIngest } from "./commands/ingest.js";
import { registerMembers } from "./commands/members.js";
import { registerNeighbors, registerSearch } from "./commands/neighbors.js";
import { registerPlot } from "./commands/plot.js";
import { registerRecluster } from "./commands/recluster.js";
import { registerServe } from "./commands/serve.js";
import { registerStatus } from "./commands/status.js";
import { registerWatch } from "./commands/watch.js";
import { projectVersion } from "../project-root.js";
import type { CommandRunner } from "./command-context.js";

export interface GlobalOptions {
  readonly url: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** The whole command line; commands run through `run`, which makes their context. */
export function buildProgram(run: CommandRunner, defaultUrl: string): Command {
  const program = new Command("topograph")
    .description("The density landscape of a document collection, from a running Topograph server")
    .version(projectVersion(), "--version", "print the version")
    .option("--url <address>", "the server's GraphQL API (TOPOGRAPH_URL)", defaultUrl)
    .option("--json", "print JSON instead of text")
    .option("--quiet", "print results and errors only")
    .option("--debug", "print the stack of an error")
    .showHelpAfterError("(topograph help COMMAND tells more)")
    .helpCommand(true)
    // Options of the program are also understood after the command.
    .configureHelp({ showGlobalOptions: true });
  registerServe(program);
  registerStatus(program, run);
  registerIngest(program, run);
  registerRecluster(program, run);
  registerCancel(program, run);
  registerClusters(program, run);
  registerMembers(program, run);
  registerNeighbors(program, run);
  registerSearch(program, run);
  registerExport(program, run);
  registerWatch(program, run);
  registerPlot(program, run);
  registerCollections(program, run);
  registerAttach(program, run);
  registerDrop(program, run);
  registerCopy(program, run);
  return program;
}
