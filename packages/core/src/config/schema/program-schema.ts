import { nameObjection } from "@rigline/foundation/names";
import { z } from "zod";
import type { PlaceholderScope } from "../placeholders.js";
import { AFTER_VALUE } from "./path-text.js";
import { TEMPLATES, templateCommand, templatePath, templateVariables } from "./template-text.js";

const seconds = z.number().positive();

const EXAMPLES: Readonly<Record<PlaceholderScope, string>> = {
  session: "`{session_directory}`, `{subject}`",
  rig: "`{rig_name}`",
};

/** The keys of a program that Rigline runs, wherever one is named in a config. `scope`: what is known when it runs. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- zod's type of the fields is longer than they are
export function programFields(scope: PlaceholderScope) {
  return {
    command: templateCommand(scope)
      .describe(`Program and arguments; no shell is involved. ${EXAMPLES[scope]} and the like are filled in.`)
      .meta({ [TEMPLATES]: scope }),
    directory: templatePath(scope)
      .optional()
      .describe("The program's working folder; the config file's folder when absent.")
      .meta({ [TEMPLATES]: scope }),
    environment: templateVariables(scope)
      .default({})
      .describe("Variables added to the program's environment; filled in as the command is.")
      .meta({ [TEMPLATES]: scope }),
    timeout_seconds: seconds.optional().describe("After so many seconds the program is ended and has failed."),
    grace_seconds: z
      .number()
      .nonnegative()
      .default(10)
      .describe("Seconds that the program has to end by itself on abort, before its whole process tree is killed."),
    success_exit_codes: z
      .array(z.number().int())
      .default([0])
      .describe("Exit codes that count as success; -1 and 4294967295 are one."),
  };
}

/** A name that also names a folder, a key of an answer and a line of the report. */
export const ProgramName = z.string().check(({ value, issues }) => {
  const objection = value.trim() === value ? nameObjection(value, { longest: 100 }) : "it begins or ends with a space";
  if (objection === undefined) return;
  issues.push({
    code: "custom",
    input: value,
    message: `can't be a name: ${objection}`,
    params: AFTER_VALUE,
  });
});

const RetryPolicySchema = z.strictObject({
  attempts: z.number().int().min(1).describe("Attempts in all, the first included."),
  first_delay_seconds: z
    .number()
    .nonnegative()
    .default(1)
    .describe("The first pause; each later one is twice as long."),
  max_delay_seconds: z.number().nonnegative().default(60).describe("The longest pause."),
});

/** `retry: 3` is `retry: { attempts: 3 }`. */
export const RetrySchema = z
  .union([RetryPolicySchema, z.number().int().min(1)])
  .transform((retry) => (typeof retry === "number" ? RetryPolicySchema.parse({ attempts: retry }) : retry))
  .describe("How often it is tried, as a number or with its pauses; once when absent.");

/** A program that looks whether the rig is ready. */
export const CheckSchema = z.strictObject({
  name: ProgramName.describe("What is looked at, a word or two; unique among the checks."),
  ...programFields("rig"),
  timeout_seconds: seconds.default(30).describe("After so many seconds the program is ended and the check has failed."),
  on_failure: z
    .enum(["abort", "continue"])
    .default("abort")
    .describe("What a check that fails means: `abort`: no session is opened; `continue`: a warning."),
});

export const StepSchema = z
  .strictObject({
    name: ProgramName.describe("Unique among the steps and the runners of plugins."),
    phase: z
      .enum(["pre", "session", "post"])
      .describe("`pre`: before the experiment; `session`: behind it, as a part of it; `post`: when it is over."),
    ...programFields("session"),
    needs: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Steps, or runners of plugins, that have to be done first; their results are given to the program. Where one fails, this is skipped.",
      ),
    after: z
      .array(z.string().min(1))
      .default([])
      .describe("Steps, or runners of plugins, that this one waits for, whatever comes of them."),
    retry: RetrySchema.optional(),
    when: z
      .strictObject({
        outcome: z
          .array(z.enum(["success", "failed", "aborted"]))
          .min(1)
          .describe("How the experiment ended."),
      })
      .optional()
      .describe("After which outcomes a step of the phase `post` runs; after all when absent."),
    on_failure: z
      .enum(["abort", "continue", "ask"])
      .default("abort")
      .describe(
        "What a failure means. `abort`: no experiment, or a session that has failed; a `post` step is owed, and `rigline resume` runs it again. `continue`: it is told and does not count. `ask`: the person decides.",
      ),
    concurrent: z.boolean().default(false).describe("True: it may run beside others of its phase."),
    redo: z
      .boolean()
      .default(false)
      .describe("True: a `post` step that was done runs again when its session is resumed."),
  })
  .check(({ value, issues }) => {
    if (value.when === undefined || value.phase === "post") return;
    const message = "only steps of the phase `post` know how the experiment ended";
    issues.push({ code: "custom", input: value.when, path: ["when"], message });
  });

/** No two of one name; in any case of letters, since each names a folder. */
export function uniqueNames<Item extends { readonly name: string }>(context: z.core.ParsePayload<Item[]>): void {
  for (const [index, { name }] of context.value.entries()) {
    if (context.value.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) === index) continue;
    const params = AFTER_VALUE;
    context.issues.push({
      code: "custom",
      input: name,
      path: [index, "name"],
      message: "is a name that another one has",
      params,
    });
  }
}
