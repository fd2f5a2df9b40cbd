import validRange from "semver/ranges/valid.js";
import { z } from "zod";
import { didYouMean, listNames } from "@rigline/foundation/errors";
import { FORMER_HOOK_NAMES, HOOK_SECONDS } from "../lifecycle/hook-names.js";
import { SimulatedStepSchema } from "../simulated/simulation-schema.js";
import { pathText } from "./schema/path-text.js";
import { TEMPLATES, templatePath } from "./schema/template-text.js";
import { CheckSchema, programFields, ProgramName, StepSchema, uniqueNames } from "./schema/program-schema.js";

const text = z.string().min(1);
const seconds = z.number().positive();

const experimentFields = {
  ...programFields("session"),
  timeout_seconds: seconds
    .optional()
    .describe("After so many seconds the program is ended and the session has failed."),
  grace_seconds: z
    .number()
    .nonnegative()
    .default(10)
    .describe(
      "Seconds that the program has to end by itself on abort, before its whole process tree is killed; as long is waited for what it leaves running when it ends by itself.",
    ),
  pause_file: templatePath("session")
    .optional()
    .describe(
      "A file that the experiment looks for between its trials, and waits while it is there: `rigline pause` makes it, `rigline continue` removes it. A relative one lies in the session's folder.",
    )
    .meta({ [TEMPLATES]: "session" }),
  success_exit_codes: z
    .array(z.number().int())
    .default([0])
    .describe(
      "Exit codes that count as success; -1 and 4294967295 are one, as on Windows; elsewhere -1 is 255, as the system has it.",
    ),
};

const ExperimentSchema = z.strictObject({
  name: z.string().default("").describe("The name of what is run; written into the session."),
  ...experimentFields,
});

const StageSchema = z.strictObject({
  name: ProgramName.describe("The stage's name; unique."),
  ...experimentFields,
});

const Stages = z.array(StageSchema).min(1).check(uniqueNames);

const PluginEntrySchema = z.strictObject({
  use: text.describe("A package name, or a path from the config file's folder: ./plugins/mapper.mjs."),
  with: z.record(z.string(), z.unknown()).default({}).describe("The plugin's options; they win over its section."),
  enabled: z.boolean().default(true).describe("False keeps the entry and does not load the plugin."),
  required: z
    .boolean()
    .optional()
    .describe(
      "False: where the plugin can't be loaded or fails in a hook, the session goes on without it and the report says so.",
    ),
  isolate: z
    .literal("process")
    .optional()
    .describe("`process`: its handlers run in a process of their own, which is ended when a hook's time is over."),
});

/** One optional number for each lifecycle hook, so that a misspelt hook is found like any other key. */
const HookTimeoutsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(HOOK_SECONDS).map(([hook, usual]) => [
      hook,
      seconds
        .optional()
        .describe(`Seconds that handlers of \`${hook}\` may take; ${usual} when absent.`)
        .meta(formerNames(hook)),
    ]),
  ),
) as unknown as z.ZodType<Record<string, number>, Record<string, number | undefined>>;

function formerNames(hook: string): { readonly aliases?: readonly string[] } {
  const aliases = Object.keys(FORMER_HOOK_NAMES).filter((former) => FORMER_HOOK_NAMES[former] === hook);
  return aliases.length === 0 ? {} : { aliases };
}

/**
 * The launcher's own keys, one spelling (clabe's snake_case) in every source: file, environment, flags.
 * Durations are in seconds. Relative paths are taken from the config file's folder.
 */
const LauncherKeysSchema = z.strictObject({
  requires: text
    .refine((range) => validRange(range) !== null, "expected a range of versions, such as ^1.2.0")
    .optional()
    .describe(
      "The versions of Rigline that this rig is run with, as a semver range: `^1.2.0`. Any other opens no session.",
    ),
  rig_name: text
    .optional()
    .describe(
      "Names the rig in the session lock, the session and the logs; the host's name when absent. On one machine, one session at a time runs under a name.",
    ),
  data_dir: pathText().describe("Sessions are written to `<data_dir>/<subject>/<session name>`."),
  temp_dir: pathText().default("local/.temp").describe("Holds one folder of logs for each run of the launcher."),
  subject: text.optional().describe("The subject of the session; asked when absent."),
  experimenters: z.array(text).optional().describe("Who runs the session; asked when absent."),
  notes: z.string().optional().describe("Kept with the session."),
  forecast_gb: z
    .number()
    .positive()
    .optional()
    .describe(
      "What a session needs, in gigabytes (10^9 bytes). Preflight stops it when the data disk has less room, and warns when the destination has.",
    ),
  experiment: z
    .union([ExperimentSchema, Stages, text])
    .optional()
    .describe(
      "The program that is the experiment; or a list of them, stages that run one after the other, each only when those before it went well; or the name of one of `experiments`.",
    ),
  experiments: z
    .record(ProgramName, z.union([z.strictObject(experimentFields), Stages]))
    .optional()
    .describe(
      "Several experiments by their names, each a program or a list of stages: one of them is picked when a session begins, or named by `--experiment`.",
    ),
  approval: z
    .union([z.boolean(), z.strictObject({ by: z.array(text).min(1).describe("Who may approve.") })])
    .optional()
    .describe(
      "A second person, who is none of the experimenters, approves each session before it opens, by name; with `by` one of these. Asked by the key `approved_by`, and kept with the session.",
    ),
  simulate: z
    .boolean()
    .optional()
    .describe(
      "True, as `--simulate`: the experiment's programs are not started, and what `simulation` says is played in their place. Such a session is never handed off.",
    ),
  simulation: z
    .array(SimulatedStepSchema)
    .optional()
    .describe("What a simulated experiment does, step by step; a few trials in two seconds when absent."),
  checks: z
    .array(CheckSchema)
    .check(uniqueNames)
    .default([])
    .describe("Programs that look, before a session and by `rigline doctor`, whether the rig is ready."),
  steps: z
    .array(StepSchema)
    .check(uniqueNames)
    .default([])
    .describe("Programs that run around the experiment, as plugins' runners do."),
  plugins: z.array(PluginEntrySchema).default([]).describe("The plugins, each with its options."),
  services: z
    .record(text, text)
    .default({})
    .describe(
      "Which plugin provides a service that several provide, by the service's name: `reward/total: my-reward`.",
    ),
  hook_timeouts: HookTimeoutsSchema.default({}).describe(
    "How long handlers of the hooks may take, by the hook's own name (the one place where keys are not snake_case).",
  ),
  answers: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe(
      "Answers to questions, by the question's key: those that plugins would ask. Yes and no are true and false.",
    ),
  allow_dirty: z
    .boolean()
    .default(false)
    .describe(
      "True: a session may run from a repository with changes that are not committed; for plugins that look at it, such as @rigline/rig-plugins/repository.",
    ),
  debug_mode: z
    .boolean()
    .default(false)
    .describe("True: launcher.log and events.jsonl have the messages of level debug too."),
  input: z.boolean().default(true).describe("False: nothing is asked, and a missing answer is an error."),
});

/** The launcher's own configuration: each key by itself, and what is said of `experiment` and `experiments` together. */
export const LauncherConfigSchema = LauncherKeysSchema.check(({ value, issues }) => {
  const { experiment, experiments = {} } = value;
  const names = Object.keys(experiments);
  if (typeof experiment !== "string") {
    if (experiment === undefined || names.length === 0) return;
    const message = "`experiment` and `experiments` both say what is run: keep one of them";
    issues.push({ code: "custom", input: experiments, path: ["experiments"], message });
  } else if (!Object.hasOwn(experiments, experiment)) {
    const known = names.length === 0 ? "there are none" : `there are ${listNames(names)}`;
    const message = `"${experiment}" is none of \`experiments\`; ${known}.${didYouMean(experiment, names)}`;
    issues.push({ code: "custom", input: experiment, path: ["experiment"], message });
  }
});

/** Read-only all the way down: hooks get it frozen. */
export type LauncherConfig = ReadonlyTree<z.output<typeof LauncherConfigSchema>>;

export type ReadonlyTree<Value> = Value extends object
  ? { readonly [Key in keyof Value]: ReadonlyTree<Value[Key]> }
  : Value;

/** What a config file may say: keys with a default may be left out. */
export type LauncherConfigInput = z.input<typeof LauncherConfigSchema>;
/** What a config that is a program exports: the launcher's keys, and plugins' sections. For `satisfies`. */
export type RiglineConfig = LauncherConfigInput & { readonly [section: string]: unknown };

export const LAUNCHER_KEYS: readonly string[] = Object.keys(LauncherConfigSchema.shape);
