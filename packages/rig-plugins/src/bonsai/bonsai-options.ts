import { pathText, templatePath } from "@rigline/core";
import { z } from "zod";

export type BonsaiOptions = z.output<typeof BonsaiOptionsSchema>;

const properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

export const BonsaiOptionsSchema = z.strictObject({
  workflow: pathText().describe("The workflow, a `.bonsai` file; from the config's folder."),
  executable: pathText()
    .optional()
    .describe(
      "Bonsai's program; from the config's folder. When absent, `.bonsai/bonsai.exe` or `bonsai/bonsai.exe` there, as clabe looks for it.",
    ),
  is_editor_mode: z
    .boolean()
    .default(true)
    .describe(
      "True, as in clabe: Bonsai's editor is opened and the workflow started. Whether that went well the editor does not say. False: `--no-editor`.",
    ),
  is_start_flag: z
    .boolean()
    .default(true)
    .describe("As in clabe's section; in the editor the workflow is always started, so it is without effect."),
  layout: pathText()
    .nullish()
    .describe("The layout of the visualizers, a `.bonsai.layout` file; from the config's folder."),
  layout_dir: pathText()
    .nullish()
    .describe(
      "A folder of such layouts: its only one is taken; among several `--answer bonsai.layout=NAME`, or `answers` of the config, decides.",
    ),
  additional_properties: properties.describe(
    "Externalized properties of the workflow, `-p:NAME=VALUE` each; `{session_directory}`, `{subject}` and the like are filled in.",
  ),
  additional_externalized_properties: properties.describe("The same, as clabe 0.9 and later call it."),
  cwd: templatePath().nullish().describe("Bonsai's working folder; the config's folder when absent."),
  timeout: z
    .number()
    .positive()
    .nullish()
    .describe("After so many seconds Bonsai is ended and the session has failed."),
  print_cmd: z
    .boolean()
    .default(false)
    .describe("As in clabe's section, without effect: launcher.log has the command."),
  rig: templatePath()
    .nullish()
    .describe("The rig's JSON file for a workflow of aind-behavior-services: it becomes the property `RigPath`."),
  task: templatePath()
    .nullish()
    .describe("The task's JSON file likewise: it becomes the property that `task_property` names."),
  task_property: z
    .enum(["TaskPath", "TaskLogicPath"])
    .default("TaskPath")
    .describe("`TaskPath` as of clabe 0.13, `TaskLogicPath` before it: what the workflow calls it."),
  session: z
    .boolean()
    .optional()
    .describe(
      "True: `SessionPath` is the session's `.rigline/aind_session.json`. When absent, so it is where `rig` or `task` is named.",
    ),
  grace_seconds: z
    .number()
    .nonnegative()
    .default(10)
    .describe("Seconds that Bonsai has to end by itself on abort, before it is killed with all that it has started."),
});
