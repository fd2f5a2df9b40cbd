import { pathText } from "@rigline/core";
import { z } from "zod";

export type EnvironmentOptions = z.output<typeof EnvironmentOptionsSchema>;

export const EnvironmentOptionsSchema = z.strictObject({
  python: pathText()
    .optional()
    .describe(
      "A Python environment whose packages are listed: its folder, from the config's folder. `.venv` there when absent, where there is one.",
    ),
  bonsai: pathText()
    .optional()
    .describe(
      "The `Bonsai.config` whose packages are listed, from the config's folder. When absent, that of `.bonsai` or `bonsai` there, where there is one.",
    ),
  programs: z
    .record(z.string().min(1), z.array(z.string()).min(1))
    .default({})
    .describe(
      "Programs that say a version, each by a name of your own: `nvidia: [nvidia-smi, --query-gpu=driver_version, --format=csv,noheader]`. What they print is kept.",
    ),
  file: z
    .string()
    .regex(/^[^\\/]+\.json$/, "must be the name of a JSON file, without a folder")
    .default("environment.json")
    .describe("The file in the session's folder that all of it is written to."),
});
