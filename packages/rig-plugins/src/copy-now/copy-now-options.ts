import { pathText, templatePath } from "@rigline/core";
import { z } from "zod";

export type CopyNowOptions = z.output<typeof CopyNowOptionsSchema>;

const patterns = z.array(z.string().min(1)).default([]);

export const CopyNowOptionsSchema = z.strictObject({
  destination: pathText().describe("The root of the copies, a share mostly; from the config's folder."),
  folder: templatePath()
    .default("{subject}/{session_name}")
    .describe("The folder of a session's copy, from `destination`."),
  include: patterns.describe(
    "What is copied; all when absent. `*.csv` is any file of such a name, `behavior/*` what lies in a folder; `*` and `?` stand for any characters.",
  ),
  exclude: patterns.describe("What is not copied, likewise."),
  exclude_files: patterns.describe("As in clabe's section: files that are not copied, robocopy's /XF."),
  exclude_dirs: patterns.describe(
    "As in clabe's section: folders that are not copied, by their names, robocopy's /XD.",
  ),
  extra_args: z
    .string()
    .default("")
    .describe("As in clabe's section: of robocopy's arguments /XF and /XD count, and the others are without effect."),
  overwrite: z
    .boolean()
    .default(false)
    .describe("True: a file of the same name with other content is replaced. False: it stays, and that is told."),
  outcome: z
    .array(z.enum(["success", "failed", "aborted"]))
    .min(1)
    .optional()
    .describe("After which outcomes of the experiment it is copied; after each when absent."),
  delete_src: z
    .boolean()
    .default(false)
    .describe("As in clabe's section, without effect: what may be deleted at the rig, `rigline clean` knows."),
  force_dir: z.boolean().default(true).describe("As in clabe's section, without effect: the folder is always made."),
  log: z.string().nullish().describe("As in clabe's section, without effect: launcher.log has what is copied."),
});
