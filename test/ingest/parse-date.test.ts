import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../src/ingest/parse-date.js";

const iso = (value: string | number): string | null => {
  const time = parseDate(value);
  return time === null ? null : new Date(time).toISOString();
};

describe("parseDate", () => {
  it.each([
    ["2026-11-24", "2026-11-24T00:00:00.000Z"],
    ["2026-11", "2026-11-01T00:00:00.000Z"],
    ["2026", "2026-01-01T00:00:00.000Z"],
    ["20261124", "2026-11-24T00:00:00.000Z"],
    ["2026-11-24T02:05:06", "2026-11-24T02:05:06.000Z"],
    ["2026-11-24 02:05", "2026-11-24T02:05:00.000Z"],
    ["2026-11-24T02:05:06.789123Z", "2026-11-24T02:05:06.789Z"],
    ["2026-11-24T02:05:06+01:00", "2026-11-24T01:05:06.000Z"],
    ["2026-11-24T02:05:06-0530", "2026-11-24T07:35:06.000Z"],
    ["2026-11-24 02:05:06 UTC", "2026-11-24T02:05:06.000Z"],
    ["2026-11-24T24:00:00Z", "2026-11-25T00:00:00.000Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"],
    ["Tue, 24 Nov 2026 02:05:06 +0100", "2026-11-24T01:05:06.000Z"],
    ["24 Nov 2026 02:05 EST", "2026-11-24T07:05:00.000Z"],
    ["Tue, 24 Nov 26 02:05:06 GMT", "2026-11-24T02:05:06.000Z"],
    ["4 Jul 1976 10:00:00", "1976-07-04T10:00:00.000Z"],
    ["2026-3-1", "2026-03-01T00:00:00.000Z"],
    ["20261124T020506Z", "2026-11-24T02:05:06.000Z"],
    ["20261124T0205+0100", "2026-11-24T01:05:00.000Z"],
    ["Tue, 24 Nov 2026 2:05:06 GMT", "2026-11-24T02:05:06.000Z"],
    ["1795485906", "2026-11-24T02:05:06.000Z"],
    ["1795485906789", "2026-11-24T02:05:06.789Z"],
    [1795485906, "2026-11-24T02:05:06.000Z"],
    [1795485906.5, "2026-11-24T02:05:06.500Z"],
  ])("reads %s", (value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  it.each([
    "yesterday",
    "24/11/2026",
    "11/24/2026",
    "2026-02-30",
    "2026-13-01",
    "2026-11-24T25:00:00Z",
    "2026-11-24T02:61:00Z",
    "2026-11-24T24:00:01Z",
    "31 Jun 2026 10:00:00 GMT",
    "24 Nov 2026 02:05:06 CEST5",
    "24 Nov 2026 02:05 XYZ",
    "12",
    "12345",
    "20269924",
    "99999999999",
    "",
    "null",
    "2026-11-24T02:05:06+99:00",
    12.5,
  ])("refuses %s", (value) => {
    expect(parseDate(value)).toBeNull();
  });

  it("gives back every moment that Date writes as ISO 8601 or RFC 2822 text", () => {
    const dates = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseDate(date.toISOString())).toBe(date.getTime());
        expect(parseDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });

  it("reads a time without a zone as UTC whatever the zone of the machine", () => {
    const zone = process.env["TZ"];
    try {
      process.env["TZ"] = "America/New_York";
      expect(new Date("2026-07-01T00:00:00").toISOString()).toBe("2026-07-01T04:00:00.000Z");
      expect(iso("2026-07-01T00:00:00")).toBe("2026-07-01T00:00:00.000Z");
      expect(iso("1 Jul 2026 00:00:00")).toBe("2026-07-01T00:00:00.000Z");
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
  });
});
