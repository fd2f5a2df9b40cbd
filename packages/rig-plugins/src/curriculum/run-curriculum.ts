import {
  type Clock,
  type FileSystem,
  fillText,
  type Machine,
  type ProcessRunner,
  type ProgramContext,
  type ResolvedConfig,
  resolveFrom,
  runSessionProgram,
  type Session,
} from "@rigline/core";
import { makeEnvironment, uvCommand } from "../uv/uv-command.js";
import { curriculumError } from "./curriculum-errors.js";
import type { CurriculumOptions } from "./curriculum-options.js";
import { type Suggestion, SuggestionSchema } from "./suggestion.js";

export interface CurriculumParts {
  readonly config: ResolvedConfig;
  readonly processes: ProcessRunner;
  readonly environment: Readonly<Record<string, string>>;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly machine: Machine;
}

/** Asks the curriculum what comes next. Throws CURRICULUM_INPUT_MISSING, CURRICULUM_OUTPUT_INVALID and what the program does. */
export async function runCurriculum(
  parts: CurriculumParts,
  options: CurriculumOptions,
  context: ProgramContext,
): Promise<Suggestion> {
  const { config, fileSystem } = parts;
  const { session, signal } = context;
  const input = placeInSession(config, options.input_trainer_state, session);
  if (input === undefined || !fileSystem.exists(input))
    throw curriculumError("CURRICULUM_INPUT_MISSING", {
      what: input === undefined ? "the curriculum has no input_trainer_state" : `there is no trainer state ${input}`,
      ...(input === undefined ? {} : { where: { file: input } }),
    });
  const project = resolveFrom(config, options.project_directory);
  await makeEnvironment(parts, project, signal);
  const data = placeInSession(config, options.data_directory, session) ?? session.directory;
  const which = typeof options.curriculum === "string" ? ["--curriculum", options.curriculum] : [];
  const program = {
    command: uvCommand({
      project,
      script: options.script,
      arguments: ["--data-directory", data, "--input-trainer-state", input, ...which],
      extras: [],
      uvArguments: ["-q"],
      python: false,
    }),
    directory: project,
    environment: {},
    timeout_seconds: options.timeout_seconds,
    grace_seconds: 10,
    success_exit_codes: [0],
  };
  const called = { kind: "step", name: "curriculum", program, quiet: true };
  const { result, lastWords } = await runSessionProgram(parts, context, called);
  const { data: suggestion, error } = SuggestionSchema.safeParse(result);
  if (suggestion !== undefined) return suggestion;
  const [issue] = error.issues;
  throw curriculumError("CURRICULUM_OUTPUT_INVALID", {
    what: "what the curriculum printed is no suggestion",
    why: result === undefined ? `it printed: ${lastWords}` : `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
  });
}

/** Absolute, the names filled in; undefined: none is named. */
export function placeInSession(
  config: ResolvedConfig,
  path: string | null | undefined,
  session: Session,
): string | undefined {
  return typeof path === "string" ? resolveFrom(config, fillText(path, config, session)) : undefined;
}
