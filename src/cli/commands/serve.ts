import type { Command } from "commander";

export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("Start a server here; it is configured by environment variables (docs/configuration.md)")
    .action(async () => {
      // Loaded only now: the other commands are clients and start at once.
      const { start } = await import("../../main.js");
      await start();
    });
}
