import { readTimeOfDay } from "@rigline/foundation/time";
import { z } from "zod";

const DAY_SECONDS = 24 * 60 * 60;

export const TimeSchema = z.string().refine((text) => readTimeOfDay(text)?.offset === null, {
  error: 'no time of day by the clock at the rig, such as "08:00"',
});

const HoursSchema = z.strictObject({
  from: TimeSchema.describe("From this time of day, by the rig's clock."),
  to: TimeSchema.describe("Until this one: of the next day where it is earlier; the same one means the whole day."),
  mb_per_s: z.number().positive().describe("So many MB (millions of bytes) in a second, of all copies together."),
});

/** Hours of the day in which copies have no more than so much of the way to the destination. */
export type BandwidthHours = z.output<typeof HoursSchema>;

export const BandwidthSchema = z
  .array(HoursSchema)
  .superRefine((entries, context) => {
    const days = entries.map(partsOf);
    for (const [index, parts] of days.entries()) {
      const other = days.slice(0, index).findIndex((before) => overlap(before, parts));
      if (other === -1) continue;
      const { from, to } = entries[other] as BandwidthHours;
      context.addIssue({
        code: "custom",
        path: [index, "from"],
        message: `these hours overlap with those from ${from} to ${to}: of each hour one limit`,
      });
    }
  })
  .default([])
  .describe(
    "Hours in which all copies together have no more than so many MB in a second on the way to the destination and back; no limit at other hours.",
  );

export const BANDWIDTH_KEYS: readonly string[] = Object.keys(HoursSchema.shape);

type Part = readonly [from: number, to: number];

/** Seconds of one day. */
function partsOf({ from, to }: BandwidthHours): readonly Part[] {
  const [begin, end] = [secondsOf(from), secondsOf(to)];
  return begin < end
    ? [[begin, end]]
    : [
        [begin, DAY_SECONDS],
        [0, end],
      ];
}

function secondsOf(text: string): number {
  const { hours = 0, minutes = 0, seconds = 0 } = readTimeOfDay(text) ?? {};
  return (hours * 60 + minutes) * 60 + seconds;
}

function overlap(some: readonly Part[], others: readonly Part[]): boolean {
  return some.some(([from, to]) => others.some(([begin, end]) => from < end && begin < to));
}
