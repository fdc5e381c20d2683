const COUNT = new Intl.NumberFormat("en");
const DATE = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** @param noun in the singular; its plural takes an s */
export function formatCountOf(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** @param share 0..1 */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.5) return "<1%";
  if (percent > 99.5 && percent < 100) return ">99%";
  return `${Math.round(percent)}%`;
}

export function formatDate(time: string): string {
  return DATE.format(new Date(time));
}

export function formatTime(time: string): string {
  return TIME.format(new Date(time));
}

/** The beginning of a text, cut at a word. */
export function beginning(text: string, length: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), length - 20)).trimEnd()}…`;
}
