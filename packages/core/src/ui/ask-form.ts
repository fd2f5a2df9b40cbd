import type { Asker } from "./asker.js";
import { showAnswer } from "./describe-answer.js";
import { kindOf, type AnswerOf, type KindName, type QuestionOf } from "./kinds/index.js";
import { YES } from "./kinds/review-kind.js";
import type { Form, FormAnswers, FormField, TableRow } from "./questions.js";

type Fields = Readonly<Record<string, FormField>>;

/** Asks each field, shows all answers together, and goes back over those that a person wants to change. */
export async function askForm<Asked extends Fields>(asker: Asker, form: Form<Asked>): Promise<FormAnswers<Asked>> {
  const { key, message = "Is that right?", fields } = form;
  const answers = new Map<string, { readonly value: unknown; readonly row: TableRow }>();
  const askField = async (name: string, field: FormField): Promise<void> => {
    const before = answers.get(name);
    const question = {
      ...field,
      key: name,
      table: [...answers].filter(([other]) => other !== name).map(([, { row }]) => row),
      quiet: true,
      ...(before === undefined ? {} : { initial: before.value }),
    };
    answers.set(name, await askOne(asker, field.kind, question as unknown as QuestionOf<typeof field.kind>));
  };
  for (const [name, field] of Object.entries<FormField>(fields)) await askField(name, field);
  // What was given beforehand can't be changed, since it would be given again.
  const changes = Object.entries<FormField>(fields).filter(([name]) => asker.isGiven?.(name) !== true);
  while (asker.interactive && changes.length > 0) {
    const change = await asker.ask("review", {
      key,
      message,
      table: [...answers.values()].map(({ row }) => row),
      changes: changes.map(([name, field]) => ({ key: name, message: field.message })),
    });
    const field = fields[change];
    if (change === YES || field === undefined) break;
    await askField(change, field);
  }
  return Object.fromEntries([...answers].map(([name, { value }]) => [name, value])) as FormAnswers<Asked>;
}

async function askOne<Name extends KindName>(
  { ask }: Asker,
  kind: Name,
  question: QuestionOf<Name>,
): Promise<{ readonly value: AnswerOf<Name>; readonly row: TableRow }> {
  const value = await ask(kind, question);
  return {
    value,
    row: { label: question.message, text: showAnswer(kindOf(kind).show(value, question), question.key) },
  };
}
