import type { ResolvedConfig } from "../config/resolved-config.js";
import type { EventBus } from "../events/launcher-events.js";
import { checkSubject } from "../session/check-subject.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { joinNames, splitNames } from "./split-names.js";
import type { AnswerSource, Ui } from "./ui.js";

export interface SessionAnswers {
  readonly subject: string;
  readonly experimenters: readonly string[];
  readonly notes: string;
  readonly sources: Readonly<Record<"subject" | "experimenters" | "notes", AnswerSource>>;
}

export interface AskSessionOptions {
  readonly ui: Ui;
  readonly config: Pick<ResolvedConfig, "values" | "provenance">;
  readonly memory: RememberedAnswers;
  readonly events: EventBus;
  /** What is wrong with one experimenter's name, or undefined. */
  readonly checkExperimenter?: (name: string) => string | undefined;
}

/**
 * The answers that a session needs, in clabe's order: subject, experimenters, notes. Flags and config go first; the rest
 * is asked. Notes are optional: with nobody to ask they are empty. Throws INPUT_NEEDED and PROMPT_CANCELLED.
 */
export async function askSession(options: AskSessionOptions): Promise<SessionAnswers> {
  const subject = await answer(options, "subject", () => askSubject(options));
  const experimenters = await answer(options, "experimenters", () => askExperimenters(options));
  const notes = await answer(options, "notes", () => askNotes(options));
  return {
    subject: subject.value,
    experimenters: experimenters.value,
    notes: notes.value,
    sources: { subject: subject.source, experimenters: experimenters.source, notes: notes.source },
  };
}

type Key = keyof SessionAnswers["sources"];

interface Answer<Value> {
  readonly value: Value;
  readonly source: AnswerSource;
}

async function answer<Of extends Key>(
  { config, events, memory }: AskSessionOptions,
  key: Of,
  ask: () => Promise<Answer<SessionAnswers[Of]>>,
): Promise<Answer<SessionAnswers[Of]>> {
  const given = config.values[key] as SessionAnswers[Of] | undefined;
  if (given === undefined) return ask();
  const source = config.provenance.get(key)?.[0]?.kind === "flag" ? "flag" : "config";
  events.emit("prompt.answered", { key, value: given, source });
  // What came from the command line is as likely to come again as what was typed.
  if (source === "flag" && key !== "notes") memory.remember(key, typeof given === "string" ? given : joinNames(given));
  return { value: given, source };
}

async function askSubject({ ui, memory }: AskSessionOptions): Promise<Answer<string>> {
  const known = memory.history("subject");
  const typed = await ui.text({
    key: "subject",
    flag: "--subject",
    message: known.length === 0 ? "Subject" : "Subject (Enter alone: pick a recent one)",
    // Not the last subject: an Enter too many would record the wrong animal.
    initial: "",
    validate: (value) => (value === "" && known.length > 0 ? undefined : checkSubject(value)),
  });
  if (typed !== "") return { value: typed, source: "prompt" };
  const picked = await ui.pick({
    key: "subject",
    flag: "--subject",
    message: "Recent subjects",
    choices: known.map((value) => ({ value })),
  });
  return { value: picked, source: "prompt" };
}

async function askExperimenters({ ui, memory, checkExperimenter }: AskSessionOptions): Promise<Answer<string[]>> {
  const last = memory.history("experimenters")[0];
  const line = await ui.text({
    key: "experimenters",
    flag: "--experimenter",
    message: "Experimenters (separated by commas, or by spaces)",
    ...(last === undefined ? {} : { initial: last }),
    validate: (value) => {
      const names = splitNames(value);
      if (names.length === 0) return "at least one experimenter is needed";
      return names.map((name) => checkExperimenter?.(name)).find((problem) => problem !== undefined);
    },
  });
  return { value: splitNames(line), source: "prompt" };
}

async function askNotes({ ui }: AskSessionOptions): Promise<Answer<string>> {
  if (!ui.interactive) return { value: "", source: "default" };
  const value = await ui.text({ key: "notes", flag: "--notes", message: "Notes (Enter alone: none)", initial: "" });
  return { value, source: "prompt" };
}
