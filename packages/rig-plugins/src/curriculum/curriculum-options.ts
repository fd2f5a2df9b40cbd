import { pathText, templatePath } from "@rigline/core";
import { z } from "zod";

export type CurriculumOptions = z.output<typeof CurriculumOptionsSchema>;

export const CurriculumOptionsSchema = z.strictObject({
  script: z
    .union([
      z
        .string()
        .min(1)
        .transform((text) => text.split(/\s+/)),
      z.array(z.string()).min(1),
    ])
    .default(["curriculum", "run"])
    .describe("The curriculum's command in its project, as in clabe's section."),
  project_directory: pathText()
    .default(".")
    .describe("The Python project of the curriculum; from the config's folder."),
  input_trainer_state: templatePath()
    .nullish()
    .describe(
      "The subject's trainer state before the session, a JSON file: `library/Subjects/{subject}/trainer_state.json`.",
    ),
  data_directory: templatePath().nullish().describe("The data that are judged; the session's folder when absent."),
  curriculum: z.string().nullish().describe("Which curriculum, where the command has several."),
  output_trainer_state: templatePath()
    .nullish()
    .describe(
      "Where the suggested trainer state is written: the file that the next session reads. `input_trainer_state` when absent.",
    ),
  write: z
    .enum(["yes", "ask", "no"])
    .default("yes")
    .describe(
      "Whether the suggestion is written there: by itself, after a question, or not at all. The session has it in any case.",
    ),
  outcome: z
    .array(z.enum(["success", "failed", "aborted"]))
    .min(1)
    .default(["success"])
    .describe("After which outcomes of the experiment the curriculum is asked."),
  timeout_seconds: z.number().positive().default(600).describe("After so many seconds it is ended and has failed."),
});
