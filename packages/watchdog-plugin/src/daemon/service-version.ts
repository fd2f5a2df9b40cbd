import { basename, dirname, join } from "node:path";
import type { FileSystem, ProcessRunner } from "@rigline/core";
import { readJson, writeDurably } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { z } from "zod";

/** Its program shows its version and ends. A service that takes no notice of the question would begin to read manifests after ten. */
const ANSWER_MS = 8000;

export interface VersionParts {
  readonly processes: ProcessRunner;
  readonly environment: Readonly<Record<string, string>>;
  readonly fileSystem: FileSystem;
  /** A folder that exists; nothing is done in it. */
  readonly directory: string;
  /** What was answered is kept in its `.rigline`, where that is there. */
  readonly flagFolder: string | undefined;
}

/**
 * Which version of aind-watchdog-service a program is: what its package says beside it, else what it answers to `--version`,
 * as all versions do since 0.1.5. Only a Windows program is asked: a script may start the service whatever it is given.
 * Undefined: it can't be told.
 */
export async function findServiceVersion(parts: VersionParts, program: string): Promise<string | undefined> {
  return readPackageVersion(parts.fileSystem, program) ?? (await askForVersion(parts, program));
}

const PACKAGE = /^aind_watchdog_service-(\d+\.\d+\.\d+\w*)\.dist-info$/;

/** In an environment of Python's the programs lie beside the packages, and in a folder of PyInstaller's in the midst of them. */
function readPackageVersion(fileSystem: FileSystem, program: string): string | undefined {
  for (const folder of foldersOf(fileSystem, program)) {
    const above = dirname(folder);
    const pythons = namesIn(fileSystem, join(above, "lib")).filter((name) => name.startsWith("python3"));
    const places = [
      ...pythons.map((name) => join(above, "lib", name, "site-packages")),
      join(above, "Lib", "site-packages"),
      join(folder, "_internal"),
      folder,
    ];
    for (const place of places)
      for (const name of namesIn(fileSystem, place)) {
        const version = PACKAGE.exec(name)?.[1];
        if (version !== undefined) return version;
      }
  }
  return undefined;
}

/** Where it is named, and where it lies if that is a link. */
function foldersOf(fileSystem: FileSystem, program: string): readonly string[] {
  try {
    return [dirname(program), dirname(fileSystem.realPath(program))];
  } catch {
    return [dirname(program)];
  }
}

function namesIn(fileSystem: FileSystem, folder: string): readonly string[] {
  try {
    return fileSystem.list(folder).map(({ name }) => name);
  } catch {
    return [];
  }
}

const AnswerSchema = z.object({ program: z.string(), size: z.number(), modified: z.number(), version: z.string() });

async function askForVersion(parts: VersionParts, program: string): Promise<string | undefined> {
  if (!/\.exe$/i.test(program) || isInterpreter(program)) return undefined;
  const known = readAnswer(parts, program);
  if (known !== undefined) return known;
  const lines: string[] = [];
  const exit = await parts.processes.run({
    command: [program, "--version"],
    directory: parts.directory,
    environment: parts.environment,
    input: "",
    timeoutMs: ANSWER_MS,
    graceMs: 0,
    onLine: (line) => void lines.push(line),
  });
  const version = exit.reason === "exit" && exit.code === 0 ? lines.map(versionIn).find(Boolean) : undefined;
  if (version !== undefined) keepAnswer(parts, program, version);
  return version;
}

function isInterpreter(program: string): boolean {
  return /^(?:python|node|uv|cmd|powershell|pwsh)/i.test(basename(program));
}

/** `0.1.9`, alone on its line. */
function versionIn(line: string): string | undefined {
  return /^\d+\.\d+\.\d+\w*$/.exec(line.trim())?.[0];
}

function readAnswer(parts: VersionParts, program: string): string | undefined {
  try {
    const file = answerFile(parts);
    if (file === undefined || !parts.fileSystem.exists(file)) return undefined;
    const answer = AnswerSchema.parse(readJson(parts.fileSystem, file));
    const { size, modified } = parts.fileSystem.stat(program);
    const isSame = answer.program === program && answer.size === size && answer.modified === modified;
    return isSame ? answer.version : undefined;
  } catch {
    return undefined;
  }
}

/** So that a session that follows need not wait for the answer. */
function keepAnswer(parts: VersionParts, program: string, version: string): void {
  try {
    const file = answerFile(parts);
    if (file === undefined || !parts.fileSystem.exists(dirname(file))) return;
    const { size, modified } = parts.fileSystem.stat(program);
    const answer: z.output<typeof AnswerSchema> = { program, size, modified, version };
    writeDurably(file, `${JSON.stringify(answer)}\n`, { fileSystem: parts.fileSystem });
  } catch {
    // It is asked again.
  }
}

function answerFile({ flagFolder }: VersionParts): string | undefined {
  return flagFolder === undefined ? undefined : join(flagFolder, RIGLINE_FOLDER, "external-version.json");
}
