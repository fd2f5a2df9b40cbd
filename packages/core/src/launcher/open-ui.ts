import type { ResolvedConfig } from "../config/resolved-config.js";
import { createUi } from "../ui/create-ui.js";
import { answerFirst, askInTurn, askPlainly, countQuestions, type OpenQuestions } from "../ui/ui-layers.js";
import type { Ui } from "../ui/ui.js";
import type { CreateLauncherOptions, LauncherParts } from "./launcher-parts.js";

type UiParts = Pick<LauncherParts, "clock" | "events" | "memory" | "answers" | "redactor" | "fileSystem"> & {
  readonly questions: OpenQuestions;
};

/** What plugins and the launcher ask through: given answers first, then the person, or what was given in their place, one question at a time. */
export function openUi(
  given: Ui | undefined,
  options: CreateLauncherOptions,
  resolved: ResolvedConfig,
  parts: UiParts,
): Ui {
  const own = { ...parts, subject: followSubject(parts.events) };
  const ask = given ?? askAtTerminal(options, resolved, own);
  return answerFirst(countQuestions(askInTurn(askPlainly(ask, parts.redactor)), parts.questions), own);
}

function askAtTerminal(
  { terminal, signal }: CreateLauncherOptions,
  { values }: ResolvedConfig,
  { clock, events, memory, fileSystem, subject }: UiParts & { readonly subject: () => string | undefined },
): Ui {
  const input = terminal?.input ?? process.stdin;
  const output = terminal?.output ?? process.stderr;
  const noInput = terminal === undefined || !values.input;
  const own = { clock, events, memory, fileSystem, subject };
  return createUi({ input, output, noInput, ...own, ...(signal === undefined ? {} : { signal }) });
}

/** Whom the session is of: as soon as that is answered, and as an earlier launcher had it where one is resumed. */
function followSubject(events: LauncherParts["events"]): () => string | undefined {
  let subject: string | undefined;
  events.on("prompt.answered", ({ key, value }) => {
    if (key === "subject" && typeof value === "string" && value !== "") subject = value;
  });
  events.on("session.opened", ({ session }) => void (subject = session.subject));
  return () => subject;
}
