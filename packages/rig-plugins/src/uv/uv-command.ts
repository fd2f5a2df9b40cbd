import { join } from "node:path";
import { type FileSystem, messageOf } from "@rigline/core";
import { askProgram, type ProgramPorts } from "../programs/ask-program.js";
import { uvError } from "./uv-errors.js";

/** A script in a Python project, as clabe's PythonScriptApp has it. */
export interface UvScript {
  /** Absolute. */
  readonly project: string;
  /** `[train.py]`, `[curriculum, run]`, `[-m, pytest]`. */
  readonly script: readonly string[];
  readonly arguments: readonly string[];
  /** Groups of `[project.optional-dependencies]`. */
  readonly extras: readonly string[];
  /** Of uv itself: `-q`. */
  readonly uvArguments: readonly string[];
  /** Whether `python` stands before the script. */
  readonly python: boolean;
}

/** `uv run -q --extra data --directory C:\task python train.py --fast`: in clabe's order. */
export function uvCommand(run: UvScript): readonly [string, ...string[]] {
  const extras = run.extras.flatMap((extra) => ["--extra", extra]);
  const python = run.python ? ["python"] : [];
  return [
    "uv",
    "run",
    ...run.uvArguments,
    ...extras,
    "--directory",
    run.project,
    ...python,
    ...run.script,
    ...run.arguments,
  ];
}

/** Making an environment may have to fetch a Python. */
const TEN_MINUTES = 600_000;

export function hasEnvironment(fileSystem: Pick<FileSystem, "exists">, project: string): boolean {
  return fileSystem.exists(join(project, ".venv"));
}

/** Makes the project's `.venv` where there is none; what belongs into it, `uv run` installs. Throws UV_ENVIRONMENT_FAILED. */
export async function makeEnvironment(
  parts: ProgramPorts & { readonly fileSystem: FileSystem },
  project: string,
  signal: AbortSignal,
): Promise<void> {
  if (hasEnvironment(parts.fileSystem, project)) return;
  const command = ["uv", "venv", "--directory", project] as const;
  try {
    const { ok, why } = await askProgram(parts, {
      command: [...command],
      directory: project,
      signal,
      timeoutMs: TEN_MINUTES,
    });
    if (!ok) throw new Error(why);
  } catch (cause) {
    throw uvError("UV_ENVIRONMENT_FAILED", {
      what: `no Python environment could be made in ${project}: ${messageOf(cause)}`,
      cause,
    });
  }
}
