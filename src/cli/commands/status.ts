import type { Command } from "commander";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { EXIT, type ExitCode } from "../exit-codes.js";
import { StatusDocument } from "../operations.generated.js";
import { count } from "../output/table.js";

export function registerStatus(program: Command, run: CommandRunner): void {
  program
    .command("status")
    .description("Tell how the server is")
    .action((_options: unknown, command: Command) => run(command, status));
}

async function status(context: CommandContext): Promise<ExitCode> {
  const { server } = await context.client.request(StatusDocument, {});
  if (context.options.json) {
    await context.printJson({ url: context.client.url, ...server });
  } else {
    const { embeddingModel: model, health, limits } = server;
    const lines: [string, string][] = [
      ["server", `Topograph ${server.version} at ${context.client.url}`],
      ["store", `${server.store}, ${health.ok ? "healthy" : "NOT HEALTHY"}: ${health.detail}`],
      ["model", model === null ? "none" : `${model.name} (${model.dtype}, ${model.pooling} pooling)`],
      ["waiting runs", count(server.queueLength)],
      [
        "limits",
        `${count(limits.maxIngestDocuments)} documents a request, ${count(limits.maxTextBytes)} bytes a text, k up to ${count(limits.maxK)}`,
      ],
    ];
    await context.print(lines.map(([name, value]) => `${name.padEnd(13)} ${value}\n`).join(""));
  }
  return server.health.ok ? EXIT.done : EXIT.failed;
}
