import type { ResolvedConfig } from "../config/resolved-config.js";
import { createUi } from "../ui/create-ui.js";
import { answerFirst, askInTurn, askPlainly } from "../ui/ui-layers.js";
import type { Ui } from "../ui/ui.js";
import type { CreateLauncherOptions, LauncherParts } from "./launcher-parts.js";

/** What plugins and the launcher ask through: given answers first, then the person, or what was given in their place, one question at a time. */
export function openUi(
  given: Ui | undefined,
  options: CreateLauncherOptions,
  resolved: ResolvedConfig,
  parts: Pick<LauncherParts, "clock" | "events" | "memory" | "answers" | "redactor">,
): Ui {
  const ask = given ?? askAtTerminal(options, resolved, parts);
  return answerFirst(askInTurn(askPlainly(ask, parts.redactor)), parts);
}

function askAtTerminal(
  { terminal, signal }: CreateLauncherOptions,
  { values }: ResolvedConfig,
  { clock, events, memory }: Pick<LauncherParts, "clock" | "events" | "memory">,
): Ui {
  const input = terminal?.input ?? process.stdin;
  const output = terminal?.output ?? process.stderr;
  const noInput = terminal === undefined || !values.input;
  return createUi({ input, output, noInput, clock, events, memory, ...(signal === undefined ? {} : { signal }) });
}
