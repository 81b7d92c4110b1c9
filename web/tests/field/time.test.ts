import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAfter, dayAt, daysBetween, hourAt, momentAt, rounded } from "../../src/field/model/time";

test("the day is the site's own, across midnight and when clocks change", () => {
  expect(dayAt("America/Bogota", "2026-06-10T04:59:59Z")).toBe("2026-06-09");
  expect(dayAt("America/Bogota", "2026-06-10T05:00:00Z")).toBe("2026-06-10");
  // The server's own case (`src/platform/clock.rs`).
  expect(dayAt("Europe/Berlin", "2026-03-28T23:30:00Z")).toBe("2026-03-29");
  expect(dayAt("Asia/Kathmandu", "2026-03-28T18:15:00Z")).toBe("2026-03-29");
  expect(dayAt("Africa/Monrovia", "2026-12-31T23:59:59Z")).toBe("2026-12-31");
});

test("an hour that is left out is later, one that comes twice is the first", () => {
  expect(momentAt("Europe/Berlin", "2026-03-29", "02:30")).toBe("2026-03-29T01:30:00.000Z");
  expect(hourAt("Europe/Berlin", "2026-03-29T01:30:00Z")).toBe("03:30");
  expect(momentAt("Europe/Berlin", "2026-10-25", "02:30")).toBe("2026-10-25T00:30:00.000Z");
  expect(momentAt("Europe/Berlin", "2026-10-25", "03:30")).toBe("2026-10-25T02:30:00.000Z");
  // Midnight itself is left out there.
  expect(dayAt("America/Santiago", momentAt("America/Santiago", "2026-09-06", "00:00"))).toBe("2026-09-06");
  expect(momentAt("America/Bogota", "2026-06-10", "09:00")).toBe("2026-06-10T14:00:00.000Z");
});

test("day and hour of a moment give the moment back, but where an hour comes twice", () => {
  const zones = fc.constantFrom("Europe/Berlin", "America/Bogota", "America/Santiago", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca");
  const minute = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
  fc.assert(
    fc.property(zones, minute, (zone, at) => {
      const moment = new Date(at * 60_000).toISOString();
      const [day, hour] = [dayAt(zone, moment), hourAt(zone, moment)];
      const back = momentAt(zone, day, hour);
      expect([dayAt(zone, back), hourAt(zone, back)]).toEqual([day, hour]);
      expect(Date.parse(back)).toBeLessThanOrEqual(at * 60_000);
      expect(at * 60_000 - Date.parse(back)).toBeLessThanOrEqual(3_600_000);
    }),
    { numRuns: 1_000 },
  );
});

test("days are counted by the calendar, not by hours", () => {
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
  expect(dayAfter("2026-02-28", 1)).toBe("2026-03-01");
  expect(dayAfter("2026-01-01", -1)).toBe("2025-12-31");
  expect(rounded("2026-06-10T14:03:20Z")).toBe("2026-06-10T14:00:00.000Z");
});
