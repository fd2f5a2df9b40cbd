import { pathText } from "@rigline/core";
import { z } from "zod";

export type WaterLogOptions = z.output<typeof WaterLogOptionsSchema>;

const grams = z.number().positive();

export const WaterLogOptionsSchema = z.strictObject({
  warn_below_g: grams.optional().describe("A weight below it is asked about once more, and told."),
  warn_above_g: grams.optional().describe("So is one above it."),
  warn_change_percent: z
    .number()
    .positive()
    .default(10)
    .describe("So is one that differs by more than so many percent from the subject's last one."),
  baselines: z
    .record(z.string(), grams)
    .default({})
    .describe('What subjects weighed before their water was restricted, in grams: `"614173": 25.1`.'),
  least_percent: z
    .number()
    .min(1)
    .max(100)
    .default(80)
    .describe("A weight below so many percent of the subject's baseline is asked about once more, and told."),
  daily_ml: z
    .number()
    .positive()
    .optional()
    .describe("What a subject shall drink a day, in milliliters: what it did not earn is offered as the supplement."),
  weigh_after: z.boolean().default(false).describe("True: it is weighed after the experiment too."),
  csv: pathText()
    .default("water-log.csv")
    .describe("The table of all sessions, a row a session; from the config's folder. Rigs may share one."),
  program: pathText()
    .optional()
    .describe(
      "clabe's `waterlog.exe`, or another program that takes its flags, is started with the values when they are known: `C:\\Program Files\\AIBS_MPE\\waterlog\\waterlog.exe`. Nothing is started when absent.",
    ),
  username: z
    .string()
    .nullish()
    .describe("As in clabe's section: who logs, for `program`; the first experimenter when absent."),
  mouse_id: z.string().nullish().describe("As in clabe's section: the animal, for `program`; the subject when absent."),
  mouse_weight: z.number().nullish().describe("As in clabe's section: offered as the weight."),
  comment: z.string().nullish().describe("As in clabe's section: offered as the comment."),
  earned_water: z.number().nullish().describe("As in clabe's section: offered as what was earned, in milliliters."),
  water_supplement_ml: z
    .number()
    .nullish()
    .describe("As in clabe's section: offered as the supplement, in milliliters."),
  water_supplement_delivered: z
    .boolean()
    .nullish()
    .describe("As in clabe's section: whether the supplement is given already, for `program`."),
});
