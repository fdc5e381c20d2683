import { loadavg } from "node:os";

/** Seconds by the clock, and those that the processors have spent, of all threads of this process. */
export interface Lap {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export async function timed<T>(work: () => T | Promise<T>): Promise<[T, Lap]> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return [result, { seconds, cpuSeconds: (user + system) / 1e6 }];
}

/** Largest resident memory of this process so far, in megabytes; compilers and libraries are in it. */
export function peakMegabytes(): number {
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}

export function loadNow(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

export function lapText({ seconds, cpuSeconds }: Lap): string {
  return `${seconds.toFixed(3).padStart(9)} s ${cpuSeconds.toFixed(3).padStart(9)} s cpu`;
}
