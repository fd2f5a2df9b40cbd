import { pathText } from "@rigline/core";
import { z } from "zod";

export type ResourcesOptions = z.output<typeof ResourcesOptionsSchema>;

const gigabytes = z.number().positive();

export const ResourcesOptionsSchema = z.strictObject({
  data_gb: gigabytes
    .optional()
    .describe(
      "So many gigabytes (10^9 bytes) must be free on the disk that the data are written to, whichever that is. `forecast_gb` of the launcher says what a session needs; this is what must be there whatever it needs.",
    ),
  space: z
    .array(
      z.strictObject({
        folder: pathText().describe("A folder on the disk or share, from the config's folder."),
        gb: gigabytes.describe("So many gigabytes must be free there."),
        level: z.enum(["error", "warning"]).default("error").describe("`error` refuses the session, `warning` tells."),
      }),
    )
    .default([])
    .describe("Further disks and shares that must have room."),
  folders: z
    .array(pathText())
    .default([])
    .describe("Folders that must be there and answer: shares, mostly. From the config's folder."),
  answer_seconds: z
    .number()
    .positive()
    .default(5)
    .describe("A share that has not answered after so many seconds counts as away."),
});
