import { z } from "zod";

export type ResourceLogOptions = z.output<typeof ResourceLogOptionsSchema>;

export const ResourceLogOptionsSchema = z.strictObject({
  every_seconds: z
    .number()
    .min(1)
    .default(5)
    .describe("Seconds between two looks. On Windows a look takes a good part of a second of one core."),
});
