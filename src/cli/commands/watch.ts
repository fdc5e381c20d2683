import type { Command } from "commander";
import type { CommandContext, CommandRunner } from "../command-context.js";
import { CliError, EXIT, type ExitCode } from "../exit-codes.js";
import {
  UnwatchCollectionDocument,
  WatchCollectionDocument,
  WatchDocument,
  type WatchFieldsFragment,
  type WatchInput,
} from "../operations.generated.js";
import { collectionOption, number, positiveNumber, wholeNumber } from "../option-values.js";
import { describeChange } from "../watch/describe-change.js";
import { followChanges, NEWS_KINDS } from "../watch/follow-changes.js";

interface WatchOptions {
  readonly collection: string;
  readonly afterDocuments?: number;
  readonly everyMinutes?: number;
  readonly windowDays?: number;
  readonly minClusterSize?: number;
  readonly minSamples?: number;
  readonly layout: boolean;
  readonly last: number;
  readonly all?: boolean;
  readonly stop?: boolean;
}

export function registerWatch(program: Command, run: CommandRunner): void {
  program
    .command("watch")
    .description(
      "Print what happens to topics as it comes; with settings, let the server recluster by itself from now on",
    )
    .addOption(collectionOption())
    .option("--after-documents <n>", "recluster after so many new documents", positiveNumber)
    .option("--every-minutes <n>", "recluster after so many minutes too", positiveNumber)
    .option("--window-days <n>", "cluster only what was published in the last days", number)
    .option("--min-cluster-size <n>", "fewest documents of a cluster, for the runs of these settings", positiveNumber)
    .option("--min-samples <n>", "neighbors that make a place dense, for the runs of these settings", positiveNumber)
    .option("--no-layout", "no map, for the runs of these settings")
    .option("--last <n>", "begin with so many changes of before", wholeNumber, 0)
    .option("--all", "also topics that just go on")
    .option("--stop", "end the reclustering instead")
    .action((options: WatchOptions, command: Command) => run(command, (context) => watch(context, options)));
}

async function watch(context: CommandContext, options: WatchOptions): Promise<ExitCode> {
  const { client } = context;
  const { collection } = options;
  if (options.stop === true) {
    const { unwatchCollection } = await client.request(UnwatchCollectionDocument, { collection });
    context.note(`${unwatchCollection.name} is no longer reclustered by itself`);
    return EXIT.done;
  }
  const input = toInput(options);
  const found = input
    ? (await client.request(WatchCollectionDocument, { collection, input })).watchCollection
    : (await client.request(WatchDocument, { collection })).collection;
  if (found === null) throw new CliError(`NOT_FOUND: there is no collection ${collection}`);
  context.note(describeWatch(found));
  let leave = (): void => undefined;
  const left = new Promise<null>((resolve) => (leave = () => resolve(null)));
  const restore = context.terminal.onInterrupt(leave);
  const changes = followChanges({ client, note: (text) => context.note(text) }, collection, {
    last: options.last,
    kinds: options.all ? null : NEWS_KINDS,
  });
  try {
    for (;;) {
      const next = await Promise.race([changes.next(), left]);
      if (next === null) return EXIT.interrupted;
      if (next.done === true) throw new CliError(`collection ${collection} is gone; it was dropped`);
      await context.print(`${context.options.json ? JSON.stringify(next.value) : describeChange(next.value)}\n`);
    }
  } finally {
    restore();
  }
}

/** Null: nothing is asked for, only to look on. */
function toInput(options: WatchOptions): WatchInput | null {
  const recluster = {
    ...(options.minClusterSize === undefined ? {} : { minClusterSize: options.minClusterSize }),
    ...(options.minSamples === undefined ? {} : { minSamples: options.minSamples }),
    ...(options.layout ? {} : { layout: false }),
  };
  const input = {
    ...(options.afterDocuments === undefined ? {} : { afterDocuments: options.afterDocuments }),
    ...(options.everyMinutes === undefined ? {} : { everyMinutes: options.everyMinutes }),
    ...(options.windowDays === undefined ? {} : { windowDays: options.windowDays }),
    ...(Object.keys(recluster).length === 0 ? {} : { recluster }),
  };
  return Object.keys(input).length === 0 ? null : input;
}

function describeWatch({ name, watch: settings }: WatchFieldsFragment): string {
  if (!settings) return `${name} is not reclustered by itself (--after-documents and --every-minutes set that)`;
  const { afterDocuments, everyMinutes, windowDays } = settings;
  const when = [
    ...(afterDocuments === null ? [] : [`after ${afterDocuments} new documents`]),
    ...(everyMinutes === null ? [] : [`every ${everyMinutes} minutes`]),
  ];
  const window = windowDays === null ? "" : `, the last ${windowDays} days of it`;
  return `${name} is reclustered ${when.join(" and ")}${window}; topograph watch --stop ends that`;
}
