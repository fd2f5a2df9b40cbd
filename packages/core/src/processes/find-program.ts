import { variableOf } from "@rigline/foundation/paths";
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { extname, type PlatformPath, posix, win32 } from "node:path";

export interface ProgramSearch {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly platform: NodeJS.Platform;
  /** Whether this path is a file; the real disk when absent. */
  readonly isFile?: (path: string) => boolean;
  /** Whether this user may execute the file (POSIX), or its first line names an interpreter (Windows); as isFile when absent. */
  readonly isExecutable?: (path: string) => boolean;
}

export interface ProgramLookup {
  /** What would be started, absolute. */
  readonly program: string | undefined;
  /** A file of that name that the system can't start, when there is nothing better. */
  readonly unfit?: string;
}

/**
 * The program that a command means, as the system itself would find it. Windows needs this before the start: a program that
 * can't be found would be handed to cmd.exe, which "exits with code 1", and a script that nothing executes would be opened in
 * an editor, which ends well.
 */
export function lookUpProgram(program: string, search: ProgramSearch): ProgramLookup {
  const isFile = search.isFile ?? isFileOnDisk;
  const paths = search.platform === "win32" ? win32 : posix;
  const names = search.platform === "win32" ? withExtensions(program, search.environment) : [program];
  const folders = hasFolder(program, search.platform) ? [search.directory] : searchFolders(search, paths);
  let unfit: string | undefined;
  for (const folder of folders) {
    for (const name of names) {
      const candidate = paths.resolve(search.directory, folder, name);
      if (!isFile(candidate)) continue;
      if (canStart(candidate, search)) return { program: candidate };
      unfit ??= candidate;
    }
  }
  return { program: undefined, ...(unfit === undefined ? {} : { unfit }) };
}

/** The absolute path of the program that a command means; undefined when there is none that can be started. */
export function findProgram(program: string, search: ProgramSearch): string | undefined {
  return lookUpProgram(program, search).program;
}

/** Why a file that lookUpProgram has found unfit can't be started: a sentence that follows its name, and what to do. */
export function explainUnfit(file: string, platform: NodeJS.Platform): { readonly why: string; readonly todo: string } {
  if (platform !== "win32")
    return { why: "has no right to be executed by this user", todo: `Give it the right: chmod +x ${file}` };
  const extension = win32.extname(file).toLowerCase();
  const runner = RUNNERS[extension];
  return {
    why: "is no program that Windows can execute",
    todo:
      runner === undefined
        ? `Name the program that opens ${extension} files first, and the file behind it.`
        : `Write [${runner}, ${win32.basename(file)}].`,
  };
}

/** What runs a script on Windows, by its extension. */
const RUNNERS: Readonly<Record<string, string>> = {
  ".ps1": "powershell, -ExecutionPolicy, Bypass, -File",
  ".py": "python",
  ".js": "node",
  ".mjs": "node",
  ".cjs": "node",
  ".ts": "node",
  ".sh": "bash",
  ".r": "Rscript",
  ".jl": "julia",
  ".m": "matlab, -batch",
  ".bonsai": "Bonsai.exe",
};

/** What execvp and cmd.exe take: others are passed over on the PATH. */
function canStart(file: string, search: ProgramSearch): boolean {
  const onDisk = search.platform === "win32" ? namesInterpreter : mayExecute;
  const isExecutable = search.isExecutable ?? search.isFile ?? onDisk;
  if (search.platform !== "win32") return isExecutable(file);
  const extension = win32.extname(file).toLowerCase();
  return extension === "" || extensionsOf(search.environment).includes(extension) || isExecutable(file);
}

function searchFolders(search: ProgramSearch, { delimiter }: PlatformPath): string[] {
  const path = variableOf(search.environment, "PATH", search.platform) ?? "";
  const folders = path.split(delimiter).map((folder) => folder.replace(/^"(.*)"$/, "$1"));
  // Windows looks into the working folder first; a POSIX system only where PATH says so (an empty part means it).
  return search.platform === "win32" ? [search.directory, ...folders.filter((folder) => folder !== "")] : folders;
}

/** `bonsai` may be bonsai.exe, bonsai.cmd, …; a name that already ends so is tried as it is first. */
function withExtensions(program: string, environment: Readonly<Record<string, string>>): string[] {
  const extensions = extensionsOf(environment);
  const withThem = extensions.map((extension) => `${program}${extension}`);
  return extensions.includes(win32.extname(program).toLowerCase()) ? [program, ...withThem] : [...withThem, program];
}

/** In lower case, with their dots. */
function extensionsOf(environment: Readonly<Record<string, string>>): string[] {
  return (variableOf(environment, "PATHEXT", "win32") ?? ".COM;.EXE;.BAT;.CMD")
    .split(";")
    .filter((extension) => extension !== "")
    .map((extension) => extension.toLowerCase());
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

function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The start of a script is read by those who start programs for Node on Windows. */
function namesInterpreter(path: string): boolean {
  try {
    const file = openSync(path, "r");
    try {
      const start = Buffer.alloc(2);
      return readSync(file, start, 0, 2, 0) === 2 && start.toString("latin1") === "#!";
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** Programs that run a program's text; `conda run python x.py` names one further on. */
const INTERPRETER =
  /(?:^|[\\/])(?:node|bun|deno|tsx|python[\d.]*|py|(?:ba|z|da)?sh|pwsh|powershell|cmd|perl|ruby|rscript|julia|matlab|uv)(?:\.exe)?$/iu;
/** Options that such a text follows. */
const TAKES_CODE = /^(?:-[cepr]|--eval|--print|-command|-batch|\/[ck])$/iu;
/** Marks that only such a text has. */
const CODE_MARKS = /[;\n]|=>|\w\(/u;
/** Files that are run by an interpreter. */
const SCRIPT_EXTENSIONS = new Set(".js .mjs .cjs .ts .mts .cts .py .pyw .sh .ps1 .pl .rb .r .jl .m".split(" "));

/** Whether a part of a command is a program's own text, rather than a name or a path. */
export function isProgramText(part: string, before: readonly string[]): boolean {
  return CODE_MARKS.test(part) || (TAKES_CODE.test(before.at(-1) ?? "") && before.some(isInterpreter));
}

/**
 * The script that a command would have an interpreter run, as it is written: `exp.py` of `python3 -u exp.py --fast`. Undefined
 * when there is none, or when it can't be told: text, a module (`-m`), a name without an extension.
 */
export function findScript(command: readonly string[]): string | undefined {
  const first = command.findIndex(isInterpreter);
  if (first === -1) return undefined;
  for (const part of command.slice(first + 1)) {
    if (TAKES_CODE.test(part) || part === "-m" || part === "-") return undefined;
    if (part.startsWith("-") || isInterpreter(part)) continue;
    if (CODE_MARKS.test(part)) return undefined;
    if (SCRIPT_EXTENSIONS.has(extname(part).toLowerCase())) return part;
  }
  return undefined;
}

function isInterpreter(part: string): boolean {
  return INTERPRETER.test(part);
}
