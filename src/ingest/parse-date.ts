const ISO =
  /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;
const ISO_BASIC = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?:\d{2})?)?)?$/;
const RFC_2822 =
  /^(?:[a-z]{3},?\s+)?(\d{1,2})\s+([a-z]{3})\s+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+([+-]\d{4}|[a-z]{1,3}))?(?:\s*\([^)]*\))?$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** The named zones of RFC 2822, in hours from UTC; other names have no agreed meaning. */
const ZONES: Readonly<Record<string, number>> = {
  UT: 0,
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

/**
 * Reads a point in time: ISO 8601 (also a day, a month or a year alone: its first moment), RFC 2822, or a Unix time in
 * seconds (9 or 10 digits) or milliseconds (12 or 13). Without a zone it is UTC, never the zone of this machine.
 *
 * @returns milliseconds since 1970-01-01 UTC, or null where the value is none of these or no such day exists
 */
export function parseDate(value: string | number): number | null {
  const text = String(value).trim();
  return parseIso(text) ?? parseUnixTime(text) ?? parseRfc2822(text);
}

function parseIso(text: string): number | null {
  const found = ISO.exec(text) ?? ISO_BASIC.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const millisecond = Math.floor(Number(`0.${fraction ?? "0"}`) * 1000);
  const offset = zone === undefined ? 0 : zoneMinutes(zone);
  if (offset === null) return null;
  return moment(
    Number(year),
    Number(month ?? 1),
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    millisecond,
    offset,
  );
}

function parseUnixTime(text: string): number | null {
  const found = /^(-?\d{9,13})(\.\d+)?$/.exec(text);
  if (found === null) return null;
  const digits = (found[1] ?? "").replace("-", "").length;
  if (digits <= 10) return Math.round(Number(text) * 1000);
  return digits >= 12 ? Math.trunc(Number(text)) : null;
}

function parseRfc2822(text: string): number | null {
  const found = RFC_2822.exec(text);
  if (found === null) return null;
  const [, day, monthName, yearDigits, hour, minute, second, zone] = found;
  const month = MONTHS.indexOf((monthName ?? "").toLowerCase()) + 1;
  const short = Number(yearDigits);
  // RFC 2822, 4.3: two digits below 50 are of this century.
  const year = (yearDigits ?? "").length === 4 ? short : short < 50 ? 2000 + short : 1900 + short;
  const offset = zone === undefined ? 0 : zoneMinutes(zone);
  if (offset === null) return null;
  return moment(year, month, Number(day), Number(hour), Number(minute), Number(second ?? 0), 0, offset);
}

function zoneMinutes(zone: string): number | null {
  const numeric = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (numeric === null) {
    const hours = ZONES[zone.toUpperCase()];
    return hours === undefined ? null : hours * 60;
  }
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  return minutes >= 24 * 60 ? null : numeric[1] === "-" ? -minutes : minutes;
}

function moment(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
  offsetMinutes: number,
): number | null {
  // A leap second counts as the second before it; a day ends at 23:59, or at 24:00 as ISO 8601 lets it.
  if (hour > 24 || (hour === 24 && minute + second > 0) || minute > 59 || second > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute - offsetMinutes, Math.min(second, 59), millisecond);
  return Number.isFinite(date.getTime()) ? date.getTime() : null;
}
