import { z } from "zod";

/** One question of a form, as the config writes it. */
export type Field = z.output<typeof FieldSchema>;
export type FieldAnswer = string | number | boolean;
/** By the fields' names; what nobody answered is left out. */
export type FieldAnswers = Readonly<Record<string, FieldAnswer>>;

export const FieldAnswersSchema: z.ZodType<FieldAnswers> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]),
);

export const FieldSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, "must be small letters, digits and _, beginning with a letter")
      .describe("Names the answer: in the files, and for `--answer NAME=…`."),
    ask: z
      .enum(["number", "text", "notes", "pick", "confirm"])
      .default("text")
      .describe("What is asked for: a number, one line, several lines, one of `choices`, or yes and no."),
    message: z.string().min(1).optional().describe("The question; made of the name when absent."),
    unit: z.string().optional().describe("Of a number: `g`."),
    choices: z.array(z.string().min(1)).min(1).optional().describe("What may be picked."),
    optional: z
      .boolean()
      .default(false)
      .describe("True: where nobody can be asked and no answer is given beforehand, there is none."),
    min: z.number().optional().describe("A number below it is not taken."),
    max: z.number().optional().describe("A number above it is not taken."),
    warn_below: z.number().optional().describe("A number below it is asked about once more, and told."),
    warn_above: z.number().optional().describe("A number above it is asked about once more, and told."),
    warn_change_percent: z
      .number()
      .positive()
      .optional()
      .describe("So is a number that differs by more than so many percent from the subject's last one."),
  })
  .check(({ value, issues }) => {
    if (value.ask !== "pick" || value.choices !== undefined) return;
    issues.push({ code: "custom", input: value, path: ["choices"], message: "is required where `ask` is pick" });
  });

/** `Weight before`, of `weight_before`. */
export function messageOfField({ name, message }: Field): string {
  if (message !== undefined) return message;
  const words = name.replaceAll("_", " ");
  return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}`;
}

/** With its unit: `21.4 g`; yes and no in words. */
export function showFieldAnswer({ unit }: Pick<Field, "unit">, answer: FieldAnswer): string {
  if (typeof answer === "boolean") return answer ? "yes" : "no";
  return `${answer}${unit === undefined ? "" : ` ${unit}`}`;
}

/** Why a number is unusual, half a sentence; undefined: it is not, or is no number. */
export function whyUnusual(field: Field, answer: FieldAnswer, last: FieldAnswer | undefined): string | undefined {
  if (typeof answer !== "number") return undefined;
  const { warn_below: below, warn_above: above, warn_change_percent: percent } = field;
  if (below !== undefined && answer < below) return `below ${showFieldAnswer(field, below)}`;
  if (above !== undefined && answer > above) return `above ${showFieldAnswer(field, above)}`;
  if (percent === undefined || typeof last !== "number" || last === 0) return undefined;
  const change = ((answer - last) / last) * 100;
  if (Math.abs(change) <= percent) return undefined;
  return `${Math.abs(change).toFixed(0)} % ${change < 0 ? "less" : "more"} than the last time (${showFieldAnswer(field, last)})`;
}
