import type { ResolvedConfig } from "../config/resolved-config.js";
import type { EventBus } from "../events/launcher-events.js";
import { checkSubject } from "../session/check-subject.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { joinNames, splitNames } from "./split-names.js";
import type { Ui } from "./ui.js";

export interface SessionAnswers {
  readonly subject: string;
  readonly experimenters: readonly string[];
  readonly notes: string;
}

export interface AskSessionOptions {
  readonly ui: Ui;
  readonly config: Pick<ResolvedConfig, "values" | "provenance">;
  readonly memory: RememberedAnswers;
  readonly events: EventBus;
}

/**
 * The answers that a session needs, in clabe's order: subject, experimenters, notes. Flags and config go first; the rest
 * is asked. Notes are optional: with nobody to ask they are empty. Throws INPUT_NEEDED and PROMPT_CANCELLED.
 */
export async function askSession(options: AskSessionOptions): Promise<SessionAnswers> {
  const subject = await answer(options, "subject", () => askSubject(options));
  const experimenters = await answer(options, "experimenters", () => askExperimenters(options));
  const notes = await answer(options, "notes", () => askNotes(options));
  return { subject, experimenters, notes };
}

async function answer<Key extends keyof SessionAnswers>(
  { config, events, memory }: AskSessionOptions,
  key: Key,
  ask: () => Promise<SessionAnswers[Key]>,
): Promise<SessionAnswers[Key]> {
  const given = config.values[key] as SessionAnswers[Key] | undefined;
  if (given === undefined) return ask();
  const source = config.provenance.get(key)?.[0]?.kind === "flag" ? "flag" : "config";
  events.emit("prompt.answered", { key, value: given, source });
  // What came from the command line is as likely to come again as what was typed.
  if (source === "flag" && key !== "notes") memory.remember(key, typeof given === "string" ? given : joinNames(given));
  return given;
}

async function askSubject({ ui, memory }: AskSessionOptions): Promise<string> {
  const known = memory.history("subject");
  const typed = await ui.text({
    key: "subject",
    flag: "--subject",
    message: "Subject",
    ...(known.length === 0 ? {} : { hint: "Enter alone: pick a recent one" }),
    // Not the last subject: an Enter too many would record the wrong animal.
    initial: "",
    remember: "key",
    validate: (value) => (value === "" && known.length > 0 ? undefined : checkSubject(value)),
  });
  if (typed !== "") return typed;
  return ui.pick({
    key: "subject",
    flag: "--subject",
    message: "Recent subjects",
    remember: "key",
    choices: known.map((value) => ({ value })),
  });
}

async function askExperimenters({ ui }: AskSessionOptions): Promise<string[]> {
  const line = await ui.text({
    key: "experimenters",
    flag: "--experimenter",
    message: "Experimenters",
    hint: "separated by commas, or by spaces",
    // Who works today is the last one who did, whatever animal comes next.
    remember: "key",
    validate: (value) => (splitNames(value).length === 0 ? "at least one experimenter is needed" : undefined),
  });
  return splitNames(line);
}

function askNotes({ ui }: AskSessionOptions): Promise<string> {
  return ui.notes({
    key: "notes",
    flag: "--notes",
    message: "Notes",
    hint: "Enter alone: none; Enter on an empty line: done",
    fallback: "",
  });
}
