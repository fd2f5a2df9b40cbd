import { pathText } from "@rigline/core";
import { z } from "zod";

export type RepositoryOptions = z.output<typeof RepositoryOptionsSchema>;

export const RepositoryOptionsSchema = z.strictObject({
  directory: pathText()
    .default(".")
    .describe(
      "A folder of the repository, from the config's folder: the repository that this folder is in is looked at.",
    ),
  untracked: z
    .boolean()
    .default(true)
    .describe("True: files that git does not know, and is not told to ignore, count as changes too."),
  except: z
    .array(pathText())
    .default([])
    .describe(
      "Folders of the repository that are not looked at and never reset, from the config's folder. The launcher's own (data_dir, temp_dir, .rigline) are never looked at.",
    ),
  offer_reset: z
    .boolean()
    .default(true)
    .describe(
      "True: whoever sits at the rig may throw the changes away, after two confirmations. False: that is not offered.",
    ),
});
