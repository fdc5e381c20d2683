import { SingleBar } from "cli-progress";
import type { Writable } from "node:stream";
import type { Terminal } from "../terminal.js";

/** Shows how far something is: a bar that redraws itself on a terminal, else a line now and then. */
export interface Progress {
  update(done: number, note?: string): void;
  stop(): void;
}

/** A log file gets a line at each tenth, and at each new note. */
const LOG_STEP = 0.1;

export function startProgress(terminal: Terminal, label: string, total: number, quiet: boolean): Progress {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return terminal.stderr.isTTY === true ? bar(terminal.stderr, label, total) : lines(terminal.stderr, label, total);
}

function bar(stream: Writable, label: string, total: number): Progress {
  const single = new SingleBar({
    // The types ask for the stream of a process; any that is a terminal will do.
    stream: stream as NodeJS.WriteStream,
    format: `${label} {bar} {percentage}% {note}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: null,
  });
  single.start(total, 0, { note: "" });
  return {
    update: (done, note = "") => single.update(Math.min(done, total), { note }),
    stop: () => single.stop(),
  };
}

function lines(stream: Writable, label: string, total: number): Progress {
  let shownShare = 0;
  let shownNote = "";
  return {
    update: (done, note = "") => {
      const share = total === 0 ? 1 : done / total;
      if (share < shownShare + LOG_STEP && !(share >= 1 && shownShare < 1)) return;
      if (share === shownShare && note === shownNote) return;
      shownShare = share;
      shownNote = note;
      stream.write(`${label} ${Math.floor(share * 100)}%${note === "" ? "" : ` ${note}`}\n`);
    },
    stop: () => undefined,
  };
}
