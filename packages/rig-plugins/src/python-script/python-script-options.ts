import { templatePath } from "@rigline/core";
import { z } from "zod";

export type PythonScriptOptions = z.output<typeof PythonScriptOptionsSchema>;
export type PythonScript = PythonScriptOptions["scripts"][number];

const words = z.array(z.string());

const ScriptSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/, "must be letters, digits, - and _, beginning with a letter")
    .describe("The name of the step, in the report and for `rigline resume`."),
  phase: z.enum(["pre", "session", "post"]).default("post").describe("Before the experiment, beside it, or after it."),
  script: z
    .union([
      z
        .string()
        .min(1)
        .transform((text) => text.split(/\s+/)),
      words.min(1),
    ])
    .describe(
      "What is run, as clabe's `script`: `train.py`, `-m pytest`, `[curriculum, run]`. Its path starts at `project`.",
    ),
  arguments: words
    .default([])
    .describe("Arguments of the script; `{session_directory}`, `{subject}` and the like are filled in."),
  project: templatePath("rig")
    .default(".")
    .describe("The folder of the Python project, with its pyproject.toml; from the config's folder."),
  extras: words.default([]).describe("Groups of the project's optional dependencies: `--extra`."),
  uv_arguments: words.default([]).describe("Further arguments of `uv run` itself: `[-q]`."),
  python: z.boolean().default(false).describe("True: `python` is put before the script."),
  environment: z.record(z.string(), z.string()).default({}).describe("Variables added to the script's environment."),
  timeout_seconds: z.number().positive().optional().describe("After so many seconds it is ended and has failed."),
  grace_seconds: z
    .number()
    .nonnegative()
    .default(10)
    .describe("Seconds that it has to end by itself before it is killed."),
  outcome: z
    .array(z.enum(["success", "failed", "aborted"]))
    .min(1)
    .optional()
    .describe("Of a script of the phase post: after which outcomes it runs; after each when absent."),
  on_failure: z
    .enum(["abort", "continue", "ask"])
    .default("abort")
    .describe("What its failure means: as of the launcher's own steps."),
});

export const PythonScriptOptionsSchema = z.strictObject({
  scripts: z.array(ScriptSchema).default([]).describe("The scripts, each a step of the session, in this order."),
});
