import { type FormField, RiglineError, type Ui } from "@rigline/core";
import {
  type Field,
  type FieldAnswer,
  type FieldAnswers,
  messageOfField,
  showFieldAnswer,
  whyUnusual,
} from "./field.js";

export interface FieldQuestions {
  /** Of the form: `notes.before`. */
  readonly key: string;
  readonly fields: readonly Field[];
  /** Of the subject's last session, as the CSV file has them. */
  readonly last?: { readonly day: string; readonly answers: Readonly<Record<string, string>> } | undefined;
  /** What Enter alone answers, by the field's name. */
  readonly initial?: FieldAnswers;
}

export interface FieldsAnswered {
  readonly answers: FieldAnswers;
  /** What is unusual about them, one sentence each. */
  readonly unusual: readonly string[];
}

/**
 * Asks the fields as one form; a number that is unusual is asked about once more. With nobody to ask and no answer beforehand
 * it throws INPUT_NEEDED, but of a field that is optional.
 */
export async function askFields(ui: Ui, questions: FieldQuestions): Promise<FieldsAnswered> {
  const { fields } = questions;
  if (fields.length === 0) return { answers: {}, unusual: [] };
  let answers = ui.interactive ? await askForm(ui, questions, fields) : await askEach(ui, questions);
  const unusual: string[] = [];
  for (const field of fields) {
    const last = numberOf(questions.last?.answers[field.name]);
    let why = whyOf(field, answers, last);
    while (why !== undefined && ui.interactive && !(await isRight(ui, field, answers, why))) {
      answers = { ...answers, ...(await askForm(ui, questions, [field])) };
      why = whyOf(field, answers, last);
    }
    if (why !== undefined) unusual.push(sentence(field, answers, why));
  }
  return { answers, unusual };
}

function whyOf(field: Field, answers: FieldAnswers, last: number | undefined): string | undefined {
  const answer = answers[field.name];
  return answer === undefined ? undefined : whyUnusual(field, answer, last);
}

function isRight(ui: Ui, field: Field, answers: FieldAnswers, why: string): Promise<boolean> {
  return ui.confirm({ key: `${field.name}.unusual`, message: `${sentence(field, answers, why)}. Is that right?` });
}

function sentence(field: Field, answers: FieldAnswers, why: string): string {
  const answer: FieldAnswer = answers[field.name] ?? "";
  return `${messageOfField(field)}: ${showFieldAnswer(field, answer)} is ${why}`;
}

async function askForm(ui: Ui, questions: FieldQuestions, fields: readonly Field[]): Promise<FieldAnswers> {
  const form = Object.fromEntries(fields.map((field) => [field.name, toQuestion(field, questions)]));
  return keepAnswered(await ui.form({ key: questions.key, fields: form }));
}

/** One by one: of those that are optional the others may still have an answer. */
async function askEach(ui: Ui, questions: FieldQuestions): Promise<FieldAnswers> {
  const answers: Record<string, FieldAnswer> = {};
  for (const field of questions.fields) {
    try {
      Object.assign(answers, await askForm(ui, questions, [field]));
    } catch (error) {
      if (!field.optional || !(error instanceof RiglineError) || error.code !== "INPUT_NEEDED") throw error;
    }
  }
  return answers;
}

function keepAnswered(answers: Readonly<Record<string, unknown>>): FieldAnswers {
  const given = Object.entries(answers).filter(([, answer]) => answer !== "");
  return Object.fromEntries(given) as FieldAnswers;
}

function toQuestion(field: Field, { last, initial = {} }: FieldQuestions): FormField {
  const said = last?.answers[field.name];
  const hint = said === undefined ? undefined : `last: ${showFieldAnswer(field, said)} on ${last?.day}`;
  const base = { message: messageOfField(field), ...(hint === undefined ? {} : { hint }) };
  const offered = initial[field.name];
  const texts = {
    ...(typeof offered === "string" ? { initial: offered } : {}),
    ...(field.optional ? { fallback: "" } : {}),
  };
  switch (field.ask) {
    case "number":
      return {
        kind: "number",
        ...base,
        // Yesterday's weight, taken by Enter alone, would be none.
        remember: "never",
        ...(typeof offered === "number" ? { initial: offered } : {}),
        ...(field.unit === undefined ? {} : { unit: field.unit }),
        ...(field.min === undefined ? {} : { min: field.min }),
        ...(field.max === undefined ? {} : { max: field.max }),
      };
    case "pick":
      return { kind: "pick", ...base, choices: (field.choices ?? []).map((value) => ({ value })) };
    case "confirm":
      return { kind: "confirm", ...base };
    case "notes":
      return { kind: "notes", ...base, ...texts };
    case "text":
      return { kind: "text", ...base, remember: "never", ...texts };
  }
}

function numberOf(text: string | undefined): number | undefined {
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
