import type { ResolvedConfig } from "../config/resolved-config.js";
import type { EventBus } from "../events/launcher-events.js";
import { checkSubject } from "../session/check-subject.js";
import { onOneLine } from "./kinds/show-table.js";
import { LAUNCHER_QUESTIONS } from "./given-answers.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { joinNames, splitNames } from "./split-names.js";
import type { TableRow } from "./questions.js";
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
  /** What is decided besides, for whoever confirms it. */
  readonly decided?: (answers: SessionAnswers) => readonly TableRow[];
}

/**
 * The answers that a session needs, in clabe's order: subject, experimenters, notes. Flags and config go first; the rest
 * is asked, and then confirmed with all that is decided. Notes are optional: with nobody to ask they are empty. Throws
 * INPUT_NEEDED and PROMPT_CANCELLED.
 */
export async function askSession(options: AskSessionOptions): Promise<SessionAnswers> {
  const sources = new Map<string, string>();
  const off = options.events.on("prompt.answered", ({ key, source }) => void sources.set(key, source));
  // As it is before this session's answers are remembered too.
  const last = options.memory.history("experimenters")[0];
  const describe = (answers: Partial<SessionAnswers>): TableRow[] => describeAnswers(answers, sources, last);
  try {
    const subject = await answer(options, "subject", () => askSubject(options, []));
    const experimenters = await answer(options, "experimenters", () =>
      askExperimenters(options, describe({ subject })),
    );
    const notes = await answer(options, "notes", () => askNotes(options, describe({ subject, experimenters })));
    return await confirmSession(options, sources, describe, { subject, experimenters, notes });
  } finally {
    off();
  }
}

const LABELS = { subject: "Subject", experimenters: "Experimenters", notes: "Notes" } as const;

const KEYS = ["subject", "experimenters", "notes"] as const;

/** A row for each answer that there is, with where it is from; what was typed says nothing. */
function describeAnswers(
  answers: Partial<SessionAnswers>,
  sources: ReadonlyMap<string, string>,
  last: string | undefined,
): TableRow[] {
  return KEYS.flatMap((key) => {
    const given = answers[key];
    if (given === undefined) return [];
    const text = typeof given === "string" ? given : given.join(", ");
    const isAsLast = key === "experimenters" && typeof given !== "string" && joinNames(given) === last;
    const from = WHERE_FROM[sources.get(key) ?? ""] ?? (isAsLast ? "as last time" : undefined);
    return [{ label: LABELS[key], text: from === undefined || text === "" ? text : `${onOneLine(text)} (${from})` }];
  });
}

const WHERE_FROM: Readonly<Record<string, string>> = { flag: "from the command line", config: "from the config" };

/** Once, and only where a person has answered: what flags and config say was written down by somebody before. */
async function confirmSession(
  options: AskSessionOptions,
  sources: ReadonlyMap<string, string>,
  describe: (answers: SessionAnswers) => readonly TableRow[],
  answers: SessionAnswers,
): Promise<SessionAnswers> {
  const changes = KEYS.filter((key) => sources.get(key) === "prompt").map((key) => ({ key, message: LABELS[key] }));
  if (changes.length === 0) return answers;
  const table = [...describe(answers), ...(options.decided?.(answers) ?? [])];
  const message = "Open the session?";
  const change = await options.ui.review({
    key: LAUNCHER_QUESTIONS.openSession,
    message,
    table,
    changes,
    yes: "Open it",
  });
  const again = (changed: Partial<SessionAnswers>): Promise<SessionAnswers> =>
    confirmSession(options, sources, describe, { ...answers, ...changed });
  if (change === "subject") return again({ subject: await askSubject(options, []) });
  if (change === "experimenters") return again({ experimenters: await askExperimenters(options, []) });
  if (change === "notes") return again({ notes: await askNotes(options, []) });
  return answers;
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

async function askSubject({ ui, memory }: AskSessionOptions, table: readonly TableRow[]): Promise<string> {
  const known = memory.history("subject");
  const typed = await ui.text({
    key: "subject",
    flag: "--subject",
    message: "Subject",
    table,
    quiet: true,
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
    table,
    quiet: true,
    remember: "key",
    choices: known.map((value) => ({ value })),
  });
}

async function askExperimenters({ ui }: AskSessionOptions, table: readonly TableRow[]): Promise<string[]> {
  const line = await ui.text({
    key: "experimenters",
    flag: "--experimenter",
    message: "Experimenters",
    table,
    quiet: true,
    hint: "separated by commas, or by spaces",
    // Who works today is the last one who did, whatever animal comes next.
    remember: "key",
    validate: (value) => (splitNames(value).length === 0 ? "at least one experimenter is needed" : undefined),
  });
  return splitNames(line);
}

function askNotes({ ui }: AskSessionOptions, table: readonly TableRow[]): Promise<string> {
  return ui.notes({
    key: "notes",
    flag: "--notes",
    message: "Notes",
    table,
    quiet: true,
    hint: "Enter alone: none; Enter on an empty line: done",
    fallback: "",
  });
}
