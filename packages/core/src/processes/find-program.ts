import { statSync } from "node:fs";
import { type PlatformPath, posix, win32 } from "node:path";

export interface ProgramSearch {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly platform: NodeJS.Platform;
  /** Whether this path is a file; the real disk when absent. */
  readonly isFile?: (path: string) => boolean;
}

/**
 * The absolute path of the program that a command means, as the system itself would find it; undefined when there is none.
 * Windows needs this before the start: a program that can't be found would be handed to cmd.exe, which "exits with code 1".
 */
export function findProgram(program: string, search: ProgramSearch): string | undefined {
  const isFile = search.isFile ?? isFileOnDisk;
  const paths = search.platform === "win32" ? win32 : posix;
  const names = search.platform === "win32" ? withExtensions(program, search.environment) : [program];
  const folders = hasFolder(program, search.platform) ? [search.directory] : searchFolders(search, paths);
  for (const folder of folders) {
    for (const name of names) {
      const candidate = paths.resolve(search.directory, folder, name);
      if (isFile(candidate)) return candidate;
    }
  }
  return undefined;
}

function searchFolders(search: ProgramSearch, { delimiter }: PlatformPath): string[] {
  const path = variable(search.environment, "PATH", search.platform) ?? "";
  const folders = path.split(delimiter).map((folder) => folder.replace(/^"(.*)"$/, "$1"));
  // Windows looks into the working folder first; a POSIX system only where PATH says so (an empty part means it).
  return search.platform === "win32" ? [search.directory, ...folders.filter((folder) => folder !== "")] : folders;
}

/** `bonsai` may be bonsai.exe, bonsai.cmd, …; a name that already ends so is tried as it is first. */
function withExtensions(program: string, environment: Readonly<Record<string, string>>): string[] {
  const extensions = (variable(environment, "PATHEXT", "win32") ?? ".COM;.EXE;.BAT;.CMD")
    .split(";")
    .filter((extension) => extension !== "");
  const withThem = extensions.map((extension) => `${program}${extension.toLowerCase()}`);
  const extension = win32.extname(program).toLowerCase();
  return extensions.some((known) => known.toLowerCase() === extension)
    ? [program, ...withThem]
    : [...withThem, program];
}

/** Names of variables have no case on Windows: `Path` is PATH. */
function variable(
  environment: Readonly<Record<string, string>>,
  name: string,
  platform: NodeJS.Platform,
): string | undefined {
  if (platform !== "win32") return environment[name];
  const key = Object.keys(environment).find((candidate) => candidate.toUpperCase() === name);
  return key === undefined ? undefined : environment[key];
}

function hasFolder(program: string, platform: NodeJS.Platform): boolean {
  return platform === "win32" ? /[\\/]|^[A-Za-z]:/.test(program) : program.includes("/");
}

function isFileOnDisk(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
