import { mark } from "@rigline/foundation/marks";
import { readSessionFile } from "../session/read-session.js";
import { readMark } from "../session/unfinished-index.js";
import { EXPERIMENT } from "./experiment-stages.js";
import type { LauncherParts } from "./launcher-parts.js";
import type { Start } from "./run-options.js";

type Parts = Pick<LauncherParts, "resolved" | "ui" | "fileSystem">;

/**
 * Which of the config's `experiments` is run, kept as the value of `experiment`, for all who hold the config. A session that
 * exists is of the one that it was opened with; a new one of the only one there is, or of the one that a person picks. Throws
 * INPUT_NEEDED and PROMPT_CANCELLED.
 */
export async function chooseExperiment(
  parts: Parts,
  { purpose, resumes }: Pick<Start, "purpose" | "resumes">,
): Promise<void> {
  const { resolved, ui } = parts;
  const { experiment, experiments = {} } = resolved.values;
  const names = Object.keys(experiments);
  if (names.length === 0) return;
  const choose = (name: string | undefined): void => {
    if (name !== undefined) resolved.values = { ...resolved.values, experiment: name };
  };
  if (resumes !== undefined) {
    const begun = nameOfSession(parts, resumes());
    if (begun !== undefined && names.includes(begun)) choose(begun);
    else mark("experiment: a session of one that the config has no more is finished without it");
    return;
  }
  if (experiment !== undefined) return;
  if (names.length === 1) return choose(names[0]);
  if (purpose !== "session") return;
  const question = { key: EXPERIMENT, flag: "--experiment", message: "Experiment", remember: "key" } as const;
  choose(await ui.pick({ ...question, choices: names.map((value) => ({ value })) }));
}

function nameOfSession({ fileSystem }: Parts, directory: string | undefined): string | undefined {
  if (directory === undefined) return undefined;
  return (readSessionFile(fileSystem, directory) ?? readMark(fileSystem, directory))?.experiment;
}
