import { type FileSystem, type Runners, type RunnerHandle, type Ui } from "@rigline/core";
import { askFields } from "./ask-fields.js";
import { type Field, type FieldAnswers, FieldAnswersSchema, messageOfField, showFieldAnswer } from "./field.js";
import { openHistory } from "./history.js";
import { keepAnswers } from "./keep-answers.js";

export interface FormNeeds {
  readonly ui: Ui;
  readonly fileSystem: FileSystem;
}

export interface SessionForm {
  /** Of the runners and of the JSON file: `notes`. */
  readonly name: string;
  readonly before: readonly Field[];
  readonly after: readonly Field[];
  /** Absolute. */
  readonly csv: string;
  /** What Enter alone answers. */
  readonly initialBefore?: FieldAnswers;
  readonly initialAfter?: FieldAnswers;
  /** Fields as they are for one subject: with its own ranges. */
  readonly fieldsFor?: (fields: readonly Field[], subject: string) => readonly Field[];
}

export interface FormRunners {
  readonly before: RunnerHandle<FieldAnswers>;
  readonly after: RunnerHandle<FieldAnswers>;
}

/**
 * Two runners, each with a form: before the experiment, where an answer that is missing ends the session, and after it, where
 * it does not count: the data are handed off all the same.
 */
export function addFormRunners(runners: Runners<FormNeeds>, form: SessionForm): FormRunners {
  const { name, csv, fieldsFor = (fields) => fields } = form;
  const file = `${name}.json`;
  const ask = async (
    { needs, session, report, log }: FormContext,
    key: string,
    asked: readonly Field[],
    initial: FieldAnswers = {},
  ): Promise<FieldAnswers> => {
    const fields = fieldsFor(asked, session.subject);
    const last = openHistory(needs.fileSystem, csv).lastOf(session);
    const { answers, unusual } = await askFields(needs.ui, { key, fields, last, initial });
    for (const field of fields) {
      const answer = answers[field.name];
      if (answer !== undefined) report(messageOfField(field).toLowerCase(), showFieldAnswer(field, answer));
    }
    for (const sentence of unusual) {
      log.warning(sentence);
      report("unusual", sentence);
    }
    return answers;
  };
  const before = runners.add({
    name,
    phase: "preSession",
    result: FieldAnswersSchema,
    run: async (context) => {
      const answers = await ask(context, `${name}.before`, form.before, form.initialBefore);
      const parts = { fileSystem: context.needs.fileSystem, log: context.log, csv, file };
      if (form.before.length > 0) keepAnswers(parts, context.session, { before: answers, after: {} });
      return answers;
    },
  });
  const after = runners.add({
    name: `${name}-after`,
    phase: "postSession",
    needs: { before },
    onFailure: "continue",
    result: FieldAnswersSchema,
    run: async (context) => {
      const { needs, session, log } = context;
      const answers = await ask(context, `${name}.after`, form.after, form.initialAfter);
      keepAnswers({ fileSystem: needs.fileSystem, log, csv, file }, session, { before: needs.before, after: answers });
      return answers;
    },
  });
  return { before, after };
}

type FormContext = Pick<
  Parameters<Parameters<Runners<FormNeeds>["add"]>[0]["run"]>[0],
  "session" | "report" | "log"
> & { readonly needs: FormNeeds };
